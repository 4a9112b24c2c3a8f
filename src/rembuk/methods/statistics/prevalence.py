"""Prevalence of stunting, underweight, wasting and overweight, and mean z-scores, as WHO Anthro defines them.

The rules (reference: WHO Anthro Survey Analyser): a record stays where its age is missing or at most 1826 days; a
z-score outside the WHO limits is left out, index by index; a child with oedema counts as below -3 SD of every index
with weight in it, but has no z for a mean. Two defects of WHO Anthro are not copied (see docs/statistics.md).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rembuk.methods.statistics import survey
from rembuk.methods.statistics.survey import Floats

#: z given to a child with oedema in the proportions with weight: below every cut-off, inside no mean.
OEDEMA_Z = -3.1
#: Children older than this are no under-fives of the growth standards.
LAST_DAY = 1826
#: The group of the records whose grouping column is blank.
UNKNOWN_GROUP = "tidak diketahui"


@dataclass(frozen=True)
class Indicator:
    """One row of the table: the share of ``index`` below (or above) ``cut`` SD; ``cut`` None = the mean z."""

    name: str
    index: str
    cut: float | None
    above: bool = False


INDICATORS: tuple[Indicator, ...] = (
    Indicator("stunting", "haz", -2),
    Indicator("severe_stunting", "haz", -3),
    Indicator("underweight", "waz", -2),
    Indicator("severe_underweight", "waz", -3),
    Indicator("wasting", "whz", -2),
    Indicator("severe_wasting", "whz", -3),
    Indicator("overweight", "whz", 2, above=True),
    Indicator("obesity", "whz", 3, above=True),
    Indicator("mean_haz", "haz", None),
    Indicator("mean_waz", "waz", None),
    Indicator("mean_whz", "whz", None),
    Indicator("mean_baz", "baz", None),
)
INDICES = ("haz", "waz", "whz", "baz")
COLUMNS = ("by", "group", "indicator", "n", "weighted_n", "estimate", "se", "ci_low", "ci_high", "df", "note")


@dataclass(frozen=True)
class Grouping:
    """A way to divide the records: ``by`` its name, ``labels`` of the groups, ``code`` (n,) each record's group."""

    by: str
    labels: tuple[str, ...]
    code: NDArray[np.intp]

    @classmethod
    def of(cls, by: str, cells: Sequence[str]) -> Grouping:
        """Divide by the cells of a column: numbers in their order, words in theirs; blank cells last, as unknown."""
        known = sorted({cell for cell in cells if cell}, key=_natural)
        labels = [*known, UNKNOWN_GROUP] if any(not cell for cell in cells) else known
        number = {label: i for i, label in enumerate(known)} | {"": len(known)}
        return cls(by, tuple(labels), np.array([number[cell] for cell in cells], dtype=np.intp))


@dataclass
class Row:
    """One group and indicator; percent for a share, z for a mean; None = not known, ``note`` says why."""

    by: str
    group: str
    indicator: str
    n: int
    weighted_n: float
    estimate: float | None = None
    se: float | None = None
    ci_low: float | None = None
    ci_high: float | None = None
    df: int | None = None
    note: str = ""


@dataclass
class Sample:
    """The records that enter a table: z by index (n,), NaN = missing or flagged; oedema (n,); how they were drawn."""

    z: Mapping[str, Floats]
    oedema: NDArray[np.bool_]
    design: survey.Design
    groupings: Sequence[Grouping] = field(default_factory=tuple)


@dataclass(frozen=True)
class Kept:
    """Which records can enter, and how many cannot, by reason (each record is counted once, first reason first)."""

    mask: NDArray[np.bool_]
    too_old: int
    no_weight: int
    no_cluster: int
    no_stratum: int

    @property
    def refused(self) -> int:
        """Records whose place in the sample is not known."""
        return self.no_weight + self.no_cluster + self.no_stratum


def keep(
    age_days: Floats,
    weight: Floats | None = None,
    cluster: Sequence[str] | None = None,
    stratum: Sequence[str] | None = None,
) -> Kept:
    """Leave out children over 1826 days and records without a usable weight (missing or negative), cluster or stratum.

    ``age_days`` (n,), NaN = unknown, which stays. A weight of 0 stays: it counts nothing but keeps its cluster.
    """
    with np.errstate(invalid="ignore"):
        left = np.isnan(age_days) | (np.floor(age_days + 0.5) <= LAST_DAY)
    counts = [int(np.count_nonzero(~left))]
    tests = (
        None if weight is None else np.isfinite(weight) & (np.nan_to_num(weight, nan=-1) >= 0),
        None if cluster is None else np.array([bool(cell) for cell in cluster], dtype=bool),
        None if stratum is None else np.array([bool(cell) for cell in stratum], dtype=bool),
    )
    for good in tests:
        counts.append(0 if good is None else int(np.count_nonzero(left & ~good)))
        left = left if good is None else left & good
    return Kept(left, *counts)


