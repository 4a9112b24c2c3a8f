"""Numbers as Indonesian office files hold them: what stands there, and what it may have been before Excel.

With Indonesian settings «.» parts hours from minutes, so Excel turns ``8.5`` into the time 08.05, ``85.5`` into
85.05.00, and ``0.98`` (98 minutes) into the day fraction 0,068055556. A time does not tell whether it was 8.5 or 8.05:
every possible original is a candidate, and only a proof elsewhere (the printed z-score) may choose among them.
"""

from __future__ import annotations

import datetime
import math
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from rembuk.sources.catalogue import Column
from rembuk.sources.cells import Cell, as_it_stood, tidy

MINUTES_A_DAY = 1440
#: no number of a register is written with more signs
LONGEST = 40

_PLAIN = re.compile(r"^([+-]?)(\d+)(?:([.,])(\d*))?$|^([+-]?)([.,])(\d+)$")
_GROUPED = re.compile(r"^[+-]?\d{1,3}(?:([.,])\d{3})+(?:([.,])\d+)?$")
_TIME = re.compile(r"^(\d{1,4})([.:])(\d{2})(?:[.:](\d{2}))?(?:\s*([AaPp])\.?[Mm]\.?)?$")
_SCIENTIFIC = re.compile(r"^[+-]?\d+(?:[.,]\d+)?[eE][+-]?\d+$")
_DAY_MONTH = re.compile(r"^(\d{1,2})[-/ ]([A-Za-z]{3,9}|\d{1,2})(?:[-/ ](\d{2,4}))?$")
_ISO = re.compile(r"^(\d{4})-(\d\d)-(\d\d)(?: 00:00(?::00)?)?$")
_WITH_UNIT = re.compile(r"^([-+]?[\d.,:]+)\s*(kg|kilo|cm|gram|gr|g|mm|m)\.?$", re.IGNORECASE)
_TO_KG = {"kg": 1.0, "kilo": 1.0, "gram": 0.001, "gr": 0.001, "g": 0.001}
_TO_CM = {"cm": 1.0, "mm": 0.1, "m": 100.0}


@dataclass(frozen=True)
class Candidate:
    """One value that a cell may have: as it stands (``word`` blank), or as it was before the damage of that name."""

    value: float
    word: str = ""


@dataclass(frozen=True)
class Numeral:
    """A cell read as a number.

    ``value`` is the literal reading where it can be one (None: there is none, or it is impossible in this column);
    ``stood`` is the number as it stood, possible here or not;
    ``candidates`` are other originals that a proof may choose; ``word`` says what is wrong (blank: nothing);
    ``doubtful`` = the literal reading is possible but looks like damage; ``note`` explains a change of unit.
    """

    value: float | None = None
    stood: float | None = None
    candidates: tuple[Candidate, ...] = ()
    word: str = ""
    doubtful: bool = False
    note: str = ""

    @cached_property
    def options(self) -> tuple[Candidate, ...]:
        """Return the literal reading, if there is one, and every other possible original."""
        literal = () if self.value is None else (Candidate(self.value, self.word),)
        return literal + tuple(one for one in self.candidates if one.value != self.value)

    @property
    def suspect(self) -> bool:
        """Tell whether Excel may have made this number from another: 8.05 from 8.5, 0.05 from 0.72."""
        return self.doubtful or any(one.word == "pecahan" for one in self.candidates)


