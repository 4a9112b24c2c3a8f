"""Work that takes longer than a page: one row a job, with progress, cancel and resume."""

from django.db import models

from rembuk.record.core.identity import uuid7


class Job(models.Model):
    """A job is done by the worker process; its function may be run again from the start after a crash."""

    class State(models.TextChoices):
        """Where a job stands."""

        QUEUED = "queued", "menunggu"
        RUNNING = "running", "sedang dikerjakan"
        DONE = "done", "selesai"
        FAILED = "failed", "tidak selesai"
        CANCELLED = "cancelled", "dibatalkan"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    kind = models.CharField(max_length=40)
    subject = models.UUIDField(db_index=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=400, blank=True)
    cancel = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    queued_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        """Oldest first."""

        ordering = ["id"]
        indexes = [models.Index(fields=["state", "id"], name="job_state")]

    def __str__(self) -> str:
        """Return kind and state."""
        return f"{self.kind} {self.state}"
