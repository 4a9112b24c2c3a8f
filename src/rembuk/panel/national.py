"""The figures of many districts from their snapshots: integers are summed, the one division comes last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from rembuk.errors import Refused
from rembuk.panel.duck import query
from rembuk.panel.reading import Snapshot, read_snapshot
from rembuk.record.indicators.definitions import INDICATORS, UNDER_FIVE_MONTHS


@dataclass(frozen=True)
class Line:
    """What became of one snapshot: ``counted``, ``older`` or ``copy`` (of one that counts), ``refused``; and why."""

    snapshot: str
    verdict: str
    sentence: str
    record: str = ""
    position: int | None = None
    made_at: str = ""
    regencies: str = ""


@dataclass(frozen=True)
class National:
    """``figures``: one row a level, area, month and indicator. ``lines``: one a snapshot, by name."""

    figures: pa.Table
    lines: list[Line]

    def report(self) -> pa.Table:
        """Return the lines as a table."""
        fields = ("snapshot", "verdict", "sentence", "record", "position", "made_at", "regencies")
        columns = [pa.array([getattr(line, name) for line in self.lines]) for name in fields]
        columns[fields.index("position")] = pa.array([line.position for line in self.lines], pa.int64())
        return pa.Table.from_arrays(columns, names=["ledger_position" if n == "position" else n for n in fields])


def summarise(folders: Sequence[Path], engine: str = "duckdb") -> National:
    """Return the figures of nation, provinces and regencies by month, whatever the order of ``folders``.

    A broken snapshot is refused by name and the others go on. Of several snapshots of one record the latest ledger
    position counts, once. Two records that both hold children of one regency, or two contradicting snapshots of one
    moment, are all refused: which is right is for a person to say. Raises ``Refused`` where nothing is left to count.
    """
    if engine != "duckdb":
        raise Refused(
            "no-engine",
            f"Mesin «{engine}» belum tersedia untuk ringkasan nasional: perhitungannya di Spark belum dibuat.",
            "Jalankan tanpa --engine; DuckDB menghitung seluruhnya di satu komputer.",
        )
    lines: list[Line] = []
    read: list[Snapshot] = []
    for folder in sorted(folders, key=str):
        try:
            read.append(read_snapshot(folder, str(folder)))
        except Refused as refused:
            lines.append(Line(str(folder), "refused", f"{refused.sentence}."))
    counted = _one_a_regency(_latest(read, lines), lines)
    lines = sorted([*lines, *(_line(one, "counted", "dihitung.") for one in counted)], key=lambda line: line.snapshot)
    if not counted:
        reasons = "; ".join(f"{line.snapshot}: {line.sentence.removesuffix('.')}" for line in lines)
        raise Refused("nothing-to-count", f"Tidak satu pun potret dapat dihitung. {reasons}.")
    return National(_figures(counted), lines)


def _latest(read: Sequence[Snapshot], lines: list[Line]) -> list[Snapshot]:
    """Return the latest snapshot of each record, and say what became of the others."""
    records: dict[str, list[Snapshot]] = {}
    for one in read:
        records.setdefault(one.record, []).append(one)
    kept = []
    for several in records.values():
        newest = max(one.position for one in several)
        top = [one for one in several if one.position == newest]
        for one in several:
            if one.position < newest:
                lines.append(_line(one, "older", f"tidak dihitung: {top[0].name} dari rekaman yang sama lebih baru."))
        if len({one.content for one in top}) > 1:
            names = ", ".join(one.name for one in top)
            lines.extend(
                _line(one, "refused", f"bertentangan dengan potret lain dari saat yang sama ({names}).") for one in top
            )
            continue
        kept.append(top[0])
        lines.extend(_line(one, "copy", f"tidak dihitung lagi: sama dengan {top[0].name}.") for one in top[1:])
    return kept


def _one_a_regency(kept: Sequence[Snapshot], lines: list[Line]) -> list[Snapshot]:
    """Return the snapshots whose regencies no other record claims; the others are refused, each naming the rest."""
    counted = []
    for one in kept:
        rivals = [other for other in kept if other is not one and other.codes & one.codes]
        if not rivals:
            counted.append(one)
            continue
        shared = ", ".join(sorted(frozenset().union(*(other.codes & one.codes for other in rivals))))
        names = ", ".join(other.name for other in rivals)
        lines.append(
            _line(one, "refused", f"rekaman lain juga memuat anak kabupaten/kota {shared} ({names}): pilih satu.")
        )
    return counted


def _line(one: Snapshot, verdict: str, sentence: str) -> Line:
    return Line(one.name, verdict, sentence, one.record, one.position, one.made_at, " ".join(sorted(one.codes)))


def _figures(counted: Sequence[Snapshot]) -> pa.Table:
    return query(
        _FIGURES_SQL,
        regencies=pa.concat_tables([one.regencies for one in counted]),
        counts=pa.concat_tables([one.counts for one in counted]),
        births=pa.concat_tables([one.births for one in counted]),
    )


_INDICATOR_ROWS = " UNION ALL ".join(
    f"SELECT *, {place} AS place, '{name}' AS indicator, {cases} AS cases, {n} AS n FROM measured"  # noqa: S608
    for place, (name, (cases, n)) in enumerate(INDICATORS.items(), 1)
)
_ALL_COUNTS = sorted({name for pair in INDICATORS.values() for name in pair} | {"weighed"})

#: Regency → the areas it counts for; every area's months with any measuring; the register's under-five children of all
#: its regencies whose snapshot knows that month; then the integers side by side, and the divisions last.
_FIGURES_SQL = f"""
WITH area AS (
  SELECT code AS regency, 1 AS depth, 'nation' AS level, '' AS code, 'Indonesia' AS name FROM regencies
  UNION ALL SELECT r.code, 2, 'province', r.province, p.name FROM regencies r
    JOIN (SELECT province, max(province_name) AS name FROM regencies GROUP BY province) p USING (province)
  UNION ALL SELECT code, 3, 'regency', code, name FROM regencies
), measured AS (
  SELECT depth, level, a.code, a.name, month, count(DISTINCT regency) AS regencies_measured,
    {", ".join(f"sum({name})::BIGINT AS {name}" for name in _ALL_COUNTS)}
  FROM counts JOIN area a USING (regency) GROUP BY ALL
), known AS (
  SELECT m.level, m.code, m.month, count(DISTINCT a.regency) AS regencies,
    coalesce(sum(b.children) FILTER (
      date_diff('month', b.birth_month, m.month) BETWEEN 0 AND {UNDER_FIVE_MONTHS - 1}), 0)::BIGINT AS registered
  FROM measured m JOIN area a ON a.level = m.level AND a.code = m.code
    JOIN births b ON b.regency = a.regency AND b.until >= m.month
  GROUP BY ALL
), indicator AS ({_INDICATOR_ROWS})
SELECT i.level, i.code, i.name, i.month, i.indicator, i.cases, i.n,
  CASE WHEN i.n > 0 THEN (100 * i.cases)::DOUBLE / i.n END AS percent,
  i.weighed, coalesce(k.registered, 0) AS registered,
  CASE WHEN k.registered > 0 THEN (100 * i.weighed)::DOUBLE / k.registered END AS coverage_percent,
  i.regencies_measured, greatest(coalesce(k.regencies, 0), i.regencies_measured) AS regencies
FROM indicator i LEFT JOIN known k USING (level, code, month)
ORDER BY i.depth, i.code, i.month, i.place
"""  # noqa: S608 (names from this module and the definitions)
