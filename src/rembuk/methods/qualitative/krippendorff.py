"""Krippendorff's alpha for any number of coders, missing values and four levels of measurement.

Krippendorff, Computing Krippendorff's Alpha-Reliability (2011). For yes/no codes on long texts use
``patterns.nominal_alpha``, which needs no list of units.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Level = Literal["nominal", "ordinal", "interval", "ratio"]


def alpha(values: Sequence[Sequence[Hashable | None]], level: Level = "nominal") -> float | None:
    """Return alpha of ``values[coder][unit]``, where ``None`` is a missing value.

    For the levels other than nominal the values are numbers (ordinal: ranks in their order; ratio: not negative).
    Returns ``None`` where no unit has two values, or all values that can be paired are the same.
    Raises ``ValueError`` where coders have different numbers of units.
    """
    if len({len(row) for row in values}) > 1:
        raise ValueError("every coder needs a value, or None, for every unit")
    units = [[value for value in unit if value is not None] for unit in zip(*values, strict=True)]
    units = [unit for unit in units if len(unit) > 1]
    distinct = {value for unit in units for value in unit}
    if len(distinct) < 2:
        return None
    domain: list = list(distinct) if level == "nominal" else sorted(distinct)
    place = {value: i for i, value in enumerate(domain)}
    cells = [(row, place[value]) for row, unit in enumerate(units) for value in unit]
    counts = np.zeros((len(units), len(domain)))
    np.add.at(counts, tuple(np.array(cells).T), 1)
    weighted = counts / (counts.sum(axis=1, keepdims=True) - 1)
    coincidences = weighted.T @ counts - np.diag(weighted.sum(axis=0))
    totals = coincidences.sum(axis=1)
    distances = _DISTANCES[level](domain, totals)
    observed = float((coincidences * distances).sum())
    expected = float((np.outer(totals, totals) * distances).sum()) / (float(totals.sum()) - 1)
    return 1 - observed / expected


def _nominal(domain: list, totals: NDArray[np.float64]) -> NDArray[np.float64]:
    return 1.0 - np.eye(len(domain))


def _ordinal(domain: list, totals: NDArray[np.float64]) -> NDArray[np.float64]:
    # Distance of two ranks: how many values lie from one to the other, each end counted half.
    middle = np.cumsum(totals) - totals / 2
    return np.asarray((middle[:, None] - middle[None, :]) ** 2)


def _interval(domain: list, totals: NDArray[np.float64]) -> NDArray[np.float64]:
    numbers = np.asarray(domain, dtype=np.float64)
    return np.asarray((numbers[:, None] - numbers[None, :]) ** 2)


def _ratio(domain: list, totals: NDArray[np.float64]) -> NDArray[np.float64]:
    numbers = np.asarray(domain, dtype=np.float64)
    sums = numbers[:, None] + numbers[None, :]
    # Zero against zero is no distance; with values that are not negative no other sum is zero.
    return np.asarray(((numbers[:, None] - numbers[None, :]) / np.where(sums == 0, 1, sums)) ** 2)


_DISTANCES: dict[str, Callable[[list, NDArray[np.float64]], NDArray[np.float64]]] = {
    "nominal": _nominal,
    "ordinal": _ordinal,
    "interval": _interval,
    "ratio": _ratio,
}