def read(cell: Cell, column: Column, not_recorded: frozenset[float], months: dict[str, int]) -> Numeral:
    """Read one cell of a number column; a blank cell is ``Numeral()``."""
    if isinstance(cell, bool):
        return Numeral(word="bukan-angka")
    if isinstance(cell, int | float):
        if not math.isfinite(cell):
            return Numeral(word="bukan-angka")
        return _of_number(float(cell), "", column, not_recorded)
    if not isinstance(cell, str):
        return _of_excel_time(cell, column)
    text = unicodedata.normalize("NFKC", tidy(cell)).lstrip("'").replace("\u2212", "-").replace("\u2013", "-")
    text = text.replace("- ", "-")
    if len(text) > LONGEST:
        return Numeral(word="bukan-angka")
    if (match := _WITH_UNIT.match(text)) is not None:
        return _of_unit(match, column)
    if (match := _PLAIN.match(text)) is not None:
        decimals = match[4] or match[7] or ""
        number = float(text.replace(",", "."))
        # 08.05: nobody writes a leading zero, Excel's clock does
        clock = len(match[2] or "") > 1 and (match[2] or "").startswith("0") and len(decimals) == 2
        if clock and int(decimals) < 60:
            return _of_minutes(int(match[2]) * 60 + int(decimals), column)
        return _of_number(number, decimals, column, not_recorded)
    if (match := _TIME.match(text)) is not None:
        return _of_clock(match, column)
    if _GROUPED.match(text):
        return _of_grouped(text, column, not_recorded)
    if _SCIENTIFIC.match(text):
        return _in_bounds(float(text.replace(",", ".")), (), column, "luar-batas")
    if (match := _ISO.match(text)) is not None:
        return Numeral(None, None, _possible(_of_date(int(match[3]), int(match[2]), int(match[1])), column), "tanggal")
    if (match := _DAY_MONTH.match(text)) is not None:
        return _of_day_month(match, column, months)
    return Numeral(word="bukan-angka")


