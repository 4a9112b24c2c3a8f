"""How many children of each village are stunted, with an honest interval, and which villages stand out.

In a village N children live, n came and were measured, y of them are stunted. The y are known; only the N - n who did
not come are estimated, each from the village's own share drawn towards the district's (empirical Bayes, beta-binomial;
Rao & Molina, Small Area Estimation, 2015, 9.5). Every probability is summed up, none is drawn at random. Nothing here
mends that stunted children may come less often: for that there are the bounds and the what-if ``delta``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

#: Above this the villages are as alike as chance allows.
ALIKE = 1e6
#: Points of equal probability that stand for a Beta distribution where ``delta`` bends it.
NODES = 64
#: At most this many cells (village x possible count) are held in memory at a time.
CELLS = 4_000_000

Tier = Literal["pasti", "mungkin", "belum dapat dibedakan", "tidak"]


@dataclass(frozen=True)
class Prior:
    """What the villages have in common: ``mean`` share, ``precision`` (as if so many children of each were known).

    ``method``: ``likelihood``, ``moments`` (where the likelihood gave no answer), or ``none`` (nothing was measured).
    """

    mean: float
    precision: float
    method: str


@dataclass(frozen=True)
class VillageEstimates:
    """One element a village. Shares are 0…1 of the N present children; NaN where N is 0 or nothing is known at all.

    ``raw`` y/n (NaN where n = 0); ``share`` expected share, ``low``, ``high`` its interval; ``cases`` expected number;
    ``least``, ``most`` bounds that hold whatever the unmeasured are; ``risk`` the underlying risk (plain empirical
    Bayes), the better guess of the next round; ``coverage`` n/N; ``present`` N as used (never below n).
    """

    cases_measured: Integers
    measured: Integers
    present: Integers
    raw: Floats
    share: Floats
    low: Floats
    high: Floats
    cases: Floats
    least: Floats
    most: Floats
    risk: Floats
    coverage: Floats
    prior: Prior
    delta: float


def fit_prior(cases: ArrayLike, measured: ArrayLike) -> Prior:
    """Fit the beta-binomial prior to y of n by marginal maximum likelihood; by moments where that fails."""
    y, n = _counts(cases, measured)
    y, n = y[n > 0], n[n > 0]
    if len(n) == 0:
        return Prior(float("nan"), float("nan"), "none")
    mean = (y.sum() + 0.5) / (n.sum() + 1)
    start = _precision_by_moments(y, n, float(mean))
    if len(n) < 3 or y.sum() in (0, n.sum()):
        return Prior(float(mean), start, "moments")
    found = _by_likelihood(y, n, float(mean), start)
    return found or Prior(float(mean), start, "moments")


def estimate(
    cases: ArrayLike,
    measured: ArrayLike,
    present: ArrayLike,
    level: float = 0.9,
    delta: float = 0.0,
    prior: Prior | None = None,
) -> VillageEstimates:
    """Estimate each village's share of stunted children among its N present children.

    ``present`` below ``measured`` is taken as ``measured``. ``delta``: the log odds by which the unmeasured differ from
    the measured (0 = alike, .7 = twice the odds). Raises ``ValueError`` for cases above measured or numbers below 0.
    """
    y, n = _counts(cases, measured)
    total = np.maximum(np.asarray(present, dtype=np.int64), n)
    common = prior or fit_prior(y, n)
    left = total - n
    known = (total > 0) & np.isfinite(common.mean)
    a, b = _posterior(common, y, n)
    low, high = _quantiles(left, a, b, delta, ((1 - level) / 2, (1 + level) / 2))
    risk = a / (a + b)
    unmeasured = risk if delta == 0 else _shifted(a, b, delta).mean(axis=0)
    return VillageEstimates(
        cases_measured=y,
        measured=n,
        present=total,
        raw=_per(y, n),
        share=np.where(known, _per(y + left * unmeasured, total), np.nan),
        low=np.where(known, _per(y + low, total), np.nan),
        high=np.where(known, _per(y + high, total), np.nan),
        cases=np.where(known, y + left * unmeasured, np.nan),
        least=_per(y, total),
        most=_per(y + left, total),
        risk=np.where(known, risk, np.nan),
        coverage=_per(n, total),
        prior=common,
        delta=delta,
    )


def _per(count: ArrayLike, total: Integers) -> Floats:
    """Return count / total, NaN where total is 0."""
    quotient: Floats = np.full(len(total), np.nan)
    np.divide(np.asarray(count, dtype=np.float64), total, out=quotient, where=total > 0)
    return quotient


def _posterior(prior: Prior, y: Integers, n: Integers) -> tuple[Floats, Floats]:
    """Return the Beta parameters of each village's risk (flat where nothing was measured anywhere)."""
    mean, precision = (prior.mean, prior.precision) if np.isfinite(prior.mean) else (0.5, 2.0)
    cases, others = y.astype(np.float64), (n - y).astype(np.float64)
    return mean * precision + cases, (1 - mean) * precision + others


