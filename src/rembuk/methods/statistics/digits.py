"""Formulas of anthropometric data quality: digits, ages, ratios, spread. Arrays in, figures out.

Sources: digit preference score of the WHO MONICA project (Kuulasmaa 1998); SMART 2017; the formulas as written out in
the method pages of nipnTK (re-implemented, no code taken). Thresholds are in knowledge/statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class Fit:
    """How far counts lie from what was expected: ``score`` = 100·√(χ²/(n·df)), free of n in the long run; ``p``."""

    n: int
    score: float
    p: float
    counts: tuple[int, ...]


def fit(counts: ArrayLike, expected_shares: ArrayLike | None = None) -> Fit | None:
    """Return the χ² fit of counts to shares (missing = all equal); None where there is nothing to count."""
    from scipy.special import chdtrc

    observed = np.asarray(counts, dtype=np.float64)
    n = observed.sum()
    if n == 0:
        return None
    shares = np.full(len(observed), 1 / len(observed)) if expected_shares is None else np.asarray(expected_shares)
    expected = n * shares / shares.sum()
    squares = float(((observed - expected) ** 2 / expected).sum())
    df = len(observed) - 1
    score = 100 * float(np.sqrt(squares / (n * df)))
    return Fit(int(n), score, float(chdtrc(df, squares)), tuple(int(count) for count in observed))


def last_digits(values: ArrayLike) -> Fit | None:
    """Return how evenly the first decimal of measurements is spread (NaN left out): the digit preference score."""
    known = np.asarray(values, dtype=np.float64)
    known = known[np.isfinite(known)]
    return fit(np.bincount(np.round(np.abs(known) * 10).astype(np.int64) % 10, minlength=10))


def age_heaps(age_days: ArrayLike, modulus: int) -> Fit | None:
    """Return how evenly whole months of age spread over 0…modulus-1 (12: birthdays, 6: half-years); 6-59 months.

    Only whole years are used (6-53 months for 12), so that an even population is even here too.
    """
    months = np.floor(np.asarray(age_days, dtype=np.float64) / DAYS_A_MONTH)
    last = 6 + 54 // modulus * modulus
    months = months[(months >= 6) & (months < last)]
    return fit(np.bincount(months.astype(np.int64) % modulus, minlength=modulus))


def age_bands(age_days: ArrayLike, deaths: float = 0.0) -> Fit | None:
    """Return the fit of 6-17, 18-29, 30-41, 42-53, 54-59 months to a stable population.

    ``deaths``: under-five mortality per 10,000 a day; 0 = every band as wide as its months.
    """
    months = np.floor(np.asarray(age_days, dtype=np.float64) / DAYS_A_MONTH)
    months = months[(months >= 6) & (months < 60)]
    years = np.arange(5)
    shares = np.array([1, 1, 1, 1, 0.5]) * np.exp(-deaths / 10_000 * 365.25 * years)
    return fit(np.bincount(((months - 6) // 12).astype(np.int64), minlength=5), shares)


@dataclass(frozen=True)
class Ratio:
    """Two counts against what was expected: ``value`` = first / second (None where the second is 0), ``p``."""

    first: int
    second: int
    value: float | None
    p: float


def ratio(first: int, second: int, expected: float = 1.0) -> Ratio | None:
    """Test first : second against ``expected``: one proportion with continuity correction, as R's prop.test."""
    from scipy.special import chdtrc

    n = first + second
    if n == 0:
        return None
    share = expected / (1 + expected)
    gap = abs(first - n * share)
    square = (gap - min(0.5, gap)) ** 2 / (n * share * (1 - share))
    return Ratio(first, second, first / second if second else None, float(chdtrc(1, square)))


@dataclass(frozen=True)
class Spread:
    """Shape of z-scores: ``sd`` (n-1), biased ``skew`` and excess ``kurtosis`` (None where all are equal or n < 3)."""

    n: int
    mean: float
    sd: float | None
    skew: float | None
    kurtosis: float | None


def spread(z: ArrayLike) -> Spread | None:
    """Return mean, SD, skewness √n·S3/S2^1.5 and excess kurtosis n·S4/S2² - 3 of z (NaN left out)."""
    known = np.asarray(z, dtype=np.float64)
    known = known[np.isfinite(known)]
    n = len(known)
    if n == 0:
        return None
    mean = float(known.mean())
    gap = known - mean
    squares = float((gap**2).sum())
    if n < 3 or squares <= 1e-18 * n * max(1.0, mean**2):
        return Spread(n, mean, float(np.sqrt(squares / (n - 1))) if n > 1 else None, None, None)
    skew = float(np.sqrt(n) * (gap**3).sum() / squares**1.5)
    return Spread(n, mean, float(np.sqrt(squares / (n - 1))), skew, float(n * (gap**4).sum() / squares**2 - 3))


def sd_interval(sd: float, n: int, level: float = 0.95) -> tuple[float, float]:
    """Return the χ² interval of a standard deviation of n ≥ 2 normal values."""
    from scipy.special import chdtri

    tail = (1 - level) / 2
    squares = (n - 1) * sd**2
    return float(np.sqrt(squares / chdtri(n - 1, tail))), float(np.sqrt(squares / chdtri(n - 1, 1 - tail)))


def binomial_interval(cases: ArrayLike, n: ArrayLike, level: float = 0.95) -> tuple[Floats, Floats]:
    """Return the exact (Clopper-Pearson) limits of a share; [0, 1] where n = 0."""
    from scipy.special import betaincinv

    y, size = np.asarray(cases, dtype=np.float64), np.asarray(n, dtype=np.float64)
    tail = (1 - level) / 2
    low = np.where(y > 0, betaincinv(np.maximum(y, 0.5), size - y + 1, tail), 0.0)
    high = np.where(y < size, betaincinv(y + 1, np.maximum(size - y, 0.5), 1 - tail), 1.0)
    return low, high


def smart_flags(z: ArrayLike, outside_who: ArrayLike) -> NDArray[np.bool_]:
    """Return which z lie more than 3 from the mean of those that WHO does not flag (z units, not SD).

    The mean leaves the impossible values out: a height divided by ten would else move it by a tenth of an SD.
    """
    values, impossible = np.asarray(z, dtype=np.float64), np.asarray(outside_who, dtype=bool)
    plausible = values[~impossible & np.isfinite(values)]
    if len(plausible) == 0:
        return np.zeros(len(values), dtype=bool)
    with np.errstate(invalid="ignore"):
        return np.abs(values - plausible.mean()) > 3
