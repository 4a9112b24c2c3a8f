"""The catalogue of sources: every folder here that holds a ``layout.json`` is one, found without registration.

``layout.json`` holds: ``title``; ``one_row_is``; ``register`` (a file of ``knowledge/registers`` whose columns the
source shares) or nothing; ``columns`` of its own (name → title, kind, headers; for numbers bounds, and ``grams`` where
a weight is often written so); ``known_by`` (the columns a header line must have; a list inside means: one of these);
``layouts`` (name, and the columns that mark it; the first that fits); where needed ``header_only`` (a column that the
header has and the lines may lack) and ``repeat`` (groups of columns that stand once a month, side by side).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from functools import cache, cached_property
from importlib import resources
from pathlib import Path
from typing import Any

from rembuk.errors import Refused
from rembuk.sources.cells import normal


@dataclass(frozen=True)
class Column:
    """One named column: how its cells are read, and by which headers it is known in a file."""

    name: str
    title: str
    kind: str
    headers: tuple[str, ...]
    unit: str = ""
    lowest: float = float("-inf")
    highest: float = float("inf")
    index: str = ""
    grams: bool = False


@dataclass(frozen=True)
class Register:
    """What the columns of a register have in common: those always written, and the words of their cells."""

    columns: dict[str, Column] = field(default_factory=dict)
    rows: tuple[str, ...] = ()
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    categories: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)
    blank: frozenset[str] = frozenset({""})
    not_recorded: frozenset[float] = frozenset()
    months: dict[str, int] = field(default_factory=dict)

    @cached_property
    def longest_months(self) -> list[tuple[str, int]]:
        """Return the months' words, the longest first: «Juni» before «Jun»."""
        return sorted(self.months.items(), key=lambda entry: -len(entry[0]))


@dataclass(frozen=True)
class Repeat:
    """Groups of columns that stand once a month side by side; ``by`` is the column that names the month."""

    by: str
    columns: tuple[str, ...]
    filled_by: tuple[str, ...]


@dataclass(frozen=True)
class Source:
    """One sector file: its name (the folder's), its columns, how its header is recognised."""

    name: str
    title: str
    one_row_is: str
    register: Register
    columns: dict[str, Column]
    known_by: tuple[tuple[str, ...], ...]
    layouts: tuple[tuple[str, tuple[str, ...]], ...]
    header_only: str = ""
    repeat: Repeat | None = None

    @cached_property
    def headers(self) -> dict[str, str]:
        """Return normalised header → column name."""
        return {
            normal(header): column.name for column in self.columns.values() for header in (*column.headers, column.name)
        }

    @property
    def closeness(self) -> int:
        """Return how much a header must say for this source: where several fit, the one that asks most is meant."""
        return len(self.known_by) + (10 if self.repeat else 0)

    def layout(self, found: set[str]) -> str:
        """Return the name of the first layout whose marks are all among the found columns."""
        return next((name for name, marks in self.layouts if found.issuperset(marks)), self.name)


def _columns(entries: dict[str, dict[str, Any]]) -> dict[str, Column]:
    return {name: Column(name=name, **{**entry, "headers": tuple(entry["headers"])}) for name, entry in entries.items()}


@cache
def register(name: str) -> Register:
    """Return a register's columns and words from ``knowledge/registers``; an empty name is a register of nothing."""
    facts = resources.files("rembuk.knowledge.registers")
    months = _month_words(json.loads((facts / "child_register.json").read_text("utf-8")))
    if not name:
        return Register(blank=frozenset({"", "-"}), months=months)
    data = json.loads((facts / f"{name}.json").read_text("utf-8"))
    return Register(
        columns=_columns(data["columns"]),
        rows=tuple(data["rows"]),
        words={
            kind: {normal(word): code for code, words in codes.items() for word in words}
            for kind, codes in data.get("words", {}).items()
        },
        categories={
            index: {normal(word): category for category in categories for word in category["words"]}
            for index, categories in data.get("categories", {}).items()
        },
        blank=frozenset(data["blank"]),
        not_recorded=frozenset(map(float, data.get("not_recorded", ()))),
        months=months,
    )


def _month_words(data: dict[str, Any]) -> dict[str, int]:
    return {normal(word): int(month) for month, words in data["months"].items() for word in words}


def load(folder: Path) -> Source:
    """Return the source that a folder declares. Raises ``ValueError`` naming what its ``layout.json`` lacks."""
    try:
        data = json.loads((folder / "layout.json").read_text("utf-8"))
        shared = register(data.get("register", ""))
        columns = {**shared.columns, **_columns(data.get("columns", {}))}
        repeat = data.get("repeat")
        source = Source(
            name=folder.name,
            title=data["title"],
            one_row_is=data["one_row_is"],
            register=shared,
            columns=columns,
            known_by=tuple((one,) if isinstance(one, str) else tuple(one) for one in data["known_by"]),
            layouts=tuple((layout["name"], tuple(layout["has"])) for layout in data.get("layouts", ())),
            header_only=data.get("header_only", ""),
            repeat=Repeat(repeat["by"], tuple(repeat["columns"]), tuple(repeat["filled_by"])) if repeat else None,
        )
    except (KeyError, TypeError, ValueError, OSError) as problem:
        raise ValueError(f"{folder.name}/layout.json: {type(problem).__name__} {problem}") from None
    named = {name for group in source.known_by for name in group} | {n for _, marks in source.layouts for n in marks}
    if unknown := named - set(columns):
        raise ValueError(f"{folder.name}/layout.json names columns it does not declare: {sorted(unknown)}")
    return source


@cache
def all_sources(folder: Path | None = None) -> dict[str, Source]:
    """Return every source by name; ``folder`` is where the sources' folders stand (default: here)."""
    folder = folder or Path(__file__).parent
    return {place.parent.name: load(place.parent) for place in sorted(folder.glob("*/layout.json"))}


def named(name: str) -> Source:
    """Return a source by its name; raises ``Refused`` with the names there are."""
    sources = all_sources()
    if name not in sources:
        raise Refused("no-such-source", f"Sumber «{name}» tidak ada.", f"Pilih salah satu: {', '.join(sources)}.")
    return sources[name]
