"""Workbooks that are printed and filled in: a head of facts over each table, A4 landscape, a blank that is seen."""

from __future__ import annotations

import datetime
import io
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from rembuk.errors import Refused
from rembuk.formats.workbooks import MAX_SHEET_ROWS
from rembuk.sources.frame import MONTHS

#: A cell of a workbook holds no more characters than this.
MAX_CELL = 32_767
A4 = 9
#: Height of one line of text in points; LibreOffice does not make a row as high as its wrapped text asks for.
LINE = 13.5

Cell = str | int | float | datetime.date | None


@dataclass(frozen=True)
class Sheet:
    """One sheet: ``head`` are lines over the table, ``columns`` (title, width in characters), ``nothing`` what stands
    there when no row does. A thicker line parts rows whose first ``grouped`` cells differ. A ``None`` or blank cell is
    shaded: not recorded. Columns whose titles are in ``by_hand`` stay white, to be written in.
    """

    name: str
    title: str
    head: Sequence[str]
    columns: Sequence[tuple[str, int]]
    rows: Sequence[Sequence[Cell]]
    nothing: str
    grouped: int = 0
    by_hand: frozenset[str] = frozenset()


def workbook(sheets: Sequence[Sheet], made: datetime.datetime) -> bytes:
    """Return the sheets as one ``.xlsx``; every text stays a text. ``made`` is written into the file as its date.

    Raises ``Refused('too-many-rows')`` where a sheet cannot hold them.
    """
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        book.set_properties({"created": made.replace(tzinfo=None)})
        looks = _looks(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, looks)
    return buffer.getvalue()


def day_words(day: datetime.date) -> str:
    """Return a day as it is read aloud: 5 Juni 2025."""
    return f"{day.day} {MONTHS[day.month]} {day.year}"


def month_words(month: datetime.date) -> str:
    """Return a month as it is read aloud: Juni 2025."""
    return f"{MONTHS[month.month]} {month.year}"


def _looks(book: Any) -> dict[str, Any]:
    cell = {"font_size": 10, "border": 1, "border_color": "#9AA5AD", "text_wrap": True, "valign": "top"}
    looks = {
        "title": book.add_format({"bold": True, "font_size": 14}),
        "head": book.add_format({"font_color": "#33414A"}),
        "heading": book.add_format({**cell, "bold": True, "bg_color": "#E3E9EC", "valign": "vcenter"}),
    }
    for edge, top in (("", {}), ("first ", {"top": 2, "top_color": "#33414A"})):
        looks[f"{edge}text"] = book.add_format({**cell, **top})
        looks[f"{edge}day"] = book.add_format({**cell, **top, "num_format": "dd-mm-yyyy", "align": "left"})
        looks[f"{edge}number"] = book.add_format({**cell, **top, "align": "center"})
        looks[f"{edge}measure"] = book.add_format({**cell, **top, "align": "center", "num_format": "0.0"})
        looks[f"{edge}by hand"] = book.add_format({**cell, **top})
        looks[f"{edge}blank"] = book.add_format({**cell, **top, "bg_color": "#EDEDED"})
    return looks


def _write(page: Any, sheet: Sheet, looks: dict[str, Any]) -> None:
    first = len(sheet.head) + 2
    if first + len(sheet.rows) >= MAX_SHEET_ROWS:
        raise Refused(
            "too-many-rows",
            "Daftarnya tidak muat di satu lembar Excel.",
            "Pilih wilayah atau kiriman yang lebih kecil.",
        )
    page.write_string(0, 0, sheet.title, looks["title"])
    for at, line in enumerate(sheet.head, start=1):
        page.write_string(at, 0, line[:MAX_CELL], looks["head"])
    for column, (title, width) in enumerate(sheet.columns):
        page.set_column(column, column, width)
        page.write_string(first, column, title, looks["heading"])
    widths = [width for _, width in sheet.columns]
    page.set_row(first, LINE * _lines([title for title, _ in sheet.columns], widths))
    before: Sequence[Cell] = ()
    for at, row in enumerate(sheet.rows, start=first + 1):
        group = row[: sheet.grouped]
        edge = "first " if sheet.grouped and group != before else ""
        before = group
        page.set_row(at, LINE * _lines(row, widths))
        for column, (value, (title, _)) in enumerate(zip(row, sheet.columns, strict=True)):
            blank = "by hand" if title in sheet.by_hand else "blank"
            _write_cell(page, at, column, value, looks, edge, blank)
    if not sheet.rows:
        page.write_string(first + 1, 0, sheet.nothing, looks["head"])
    else:
        page.autofilter(first, 0, first + len(sheet.rows), len(sheet.columns) - 1)
    page.freeze_panes(first + 1, 0)
    page.repeat_rows(first)
    page.set_landscape()
    page.set_paper(A4)
    page.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.7)
    page.fit_to_pages(1, 0)
    page.set_footer("&L&8&A&R&8Halaman &P dari &N")


def _write_cell(page: Any, at: int, column: int, value: Cell, looks: dict[str, Any], edge: str, blank: str) -> None:
    if value is None or value == "":
        page.write_blank(at, column, None, looks[edge + blank])
    elif isinstance(value, datetime.date):
        page.write_datetime(at, column, value, looks[f"{edge}day"])
    elif isinstance(value, str):
        page.write_string(at, column, value[:MAX_CELL], looks[f"{edge}text"])
    else:
        page.write_number(at, column, value, looks[edge + ("measure" if isinstance(value, float) else "number")])


def _lines(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """Return over how many lines the longest text of a row is wrapped; a very long one is cut at twelve."""
    most = 1
    for value, width in zip(row, widths, strict=True):
        if isinstance(value, str) and len(value) > width:
            most = max(most, len(textwrap.wrap(value[: 14 * width], width)))
    return min(most, 12)
