"""Jobs: queued by a verb, done one at a time by the worker process, again from where they stood after a crash.

A job changes the record only through verbs; its own row (progress, state) is bookkeeping and has no ledger entry.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from rembuk.record.core.clock import now
from rembuk.record.core.errors import Refused
from rembuk.record.core.lock import exclusive
from rembuk.record.core.models import Job
from rembuk.record.core.transactions import turn_to_write

#: A job that took its process down this often is given up.
MAX_ATTEMPTS = 20
#: How long the command line waits for the job before its own.
PATIENCE_SECONDS = 3600.0


class Cancelled(Exception):
    """Somebody asked the job to stop."""


class Progress:
    """What a job's function is given: it tells how far it is, and learns whether it should stop."""

    def __init__(self, job: UUID, show: Callable[[int, int], None] | None = None) -> None:
        self._job = job
        self._show = show
        self._told = 0.0

    def tell(self, done: int, total: int) -> None:
        """Say how far the job is; raises ``Cancelled`` when it should stop. Written at most twice a second."""
        if self._show is not None:
            self._show(done, total)
        if time.monotonic() - self._told < 0.5 and done < total:
            return
        self._told = time.monotonic()
        _update(self._job, done=done, total=total)
        if Job.objects.filter(pk=self._job, cancel=True).exists():
            raise Cancelled


Function = Callable[[UUID, Progress], str]
_functions: dict[str, Function] = {}


def handles(kind: str, function: Function) -> None:
    """Name the function that does jobs of a kind: given the subject's id and a ``Progress``, it returns a sentence."""
    _functions[kind] = function


def enqueue(kind: str, subject: UUID) -> UUID:
    """Queue a job within the caller's transaction and return its id."""
    return Job.objects.create(kind=kind, subject=subject, queued_at=now()).id


def latest(subject: UUID) -> UUID | None:
    """Return the last job that was queued for a subject."""
    row = Job.objects.filter(subject=subject).last()
    return row.id if row else None


def ask_to_cancel(job: UUID) -> None:
    """Ask a job to stop at its next step."""
    _update(job, cancel=True)


def run(job: UUID, show: Callable[[int, int], None] | None = None, patience: float = PATIENCE_SECONDS) -> str:
    """Do one job now and return its sentence; raises ``Refused`` when it cannot be done, after writing that down.

    One job at a time on a machine, the command line's included: others wait for ``patience`` seconds.
    """
    with exclusive(Path(settings.DATA_FOLDER) / "worker.lock", patience):
        row = Job.objects.get(pk=job)
        if row.attempts >= MAX_ATTEMPTS:
            _end(job, Job.State.FAILED, "Pekerjaan ini berkali-kali terhenti dan tidak dicoba lagi.")
            raise Refused("given-up", "Pekerjaan ini berkali-kali terhenti dan tidak dicoba lagi.")
        _update(job, state=Job.State.RUNNING, attempts=row.attempts + 1)
        try:
            sentence = _functions[row.kind](row.subject, Progress(job, show))
        except Cancelled:
            _end(job, Job.State.CANCELLED, "Dibatalkan; yang sudah masuk tetap tercatat dan dapat dilanjutkan.")
            raise Refused("cancelled", "Pekerjaan dibatalkan.") from None
        except Refused as refused:
            _end(job, Job.State.FAILED, str(refused))
            raise
        _end(job, Job.State.DONE, sentence)
        return sentence


def run_next() -> bool:
    """Do the oldest job that waits, or that a dead worker left; return whether one was done."""
    waiting = Job.objects.filter(state__in=[Job.State.RUNNING, Job.State.QUEUED]).first()
    if waiting is None:
        return False
    try:
        run(waiting.id, patience=0.05)
    except Refused as refused:
        return refused.code != "busy"  # any other refusal is written down in the job's row
    return True


def work(until: Callable[[], bool] = lambda: False, pause: float = 1.0) -> None:
    """Do jobs as they come until told to stop."""
    while not until():
        if not run_next():
            time.sleep(pause)


def _end(job: UUID, state: str, message: str) -> None:
    _update(job, state=state, message=message[:400], ended_at=now())


def _update(job: UUID, **values: Any) -> None:
    with turn_to_write(), transaction.atomic():
        Job.objects.filter(pk=job).update(**values)
