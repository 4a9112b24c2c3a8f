"""The proposal: highest score first, with reasons, and floors by village.

Needs are taken by score (ties by a hash of their code). Within a kind of help only the village decides who can serve,
so needs of one village and kind are one *place*; when the givers of a place are full, units already promised are handed
on to another giver if that makes room (an augmenting path). The sets of needs that can be served together form a
polymatroid, for which taking the best first is not a rule of thumb but the optimum (Edmonds 1970), as long as there are
neither floors nor budgets. With those the result is a heuristic; ``Plan.ceiling`` says what it may have cost.
"""

from __future__ import annotations

import heapq
import zlib
from collections import deque
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rembuk.errors import Refused
from rembuk.methods.allocation.market import Market
from rembuk.methods.allocation.model import Floats, Ints, Needs, Offers, Plan
from rembuk.methods.allocation.programme import solve

GROUPS_OF_A_SPLIT = 30_000  # size of the linear programme that divides budgets: seconds, not minutes
WHOLE_UNITS_TO = 2_000  # needs and possible lines up to which that programme is solved in whole units


def propose(needs: Needs, offers: Offers, floor: float = 0.0) -> Plan:
    """Return who should serve which need. ``floor``: every village should get this share of its units (0..1).

    Deterministic: the same rows, in any order, give the same plan.
    """
    if not 0 <= floor <= 1:
        raise Refused("batas_adil_salah", "Batas adil desa harus antara 0 dan 1.")
    order = _by_score(needs, needs.score)
    market = Market.of(needs, replace(offers, budgets={}))
    served = _serve(market, needs, order)
    ceiling = float((served * needs.score).sum())
    quotas = offers
    if offers.budgets and len(needs):
        quotas = replace(offers, units=_split_budgets(needs, offers), budgets={})
        market = Market.of(needs, quotas)
        served = _serve(market, needs, order)
    for_floor = np.zeros(len(needs), dtype=bool)
    if floor > 0 and len(needs):
        market, served, for_floor = _with_floors(needs, replace(quotas, budgets={}), order, served, floor)
    if offers.budgets:
        market = market.reopened(offers)
        served = _serve(market, needs, order, served)
    return _plan(needs, offers, market, served, for_floor, order, ceiling, floor)


def _by_score(needs: Needs, score: Floats) -> Ints:
    ties = np.fromiter((zlib.crc32(i.encode()) for i in needs.ids), dtype=np.int64, count=len(needs))
    names = np.argsort(np.array(needs.ids, dtype=np.str_), kind="stable") if len(needs) else np.zeros(0, dtype=np.int64)
    rank = np.empty(len(needs), dtype=np.int64)
    rank[names] = np.arange(len(needs))
    return np.lexsort((rank, ties, -score))


def _serve(market: Market, needs: Needs, order: Ints, served: Ints | None = None, most: Ints | None = None) -> Ints:
    """Serve the needs in ``order`` up to ``most`` units each (all of them by default), on top of ``served``."""
    done = np.zeros(len(needs), dtype=np.int64) if served is None else served
    wanted = (needs.units if most is None else most).tolist()
    places, closed = market.place_of.tolist(), market.closed
    for need in order.tolist():
        place = places[need]
        if not closed[place]:
            more = wanted[need] - int(done[need])
            if more > 0:
                done[need] += market.push(place, more)
    return done


