"""Who is signed in, and who tried in vain: a small SQLite file of the site's own, beside the record.

Why not in the record: a session is touched on many requests and would queue for the writers' lock behind deliveries;
it is no fact about the district, so the ledger has nothing to say of it; and a restored backup must not bring sessions
back to life. Why not in a cookie: a session must end on the server, at once, when somebody signs out, when an operator
closes the account, or when the password changes. The file holds digests of tokens, never tokens; losing it signs
everyone out. Failed attempts lie here too, so a restart does not open the door for a guesser.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from rembuk.record.core.clock import now

#: A session ends after this long, however busy it is.
LONGEST_SECONDS = 12 * 3600
#: ``seen`` is written at most this often: most requests only read.
_TOUCH_SECONDS = 60
#: Failed attempts older than this are forgotten.
WINDOW_SECONDS = 15 * 60

_TABLES = """
CREATE TABLE IF NOT EXISTS session (
  token BLOB PRIMARY KEY, account TEXT NOT NULL, fingerprint TEXT NOT NULL, stage TEXT NOT NULL,
  purpose TEXT NOT NULL, secret BLOB, began REAL NOT NULL, seen REAL NOT NULL);
CREATE INDEX IF NOT EXISTS session_account ON session (account);
CREATE TABLE IF NOT EXISTS attempt (door TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX IF NOT EXISTS attempt_door ON attempt (door, at);
CREATE TABLE IF NOT EXISTS used_code (account TEXT NOT NULL, step INTEGER NOT NULL, PRIMARY KEY (account, step));
"""


@dataclass(frozen=True)
class Session:
    """One browser. ``stage``: ``code`` (password given, code not yet) or ``in``. ``secret``: of an open enrolment."""

    account: UUID
    fingerprint: str
    stage: str
    purpose: str
    secret: bytes | None


class Sessions:
    """The file of sessions. Every call is one short transaction on a connection of its own: threads and processes."""

    def __init__(self, path: Path, idle_seconds: float) -> None:
        self._path = path
        self._idle = idle_seconds

    def begin(self, account: UUID, fingerprint: str, stage: str, purpose: str = "") -> str:
        """Begin a session and return its token, which only the browser keeps."""
        token, at = secrets.token_urlsafe(32), now().timestamp()
        with self._open() as file:
            file.execute("DELETE FROM session WHERE began < ? OR seen < ?", (at - LONGEST_SECONDS, at - self._idle))
            file.execute(
                "INSERT INTO session VALUES (?, ?, ?, ?, ?, NULL, ?, ?)",
                (_digest(token), str(account), fingerprint, stage, purpose, at, at),
            )
        return token

    def find(self, token: str) -> Session | None:
        """Return the session of a token, unless it ended, and note that it is in use."""
        if not token:
            return None
        at = now().timestamp()
        with self._open() as file:
            row = file.execute(
                "SELECT account, fingerprint, stage, purpose, secret, began, seen FROM session WHERE token = ?",
                (_digest(token),),
            ).fetchone()
            if row is None or at - row[5] > LONGEST_SECONDS or at - row[6] > self._idle:
                return None
            if at - row[6] > _TOUCH_SECONDS:
                file.execute("UPDATE session SET seen = ? WHERE token = ?", (at, _digest(token)))
        return Session(UUID(row[0]), *row[1:5])

    def set_purpose(self, token: str, purpose: str) -> None:
        """Keep why the person asks from now on."""
        with self._open() as file:
            file.execute("UPDATE session SET purpose = ? WHERE token = ?", (purpose, _digest(token)))

    def set_secret(self, token: str, secret: bytes) -> None:
        """Keep the sealed secret of an enrolment that is under way."""
        with self._open() as file:
            file.execute("UPDATE session SET secret = ? WHERE token = ?", (secret, _digest(token)))

    def end(self, token: str) -> None:
        """End one session."""
        with self._open() as file:
            file.execute("DELETE FROM session WHERE token = ?", (_digest(token),))

    def end_all(self, account: UUID) -> None:
        """End every session of an account."""
        with self._open() as file:
            file.execute("DELETE FROM session WHERE account = ?", (str(account),))

    def failures(self, door: str) -> int:
        """Return how often an attempt at ``door`` (a digest of account or address) failed in the last quarter hour."""
        since = now().timestamp() - WINDOW_SECONDS
        with self._open() as file:
            (count,) = file.execute("SELECT count(*) FROM attempt WHERE door = ? AND at > ?", (door, since)).fetchone()
        return int(count)

    def note_failure(self, *doors: str) -> None:
        """Note a failed attempt at each door."""
        at = now().timestamp()
        with self._open() as file:
            file.execute("DELETE FROM attempt WHERE at < ?", (at - WINDOW_SECONDS,))
            file.executemany("INSERT INTO attempt VALUES (?, ?)", [(door, at) for door in doors])

    def forget_failures(self, door: str) -> None:
        """Forget the failed attempts at a door that opened."""
        with self._open() as file:
            file.execute("DELETE FROM attempt WHERE door = ?", (door,))

    def use_code(self, account: UUID, step: int) -> bool:
        """Return whether this one-time code is used for the first time, and keep that it was."""
        with self._open() as file:
            file.execute("DELETE FROM used_code WHERE account = ? AND step < ?", (str(account), step - 10))
            done = file.execute("INSERT OR IGNORE INTO used_code VALUES (?, ?)", (str(account), step))
            return done.rowcount == 1

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        file = sqlite3.connect(self._path, timeout=10)
        try:
            if file.execute("PRAGMA user_version").fetchone()[0] < 1:
                file.execute("PRAGMA journal_mode=WAL")
                file.executescript(_TABLES)
                file.execute("PRAGMA user_version=1")
                self._path.chmod(0o600)
            with file:
                yield file
        finally:
            file.close()


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
