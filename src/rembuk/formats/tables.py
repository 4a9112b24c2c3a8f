"""Tables in and out: ``.csv`` (comma or semicolon, UTF-8 with or without BOM), ``.xlsx`` and ``.parquet``.

A table is a ``pyarrow.Table``. Cells of a CSV stay text exactly as they stood (a NIK keeps its zeros); those who need
numbers or dates ask for them with ``numbers`` and ``dates``, and learn which cells could not be read.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rembuk.errors import Refused
from rembuk.formats.files import readable, replacing
from rembuk.formats.workbooks import Sheet, as_text, read_sheet


def read(path: Path | str) -> pa.Table:
    """Read a table by the ending of its name.

    CSV: every column is text, blanks are empty text. XLSX: the first sheet, its first row the header; a column of
    numbers or of dates keeps its type. Parquet: as it is. Raises ``Refused`` with a sentence for anything else.
    """
    path = Path(path)
    readable(path)
    kind = path.suffix.lower()
    if kind == ".parquet":
        table = _read_parquet(path)
    elif kind == ".xlsx":
        table = _read_xlsx(path)
    elif kind == ".csv":
        table = _read_csv(path)
    else:
        raise Refused(
            "unknown-ending",
            f"Berkas {path.name} tidak berakhiran .csv, .xlsx atau .parquet.",
            "Simpan tabelnya dalam salah satu bentuk itu.",
        )
    return _check_names(table, path)


def chunks(path: Path | str, rows: int = 250_000) -> Iterator[pa.Table]:
    """Read a table piece by piece, at least one piece (without rows where the table has none), in bounded memory.

    CSV and Parquet are read as they are asked for; a workbook is one piece. Cells are as in ``read``, and so are the
    refusals, which may come with any piece.
    """
    path = Path(path)
    readable(path)
    kind = path.suffix.lower()
    if kind not in {".csv", ".parquet"}:
        yield read(path)
        return
    some = False
    for table in _csv_chunks(path, rows) if kind == ".csv" else _parquet_chunks(path, rows):
        some = True
        yield _check_names(table, path)
    if not some:
        yield read(path)


def write(table: pa.Table, path: Path | str) -> None:
    """Write a table by the ending of its name; the file appears whole or not at all.

    CSV is UTF-8 with commas, ISO dates and decimal points. In a workbook no cell becomes a formula.
    """
    with writing(path) as write_piece:
        write_piece(table)


def write_together(results: dict[Path, pa.Table]) -> None:
    """Write several tables that belong together as ``write`` does: all of them appear, or none."""
    for path in results:
        check_ending(path)
    with ExitStack() as stack:
        writers = [stack.enter_context(writing(path)) for path in results]
        for write_piece, table in zip(writers, results.values(), strict=True):
            write_piece(table)


def check_ending(path: Path) -> None:
    """Raise ``Refused`` where a table cannot be written under this name: say so before the long work, not after."""
    if path.suffix.lower() not in {".csv", ".xlsx", ".parquet"}:
        raise Refused(
            "unknown-ending",
            f"Hasil tidak dapat ditulis ke {path.name}: akhiran harus .csv, .xlsx atau .parquet.",
        )


@contextmanager
def writing(path: Path | str) -> Iterator[Callable[[pa.Table], None]]:
    """Yield a function that takes one piece after the other of one table, all with the same columns.

    The file appears when the block ends without an error, whole or not at all. Give at least one piece.
    """
    path = Path(path)
    kind = path.suffix.lower()
    check_ending(path)
    with replacing(path) as temporary, ExitStack() as opened:
        writer: Any = None

        def write_piece(table: pa.Table) -> None:
            nonlocal writer
            if kind == ".xlsx":
                writer = writer or opened.enter_context(Sheet(temporary, table.column_names))
                writer.write(table)
                return
            table = _as_csv(table) if kind == ".csv" else table
            if writer is None:
                writer = opened.enter_context(_columnar_writer(kind, temporary, table.schema))
            writer.write_table(table.cast(writer.schema) if kind == ".parquet" else table)

        yield write_piece


def texts(column: pa.ChunkedArray | pa.Array) -> list[str]:
    """Return a column's cells as stripped text, blank for missing; whole floats lose their ``.0``, dates are ISO."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    return [as_text(value) for value in column.to_pylist()]