def _split_budgets(needs: Needs, offers: Offers) -> Ints:
    """Return the quotas that each giver's money allows when it is divided over its offers by what it brings.

    The division comes from the linear programme on groups of needs; what rounding leaves is used afterwards.
    """
    market = Market.of(needs, offers)
    if len(needs) + sum(map(len, market.eligible)) <= WHOLE_UNITS_TO:
        found = solve(needs, offers, market, whole=True)
    else:
        found = solve(needs, offers, market, levels=max(2, GROUPS_OF_A_SPLIT // len(market.eligible)))
    if found is None:  # never met: giving nothing is always allowed
        return offers.units
    return np.minimum(np.floor(found.given + 1e-6).astype(np.int64), offers.units)


def _with_floors(
    needs: Needs, offers: Offers, order: Ints, free: Ints, floor: float
) -> tuple[Market, Ints, NDArray[np.bool_]]:
    """Return the market in which each village first gets its floor, as far as there are givers.

    What villages had without floors is kept up to the floor; then those below it take turns, the worst served first;
    then the rest goes by score.
    """
    village_of, targets = _targets(needs, floor)
    market = Market.of(needs, offers)
    kept = _kept_to_target(order, free, village_of, targets)
    served = _serve(market, needs, order, most=kept)
    got = np.bincount(village_of, weights=served, minlength=len(targets)).astype(np.int64)
    queues: list[deque[int]] = [deque() for _ in targets]
    for need in order.tolist():
        if served[need] < needs.units[need]:
            queues[village_of[need]].append(need)
    for_floor = np.zeros(len(needs), dtype=bool)
    turn = [(int(got[v]) / max(int(t), 1), v) for v, t in enumerate(targets) if got[v] < t]
    heapq.heapify(turn)
    while turn:
        _, village = heapq.heappop(turn)
        if not queues[village]:
            continue
        need = queues[village].popleft()
        wanted = min(int(needs.units[need] - served[need]), int(targets[village] - got[village]))
        more = market.push(int(market.place_of[need]), wanted)
        served[need] += more
        got[village] += more
        for_floor[need] |= more > 0 and bool(served[need] > free[need])
        if got[village] < targets[village]:
            heapq.heappush(turn, (int(got[village]) / int(targets[village]), village))
    return market, _serve(market, needs, order, served), for_floor


def _targets(needs: Needs, floor: float) -> tuple[Ints, Ints]:
    numbers = {village: number for number, village in enumerate(sorted(set(needs.villages)))}
    village_of = np.array([numbers[v] for v in needs.villages], dtype=np.int64)
    wanted = np.bincount(village_of, weights=needs.units, minlength=len(numbers))
    return village_of, np.ceil(floor * wanted - 1e-9).astype(np.int64)


def _kept_to_target(order: Ints, free: Ints, village_of: Ints, targets: Ints) -> Ints:
    """Return for each need the units of the free plan that count towards its village's floor, best first."""
    left = targets.tolist()
    kept = np.zeros(len(free), dtype=np.int64)
    for need in order.tolist():
        village = village_of[need]
        part = min(int(free[need]), left[village])
        if part > 0:
            kept[need] = part
            left[village] -= part
    return kept


def _plan(
    needs: Needs,
    offers: Offers,
    market: Market,
    served: Ints,
    for_floor: NDArray[np.bool_],
    order: Ints,
    ceiling: float,
    floor: float,
) -> Plan:
    lines = _lines(market, served, order)
    open_need = np.nonzero(served < needs.units)[0]
    open_need = open_need[np.argsort(np.argsort(order)[open_need], kind="stable")]
    village_of, targets = _targets(needs, floor)
    got = np.bincount(village_of, weights=served, minlength=len(targets))
    wanted = np.bincount(village_of, weights=needs.units, minlength=len(targets))
    names = sorted(set(needs.villages))
    below = {names[v]: float(got[v] / wanted[v]) for v in range(len(names)) if got[v] < targets[v]}
    choices = np.array([len(e) for e in market.eligible], dtype=np.int64)
    return Plan(
        needs=needs,
        offers=offers,
        need=lines[:, 0],
        offer=lines[:, 1],
        units=lines[:, 2],
        for_floor=for_floor[lines[:, 0]],
        choices=choices[market.place_of[lines[:, 0]]],
        open_need=open_need,
        open_units=needs.units[open_need] - served[open_need],
        open_cause=tuple(_cause(market, int(market.place_of[need])) for need in open_need),
        value=float((served * needs.score).sum()),
        ceiling=ceiling,
        below_floor=dict(sorted(below.items())),
    )


def _lines(market: Market, served: Ints, order: Ints) -> Ints:
    """Hand the units of each place out to its needs, best first; a need is split only where no offer holds it whole."""
    purse: list[list[list[int]]] = [[] for _ in market.eligible]
    for offer, places in enumerate(market.flow):
        for place, units in places.items():
            purse[place].append([units, offer])
    rank = {(place, offer): at for place, offers in enumerate(market.eligible) for at, offer in enumerate(offers)}
    for place, stock in enumerate(purse):
        stock.sort(key=lambda entry, here=place: rank[here, entry[1]])  # type: ignore[misc]
    places, amounts = market.place_of.tolist(), served.tolist()
    result = []
    for need in order.tolist():
        left = amounts[need]
        stock = purse[places[need]]
        while left:
            entry = next((e for e in stock if e[0] >= left), stock[0])
            part = min(left, entry[0])
            result.append((need, entry[1], part))
            left -= part
            entry[0] -= part
            if not entry[0]:
                stock.remove(entry)
    return np.array(result, dtype=np.int64).reshape(-1, 3)


def _cause(market: Market, place: int) -> str:
    if not market.eligible[place]:
        return "tanpa_pemberi"
    if any(market.slack[offer] > 0 for offer in market.eligible[place]):
        return "anggaran_habis"
    return "kuota_habis"
