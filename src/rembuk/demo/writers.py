"""Writes tables of texts as the files that offices send: CSV with semicolons, HTML under the name .xls, workbooks.

The same cells give the same bytes everywhere: no clock, no locale, no order of a dictionary.
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from rembuk.formats.files import replacing

#: What a workbook says about when it was made.
_CREATED = datetime.datetime(2026, 11, 2, 8, 0, 0)  # noqa: DTZ001  (a workbook's properties have no zone)


def write_csv(
    path: Path, titles: Sequence[str], header: Sequence[str], columns: Sequence[Sequence[str]], *, bom: bool = False
) -> None:
    """Write a CSV as Excel with Indonesian settings does: semicolons, CR LF, UTF-8 with or without a mark."""
    out = io.StringIO(newline="")
    for title in titles:
        out.write(f"{title}\r\n")
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows(zip(*columns, strict=True))
    with replacing(path) as temporary:
        temporary.write_bytes(out.getvalue().encode("utf-8-sig" if bom else "utf-8"))


def write_html(
    path: Path,
    titles: Sequence[str],
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    *,
    encoding: str = "utf-8",
) -> None:
    """Write the HTML table that Sigizi serves as .xls; blanks in it are non-breaking, as there."""
    head = "".join(f"<th>{escape(name)}</th>" for name in header)
    parts = [
        f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={encoding}"></head><body>\n',
        *(f"<h4>{escape(title)}</h4>\n" for title in titles),
        f'<table border="1">\n<thead><tr>{head}</tr></thead>\n<tbody>\n',
    ]
    marked = [[escape(cell, quote=False) or "&nbsp;" for cell in column] for column in columns]
    parts += [f"<tr><td>{'</td><td>'.join(row)}</td></tr>\n" for row in zip(*marked, strict=True)]
    parts.append("</tbody></table></body></html>\n")
    with replacing(path) as temporary:
        temporary.write_bytes("".join(parts).encode(encoding, "xmlcharrefreplace"))


def write_xlsx(
    path: Path,
    titles: Sequence[str],
    header: Sequence[str],
    columns: Sequence[Sequence[str]],
    *,
    numbers: Sequence[int] = (),
    dates: Sequence[int] = (),
) -> None:
    """Write a workbook of one sheet; columns numbered in ``numbers`` and ``dates`` hold numbers and days, not texts."""
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    packed = io.BytesIO()
    with xlsxwriter.Workbook(packed, options) as book:
        book.set_properties({"created": _CREATED, "author": "", "comments": ""})
        sheet = book.add_worksheet("Sheet1")
        bold, day_format = book.add_format({"bold": True}), book.add_format({"num_format": "dd/mm/yyyy"})
        for line, title in enumerate(titles):
            sheet.write_string(line, 0, title, bold)
        for column, name in enumerate(header):
            sheet.write_string(len(titles), column, name, bold)
        kinds = ["number" if i in numbers else "date" if i in dates else "text" for i in range(len(columns))]
        for line, row in enumerate(zip(*columns, strict=True), start=len(titles) + 1):
            for column, (kind, cell) in enumerate(zip(kinds, row, strict=True)):
                if cell:
                    _write_cell(sheet, line, column, kind, cell, day_format)
    with replacing(path) as temporary:
        _unpacked(packed, temporary)


def _unpacked(workbook: io.BytesIO, path: Path) -> None:
    """Write a workbook without compression: another library for it on another machine would give other bytes."""
    with zipfile.ZipFile(workbook) as before, zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as after:
        for member in sorted(before.infolist(), key=lambda member: member.filename != "[Content_Types].xml"):
            fixed = zipfile.ZipInfo(member.filename, date_time=(1980, 1, 1, 0, 0, 0))
            fixed.create_system = 3  # else the name of the operating system
            after.writestr(fixed, before.read(member))


def _write_cell(sheet: Any, line: int, column: int, kind: str, cell: str, day_format: Any) -> None:
    if kind == "number" and cell.replace(".", "", 1).removeprefix("-").isdigit():
        sheet.write_number(line, column, float(cell))
    elif kind == "date":
        sheet.write_datetime(line, column, datetime.datetime.fromisoformat(cell), day_format)
    else:
        sheet.write_string(line, column, cell)