def numbers(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return a column as float64 (blank → NaN) and which cells hold something that is no number.

    A decimal comma is read where the cell has no point (``8,5`` is 8.5). ``inf`` and ``nan`` as words are no numbers.
    """
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_null(column.type):
        return np.full(len(column), np.nan), np.zeros(len(column), dtype=bool)
    if pa.types.is_floating(column.type) or pa.types.is_integer(column.type) or pa.types.is_decimal(column.type):
        values = (
            column.cast(pa.float64(), safe=False).to_numpy(zero_copy_only=False)
            if isinstance(column, pa.Array)
            else column.cast(pa.float64(), safe=False).to_numpy()
        )
        values = np.asarray(values, dtype=np.float64)
        infinite = np.isinf(values)
        return (np.where(infinite, np.nan, values), infinite) if infinite.any() else (values, infinite)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return _numbers_of_text(column)
    values = np.full(len(column), np.nan)
    return values, ~np.asarray(column.is_null())


def dates(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.datetime64], NDArray[np.bool_]]:
    """Return a column as ``datetime64[D]`` (blank → NaT) and which cells hold something that is no ISO date."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_date(column.type) or pa.types.is_timestamp(column.type):
        days = column.cast(pa.timestamp("s"), safe=False).cast(pa.date32(), safe=False)
        values = np.asarray(days.to_numpy(), dtype="datetime64[D]")
        return values, np.zeros(len(values), dtype=bool)
    cells = texts(column)
    distinct = {cell: _iso_day(cell) for cell in set(cells)}
    values = np.array([distinct[cell] for cell in cells], dtype="datetime64[D]")
    wrong = np.isnat(values) & np.array([bool(cell) for cell in cells], dtype=bool)
    return values, wrong


def _iso_day(cell: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(cell[:10]) if cell[10:11] in {"", " ", "T"} else None
    except ValueError:
        return None


def _numbers_of_text(column: pa.ChunkedArray | pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    stripped = pc.utf8_trim_whitespace(column)
    blank = pc.fill_null(pc.equal(stripped, ""), True)
    try:
        filled = pc.if_else(blank, None, stripped)
        values = np.asarray(filled.cast(pa.float64()).to_numpy(), dtype=np.float64)
        wrong = ~np.isfinite(values) & ~np.asarray(blank)
        return np.where(wrong, np.nan, values), wrong
    except pa.ArrowInvalid:
        pass
    cells = stripped.to_pylist()
    values = np.full(len(cells), np.nan)
    wrong = np.zeros(len(cells), dtype=bool)
    for row, cell in enumerate(cells):
        if not cell:
            continue
        text = cell.replace(",", ".") if cell.count(",") == 1 and "." not in cell else cell
        try:
            number = float(text) if "_" not in text else np.nan
        except ValueError:
            number = np.nan
        wrong[row] = not np.isfinite(number)
        if not wrong[row]:
            values[row] = number
    return values, wrong


def _read_parquet(path: Path) -> pa.Table:
    import pyarrow.parquet as pq

    try:
        return pq.read_table(path, use_threads=False)
    except (pa.ArrowException, OSError, ValueError):
        raise Refused("not-parquet", f"{path.name} bukan berkas Parquet yang utuh.") from None


def _parquet_chunks(path: Path, rows: int) -> Iterator[pa.Table]:
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path) as file:
            for batch in file.iter_batches(batch_size=rows, use_threads=False):
                yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError, ValueError):
        raise Refused("not-parquet", f"{path.name} bukan berkas Parquet yang utuh.") from None


def _read_csv(path: Path) -> pa.Table:
    pieces = list(_csv_chunks(path, 0))
    return pa.concat_tables(pieces) if pieces else _no_rows(path)


def _no_rows(path: Path) -> pa.Table:
    names, _, _ = _csv_header(path)
    return pa.Table.from_arrays([pa.array([], pa.string()) for _ in names], names=names)


def _csv_chunks(path: Path, rows: int) -> Iterator[pa.Table]:
    """Yield a CSV's rows in pieces of at least ``rows`` (but the last); with 0 rows in one piece; none without rows."""
    import pyarrow.csv as pa_csv

    names, delimiter, skip = _csv_header(path)
    options = {
        "read_options": pa_csv.ReadOptions(
            column_names=names, skip_rows_after_names=0, skip_rows=skip, use_threads=False
        ),
        "parse_options": pa_csv.ParseOptions(delimiter=delimiter, newlines_in_values=True),
        "convert_options": pa_csv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            strings_can_be_null=False,
            quoted_strings_can_be_null=False,
        ),
    }
    try:
        if not rows:
            yield pa_csv.read_csv(path, **options)
            return
        with pa_csv.open_csv(path, **options) as reader:
            waiting: list[pa.RecordBatch] = []
            for batch in reader:
                waiting.append(batch)
                if sum(batch.num_rows for batch in waiting) >= rows:
                    yield pa.Table.from_batches(waiting)
                    waiting = []
            if waiting:
                yield pa.Table.from_batches(waiting)
    except pa.ArrowInvalid as problem:
        if "Empty CSV" in str(problem):
            return
        if "UTF8" in str(problem) or "UTF-8" in str(problem):
            raise _not_utf8(path) from None
        raise Refused(
            "broken-csv",
            f"{path.name} tidak dapat dibaca sebagai CSV: ada baris yang jumlah kolomnya bukan {len(names)}.",
            "Simpan ulang dari Excel sebagai CSV UTF-8.",
        ) from None


