"""Birth dates as they stand in two offices' files: ISO, or day/month/year where the column itself proves that order."""

from __future__ import annotations

import datetime
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rembuk.errors import Refused

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ T].*)?")
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_BLANK = re.compile(r"[-–.?/]*|0+([-/.]0+)*")
_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def read_column(cells: pa.Array, called: str) -> tuple[NDArray[np.datetime64], tuple[str, ...]]:
    """Return the birth dates (``datetime64[D]``, NaT = unknown) and a sentence where some could not be read.

    Day/month/year is read where the column proves that the day comes first: some cell has a first number above 12 and
    none a second number above 12. Raises ``Refused('birth-date')`` where more than half of the filled cells cannot be
    read, since then the column is something else.
    """
    coded = cells.cast(pa.string()).dictionary_encode(null_encoding="encode")
    distinct = [text or "" for text in coded.dictionary.to_pylist()]
    day_first = _day_first(distinct)
    read = [_day(text, day_first) for text in distinct]
    places = np.asarray(pc.fill_null(coded.indices, 0), dtype=np.int64)
    days = np.array([day or "NaT" for day in read], dtype="datetime64[D]")
    if not len(places):
        return np.array([], dtype="datetime64[D]"), ()
    born = days[places]
    filled = np.array([not _BLANK.fullmatch(text) for text in distinct])[places]
    unread = filled & np.isnat(born)
    if not unread.any():
        return born, ()
    row = int(np.flatnonzero(unread)[0])
    said = (
        f"{called}: {int(unread.sum())} dari {int(filled.sum())} tanggal lahir tidak dapat dibaca, "
        f"yang pertama «{distinct[places[row]]}» di baris {row + 1}"
    )
    if unread.sum() * 2 > filled.sum():
        raise Refused("birth-date", f"{said}.", "Tulis tanggal lahir sebagai tahun-bulan-hari, misalnya 2021-03-05.")
    return born, (f"{said}; tanggal itu dianggap tidak diketahui.",)


def _day_first(texts: list[str]) -> bool:
    found = [match for match in map(_SLASHED.fullmatch, texts) if match]
    return any(int(m[1]) > 12 for m in found) and not any(int(m[2]) > 12 for m in found)


def _day(text: str, day_first: bool) -> datetime.date | None:
    if match := _ISO.fullmatch(text):
        year, month, day = (int(part) for part in match.groups())
    elif day_first and (match := _SLASHED.fullmatch(text)):
        day, month, year = (int(part) for part in match.groups())
    else:
        return None
    try:
        return datetime.date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None
