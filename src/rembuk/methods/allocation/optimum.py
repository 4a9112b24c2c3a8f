"""How much better could it be? The same needs and offers as a linear programme (HiGHS), floors and budgets included.

A bound and a check, not the proposal: units may be split, so no plan can be worth more. For one kecamatan or one kind
of help; above ``MOST_COLUMNS`` it is refused, because it would keep an office waiting.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from rembuk.errors import Refused
from rembuk.methods.allocation.market import Market
from rembuk.methods.allocation.model import Needs, Offers, Plan
from rembuk.methods.allocation.programme import solve

MOST_COLUMNS = 200_000


def best_possible(needs: Needs, offers: Offers, floors: Mapping[str, int] | None = None) -> float:
    """Return the greatest Σ score × units within quotas, budgets and ``floors`` (units by village).

    Refuses what is too large, and floors that cannot be kept.
    """
    market = Market.of(needs, offers)
    columns = len(needs) + sum(map(len, market.eligible))
    if columns > MOST_COLUMNS:
        raise Refused(
            "terlalu_besar",
            f"Pemeriksaan ini terlalu besar ({columns} kolom).",
            "Periksa per kecamatan atau per jenis.",
        )
    found = solve(needs, offers, market, floors=floors)
    if found is None:
        raise Refused("tidak_ada_jawaban", "Batas adil yang diminta tidak dapat dipenuhi dengan tawaran yang ada.")
    return found.value


def possible_gain(plan: Plan, floor: float = 0.0) -> float:
    """Return how much better a plan could be at most, 0..1, keeping what each village has of its floor."""
    floors: dict[str, int] = {}
    if floor > 0:
        got = dict.fromkeys(plan.needs.villages, 0)
        wanted = dict.fromkeys(plan.needs.villages, 0)
        for need, units in zip(plan.need.tolist(), plan.units.tolist(), strict=True):
            got[plan.needs.villages[need]] += units
        for village, units in zip(plan.needs.villages, plan.needs.units.tolist(), strict=True):
            wanted[village] += units
        floors = {v: min(got[v], int(np.ceil(floor * wanted[v] - 1e-9))) for v in wanted}
    best = best_possible(plan.needs, plan.offers, floors)
    return max(0.0, 1 - plan.value / best) if best > 0 else 0.0