def _csv_header(path: Path) -> tuple[list[str], str, int]:
    """Return the column names, the delimiter and how many physical lines the header takes."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            start = file.read(1_000_000)
    except UnicodeDecodeError:
        raise _not_utf8(path) from None
    if "\x00" in start:
        raise Refused("broken-csv", f"{path.name} bukan berkas CSV: isinya bukan teks.")
    first = start.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(start, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(reader, [])]
    if not any(names):
        raise Refused("no-header", f"Baris pertama {path.name} kosong: nama kolom tidak ada.")
    return names, delimiter, reader.line_num


def _not_utf8(path: Path) -> Refused:
    return Refused("not-utf8", f"{path.name} tidak ditulis dalam UTF-8.", "Simpan ulang sebagai CSV UTF-8.")


def _read_xlsx(path: Path) -> pa.Table:
    names, columns = read_sheet(path)
    return _check_names(pa.Table.from_arrays(columns, names=names), path)


def _check_names(table: pa.Table, path: Path) -> pa.Table:
    if len(set(table.column_names)) < table.num_columns:
        _refuse_double(table.column_names, path)
    return table


def _refuse_double(names: list[str], path: Path) -> None:
    double = next(name for name in names if names.count(name) > 1)
    raise Refused(
        "double-column", f"{path.name} memuat dua kolom bernama «{double}».", "Hapus atau ganti nama salah satunya."
    )


def _as_csv(table: pa.Table) -> pa.Table:
    """Return the table as a CSV can hold it: NaN blank, lists and other nested values as text."""
    for i, field in enumerate(table.schema):
        if pa.types.is_floating(field.type):
            column = table.column(i)
            table = table.set_column(i, field.name, pc.if_else(pc.is_nan(column), None, column))
        elif pa.types.is_dictionary(field.type):
            table = table.set_column(i, field.name, table.column(i).cast(field.type.value_type))
        elif pa.types.is_nested(field.type) or pa.types.is_duration(field.type):
            table = table.set_column(i, field.name, pa.array(texts(table.column(i)), pa.string()))
    return table


def _columnar_writer(kind: str, path: Path, schema: pa.Schema) -> Any:
    if kind == ".parquet":
        import pyarrow.parquet as pq

        return pq.ParquetWriter(path, schema)
    import pyarrow.csv as pa_csv

    options = pa_csv.WriteOptions(quoting_style="needed", quoting_header="needed")
    return pa_csv.CSVWriter(path, schema, write_options=options)
