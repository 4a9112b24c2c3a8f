"""What was measured, in whole units, and its z-scores in hundredths: the one way from a row to a stored measurement."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from rembuk.methods import growth
from rembuk.record.children.derive import FLAG_LETTERS

#: The words of a stored measurement as ``methods.growth`` knows them.
SEXES = {"m": 1, "f": 2}
POSITIONS = {"lying": growth.LYING, "standing": growth.STANDING}
#: What a small integer holds; beyond it a z lies outside every flag limit, so its size is no news.
_LARGEST = 32767
#: What is calculated of a measuring and kept with it.
STORED = (*FLAG_LETTERS, "flagged")


#: weight_g, length_tenth_mm, position, muac_tenth_mm, weight_gain
Values = tuple[int | None, int | None, str, int | None, str]


@dataclass(frozen=True)
class Measured:
    """What a row says was measured, with its scores (``flagged``: the letters of ``FLAG_LETTERS``)."""

    measured_on: datetime.date
    weight_g: int | None = None
    length_tenth_mm: int | None = None
    position: str = ""
    muac_tenth_mm: int | None = None
    weight_gain: str = ""
    haz: int | None = None
    waz: int | None = None
    whz: int | None = None
    baz: int | None = None
    flagged: str = ""

    def values(self) -> Values:
        """Return what was measured, without what was calculated."""
        return (self.weight_g, self.length_tenth_mm, self.position, self.muac_tenth_mm, self.weight_gain)

    def filled_from(self, earlier: Values) -> Measured:
        """Return the measuring with its blanks filled from an earlier one of the same day; scores are made anew."""
        weight_g, length_tenth_mm, position, muac_tenth_mm, weight_gain = earlier
        return replace(
            self,
            weight_g=weight_g if self.weight_g is None else self.weight_g,
            length_tenth_mm=length_tenth_mm if self.length_tenth_mm is None else self.length_tenth_mm,
            position=self.position or position,
            muac_tenth_mm=muac_tenth_mm if self.muac_tenth_mm is None else self.muac_tenth_mm,
            weight_gain=self.weight_gain or weight_gain,
        )


def scored(rows: Sequence[tuple[Measured, str, datetime.date]]) -> list[Measured]:
    """Return measurings with their scores; a row is (measured, sex m/f, birth date). All are scored in one call."""
    if not rows:
        return []
    stored = stored_scores(
        growth.Measures(
            sex=np.array([SEXES.get(sex, 0) for _, sex, _ in rows], dtype=np.int8),
            age_days=np.array([(measured.measured_on - birth).days for measured, _, birth in rows], dtype=float),
            weight_kg=_column([measured.weight_g for measured, _, _ in rows], 1000),
            length_height_cm=_column([measured.length_tenth_mm for measured, _, _ in rows], 100),
            position=np.array([POSITIONS.get(one.position, growth.UNKNOWN) for one, _, _ in rows], dtype=np.int8),
        )
    )
    return [replace(one, **{name: stored[name][i] for name in STORED}) for i, (one, _, _) in enumerate(rows)]


def stored_scores(measures: growth.Measures) -> dict[str, list[Any]]:
    """Return the columns ``STORED`` of many measurings: z in hundredths (None where there is none), flag letters."""
    scores = growth.score(measures)
    flagged = np.full(len(measures.sex), "", dtype="<U4")
    for name, letter in FLAG_LETTERS.items():
        flagged = np.char.add(flagged, np.where(scores.flag[name] == 1, letter, ""))
    found: dict[str, list[Any]] = {name: _centi(scores.z[name]) for name in FLAG_LETTERS}
    return {**found, "flagged": flagged.tolist()}


def _column(values: list[int | None], unit: int) -> np.ndarray:
    return np.array([np.nan if value is None else value / unit for value in values], dtype=float)


def _centi(z: np.ndarray) -> list[int | None]:
    unknown = np.isnan(z)
    whole = np.clip(np.rint(np.where(unknown, 0, z) * 100), -_LARGEST, _LARGEST).astype(int).tolist()
    return [None if missing else value for value, missing in zip(whole, unknown.tolist(), strict=True)]
