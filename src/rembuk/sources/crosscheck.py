"""What the columns of one line say about each other, and the lines about one another: doubts, never changes."""

from __future__ import annotations

import datetime
from typing import Any

import numpy as np

from rembuk.sources.cells import normal
from rembuk.sources.checksum import PRINTED, TOLERANCE, Checksum
from rembuk.sources.datecheck import OLDEST_YEARS, age_of, fits
from rembuk.sources.frame import Frame


def doubt(frame: Frame) -> None:
    """List what does not go together: dates and age, label and z, the same child and day twice, a child unnamed."""
    _dates(frame)
    for index in PRINTED:
        _labels(frame, index)
    _doubles(frame)
    if "name" in frame.texts:
        for at, name in enumerate(frame.texts["name"]):
            if not name:
                frame.say(at, "name", "tanpa-nama")


def _dates(frame: Frame) -> None:
    if "birth_date" not in frame.dates:
        return
    count = len(frame)
    report = frame.header.title_date
    written = datetime.date.fromisoformat(report) if report else None
    measured = frame.dates.get("measured_on", [None] * count)
    ages = frame.texts.get("age_text", [""] * count)
    for at, (birth, on, text) in enumerate(zip(frame.dates["birth_date"], measured, ages, strict=True)):
        for name, day in (("birth_date", birth), ("measured_on", on)):
            if day is not None and written is not None and day > written:
                frame.say(at, name, "setelah-laporan", evidence=f"berkas dibuat {written.isoformat()}")
        if birth is None or on is None:
            continue
        word, evidence = _disagreement(birth, on, text)
        if word:
            for name in ("birth_date", "measured_on"):
                frame.say(at, name, word, evidence=evidence)


def _disagreement(birth: datetime.date, on: datetime.date, age_text: str) -> tuple[str, str]:
    """Return what is wrong between two dates and the age text; both dates may be the wrong one."""
    if on < birth:
        return "sebelum-lahir", f"lahir {birth.isoformat()}, diukur {on.isoformat()}"
    age = age_of(age_text)
    if age is not None and not fits(birth, on, age):
        return "usia-berbeda", f"tertulis {age_text}"
    if (on - birth).days > OLDEST_YEARS * 366:
        return "bukan-balita", f"{(on - birth).days // 365} tahun saat diukur"
    return "", ""


def _labels(frame: Frame, index: str) -> None:
    """Hold the category word against the printed z; where the measures prove the z, the word is the wrong one."""
    name = f"{index}_category"
    if name not in frame.texts or PRINTED[index] not in frame.numbers:
        return
    words = frame.header.source.register.categories.get(index, {})
    known: dict[str, dict[str, Any] | None] = {text: words.get(normal(text)) for text in set(frame.texts[name])}
    z = frame.numbers[PRINTED[index]]
    wrong = [
        at
        for at, text in enumerate(frame.texts[name])
        if (category := known[text]) is not None and not np.isnan(z[at]) and not within(float(z[at]), category)
    ]
    if not wrong:
        return
    lines = np.array(wrong, dtype=np.intp)
    sums = Checksum(frame)
    computed = sums.score(lines, sums.column("weight_kg")[lines], sums.column("length_height_cm")[lines])[index]
    proved = np.any(np.abs(computed - z[lines]) <= TOLERANCE, axis=0).tolist()
    for at, sure in zip(wrong, proved, strict=True):
        evidence = f"z tercetak {z[at]:.2f}, kategori {frame.texts[name][at]}"
        frame.say(at, name, "label-berbeda", evidence=evidence)
        if not sure:
            frame.say(at, PRINTED[index], "label-berbeda", evidence=evidence)


def within(z: float, category: dict[str, Any]) -> bool:
    """Tell whether z lies in a category's limits: ``from`` and ``to`` belong to it, ``below`` and ``above`` do not."""
    return (
        z >= category.get("from", -np.inf)
        and z <= category.get("to", np.inf)
        and z < category.get("below", np.inf)
        and z > category.get("above", -np.inf)
    )


def _doubles(frame: Frame) -> None:
    """List lines of a child and day that an earlier line has already."""
    count = len(frame)
    niks = frame.texts.get("nik", [""] * count)
    names = frame.texts.get("name", [""] * count)
    births = frame.dates.get("birth_date", [None] * count)
    parents = frame.texts.get("parent_name", [""] * count)
    measured = frame.dates.get("measured_on", [None] * count)
    months = frame.body.months or [0] * count
    first: dict[tuple[object, ...], int] = {}
    for at in range(count):
        if not names[at]:
            continue
        # twins share birth date and parent, brothers a mistaken NIK: only all of it together is the same child
        key = (niks[at], normal(names[at]), births[at], normal(parents[at]), measured[at], months[at])
        before = first.setdefault(key, at)
        if before != at:
            frame.say(at, "", "baris-ganda", evidence=f"sama dengan baris {frame.body.rows[before]}")
