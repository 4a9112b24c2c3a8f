"""Brokerage after Gould & Fernandez (1989): who stands between two that are not tied, and between which groups.

For an open path a → b → c (no arc a → c, a ≠ c) the middle one is: *coordinator* (all in one group), *consultant*
(a and c in one group, b in another), *representative* (a and b in one, c in another), *gatekeeper* (b and c in one,
a in another), *liaison* (three groups).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rembuk.errors import Refused
from rembuk.methods.collaboration.network import Network

ROWS_AT_A_TIME = 512

Counts = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Brokerage:
    """Number of open paths that each organisation stands in the middle of, by role; arrays in the network's order."""

    coordinator: Counts
    consultant: Counts
    representative: Counts
    gatekeeper: Counts
    liaison: Counts

    @property
    def total(self) -> Counts:
        """All roles together."""
        return self.coordinator + self.consultant + self.representative + self.gatekeeper + self.liaison

    def top_share(self) -> float | None:
        """Return the share of all brokerage that lies with one organisation; ``None`` where nobody brokers."""
        total = self.total.sum()
        return float(self.total.max() / total) if total else None


def brokerage(network: Network, groups: Sequence[object]) -> Brokerage:
    """Return the five roles of each organisation; ``groups`` holds one label an organisation."""
    if len(groups) != network.n:
        raise Refused("bidang_tidak_lengkap", "Setiap lembaga harus punya satu bidang.")
    numbers: dict[object, int] = {}
    code = np.array([numbers.setdefault(label, len(numbers)) for label in groups], dtype=np.int64)
    n, source, target = network.n, network.arcs[:, 0], network.arcs[:, 1]
    same = code[source] == code[target]
    within, across = _matrix(n, source[same], target[same]), _matrix(n, source[~same], target[~same])
    every = network.matrix.astype(np.int64)

    def ends(chosen: NDArray[np.int64], mask: NDArray[np.bool_]) -> Counts:
        return np.bincount(chosen[mask], minlength=n).astype(np.int64)

    in_same, in_other = ends(target, same), ends(target, ~same)
    out_same, out_other = ends(source, same), ends(source, ~same)
    # paths whose two outer ends lie in one group that is not the middle one's
    into = _by_group(n, target[~same], code[source[~same]], len(numbers))
    outof = _by_group(n, source[~same], code[target[~same]], len(numbers))
    paths_one_group = np.asarray(into.multiply(outof).sum(axis=1)).ravel().astype(np.int64)
    return Brokerage(
        coordinator=in_same * out_same - _closed(within, within, every) - _returns(within),
        consultant=paths_one_group - _closed(across, across, within) - _returns(across),
        representative=in_same * out_other - _closed(within, across, every),
        gatekeeper=in_other * out_same - _closed(across, within, every),
        liaison=in_other * out_other - paths_one_group - _closed(across, across, across),
    )


def _matrix(n: int, source: NDArray[np.int64], target: NDArray[np.int64]) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(source), dtype=np.int64), (source, target)), shape=(n, n))


def _by_group(n: int, node: NDArray[np.int64], group: NDArray[np.int64], groups: int) -> sparse.csr_array:
    return sparse.csr_array((np.ones(len(node), dtype=np.int64), (node, group)), shape=(n, max(groups, 1)))


def _returns(arcs: sparse.csr_array) -> Counts:
    """Return for each node the paths that lead back to where they began (a → b → a)."""
    return np.asarray(arcs.multiply(arcs.T).sum(axis=1)).ravel().astype(np.int64)


def _closed(first: sparse.csr_array, second: sparse.csr_array, direct: sparse.csr_array) -> Counts:
    """Return for each middle b the paths a → b (``first``), b → c (``second``) with an arc a → c in ``direct``."""
    incoming = first.T.tocsr()
    result = np.zeros(first.shape[0], dtype=np.int64)
    for start in range(0, len(result), ROWS_AT_A_TIME):
        rows = slice(start, start + ROWS_AT_A_TIME)
        reached = incoming[rows] @ direct  # [b, c] = number of a with a → b and a → c
        result[rows] = np.asarray(reached.multiply(second[rows]).sum(axis=1)).ravel()
    return result
