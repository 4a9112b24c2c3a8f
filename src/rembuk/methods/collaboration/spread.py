"""How evenly something is spread over organisations or sectors."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rembuk.errors import Refused


def _counts(values: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(values, dtype=np.float64).ravel()
    if not np.isfinite(array).all() or (array < 0).any():
        raise Refused("hitungan_salah", "Hitungan harus berupa bilangan nol atau lebih.")
    return array


def evenness(counts: ArrayLike) -> float | None:
    """Return Shannon entropy / ln(number of categories, empty ones too): 1 = all alike; ``None`` where not defined."""
    array = _counts(counts)
    total = array.sum()
    if array.size < 2 or total == 0:
        return None
    share = array[array > 0] / total
    return float(max(0.0, -(share * np.log(share)).sum()) / np.log(array.size))


def gini(values: ArrayLike) -> float | None:
    """Return Σ(2i - n - 1)xᵢ / (nΣx), x ascending: 0 = all alike; ``None`` where all are zero or there is none."""
    array = np.sort(_counts(values))
    n, total = array.size, array.sum()
    if n == 0 or total == 0:
        return None
    return float(((2 * np.arange(1, n + 1) - n - 1) * array).sum() / (n * total))
