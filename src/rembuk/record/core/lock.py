"""One writer at a time on SQLite, across threads, processes and the command line.

The lock is an operating-system file lock beside the database: the system frees it when a process dies, however it dies.
Reads never take it. On PostgreSQL the database itself orders the writers and this lock is not used.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rembuk.record.core.errors import Refused

#: How long a writer waits for its turn; chunks of a delivery hold the lock for a fraction of a second each.
PATIENCE_SECONDS = 60.0

#: Per lock file: the thread whose turn it is, and how deep it is inside (a thread that holds a lock passes through).
_turns: dict[str, threading.RLock] = {}
_turns_guard = threading.Lock()
_depth: dict[str, int] = {}


@contextmanager
def exclusive(path: Path, patience: float = PATIENCE_SECONDS) -> Iterator[None]:
    """Hold the lock file ``path`` for the block; a thread that holds it already passes through.

    Raises ``Refused('busy')`` after ``patience`` seconds.
    """
    name = str(path.absolute())
    deadline = time.monotonic() + patience
    with _turns_guard:
        turn = _turns.setdefault(name, threading.RLock())
    if not turn.acquire(timeout=patience):
        raise _busy()
    try:
        if _depth.get(name):
            _depth[name] += 1
            try:
                yield
            finally:
                _depth[name] -= 1
            return
        handle = os.open(name, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _wait_for(handle, deadline)
            _depth[name] = 1
            try:
                yield
            finally:
                _depth[name] = 0
        finally:
            os.close(handle)  # closing the file frees the lock
    finally:
        turn.release()


def _wait_for(handle: int, deadline: float) -> None:
    pause = 0.002
    while not _try_lock(handle):
        if time.monotonic() > deadline:
            raise _busy()
        time.sleep(pause)
        pause = min(pause * 1.5, 0.05)


def _busy() -> Refused:
    return Refused("busy", "Penulisan lain sedang berjalan terlalu lama.", "Tunggu sebentar, lalu coba lagi.")


if sys.platform == "win32":  # pragma: no cover - Windows only
    import msvcrt

    def _try_lock(handle: int) -> bool:
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _try_lock(handle: int) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
