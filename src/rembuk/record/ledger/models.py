"""Two tables: the entries, and the head that puts writers in order."""

from django.db import models

from rembuk.record.core.identity import uuid7


class Entry(models.Model):
    """One verb or one chunk. Never updated, never deleted; ids and keyed digests only, no personal values."""

    sequence = models.BigIntegerField(primary_key=True)
    entry_id = models.UUIDField(default=uuid7, unique=True, editable=False)
    at = models.DateTimeField()
    account = models.UUIDField(null=True)
    office = models.UUIDField(null=True, db_index=True)
    purpose = models.CharField(max_length=40)
    agreement = models.UUIDField(null=True)
    verb = models.CharField(max_length=60)
    thing = models.CharField(max_length=60)
    thing_id = models.UUIDField(null=True, db_index=True)
    detail = models.JSONField(default=dict)
    previous = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """By sequence, which is commit order: the head row is locked from append to commit."""

        ordering = ["sequence"]

    def __str__(self) -> str:
        """Return the entry as a line."""
        return f"{self.sequence} {self.verb} {self.thing}"


class Head(models.Model):
    """One row: the last sequence and hash. Locking it makes sequence order the order of commits."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    record = models.UUIDField(default=uuid7)
    sequence = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        """Return where the chain stands."""
        return f"{self.sequence} {self.hash[:12]}"


class IssuedReceipt(models.Model):
    """A receipt that was handed out: ``rembuk check`` holds the chain against all of them."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    at = models.DateTimeField()
    sequence = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        """Oldest first."""

        ordering = ["sequence"]

    def __str__(self) -> str:
        """Return what the receipt covers."""
        return f"≤ {self.sequence}"
