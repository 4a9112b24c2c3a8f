"""The allocation as a linear programme for HiGHS: the bound of ``optimum`` and the split of budgets rest on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.optimize import Bounds, LinearConstraint, milp

from rembuk.methods.allocation.market import Market
from rembuk.methods.allocation.model import Floats, Ints, Needs, Offers


@dataclass(frozen=True)
class Solution:
    """The greatest value, and the units (perhaps fractions of one) that each offer gives in it."""

    value: float
    given: Floats


def solve(
    needs: Needs,
    offers: Offers,
    market: Market,
    levels: int | None = None,
    floors: Mapping[str, int] | None = None,
    whole: bool = False,
) -> Solution | None:
    """Return the best fractional allocation within quotas, budgets and ``floors`` (units by village); ``None`` = none.

    ``levels``: the needs of a place are taken together in at most so many groups of similar score (with their mean).
    ``whole``: in whole units (slower: for small problems).
    """
    arcs = [(place, offer) for place, eligible in enumerate(market.eligible) for offer in eligible]
    if not arcs:
        return Solution(0.0, np.zeros(len(offers))) if not floors or not any(floors.values()) else None
    place, offer = np.array(arcs, dtype=np.int64).T
    group, units, score = _groups(needs, market.place_of, levels)
    n, m = len(units), len(arcs)
    columns = n + m
    flow = np.arange(m, dtype=np.int64) + n
    rows = [
        # what reaches a place is what its needs get
        _rows(
            np.concatenate((group, place)),
            np.concatenate((np.arange(n, dtype=np.int64), flow)),
            np.concatenate((np.ones(n), -np.ones(m))),
            np.zeros(len(market.eligible)),
            columns,
            equal=True,
        ),
        _rows(offer, flow, np.ones(m), offers.units.astype(np.float64), columns),
    ]
    purses = {giver: number for number, giver in enumerate(sorted(offers.budgets))}
    purse = np.array([purses.get(giver, -1) for giver in offers.givers], dtype=np.int64)[offer]
    paid = purse >= 0
    if paid.any():
        scale = max(1, int(offers.prices.max()))
        money = np.array([offers.budgets[giver] for giver in purses], dtype=np.float64) / scale
        rows.append(_rows(purse[paid], flow[paid], offers.prices[offer][paid] / scale, money, columns))
    if floors:
        rows.append(_floor_rows(needs, market, place, flow, floors, columns))
    most = np.concatenate((units, np.full(m, np.inf)))
    answer = milp(
        np.concatenate((-score, np.zeros(m))),
        integrality=np.full(columns, int(whole)),
        bounds=Bounds(0, most),
        constraints=rows,
        options={"node_limit": 5000, "mip_rel_gap": 1e-4} if whole else None,
    )
    if answer.x is None:
        return None
    given = np.bincount(offer, weights=answer.x[n:], minlength=len(offers)).astype(np.float64)
    return Solution(float(score @ answer.x[:n]), given)


def _floor_rows(
    needs: Needs,
    market: Market,
    place: Ints,
    flow: Ints,
    floors: Mapping[str, int],
    columns: int,
) -> LinearConstraint:
    """Return, for each village, Σ what reaches its places ≥ its floor."""
    number = {village: row for row, village in enumerate(sorted(floors))}
    village_of = np.full(len(market.eligible), -1, dtype=np.int64)
    for village, where in zip(needs.villages, market.place_of.tolist(), strict=True):
        village_of[where] = number.get(village, -1)
    row = village_of[place]
    inside = row >= 0
    least = -np.array([floors[village] for village in number], dtype=np.float64)
    return _rows(row[inside], flow[inside], -np.ones(int(inside.sum())), least, columns)


def _groups(needs: Needs, place_of: Ints, levels: int | None) -> tuple[Ints, Floats, Floats]:
    """Return place, units and score of each group of needs (each need by itself where ``levels`` is ``None``)."""
    if levels is None:
        return place_of, needs.units.astype(np.float64), needs.score
    places = int(place_of.max()) + 1
    order = np.lexsort((-needs.score, place_of))
    place = place_of[order]
    count = np.bincount(place, minlength=places)
    rank = np.arange(len(place)) - np.searchsorted(place, np.arange(places))[place]
    group = place * levels + rank * levels // count[place]
    units = np.bincount(group, weights=needs.units[order], minlength=places * levels)
    worth = np.bincount(group, weights=(needs.units * needs.score)[order], minlength=places * levels)
    used = np.nonzero(units)[0]
    return (used // levels).astype(np.int64), units[used].astype(np.float64), worth[used] / units[used]


def _rows(row: Ints, column: Ints, value: Floats, limit: Floats, columns: int, equal: bool = False) -> LinearConstraint:
    """Return the constraints Σ value × column ≤ limit (or = limit) of each row."""
    table = sparse.csr_array((value, (row, column)), shape=(len(limit), columns))
    return LinearConstraint(table, limit if equal else np.full(len(limit), -np.inf), limit)
