"""The table, heart of the pages: sorted by a click, filtered by a word, totals at the top, a workbook at the right.

A page says what stands in it; this module answers ``?urut=``, a posted ``cari`` and ``?unduh=xlsx``. The word that is
searched for is posted and never becomes part of an address, because it may be a name.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pyarrow as pa
from django.http import HttpRequest, HttpResponse
from django.utils.formats import number_format

from rembuk.formats import tables as files


@dataclass(frozen=True)
class Column:
    """One column. ``kind``: text, short, number, day, moment or state. ``total``: its sum stands at the top.

    ``decimals``: so many are shown of a number; None shows it as it is.
    """

    key: str
    title: str
    kind: str = "text"
    total: bool = False
    decimals: int | None = None


@dataclass(frozen=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    address: str


@dataclass(frozen=True)
class State:
    """A status: a word and a shape (``ok``, ``due``, ``late``, ``none``), never a colour alone."""

    word: str
    shape: str = "none"


@dataclass(frozen=True)
class Missing:
    """A cell without a value, and which kind of nothing it is: not measured, not shared, not yet recorded."""

    word: str


@dataclass(frozen=True)
class Shown:
    """One cell as the template writes it."""

    column: Column
    value: Any
    kind: str
    first: bool

    @property
    def number(self) -> str:
        """Return a number as the reader's language writes it, with a real minus sign."""
        places = self.column.decimals
        value = self.value if places is None else round(self.value, places)
        return number_format(value, places).replace("-", "−")


@dataclass
class Table:
    """Rows under columns. ``empty`` says what will be here, ``begin`` how to begin (words, address)."""

    name: str
    caption: str
    columns: Sequence[Column]
    rows: list[dict[str, Any]]
    empty: str = ""
    begin: Link | None = None
    source: str = ""
    sort: str = ""
    word: str = ""
    all_rows: int = field(default=0)

    def asked(self, request: HttpRequest) -> Table:
        """Sort and filter as the request asks; an unknown column is passed over."""
        self.all_rows = len(self.rows)
        self.word = " ".join(request.POST.get("cari", "").split())[:80]
        if self.word:
            wanted = self.word.casefold()
            self.rows = [
                row for row in self.rows if any(wanted in plain(row.get(c.key)).casefold() for c in self.columns)
            ]
        key = request.GET.get("urut", "")
        if key.lstrip("-") in {column.key for column in self.columns}:
            self.sort = key
            known = [row for row in self.rows if rank(row.get(key.lstrip("-"))) is not None]
            unknown = [row for row in self.rows if rank(row.get(key.lstrip("-"))) is None]
            known.sort(key=lambda row: rank(row.get(key.lstrip("-"))), reverse=key.startswith("-"))
            self.rows = known + unknown
        return self

    def heads(self) -> list[tuple[Column, str, str]]:
        """Return each column with the sort its heading leads to, and how it is sorted now (an ARIA word)."""
        heads = []
        for column in self.columns:
            now = {column.key: "ascending", f"-{column.key}": "descending"}.get(self.sort, "none")
            heads.append((column, f"-{column.key}" if now == "ascending" else column.key, now))
        return heads

    def lines(self) -> list[list[Shown]]:
        """Return the rows as cells for the template."""
        return [
            [_shown(column, row.get(column.key), number == 0) for number, column in enumerate(self.columns)]
            for row in self.rows
        ]

    def totals(self) -> list[tuple[Column, int | float, int]]:
        """Return for each column with a total: its sum, and in how many rows it is known."""
        sums = []
        for column in self.columns:
            if column.total:
                known = [value for row in self.rows if isinstance(value := row.get(column.key), int | float)]
                sums.append((column, sum(known), len(known)))
        return sums

    def workbook(self) -> HttpResponse:
        """Return the rows as they stand now as an Excel workbook; dates as dates, unknown as the word for it."""
        arrays = [_arrow([row.get(column.key) for row in self.rows]) for column in self.columns]
        table = pa.table(arrays, names=[column.title for column in self.columns])
        with tempfile.TemporaryDirectory(prefix="rembuk-") as folder:
            path = Path(folder) / f"{self.name}.xlsx"
            files.write(table, path)
            content = path.read_bytes()
        response = HttpResponse(
            content, content_type="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        )
        response.headers["Content-Disposition"] = f'attachment; filename="{self.name}.xlsx"'
        return response


def plain(value: Any) -> str:
    """Return what a person reads in a cell."""
    match value:
        case Link(text=text) | State(word=text) | Missing(word=text):
            return text
        case None:
            return ""
        case _:
            return str(value)


def rank(value: Any) -> Any:
    """Return what a cell is sorted by; None where nothing is known."""
    match value:
        case Link(text=text) | State(word=text):
            return text.casefold()
        case Missing() | None | "":
            return None
        case str():
            return value.casefold()
        case _:
            return value


def _shown(column: Column, value: Any, first: bool) -> Shown:
    match value:
        case Link():
            kind = "link"
        case State():
            kind = "state"
        case None | "":
            kind = "unknown"
        case Missing():
            kind = "missing"
        case _:
            kind = column.kind
    return Shown(column, value, kind, first)


def _arrow(cells: list[Any]) -> pa.Array:
    filled = [cell for cell in cells if cell is not None]
    if filled and all(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in filled):
        return pa.array(cells, pa.float64())
    if filled and all(type(cell) is datetime.date for cell in filled):
        return pa.array(cells, pa.date32())
    return pa.array([plain(cell) for cell in cells], pa.string())
