"""A typed, dated network between organisations, and measures of its shape.

An arc goes from one organisation to another; it counts once, a loop never. "Undirected" means: two organisations are
tied if there is an arc either way. A measure that is not defined is ``None``, never 0. Definitions and reference
answers: Freeman (1979), Krackhardt & Stern (1988); ``tests/methods/collaboration/governance_measures.json``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import sparse

from rembuk.errors import Refused

Indices = NDArray[np.int64]
Mode = Literal["undirected", "in", "out"]


@dataclass(frozen=True, slots=True)
class Tie:
    """Something that passed between two organisations on a day: ``kind`` says what.

    Kinds in use: ``bertemu``, ``pleno`` (both sat in a plenary), ``permintaan``, ``jawaban``, ``data``, ``rujukan``,
    ``uang_barang``, ``kegiatan_bersama``, ``perjanjian``, ``survei``. ``until`` is the last day of a tie that lasts
    (an agreement); ``None`` = it happened on that one day.
    """

    source: str
    target: str
    kind: str
    on: date
    until: date | None = None


@dataclass(frozen=True)
class Network:
    """A directed graph: ``names`` of the n organisations, ``arcs`` an (m, 2) array of indices, distinct, no loops."""

    names: tuple[str, ...]
    arcs: Indices

    @staticmethod
    def of(names: Sequence[str] | int, arcs: ArrayLike) -> Network:
        """Return the network of these arcs (pairs of indices from 0); repeated arcs become one, loops are left out.

        Refuses an arc that names an organisation that is not there.
        """
        roster = tuple(str(i) for i in range(names)) if isinstance(names, int) else tuple(names)
        n = len(roster)
        pairs = np.asarray(arcs, dtype=np.int64).reshape(-1, 2)
        if pairs.size and (pairs.min() < 0 or pairs.max() >= n):
            raise Refused("lembaga_tidak_dikenal", f"Ada hubungan dengan lembaga di luar daftar ({n} lembaga).")
        pairs = pairs[pairs[:, 0] != pairs[:, 1]]
        keys = np.unique(pairs[:, 0] * n + pairs[:, 1]) if n else np.empty(0, dtype=np.int64)
        return Network(roster, np.column_stack((keys // max(n, 1), keys % max(n, 1))))

    @property
    def n(self) -> int:
        """Number of organisations."""
        return len(self.names)

    @cached_property
    def pairs(self) -> Indices:
        """Tied pairs, direction forgotten: (p, 2), smaller index first, sorted."""
        low, high = self.arcs.min(axis=1, initial=self.n), self.arcs.max(axis=1, initial=-1)
        keys = np.unique(low * self.n + high) if len(self.arcs) else np.empty(0, dtype=np.int64)
        return np.column_stack((keys // max(self.n, 1), keys % max(self.n, 1)))

    @cached_property
    def matrix(self) -> sparse.csr_array:
        """The adjacency matrix, rows = from."""
        ones = np.ones(len(self.arcs), dtype=np.int32)
        return sparse.csr_array((ones, (self.arcs[:, 0], self.arcs[:, 1])), shape=(self.n, self.n))

    def degrees(self, mode: Mode = "undirected") -> Indices:
        """Return the number of ties of each organisation."""
        if mode == "undirected":
            return np.bincount(self.pairs.ravel(), minlength=self.n).astype(np.int64)
        return np.bincount(self.arcs[:, 1 if mode == "in" else 0], minlength=self.n).astype(np.int64)

    def only(self, keep: Iterable[str]) -> Network:
        """Return the network among the organisations named in ``keep`` (in this network's order)."""
        wanted = set(keep)
        kept = np.array([name in wanted for name in self.names], dtype=bool)
        number = np.cumsum(kept) - 1
        inside = self.arcs[kept[self.arcs].all(axis=1)]
        return Network(tuple(name for name in self.names if name in wanted), number[inside])

    def without(self, left_out: Iterable[str]) -> Network:
        """Return the network without the organisations named, for example the secretariat."""
        gone = set(left_out)
        return self.only(name for name in self.names if name not in gone)


def network_of(
    ties: Iterable[Tie], organisations: Sequence[str], start: date, end: date, kinds: Iterable[str] | None = None
) -> Network:
    """Return the network of the ties alive between ``start`` and ``end`` (both days included).

    ``organisations`` is the roster: who is on it without a tie counts too (isolated), ties with others are left out.
    ``kinds`` limits the kinds of ties; ``None`` = all.
    """
    number = {name: i for i, name in enumerate(organisations)}
    wanted = None if kinds is None else set(kinds)
    arcs = [
        (number[tie.source], number[tie.target])
        for tie in ties
        if (wanted is None or tie.kind in wanted)
        and tie.on <= end
        and (tie.until or tie.on) >= start
        and tie.source in number
        and tie.target in number
    ]
    return Network.of(tuple(organisations), np.array(arcs, dtype=np.int64).reshape(-1, 2))


def density(network: Network) -> float | None:
    """Return arcs / possible arcs; ``None`` below two organisations. Falls with size: compare the same roster only."""
    return len(network.arcs) / (network.n * (network.n - 1)) if network.n > 1 else None


def degree_centralisation(network: Network, mode: Mode = "undirected") -> float | None:
    """Return Freeman's (1979) degree centralisation, 0 (all alike) to 1 (a star); ``None`` below three organisations.

    The denominator is (n-1)(n-2) for undirected ties, (n-1)² for ``in`` and ``out``.
    """
    if network.n < 3:
        return None
    degrees = network.degrees(mode)
    most = (network.n - 1) * (network.n - 2) if mode == "undirected" else (network.n - 1) ** 2
    return float((degrees.max() - degrees).sum() / most)


def reciprocity_dyad(network: Network) -> float | None:
    """Return mutual pairs / tied pairs; ``None`` without ties. Not the same as the arc version."""
    tied = len(network.pairs)
    return (len(network.arcs) - tied) / tied if tied else None


def reciprocity_arc(network: Network) -> float | None:
    """Return answered arcs / arcs; ``None`` without ties."""
    arcs = len(network.arcs)
    return 2 * (arcs - len(network.pairs)) / arcs if arcs else None


@dataclass(frozen=True, slots=True)
class ExternalInternal:
    """The E-I index with what it would be by chance: alone it says little, because it depends on the groups' sizes.

    ``p`` two-sided and ``p_inward`` (the index this low or lower) from shuffled group labels; ``None`` where the index
    is not defined. ``internal`` and ``external`` count tied pairs.
    """

    index: float | None
    expected: float | None
    p: float | None
    p_inward: float | None
    internal: int
    external: int


def external_internal(
    network: Network, groups: Sequence[object], permutations: int = 999, seed: int = 0
) -> ExternalInternal:
    """Return Krackhardt & Stern's (1988) E-I index of the undirected ties: +1 all between groups, -1 all within.

    ``groups`` holds one label an organisation. ``expected`` = (T - 2W)/T, T all pairs, W pairs within a group.
    """
    if len(groups) != network.n:
        raise Refused("bidang_tidak_lengkap", "Setiap lembaga harus punya satu bidang.")
    code = _codes(groups)
    sizes = np.bincount(code) if network.n else np.zeros(0, dtype=np.int64)
    every = network.n * (network.n - 1) // 2
    within = int((sizes * (sizes - 1) // 2).sum())
    expected = (every - 2 * within) / every if every else None
    ties = len(network.pairs)
    first, second = network.pairs[:, 0], network.pairs[:, 1]
    internal = int((code[first] == code[second]).sum())
    external = ties - internal
    if not ties or expected is None:
        return ExternalInternal(None, expected, None, None, 0, 0)
    random = np.random.default_rng(seed)
    shuffled = np.empty(permutations, dtype=np.int64)
    small = code.astype(np.int16 if len(sizes) < 2**15 else np.int64)
    for draw in range(permutations):
        labels = random.permutation(small)
        shuffled[draw] = np.count_nonzero(labels[first] == labels[second])
    middle = ties * within / every  # pairs inside groups that chance would give
    slack = 1e-9 * max(ties, 1)
    far = int(np.count_nonzero(np.abs(shuffled - middle) >= abs(internal - middle) - slack))
    inward = int(np.count_nonzero(shuffled >= internal))
    return ExternalInternal(
        index=(external - internal) / ties,
        expected=expected,
        p=(1 + far) / (permutations + 1),
        p_inward=(1 + inward) / (permutations + 1),
        internal=internal,
        external=external,
    )


def _codes(labels: Sequence[object]) -> Indices:
    """Return the labels as numbers 0, 1, … in order of first appearance."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(label, len(numbers)) for label in labels], dtype=np.int64)


def multiplexity(network: Network, kinds: Sequence[Network]) -> float | None:
    """Return the mean number of kinds of ties per tied pair of ``network``; ``None`` without ties.

    ``kinds`` holds one network a kind of tie, over the same roster.
    """
    if not len(network.pairs):
        return None
    if any(kind.names != network.names for kind in kinds):
        raise Refused("lembaga_tidak_dikenal", "Jaringan tiap jenis hubungan harus memakai daftar lembaga yang sama.")
    together = set(map(tuple, network.pairs.tolist()))
    return sum(sum(tuple(pair) in together for pair in kind.pairs.tolist()) for kind in kinds) / len(together)


def vertex_bootstrap(
    network: Network, measure: Callable[[Network], float | None], draws: int = 500, seed: int = 0
) -> float | None:
    """Return the standard error of ``measure`` by drawing organisations with replacement (Snijders & Borgatti 1999).

    Two copies of one organisation keep its name and get the tie of a random pair. ``None`` where fewer than half of the
    draws have a value, or above 2,000 organisations, where the dense table would not pay.
    """
    n = network.n
    if n < 3 or n > 2000:
        return None
    dense = network.matrix.toarray() > 0
    random = np.random.default_rng(seed)
    values = []
    for _ in range(draws):
        chosen = random.integers(0, n, n)
        table = dense[np.ix_(chosen, chosen)]
        same = chosen[:, None] == chosen[None, :]
        rows, columns = np.nonzero(same)
        one, step = random.integers(0, n, len(rows)), random.integers(1, n, len(rows))
        table[rows, columns] = dense[one, (one + step) % n]
        value = measure(Network.of([network.names[i] for i in chosen], np.argwhere(table)))
        if value is not None:
            values.append(value)
    return float(np.std(values, ddof=1)) if len(values) >= max(2, draws / 2) else None
