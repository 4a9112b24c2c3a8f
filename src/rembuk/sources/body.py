"""The lines under a header as columns of cells: which lines are children, which month, which cell belongs where."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from rembuk.sources.cells import Cell, as_it_stood, normal, tidy
from rembuk.sources.headers import Header
from rembuk.sources.opening import Sheet
from rembuk.sources.problems import Problems

AGE = re.compile(r"\d+\s*(?:tahun|thn|th|bulan|bln|bl|hari|hr)\b", re.IGNORECASE)
_DATE_LIKE = re.compile(r"^\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}|^\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{2,4}")
_NUMBER_LIKE = re.compile(r"^-?\d+([.,:]\d+)*$")
_TOTALS = {"jumlah", "total", "jumlahtotal", "grandtotal", "subtotal", "ratarata"}
_PROGRESS_EVERY = 20_000


@dataclass
class Body:
    """Cells by column name; ``rows`` holds each line's number in the file, counted from 1 under the header."""

    rows: list[int] = field(default_factory=list)
    months: list[int] = field(default_factory=list)
    columns: dict[str, list[Cell]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.rows)


def gather(sheet: Sheet, header: Header, problems: Problems, progress: Callable[[int], None]) -> Body:
    """Read every line under the header; lines that are no data are left out and listed."""
    width = len(header.places)
    body = Body()
    lines: list[list[Cell]] = []
    kept: list[dict[object, Cell]] = [{} for _ in range(width)]
    titles = [normal(place.header) for place in header.places]
    known = [column for column, place in enumerate(header.places) if place.known]
    realign = _realigner(header)
    blanks = header.source.register.blank
    for number, line in enumerate(islice(sheet.rows(), header.line + 1, None), start=1):
        if number % _PROGRESS_EVERY == 0:
            progress(number)
        if any(line) and not _is_data(line, number, titles, known, blanks, problems):
            continue
        if not any(line):
            continue
        line = realign(line)
        if len(line) > width:
            if any(as_it_stood(cell) for cell in line[width:]):
                text = f"{len(line)} sel, judul {width}"
                problems.add(number, "", text, "jumlah-sel", evidence="mungkin pemisah kolom di dalam isi sel")
                continue
            del line[width:]
        elif len(line) < width:
            line.extend([""] * (width - len(line)))
        for column, cell in enumerate(line):
            # a register repeats itself: one object for equal cells
            line[column] = kept[column].setdefault(cell if cell.__class__ is str else (cell.__class__, cell), cell)
        body.rows.append(number)
        lines.append(line)
    _formulas(sheet, header, body, lines, problems)
    _merged(sheet, header, body, problems)
    _as_columns(body, lines, header, problems)
    return body


def _is_data(
    line: list[Cell], number: int, titles: list[str], known: list[int], blanks: frozenset[str], problems: Problems
) -> bool:
    """Tell whether a line is a line of the register; list it where it is a repeated header, a sum or a signature."""
    filled = []
    for column in known:
        if column < len(line) and (cell := line[column]) != "" and str(cell).strip().casefold() not in blanks:
            filled.append(cell)
            if len(filled) == 4:
                break
    if len(filled) >= 4 and str(filled[0]).casefold().strip(" .:") not in _TOTALS:
        second = filled[1]
        if not isinstance(second, str) or (normal(second) not in titles and not (second.isdigit() and len(second) < 3)):
            return True
    stood = [tidy(as_it_stood(cell)) for cell in line]
    words = [text for text in stood if text]
    if not words:
        return False
    text = " | ".join(words)[:200]
    same = sum(bool(text) and normal(text) == title for text, title in zip(stood, titles, strict=False))
    numbered = len(words) >= 5 and [word.strip("().[]") for word in words] == [str(n + 1) for n in range(len(words))]
    if numbered or (same >= 3 and same >= len(words) / 2):
        problems.add(number, "", text, "judul-berulang")
        return False
    if len(filled) < 3 or normal(filled[0]) in _TOTALS:
        problems.add(number, "", text, "bukan-data")
        return False
    return True


