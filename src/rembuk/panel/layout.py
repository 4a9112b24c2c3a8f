"""What a snapshot holds: its files, their columns, and what each column means (taken from ``knowledge/datasets``)."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from rembuk.knowledge.datasets import datasets

KIND = "rembuk-snapshot"
#: Raised when a column changes its name or meaning; a reader names the versions it knows.
VERSION = 1
MANIFEST = "manifest.json"

COUNTS = (
    *("weighed", "with_haz", "stunted", "severely_stunted", "with_waz", "underweight", "severely_underweight"),
    *("with_whz", "wasted", "severely_wasted", "haz_sum"),
)


@dataclass(frozen=True)
class Column:
    """One column: its Arrow type, the column of the data set it comes from, and what was done to that one."""

    name: str
    type: pa.DataType
    source: str
    note: str = ""


_AREA = Column("area", pa.int32(), "area", "nomor (number) dalam tabel areas")
_CHILD = "pengenal samaran: sidik jari berkunci yang hanya berlaku untuk penerima potret ini"

TABLES: dict[str, tuple[Column, ...]] = {
    "areas": (
        Column("number", pa.int32(), "id", "nomor urut dalam potret ini"),
        Column("code", pa.string(), "code"),
        Column("name", pa.string(), "name"),
        Column("level", pa.string(), "level"),
        Column("parent", pa.int32(), "parent", "nomor (number) dalam tabel areas"),
        Column("served_by", pa.int32(), "served_by", "nomor (number) dalam tabel areas"),
        Column("valid_from", pa.date32(), "valid_from"),
        Column("valid_until", pa.date32(), "valid_until"),
    ),
    "children": (
        Column("child", pa.string(), "id", _CHILD),
        Column("sex", pa.string(), "sex"),
        Column("birth_month", pa.date32(), "birth_date", "hanya bulannya, ditulis sebagai tanggal 1"),
        _AREA,
        Column("area_code", pa.string(), "area", "kode wilayahnya"),
    ),
    "measurements": (
        Column("child", pa.string(), "child", _CHILD),
        Column("month", pa.date32(), "measured_on", "hanya bulannya, ditulis sebagai tanggal 1"),
        Column("counts", pa.bool_(), "id", "pengukuran terakhir anak itu dalam bulan itu, yang dihitung"),
        Column("weight_g", pa.int32(), "weight_g"),
        Column("length_tenth_mm", pa.int32(), "length_tenth_mm"),
        Column("position", pa.string(), "position"),
        Column("muac_tenth_mm", pa.int32(), "muac_tenth_mm"),
        Column("weight_gain", pa.string(), "weight_gain"),
        Column("haz", pa.int16(), "haz"),
        Column("waz", pa.int16(), "waz"),
        Column("whz", pa.int16(), "whz"),
        Column("baz", pa.int16(), "baz"),
        Column("flagged", pa.string(), "flagged"),
        _AREA,
        Column("area_code", pa.string(), "area", "kode wilayahnya"),
    ),
    "area_months": (_AREA, Column("month", pa.date32(), "month"), *(Column(n, pa.int64(), n) for n in COUNTS)),
    "area_births": (
        _AREA,
        Column("birth_month", pa.date32(), "birth_month"),
        Column("children", pa.int64(), "children"),
    ),
}


def schema(table: str) -> pa.Schema:
    """Return the Arrow schema of a table."""
    return pa.schema([(column.name, column.type) for column in TABLES[table]])


def dictionary() -> dict[str, Any]:
    """Return the data dictionary: for each table its meaning, for each column type, class, origin and meaning."""
    found: dict[str, Any] = {}
    for name, columns in TABLES.items():
        dataset = datasets()[name]
        known = {column.name: column for column in dataset.columns}
        found[name] = {
            "meaning": dataset.meaning,
            "columns": [
                {
                    "name": column.name,
                    "type": str(column.type),
                    "from": column.source,
                    "meaning": "; ".join(part for part in (known[column.source].meaning, column.note) if part),
                }
                for column in columns
            ],
        }
    return found


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
