"""A record on this machine: making it, opening it, bringing its tables up to date."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rembuk import __version__
from rembuk.errors import Refused
from rembuk.record.core import keys as master_keys
from rembuk.record.core.identity import uuid7
from rembuk.site import options


@dataclass(frozen=True)
class Made:
    """What set-up made, and what its owner must write down once."""

    record: str
    folder: Path
    key_file: Path
    recovery_key: str


def start_django() -> dict[str, Any]:
    """Start Django on the settings of the environment and return their values."""
    values = options.read()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rembuk.site.settings")
    import django

    django.setup()
    return values


def make_record(recovery: str | None = None) -> Made:
    """Make the record of ``REMBUK_DATA``: folder, id, master key, tables. Refuses where there is one already.

    With ``recovery`` (the key from paper) only the key file of an existing record is made again.
    """
    values = options.read()
    folder: Path = values["REMBUK_DATA"]
    existing = options.record_id(values)
    if recovery is not None:
        if not existing:
            raise Refused("no-record", f"Di {folder} belum ada rekaman.", "Periksa REMBUK_DATA.")
        path = options.key_file(values)
        keys = master_keys.store(path, master_keys.from_recovery(recovery))
        return Made(existing, folder, path, keys.recovery())
    if existing:
        raise Refused("record-exists", f"Di {folder} sudah ada rekaman.", "Tambah akun dengan rembuk admin add.")
    record = str(uuid7())
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        # The id comes first, so that the key's name is known; it becomes final when the tables stand.
        (folder / "record.json").write_text(json.dumps({"record": record, "made_by": __version__}), "utf-8")
    except OSError as problem:
        raise Refused("unwritable", f"Folder {folder} tidak dapat ditulis: {problem.strerror}.") from None
    path = options.key_file(values)
    try:
        keys = master_keys.create(path)
        start_django()
        bring_up_to_date()
    except BaseException:
        (folder / "record.json").unlink(missing_ok=True)
        raise
    return Made(record, folder, path, keys.recovery())


def open_record() -> dict[str, Any]:
    """Start Django on an existing record with all its tables; raises ``Refused`` where there is none."""
    values = options.read()
    if not options.record_id(values):
        raise Refused("no-record", f"Di {values['REMBUK_DATA']} belum ada rekaman.", "Buat dengan rembuk setup.")
    start_django()
    bring_up_to_date()
    return values


def bring_up_to_date() -> None:
    """Run the migrations that are missing; a database made by a newer Rembuk is refused in one sentence."""
    from django.core.management import call_command
    from django.db import OperationalError, connection
    from django.db.migrations.executor import MigrationExecutor

    from rembuk.record.core.transactions import turn_to_write

    try:
        executor = MigrationExecutor(connection)
        newer = [
            name for name in executor.loader.applied_migrations or {} if name not in executor.loader.disk_migrations
        ]
        if newer:
            raise Refused(
                "newer-database",
                "Basis data ini dibuat oleh Rembuk yang lebih baru.",
                "Pasang Rembuk yang terbaru; versi ini tidak menurunkannya.",
            )
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            with turn_to_write():
                call_command("migrate", verbosity=0, interactive=False)
    except OperationalError as problem:
        raise Refused(
            "no-database", f"Basis data tidak dapat dibuka: {str(problem).splitlines()[0]}.", "Periksa REMBUK_DATABASE."
        ) from None
