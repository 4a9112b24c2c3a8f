"""The trace registry: what the team's own work shows about how it works together, as data.

A trace says in words how it is computed, from how many cases on it is shown, what it does not say, and which tables it
needs. There are no thresholds: a trace is compared with the same team's own past, never with another team.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rembuk.knowledge.checked import Both, read, unique

UNITS = ("bagian", "selisih", "jumlah", "hari", "jam", "nisbah")


@dataclass(frozen=True, slots=True)
class Trace:
    """One trace; below ``min_n`` (counted in ``n_counts``) no value is shown."""

    id: str
    name: Both
    formula: Both
    unit: str
    better: Both
    min_n: int
    n_counts: str
    caveat: Both
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registry:
    """All traces, and the two sentences that every page with a trace carries."""

    seen: Both
    first_semester: Both
    traces: tuple[Trace, ...]

    def trace(self, identity: str) -> Trace:
        """Return one trace by its id, for example ``T13`` (``KeyError`` where there is none)."""
        return {trace.id: trace for trace in self.traces}[identity]


@cache
def registry() -> Registry:
    """Return the registry that ships with Rembuk."""
    return read_registry(files(__name__) / "registry.json")


def read_registry(path: Path | Traversable) -> Registry:
    """Return the registry of one file; ``Refused`` with a sentence where it breaks the schema."""
    file = read(path)
    file.only("schema", "as_of", "source", "seen", "first_semester", "traces")
    traces = []
    for node in file.nodes("traces"):
        node.only("id", "name", "formula", "unit", "better", "min_n", "n_counts", "caveat", "tables")
        if node.whole("min_n") < 1:
            raise node.refuse("“min_n” sedikitnya 1")
        traces.append(
            Trace(
                id=node.text("id"),
                name=node.both("name"),
                formula=node.both("formula"),
                unit=node.one_of("unit", UNITS),
                better=node.both("better"),
                min_n=node.whole("min_n"),
                n_counts=node.text("n_counts"),
                caveat=node.both("caveat"),
                tables=node.texts("tables"),
            )
        )
    unique([trace.id for trace in traces], file, "jejak")
    return Registry(file.both("seen"), file.both("first_semester"), tuple(traces))
