"""The LMS tables laid out for scoring: one row of coefficients a sex and day, or a sex and tenth of a centimetre.

Every table ends with a row of NaN (``missing_row``), and rows a table does not have are NaN too: a child without a
valid row gets no z without a further test. All arrays are float64 and shared; treat them as read-only.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth.indices import INDICES

DAYS = 1827
#: weight-for-length and weight-for-height share one layout of keys, 45.0 to 120.0 cm in tenths
FIRST_TENTH, LAST_TENTH = 450, 1200
#: where weight-for-length ends; weight-for-height ends 10 cm later, and every one of its rows has a place too
LAST_LENGTH_TENTH = 1100
TENTHS = LAST_TENTH - FIRST_TENTH + 1


@dataclass(frozen=True)
class AgeCoefficients:
    """Coefficients by ``row = (sex - 1) * DAYS + day`` for some indices, side by side in ``rows``.

    ``columns[code]`` is where an index begins. With L = 1 everywhere (``linear``) an index has two columns, a = 1/(MS)
    and b = 1/S, so that z = a·y − b. Else it has three, L, L·ln M and 1/(SL): z = (exp(L·ln y − L·ln M) − 1)/(SL).
    ``lms[code]`` has the columns L, M, S themselves.
    """

    rows: NDArray[np.float64]
    columns: dict[str, int]
    linear: frozenset[str]
    lms: dict[str, NDArray[np.float64]]
    missing_row: int = 2 * DAYS


@cache
def age_coefficients(codes: tuple[str, ...]) -> AgeCoefficients:
    """Return the coefficients of these age-based indices (any but ``whz``)."""
    blocks: list[NDArray[np.float64]] = []
    columns: dict[str, int] = {}
    linear: set[str] = set()
    lms: dict[str, NDArray[np.float64]] = {}
    width = 0
    for code in codes:
        table = lms_table(INDICES[code].table)
        by_row = np.full((2, DAYS, 3), np.nan)
        by_row[:, table.first :] = table.numbers
        lms[code] = np.concatenate([by_row.reshape(-1, 3), np.full((1, 3), np.nan)])
        power, median, spread = lms[code].T
        if (table.numbers[..., 0] == 1).all():
            linear.add(code)
            block = [1 / (median * spread), 1 / spread]
        else:
            block = [power, power * np.log(median), 1 / (spread * power)]
        columns[code] = width
        width += len(block)
        blocks.extend(block)
    rows = np.ascontiguousarray(np.stack(blocks, axis=1)) if blocks else np.empty((2 * DAYS + 1, 0))
    return AgeCoefficients(rows, columns, frozenset(linear), lms)


@dataclass(frozen=True)
class LengthCoefficients:
    """Weight-for-length and -height by ``row = (tall * 2 + sex - 1) * TENTHS + tenth - FIRST_TENTH``.

    Columns: L, M, the step of M to the next row, S, the step of S. L is one number a sex, so it needs no step.
    """

    rows: NDArray[np.float64]
    missing_row: int = 4 * TENTHS


@cache
def length_coefficients() -> LengthCoefficients:
    """Return the coefficients of both tables."""
    lms = np.full((4, TENTHS, 3), np.nan)
    for place, name in ((0, "wfl"), (2, "wfh")):
        table = lms_table(name)
        lms[place : place + 2, table.first - FIRST_TENTH : table.last - FIRST_TENTH + 1] = table.numbers
    step = np.zeros_like(lms)
    step[:, :-1] = np.diff(lms, axis=1)
    step = np.where(np.isnan(step) & ~np.isnan(lms), 0.0, step)  # the last row of a table has no next one
    columns = np.stack([lms[..., 0], lms[..., 1], step[..., 1], lms[..., 2], step[..., 2]], axis=-1)
    return LengthCoefficients(np.concatenate([columns.reshape(-1, 5), np.full((1, 5), np.nan)]))
