"""Children to measure again or to refer: where is a child's z now, whither does it go, how sure is that?

Each child's z (HAZ or WAZ) is followed by a Kalman filter: a level, and a trend that comes back to the usual trend of
its age (Harvey 1989; the level is an integrated Ornstein-Uhlenbeck process, so visits may be as irregular as they are).
A single measurement errs by several tenths of a z, so a drop between two visits mostly says that the visit before was
too high: a raw drop never alerts. Five numbers a child are kept, and they explain themselves.

No WHO growth velocity is computed: no source of its tables with a clear licence was found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rembuk.methods.statistics.digits import DAYS_A_MONTH, binomial_interval

Floats = NDArray[np.float64]
Integers = NDArray[np.intp]

#: Months of age at which the usual trend changes: before, z falls in most districts; afterwards it hardly does.
TURN = 24.0
#: Children beyond this age are no under-fives.
LAST_MONTH = 60.0


@dataclass(frozen=True)
class Parameters:
    """What is usual in a district, per month and in z; ``fit`` finds it. The defaults are assumed, not measured.

    ``error`` SD of one measurement; ``wander`` SD of the level's own steps per √month; ``trend_sd`` SD between the
    trends of children; ``memory`` how fast a trend is forgotten (per month); ``trend_young``, ``trend_old`` usual trend
    below and from 24 months; ``start_mean``, ``start_sd`` level of a child never seen.
    """

    error: float = 0.4
    wander: float = 0.08
    trend_sd: float = 0.06
    memory: float = 0.2
    trend_young: float = -0.04
    trend_old: float = 0.0
    start_mean: float = -0.8
    start_sd: float = 1.1


@dataclass(frozen=True)
class Visits:
    """Visits by child: row c, column v = a child's v-th visit in order of age; NaN after its last.

    ``child`` (C,) the caller's number of each child; ``age`` (C, V) months; ``z`` (C, V); ``count`` (C,) visits.
    """

    child: Integers
    age: Floats
    z: Floats
    count: Integers


@dataclass(frozen=True)
class State:
    """What is known of each child after its visits: level and trend with their variances, at ``age`` months."""

    level: Floats
    trend: Floats
    var_level: Floats
    covariance: Floats
    var_trend: Floats
    age: Floats


def arrange(child: ArrayLike, age_days: ArrayLike, z: ArrayLike) -> Visits:
    """Bring rows into ``Visits``; rows with an unknown age, z or child (-1) are left out."""
    number, days, value = np.asarray(child), np.asarray(age_days, dtype=np.float64), np.asarray(z, dtype=np.float64)
    rows = np.flatnonzero((number >= 0) & np.isfinite(days) & np.isfinite(value))
    rows = rows[np.lexsort((days[rows], number[rows]))]
    children, first, count = np.unique(number[rows], return_index=True, return_counts=True)
    width = int(count.max(initial=0))
    ages, zs = np.full((len(children), width), np.nan), np.full((len(children), width), np.nan)
    row = np.repeat(np.arange(len(children)), count)
    column = np.arange(len(rows)) - np.repeat(first, count)
    ages[row, column], zs[row, column] = days[rows] / DAYS_A_MONTH, value[rows]
    return Visits(children.astype(np.intp), ages, zs, count.astype(np.intp))


def follow(visits: Visits, usual: Parameters) -> tuple[State, float]:
    """Run the filter over all children at once; return their last states and the log likelihood of all visits."""
    size = len(visits.child)
    state = _unseen(size, visits.age[:, 0] if visits.age.shape[1] else np.zeros(size), usual)
    likelihood = 0.0
    for v in range(visits.age.shape[1]):
        seen = visits.count > v
        moved = _advance(state, np.where(seen, visits.age[:, v], state.age), usual)
        surprise = np.where(seen, visits.z[:, v] - moved.level, 0.0)
        total = moved.var_level + usual.error**2
        likelihood -= 0.5 * float(np.where(seen, surprise**2 / total + np.log(2 * np.pi * total), 0.0).sum())
        weight = np.where(seen, 1 / total, 0.0)
        gain_level, gain_trend = moved.var_level * weight, moved.covariance * weight
        state = State(
            level=moved.level + gain_level * surprise,
            trend=moved.trend + gain_trend * surprise,
            var_level=moved.var_level * (1 - gain_level),
            covariance=moved.covariance * (1 - gain_level),
            var_trend=moved.var_trend - gain_trend * moved.covariance,
            age=moved.age,
        )
    return state, likelihood


def ahead(state: State, age_months: ArrayLike, usual: Parameters) -> State:
    """Return what is expected at a later age without a further visit."""
    return _advance(state, np.maximum(np.asarray(age_months, dtype=np.float64), state.age), usual)


def chance_below(state: State, cut: float = -2.0, error: float = 0.0) -> Floats:
    """Return P(level < cut); with ``error`` the chance that a measurement of that SD would show it."""
    from scipy.special import ndtr

    chance: Floats = ndtr((cut - state.level) / np.sqrt(state.var_level + error**2))
    return chance


def fit(visits: Visits, start: Parameters | None = None, most: int = 2000) -> Parameters:
    """Find a district's parameters by maximum likelihood on at most ``most`` children with three visits or more.

    With fewer than 50 such children nothing can be learned and ``start`` (or the defaults) is returned.
    """
    from scipy.optimize import minimize

    usual = start or Parameters()
    rich = np.flatnonzero(visits.count >= 3)
    if len(rich) < 50:
        return usual
    rich = rich[np.linspace(0, len(rich) - 1, min(most, len(rich))).astype(int)]
    sample = Visits(visits.child[rich], visits.age[rich], visits.z[rich], visits.count[rich])
    positive = ("error", "wander", "trend_sd", "start_sd")
    free = (*positive, "trend_young", "trend_old", "start_mean")
    begin = np.array([np.log(getattr(usual, name)) if name in positive else getattr(usual, name) for name in free])

    def at(point: Floats) -> Parameters:
        values = {n: float(np.exp(x) if n in positive else x) for n, x in zip(free, point, strict=True)}
        return replace(usual, **values)

    bounds = [(-4.6, 1.1) if name in positive else (-3.0, 3.0) for name in free]
    visits_seen = float(sample.count.sum())

    def loss(point: Floats) -> float:
        return -follow(sample, at(point))[1] / visits_seen

    found = minimize(loss, begin, method="L-BFGS-B", bounds=bounds)
    return at(found.x) if np.all(np.isfinite(found.x)) else usual


def _unseen(size: int, age: Floats, usual: Parameters) -> State:
    return State(
        level=np.full(size, usual.start_mean),
        trend=np.where(age < TURN, usual.trend_young, usual.trend_old),
        var_level=np.full(size, usual.start_sd**2),
        covariance=np.zeros(size),
        var_trend=np.full(size, usual.trend_sd**2),
        age=age.copy(),
    )


def _advance(state: State, age: Floats, usual: Parameters) -> State:
    """Move states to a later age, by way of the month at which the usual trend changes."""
    turning = (state.age < TURN) & (age > TURN)
    if turning.any():
        state = _glide(state, np.where(turning, TURN, state.age), usual)
    return _glide(state, age, usual)


def _glide(state: State, age: Floats, usual: Parameters) -> State:
    """Move states within one usual trend: the trend returns to it, the uncertainty grows with the months."""
    months = np.maximum(age - state.age, 0.0)
    k, spread = usual.memory, 2 * usual.memory * usual.trend_sd**2
    kept = np.exp(-k * months)
    reach = (1 - kept) / k
    mean = np.where(state.age < TURN, usual.trend_young, usual.trend_old)
    grown = usual.wander**2 * months + spread / k**2 * np.maximum(months - 2 * reach + (1 - kept**2) / (2 * k), 0.0)
    return State(
        level=state.level + mean * months + (state.trend - mean) * reach,
        trend=mean + (state.trend - mean) * kept,
        var_level=state.var_level + 2 * reach * state.covariance + reach**2 * state.var_trend + grown,
        covariance=kept * (state.covariance + reach * state.var_trend) + spread * reach**2 / 2,
        var_trend=kept**2 * state.var_trend + spread * (1 - kept**2) / (2 * k),
        age=np.maximum(age, state.age),
    )


@dataclass(frozen=True)
class Alert:
    """One child to act on. ``action`` is ``rujuk`` or ``ukur ulang``; ``rule`` names the rule that fired.

    ``for_nutritionist`` gives rule and probability; ``for_family`` only what to do next (kader and families see no
    probability).
    """

    child: int
    action: str
    rule: str
    now: float
    in_three_months: float
    for_nutritionist: str
    for_family: str


#: From this probability a measured low z counts as confirmed.
SURE = 0.9
#: From this probability a child that is not yet low is asked back.
LIKELY = 0.5
#: A child that is not yet low is never named on fewer visits than these: two visits are a raw drop.
LEAST_VISITS = 3


def alerts(
    visits: Visits, usual: Parameters, age_now: ArrayLike, index: str = "haz", months: float = 3.0
) -> list[Alert]:
    """Return the children to act on, the surest first.

    ``age_now`` (C,) months of age today (not below the age of the last visit). Rules, the first that fits:
    ``severe_confirmed`` last z < -3 and P(level < -3) ≥ .9 → rujuk; ``confirmed_below`` last z < -2, two visits or
    more, P(level < -2) ≥ .9 → rujuk; ``unconfirmed_below`` last z < -2 otherwise → ukur ulang; ``likely_below`` last
    z ≥ -2, three visits or more, P(level < -2 in ``months``) ≥ .5 → ukur ulang.
    """
    if not len(visits.child):
        return []
    state, _ = follow(visits, usual)
    today = ahead(state, age_now, usual)
    low, severe = chance_below(today), chance_below(today, -3.0)
    later = chance_below(ahead(today, today.age + months, usual))
    last = visits.z[np.arange(len(visits.child)), visits.count - 1]
    several = visits.count >= 2
    young = today.age < LAST_MONTH
    rules = (
        ("severe_confirmed", young & (last < -3) & several & (severe >= SURE)),
        ("confirmed_below", young & (last < -2) & several & (low >= SURE)),
        ("unconfirmed_below", young & (last < -2)),
        ("likely_below", young & (last >= -2) & (visits.count >= LEAST_VISITS) & (later >= LIKELY)),
    )
    rule = np.full(len(last), -1)
    for number, (_, fits) in enumerate(rules):
        rule = np.where((rule < 0) & fits, number, rule)
    chosen = np.flatnonzero(rule >= 0)
    chosen = chosen[np.lexsort((-later[chosen], rule[chosen]))]
    return [
        _alert(int(visits.child[c]), rules[rule[c]][0], index, last[c], visits.count[c], severe[c], low[c], later[c])
        for c in chosen
    ]


def _alert(
    child: int, rule: str, index: str, last: float, count: int, severe: float, low: float, later: float
) -> Alert:
    name = {"haz": "TB/U", "waz": "BB/U"}.get(index, index.upper())
    z = f"z {name} terakhir {last:.2f}".replace(".", ",")
    told = {
        "severe_confirmed": f"{z}; peluang di bawah −3 SD {_percent(severe)} dari {count} kunjungan",
        "confirmed_below": f"{z}; peluang di bawah −2 SD {_percent(low)} dari {count} kunjungan",
        "unconfirmed_below": f"{z}, belum pasti: peluang di bawah −2 SD {_percent(low)} dari {count} kunjungan",
        "likely_below": f"{z}; peluang di bawah −2 SD tiga bulan lagi {_percent(later)} dari {count} kunjungan",
    }[rule]
    refer = rule in {"severe_confirmed", "confirmed_below"}
    action = "rujuk" if refer else "ukur ulang"
    family = (
        "Anak perlu diperiksa petugas puskesmas; bawa buku KIA."
        if refer
        else "Anak perlu diukur ulang di posyandu atau puskesmas; bawa buku KIA."
    )
    return Alert(child, action, rule, float(low), float(later), f"{action} ({rule}): {told}.", family)


def _percent(chance: float) -> str:
    return f"{100 * chance:.0f} %"


@dataclass(frozen=True)
class Bin:
    """Forecasts that lay in one range: how many, what they said on average, what came (with a 95 % interval)."""

    low: float
    high: float
    n: int
    said: float
    came: float
    came_low: float
    came_high: float


def calibration(chance: ArrayLike, outcome: ArrayLike, edges: Sequence[float] = tuple(np.arange(11) / 10)) -> list[Bin]:
    """Return what came of the forecasts, by what they said; empty ranges are left out."""
    p, came = np.asarray(chance, dtype=np.float64), np.asarray(outcome, dtype=bool)
    place = np.clip(np.searchsorted(edges, p, side="right") - 1, 0, len(edges) - 2)
    bins = []
    for i in range(len(edges) - 1):
        inside = place == i
        n, hits = int(inside.sum()), int(came[inside].sum())
        if n:
            low, high = binomial_interval(hits, n)
            said = float(p[inside].mean())
            bins.append(Bin(float(edges[i]), float(edges[i + 1]), n, said, hits / n, float(low), float(high)))
    return bins


def hindcast(
    visits: Visits, usual: Parameters, months: float = 3.0, slack: float = 1.0
) -> tuple[Floats, NDArray[np.bool_]]:
    """Return the chances that the filter gave for each child's last visit, and what was measured there.

    Only children whose last visit lies ``months`` ± ``slack`` after one that showed no z < -2, with two visits or more
    before it: those of whom ``likely_below`` may speak. The district's own calibration, without a simulation.
    """
    usable = np.flatnonzero(visits.count >= LEAST_VISITS)
    rows, last = usable, visits.count[usable] - 1
    gap = visits.age[rows, last] - visits.age[rows, last - 1]
    right = (np.abs(gap - months) <= slack) & (visits.z[rows, last - 1] >= -2)
    rows, last = rows[right], last[right]
    if len(rows) == 0:
        return np.zeros(0), np.zeros(0, dtype=bool)
    age, z = visits.age[rows].copy(), visits.z[rows].copy()
    at, outcome = age[np.arange(len(rows)), last], z[np.arange(len(rows)), last] < -2
    state, _ = follow(Visits(visits.child[rows], age, z, visits.count[rows] - 1), usual)
    return chance_below(ahead(state, at, usual), error=usual.error), outcome
