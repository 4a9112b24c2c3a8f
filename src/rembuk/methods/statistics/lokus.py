"""Choosing lokus villages by expected cases or by prevalence, side by side; the funnel that warns of small villages.

Neither way is the right one: by cases a district reaches the most children, by prevalence the hardest-hit villages.
The team chooses; here stand both lists with a reason a village.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from rembuk.methods.statistics.checks import number
from rembuk.methods.statistics.villages import Floats, Tier, VillageEstimates, chance_among_worst, tiers


@dataclass(frozen=True)
class Candidate:
    """One village: its rank by each way (1 = first, None = not known), whether each way chooses it, and why.

    ``cases`` expected number; ``share`` with its interval ``low`` … ``high``, and the bounds ``least`` … ``most`` that
    hold whatever the unmeasured are, all 0…1; ``coverage`` measured / present. None = not known.
    """

    village: str
    rank_by_cases: int | None
    rank_by_prevalence: int | None
    by_cases: bool
    by_prevalence: bool
    tier: Tier | None
    chance: float | None
    cases: float | None
    share: float | None
    low: float | None
    high: float | None
    least: float | None
    most: float | None
    coverage: float | None
    reason: str


@dataclass(frozen=True)
class Choice:
    """Both lists. ``cases_held``: share of all expected cases that live in the villages each way chooses."""

    candidates: tuple[Candidate, ...]
    size: int
    in_both: int
    cases_held_by_cases: float | None
    cases_held_by_prevalence: float | None
    criteria: str


def choose(villages: Sequence[str], found: VillageEstimates, size: int) -> Choice:
    """Return every village in the order of expected cases, with both choices of ``size`` villages.

    Ties go to the village named first in the alphabet. A village of which nothing is known is chosen by neither way,
    and says so.
    """
    by_cases, by_share = _ranks(villages, found.cases), _ranks(villages, found.share)
    chance = chance_among_worst(found, size)
    words = tiers(chance)
    candidates = []
    for i, village in enumerate(villages):
        first, second = by_cases[i], by_share[i]
        candidates.append(
            Candidate(
                village=village,
                rank_by_cases=first,
                rank_by_prevalence=second,
                by_cases=first is not None and first <= size,
                by_prevalence=second is not None and second <= size,
                tier=words[i],
                chance=_known(chance[i]),
                cases=_known(found.cases[i]),
                share=_known(found.share[i]),
                low=_known(found.low[i]),
                high=_known(found.high[i]),
                least=_known(found.least[i]),
                most=_known(found.most[i]),
                coverage=_known(found.coverage[i]),
                reason=_reason(found, i, words[i]),
            )
        )
    total = float(np.nansum(found.cases))

    def held(chosen: list[bool]) -> float | None:
        return float(np.nansum(found.cases[np.array(chosen, dtype=bool)])) / total if total > 0 else None

    ordered = sorted(candidates, key=lambda c: (c.rank_by_cases is None, c.rank_by_cases or 0, c.village))
    return Choice(
        candidates=tuple(ordered),
        size=size,
        in_both=sum(c.by_cases and c.by_prevalence for c in candidates),
        cases_held_by_cases=held([c.by_cases for c in candidates]),
        cases_held_by_prevalence=held([c.by_prevalence for c in candidates]),
        criteria=(
            f"{size} desa menurut perkiraan jumlah anak pendek dan {size} desa menurut perkiraan prevalensi. Anak yang "
            f"sudah diukur dihitung apa adanya; yang belum diukur diperkirakan, dan dianggap {_what_if(found.delta)}."
        ),
    )


def _known(value: np.float64) -> float | None:
    return float(value) if np.isfinite(value) else None


def _ranks(villages: Sequence[str], value: Floats) -> list[int | None]:
    known = [i for i in range(len(villages)) if np.isfinite(value[i])]
    order = sorted(known, key=lambda i: (-value[i], villages[i]))
    ranks: list[int | None] = [None] * len(villages)
    for rank, i in enumerate(order, start=1):
        ranks[i] = rank
    return ranks


def _what_if(delta: float) -> str:
    if delta == 0:
        return "sama dengan yang diukur"
    return f"berpeluang pendek {number(float(np.exp(delta)))} kali (odds) anak yang diukur"


def _reason(found: VillageEstimates, i: int, tier: Tier | None) -> str:
    if not np.isfinite(found.share[i]):
        return "Jumlah anak tidak diketahui." if found.present[i] == 0 else "Belum ada anak yang diukur di kabupaten."
    low, high, share = (number(100 * float(x[i])) for x in (found.low, found.high, found.share))
    measured = f"{found.cases_measured[i]} dari {found.measured[i]} anak yang diukur ({found.present[i]} terdaftar)"
    if found.measured[i] == 0:
        measured = f"belum ada yang diukur dari {found.present[i]} anak; angka ini rata-rata kabupaten"
    verdict = "" if tier == "tidak" else f" Termasuk yang terberat: {tier}."
    return f"{measured}; perkiraan {number(float(found.cases[i]), 0)} anak, {share} % ({low}–{high} %).{verdict}"


def funnel(share: float, measured: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact binomial limits within which a village of n measured children lies by chance alone.

    Interpolated between whole counts as in Spiegelhalter 2005 (doi 10.1002/sim.1970). NaN where n = 0.
    """
    n = np.asarray(measured, dtype=np.float64)
    tail = (1 - level) / 2
    return _funnel_line(share, n, tail), _funnel_line(share, n, 1 - tail)


def overdispersion(cases: ArrayLike, measured: ArrayLike) -> float | None:
    """Return how many times more the villages vary than by chance (mean squared z, 10 % winsorised); None below 3.

    Above 1 the funnel is too narrow: villages outside it differ, but not each for a reason of its own.
    """
    y, n = np.asarray(cases, dtype=np.float64), np.asarray(measured, dtype=np.float64)
    y, n = y[n > 0], n[n > 0]
    if len(n) < 3 or y.sum() in (0, n.sum()):
        return None
    share = y.sum() / n.sum()
    z = (y / n - share) / np.sqrt(share * (1 - share) / n)
    low, high = np.quantile(z, [0.1, 0.9])
    return float((np.clip(z, low, high) ** 2).mean())


def _funnel_line(share: float, n: Floats, tail: float) -> Floats:
    from scipy.special import bdtr

    if not 0 < share < 1:
        return np.where(n > 0, share, np.nan)
    low, high = np.full(len(n), -1.0), n.copy()  # P(R <= low) < tail <= P(R <= high)
    while np.any(high - low > 1):
        middle = np.floor((low + high) / 2)
        reached = bdtr(np.maximum(middle, 0), np.maximum(n, 1).astype(np.int64), share) >= tail
        inside = high - low > 1
        high = np.where(inside & reached, middle, high)
        low = np.where(inside & ~reached, middle, low)
    size = np.maximum(n, 1).astype(np.int64)
    at = bdtr(np.maximum(high, 0), size, share)
    before = np.where(high > 0, bdtr(np.maximum(high - 1, 0), size, share), 0.0)
    limit = (high - (at - tail) / (at - before)) / np.maximum(n, 1)
    return np.where(n > 0, np.clip(limit, 0, 1), np.nan)
