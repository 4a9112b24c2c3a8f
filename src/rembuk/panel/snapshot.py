"""The record as it stands at one moment, written as Parquet files with a manifest: the unit that districts exchange.

Pseudonymised always: a child is a keyed digest, births and measurings carry their month and not their day, and no name,
NIK, family card or address is read from the database at all. Row order follows the values, never the order of arrival.
"""

from __future__ import annotations

import itertools
import json
import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq
from django.db.models import Exists, OuterRef

from rembuk.formats.files import appearing
from rembuk.panel import layout
from rembuk.record.children.derive import effective, month_of, registered
from rembuk.record.children.models import AreaBirths, AreaMonth, ChildMonth
from rembuk.record.core import keys
from rembuk.record.core.clock import now, today
from rembuk.record.core.errors import Denied
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.ledger.models import Head
from rembuk.record.ledger.rules import HEAD
from rembuk.record.places.models import Area

_ROWS_AT_ONCE = 20_000
_MEASURED = (
    *("child_id", "measured_on", "last", "weight_g", "length_tenth_mm", "position", "muac_tenth_mm", "weight_gain"),
    *("haz", "waz", "whz", "baz", "flagged", "area_id"),
)


def write_snapshot(viewer: Viewer, folder: Path, recipient: str = "") -> dict[str, Any]:
    """Write a snapshot of the whole record to a new folder and return its manifest.

    ``recipient``: who gets it; the same recipient finds the same child under the same pseudonym in every snapshot,
    another recipient under another one. Without it the pseudonyms are of this snapshot alone. Only the person at the
    record's own command line may do this (they hold files and key already). Raises ``Denied``; ``Refused`` where the
    folder is taken or cannot be written. The folder appears whole or not at all.
    """
    if viewer != OPERATOR:
        raise Denied("Potret rekaman hanya dibuat dari baris perintah di mesin yang memegang kuncinya.")
    key = keys.ours()
    snapshot = str(uuid7())
    pseudonyms = _pseudonyms(key.derived(f"snapshot/recipient/{recipient}" if recipient else f"snapshot/{snapshot}"))
    with appearing(folder) as temporary, trusted_reading("snapshot", one_moment=True):
        head = Head.objects.filter(pk=HEAD).first()
        manifest = {
            "kind": layout.KIND,
            "version": layout.VERSION,
            "snapshot": snapshot,
            "recipient": recipient,
            "record": str(head.record) if head else "",
            "ledger_position": head.sequence if head else 0,
            "ledger_hash": head.hash if head else "",
            "made_at": now().isoformat(timespec="seconds"),
            "month": f"{today():%Y-%m}",
            "pseudonymised": True,
            "files": _write_tables(temporary, pseudonyms),
            "tables": layout.dictionary(),
        }
        text = json.dumps(manifest, ensure_ascii=False, indent=1)
        _durable(temporary / layout.MANIFEST, lambda path: path.write_text(text, "utf-8"))
    return manifest


def _pseudonyms(key: bytes) -> Callable[[UUID], str]:
    """Return the function from a child's id to its pseudonym: half of an HMAC-SHA256, each calculated once."""
    known: dict[UUID, str] = {}

    def pseudonym(child: UUID) -> str:
        if child not in known:
            known[child] = keys.keyed_digest(key, str(child))[:16].hex()
        return known[child]

    return pseudonym


def _write_tables(folder: Path, pseudonym: Callable[[UUID], str]) -> list[dict[str, Any]]:
    areas = list(Area.objects.order_by("code", "valid_from", "id"))
    number = {area.id: place for place, area in enumerate(areas, 1)}
    code = {area.id: area.code for area in areas}

    def children() -> Iterator[tuple[Any, ...]]:
        rows = registered().values_list("id", "sex", "birth_date", "area_id")
        for child, sex, born, area in rows.iterator(_ROWS_AT_ONCE):
            yield pseudonym(child), sex, month_of(born), number[area], code[area]

    months = AreaMonth.objects.values_list("area_id", "month", *layout.COUNTS)
    births = AreaBirths.objects.values_list("area_id", "birth_month", "children")
    tables: list[tuple[str, str, Iterable[tuple[Any, ...]]]] = [
        ("areas", "areas.parquet", (_area(area, number) for area in areas)),
        ("area_months", "area_months.parquet", ((number[row[0]], *row[1:]) for row in months.iterator(_ROWS_AT_ONCE))),
        ("area_births", "area_births.parquet", ((number[row[0]], *row[1:]) for row in births.iterator(_ROWS_AT_ONCE))),
        ("children", "children.parquet", children()),
    ]
    written = [_write(folder, table, name, rows) for table, name, rows in tables]
    for month, group in itertools.groupby(_measured(), key=lambda row: month_of(row[1])):
        rows = ((pseudonym(row[0]), month, *row[2:-1], number[row[-1]], code[row[-1]]) for row in group)
        written.append(_write(folder, "measurements", f"measurements/{month:%Y-%m}.parquet", rows))
    return written


def _area(area: Area, number: dict[UUID, int]) -> tuple[Any, ...]:
    parent = number[area.parent_id] if area.parent_id else None
    served_by = number[area.served_by_id] if area.served_by_id else None
    return (
        *(number[area.id], area.code, area.name, area.level, parent, served_by),
        *(area.valid_from, area.valid_until),
    )


def _measured() -> Iterator[tuple[Any, ...]]:
    """Yield the measurings that count, by day; of each month the last of a child is marked."""
    last = Exists(ChildMonth.objects.filter(measurement=OuterRef("pk")))
    rows = effective().annotate(last=last).order_by("measured_on").values_list(*_MEASURED)
    yield from rows.iterator(_ROWS_AT_ONCE)


def _write(folder: Path, table: str, name: str, rows: Iterable[tuple[Any, ...]]) -> dict[str, Any]:
    """Write one file, sorted by all its columns, and return its line of the manifest."""
    columns = layout.schema(table)
    pieces = iter(rows)
    batches = []
    while piece := list(itertools.islice(pieces, _ROWS_AT_ONCE)):
        values = zip(*piece, strict=True)
        arrays = [pa.array(column, field.type) for column, field in zip(values, columns, strict=True)]
        batches.append(pa.RecordBatch.from_arrays(arrays, schema=columns))
    content = pa.Table.from_batches(batches, schema=columns)
    content = content.sort_by([(column.name, "ascending") for column in columns])
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    _durable(path, lambda path: pq.write_table(content, path, compression="zstd"))
    return {"table": table, "path": name, "rows": content.num_rows, "sha256": layout.sha256_of(path)}


def _durable(path: Path, write: Callable[[Path], Any]) -> None:
    """Write a file and wait until the disk has it: the folder must not appear before its content."""
    write(path)
    with path.open("rb") as file:
        os.fsync(file.fileno())
