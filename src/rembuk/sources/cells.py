"""A cell as a file holds it, and as a person would write it down."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import TypeAlias

#: what the readers of CSV, HTML and workbooks hand over; a blank cell is empty text
Cell: TypeAlias = str | float | int | bool | datetime.datetime | datetime.date | datetime.time | datetime.timedelta

_SPACES = re.compile(r"[\s\u00a0\u200b\ufeff]+")


def as_it_stood(cell: Cell | None) -> str:
    """Return the cell as text for a person: trimmed, whole floats without ``.0``, ISO dates, times as ``hh:mm:ss``."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u00a0\ufeff")
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e17 else f"{cell:.10g}"
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat() if cell.time() == datetime.time() else cell.replace(microsecond=0).isoformat(" ")
    if isinstance(cell, datetime.time):
        return cell.replace(microsecond=0).isoformat()
    if isinstance(cell, datetime.timedelta):
        seconds = round(cell.total_seconds())
        return f"{seconds // 3600:02d}:{seconds % 3600 // 60:02d}:{seconds % 60:02d}"
    return cell.isoformat() if isinstance(cell, datetime.date) else str(cell)


def tidy(text: str) -> str:
    """Return text on one line: every run of white space (hard spaces too) is one space, the ends are trimmed."""
    return _SPACES.sub(" ", text).strip()


def normal(header: Cell | None) -> str:
    """Return a header or a word without regard to case, spaces and signs: ``Desa / Kel.`` and ``DESA_KEL`` are one."""
    text = unicodedata.normalize("NFKC", as_it_stood(header)).casefold()
    return "".join(letter for letter in text if letter.isalnum())
