"""Every step of one child's z-scores: what was adjusted, which rows of which table, which rule, which limit.

The z-scores themselves come from ``scoring.score``; this module looks up what that calculation used and shows it, and
the tests hold both together on every reference child.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields

import numpy as np

from rembuk.knowledge.growth.categories import category_sets
from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth.categories import categories
from rembuk.methods.growth.indices import (
    DAYS_A_MONTH,
    END_OF_TABLES_DAYS,
    FEMALE,
    HEIGHT_FROM_DAY,
    INDICES,
    LENGTH_BELOW_CM,
    LYING,
    MALE,
    STANDING,
    STANDING_FROM_DAYS,
    Index,
)
from rembuk.methods.growth.scoring import NOISE, NOISE_TENTHS, Measures, Scores, score

#: why an index has no z-score
REASONS = ("not-measured", "sex-unknown", "age-unknown", "age-outside", "oedema", "length-outside", "impossible")


@dataclass(frozen=True)
class Row:
    """One row of an LMS table: its key (days, or centimetres) and the three numbers."""

    key: float
    power: float
    median: float
    spread: float


@dataclass(frozen=True)
class Calculation:
    """How a z-score came about.

    ``rows``: the one or two rows that were read; ``fraction``: the way from the first to the second (0 to 1);
    ``used``: the L, M, S of the calculation. ``plain``: z by the formula; ``line_2`` and ``line_3``: the measure at 2
    and 3 SD on the child's side where the straight-line rule was used, and ``unrounded`` what came out.
    """

    table: str
    rows: tuple[Row, ...]
    fraction: float
    used: Row
    plain: float
    line_2: float | None
    line_3: float | None
    unrounded: float
    z: float
    flag: int
    flag_below: float
    flag_above: float
    category_column: str | None
    category: str | None


@dataclass(frozen=True)
class IndexSteps:
    """One index: the measure, and either the calculation or the reason (of ``REASONS``) why there is no z-score."""

    code: str
    value: float | None
    reason: str | None
    calculation: Calculation | None


@dataclass(frozen=True)
class Explanation:
    """One child. ``position_rule``: ``none``, ``too-young-to-stand``, ``plus-0.7``, ``minus-0.7``, ``unknown``."""

    age_days: float | None
    completed_days: int | None
    months: float | None
    length_height_cm: float | None
    position_rule: str
    adjusted_cm: float | None
    indices: tuple[IndexSteps, ...]


def explain(child: Measures) -> Explanation:
    """Explain the z-scores of one child (arrays of one element). Raises ``ValueError`` for any other number."""
    if len(child) != 1:
        raise ValueError(f"one child, not {len(child)}")
    scores = score(child)
    one = {field.name: _first(getattr(child, field.name)) for field in fields(child)}
    one["adjusted_cm"] = float(scores.adjusted_cm[0])
    age = one["age_days"]
    steps = []
    for code, index in INDICES.items():
        value = _value(index, one)
        if np.isnan(scores.z[code][0]):
            steps.append(IndexSteps(code, _known(value), _reason(index, one, value), None))
        else:
            steps.append(IndexSteps(code, value, None, _calculation(index, one, value, scores)))
    return Explanation(
        _known(age),
        None if math.isnan(age) else _day(age),
        _known(age / DAYS_A_MONTH),
        _known(one["length_height_cm"]),
        _position_rule(one),
        _known(one["adjusted_cm"]),
        tuple(steps),
    )


def _first(values: np.ndarray | None) -> float:
    return math.nan if values is None else float(values[0])


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None


def _day(age: float) -> int:
    return math.floor(age + 0.5 + NOISE)


def _position_rule(one: dict[str, float]) -> str:
    position, age = one["position"], one["age_days"]
    if position not in {LYING, STANDING}:
        return "unknown"
    if math.isnan(age):
        return "none"
    if position == STANDING and age < STANDING_FROM_DAYS - NOISE:
        return "too-young-to-stand"
    if position == STANDING and _day(age) < HEIGHT_FROM_DAY:
        return "plus-0.7"
    return "minus-0.7" if position == LYING and _day(age) >= HEIGHT_FROM_DAY else "none"


def _value(index: Index, one: dict[str, float]) -> float:
    """Return the measure of an index; NaN where there is none."""
    if index.code == "haz":
        return one["adjusted_cm"]
    if index.code != "baz":
        return one[index.measure]
    metres = one["adjusted_cm"] / 100
    return one["weight_kg"] / metres**2 if metres > 0 else math.nan


def _reason(index: Index, one: dict[str, float], value: float) -> str:
    """Return why there is no z-score, the first cause that alone suffices."""
    age = one["age_days"]
    by_weight = index.code in {"waz", "whz", "baz"}
    needed = (["weight_kg"] if by_weight else [index.measure]) + ["length_height_cm"] * (index.code in {"whz", "baz"})
    if any(math.isnan(one[name]) for name in needed):
        return "not-measured"
    if one["sex"] not in {MALE, FEMALE}:
        return "sex-unknown"
    if math.isnan(age) and index.code != "whz":
        return "age-unknown"
    first = 0 if index.code == "whz" else lms_table(index.table).first
    if not math.isnan(age) and not (0 <= age < END_OF_TABLES_DAYS - NOISE and _day(age) >= first):
        return "age-outside"
    if by_weight and one["oedema"]:
        return "oedema"
    possible = value > 0 and one["adjusted_cm"] > 0
    return "length-outside" if index.code == "whz" and possible else "impossible"


def _calculation(index: Index, one: dict[str, float], value: float, scores: Scores) -> Calculation:
    if index.code == "whz":
        table, rows, fraction = _length_rows(one)
    else:
        table, rows, fraction = index.table, (_row(index.table, one["sex"], _day(one["age_days"]), 1),), 0.0
    used = _between(rows, fraction)
    column = next((name for name, group in category_sets().items() if group.z == index.code), None)
    return Calculation(
        table,
        rows,
        fraction,
        used,
        *_formula(index, value, used),
        float(scores.z[index.code][0]),
        int(scores.flag[index.code][0]),
        index.flag_below,
        index.flag_above,
        column,
        category_sets()[column].words[categories(scores)[column][0]] if column else None,
    )


def _length_rows(one: dict[str, float]) -> tuple[str, tuple[Row, ...], float]:
    """Return weight-for-length or -height, the row or the two rows that were read, and the way between them."""
    adjusted, position, age = one["adjusted_cm"], one["position"], one["age_days"]
    if math.isnan(age):
        stands = position == STANDING or (position != LYING and adjusted >= LENGTH_BELOW_CM)
    else:
        stands = _day(age) >= HEIGHT_FROM_DAY
    name = "wfh" if stands else "wfl"
    tenths = adjusted * 10
    below = math.floor(tenths + NOISE_TENTHS)
    low = _row(name, one["sex"], below, 10)
    if tenths - below < NOISE_TENTHS:
        return name, (low,), 0.0
    return name, (low, _row(name, one["sex"], below + 1, 10)), tenths - below


def _row(table: str, sex: float, key: int, unit: int) -> Row:
    found = lms_table(table)
    return Row(key / unit, *found.numbers[0 if sex == MALE else 1, key - found.first].tolist())


def _between(rows: tuple[Row, ...], fraction: float) -> Row:
    low, high = rows[0], rows[-1]
    return Row(
        low.key + fraction * (high.key - low.key),
        low.power + fraction * (high.power - low.power),
        low.median + fraction * (high.median - low.median),
        low.spread + fraction * (high.spread - low.spread),
    )


def _formula(index: Index, value: float, row: Row) -> tuple[float, float | None, float | None, float]:
    """Return z by the formula, the two SD lines where the straight-line rule holds, and z before rounding."""
    plain = ((value / row.median) ** row.power - 1) / (row.spread * row.power)
    if not index.restricted or abs(plain) <= 3:
        return plain, None, None, plain
    side = math.copysign(1, plain)
    line_2, line_3 = (row.median * (1 + row.power * row.spread * k * side) ** (1 / row.power) for k in (2, 3))
    return plain, line_2, line_3, side * (3 + (value - line_3) / (line_3 - line_2))
