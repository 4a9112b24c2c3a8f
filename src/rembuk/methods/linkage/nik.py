"""What a NIK (16-digit population number) says, and when it says nothing about the child.

16 digits: province, regency, district of *first registration* (2 each), ddmmyy with 40 added to the day for women,
then a sequence from 0001 within that district and birth date. There is no check digit, and a NIK is not re-issued when
a birth date is corrected: a NIK that disagrees with date, sex or village is evidence, never a reason to refuse a row.
(UU 23/2006 as amended by UU 24/2013; PP 40/2019; Dukcapil Klaten on corrected dates.)
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

#: A birth date in a NIK that lies this many years before the child's own birth date belongs to an adult.
PARENT_YEARS = 12
#: A NIK may hold a date this long after the birth date in the file, where one of the two is wrong.
LATER_YEARS = 20
#: Shortest readable start of a masked NIK that says anything (province, regency and a digit of the district).
MASKED_LEAST = 5
_LENGTH = 16


@dataclass(frozen=True)
class ReadNiks:
    """The NIKs of a column. Every array has one entry a row.

    ``kind`` is one word: ``usable``, ``blank``, ``masked``, ``length`` (not 16 digits), ``placeholder``,
    ``impossible`` (no such province, day or month) or ``parent`` (an adult's birth date in it).
    ``number`` is the NIK as an integer where usable, else -1. ``parent`` is an adult's NIK, else -1.
    ``born`` is the birth date in a usable NIK (NaT elsewhere), ``female`` its sex.
    ``start`` is the readable beginning of a masked NIK, blank elsewhere.
    """

    kind: NDArray[np.str_]
    number: NDArray[np.int64]
    parent: NDArray[np.int64]
    born: NDArray[np.datetime64]
    female: NDArray[np.bool_]
    start: pa.Array


def read_column(cells: pa.Array | pa.ChunkedArray, born: NDArray[np.datetime64]) -> ReadNiks:
    """Read a column of NIKs as text, beside the children's birth dates (``datetime64[D]``, NaT = unknown).

    Where a birth date is unknown, the middle one of the column stands in, to tell a child's NIK from an adult's.
    """
    text = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    text = pc.fill_null(text.cast(pa.string()), "")
    text = pc.replace_substring_regex(text, r"\.0+$", "")
    text = pc.replace_substring_regex(text, r"[\s.\-'’`_/]", "")
    sixteen = _flags(pc.match_substring_regex(text, r"^[0-9]{16}$"))
    start = pc.replace_substring_regex(
        pc.if_else(pc.match_substring_regex(text, rf"^[0-9]{{{MASKED_LEAST},15}}[*xX]+$"), text, ""), r"[*xX]+$", ""
    )
    masked = _flags(pc.not_equal(start, ""))
    number = np.asarray(pc.if_else(pa.array(sixteen), text, "-1").cast(pa.int64()))
    blank = _flags(pc.match_substring_regex(text, r"^0*$")) | (number == 0)

    date, female, possible = _embedded(number, born)
    kind = np.full(len(number), "length", dtype="<U11")
    kind[masked] = "masked"
    kind[sixteen] = "usable"
    kind[sixteen & ~possible] = "impossible"
    kind[sixteen & _placeholder(number)] = "placeholder"
    kind[blank] = "blank"
    adult = (kind == "usable") & _adult(date, born)
    kind[adult] = "parent"
    usable = kind == "usable"
    return ReadNiks(
        kind=kind,
        number=np.where(usable, number, -1),
        parent=np.where(adult, number, -1),
        born=np.where(usable, date, np.datetime64("NaT", "D")),
        female=usable & female,
        start=start,
    )


def same_place_and_date(left: int, right: int) -> bool:
    """Return whether two NIKs differ in the sequence alone: two children registered for one day in one district."""
    return left != right and left // 10_000 == right // 10_000


def _flags(values: pa.Array) -> NDArray[np.bool_]:
    return np.asarray(values).astype(bool)


def _placeholder(number: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Tell typed-in fillers: one digit repeated, counting up, the place followed by one digit, sequence 0000."""
    repeated = number % 1_111_111_111_111_111 == 0
    counting = np.isin(number, [1234567890123456, 123456789012345, 1234567891234567, 9876543210987654])
    counting |= np.isin(number, [1234567890123457, 1234567812345678, 6543210987654321])
    tail = number % 10_000_000_000
    return repeated | counting | (tail % 1_111_111_111 == 0) | (number % 10_000 == 0)


def _embedded(
    number: NDArray[np.int64], born: NDArray[np.datetime64]
) -> tuple[NDArray[np.datetime64], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return birth date and sex in each NIK, and whether place and date can be. The century is the latest that fits."""
    day = (number // 100_000_000) % 100
    month = (number // 1_000_000) % 100
    year = (number // 10_000) % 100
    female = day > 40
    day = np.where(female, day - 40, day)
    province = number // 100_000_000_000_000
    regency = (number // 1_000_000_000_000) % 100
    district = (number // 10_000_000_000) % 100
    possible = np.isin(province, _provinces()) & (regency > 0) & (district > 0)
    possible &= (day >= 1) & (day <= 31) & (month >= 1) & (month <= 12)
    latest = _years(_with_middle(born)) + LATER_YEARS
    full = latest - (latest - year) % 100
    first = _first_of_month(full, np.clip(month, 1, 12))
    date = first + (day - 1).astype("timedelta64[D]")
    possible &= date.astype("datetime64[M]") == first.astype("datetime64[M]")
    return np.where(possible, date, np.datetime64("NaT", "D")), female, possible


def _adult(date: NDArray[np.datetime64], born: NDArray[np.datetime64]) -> NDArray[np.bool_]:
    with np.errstate(invalid="ignore"):
        return _years(_with_middle(born)) - _years(np.where(np.isnat(date), _with_middle(born), date)) >= PARENT_YEARS


def _with_middle(born: NDArray[np.datetime64]) -> NDArray[np.datetime64]:
    """Return the birth dates with unknown ones replaced by the middle known one (2020 where none is known)."""
    known = np.sort(born[~np.isnat(born)])
    middle = known[len(known) // 2] if len(known) else np.datetime64("2020-07-01", "D")
    return np.where(np.isnat(born), middle, born)


def _years(dates: NDArray[np.datetime64]) -> NDArray[np.int64]:
    return dates.astype("datetime64[Y]").astype(np.int64) + 1970


def _first_of_month(year: NDArray[np.int64], month: NDArray[np.int64]) -> NDArray[np.datetime64]:
    return ((year - 1970) * 12 + month - 1).astype("datetime64[M]").astype("datetime64[D]")


@functools.cache
def _provinces() -> list[int]:
    facts = json.loads((resources.files("rembuk.knowledge.linkage") / "provinces.json").read_text("utf-8"))
    return [int(code) for code in facts["codes"]]
