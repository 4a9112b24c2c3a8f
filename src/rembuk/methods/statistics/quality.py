"""Data quality of a table of measured children, as a whole and by group: what was found, and what to do next.

The checks are in ``checks``; here the table is divided into groups, the SMART points are added up beside their parts
(never alone: a total hides a bad team), and the children to measure again are listed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge import statistics as facts
from rembuk.methods.statistics import checks, digits, repeated
from rembuk.methods.statistics.checks import Finding, Mask, Part
from rembuk.methods.statistics.digits import Floats
from rembuk.methods.statistics.prevalence import Grouping

COLUMNS = ("by", "group", "check", "value", "unit", "n", "p", "class", "penalty", "next_step")
LIST_COLUMNS = ("row", "check", "reason")


@dataclass
class Measurements:
    """A table of visits (n rows). ``present`` names which of sex, age, weight, height, muac, child, day there are.

    ``sex`` 1 boy, 2 girl, 0 unknown; ``z``, ``outside`` (WHO flag) by index; ``child`` a number a child, -1 unknown;
    ``day`` datetime64[D]; ``place`` a number a posyandu (0 where unknown); ``unreadable`` masks by column name.
    """

    present: frozenset[str]
    sex: NDArray[np.intp]
    age_days: Floats
    weight: Floats
    height: Floats
    muac: Floats
    z: dict[str, Floats]
    outside: dict[str, Mask]
    child: NDArray[np.intp]
    day: NDArray[np.datetime64]
    place: NDArray[np.intp]
    unreadable: dict[str, Mask] = field(default_factory=dict)


@dataclass(frozen=True)
class Listed:
    """A row (0…n-1) to look at, the check that names it, and why in words."""

    row: int
    check: str
    reason: str


def table(visits: Measurements, groupings: tuple[Grouping, ...] = ()) -> Iterator[tuple[str, str, Finding]]:
    """Yield (by, group, finding): the whole table first (both blank), then each group in its order."""
    whole = _whole(visits)
    for finding in findings(whole):
        yield "", "", finding
    for grouping in groupings:
        order = np.argsort(grouping.code, kind="stable")
        ends = np.searchsorted(grouping.code[order], np.arange(len(grouping.labels) + 1))
        for group, label in enumerate(grouping.labels):
            for finding in findings(_rows_of(whole, order[ends[group] : ends[group + 1]])):
                yield grouping.by, label, finding


def findings(part: Part) -> list[Finding]:
    """Return every check of one group, the number of rows first, the SMART total last."""
    found = [Finding("children", float(len(part.sex)), "rows", len(part.sex), next_step="")]
    for check in checks.ALL:
        found.extend(check(part))
    found.append(_smart_total(found))
    return found


def to_measure_again(visits: Measurements) -> list[Listed]:
    """Return the rows that the findings speak of, in the order of the table."""
    part = _whole(visits)
    listed = []
    for index, z in part.z.items():
        name = index.upper()
        far = digits.smart_flags(z, part.outside[index]) & ~part.outside[index]
        listed += [
            Listed(int(row), f"who_flag_{index}", f"{name} {checks.number(z[row], 2)} di luar batas WHO")
            for row in np.flatnonzero(part.outside[index])
        ]
        listed += [
            Listed(int(row), f"smart_flag_{index}", f"{name} {checks.number(z[row], 2)} lebih dari 3 dari rata-rata")
            for row in np.flatnonzero(far)
        ]
    words = {
        "duplicates": "anak dan tanggal ukur yang sama sudah ada",
        "shrunk": "lebih pendek daripada kunjungan sebelumnya",
        "carried_forward": "berat dan tinggi sama persis dengan kunjungan sebelumnya",
        "copied": "berat dan tinggi sama persis dengan anak lain",
    }
    for check, (bad, _) in part.marks.items():
        listed += [Listed(int(row), check, words[check]) for row in np.flatnonzero(bad)]
    return sorted(listed, key=lambda item: item.row)


def _whole(visits: Measurements) -> Part:
    """Return the whole table as one part, with the masks that need all rows."""
    marks: dict[str, tuple[Mask, Mask]] = {}
    if {"child", "day"} <= visits.present:
        before = repeated.previous_visit(visits.child, visits.day)
        marks["duplicates"] = repeated.doubled(visits.child, visits.day)
        marks["shrunk"] = repeated.shrunk(before, visits.height, facts.limit("shrink_cm"))
        marks["carried_forward"] = repeated.carried_forward(
            before, visits.day, visits.weight, visits.height, facts.limit("carried_forward_days")
        )
    if {"weight", "height"} <= visits.present:
        marks["copied"] = repeated.copied(
            visits.place, visits.day, visits.sex, visits.age_days, visits.weight, visits.height
        )
        if "duplicates" in marks:  # a row that stands twice is one finding, not two
            bad, told = marks["copied"]
            marks["copied"] = (bad & ~marks["duplicates"][0], told)
    return Part(
        present=visits.present,
        sex=visits.sex,
        age_days=visits.age_days,
        weight=visits.weight,
        height=visits.height,
        muac=visits.muac,
        z=visits.z,
        outside=visits.outside,
        marks=marks,
        unreadable=visits.unreadable,
    )


def _rows_of(part: Part, rows: NDArray[np.intp]) -> Part:
    return replace(
        part,
        sex=part.sex[rows],
        age_days=part.age_days[rows],
        weight=part.weight[rows],
        height=part.height[rows],
        muac=part.muac[rows],
        z={index: z[rows] for index, z in part.z.items()},
        outside={index: mask[rows] for index, mask in part.outside.items()},
        marks={check: (bad[rows], told[rows]) for check, (bad, told) in part.marks.items()},
        unreadable={column: cells[rows] for column, cells in part.unreadable.items()},
    )


#: The findings whose points SMART adds up (MUAC belongs to it where it was measured; Poisson of cases is left out).
_SMART_PARTS = (
    "smart_flag_whz",
    "sd_whz_smart",
    "sex_ratio",
    "age_ratio",
    "digits_weight",
    "digits_height",
    "skew_whz",
    "kurtosis_whz",
)


def _smart_total(found: list[Finding]) -> Finding:
    """Return the sum of the SMART points, its class, and the parts that weigh most."""
    parts = {f.check: f for f in found if f.check in (*_SMART_PARTS, "digits_muac") and f.penalty is not None}
    total = Finding("smart_total", None, "points", found[0].n)
    lacking = [check for check in _SMART_PARTS if check not in parts]
    if lacking:
        few = found[0].n < checks.few()
        total.klass = "too_few" if few else "no_data"
        total.next_step = f"Tidak dijumlahkan: bagian {', '.join(lacking)} tidak dapat dinilai."
        return total
    rule = facts.smart()["total"]
    total.value = float(sum(part.penalty or 0 for part in parts.values()))
    step = next((i for i, edge in enumerate(rule["limits"]) if total.value <= edge), len(rule["limits"]))
    total.klass, total.penalty = rule["classes"][step], int(total.value)
    worst = sorted((p for p in parts.values() if p.penalty), key=lambda p: -(p.penalty or 0))[:3]
    total.next_step = (
        f"Lihat bagiannya: {', '.join(f'{p.check} {p.penalty} poin' for p in worst)}. Nilai total menutupi tim yang "
        "buruk: periksa per pengukur."
        if worst
        else checks.NOTHING_TO_DO
    )
    return total
