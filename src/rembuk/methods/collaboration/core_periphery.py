"""Core and periphery: is there a group that is tied within, around which the others are not tied among themselves?

Borgatti & Everett (2000), undirected: the split with the highest correlation between the ties and the ideal (1 within
the core, 0 within the periphery; pairs between the two are left out). Report the correlation; below 0.5 say that there
is no core.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from rembuk.methods.collaboration.network import Network

EVERY_SPLIT_TO = 16  # up to here all splits are tried, above a search from many starts
FIT_OF_A_CORE = 0.5
SAME = 1e-12
SWAPS = 64  # candidates on each side when no single move helps

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CorePeriphery:
    """The best split: ``core`` = names, ``None`` where several splits are equally good (then only the fit counts).

    ``correlation`` is ``None`` where no split has one. ``exact`` says whether every split was tried; a search proves
    neither that its split is the best nor that it is the only one.
    """

    core: tuple[str, ...] | None
    correlation: float | None
    exact: bool

    @property
    def has_core(self) -> bool:
        """Whether the fit allows to speak of a core at all."""
        return self.core is not None and self.correlation is not None and self.correlation >= FIT_OF_A_CORE


def core_periphery(network: Network, starts: int = 60, seed: int = 0) -> CorePeriphery:
    """Return the split of the organisations into core and periphery that fits the ties best."""
    if network.n <= EVERY_SPLIT_TO:
        return _every_split(network)
    return _search(network, starts, seed)


def _correlation(size: Floats, n: int, core_ties: Floats, edge_ties: Floats) -> Floats:
    """Return the correlation of splits: ``size`` of the core, ties within it, ties within the periphery; -inf = none.

    Only splits with two organisations on each side, and with ties to tell apart, have a correlation.
    """
    rest = n - size
    core_pairs, edge_pairs = size * (size - 1) / 2, rest * (rest - 1) / 2
    pairs, ties = core_pairs + edge_pairs, core_ties + edge_ties
    below = core_pairs * edge_pairs * ties * (pairs - ties)
    valid = (size >= 2) & (rest >= 2) & (ties > 0) & (ties < pairs)
    above = core_ties * edge_pairs - edge_ties * core_pairs
    result = np.full(np.shape(above), -np.inf)
    np.divide(above, np.sqrt(np.maximum(below, 0)), out=result, where=valid)
    return result


def _every_split(network: Network) -> CorePeriphery:
    n = network.n
    if n < 4:
        return CorePeriphery(None, None, True)
    members = np.arange(1 << n, dtype=np.int64)
    size = np.zeros(len(members))
    for node in range(n):
        size += (members >> node) & 1
    inside, outside = np.zeros(len(members)), np.zeros(len(members))
    for one, two in network.pairs:
        both = (members >> one) & (members >> two) & 1
        inside += both
        outside += 1 - (((members >> one) | (members >> two)) & 1)
    fit = _correlation(size, n, inside, outside)
    best = fit.max()
    if not np.isfinite(best):
        return CorePeriphery(None, None, True)
    winners = np.nonzero(fit >= best - SAME)[0]
    core = None
    if len(winners) == 1:
        core = tuple(name for node, name in enumerate(network.names) if int(winners[0]) >> node & 1)
    return CorePeriphery(core, float(best), True)


def _search(network: Network, starts: int, seed: int) -> CorePeriphery:
    """Climb from the best split by degree and from random splits; a large network gets fewer random starts."""
    n = network.n
    one, two = network.pairs[:, 0], network.pairs[:, 1]
    ones = np.ones(2 * len(one))
    ties = sparse.csr_array((ones, (np.concatenate((one, two)), np.concatenate((two, one)))), shape=(n, n))
    random = np.random.default_rng(seed)
    order = np.argsort(-network.degrees(), kind="stable")
    first = np.zeros(n, dtype=bool)
    first[order[: _best_prefix(network, order)]] = True
    begin = [first]
    for _ in range(max(1, min(starts, 20_000 // n))):
        begin.append(random.random(n) < random.uniform(0.1, 0.6))
    best, winner = -np.inf, first
    others = 0
    for start in begin:
        core, fit = _climb(start.copy(), ties, network)
        if fit > best + SAME:
            best, winner, others = fit, core, 0
        elif fit >= best - SAME and not np.array_equal(core, winner):
            others += 1
    if not np.isfinite(best):
        return CorePeriphery(None, None, False)
    core_names = tuple(name for name, inside in zip(network.names, winner, strict=True) if inside)
    return CorePeriphery(None if others else core_names, float(best), False)


def _best_prefix(network: Network, order: NDArray[np.int64]) -> int:
    """Return how many of the best tied organisations make the best core if the core is a prefix of that order."""
    n = network.n
    rank = np.empty(n, dtype=np.int64)
    rank[order] = np.arange(n)
    ends = rank[network.pairs]
    inside = np.cumsum(np.bincount(ends.max(axis=1), minlength=n)).astype(np.float64)
    outside = len(ends) - np.cumsum(np.bincount(ends.min(axis=1), minlength=n)).astype(np.float64)
    return int(np.argmax(_correlation(np.arange(1, n + 1, dtype=np.float64), n, inside, outside))) + 1


def _climb(core: NDArray[np.bool_], ties: sparse.csr_array, network: Network) -> tuple[NDArray[np.bool_], float]:
    """Move one organisation at a time (or, at the top, swap two) as long as the fit grows."""
    n = network.n
    degree = network.degrees().astype(np.float64)
    to_core = np.asarray(ties @ core.astype(np.float64))
    size = float(core.sum())
    inside = float(to_core[core].sum() / 2)
    outside = float((degree - to_core)[~core].sum() / 2)
    fit = float(_correlation(np.array([size]), n, np.array([inside]), np.array([outside]))[0])
    while True:
        sign = np.where(core, -1.0, 1.0)
        new_inside = inside + sign * to_core
        new_outside = outside - sign * (degree - to_core)
        moved = _correlation(size + sign, n, new_inside, new_outside)
        node = int(np.argmax(moved))
        if moved[node] > fit + SAME:
            steps = [node]
        else:
            steps = _best_swap(core, to_core, degree, ties, size, inside, outside, fit)
            if not steps:
                return core, fit
        for step in steps:
            direction = -1.0 if core[step] else 1.0
            inside += direction * to_core[step]
            outside -= direction * (degree[step] - to_core[step])
            size += direction
            core[step] = not core[step]
            neighbours = ties.indices[ties.indptr[step] : ties.indptr[step + 1]]
            to_core[neighbours] += direction
        fit = float(_correlation(np.array([size]), n, np.array([inside]), np.array([outside]))[0])


def _best_swap(
    core: NDArray[np.bool_],
    to_core: Floats,
    degree: Floats,
    ties: sparse.csr_array,
    size: float,
    inside: float,
    outside: float,
    fit: float,
) -> list[int]:
    """Return the pair (out of the core, into it) whose exchange improves the fit most, or nothing; likely ones only."""
    leaving = np.nonzero(core)[0][np.argsort(to_core[core], kind="stable")[:SWAPS]]
    entering = np.nonzero(~core)[0][np.argsort(-to_core[~core], kind="stable")[:SWAPS]]
    if not len(leaving) or not len(entering):
        return []
    tied = ties[leaving][:, entering].toarray()
    out, into = leaving[:, None], entering[None, :]
    new_inside = inside - to_core[out] + to_core[into] - tied
    new_outside = outside - (degree[into] - to_core[into]) + (degree[out] - to_core[out]) - tied
    values = _correlation(np.full(tied.shape, size), len(core), new_inside, new_outside)
    row, column = np.unravel_index(int(np.argmax(values)), values.shape)
    return [int(leaving[row]), int(entering[column])] if values[row, column] > fit + SAME else []