def chance_among_worst(found: VillageEstimates, size: int) -> Floats:
    """Return each village's probability to be among the ``size`` villages of the highest share.

    The line is drawn where the villages expected above it are ``size`` in number; the probability is that of lying
    above the line. NaN where the village's share is not known.
    """
    known = np.isfinite(found.share)
    chance = np.full(len(found.share), np.nan)
    villages = int(known.sum())
    if villages == 0:
        return chance
    if size >= villages:
        chance[known] = 1.0
        return chance
    y, total = found.cases_measured[known], found.present[known]
    left = total - found.measured[known]
    a, b = _posterior(found.prior, y, found.measured[known])
    parts = _chunks(left)
    below = [_cumulative(left[part], a[part], b[part], found.delta) for part in parts]

    def above(line: float) -> Floats:
        most = np.floor(line * total - y + 1e-9).astype(np.int64)
        held = np.empty(villages)
        for part, table in zip(parts, below, strict=True):
            index = np.clip(most[part], 0, table.shape[1] - 1)
            held[part] = np.where(most[part] < 0, 0.0, table[np.arange(len(index)), index])
        return 1 - held

    low, high = 0.0, 1.0
    for _ in range(40):
        line = (low + high) / 2
        low, high = (line, high) if above(line).sum() > size else (low, line)
    chance[known] = np.clip(above(high), 0, 1)
    return chance


def tiers(chance: Floats) -> list[Tier | None]:
    """Return in words how sure it is that a village is among the worst; None where nothing is known.

    ``pasti`` from .8 (in the simulation of benchmarks/statistics.md 96 % of them were), ``mungkin`` from .5,
    ``belum dapat dibedakan`` above .2, else ``tidak``.
    """
    return [None if np.isnan(p) else _tier(float(p)) for p in chance]


def _tier(p: float) -> Tier:
    if p >= 0.8:
        return "pasti"
    if p >= 0.5:
        return "mungkin"
    return "belum dapat dibedakan" if p > 0.2 else "tidak"


def _counts(cases: ArrayLike, measured: ArrayLike) -> tuple[Integers, Integers]:
    y, n = np.asarray(cases, dtype=np.int64), np.asarray(measured, dtype=np.int64)
    if y.shape != n.shape or np.any(y < 0) or np.any(y > n):
        raise ValueError("cases must be 0 ... measured, one pair a village")
    return y, n


def _precision_by_moments(y: Integers, n: Integers, mean: float) -> float:
    """Return the precision by moments: s² = Σn(r - p)²/Σn, v = s² - p(1 - p)/n̄, p(1 - p)/v - 1."""
    spread = float((n * (y / n - mean) ** 2).sum() / n.sum())
    between = spread - mean * (1 - mean) / float(n.mean())
    if between <= 0:
        return ALIKE
    return float(np.clip(mean * (1 - mean) / between - 1, 1e-2, ALIKE))


