"""z-scores of the WHO Child Growth Standards: the one place of the program where z is computed.

The rules, in their order (source: WHO Child Growth Standards, methods reports 2006 and 2007, and WHO's program
``anthro``, whose answers the tests hold): completed days round half up; standing below 9 months is position unknown;
length and height differ by 0.7 cm; weight-for-length below day 731, else weight-for-height, L, M, S interpolated
between tenths of a centimetre; beyond ±3 SD the straight-line rule (not for height and head); oedema takes away every
index with weight; round to 2 decimals; then flag.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from rembuk.methods.growth.coefficients import (
    DAYS,
    FIRST_TENTH,
    TENTHS,
    AgeCoefficients,
    age_coefficients,
    length_coefficients,
)
from rembuk.methods.growth.indices import (
    END_OF_TABLES_DAYS,
    HEIGHT_FROM_DAY,
    INDICES,
    LENGTH_BELOW_CM,
    LYING,
    POSITION_CM,
    STANDING,
    STANDING_FROM_DAYS,
    UNKNOWN,
    Index,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

#: children scored at a time: the working arrays of one block stay in the processor's cache
BLOCK = 8192
#: Noise of floating point that changes no result: in days and centi-z, and in tenths of a centimetre.
NOISE = 1e-9
NOISE_TENTHS = 1e-6
#: no measure is this large; keeps every power finite
ABSURD = 1e50


@dataclass(frozen=True)
class Measures:
    """What was measured, one element a child; NaN = not measured, a column that is ``None`` was not measured at all.

    ``sex`` 1 male, 2 female, 0 unknown (int8); ``age_days`` may be fractional; ``position`` 1 lying, 2 standing,
    0 unknown (int8); ``oedema`` True = bilateral pitting oedema (unknown = False). Raises ``ValueError`` when the
    arrays differ in length. Months become days by ``months * 30.4375``.
    """

    sex: Codes
    age_days: Floats | None = None
    weight_kg: Floats | None = None
    length_height_cm: Floats | None = None
    position: Codes | None = None
    oedema: NDArray[np.bool_] | None = None
    head_cm: Floats | None = None
    muac_cm: Floats | None = None
    triceps_mm: Floats | None = None
    subscapular_mm: Floats | None = None

    def __post_init__(self) -> None:
        """Give every array its type and hold them to one length."""
        types = {"sex": np.int8, "position": np.int8, "oedema": np.bool_}
        for field in fields(self):
            values = getattr(self, field.name)
            if values is not None:
                array = np.asarray(values, dtype=types.get(field.name, np.float64))
                object.__setattr__(self, field.name, array)
                if array.shape != (len(self.sex),):
                    raise ValueError(f"{field.name} has shape {array.shape}, sex has {self.sex.shape}")

    def __len__(self) -> int:
        """Return the number of children."""
        return len(self.sex)


@dataclass(frozen=True)
class Scores:
    """The answer, by index code (the keys of ``INDICES``), one element a child.

    ``z``: float64 rounded to 2 decimals (the double nearest to n/100), NaN = undefined. ``flag``: int8, 1 outside the
    WHO limits, 0 inside, −1 no z. ``adjusted_cm``: length or height as the age asks for it, NaN = not measured.
    A child with oedema has no WAZ, WHZ and BAZ, and counts as below −3 SD in prevalence: look at ``Measures.oedema``.
    """

    z: dict[str, Floats]
    flag: dict[str, Codes]
    adjusted_cm: Floats

    def centi(self, code: str, missing: int = np.iinfo(np.int64).min) -> NDArray[np.int64]:
        """Return 100·z as whole numbers, the exact form for sums that must agree between engines."""
        z = self.z[code]
        known = np.isfinite(z)
        return np.where(known, np.rint(np.where(known, z, 0.0) * 100), missing).astype(np.int64)


def score(measures: Measures, indices: Iterable[str] = tuple(INDICES), *, r_compatible: bool = False) -> Scores:
    """Score children by the WHO Child Growth Standards.

    ``indices``: which to compute; one whose measures are ``None`` is NaN throughout. ``r_compatible`` repeats three
    faults of R anthro 1.1.0.9000 (a wrong row for 103.1 cm lying from day 731; a WHZ of a weight of 0; a BAZ of a
    length of 0 or less, infinite for 0), for those who must reproduce its tables.
    """
    codes = [code for code in INDICES if code in set(indices)]
    count = len(measures)
    scores = Scores(
        {code: np.full(count, np.nan) for code in codes},
        {code: np.full(count, -1, dtype=np.int8) for code in codes},
        np.full(count, np.nan),
    )
    table = age_coefficients(
        tuple(code for code in codes if code != "whz" and _measured(measures, INDICES[code].measure))
    )
    with np.errstate(all="ignore"):  # NaN and infinity are the words for «no value» in here
        for start in range(0, count, BLOCK):
            _score_block(measures, slice(start, start + BLOCK), table, scores, r_compatible)
    return scores


def _measured(measures: Measures, name: str) -> bool:
    if name == "bmi":
        return measures.weight_kg is not None and measures.length_height_cm is not None
    return getattr(measures, name) is not None


def _score_block(m: Measures, part: slice, table: AgeCoefficients, scores: Scores, r_compatible: bool) -> None:
    """Score the children of one block and write their columns."""
    sex = m.sex[part]
    age = np.full(len(sex), np.nan) if m.age_days is None else m.age_days[part]
    day = np.floor(age + (0.5 + NOISE))
    dated = (age >= 0) & (age < END_OF_TABLES_DAYS - NOISE)
    known_sex = (sex == 1) | (sex == 2)

    # Measures: nothing at or below zero was measured; oedema makes every weight useless.
    values: dict[str, Floats] = {}
    if m.weight_kg is not None:
        weight = m.weight_kg[part]
        usable = (weight > 0) & (weight < ABSURD)
        if m.oedema is not None:
            usable &= ~m.oedema[part]
        values["weight_kg"] = np.where(usable, weight, np.nan)
    if m.length_height_cm is not None:
        position = np.zeros(len(sex), np.int8) if m.position is None else m.position[part]
        young = day < HEIGHT_FROM_DAY
        taller = (position == STANDING) & young & (age >= STANDING_FROM_DAYS - NOISE)
        shorter = (position == LYING) & (day >= HEIGHT_FROM_DAY)
        height = m.length_height_cm[part] + (taller.view(np.int8) - shorter.view(np.int8)) * POSITION_CM
        if not r_compatible:
            height = np.rint(height * 1e6) / 1e6
        scores.adjusted_cm[part] = height
        values["length_height_cm"] = np.where((height > 0) & (height < ABSURD), height, np.nan)
    if "weight_kg" in values:
        log_weight = np.log(values["weight_kg"])
        if "baz" in table.columns:
            metres = height if r_compatible else values["length_height_cm"]
            log_bmi = log_weight - 2 * np.log(np.abs(metres) / 100)

    # Indices by age: one gather of coefficients a child.
    row = np.where(dated & known_sex, sex * float(DAYS) + (day - DAYS), table.missing_row).astype(np.intp)
    coefficients = table.rows.take(row, axis=0, mode="clip")
    for code, at in table.columns.items():
        index = INDICES[code]
        if code == "baz":
            log_value = log_bmi
        elif code == "waz":
            log_value = log_weight
        else:
            value = values.get(index.measure)
            if value is None:
                value = getattr(m, index.measure)[part]
                value = np.where((value > 0) & (value < ABSURD), value, np.nan)
            if code not in table.linear:
                log_value = np.log(value)
        if code in table.linear:
            z = value * coefficients[:, at] - coefficients[:, at + 1]
        else:
            z = np.exp(coefficients[:, at] * log_value - coefficients[:, at + 1])
            z = (z - 1) * coefficients[:, at + 2]
        if index.restricted:
            far = np.flatnonzero(np.abs(z) > 3)
            z[far] = _straight_line(np.exp(log_value[far]), z[far], *table.lms[code][row[far]].T)
        _write(scores, index, part, z)

    if "whz" not in scores.z or "weight_kg" not in values or "length_height_cm" not in values:
        return

    # Weight for length or height: the row of the tenth below, and the way to the next one.
    height = values["length_height_cm"]
    tall = day >= HEIGHT_FROM_DAY
    undated = np.isnan(age)
    if undated.any():
        dated |= undated
        tall |= undated & ((position == STANDING) | ((position == UNKNOWN) & (height >= LENGTH_BELOW_CM)))
    tenths = height * 10
    below = np.floor(tenths + (0.0 if r_compatible else NOISE_TENTHS))
    fraction = tenths - below
    if r_compatible:
        skips = np.floor(tenths + 1) > below + 1  # 102.39999999999999 cm: R reads the row after the next
        below, fraction = np.where(skips, below + 2, below), np.where(skips, 0.0, fraction)
    inside = (tenths >= FIRST_TENTH - NOISE_TENTHS) & (tenths <= 1100 + 100 * tall + NOISE_TENTHS)
    place = below + (sex + 2 * tall) * float(TENTHS) - (TENTHS + FIRST_TENTH)
    row = np.where(inside & dated & known_sex, place, length_coefficients().missing_row).astype(np.intp)
    power, median, median_step, spread, spread_step = length_coefficients().rows.take(row, axis=0, mode="clip").T
    median = median + fraction * median_step
    spread = spread + fraction * spread_step
    value = values["weight_kg"]
    if r_compatible:
        value = np.where(m.weight_kg[part] == 0, 0.0, value)
        if m.oedema is not None:
            value = np.where(m.oedema[part], np.nan, value)
        log_weight = np.log(value)
    z = (np.exp(power * (log_weight - np.log(median))) - 1) / (spread * power)
    far = np.flatnonzero(np.abs(z) > 3)
    z[far] = _straight_line(value[far], z[far], power[far], median[far], spread[far])
    _write(scores, INDICES["whz"], part, z)


def _straight_line(value: Floats, z: Floats, power: Floats, median: Floats, spread: Floats) -> Floats:
    """Return z beyond ±3 SD by the distance between the lines of 2 and 3 SD, on the child's side of the median."""
    side = np.sign(z)
    line_2 = median * (1 + power * spread * 2 * side) ** (1 / power)
    line_3 = median * (1 + power * spread * 3 * side) ** (1 / power)
    return side * (3 + (value - line_3) / (line_3 - line_2))


def _write(scores: Scores, index: Index, part: slice, z: Floats) -> None:
    """Round to 2 decimals, and only then compare with the flag limits."""
    centi = np.floor(z * 100 + (0.5 + NOISE))
    scores.z[index.code][part] = centi / 100
    outside = (centi < 100 * index.flag_below) | (centi > 100 * index.flag_above)
    scores.flag[index.code][part] = outside.view(np.int8) - np.isnan(centi).view(np.int8)
