"""Which line of a sheet is the header, and which source's: known by the columns' names alone."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rembuk.sources.catalogue import Source
from rembuk.sources.cells import Cell, as_it_stood, normal, tidy

#: titles, letter heads and blank lines that may stand above a header
LINES_LOOKED_AT = 100
#: heading lines of one header
MOST_HEADING_LINES = 3

_NUMBERING = re.compile(r"^[(\[]?(\d{1,3})[)\].]?$")
_REPORT_DATE = re.compile(r"data\s+tanggal\s*:?\s*(\d{4}-\d{2}-\d{2})", re.IGNORECASE)


@dataclass(frozen=True)
class Place:
    """Where one file column goes: a column's name, the month of a repeated group (0 = none), its header in the file."""

    name: str
    month: int
    header: str
    known: bool


@dataclass(frozen=True)
class Header:
    """A recognised header: the source, its layout, the number of the last heading line (0-based), a place a column."""

    source: Source
    layout: str
    line: int
    places: tuple[Place, ...]
    matched: int
    title_date: str
    doubled: tuple[str, ...]


def find(lines: Sequence[list[Cell]], sources: Iterable[Source]) -> list[Header]:
    """Return for every source that fits its best header among the first lines, the closest fit first."""
    found = [header for source in sources if (header := _find_one(lines, source)) is not None]
    return sorted(found, key=lambda header: (-header.source.closeness, -header.matched))


def _find_one(lines: Sequence[list[Cell]], source: Source) -> Header | None:
    best: Header | None = None
    named = [len({normal(cell) for cell in line if isinstance(cell, str)} & source.headers.keys()) for line in lines]
    for height in range(1, MOST_HEADING_LINES + 1):
        for start in range(len(lines) - height + 1):
            # A data row names a column by chance at most once («Detail»): a heading has a line with two names.
            if max(named[start : start + height]) < 2:
                continue
            header = _fit(lines, start, height, source)
            if header is not None and (best is None or header.matched > best.matched):
                best = header
    return best


def _fit(lines: Sequence[list[Cell]], start: int, height: int, source: Source) -> Header | None:
    window = [[tidy(as_it_stood(cell)) for cell in line] for line in lines[start : start + height]]
    width = max(map(len, window), default=0)
    stacks = [_stack(window, column) for column in range(width)]
    places = [_place(stack, source) for stack in stacks]
    taken: dict[tuple[str, int], int] = {}
    doubled = []
    for column, place in enumerate(places):
        if place is not None:
            first = taken.setdefault((place.name, place.month), column)
            if first != column:
                doubled.append(place.header)
                places[column] = None
    names = {name for name, month in taken if month == 0}
    months = {month for _, month in taken} - {0}
    if not all(names.intersection(group) for group in source.known_by) or (source.repeat and not months):
        return None
    last = start + height - 1
    while last + 1 < len(lines) and _continues(lines[last + 1], stacks, places, source):
        last += 1
    return Header(
        source=source,
        layout=source.layout(names),
        line=last,
        places=_all_places(places, stacks, source),
        matched=len(taken),
        title_date=_report_date(lines[:start]),
        doubled=tuple(doubled),
    )


def _stack(window: list[list[str]], column: int) -> list[str]:
    """Return a column's heading texts from top to bottom; above the last line a group's text reaches to the right."""
    texts = []
    for depth, line in enumerate(window):
        text = line[column] if column < len(line) else ""
        if not text and depth < len(window) - 1 and len(window) > 1:
            text = next((line[left] for left in range(min(column, len(line)) - 1, -1, -1) if line[left]), "")
            if not any(column < len(below) and below[column] for below in window[depth + 1 :]):
                text = ""
        texts.append(text)
    return [text for text in texts if text]


def _spellings(stack: list[str]) -> list[str]:
    """Return what a column may be called: all heading lines together, then from the lowest line upwards."""
    whole = [normal(" ".join(stack))] if stack else []
    pairs = [normal(" ".join(stack[at : at + 2])) for at in range(len(stack) - 2, -1, -1)]
    return [*whole, *pairs, *(normal(text) for text in reversed(stack))]


def _place(stack: list[str], source: Source) -> Place | None:
    spellings = _spellings(stack)
    label = " ".join(stack)
    if source.repeat is not None:
        for spelling in spellings:
            if (group := _of_month(spelling, source)) is not None:
                return Place(group[0], group[1], label, True)
    for spelling in spellings:
        if spelling in source.headers:
            return Place(source.headers[spelling], 0, label, True)
    return None


def _of_month(spelling: str, source: Source) -> tuple[str, int] | None:
    """Return column and month of a header like ``JANUARI_BERAT`` or ``BB Jan 2024``."""
    repeated = source.repeat.columns if source.repeat else ()
    for word, month in source.register.longest_months:
        for rest in (spelling.removeprefix(word), spelling.removesuffix(word)):
            if rest != spelling:
                name = source.headers.get(rest) or source.headers.get(re.sub(r"^20\d\d|20\d\d$", "", rest))
                if name in repeated:
                    return name, month
    return None


def _continues(line: list[Cell], stacks: list[list[str]], places: list[Place | None], source: Source) -> bool:
    """Tell whether a line under the header still belongs to it: column numbers (1) (2) …, units, «Tgl/Bln/Thn»."""
    filled = [(column, text) for column, cell in enumerate(line) if (text := tidy(as_it_stood(cell)))]
    if not filled:
        return False
    numbers = [_NUMBERING.match(text) for _, text in filled]
    if len(filled) >= 3 and all(numbers) and [int(n[1]) for n in numbers if n] == list(range(1, len(filled) + 1)):
        return True
    return all(_explains(column, text, stacks, places, source) for column, text in filled)


def _explains(column: int, text: str, stacks: list[list[str]], places: list[Place | None], source: Source) -> bool:
    if text.startswith("(") and text.endswith(")"):
        return True
    if column >= len(stacks) or not stacks[column]:
        return False
    place = places[column]
    return place is not None and source.headers.get(normal(" ".join([*stacks[column], text]))) == place.name


def _all_places(places: list[Place | None], stacks: list[list[str]], source: Source) -> tuple[Place, ...]:
    """Give the columns that the source does not know a name of their own: their header, else their number."""
    names = {"row", *source.columns}
    result = []
    for column, place in enumerate(places):
        if place is None:
            header = " ".join(stacks[column])
            name = base = header or f"kolom {column + 1}"
            count = 1
            while name in names:
                count += 1
                name = f"{base} ({count})"
            names.add(name)
            place = Place(name, 0, header, False)
        result.append(place)
    return tuple(result)


def _report_date(lines: Sequence[list[Cell]]) -> str:
    for line in lines:
        if match := _REPORT_DATE.search(" ".join(as_it_stood(cell) for cell in line)):
            try:
                return datetime.date.fromisoformat(match[1]).isoformat()
            except ValueError:
                return ""
    return ""
