"""The whole record in one file, and back: database and kept files, encrypted; the key is never inside.

While the record runs: the database is copied first, in one read transaction (SQLite's backup in one step under WAL, so
writers go on), and the kept files after it. A file is on disk before the row that names it and is never removed, so the
files that the copy names are all there. Sessions stay out: a restored backup must not bring them back to life.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any, BinaryIO, cast

from rembuk import __version__
from rembuk.errors import Refused
from rembuk.formats.files import readable, reason, replacing
from rembuk.record.core import keys as master_keys
from rembuk.record.core.keys import Keys
from rembuk.record.core.lock import exclusive
from rembuk.record.core.sealed import SealedReader, SealedWriter
from rembuk.site import installation, options

FORMAT = 1
_MAGIC = b"rembuk-backup\n"
_USE = "backup"
_DATABASE = "rembuk.sqlite3"
_MEMBERS = re.compile(r"record\.json|rembuk\.sqlite3|files/[0-9a-f]{2}/[0-9a-f]{62}")


@dataclass(frozen=True)
class Looked:
    """What a backup holds, and in ``found`` what was wrong with the record when the backup was made."""

    record: str
    made_at: str
    files: int
    entries: int
    found: list[str]


def make(output: Path) -> int:
    """Write a backup of the record to ``output`` and return the number of kept files. The record may be in use.

    Refuses a record on PostgreSQL, a missing key, a folder that cannot be written.
    """
    values = options.read()
    record = options.record_id(values)
    folder = values["REMBUK_DATA"].absolute()
    if not record:
        raise Refused("no-record", f"Di {folder} belum ada rekaman.", "Periksa REMBUK_DATA.")
    keys = master_keys.load(options.key_file(values))
    with _said(output), replacing(output) as temporary, temporary.open("wb") as file:
        header = {
            "format": FORMAT,
            "record": record,
            "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "program": __version__,
        }
        sealed = SealedWriter(file, _MAGIC, header, keys, _USE)
        with tarfile.open(fileobj=cast(IO[bytes], sealed), mode="w|", format=tarfile.PAX_FORMAT) as tar:
            _add(tar, "record.json", folder / "record.json")
            with _copy_of(_sqlite(values), folder) as database:
                _add(tar, _DATABASE, database)
            files = [path for path in (folder / "files").glob("??/*") if _MEMBERS.fullmatch(_name(path, folder))]
            for path in sorted(files):
                _add(tar, _name(path, folder), path)
        sealed.finish()
        file.flush()
        os.fsync(file.fileno())
    return len(files)


def restore(backup: Path, recovery: str | None = None) -> Looked:
    """Make the record of ``REMBUK_DATA`` from a backup, where there is none; all of it stands, or nothing does.

    ``recovery``: the recovery key from paper, where the key file is lost; it is written anew. Refuses what was altered,
    is of another key or of a newer Rembuk, or holds a database that is not whole.
    """
    values = options.read()
    folder, database = values["REMBUK_DATA"].absolute(), _sqlite(values)
    if options.record_id(values):
        raise Refused(
            "record-exists", f"Di {folder} sudah ada rekaman.", "Pulihkan ke folder kosong yang lain (REMBUK_DATA)."
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refused("folder-not-empty", f"{folder} sudah berisi.", "Pulihkan ke folder kosong (REMBUK_DATA).")
    if database.parent != folder:
        raise Refused(
            "database-elsewhere",
            "Pemulihan menaruh basis data di dalam folder rekaman, sedangkan REMBUK_DATABASE menunjuk tempat lain.",
            "Kosongkan REMBUK_DATABASE untuk memulihkan.",
        )
    with _unpacked(backup, values, recovery) as (staged, keys, looked):
        key_file = options.key_file(values, looked.record)
        with _said(folder):
            if database.name != _DATABASE:
                (staged / _DATABASE).rename(staged / database.name)
            if not key_file.exists():
                master_keys.store(key_file, keys)
            elif master_keys.load(key_file).recovery() != keys.recovery():
                raise Refused(
                    "other-key", f"Berkas kunci {key_file} milik rekaman lain.", "Tunjuk tempat lain: REMBUK_KEY_FILE."
                )
            if folder.exists():
                folder.rmdir()
            staged.rename(folder)
    return looked


def verify(backup: Path, recovery: str | None = None) -> Looked:
    """Look through a backup as ``restore`` does and keep nothing of it."""
    with _unpacked(backup, options.read(), recovery) as (_, _, looked):
        return looked


@contextmanager
def _unpacked(backup: Path, values: dict[str, Any], recovery: str | None) -> Iterator[tuple[Path, Keys, Looked]]:
    """Lend a looked-through copy of the record that a backup holds, in a folder of its own beside the data folder."""
    folder = values["REMBUK_DATA"].absolute()
    with readable(backup).open("rb") as file, _said(folder):
        sealed = SealedReader(file, _MAGIC)
        if sealed.header.get("format") != FORMAT:
            raise Refused("newer-backup", "Cadangan itu dibuat oleh Rembuk yang lebih baru.", "Pasang yang terbaru.")
        record, made_at = str(sealed.header.get("record")), str(sealed.header.get("made_at"))
        keys = master_keys.from_recovery(recovery) if recovery is not None else _key_of(values, record)
        sealed.unlock(keys, _USE)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(
            prefix=f".{folder.name}.pulih-", dir=folder.parent, ignore_cleanup_errors=True
        ) as beside:
            staged = Path(beside) / "rekaman"
            staged.mkdir(mode=0o700)
            files, found = _unpack(sealed, staged, keys)
            found += _look_through(staged)
            yield staged, keys, Looked(record, made_at, files, _entries(), found)


def _key_of(values: dict[str, Any], record: str) -> Keys:
    try:
        return master_keys.load(options.key_file(values, record))
    except Refused as refused:
        raise Refused(
            refused.code,
            refused.sentence,
            "Kunci tidak ada di cadangan: salin berkas kuncinya, atau pakai --recover dengan kunci dari kertas.",
        ) from None


def _unpack(sealed: SealedReader, staged: Path, keys: Keys) -> tuple[int, list[str]]:
    """Write the members to ``staged``; return the number of kept files, and which of them are not what they were."""
    files, found = 0, []
    try:
        with tarfile.open(fileobj=cast(IO[bytes], sealed), mode="r|") as tar:
            for member in tar:
                content = tar.extractfile(member)
                if content is None or not _MEMBERS.fullmatch(member.name):
                    raise tarfile.TarError(member.name)
                path = staged / member.name
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    shutil.copyfileobj(content, file, 1 << 20)
                    file.flush()
                    os.fsync(file.fileno())
                if member.name.startswith("files/"):
                    files += 1
                    found += _altered(path, keys)
        while sealed.read(1 << 20):  # tar stops reading early; the end must be proved too
            pass
        json.loads((staged / "record.json").read_text("utf-8"))["record"]
        if not (staged / _DATABASE).is_file():
            raise KeyError(_DATABASE)
    except (tarfile.TarError, ValueError, KeyError, TypeError, FileNotFoundError):
        raise Refused("damaged-backup", "Isi cadangan itu tidak lengkap.", "Pakai cadangan yang lain.") from None
    return files, found


def _altered(path: Path, keys: Keys) -> list[str]:
    name = path.parent.name + path.name
    try:
        whole = hashlib.sha256(keys.open("files", path.read_bytes(), name.encode())).hexdigest() == name
    except Refused:
        whole = False
    return [] if whole else [f"Berkas {name[:12]}… sudah rusak ketika dicadangkan."]


def _look_through(staged: Path) -> list[str]:
    """Return what is wrong inside: ledger against receipts, files that rows name. Brings the copy's tables up to date.

    Django starts on the copy: a process that restores does nothing else with a record.
    """
    with closing(sqlite3.connect(staged / _DATABASE)) as database:
        try:
            whole = database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        except sqlite3.DatabaseError:
            whole = False
    if not whole:
        raise Refused("damaged-database", "Basis data di dalam cadangan rusak.", "Pakai cadangan yang lebih lama.")
    os.environ["REMBUK_DATA"], os.environ["REMBUK_DATABASE"] = str(staged), ""
    installation.start_django()
    installation.bring_up_to_date()
    from django.db import connection

    from rembuk.record.core.health import parts

    found = [finding.sentence for part in parts() if part.name in {"ledger", "files"} for finding in part.check()]
    connection.close()  # a later question opens it again, and closing leaves no write-ahead log behind
    return found


def _entries() -> int:
    from django.db import connection

    from rembuk.record.ledger import queries

    entries, _ = queries.covered()
    connection.close()
    return entries


@contextmanager
def _copy_of(database: Path, folder: Path) -> Iterator[Path]:
    """Lend a copy of the database as it stands at one moment; on the record's own disk, because it is readable."""
    if not database.is_file():
        raise Refused("no-database", f"Basis data {database} tidak ada.", "Periksa REMBUK_DATABASE.")
    copy = folder / ".backup.sqlite3"
    with exclusive(folder / "backup.lock"):
        try:
            copy.unlink(missing_ok=True)  # a backup that was killed
            os.close(os.open(copy, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            with closing(sqlite3.connect(database, timeout=30)) as source, closing(sqlite3.connect(copy)) as target:
                source.backup(target)
                target.execute("PRAGMA journal_mode=DELETE")  # one file, no write-ahead log beside it
            yield copy
        finally:
            copy.unlink(missing_ok=True)


def _add(tar: tarfile.TarFile, name: str, path: Path) -> None:
    with path.open("rb") as file:
        member = tarfile.TarInfo(name)
        member.size, member.mode = os.fstat(file.fileno()).st_size, 0o600
        tar.addfile(member, cast(BinaryIO, file))


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix()


def _sqlite(values: dict[str, Any]) -> Path:
    entry = options.database(values)
    if not entry["ENGINE"].endswith("sqlite3"):
        raise Refused(
            "postgresql",
            "Cadangan rembuk backup dan restore baru untuk rekaman SQLite, sedangkan rekaman ini di PostgreSQL.",
            "Cadangkan dengan pg_dump, sesudah itu salin folder rekaman.",
        )
    return Path(entry["NAME"])


@contextmanager
def _said(path: Path) -> Iterator[None]:
    """Say in a sentence what the disk refused."""
    try:
        yield
    except OSError as problem:
        where = problem.filename or path
        raise Refused(
            "unwritable", f"{where} tidak dapat dibaca atau ditulis: {reason(problem)}.", "Periksa penyimpanan."
        ) from None
    except sqlite3.DatabaseError as problem:
        raise Refused(
            "no-database", f"Basis data tidak dapat dibaca atau disalin: {problem}.", "Periksa penyimpanan."
        ) from None
