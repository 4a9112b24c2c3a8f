"""The PostgreSQL roles under which the record is read and written."""

from django.db import migrations

from rembuk.record.core.rowsecurity import CreateRoles


class Migration(migrations.Migration):
    """First of all migrations: default privileges reach the tables that are made after it."""

    initial = True
    dependencies = []
    operations = [CreateRoles()]
