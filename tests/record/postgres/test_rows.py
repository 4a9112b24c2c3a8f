"""Row-level security: the database shows a viewer's rows and no others, also to SQL that our queries never wrote."""

import pytest
from django.db import ProgrammingError, connection, transaction

from rembuk.record.core.transactions import reading, writing
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.parties import rules


def usernames():
    with connection.cursor() as cursor:
        cursor.execute("SELECT username FROM parties_account ORDER BY username")
        return [row[0] for row in cursor.fetchall()]


@pytest.fixture
def accounts(areas, health_office, social_office):
    """Make one account in each office and one without any."""
    rules.create_account(OPERATOR, "ratna", "Ibu Ratna", "sector", health_office)
    rules.create_account(OPERATOR, "daud", "Pak Daud", "sector", social_office)
    rules.create_account(OPERATOR, "sari", "Ibu Sari", "researcher")


def test_the_login_role_is_no_superuser_and_sees_no_personal_row(accounts):
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper, rolbypassrls FROM pg_roles WHERE rolname = current_user")
        assert cursor.fetchone() == (False, False)
    assert usernames() == []


def test_a_reading_shows_the_viewers_rows_only(accounts, areas, health_office, social_office):
    for office, seen in ((health_office, ["ratna"]), (social_office, ["daud"]), (None, [])):
        with reading(Viewer(None, office, areas["99.01"].id, "sector", "reporting")):
            assert usernames() == seen
    with reading(OPERATOR):
        assert usernames() == ["daud", "ratna", "sari"]
    assert usernames() == []


def test_a_reading_cannot_write(accounts):
    with pytest.raises(ProgrammingError), reading(OPERATOR), connection.cursor() as cursor:
        cursor.execute("UPDATE parties_account SET name = 'x'")


def test_even_a_writer_cannot_change_or_delete_a_ledger_entry(accounts):
    for statement in ("UPDATE ledger_entry SET verb = 'x'", "DELETE FROM ledger_entry"):
        with pytest.raises(ProgrammingError), writing(OPERATOR, "forge") as write, connection.cursor() as cursor:
            write.changed("entry", None)
            cursor.execute(statement)


def test_the_viewer_of_one_transaction_is_gone_in_the_next(accounts, health_office):
    with reading(Viewer(None, health_office, None, "sector", "reporting")):
        assert usernames() == ["ratna"]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE rembuk_reader")
        assert usernames() == []


def test_every_table_with_personal_data_is_protected(accounts):
    from django.apps import apps

    from rembuk.knowledge.datasets import datasets

    closed = {"personal", "identifier", "specific", "secret"}
    personal = {
        apps.get_model(dataset.model)._meta.db_table for dataset in datasets().values() if dataset.of_class(*closed)
    }
    assert personal
    with connection.cursor() as cursor:
        cursor.execute("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity")
        assert personal <= {row[0] for row in cursor.fetchall()}
