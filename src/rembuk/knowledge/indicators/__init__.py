"""Indicator sets as dated data: the 29 essential services, the interim targets of Perpres 72/2021, and what comes next.

A new year's set is a new file in ``sets/``. A target says whether it was read in a source; a set what is not known.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rembuk.knowledge.checked import CONFIDENCE, MARKS, Both, Node, read, unique

BETTER = ("naik", "turun")


@dataclass(frozen=True, slots=True)
class Target:
    """A target for a year, in the indicator's unit; ``sourced`` = read in a source, else general knowledge."""

    year: int
    value: float
    sourced: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator; ``same_as`` names indicators of other sets that count the same thing."""

    id: str
    group: Both
    name: Both
    unit: str
    better: str
    office: str
    target: Target | None
    same_as: tuple[str, ...]
    confidence: str


@dataclass(frozen=True, slots=True)
class IndicatorSet:
    """A set with its source and the days for which it holds (``valid_until`` ``None`` = no end known)."""

    id: str
    name: Both
    source: str
    dated: date
    valid_from: date
    valid_until: date | None
    mark: str
    note: Both
    unknown: tuple[str, ...]
    indicators: tuple[Indicator, ...]

    def indicator(self, identity: str) -> Indicator:
        """Return one indicator (``KeyError`` where there is none)."""
        return {indicator.id: indicator for indicator in self.indicators}[identity]


@cache
def indicator_sets() -> tuple[IndicatorSet, ...]:
    """Return the sets that ship with Rembuk, in the order of their ids."""
    return read_sets(sorted((p for p in (files(__name__) / "sets").iterdir()), key=lambda p: p.name))


def sets_on(day: date) -> tuple[IndicatorSet, ...]:
    """Return the sets that hold on ``day``."""
    return tuple(s for s in indicator_sets() if s.valid_from <= day and (s.valid_until is None or day <= s.valid_until))


def read_sets(paths: Iterable[Path | Traversable]) -> tuple[IndicatorSet, ...]:
    """Return the sets of these files; refuses a file that breaks the schema or points to an indicator nobody has."""
    files_ = [read(path) for path in paths if path.name.endswith(".json")]
    sets = tuple(_set(file) for file in files_)
    known = {indicator.id for one in sets for indicator in one.indicators}
    for file, one in zip(files_, sets, strict=True):
        unique([i.id for other in sets for i in other.indicators], file, "indikator")
        for indicator in one.indicators:
            for missing in sorted(set(indicator.same_as) - known):
                raise file.refuse(f"indikator {indicator.id} menyebut “{missing}” yang tidak ada")
    return sets


def _set(file: Node) -> IndicatorSet:
    keys = ("schema", "id", "name", "source", "date", "valid_from", "valid_until", "mark", "note", "unknown")
    file.only(*keys, "indicators")
    return IndicatorSet(
        id=file.text("id"),
        name=file.both("name"),
        source=file.text("source"),
        dated=file.day("date"),
        valid_from=file.day("valid_from"),
        valid_until=file.day_or_none("valid_until"),
        mark=file.one_of("mark", MARKS),
        note=file.both("note"),
        unknown=file.texts("unknown"),
        indicators=tuple(_indicator(node) for node in file.nodes("indicators")),
    )


def _indicator(node: Node) -> Indicator:
    node.only("id", "group", "name", "unit", "better", "office", "target", "same_as", "confidence")
    return Indicator(
        id=node.text("id"),
        group=node.both("group"),
        name=node.both("name"),
        unit=node.text("unit"),
        better=node.one_of("better", BETTER),
        office=node.text_or_blank("office"),
        target=_target(node.node("target")) if node.values.get("target") is not None else None,
        same_as=node.texts("same_as"),
        confidence=node.one_of("confidence", CONFIDENCE),
    )


def _target(node: Node) -> Target:
    node.only("year", "value", "sourced", "confidence")
    return Target(
        node.whole("year"), node.number("value"), node.truth("sourced"), node.one_of("confidence", CONFIDENCE)
    )
