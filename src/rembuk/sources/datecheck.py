"""Which day a date cell means: by the order that its column proves, by the age text, by the NIK; else left blank."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator

from rembuk.sources import days
from rembuk.sources.cells import Cell, tidy
from rembuk.sources.days import Day
from rembuk.sources.frame import Frame

#: in a register of under-fives an age above this is a slip of the hand
OLDEST_YEARS = 7
#: programs count the months of an age text differently, some as 30 days
AGE_SLACK_DAYS = 7

_AGE = re.compile(
    r"^\s*(?:(\d{1,2})\s*(?:tahun|thn|th)\b)?[\s,;-]*(?:(\d{1,2})\s*(?:bulan|bln|bl)\b)?[\s,;-]*(?:(\d{1,3})\s*(?:hari|hr)\b)?\s*$",
    re.IGNORECASE,
)
_NIK = re.compile(r"^\d{6}(\d\d)(\d\d)(\d\d)\d{4}$")


def age_of(text: str) -> tuple[int, int, int] | None:
    """Return years, months, days of «2 Tahun - 3 Bulan - 11 Hari»; None where the text does not give all three."""
    match = _AGE.match(text)
    if match is None or None in match.groups():
        return None
    return int(match[1]), int(match[2]), int(match[3])


def fits(birth: datetime.date, on: datetime.date, age: tuple[int, int, int]) -> bool:
    """Tell whether a child born then was that old on that day; months may end a few days sooner or later."""
    if on < birth:
        return False
    true = days.completed(birth, on)
    return abs(_in_days(true) - _in_days(age)) <= AGE_SLACK_DAYS


def _in_days(age: tuple[int, int, int]) -> float:
    return (age[0] * 12 + age[1]) * 30.4375 + age[2]


def nik_birth(nik: str) -> tuple[datetime.date, str] | None:
    """Return birth date and sex (m/f) that a whole NIK states; None where it states none."""
    match = _NIK.match(nik)
    if match is None:
        return None
    day, month, year = int(match[1]), int(match[2]), 2000 + int(match[3])
    try:
        return datetime.date(year, month, day - 40 if day > 40 else day), "f" if day > 40 else "m"
    except ValueError:
        return None


def read_dates(frame: Frame, names: list[str]) -> None:
    """Read the date columns; what stays open for a line is decided by its age text or NIK, or listed."""
    months = frame.header.source.register.months
    found: dict[str, list[Day]] = {}
    for name in names:
        known: dict[tuple[type, Cell], Day] = {}
        column = []
        for cell in frame.body.columns[name]:
            key = (cell.__class__, cell)
            if key not in known:
                blank = isinstance(cell, str) and tidy(cell).casefold() in frame.header.source.register.blank
                known[key] = Day() if blank else days.read(cell, months)
            column.append(known[key])
        found[name] = _by_column(column)
    _by_other_columns(found)
    _by_report_date(frame, found)
    _by_line(frame, found)
    for name in names:
        frame.dates[name] = [day.choices[0][0] if len(day.choices) == 1 else None for day in found[name]]
        for at, day in enumerate(found[name]):
            if day.word:
                frame.say(at, name, day.word)
            elif len(day.choices) > 1:
                both = " atau ".join(choice.isoformat() for choice, _ in day.choices)
                frame.say(at, name, "ambigu", evidence=both)
            elif day.choices and day.choices[0][1] == "serial":
                repaired = day.choices[0][0].isoformat()
                frame.say(at, name, "seri", repaired, "nomor hari Excel")


def _by_column(column: list[Day]) -> list[Day]:
    """Settle a column by its own cells: one part above 12 proves the order; true dates beside text may be turned."""
    distinct = set(column)
    proved = days.settle(distinct)
    if len(proved) == 1:
        order = next(iter(proved))
        column = [_only(day, order) for day in column]
        # Excel with American settings turns 05/02 into a true date (2 May) and leaves 13/02 as text
        true_dates = [day for day in distinct if len(day.choices) == 1 and day.choices[0][1] in ("cell", "ymd")]
        texts = [day for day in distinct if any(choice[1] == order for choice in day.choices)]
        turned = true_dates and all(day.choices[0][0].day <= 12 for day in true_dates)
        if turned and all(len(day.choices) == 1 for day in texts):
            column = [_maybe_turned(day) for day in column]
    return column


def _only(day: Day, order: str) -> Day:
    kept = tuple(choice for choice in day.choices if choice[1] == order)
    return Day(kept) if kept else day


def _maybe_turned(day: Day) -> Day:
    if len(day.choices) == 1 and day.choices[0][1] in ("cell", "ymd"):
        other = days.swapped(day.choices[0][0])
        if other is not None and other != day.choices[0][0]:
            return Day((*day.choices, (other, "dmy")))
    return day


def _by_other_columns(found: dict[str, list[Day]]) -> None:
    """Where one date column of the file proves an order and another proves none, the file's order holds."""
    proofs = {name: days.settle(set(column)) for name, column in found.items()}
    orders = set().union(*proofs.values()) if proofs else set()
    if len(orders) == 1:
        order = next(iter(orders))
        for name, column in found.items():
            if not proofs[name]:
                found[name] = [_only(day, order) for day in column]


def _by_report_date(frame: Frame, found: dict[str, list[Day]]) -> None:
    """Leave out the reading of an open date that lies after the day on which the file was written."""
    if not frame.header.title_date:
        return
    written = datetime.date.fromisoformat(frame.header.title_date)
    for name, column in found.items():
        past = {
            day: Day(kept)
            for day in set(column)
            if len(day.choices) > 1 and (kept := tuple(one for one in day.choices if one[0] <= written))
        }
        found[name] = [past.get(day, day) for day in column]


def _by_line(frame: Frame, found: dict[str, list[Day]]) -> None:
    """Choose by age text and NIK where a line's dates are still open; settle the file if all its lines agree."""
    if "birth_date" not in found:
        return
    count = len(frame)
    births = found["birth_date"]
    measured = found.get("measured_on", [Day()] * count)
    ages = frame.texts.get("age_text", [""] * count)
    niks = frame.texts.get("nik", [""] * count)
    open_lines = [at for at in range(count) if len(births[at].choices) > 1 or len(measured[at].choices) > 1]
    if not open_lines:
        return
    births, measured = list(births), list(measured)
    for at in open_lines:
        pairs = list(_pairs(births[at], measured[at], age_of(ages[at]), niks[at]))
        for column, which in ((births, 0), (measured, 1)):
            options = {pair[which] for pair in pairs if pair[which] is not None}
            if len(column[at].choices) > 1 and len(options) == 1:
                (only,) = options
                column[at] = Day(((only, "proved"),))  # type: ignore[arg-type]
    found["birth_date"] = births
    if "measured_on" in found:
        found["measured_on"] = measured


def _pairs(
    birth: Day, on: Day, age: tuple[int, int, int] | None, nik: str
) -> Iterator[tuple[datetime.date | None, datetime.date | None]]:
    """Yield the pairs of days that the age text and the NIK leave possible."""
    stated = nik_birth(nik)
    born: list[datetime.date | None] = [choice for choice, _ in birth.choices]
    measured: list[datetime.date | None] = [choice for choice, _ in on.choices]
    if stated is not None and len(born) > 1 and stated[0] in born:
        born = [stated[0]]
    for first in born or [None]:
        for second in measured or [None]:
            if first is None or second is None or _possible(first, second, age):
                yield first, second


def _possible(birth: datetime.date, on: datetime.date, age: tuple[int, int, int] | None) -> bool:
    return on >= birth and (age is None or fits(birth, on, age))
