"""Workbooks in and out: the first sheet of an ``.xlsx`` as columns, and one sheet written row by row."""

from __future__ import annotations

import datetime
import zipfile
from pathlib import Path
from typing import Any

import pyarrow as pa

from rembuk.errors import Refused

#: An .xlsx that unpacks to more than this is not a register (a 200,000-row e-PPGBM workbook unpacks to some 250 MB).
MAX_UNPACKED_BYTES = 1_000_000_000
#: A sheet cannot hold more rows than this (Excel's own limit, header included).
MAX_SHEET_ROWS = 1_048_576


def read_sheet(path: Path) -> tuple[list[str], list[pa.Array]]:
    """Return the column names and columns of the first sheet; its first row is the header, blank rows are left out.

    A column of numbers or of dates keeps its type, any other is text. Raises ``Refused``.
    """
    import python_calamine

    check_zip(path)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_index(0).to_python()
    except Exception:
        raise Refused(
            "not-a-workbook", f"{path.name} bukan buku kerja Excel yang utuh.", "Simpan ulang sebagai .xlsx."
        ) from None
    if not rows or not any(as_text(cell) for cell in rows[0]):
        raise Refused("no-header", f"Baris pertama lembar pertama {path.name} kosong: nama kolom tidak ada.")
    names = [as_text(cell) for cell in rows[0]]
    while names and not names[-1]:
        names.pop()
    body = [row for row in rows[1:] if any(cell != "" for cell in row)]
    columns = [_typed([row[at] if at < len(row) else "" for row in body]) for at in range(len(names))]
    return names, columns


def check_zip(path: Path) -> None:
    """Raise ``Refused`` where a zip (xlsx, docx, qdpx …) is broken or unpacks to more than it honestly can."""
    try:
        with zipfile.ZipFile(path) as archive:
            size = sum(member.file_size for member in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise Refused(
            "not-a-workbook", f"{path.name} bukan buku kerja Excel yang utuh.", "Simpan ulang sebagai .xlsx."
        ) from None
    if size > MAX_UNPACKED_BYTES:
        raise Refused("too-large", f"{path.name} mengembang menjadi lebih dari 1 GB; berkas itu tidak dibuka.")


def _typed(cells: list[Any]) -> pa.Array:
    """Return one sheet column with the one type that all its filled cells share, else as text."""
    filled = [cell for cell in cells if cell not in ("", None)]
    if filled and all(isinstance(cell, (int, float)) and not isinstance(cell, bool) for cell in filled):
        return pa.array([None if cell in ("", None) else float(cell) for cell in cells], pa.float64())
    if filled and all(isinstance(cell, datetime.date) for cell in filled):
        days = [(c.date() if isinstance(c, datetime.datetime) else c) if c not in ("", None) else None for c in cells]
        return pa.array(days, pa.date32())
    return pa.array([as_text(cell) for cell in cells], pa.string())


def as_text(value: Any) -> str:
    """Return a cell as stripped text: blank for missing, whole floats without ``.0``, dates in ISO form."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, float):
        if value != value:
            return ""
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime):
        return value.date().isoformat() if value.time() == datetime.time() else value.isoformat(sep=" ")
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value)


class Sheet:
    """One worksheet, written row by row so that its size does not matter; no cell becomes a formula or a link."""

    def __init__(self, path: Path, names: list[str]) -> None:
        import xlsxwriter

        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "nan_inf_to_errors": False,
        }
        self._book = xlsxwriter.Workbook(path, {**options, "default_date_format": "yyyy-mm-dd"})
        self._sheet = self._book.add_worksheet()
        bold = self._book.add_format({"bold": True})
        for column, name in enumerate(names):
            self._sheet.write_string(0, column, name, bold)
        self._sheet.freeze_panes(1, 0)
        self._row = 0

    def __enter__(self) -> Sheet:
        """Return the sheet, to be written to."""
        return self

    def __exit__(self, *error: object) -> None:
        """Finish the file."""
        self._book.close()

    def write(self, table: pa.Table) -> None:
        """Append a table's rows."""
        if self._row + table.num_rows >= MAX_SHEET_ROWS:
            raise Refused(
                "too-many-rows",
                f"{self._row + table.num_rows} baris tidak muat di satu lembar Excel.",
                "Pakai .csv atau .parquet.",
            )
        for batch in table.to_batches(max_chunksize=10_000):
            columns = [column.to_pylist() for column in batch.columns]
            for values in zip(*columns, strict=True):
                self._row += 1
                for column, value in enumerate(values):
                    _write_cell(self._sheet, self._row, column, value)


def _write_cell(sheet: Any, row: int, column: int, value: Any) -> None:
    if value is None or value == "" or value != value:
        return
    if isinstance(value, bool):
        sheet.write_boolean(row, column, value)
    elif isinstance(value, float) and abs(value) == float("inf"):
        sheet.write_string(row, column, str(value))  # a workbook has no infinite number
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, value)
    else:
        sheet.write_string(row, column, str(value))
