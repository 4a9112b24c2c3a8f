"""What a trace gives: a value with its interval and n, or the reason why there is none, and the rows it rests on."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Literal

from rembuk.knowledge.traces import Trace, registry
from rembuk.methods.collaboration.change import Estimate
from rembuk.methods.collaboration.intervals import median_interval, wilson
from rembuk.methods.collaboration.network import Network, vertex_bootstrap

State = Literal["ada", "belum cukup", "tabel belum ada"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a trace; ``part`` is blank for the whole, or names a group, a dataset or a second aspect.

    ``value``, ``low`` and ``high`` are ``None`` below the minimum n; ``lists`` holds the ids behind the figure in named
    groups, in alphabetical order, so that each number is one click from its evidence.
    """

    trace: str
    part: str
    value: float | None
    low: float | None
    high: float | None
    n: int
    min_n: int
    state: State
    note: str = ""
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def estimate(self) -> Estimate:
        """The figure as it goes into a comparison with another period of the same team."""
        return Estimate(self.value, self.low, self.high, self.n, self.min_n)


Figures = tuple[Figure, ...]


def decimal(value: float, places: int = 2) -> str:
    """Return a number with a decimal comma, for a sentence on the screen."""
    return f"{value:.{places}f}".replace(".", ",")


def figure(
    trace: str,
    value: float | None,
    limits: tuple[float, float] | None,
    n: int,
    part: str = "",
    note: str = "",
    lists: Mapping[str, Iterable[str]] | None = None,
    min_n: int | None = None,
) -> Figure:
    """Return the figure, without value below the minimum n of the registry (or ``min_n``)."""
    known: Trace = registry().trace(trace)
    least = known.min_n if min_n is None else min_n
    groups = {name: tuple(sorted(ids)) for name, ids in (lists or {}).items()}
    if n < least:
        reason = f"Belum cukup: {n} dari sedikitnya {least} {known.n_counts}."
        return Figure(trace, part, None, None, None, n, least, "belum cukup", f"{reason} {note}".strip(), groups)
    if value is None or not math.isfinite(value):
        text = note or "Tidak dapat dihitung dari catatan yang ada."
        return Figure(trace, part, None, None, None, n, least, "belum cukup", text, groups)
    low, high = limits if limits else (None, None)
    low = low if low is not None and math.isfinite(low) else None
    high = high if high is not None and math.isfinite(high) else None
    return Figure(trace, part, value, low, high, n, least, "ada", note, groups)


def share(
    trace: str,
    yes: Sequence[str],
    of: Sequence[str],
    part: str = "",
    note: str = "",
    lists: Mapping[str, Iterable[str]] | None = None,
    min_n: int | None = None,
) -> Figure:
    """Return len(yes)/len(of) with Wilson's interval; ``of`` holds all ids, ``yes`` those among them that count."""
    n = len(of)
    groups = {"dihitung": tuple(yes), "semua": tuple(of), **(lists or {})}
    if n == 0:
        return figure(trace, None, None, 0, part, note, groups, min_n)
    return figure(trace, len(yes) / n, wilson(len(yes), n), n, part, note, groups, min_n)


def middle(
    trace: str,
    values: Mapping[str, float],
    part: str = "",
    note: str = "",
    lists: Mapping[str, Iterable[str]] | None = None,
) -> Figure:
    """Return the median of ``values`` by id; infinite = not finished yet, and longer than every finished one."""
    n = len(values)
    open_ids = [identity for identity, value in values.items() if math.isinf(value)]
    groups = {"semua": tuple(values), "belum selesai": open_ids, **(lists or {})}
    if n == 0:
        return figure(trace, None, None, 0, part, note, groups)
    value = float(median(values.values()))
    if math.isinf(value):
        note = f"Separuh atau lebih belum selesai ({len(open_ids)} dari {n}). {note}".strip()
    return figure(trace, value, median_interval(list(values.values())), n, part, note, groups)


def shape(
    trace: str,
    network: Network,
    measure: Callable[[Network], float | None],
    floor: float,
    part: str = "",
    note: str = "",
    lists: Mapping[str, Iterable[str]] | None = None,
) -> Figure:
    """Return a measure of a network with limits from the vertex bootstrap, kept within ``floor``..1."""
    value = measure(network) if network.n else None
    limits = None
    if value is not None and network.n >= registry().trace(trace).min_n:
        error = vertex_bootstrap(network, measure)
        if error is not None:
            limits = max(floor, value - 1.96 * error), min(1.0, value + 1.96 * error)
    return figure(trace, value, limits, network.n, part, note, lists)
