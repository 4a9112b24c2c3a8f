"""Deliveries and the questions they leave."""

from django.db import models

from rembuk.record.children.models import Child
from rembuk.record.core.identity import uuid7
from rembuk.record.parties.models import Organisation


class Delivery(models.Model):
    """One file of one office. Its bytes are kept as they came; what was read from them is kept beside."""

    class State(models.TextChoices):
        """Where a delivery stands; words are those of the screen."""

        RECEIVED = "received", "diterima, menunggu dibaca"
        TAKING_IN = "taking_in", "sedang dimasukkan"
        DONE = "done", "selesai dimasukkan"
        REFUSED = "refused", "tidak dapat dibaca"
        WITHDRAWING = "withdrawing", "sedang ditarik"
        WITHDRAWN = "withdrawn", "ditarik"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    office = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="deliveries")
    account = models.UUIDField(null=True)
    file_name = models.CharField(max_length=200)
    content = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    period = models.DateField(null=True)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.RECEIVED)
    source = models.CharField(max_length=40, blank=True)
    layout = models.CharField(max_length=20, blank=True)
    rows_file = models.CharField(max_length=64, blank=True)
    problems_file = models.CharField(max_length=64, blank=True)
    rows = models.PositiveIntegerField(default=0)
    repaired = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    next_row = models.PositiveIntegerField(default=1)
    new_children = models.PositiveIntegerField(default=0)
    new_measurements = models.PositiveIntegerField(default=0)
    corrections = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    questions = models.PositiveIntegerField(default=0)
    held_back = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)

    class Meta:
        """Latest first."""

        ordering = ["-received_at"]
        indexes = [models.Index(fields=["office", "content"], name="delivery_content")]

    def __str__(self) -> str:
        """Return the file's name."""
        return self.file_name


class Question(models.Model):
    """Is this row that child? Until a person answers, the row is not in the register.

    ``identity`` is a keyed digest of who the row says it is: rows that say the same of the same child are one question.
    """

    class Answer(models.TextChoices):
        """What a person can say."""

        OPEN = "open", "belum dijawab"
        SAME = "same", "anak yang sama"
        OTHER = "other", "anak lain"
        FIELD = "field", "tanya lapangan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    delivery = models.ForeignKey(Delivery, on_delete=models.PROTECT, related_name="asked")
    row = models.PositiveIntegerField()
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="questions")
    reason = models.CharField(max_length=200)
    identity = models.CharField(max_length=64, db_index=True)
    answer = models.CharField(max_length=8, choices=Answer.choices, default=Answer.OPEN)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        """A row asks once."""

        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["delivery", "row"], name="question_once")]

    def __str__(self) -> str:
        """Return the row and the answer."""
        return f"{self.row} {self.answer}"
