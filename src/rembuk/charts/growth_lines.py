"""Which growth charts there are, and the WHO lines that each of them shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth.lines import value_at

Kind = Literal["waz", "haz", "wlz", "whz", "baz"]
Sex = Literal["m", "f"]

#: Standard deviations of the lines, from the lowest to the highest.
SD_LINES = (-3, -2, -1, 0, 1, 2, 3)
#: From this day on a child is measured standing, and the height tables hold (WHO; 24 months).
STANDING_FROM = 731


@dataclass(frozen=True, slots=True)
class Picture:
    """What one kind of chart shows: its names, measure and unit, its index, categories and LMS table, its steps."""

    kind: Kind
    heading: str
    short: str
    measure: str
    unit: str
    index: str
    category: str
    table: str
    by_age: bool
    label_step: float
    grid_step: float


PICTURES: dict[Kind, Picture] = {
    "waz": Picture(
        kind="waz",
        heading="Berat badan menurut umur",
        short="BB/U",
        measure="Berat badan",
        unit="kg",
        index="waz",
        category="bb_u",
        table="wei",
        by_age=True,
        label_step=2,
        grid_step=1,
    ),
    "haz": Picture(
        kind="haz",
        heading="Panjang atau tinggi badan menurut umur",
        short="PB/U – TB/U",
        measure="Panjang/tinggi badan",
        unit="cm",
        index="haz",
        category="tb_u",
        table="len",
        by_age=True,
        label_step=5,
        grid_step=5,
    ),
    "wlz": Picture(
        kind="wlz",
        heading="Berat badan menurut panjang badan",
        short="BB/PB",
        measure="Berat badan",
        unit="kg",
        index="whz",
        category="bb_tb",
        table="wfl",
        by_age=False,
        label_step=2,
        grid_step=1,
    ),
    "whz": Picture(
        kind="whz",
        heading="Berat badan menurut tinggi badan",
        short="BB/TB",
        measure="Berat badan",
        unit="kg",
        index="whz",
        category="bb_tb",
        table="wfh",
        by_age=False,
        label_step=2,
        grid_step=1,
    ),
    "baz": Picture(
        kind="baz",
        heading="Indeks massa tubuh menurut umur",
        short="IMT/U",
        measure="Indeks massa tubuh",
        unit="kg/m²",
        index="baz",
        category="imt_u",
        table="bmi",
        by_age=True,
        label_step=1,
        grid_step=1,
    ),
}


#: A drawn line may leave the true one by this share of the picture's height: a tenth of a pixel.
_TOLERANCE = 0.0002


@dataclass(frozen=True, slots=True)
class StandardLine:
    """One WHO line in pieces: a piece ends where the tables switch from lying to standing."""

    sd: int
    pieces: tuple[tuple[NDArray[np.float64], NDArray[np.float64]], ...]

    def at_end(self) -> float:
        """Return the value at the right end."""
        return float(self.pieces[-1][1][-1])


def standard_lines(kind: Kind, sex: Sex, low: float, high: float) -> list[StandardLine]:
    """Return the seven WHO lines between two ages in days, or two lengths in cm, both included.

    SDk = M·(1 + L·S·k)^(1/L) for the rows of the LMS table (WHO Child Growth Standards, methods report, 2006).
    """
    x, lms = _rows(PICTURES[kind], sex)
    inside = (x >= low) & (x <= high)
    x, lms = x[inside], lms[inside]
    cut = int(np.searchsorted(x, STANDING_FROM)) if kind in ("haz", "baz") else len(x)
    pieces = [slice(0, cut), slice(cut, None)] if 0 < cut < len(x) else [slice(None)]
    values = np.column_stack([value_at(lms, sd) for sd in SD_LINES])
    bottom, top = value_range(kind, sex, low, high)
    bends = [_bends(x[piece], values[piece], _TOLERANCE * (top - bottom)) for piece in pieces]
    return [
        StandardLine(sd, tuple((x[p][rows], values[p, i][rows]) for p, rows in zip(pieces, bends, strict=True)))
        for i, sd in enumerate(SD_LINES)
    ]


def value_range(kind: Kind, sex: Sex, low: float, high: float) -> tuple[float, float]:
    """Return the upright axis: from −4 SD to just above +3 SD of what is shown, moved out to whole labels."""
    x, lms = _rows(PICTURES[kind], sex)
    lms = lms[(x >= low) & (x <= high)]
    step = PICTURES[kind].label_step
    bottom = np.floor(value_at(lms, -4).min() / step) * step
    top = np.ceil(value_at(lms, 3.1).max() / step) * step
    return float(bottom), float(top)


def _rows(picture: Picture, sex: Sex) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the keys (days, or cm) and the L, M, S of one sex."""
    table = lms_table(picture.table)
    lms = table.numbers[0 if sex == "m" else 1]
    keys = np.arange(table.first, table.first + len(lms), dtype=float)
    return (keys if picture.by_age else keys / 10), lms


def _bends(x: NDArray[np.float64], values: NDArray[np.float64], tolerance: float) -> NDArray[np.intp]:
    """Return the rows that must be drawn so that straight lines between them stay within ``tolerance`` of every row.

    ``values`` has a column a line; Ramer's and Douglas & Peucker's way (1972, 1973), on all columns at once.
    """
    kept, open_parts = {0, len(x) - 1}, [(0, len(x) - 1)]
    while open_parts:
        first, last = open_parts.pop()
        if last - first < 2:
            continue
        share = ((x[first : last + 1] - x[first]) / (x[last] - x[first]))[:, None]
        straight = values[first] + share * (values[last] - values[first])
        away = np.abs(values[first : last + 1] - straight).max(axis=1)
        worst = first + int(away.argmax())
        if away.max() > tolerance:
            kept.add(worst)
            open_parts += [(first, worst), (worst, last)]
    return np.array(sorted(kept))
