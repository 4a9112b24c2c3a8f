"""From cells to values: every column by its kind, then what the columns say about each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import pyarrow as pa

from rembuk.sources import numerals
from rembuk.sources.body import Body
from rembuk.sources.catalogue import Column
from rembuk.sources.cells import Cell, as_it_stood, normal, tidy
from rembuk.sources.checksum import Checksum
from rembuk.sources.crosscheck import doubt
from rembuk.sources.datecheck import read_dates
from rembuk.sources.frame import Frame
from rembuk.sources.headers import Header
from rembuk.sources.problems import Problems
from rembuk.sources.witnesses import by_earlier, by_label

T = TypeVar("T")

#: damages that show that Excel with Indonesian settings has had the file
_EXCEL = {"waktu", "pecahan", "tanggal"}
#: a birth weight in grams
_LIGHTEST, _HEAVIEST = 500, 6500

_NIK = re.compile(r"^\d{16}$")
_MONTH_NAMED = re.compile(r"^\s*(\d{1,2}[-/ ][A-Za-z]{3,4}|[A-Za-z]{3,4}[-/ ]\d{2}|\d{4}-\d\d-\d\d)\s*$")
_MASKED = re.compile(r"^[\d*xX]{4,20}$")
_SCIENTIFIC = re.compile(r"^\d(?:[.,]\d+)?[eE]\+?\d+$")


def interpret(body: Body, header: Header, problems: Problems, earlier: pa.Table | None) -> pa.Table:
    """Return ROWS: all columns of the register, then what else the file has."""
    _numbers_among_words(body, header)
    frame = Frame(body, header, problems)
    columns = header.source.columns
    for name in body.columns:
        column = columns.get(name)
        if column is not None and column.kind == "number":
            _numbers(frame, column)
        elif column is None or column.kind != "date":
            _READERS.get(column.kind if column else "text", _texts)(frame, name)
    read_dates(frame, [name for name in body.columns if name in columns and columns[name].kind == "date"])
    damaged = any(one.word in _EXCEL for found in frame.numerals.values() for one in found)
    Checksum(frame).prove()
    by_label(frame)
    if earlier is not None:
        by_earlier(frame, earlier)
    _unproved(frame, damaged)
    doubt(frame)
    return _table(frame)


def _numbers_among_words(body: Body, header: Header) -> None:
    """Take a category column whose every filled cell is a number as the z-score: hand-made lists head both «BB/U»."""
    columns, register = header.source.columns, header.source.register
    for name in list(body.columns):
        if name in columns and columns[name].kind == "category":
            z = columns[f"{columns[name].index}_reported"]
            cells = {cell for cell in body.columns[name] if tidy(as_it_stood(cell)).casefold() not in register.blank}
            found = [numerals.read(cell, z, register.not_recorded, register.months) for cell in cells]
            if z.name not in body.columns and found and all(one.word != "bukan-angka" for one in found):
                body.columns[z.name] = body.columns.pop(name)


def each(cells: list[Cell], read: Callable[[Cell], T]) -> list[T]:
    """Read every cell once a distinct value: a register repeats itself."""
    known: dict[tuple[type, Cell], T] = {}
    found = []
    for cell in cells:
        key = (cell.__class__, cell)
        if key not in known:
            known[key] = read(cell)
        found.append(known[key])
    return found


def _texts(frame: Frame, name: str) -> None:
    blank = frame.header.source.register.blank

    def read(cell: Cell) -> str:
        text = tidy(as_it_stood(cell))
        return "" if text.casefold() in blank else text

    frame.texts[name] = each(frame.body.columns[name], read)


def _words(kind: str) -> Callable[[Frame, str], None]:
    def read_column(frame: Frame, name: str) -> None:
        register = frame.header.source.register
        words = register.words.get(kind, {})

        def read(cell: Cell) -> tuple[str, bool]:
            text = tidy(as_it_stood(cell))
            code = words.get(normal(text), "")
            return code, not code and text.casefold() not in register.blank

        found = each(frame.body.columns[name], read)
        frame.texts[name] = [code for code, _ in found]
        for at, (_, strange) in enumerate(found):
            if strange:
                frame.say(at, name, "kata-asing")

    return read_column


def _niks(frame: Frame, name: str) -> None:
    """Pass a NIK on as it stands, masked ones too; refuse those whose digits Excel has thrown away."""
    blank = frame.header.source.register.blank
    cells = frame.body.columns[name]
    typed = [str(int(cell)) for cell in cells if isinstance(cell, float) and abs(cell) >= 1e15]
    # Excel keeps 15 digits of a number: sixteen digits that all end in 0 have lost their last one
    cut = bool(typed) and all(text.endswith("0") for text in typed)

    def read(cell: Cell) -> tuple[str, str]:
        text = tidy(as_it_stood(cell)).lstrip("'`’").strip()
        if text.casefold() in blank:
            return "", ""
        if _SCIENTIFIC.match(text) or (isinstance(cell, float) and (abs(cell) >= 1e16 or not cell.is_integer())):
            return "", "nik-rusak"
        if isinstance(cell, float) and cut and len(text) == 16:
            return "", "nik-rusak"
        compact = re.sub(r"[\s.\-]", "", text.removesuffix(".0"))
        if _NIK.match(compact):
            return compact, ""
        return text, "" if "*" in text or ("x" in text.casefold() and _MASKED.match(text)) else "nik-panjang"

    found = each(cells, read)
    frame.texts[name] = [text for text, _ in found]
    for at, (text, word) in enumerate(found):
        if word == "nik-panjang":
            digits = sum(letter.isdigit() for letter in text)
            frame.say(at, name, word, evidence=f"{digits} angka, seharusnya 16")
        elif word:
            frame.say(at, name, word, evidence="Excel hanya menyimpan 15 angka")


def _numbers(frame: Frame, column: Column) -> None:
    register = frame.header.source.register
    blank = register.blank

    def read(cell: Cell) -> numerals.Numeral:
        if isinstance(cell, str) and tidy(cell).casefold() in blank:
            return numerals.Numeral()
        return numerals.read(cell, column, register.not_recorded, register.months)

    found = each(frame.body.columns[column.name], read)
    frame.numerals[column.name] = found
    frame.numbers[column.name] = np.array(
        [np.nan if one.value is None else one.value for one in found], dtype=np.float64
    )


def _codes(frame: Frame, name: str) -> None:
    """Read short codes such as RT and RW; one that Excel has turned into a date (1/2 → 1 February) is lost."""
    _texts(frame, name)
    for at, cell in enumerate(frame.body.columns[name]):
        if not isinstance(cell, str | float | int) or (isinstance(cell, str) and _MONTH_NAMED.match(cell)):
            frame.texts[name][at] = ""
            frame.say(at, name, "tanggal")


_READERS: dict[str, Callable[[Frame, str], None]] = {
    "nik": _niks,
    "code": _codes,
    "yes_no": _words("yes_no"),
    "sex": _words("sex"),
    "position": _words("position"),
    "weight_gain": _words("weight_gain"),
}


def _unproved(frame: Frame, damaged: bool) -> None:
    """List every number that could not be read and that nothing has proved.

    12.05 may be 12.5 after Excel: where the file shows such damage elsewhere it is left blank, else kept as a doubt.
    """
    for name, found in frame.numerals.items():
        grams = frame.header.source.columns[name].grams
        for at, one in enumerate(found):
            if one.word:
                _refuse_or_read(frame, name, at, one, grams)
            elif one.doubtful and damaged:
                frame.numbers[name][at] = np.nan
                both = " atau ".join(numerals.as_text(value) for value in (one.candidates[0].value, one.value or 0.0))
                frame.say(at, name, "waktu", evidence=f"{both}: tidak ada yang membuktikan")
            elif one.doubtful or (damaged and one.suspect):
                frame.say(at, name, "ragu", evidence=f"mungkin {numerals.as_text(one.candidates[0].value)}")


def _refuse_or_read(frame: Frame, name: str, at: int, one: numerals.Numeral, grams: bool) -> None:
    number = frame.numbers[name][at]
    note = one.note
    if grams and np.isnan(number) and one.stood is not None and _LIGHTEST <= one.stood <= _HEAVIEST:
        number = frame.numbers[name][at] = one.stood / 1000
        frame.say(at, name, "satuan", numerals.as_text(number), "mustahil sebagai kg, wajar sebagai gram")
        return
    if not note and one.candidates:
        note = "tidak terbukti: " + " atau ".join(numerals.as_text(other.value) for other in one.candidates[:4])
    frame.say(at, name, one.word, "" if np.isnan(number) else numerals.as_text(number), note)


def _table(frame: Frame) -> pa.Table:
    register = frame.header.source.register
    columns: dict[str, pa.Array] = {"row": pa.array(frame.body.rows, pa.int64())}
    for name in dict.fromkeys((*register.rows, *frame.body.columns)):
        if name in frame.texts:
            values = frame.texts[name]
            if name in frame.header.source.columns or any(values) or _titled(frame, name):
                columns[name] = pa.array([text or None for text in values], pa.string())
        elif name in frame.dates:
            columns[name] = pa.array(frame.dates[name], pa.date32())
        elif name in frame.numbers:
            columns[name] = pa.array(frame.numbers[name], pa.float64(), from_pandas=True)
        else:
            columns[name] = pa.nulls(len(frame), _type(frame, name))
    return pa.table(columns)


def _titled(frame: Frame, name: str) -> bool:
    return any(place.name == name and place.header for place in frame.header.places)


def _type(frame: Frame, name: str) -> pa.DataType:
    kind = frame.header.source.columns[name].kind
    return {"date": pa.date32(), "number": pa.float64()}.get(kind, pa.string())
