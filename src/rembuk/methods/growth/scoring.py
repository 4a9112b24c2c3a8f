"""z-scores of the WHO Child Growth Standards: the one place of the program where z is computed.

The rules, in their order (source: WHO Child Growth Standards, methods reports 2006 and 2007, and WHO's program
``anthro``, whose answers the tests hold): completed days round half up; standing below 9 months is position unknown;
length and height differ by 0.7 cm; weight-for-length below day 731, else weight-for-height, L, M, S interpolated
between tenths of a centimetre; beyond ±3 SD the straight-line rule (not for height and head); oedema takes away every
index with weight; round to 2 decimals; then flag.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.methods.growth.coefficients import (
    DAYS,
    FIRST_TENTH,
    LAST_LENGTH_TENTH,
    TENTHS,
    AgeCoefficients,
    age_coefficients,
    length_coefficients,
)
from rembuk.methods.growth.indices import (
    END_OF_TABLES_DAYS,
    FEMALE,
    HEIGHT_FROM_DAY,
    INDICES,
    LENGTH_BELOW_CM,
    LYING,
    MALE,
    POSITION_CM,
    STANDING,
    STANDING_FROM_DAYS,
    Index,
)

Floats = NDArray[np.float64]
Codes = NDArray[np.int8]

#: children scored at a time: the working arrays of one block stay in the processor's cache
BLOCK = 8192
#: Noise of floating point that changes no result: in days and centi-z, and in tenths of a centimetre.
NOISE = 1e-9
NOISE_TENTHS = 1e-6
#: no measure is this large, or as small as its inverse; keeps every power finite
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
                array: NDArray[Any] = np.asarray(values, dtype=types.get(field.name, np.float64))
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
        """Return 100·z as whole numbers, the exact form for sums that must agree between engines.

        What is beyond ±2^53 (the z of an absurd measure, always flagged) stands at that limit.
        """
        z = self.z[code]
        limit = 2.0**53
        centi = np.rint(np.clip(np.where(np.isnan(z), 0.0, z) * 100, -limit, limit)).astype(np.int64)
        return np.where(np.isnan(z), missing, centi)


def score(measures: Measures, indices: Iterable[str] = tuple(INDICES), *, r_compatible: bool = False) -> Scores:
    """Score children by the WHO Child Growth Standards.

    ``indices``: which to compute; one whose measures are ``None`` is NaN throughout. ``r_compatible`` repeats three
    faults of R anthro 1.1.0.9000 (a wrong row for 103.1 cm lying from day 731; a WHZ of a weight of 0; a BAZ of a
    length of 0 or less, infinite for 0), for those who must reproduce its tables.
    """
    wanted = set(indices)
    codes = [code for code in INDICES if code in wanted and _measured(measures, INDICES[code])]
    count = len(measures)
    scores = Scores(
        {code: np.full(count, np.nan) for code in INDICES if code in wanted},
        {code: np.full(count, -1, dtype=np.int8) for code in INDICES if code in wanted},
        np.full(count, np.nan),
    )
    table = age_coefficients(tuple(code for code in codes if code != "whz"))
    with np.errstate(all="ignore"):  # NaN and infinity are the words for «no value» in here
        for start in range(0, count, BLOCK):
            part = slice(start, start + BLOCK)
            block = _Block(measures, part, r_compatible)
            scores.adjusted_cm[part] = _without_noise(block.adjusted) if r_compatible else block.adjusted
            for code, z in _by_age(block, table):
                _write(scores, INDICES[code], part, z)
            if "whz" in codes:
                _write(scores, INDICES["whz"], part, _by_length(block))
    return scores


def _measured(measures: Measures, index: Index) -> bool:
    needed = ("weight_kg", "length_height_cm") if index.code in {"whz", "baz"} else (index.measure,)
    return all(getattr(measures, name) is not None for name in needed)


class _Block:
    """The children of one block: their age, their usable measures, the length as their age asks for it."""

    def __init__(self, measures: Measures, part: slice, r_compatible: bool) -> None:
        self.measures, self.part, self.r_compatible = measures, part, r_compatible
        self.sex = measures.sex[part]
        size = len(self.sex)
        self.age = np.full(size, np.nan) if measures.age_days is None else measures.age_days[part]
        self.day = np.floor(self.age + (0.5 + NOISE))
        self.known_sex = (self.sex == MALE) | (self.sex == FEMALE)
        self.in_tables = (self.age >= 0) & (self.age < END_OF_TABLES_DAYS - NOISE)
        self.position = np.zeros(size, np.int8) if measures.position is None else measures.position[part]
        self.adjusted = self._adjusted(size)
        self.height = _usable(self.adjusted)

    def _adjusted(self, size: int) -> Floats:
        """Return the length or height: standing before day 731 + 0.7 cm, lying from then on − 0.7 cm."""
        if self.measures.length_height_cm is None:
            return np.full(size, np.nan)
        old_enough = self.age >= STANDING_FROM_DAYS - NOISE
        taller = (self.position == STANDING) & (self.day < HEIGHT_FROM_DAY) & old_enough
        shorter = (self.position == LYING) & (self.day >= HEIGHT_FROM_DAY)
        steps = taller.view(np.int8) - shorter.view(np.int8)
        adjusted = self.measures.length_height_cm[self.part] + steps * POSITION_CM
        return adjusted if self.r_compatible else _without_noise(adjusted)

    def usable(self, name: str) -> Floats:
        """Return a measure with NaN where there is none, or where it cannot be."""
        return _usable(getattr(self.measures, name)[self.part])

    @cached_property
    def weight(self) -> Floats:
        """Weights, NaN with oedema too."""
        return self._without_oedema(self.usable("weight_kg"))

    @cached_property
    def log_weight(self) -> Floats:
        return np.log(self.weight)

    def weight_for_length(self) -> tuple[Floats, Floats]:
        """Return weights and their logarithms for WHZ (where R takes a weight of 0 for a measure)."""
        if not self.r_compatible:
            return self.weight, self.log_weight
        as_in_r = np.asarray(self.measures.weight_kg)[self.part]
        weight = self._without_oedema(np.where(as_in_r >= 0, as_in_r, np.nan))
        return weight, np.log(weight)

    def log_bmi(self) -> Floats:
        """Return ln(weight / (length in metres)²) (R squares lengths below zero too)."""
        metres = (np.abs(self.adjusted) if self.r_compatible else self.height) / 100
        return self.log_weight - 2 * np.log(metres)

    def _without_oedema(self, weight: Floats) -> Floats:
        oedema = self.measures.oedema
        return weight if oedema is None else np.where(oedema[self.part], np.nan, weight)


def _without_noise(centimetres: Floats) -> Floats:
    return np.rint(centimetres * 1e6) / 1e6


def _usable(values: Floats) -> Floats:
    return np.where((values > 1 / ABSURD) & (values < ABSURD), values, np.nan)


def _by_age(block: _Block, table: AgeCoefficients) -> Iterator[tuple[str, Floats]]:
    """Yield the z-scores of every index by age: one gather of coefficients a child serves them all."""
    place = block.sex * float(DAYS) + (block.day - DAYS)
    row = np.where(block.in_tables & block.known_sex, place, table.missing_row).astype(np.intp)
    coefficients = table.rows.take(row, axis=0, mode="clip")
    for code, at in table.columns.items():
        index = INDICES[code]
        if code in table.linear:
            value = block.height if code == "haz" else block.usable(index.measure)
            yield code, value * coefficients[:, at] - coefficients[:, at + 1]
            continue
        if code == "waz":
            log_value = block.log_weight
        else:
            log_value = block.log_bmi() if code == "baz" else np.log(block.usable(index.measure))
        z = np.exp(coefficients[:, at] * log_value - coefficients[:, at + 1])
        z = (z - 1) * coefficients[:, at + 2]
        far = np.flatnonzero(np.abs(z) > 3)
        z[far] = _straight_line(np.exp(log_value[far]), z[far], *table.lms[code][row[far]].T)
        yield code, z


def _by_length(block: _Block) -> Floats:
    """Return weight-for-length or -height: the row of the tenth below, and the way from it to the next one."""
    tall = block.day >= HEIGHT_FROM_DAY
    counted = block.in_tables
    undated = np.isnan(block.age)
    if undated.any():
        stands = (block.position == STANDING) | ((block.position != LYING) & (block.height >= LENGTH_BELOW_CM))
        tall, counted = tall | (undated & stands), counted | undated
    tenths = block.height * 10
    below = np.floor(tenths + (0.0 if block.r_compatible else NOISE_TENTHS))
    fraction = tenths - below
    if block.r_compatible:
        skips = np.floor(tenths + 1) > below + 1  # 102.39999999999999 cm: R reads the row after the next
        below, fraction = np.where(skips, below + 2, below), np.where(skips, 0.0, fraction)
    in_table = (tenths >= FIRST_TENTH - NOISE_TENTHS) & (tenths <= LAST_LENGTH_TENTH + 100 * tall + NOISE_TENTHS)
    place = below + (block.sex + 2 * tall) * float(TENTHS) - (TENTHS + FIRST_TENTH)
    table = length_coefficients()
    row = np.where(in_table & counted & block.known_sex, place, table.missing_row).astype(np.intp)
    power, median, median_step, spread, spread_step = table.rows.take(row, axis=0, mode="clip").T
    median = median + fraction * median_step
    spread = spread + fraction * spread_step
    weight, log_weight = block.weight_for_length()
    z: Floats = (np.exp(power * (log_weight - np.log(median))) - 1) / (spread * power)
    far = np.flatnonzero(np.abs(z) > 3)
    z[far] = _straight_line(weight[far], z[far], power[far], median[far], spread[far])
    return z


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
