"""How the record is read and written: ``reading(viewer)`` and ``writing(viewer, verb)``; there is no third way.

On PostgreSQL both open a transaction and take a local role, so that row-level security decides which rows exist:
``rembuk_reader`` sees what the policies give this viewer, ``rembuk_writer`` writes what the rules have checked. The
login role itself sees no personal row at all. On SQLite the queries are the only filter, and writers take turns.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from rembuk.record.core.lock import exclusive
from rembuk.record.core.viewer import Viewer

_state = threading.local()


@dataclass
class Writing:
    """An open verb: what it changes is told to the ledger once, by ``changed``, before the block ends."""

    viewer: Viewer
    verb: str
    agreement: UUID | None = None
    thing: str = ""
    thing_id: UUID | None = None
    detail: dict[str, Any] = field(default_factory=dict)

    def changed(self, thing: str, thing_id: UUID | None, **detail: Any) -> None:
        """Say what this verb changed: a kind of thing, its id, and ids, counts or keyed digests; no personal values."""
        if self.thing:
            raise RuntimeError(f"{self.verb} told the ledger twice: one entry a verb")
        self.thing, self.thing_id, self.detail = thing, thing_id, detail


def _no_journal(write: Writing) -> None:
    raise RuntimeError("the ledger app is not installed: nothing may be written")


_journal: Callable[[Writing], None] = _no_journal


def journal_with(append: Callable[[Writing], None]) -> None:
    """Name the function that appends a verb to the ledger (the ledger app does so when Django starts)."""
    global _journal
    _journal = append


@contextmanager
def reading(viewer: Viewer) -> Iterator[None]:
    """Open a transaction in which the database shows what ``viewer`` may see.

    Inside a reading or a verb of the same viewer it passes through; of another viewer it is a fault of ours.
    """
    if getattr(_state, "open", None) is not None:
        if _state.viewer != viewer:
            raise RuntimeError("one transaction has one viewer")
        yield
        return
    with transaction.atomic():
        _state.open, _state.viewer = "reading", viewer
        try:
            _take_role("rembuk_reader", viewer)
            yield
        finally:
            _state.open = None


@contextmanager
def writing(viewer: Viewer, verb: str, agreement: UUID | None = None) -> Iterator[Writing]:
    """Open the transaction of one verb; its ledger entry is appended last, and all of it stands or nothing does.

    Verbs do not nest: a verb that needs another app's step calls that step with its own ``Writing``.
    """
    if getattr(_state, "open", None) is not None:
        raise RuntimeError(f"{verb} was begun inside another transaction ({_state.open})")
    write = Writing(viewer, verb, agreement)
    with turn_to_write(), transaction.atomic():
        _state.open, _state.viewer = verb, viewer
        try:
            _take_role("rembuk_writer", viewer)
            yield write
            if not write.thing:
                raise RuntimeError(f"{verb} did not tell the ledger what it changed")
            _journal(write)
        finally:
            _state.open = None


@contextmanager
def trusted_reading(why: str, one_moment: bool = False) -> Iterator[None]:
    """Read as the record itself, for sign-in, checks, rebuilds and pseudonymised snapshots only; ``why`` says which.

    ``one_moment``: every statement sees the record as it stood at the first one, whoever writes meanwhile (SQLite does
    so in any transaction, PostgreSQL when asked before the first read).
    """
    if getattr(_state, "open", None) is not None:
        raise RuntimeError(f"{why} was begun inside another transaction ({_state.open})")
    with transaction.atomic():
        _state.open, _state.viewer = why, None
        try:
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    if one_moment:
                        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
                    cursor.execute("SET LOCAL ROLE rembuk_writer")
            yield
        finally:
            _state.open = None


@contextmanager
def turn_to_write() -> Iterator[None]:
    """Wait for this process's turn to write on SQLite; nothing to wait for on PostgreSQL."""
    if connection.vendor == "sqlite":
        with exclusive(Path(settings.WRITE_LOCK)):
            yield
    else:
        yield


def _take_role(role: str, viewer: Viewer) -> None:
    if connection.vendor != "postgresql":
        return
    values = {
        "rembuk.account": viewer.account,
        "rembuk.office": viewer.office,
        "rembuk.area": viewer.area,
        "rembuk.role": viewer.role,
        "rembuk.purpose": viewer.purpose,
        "role": role,  # the same as SET LOCAL ROLE: all of it in one question to the database
    }
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join("set_config(%s, %s, true)" for _ in values),
            [text for name, value in values.items() for text in (name, "" if value is None else str(value))],
        )
