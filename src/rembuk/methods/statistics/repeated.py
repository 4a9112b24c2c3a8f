"""Measurements that contradict each other: children who shrink, values carried forward, copies, double rows.

All functions return a mask over the rows of the table; none changes a value.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Integers = NDArray[np.intp]


def previous_visit(child: Integers, day: NDArray[np.datetime64]) -> Integers:
    """Return for each row the row of the same child's visit before it, -1 where there is none.

    ``child`` (n,) a number a child, -1 = unknown; ``day`` (n,) datetime64[D], NaT = unknown. Rows of one child on one
    day are one visit: the first of them counts as the earlier one of what follows, and neither precedes the other.
    """
    before = np.full(len(child), -1, dtype=np.intp)
    usable = np.flatnonzero((child >= 0) & ~np.isnat(day))
    order = usable[np.lexsort((usable, day[usable], child[usable]))]
    if len(order) == 0:
        return before
    new_visit = np.ones(len(order), dtype=bool)
    new_visit[1:] = (child[order][1:] != child[order][:-1]) | (day[order][1:] != day[order][:-1])
    starts = np.flatnonzero(new_visit)
    visit = np.cumsum(new_visit) - 1
    earlier = starts[np.maximum(visit - 1, 0)]
    linked = (visit > 0) & (child[order] == child[order[earlier]])
    before[order[linked]] = order[earlier[linked]]
    return before


def shrunk(before: Integers, height: Floats, tolerance_cm: float) -> tuple[Mask, Mask]:
    """Return the rows more than ``tolerance_cm`` shorter than the visit before, and the rows where that can be told."""
    known = (before >= 0) & np.isfinite(height) & np.isfinite(height[before])
    with np.errstate(invalid="ignore"):
        return known & (height[before] - height > tolerance_cm + 1e-9), known


def carried_forward(
    before: Integers, day: NDArray[np.datetime64], weight: Floats, height: Floats, least_days: int
) -> tuple[Mask, Mask]:
    """Return the rows whose weight and height both equal those of a visit ``least_days`` or more before."""
    both = np.isfinite(weight) & np.isfinite(height)
    apart = (day - day[before]) / np.timedelta64(1, "D")
    with np.errstate(invalid="ignore"):
        known = (before >= 0) & both & both[before] & (apart >= least_days)
    return known & (weight == weight[before]) & (height == height[before]), known


def doubled(child: Integers, day: NDArray[np.datetime64]) -> tuple[Mask, Mask]:
    """Return the rows beyond the first of the same child on the same day, and the rows where that can be told."""
    known = (child >= 0) & ~np.isnat(day)
    rows = np.flatnonzero(known)
    _, first = np.unique(np.stack([child[rows], day[rows].astype(np.int64)]), axis=1, return_index=True)
    mask = known.copy()
    mask[rows[first]] = False
    return mask, known


def copied(
    place: Integers,
    day: NDArray[np.datetime64],
    sex: Integers,
    age_days: Floats,
    weight: Floats,
    height: Floats,
    session: int = 100,
) -> tuple[Mask, Mask]:
    """Return the rows whose weight and height stand at another child of the same session too.

    A session is one place and day with at most ``session`` children; there three children with the same two values are
    a copy (two may be chance). In larger heaps, or where no day is known, only rows that share sex and age in days as
    well are named.
    """
    known = np.isfinite(weight) & np.isfinite(height)
    rows = np.flatnonzero(known)
    days = np.where(np.isnat(day), np.int64(-1), day.astype(np.int64))
    heap = _same([place[rows], days[rows]])
    small = (np.bincount(heap)[heap] <= session) & (days[rows] >= 0) if len(rows) else np.zeros(0, dtype=bool)
    values = _same([heap, weight[rows], height[rows]])
    strict = _same([values, sex[rows], np.nan_to_num(age_days[rows], nan=-1)])
    told = np.isfinite(age_days[rows]) & (sex[rows] > 0)
    mask = np.zeros(len(known), dtype=bool)
    if len(rows):
        mask[rows] = (small & (np.bincount(values)[values] >= 3)) | (told & (np.bincount(strict)[strict] >= 2))
    return mask, known


def _same(columns: list[NDArray]) -> Integers:
    """Return a number a row: equal rows, equal numbers."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        _, part = np.unique(column, return_inverse=True)
        _, code = np.unique(code * (int(part.max(initial=0)) + 1) + part, return_inverse=True)
    return code.astype(np.intp)
