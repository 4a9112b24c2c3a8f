"""Intervals for small numbers: rates, medians, means over meetings, and differences. All deterministic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

import numpy as np
from scipy import stats

from rembuk.errors import Refused

CONFIDENCE = 0.95
Row = TypeVar("Row")
Interval = tuple[float, float]


def wilson(count: int, n: int, confidence: float = CONFIDENCE) -> Interval:
    """Return Wilson's (1927) score interval of the share count/n; never outside 0..1. Refuses n < 1 or count > n."""
    if n < 1 or not 0 <= count <= n:
        raise Refused("hitungan_salah", f"Bagian {count} dari {n} tidak mungkin.")
    z = float(stats.norm.ppf((1 + confidence) / 2))
    share = count / n
    middle = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * math.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    low = 0.0 if count == 0 else max(0.0, middle - half)
    high = 1.0 if count == n else min(1.0, middle + half)
    return low, high


def median_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval | None:
    """Return the interval of the median from the binomial order statistics; ``None`` where n is too small for it.

    Infinite values (not finished yet) are allowed: a limit may then be infinite.
    """
    ordered = sorted(values)
    n = len(ordered)
    below = int(stats.binom.ppf((1 - confidence) / 2, n, 0.5)) if n else 0
    if below < 1:
        return None
    return ordered[below - 1], ordered[n - below]


def difference(one: float, one_limits: Interval, two: float, two_limits: Interval) -> Interval:
    """Return the interval of ``two - one`` from the limits of each (Newcombe 1998; Zou & Donner 2008), independent."""
    step = two - one
    low = step - math.hypot(two - two_limits[0], one_limits[1] - one)
    high = step + math.hypot(two_limits[1] - two, one - one_limits[0])
    return low, high


def bootstrap(
    rows: Sequence[Row],
    measure: Callable[[list[Row]], float | None],
    draws: int = 1000,
    seed: int = 0,
    confidence: float = CONFIDENCE,
) -> Interval | None:
    """Return the percentile interval of ``measure`` from drawing ``rows`` (say, whole meetings) with replacement.

    The same rows in the same order give the same interval. ``None`` where fewer than two rows, or fewer than half of
    the draws, have a value. With few rows it is too narrow: say how many there were.
    """
    if len(rows) < 2:
        return None
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        value = measure([rows[i] for i in random.integers(0, len(rows), len(rows))])
        if value is not None:
            values.append(value)
    if len(values) < draws / 2:
        return None
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def mean_interval(values: Sequence[float], confidence: float = CONFIDENCE) -> Interval | None:
    """Return Student's interval of a mean; ``None`` below two values."""
    n = len(values)
    if n < 2:
        return None
    array = np.asarray(values, dtype=np.float64)
    half = float(stats.t.ppf((1 + confidence) / 2, n - 1) * array.std(ddof=1) / math.sqrt(n))
    return float(array.mean()) - half, float(array.mean()) + half
