"""Monthly monitoring of weight as on the KMS: N, T, O, B, and how many T stand in a row.

N (naik): the gain reaches the minimum (KBM), or the weight rose and the curve was followed or crossed upward.
T (tidak naik): anything less. O: not weighed in the month before, the gain cannot be judged. B: first weighing.
Source: KMS (Permenkes 155/2010) and Buku KIA 2023; the minimum gain is ``knowledge/growth/kbm.json``.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.monitoring import minimum_gain_grams
from rembuk.methods.growth.indices import FEMALE, MALE
from rembuk.methods.growth.scoring import NOISE, Measures, score

#: the letters of ``weight_gains``; blank = cannot be said
GAINS = ("", "N", "T", "O", "B")
BLANK, N, T, O, B = range(5)  # noqa: E741  (the letters of the KMS)

Codes = NDArray[np.int8]


def weight_gains(
    child: NDArray[np.integer], measured_on: NDArray[np.datetime64], measures: Measures, *, curve: bool = True
) -> Codes:
    """Return for each visit the place of its letter in ``GAINS``, in the order of the rows.

    ``child``: whole numbers, one a child; ``measured_on``: datetime64[D]; ``measures`` needs sex, age_days and
    weight_kg. Months, of age too, are those of the calendar. Where a child was weighed several times in a month the
    last weighing counts and the others are blank, as are rows without a usable weight or date. ``curve=False`` looks
    at the KBM alone. In the first month of life no minimum is printed: there the curve alone decides.
    """
    weight, age = _column(measures.weight_kg, len(child)), _column(measures.age_days, len(child))
    codes = np.zeros(len(child), np.int8)
    usable = np.flatnonzero((weight > 0) & ~np.isnat(measured_on))
    order = usable[np.lexsort((measured_on[usable], child[usable]))]
    month = measured_on[order].astype("datetime64[M]").astype(np.int64)
    is_last = np.ones(len(order), dtype=bool)
    is_last[:-1] = (child[order][1:] != child[order][:-1]) | (month[1:] != month[:-1])
    order, month = order[is_last], month[is_last]
    if not len(order):
        return codes

    same_child = np.zeros(len(order), dtype=bool)
    same_child[1:] = child[order][1:] == child[order][:-1]
    months_between = np.diff(month, prepend=month[:1])
    before = np.roll(order, 1)

    with np.errstate(invalid="ignore"):
        grams = np.rint((weight[order] - weight[before]) * 1000)
        minimum = _minimum_gain(measures.sex[order], age[order], measured_on[order])
        rising, judged = grams >= minimum, ~np.isnan(minimum) | (grams <= 0)
        if curve:
            z = score(measures, ["waz"]).z["waz"]
            rising |= (grams > 0) & (z[order] >= z[before])
            judged |= ~np.isnan(z[order] - z[before])
    letters = np.where(rising, N, np.where(judged, T, BLANK))
    letters = np.where(months_between == 1, letters, O)
    codes[order] = np.where(same_child, letters, B)
    return codes


def months_not_gaining(
    child: NDArray[np.integer], measured_on: NDArray[np.datetime64], gains: Codes
) -> NDArray[np.int64]:
    """Return for each visit how many T stand in a row up to and with it; 2 or more is «2T».

    N and B begin anew; O and blank neither break nor extend the row.
    """
    order = np.lexsort((measured_on, child))
    letters = gains[order]
    count = np.cumsum(letters == T)
    first = np.ones(len(order), dtype=bool)
    first[1:] = child[order][1:] != child[order][:-1]
    anew = (letters == N) | (letters == B) | first
    before_anew = np.where(anew, count - (letters == T), 0)
    rows = np.empty(len(order), np.int64)
    rows[order] = count - np.maximum.accumulate(before_anew)
    return rows


def _column(values: NDArray[np.float64] | None, count: int) -> NDArray[np.float64]:
    return np.full(count, np.nan) if values is None else values


def _minimum_gain(sex: Codes, age_days: NDArray[np.float64], day: NDArray[np.datetime64]) -> NDArray[np.float64]:
    """Return the KBM in grams for the completed calendar month of each age, NaN where the table has none."""
    table = minimum_gain_grams()
    dated = (age_days >= 0) & (age_days < 1e5) & ((sex == MALE) | (sex == FEMALE))
    born = day - np.where(dated, np.floor(age_days + 0.5 + NOISE), 0).astype("timedelta64[D]")
    months = (day.astype("datetime64[M]") - born.astype("datetime64[M]")).astype(np.int64)
    months -= day - day.astype("datetime64[M]") < born - born.astype("datetime64[M]")
    known = dated & (months >= 0) & (months < table.shape[1])
    return np.where(known, table[np.where(known, sex - 1, 0), np.where(known, months, 0)], np.nan)
