"""Chance that is the same everywhere: named streams of PCG64, turned into what we need by arithmetic of our own.

NumPy keeps the bits of PCG64 fixed for ever, but not what ``Generator.normal`` or ``choice`` make of them; so only the
bits are taken. Each purpose has a stream of its own, so that a new one does not change what the others draw.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Draws:
    """One stream of chance, begun from the district's seed and the name of its purpose."""

    def __init__(self, seed: str, purpose: str) -> None:
        digest = hashlib.sha256(f"{seed}/{purpose}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest[:16], "little"))

    def uniform(self, count: int) -> Floats:
        """Return numbers strictly between 0 and 1."""
        return np.asarray(((self._bits.random_raw(count) >> 12) + 0.5) * 2.0**-52, dtype=np.float64)

    def normal(self, count: int, spread: Floats | float = 1.0) -> Floats:
        """Return normal numbers with mean 0."""
        return np.asarray(ndtri(self.uniform(count)) * spread, dtype=np.float64)

    def whole(self, count: int, low: int, high: Ints | int) -> Ints:
        """Return whole numbers from ``low`` to ``high``, both included."""
        return low + np.floor(self.uniform(count) * (np.asarray(high) - low + 1)).astype(np.int64)

    def chance(self, probability: Floats | float, count: int | None = None) -> Flags:
        """Return True with the probability given, one for all or one each."""
        size = np.size(probability) if count is None else count
        return self.uniform(size) < probability

    def pick(self, count: int, shares: Sequence[float]) -> Ints:
        """Return indices drawn with these shares (they need not sum to 1)."""
        ladder = np.cumsum(np.asarray(shares, dtype=float))
        return np.searchsorted(ladder / ladder[-1], self.uniform(count), side="right").astype(np.int64)

    def ranked(self, count: int, length: int) -> Ints:
        """Return indices of a list whose first entries are the commonest, as names are (Zipf with exponent 0.7)."""
        return self.pick(count, [1 / (rank + 3) ** 0.7 for rank in range(length)])
