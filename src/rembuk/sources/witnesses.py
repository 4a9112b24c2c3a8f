"""Witnesses for a damaged number where no z is printed: the category word, and an earlier delivery of the same cell."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

import numpy as np
import pyarrow as pa

from rembuk.formats import tables
from rembuk.sources.cells import normal
from rembuk.sources.checksum import HEIGHT, NAMES, PRINTED, WEIGHT, Checksum
from rembuk.sources.crosscheck import within
from rembuk.sources.frame import Frame
from rembuk.sources.numerals import Candidate, Numeral, as_text

#: damages whose every possible original is known: 08.05 was 8.5 or 8.05 and nothing else
_COMPLETE = {"waktu", "pecahan", "tanggal"}
_MEASURES = ((WEIGHT, "waz"), (HEIGHT, "haz"))
#: columns that belong to the child, not to the day of measuring
_AT_BIRTH = {"birth_weight_kg", "birth_length_cm"}


def by_label(frame: Frame) -> None:
    """Repair a weight or height of which one possible original alone lies in the printed category, z being blank."""
    sums = Checksum(frame)
    for name, index in _MEASURES:
        labels = frame.texts.get(f"{index}_category")
        if labels is None or name not in frame.numerals:
            continue
        known = frame.header.source.register.categories.get(index, {})
        categories = {text: known.get(normal(text)) for text in set(labels)}
        printed = sums.column(PRINTED[index])
        trials: list[tuple[int, Candidate]] = [
            (at, option)
            for at, one in enumerate(frame.numerals[name])
            if _open(one) and sums.known[at] and np.isnan(printed[at]) and categories[labels[at]]
            for option in one.options
        ]
        if not trials:
            continue
        lines = np.array([at for at, _ in trials], dtype=np.intp)
        values = np.array([option.value for _, option in trials])
        blank = np.full(len(lines), np.nan)
        z = sums.score(lines, *((values, blank) if name == WEIGHT else (blank, values)))[index]
        inside: dict[int, list[Candidate]] = {}
        for number, (at, option) in enumerate(trials):
            category = categories[labels[at]] or {}
            inside.setdefault(at, [])
            if any(within(float(one), category) for one in z[:, number] if not np.isnan(one)):
                inside[at].append(option)
        for at, options in inside.items():
            if len(options) == 1:
                said = f"kategori {NAMES[index]} «{labels[at]}» hanya cocok dengan nilai ini"
                _accept(frame, name, at, options[0], said)


def _open(one: Numeral) -> bool:
    return bool(one.candidates) and (one.word in _COMPLETE or one.doubtful)


def by_earlier(frame: Frame, earlier: pa.Table) -> None:
    """Repair damaged numbers, and choose open birth dates, by the same child's cell in ROWS of an earlier delivery."""
    for name, numerals in frame.numerals.items():
        if name not in earlier.column_names:
            continue
        by_day = name not in _AT_BIRTH
        before = _cells(earlier, name, by_day)
        for at, key in enumerate(_keys(_columns_of(frame), by_day)):
            one = numerals[at]
            if key is None or not (one.candidates and (one.word or one.doubtful)):
                continue
            values = before.get(key, set())
            agreeing = [option for option in one.options if option.value in values]
            if len(agreeing) == 1 and len(values) == 1:
                _accept(frame, name, at, agreeing[0], f"kiriman sebelumnya: {as_text(agreeing[0].value)}")


def _accept(frame: Frame, name: str, at: int, option: Candidate, evidence: str) -> None:
    one = frame.numerals[name][at]
    if one.word or option.value != one.value:
        frame.say(at, name, option.word or one.word, as_text(option.value), evidence)
    frame.numbers[name][at] = option.value
    frame.numerals[name][at] = Numeral(option.value, option.value)


def _columns_of(frame: Frame) -> dict[str, list[Any]]:
    blank: list[Any] = [None] * len(frame)
    names = {name: frame.texts.get(name, blank) for name in ("nik", "name", "parent_name")}
    return names | {name: frame.dates.get(name, blank) for name in ("birth_date", "measured_on")}


def _cells(earlier: pa.Table, name: str, by_day: bool) -> dict[tuple[object, ...], set[float]]:
    """Return key → the values that the earlier delivery had in this column."""
    columns: dict[str, list[Any]] = {}
    for one in ("nik", "name", "parent_name", "birth_date", "measured_on"):
        if one not in earlier.column_names:
            columns[one] = [None] * earlier.num_rows
        elif one in ("birth_date", "measured_on"):
            days, _ = tables.dates(earlier[one])
            columns[one] = days.astype(object).tolist()
        else:
            columns[one] = tables.texts(earlier[one])
    numbers, _ = tables.numbers(earlier[name])
    found: dict[tuple[object, ...], set[float]] = {}
    for key, value in zip(_keys(columns, by_day), numbers.tolist(), strict=True):
        if key is not None and value == value:
            found.setdefault(key, set()).add(round(value, 6))
    return found


def _keys(columns: dict[str, list[Any]], by_day: bool) -> Iterable[tuple[object, ...] | None]:
    """Yield who and when: a whole NIK, else name, birth date and parent together; nothing where these are blank."""
    rows = zip(*(columns[one] for one in ("nik", "name", "parent_name", "birth_date", "measured_on")), strict=True)
    for nik, name, parent, birth, on in rows:
        who: tuple[object, ...] | None = None
        if nik and len(nik) == 16 and nik.isdigit():
            who = (nik, normal(name or ""))
        elif name and isinstance(birth, datetime.date):
            who = (normal(name), birth, normal(parent or ""))
        if who is None or (by_day and on is None):
            yield None
        else:
            yield (*who, on) if by_day else who
