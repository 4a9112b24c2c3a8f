"""Reads one snapshot without trusting it: manifest, hashes, columns and sums are checked before a row counts."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rembuk.errors import Refused
from rembuk.formats.files import reason
from rembuk.panel import layout
from rembuk.panel.duck import query

_COUNTED = ("areas", "area_months", "area_births")
_DEEPEST = 12
_SUMS = [name for name in layout.COUNTS if name != "haz_sum"]
_PARTS = (
    *(("stunted", "with_haz"), ("severely_stunted", "stunted")),
    *(("underweight", "with_waz"), ("severely_underweight", "underweight")),
    *(("wasted", "with_whz"), ("severely_wasted", "wasted")),
)


@dataclass(frozen=True)
class Snapshot:
    """One checked snapshot, as far as the nation's figures need it.

    ``regencies``: code, name, province, province_name. ``counts``: regency, month and the counts of ``AreaMonth``.
    ``births``: regency, birth_month, children, until (the last month that the snapshot knows of). ``content``: a digest
    of the counted files: two snapshots of equal content say the same.
    """

    name: str
    record: str
    position: int
    made_at: str
    content: str
    regencies: pa.Table
    counts: pa.Table
    births: pa.Table

    @property
    def codes(self) -> frozenset[str]:
        """Return the codes of the regencies that have children or measurings here."""
        return frozenset(self.regencies["code"].to_pylist())


def read_snapshot(folder: Path, name: str) -> Snapshot:
    """Read the snapshot in ``folder``; raises ``Refused`` with the reason where anything about it is not right."""
    try:
        manifest = _manifest(folder)
        paths = _checked_files(folder, manifest["files"])
        tables, digests = {}, []
        for table in _COUNTED:
            tables[table], digest = _table(folder, table, paths)
            digests.append(digest)
    except OSError as problem:
        raise Refused("unreadable", f"tidak dapat dibaca: {reason(problem)}") from None
    _check_counts(tables["area_months"], tables["area_births"])
    known = set(tables["areas"]["number"].to_pylist())
    if any(set(tables[name]["area"].unique().to_pylist()) - known for name in ("area_months", "area_births")):
        raise Refused("unknown-area", "ada jumlah untuk wilayah yang tidak ada dalam daftar wilayahnya")
    regencies = _regencies(tables["areas"])
    lines = {"regencies": regencies, **tables}
    counts = query(_COUNTS_SQL, **lines)
    until = max([manifest["month"], *counts["month"].to_pylist()])
    births = query(_BIRTHS_SQL, **lines)
    births = births.append_column("until", pa.array([until] * births.num_rows, pa.date32()))
    return Snapshot(
        name,
        manifest["record"],
        manifest["ledger_position"],
        manifest["made_at"],
        hashlib.sha256("".join(digests).encode()).hexdigest(),
        query(_NAMES_SQL, regencies=regencies, counts=counts, births=births),
        counts,
        births,
    )


#: Villages only: a posyandu's children are its village's already.
_COUNTS_SQL = (
    "SELECT r.code AS regency, m.month, "  # noqa: S608 (names of columns from this module)
    + ", ".join(f"sum(m.{name})::BIGINT AS {name}" for name in _SUMS)
    + " FROM area_months m JOIN regencies r ON r.area = m.area GROUP BY ALL ORDER BY ALL"
)
_BIRTHS_SQL = (
    "SELECT r.code AS regency, b.birth_month, sum(b.children)::BIGINT AS children "
    "FROM area_births b JOIN regencies r ON r.area = b.area GROUP BY ALL ORDER BY ALL"
)
_NAMES_SQL = (
    "SELECT code, min(name) AS name, min(province) AS province, min(province_name) AS province_name FROM regencies "
    "WHERE code IN (SELECT regency FROM counts UNION SELECT regency FROM births) GROUP BY code ORDER BY code"
)


def _manifest(folder: Path) -> dict[str, Any]:
    if not folder.is_dir():
        raise Refused("no-folder", "bukan folder potret Rembuk")
    try:
        content = json.loads((folder / layout.MANIFEST).read_text("utf-8"))
        if content["kind"] != layout.KIND:
            raise KeyError("kind")
    except FileNotFoundError:
        raise Refused("no-manifest", f"bukan potret Rembuk: {layout.MANIFEST} tidak ada") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise Refused("bad-manifest", f"bukan potret Rembuk: isi {layout.MANIFEST} tidak dikenal") from None
    if content.get("version") != layout.VERSION:
        raise Refused(
            "other-version",
            f"ditulis dalam versi {content.get('version')!s:.20}, sedangkan Rembuk ini membaca versi {layout.VERSION}",
        )
    try:
        position = content["ledger_position"]
        if not content["record"] or isinstance(position, bool) or not isinstance(position, int) or position < 0:
            raise ValueError("ledger_position")
        return {
            "record": str(content["record"]),
            "ledger_position": position,
            "made_at": str(content["made_at"])[:40],
            "month": datetime.date.fromisoformat(f"{content['month']}-01"),
            "files": [(str(f["table"]), str(f["path"]), int(f["rows"]), str(f["sha256"])) for f in content["files"]],
        }
    except (ValueError, KeyError, TypeError):
        raise Refused("bad-manifest", f"isi {layout.MANIFEST} tidak lengkap") from None


def _checked_files(folder: Path, files: list[tuple[str, str, int, str]]) -> dict[str, tuple[str, int, str]]:
    """Check every file that the manifest names; return path, rows and hash of those that are one file a table."""
    single = {}
    for table, path, rows, digest in files:
        if not re.fullmatch(r"(measurements/)?[a-z0-9_-]+\.parquet", path):
            raise Refused("bad-path", f"{layout.MANIFEST} menyebut nama berkas yang tidak wajar")
        if not (folder / path).is_file():
            raise Refused("missing-file", f"berkas {path} tidak ada")
        if layout.sha256_of(folder / path) != digest:
            raise Refused("altered-file", f"isi {path} tidak sama dengan sidik jarinya: rusak atau diubah")
        single[table] = (path, rows, digest)
    for table in _COUNTED:
        if [file[0] for file in files].count(table) != 1:
            raise Refused("bad-manifest", f"isi {layout.MANIFEST} tidak lengkap: tabel {table}")
    return single


def _table(folder: Path, table: str, files: dict[str, tuple[str, int, str]]) -> tuple[pa.Table, str]:
    path, rows, digest = files[table]
    content = (folder / path).read_bytes()
    if hashlib.sha256(content).hexdigest() != digest:  # changed since it was checked
        raise Refused("altered-file", f"isi {path} tidak sama dengan sidik jarinya: rusak atau diubah")
    try:
        found = pq.read_table(pa.BufferReader(content), use_threads=False)
    except (pa.ArrowException, OSError, ValueError):
        raise Refused("not-parquet", f"{path} bukan berkas Parquet yang utuh") from None
    if not found.schema.equals(layout.schema(table)) or found.num_rows != rows:
        raise Refused("bad-columns", f"kolom atau banyaknya baris {path} tidak sesuai dengan versi {layout.VERSION}")
    return found, digest


def _check_counts(months: pa.Table, births: pa.Table) -> None:
    """Refuse blanks, negative or impossible counts, days that are no month, and an area that stands twice."""
    for table, key, names in (
        (months, "month", _SUMS),
        (births, "birth_month", ["children"]),
    ):
        keys = ("area", key)
        right = all(table[name].null_count == 0 for name in (*keys, *names))
        right = right and all((pc.min(table[name]).as_py() or 0) >= 0 for name in names)
        right = right and all((pc.max(table[name]).as_py() or 0) < 10**12 for name in names)
        right = right and pc.all(pc.equal(pc.day(table[key]), 1)).as_py() is not False
        right = right and table.select(keys).group_by(keys).aggregate([]).num_rows == table.num_rows
        if not right:
            raise Refused("impossible-counts", "jumlah di dalamnya tidak mungkin")
    if any(pc.any(pc.greater(months[part], months[whole])).as_py() for part, whole in _PARTS):
        raise Refused("impossible-counts", "jumlah di dalamnya tidak mungkin")


def _regencies(areas: pa.Table) -> pa.Table:
    """Return for each village its regency and province, walking up the tree; refuse a village that has none."""
    rows = {row["number"]: row for row in areas.to_pylist()}
    found: list[dict[str, Any]] = []
    for number, row in rows.items():
        if row["level"] != "village":
            continue
        above: dict[str, dict[str, Any]] = {}
        here: dict[str, Any] | None = row
        for _ in range(_DEEPEST):
            if here is None:
                break
            above[str(here["level"])] = here
            here = rows.get(here["parent"])
        regency, province = above.get("regency"), above.get("province")
        if regency is None or not regency["code"]:
            raise Refused("no-regency", f"desa berkode {row['code']} tidak terletak dalam suatu kabupaten/kota")
        found.append(
            {
                "area": number,
                "code": regency["code"],
                "name": regency["name"] or "",
                "province": (province and province["code"]) or str(regency["code"])[:2],
                "province_name": (province and province["name"]) or "",
            }
        )
    columns = [("area", pa.int32()), *((n, pa.string()) for n in ("code", "name", "province", "province_name"))]
    return pa.Table.from_pylist(found, schema=pa.schema(columns))