def _realigner(header: Header) -> Callable[[list[Cell]], list[Cell]]:
    """Return what puts a line under its header where the header has a column that the line lacks (layout E3)."""
    names = [place.name for place in header.places]
    gap = header.source.header_only
    if not gap or gap not in names:
        return lambda line: line
    at = names.index(gap)
    kinds = [header.source.columns[place.name].kind if place.known else "" for place in header.places]

    def fits(line: list[Cell], shift: int) -> int:
        pairs = zip(kinds[at + 1 :], line[at + 1 - shift :], strict=False)
        return sum(_looks_like(kind, cell) for kind, cell in pairs)

    moves = [False]

    def moved(line: list[Cell]) -> bool:
        """Tell whether a line lacks the column; one that does not show it is like the lines before it."""
        here, there = line[at], line[at + 1]
        if isinstance(there, str) and AGE.search(there):
            return False
        if isinstance(here, str) and AGE.search(here):
            return True
        difference = fits(line, 1) - fits(line, 0)
        return difference > 0 or (difference == 0 and (moves[0] or len(line) == len(names) - 1))

    def realign(line: list[Cell]) -> list[Cell]:
        if len(line) <= at + 1:
            return line
        moves[0] = moved(line)
        if not moves[0]:
            return line
        line = [*line[:at], "", *line[at:]]
        if len(line) > len(names) and line[-1] == "":
            line.pop()
        return line

    return realign


def _looks_like(kind: str, cell: Cell) -> int:
    text = as_it_stood(cell)
    if not text or text == "-":
        return 0
    if kind == "age":
        return 2 if AGE.search(text) else -1
    if kind == "date":
        return 2 if _DATE_LIKE.match(text) else -1
    if kind == "number":
        return 1 if _NUMBER_LIKE.match(text) else -1
    if kind in ("position", "category", "sex", "weight_gain"):
        return -1 if _NUMBER_LIKE.match(text) or _DATE_LIKE.match(text) else 1
    return 0


def _formulas(sheet: Sheet, header: Header, body: Body, lines: list[list[Cell]], problems: Problems) -> None:
    """Blank the cells whose formula has no value: nothing is evaluated here."""
    if not sheet.formulas:
        return
    index = {number: at for at, number in enumerate(body.rows)}
    for (line, column), formula in sorted(sheet.formulas.items()):
        at = index.get(line - header.line)
        if at is not None and column < len(header.places):
            lines[at][column] = ""
            problems.add(body.rows[at], header.places[column].name, formula[:200], "rumus")


def _merged(sheet: Sheet, header: Header, body: Body, problems: Problems) -> None:
    """List cells of the body that lie under a merged one: only the first of them holds the value."""
    numbers = set(body.rows)
    for top, left, bottom, right in sheet.merged:
        for line in range(max(top, header.line + 1), bottom + 1):
            for column in range(left, min(right, len(header.places) - 1) + 1):
                if (line, column) != (top, left) and line - header.line in numbers:
                    problems.add(line - header.line, header.places[column].name, "", "gabungan")


def _as_columns(body: Body, lines: list[list[Cell]], header: Header, problems: Problems) -> None:
    by_place = list(zip(*lines, strict=True)) if lines else [()] * len(header.places)
    months = sorted({place.month for place in header.places} - {0})
    base = {place.name: by_place[at] for at, place in enumerate(header.places) if not place.month}
    if header.source.repeat is None or not months:
        body.columns = {name: list(cells) for name, cells in base.items()}
        return
    repeat = header.source.repeat
    groups = {
        month: {place.name: by_place[at] for at, place in enumerate(header.places) if place.month == month}
        for month in months
    }
    picks = list(_child_months(groups, repeat.filled_by, header, len(lines)))
    seen = {line for line, _ in picks}
    for line, number in enumerate(body.rows):
        if line not in seen:
            problems.add(number, "", as_it_stood(base.get("name", [""] * len(lines))[line]), "tanpa-pengukuran")
    body.rows = [body.rows[line] for line, _ in picks]
    body.months = [month for _, month in picks]
    body.columns = {name: [cells[line] for line, _ in picks] for name, cells in base.items()}
    for name in repeat.columns:
        if any(name in group for group in groups.values()):
            body.columns[name] = [groups[month][name][line] if name in groups[month] else "" for line, month in picks]
    body.columns[repeat.by] = [str(month) for month in body.months]


def _child_months(
    groups: dict[int, dict[str, tuple[Cell, ...]]], filled_by: tuple[str, ...], header: Header, count: int
) -> Iterator[tuple[int, int]]:
    blanks = header.source.register.blank
    for line in range(count):
        for month, group in groups.items():
            if any(
                name in group and tidy(as_it_stood(group[name][line])).casefold() not in blanks for name in filled_by
            ):
                yield line, month