def _of_number(number: float, decimals: str, column: Column, not_recorded: frozenset[float]) -> Numeral:
    if column.unit != "SD" and number in not_recorded:
        return Numeral(word="tidak-tercatat")
    candidates = []
    doubtful = False
    hundredths = round(abs(number) * 100)
    if number >= 0 and abs(abs(number) * 100 - hundredths) < 1e-6 and 0 < hundredths % 100 < 10:
        doubtful = len(decimals) == 2
        candidates.append(Candidate(hundredths // 100 + (hundredths % 100) / 10, "waktu"))
    if 0 < number < 10 and not float(number).is_integer():
        candidates += _of_fraction(number, len(decimals))
    fraction = bool(candidates) and candidates[-1].word == "pecahan" and len(decimals) >= 6
    if column.unit in ("kg", "cm"):
        candidates += [Candidate(round(number * by, 6), "kali-sepuluh") for by in (0.1, 0.01, 10.0)]
        unit = 0.001 if column.unit == "kg" else 100.0
        candidates.append(Candidate(round(number * unit, 6), "satuan"))
    elif column.unit == "SD" and abs(number) > column.highest:
        candidates += [Candidate(round(number * by, 6), "kali-sepuluh") for by in (0.1, 0.01)]
    if fraction:
        return Numeral(None, number, _possible(candidates, column), "pecahan")
    return _in_bounds(number, candidates, column, "luar-batas", doubtful)


def _of_fraction(number: float, decimals: int) -> list[Candidate]:
    """Return the originals of a day fraction: minutes over 59 roll over (98 min = 0.98), else a plain time."""
    minutes = number * MINUTES_A_DAY
    whole = round(minutes)
    slack = 0.002 if decimals == 0 or decimals >= 6 else 0.08 if decimals >= 4 else 1e-6
    if whole <= 0 or abs(minutes - whole) > slack:
        return []
    hours, rest = divmod(whole, 60)
    found = [Candidate(value, "pecahan") for value in _clock_values(hours, rest)]
    if rest <= 39 and hours >= 1:
        found.insert(0, Candidate(_two_decimals(hours - 1, rest + 60), "pecahan"))
    return found


def _of_clock(match: re.Match[str], column: Column) -> Numeral:
    hours, minutes = int(match[1]), int(match[3])
    if match[5] and match[5] in "Pp" and hours < 12:
        hours += 12
    if match[5] and match[5] in "Aa" and hours == 12:
        hours = 0
    if minutes > 59:
        return Numeral(word="bukan-angka")
    return _of_minutes(hours * 60 + minutes, column)


def _of_excel_time(cell: Cell, column: Column) -> Numeral:
    """Read a true date or time of a workbook that stands where a number should."""
    if isinstance(cell, datetime.time):
        seconds = cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    elif isinstance(cell, datetime.timedelta):
        seconds = cell.total_seconds()
    elif isinstance(cell, datetime.datetime) and cell.year < 1901:
        # below 60 days Excel's count starts on 31 December 1899, above it one day earlier (its 29 February 1900)
        days = (cell.date() - datetime.date(1899, 12, 31)).days
        days += cell.date() >= datetime.date(1900, 3, 1)
        seconds = days * 86_400 + cell.hour * 3600 + cell.minute * 60 + cell.second + cell.microsecond / 1e6
    elif isinstance(cell, datetime.date):
        originals = _of_date(cell.day, cell.month, cell.year)
        return Numeral(None, None, _possible(originals, column), "tanggal")
    else:
        return Numeral(word="bukan-angka")
    return _of_minutes(round(seconds / 60), column)


def _of_minutes(minutes: int, column: Column) -> Numeral:
    """Read a time: 8:15 was 8.15; 8:05 was 8.5 or 8.05, which only a proof can tell."""
    hours, rest = divmod(minutes, 60)
    values = _clock_values(hours, rest)
    candidates = [Candidate(value, "waktu") for value in values]
    if rest <= 39 and hours >= 1:
        candidates.append(Candidate(_two_decimals(hours - 1, rest + 60), "pecahan"))
    possible = _possible(candidates, column)
    sure = len(values) == 1 and column.lowest <= values[0] <= column.highest
    return Numeral(
        values[0] if sure else None,
        None,
        possible,
        "waktu",
        note="jam dan menitnya hanya dapat berasal dari satu angka" if sure else "",
    )


def _clock_values(hours: int, minutes: int) -> list[float]:
    if 0 < minutes < 10:
        return [round(hours + minutes / 10, 1), _two_decimals(hours, minutes)]
    return [_two_decimals(hours, minutes)]


def _two_decimals(whole: int, hundredths: int) -> float:
    return round(whole + hundredths / 100, 2)


def _of_date(day: int, month: int, year: int) -> list[Candidate]:
    """Return the numbers that a date may have been: 8.5 → 8 May or 5 August; 12.45 → December 1945."""
    pairs = [(day, month), (month, day)] + ([(month, year % 100)] if day == 1 else [])
    values = []
    for whole, minor in pairs:
        values += [whole + minor / 10] if minor < 10 else []
        values.append(_two_decimals(whole, minor))
    return [Candidate(round(value, 2), "tanggal") for value in dict.fromkeys(values)]


def _of_day_month(match: re.Match[str], column: Column, months: dict[str, int]) -> Numeral:
    day = int(match[1])
    month = int(match[2]) if match[2].isdigit() else months.get(match[2].casefold(), 0)
    if month == 0:
        return Numeral(word="bukan-angka")
    return Numeral(None, None, _possible(_of_date(day, month, int(match[3] or 0)), column), "tanggal")


def _of_grouped(text: str, column: Column, not_recorded: frozenset[float]) -> Numeral:
    """Read ``1.234,5`` and ``1,234.5``: the last sign parts the decimals if it differs from the first."""
    last = max(text.rfind("."), text.rfind(","))
    other = "," if text[last] == "." else "."
    if other in text:
        return _of_number(float(text.replace(other, "").replace(",", ".")), "", column, not_recorded)
    return _of_number(float(text.replace(text[last], "")), "", column, not_recorded)


def _of_unit(match: re.Match[str], column: Column) -> Numeral:
    factors = _TO_KG if column.unit == "kg" else _TO_CM if column.unit == "cm" else {}
    factor = factors.get(match[2].casefold())
    try:
        number = float(match[1].replace(",", "."))
    except ValueError:
        return Numeral(word="bukan-angka")
    if factor is None:
        return Numeral(word="bukan-angka")
    read = _in_bounds(round(number * factor, 6), (), column, "luar-batas")
    if factor == 1.0 or read.value is None:
        return read
    return Numeral(read.value, read.value, word="satuan", note=f"satuan tertulis: {match[2]}")


def _in_bounds(
    number: float,
    candidates: list[Candidate] | tuple[Candidate, ...],
    column: Column,
    word: str,
    doubtful: bool = False,
) -> Numeral:
    possible = tuple(one for one in _possible(candidates, column) if one.value != number)
    if column.lowest <= number <= column.highest:
        return Numeral(number, number, possible, "", doubtful)
    return Numeral(None, number, possible, word)


def _possible(candidates: list[Candidate] | tuple[Candidate, ...], column: Column) -> tuple[Candidate, ...]:
    """Return the candidates that the column can hold, each value once."""
    found: dict[float, Candidate] = {}
    for one in candidates:
        if column.lowest <= one.value <= column.highest:
            found.setdefault(one.value, one)
    return tuple(found.values())


def as_text(number: float) -> str:
    """Return a number as ROWS and PROBLEMS write it: a decimal point, no trailing zeros."""
    return as_it_stood(float(number))
