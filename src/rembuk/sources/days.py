"""Dates as office files hold them: which day a cell may mean, and what the whole column proves about its order.

``05/02/2020`` is 5 February or 2 May. One cell cannot tell; a cell of the same column with a part above 12 can, and the
age text of the line can. Where nothing can, the value stays blank and is listed: nothing is guessed.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from rembuk.sources.cells import Cell, normal, tidy

FIRST_YEAR, LAST_YEAR = 1900, 2100
#: Excel's day numbers for 1982 to 2064
FIRST_SERIAL, LAST_SERIAL = 30_000, 60_000
_EXCEL_START = datetime.date(1899, 12, 30)

_PARTS = re.compile(r"^(\d{1,4})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{1,4})(?:[ T]+\d{1,2}[.:]\d{2}([.:]\d{2})?(\.\d+)?)?$")
_WORDS = re.compile(
    r"^(?:[A-Za-z]+,\s*)?(\d{1,2})[-/. ]+([A-Za-z]{3,10})\.?[-/., ]+(\d{2}|\d{4})(?:\s+\d{1,2}[.:]\d{2}([.:]\d{2})?)?$"
)
_COMPACT = re.compile(r"^(\d{8})$")
_SERIAL = re.compile(r"^\d{5}(?:[.,]\d+)?$")


@dataclass(frozen=True)
class Day:
    """A cell read as a date: every day it may mean, with the order of parts that gives it; or what is wrong with it.

    ``order`` of a choice is ``ymd``, ``dmy``, ``mdy``, ``word``, ``serial``, or ``cell`` (a true date of a workbook).
    """

    choices: tuple[tuple[datetime.date, str], ...] = ()
    word: str = ""


def read(cell: Cell, months: dict[str, int]) -> Day:
    """Read one cell of a date column; a blank cell is ``Day()``."""
    if isinstance(cell, datetime.datetime):
        return _checked([(cell.date(), "cell")])
    if isinstance(cell, datetime.date):
        return _checked([(cell, "cell")])
    if isinstance(cell, bool):
        return Day(word="bukan-tanggal")
    if isinstance(cell, int | float):
        text = str(int(cell)) if float(cell).is_integer() else repr(float(cell))
    elif isinstance(cell, str):
        text = tidy(cell).lstrip("'")
    else:
        return Day(word="bukan-tanggal")
    if match := _PARTS.match(text):
        return _of_parts(match[1], match[3], match[4])
    if match := _WORDS.match(text):
        month = months.get(normal(match[2]), 0)
        if not month:
            return Day(word="bukan-tanggal")
        return _checked([(_date(_year(match[3]), month, int(match[1])), "word")])
    if match := _COMPACT.match(text):
        return _of_compact(match[1])
    if _SERIAL.match(text) and FIRST_SERIAL <= (number := int(text[:5])) <= LAST_SERIAL:
        return _checked([(_EXCEL_START + datetime.timedelta(days=number), "serial")])
    return Day(word="bukan-tanggal")


def _of_parts(first: str, second: str, third: str) -> Day:
    if len(first) in (3,) or len(third) == 3 or (len(first) == 4 and len(third) == 4):
        return Day(word="bukan-tanggal")
    a, b, c = int(first), int(second), int(third)
    if len(first) == 4:
        return _checked([(_date(a, b, c), "ymd")])
    choices = [(_date(_year(third), b, a), "dmy"), (_date(_year(third), a, b), "mdy")]
    if len(third) == 2 and len(first) == 2:
        choices.append((_date(_year(first), b, c), "ymd"))
    return _checked(choices)


def _of_compact(text: str) -> Day:
    year_first = (_date(int(text[:4]), int(text[4:6]), int(text[6:])), "ymd")
    day_first = (_date(int(text[4:]), int(text[2:4]), int(text[:2])), "dmy")
    likely = [one for one in (year_first, day_first) if one[0] is not None and 2000 <= one[0].year <= LAST_YEAR]
    return _checked(likely) if likely else Day(word="bukan-tanggal")


def _year(text: str) -> int:
    """Return the year; two digits are of this century up to 69, as POSIX and Excel's neighbours read them."""
    number = int(text)
    return number if len(text) > 2 else number + (2000 if number < 70 else 1900)


def _date(year: int, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def _checked(choices: Iterable[tuple[datetime.date | None, str]]) -> Day:
    found: dict[datetime.date, str] = {}
    for day, order in choices:
        if day is not None and FIRST_YEAR <= day.year <= LAST_YEAR:
            found.setdefault(day, order)
    return Day(tuple(found.items())) if found else Day(word="mustahil")


def settle(days: Iterable[Day]) -> set[str]:
    """Return the orders of parts that the cells of a column prove: a part above 12 can only be the day."""
    only = [day.choices[0] for day in days if len(day.choices) == 1]
    return {order for day, order in only if order in ("dmy", "mdy") and day.day > 12}


def swapped(day: datetime.date) -> datetime.date | None:
    """Return the day with day and month exchanged, where the calendar has it."""
    return _date(day.year, day.day, day.month)


def completed(birth: datetime.date, on: datetime.date) -> tuple[int, int, int]:
    """Return the age in completed years, completed months beyond, and days beyond."""
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    year, month = divmod(birth.year * 12 + birth.month - 1 + months, 12)
    last = (datetime.date(year + (month == 11), (month + 1) % 12 + 1, 1) - datetime.timedelta(days=1)).day
    since = datetime.date(year, month + 1, min(birth.day, last))
    return months // 12, months % 12, (on - since).days