def table(
    sample: Sample,
    lonely: survey.Lonely = "adjust",
    df: Literal["full", "domain"] = "full",
    level: float = 0.95,
) -> list[Row]:
    """Return a row for each group and indicator, all children first.

    ``df``: the degrees of freedom of the full design (R, WHO Anthro), or of each group alone (wider, more cautious).
    """
    records = len(sample.oedema)
    everyone = Grouping("", ("",), np.zeros(records, dtype=np.intp))
    rows: list[Row] = []
    for grouping in (everyone, *sample.groupings):
        columns = [_rows(sample, grouping, indicator, lonely, df, level) for indicator in INDICATORS]
        rows.extend(column[group] for group in range(len(grouping.labels)) for column in columns)
    return rows


def _rows(
    sample: Sample,
    grouping: Grouping,
    indicator: Indicator,
    lonely: survey.Lonely,
    df: Literal["full", "domain"],
    level: float,
) -> list[Row]:
    """Return one indicator's rows, a group each."""
    z = sample.z.get(indicator.index, np.full(len(sample.oedema), np.nan))
    swollen = sample.oedema & (indicator.index != "haz")
    counted = np.where(swollen, OEDEMA_Z, z)
    share = indicator.cut is not None
    values, factor = (_is_case(counted, indicator), 100.0) if share else (np.where(swollen, np.nan, z), 1.0)
    groups = len(grouping.labels)
    found = survey.means(sample.design, values, grouping.code, groups, lonely)
    freedom = np.full(groups, found.df) if df == "full" else found.df_domain
    interval = survey.logit_interval if share else survey.linear_interval
    low, high = interval(found.estimate, found.se, freedom, level)
    valid = found if share else survey.means(sample.design, _is_case(counted, indicator), grouping.code, groups, lonely)
    rows = []
    for g, label in enumerate(grouping.labels):
        row = Row(grouping.by, label, indicator.name, int(valid.n[g]), float(valid.weighted_n[g]))
        row.df = int(freedom[g]) if freedom[g] >= 1 else None
        if np.isnan(found.estimate[g]):
            row.note = _why_nothing(int(found.n[g]), int(valid.n[g]))
        else:
            row.estimate = factor * float(found.estimate[g])
            doubt = _why_no_interval(sample.design, found, g, int(freedom[g]))
            if doubt:
                row.note = doubt
            else:
                row.se, row.ci_low, row.ci_high = (factor * float(x[g]) for x in (found.se, low, high))
                row.note = _remark(row, share, level)
        with_oedema = int(valid.n[g] - found.n[g])
        if with_oedema and row.estimate is not None:
            row.note = f"{row.note} {with_oedema} anak dengan edema ada di n, tidak di rerata.".strip()
        rows.append(row)
    return rows


def _is_case(z: Floats, indicator: Indicator) -> Floats:
    """Return 1 for a case, 0 for none, NaN where z is missing."""
    cut = 0.0 if indicator.cut is None else indicator.cut
    with np.errstate(invalid="ignore"):
        case = z > cut if indicator.above else z < cut
    return np.where(np.isnan(z), np.nan, case.astype(np.float64))


def _why_nothing(used: int, valid: int) -> str:
    if used:
        return "Jumlah bobotnya nol."
    return "Hanya anak dengan edema: tidak ada z." if valid else "Tidak ada anak dengan nilai yang dapat dipakai."


def _why_no_interval(design: survey.Design, found: survey.Estimates, group: int, df: int) -> str:
    """Return why a standard error would say nothing here (blank = it can be given)."""
    if found.n[group] == 1:
        return "Hanya satu anak: selang tidak dapat dihitung."
    if found.clusters[group] < 2 and design.clustered:
        return "Semua anak kelompok ini dari satu klaster: selang tidak dapat dihitung."
    if df < 1:
        return "Tiap strata hanya berisi satu klaster: selang tidak dapat dihitung."
    if np.isnan(found.se[group]):
        return "Semua strata kelompok ini hanya berisi satu klaster: selang tidak dapat dihitung."
    no_spread = found.se[group] <= 1e-12 * max(1.0, abs(found.estimate[group]))
    if no_spread and found.estimate[group] not in (0.0, 1.0):
        return "Semua nilai (atau semua klaster) sama: selang tidak dapat dihitung."
    return ""


def _remark(row: Row, share: bool, level: float) -> str:
    """Return what a reader must know about limits that lie on the edge."""
    if not share or row.estimate not in (0.0, 100.0):
        return ""
    far = 100 * (1 - ((1 - level) / 2) ** (1 / row.n))
    if row.estimate == 0:
        return (
            f"Tidak ada kasus pada {row.n} anak; bukan berarti nol: sampai {far:.1f} % masih mungkin (acak sederhana)."
        )
    return f"Semua {row.n} anak adalah kasus; {100 - far:.1f} % masih mungkin (acak sederhana)."


def _natural(label: str) -> tuple[int, float, str]:
    try:
        number = float(label)
    except ValueError:
        return (1, 0.0, label)
    return (0, number, label) if np.isfinite(number) else (1, 0.0, label)