def _by_likelihood(y: Integers, n: Integers, mean: float, precision: float) -> Prior | None:
    from scipy.optimize import minimize
    from scipy.special import betaln, expit, logit, psi

    def loss(point: Floats) -> tuple[float, Floats]:
        m, f = expit(point[0]), np.exp(point[1])
        a, b = m * f, (1 - m) * f
        value = float((betaln(a + y, b + n - y) - betaln(a, b)).sum())
        common = psi(f) - psi(f + n)
        to_a = (psi(a + y) - psi(a) + common).sum()
        to_b = (psi(b + n - y) - psi(b) + common).sum()
        slope = np.array([f * m * (1 - m) * (to_a - to_b), a * to_a + b * to_b])
        return -value, -slope

    bounds = [(-12.0, 12.0), (np.log(1e-2), np.log(ALIKE))]
    start = np.array([logit(mean), np.log(min(precision, 1e3))])
    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds)
    if not found.success or not np.all(np.isfinite(found.x)):
        return None
    return Prior(float(expit(found.x[0])), float(np.exp(found.x[1])), "likelihood")


def _shifted(a: Floats, b: Floats, delta: float) -> Floats:
    """Return NODES equally likely values of each Beta(a, b), moved by ``delta`` on the log odds (NODES, V)."""
    from scipy.special import betaincinv, expit, logit

    middle = ((np.arange(NODES) + 0.5) / NODES)[:, None]
    inside = 1e-300, 1 - 1e-15  # so that the log odds stay finite
    moved: Floats = np.clip(expit(logit(np.clip(betaincinv(a, b, middle), *inside)) + delta), *inside)
    return moved


def _chunks(left: Integers) -> list[slice]:
    """Return slices of villages whose table of possible counts fits into memory."""
    width = int(left.max(initial=0)) + 1
    step = max(1, CELLS // width)
    return [slice(start, start + step) for start in range(0, len(left), step)]


def _cumulative(left: Integers, a: Floats, b: Floats, delta: float) -> Floats:
    """Return P(at most k of the unmeasured are stunted), k = 0…max(left), a row a village (1 from its own left on)."""
    k = np.arange(int(left.max(initial=0)) + 1, dtype=np.float64)
    size, inside = left[:, None].astype(np.float64), k[None, :] <= left[:, None]
    if delta == 0:
        # beta-binomial by the ratio of neighbours: P(k+1)/P(k) = (M - k)(a + k) / ((k + 1)(b + M - k - 1))
        with np.errstate(all="ignore"):
            step = np.log((size - k) * (a[:, None] + k) / ((k + 1) * (b[:, None] + size - k - 1)))
        logs = np.zeros_like(step)
        np.cumsum(np.where(k[None, :-1] < size, step[:, :-1], 0.0), axis=1, out=logs[:, 1:])
        return _normalised(logs, inside)
    total = np.zeros((len(left), len(k)))
    with np.errstate(all="ignore"):
        choose = np.cumsum(np.where(k > 0, np.log(np.maximum(size - k + 1, 1e-300) / np.maximum(k, 1)), 0.0), axis=1)
    for share in _shifted(a, b, delta):
        odds = np.log(share) - np.log1p(-share)
        mass = np.exp(np.where(inside, choose + k * odds[:, None] + size * np.log1p(-share)[:, None], -np.inf))
        total += mass / NODES
    return np.minimum(np.cumsum(total, axis=1), 1.0)


def _normalised(logs: Floats, inside: NDArray[np.bool_]) -> Floats:
    logs = np.where(inside, logs, -np.inf)
    mass = np.exp(logs - logs.max(axis=1, keepdims=True))
    running = np.cumsum(mass, axis=1)
    return running / running[:, -1:]


def _quantiles(
    left: Integers, a: Floats, b: Floats, delta: float, levels: tuple[float, float]
) -> tuple[Floats, Floats]:
    """Return the smallest counts whose cumulative probability reaches the two levels."""
    low, high = np.zeros(len(left)), np.zeros(len(left))
    for part in _chunks(left):
        held = _cumulative(left[part], a[part], b[part], delta)
        low[part] = np.minimum((held < levels[0] - 1e-12).sum(axis=1), left[part])
        high[part] = np.minimum((held < levels[1] - 1e-12).sum(axis=1), left[part])
    return low, high
