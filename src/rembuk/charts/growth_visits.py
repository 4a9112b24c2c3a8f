"""The visits of one child: what was measured, where it stands on a growth chart, and the table behind the picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

import numpy as np

from rembuk.charts.axes import age_words, long_date, measured, number
from rembuk.charts.growth_lines import PICTURES, STANDING_FROM, Kind, Picture, Sex
from rembuk.methods.growth import LYING, STANDING, UNKNOWN, Measures, Scores, score
from rembuk.methods.growth.categories import CATEGORY_WORDS, category_codes

Position = Literal["lying", "standing", ""]

_POSITION_CODES: dict[str, int] = {"lying": LYING, "standing": STANDING, "": UNKNOWN}
_POSITION_WORDS: dict[str, str] = {"lying": "terlentang", "standing": "berdiri", "": "tidak diketahui"}
#: Where the age is unknown, a child this long (cm) or longer counts as standing (WHO).
_TALL_CM = 87.0


@dataclass(frozen=True, slots=True)
class Visit:
    """One visit as it stands in the register; ``None`` = not measured or not known.

    ``replaced``: a later correction took the place of these values; they are shown struck through and never joined.
    """

    age_days: float | None
    weight_kg: float | None = None
    length_height_cm: float | None = None
    position: Position = ""
    measured_on: date | None = None
    oedema: bool = False
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A visit on one chart: ``x`` (days, or cm), ``y`` (the measure as the chart's lines ask for it), z and doubts.

    ``category`` is the word of Permenkes 2/2020, blank without z and where z is outside the WHO limits.
    ``x`` and ``y`` are ``None`` where the visit cannot be drawn on this chart; ``reason`` then says why, in Indonesian.
    """

    visit: Visit
    x: float | None
    y: float | None
    z: float | None
    flagged: bool
    category: str
    mark: str
    reason: str

    @property
    def stands(self) -> bool:
        """Tell whether the visit belongs to the child's line: neither replaced nor outside the WHO limits."""
        return not (self.visit.replaced or self.flagged)

    @property
    def doubtful(self) -> bool:
        """Tell whether somebody should measure again: outside the WHO limits, and not corrected since."""
        return self.flagged and not self.visit.replaced

    @property
    def hooks(self) -> list[str]:
        """Return the class names that tell the state of the visit."""
        return ["replaced"] * self.visit.replaced + ["flagged"] * self.doubtful


def place(visits: Sequence[Visit], kind: Kind, sex: Sex) -> list[Placed]:
    """Return the visits placed on one chart, in the order of age (unknown ages last), scored by ``methods.growth``."""
    picture = PICTURES[kind]
    if not visits:
        return []
    visits = [_dated(visit) for visit in visits]
    scores = _score(visits, sex, picture.index)
    placed = [_place(visit, i, picture, scores) for i, visit in enumerate(visits)]
    return sorted(placed, key=lambda p: (p.visit.age_days is None, p.visit.age_days or 0, not p.visit.replaced))


def growth_table(visits: Sequence[Visit], *, kind: Kind, sex: Sex) -> list[dict[str, str]]:
    """Return the table behind a growth chart: one row a visit, Indonesian headings and numbers, drawn or not.

    A blank means «not measured» or «not defined», and the last column says which.
    """
    picture = PICTURES[kind]
    return [_row(p, picture) for p in place(visits, kind, sex)]


def kinds_for(visits: Sequence[Visit]) -> list[Kind]:
    """Return the charts on which at least one of the visits can be drawn, in the order of the register."""
    return [kind for kind in PICTURES if any(p.y is not None for p in place(visits, kind, "m"))]


def sentence(p: Placed, picture: Picture) -> str:
    """Return one visit in words: ``2 tahun 3 bulan (4 Mei 2026): berat badan 9,1 kg, z −2,10, terlentang``."""
    age = "umur tidak diketahui" if p.visit.age_days is None else age_words(p.visit.age_days)
    when = f" ({long_date(p.visit.measured_on)})" if p.visit.measured_on else ""
    parts = [f"{age}{when}: {picture.measure.lower()} {_shown(p.y)} {picture.unit}"]
    if not picture.by_age:
        parts.append(f"{'panjang' if picture.kind == 'wlz' else 'tinggi'} {_shown(p.x)} cm")
    parts.append(f"z {number(p.z, 2)}" if p.z is not None else "z tidak dapat dihitung")
    if p.category:
        parts.append(p.category)
    if p.mark != "weight":
        parts.append(f"cara ukur {_POSITION_WORDS[p.visit.position]}")
    return ", ".join(parts + _doubts(p))


def _dated(visit: Visit) -> Visit:
    """Return the visit with an age that is no number as unknown."""
    known = visit.age_days is None or math.isfinite(visit.age_days)
    return visit if known else replace(visit, age_days=None)


def _score(visits: Sequence[Visit], sex: Sex, index: str) -> Scores:
    """Return the z-scores of the visits; a visit without a known age keeps NaN."""
    return score(
        Measures(
            sex=np.full(len(visits), 1 if sex == "m" else 2, dtype=np.int8),
            age_days=_floats([v.age_days for v in visits]),
            weight_kg=_floats([v.weight_kg for v in visits]),
            length_height_cm=_floats([v.length_height_cm for v in visits]),
            position=np.array([_POSITION_CODES[v.position] for v in visits], dtype=np.int8),
            oedema=np.array([v.oedema for v in visits]),
        ),
        [index],
    )


def _floats(values: list[float | None]) -> np.ndarray:
    return np.array([math.nan if value is None else value for value in values], dtype=float)


def _place(visit: Visit, i: int, picture: Picture, scores: Scores) -> Placed:
    z = float(scores.z[picture.index][i])
    length, weight = _positive(float(scores.adjusted_cm[i])), _positive(visit.weight_kg)
    x, y, reason = _spot(visit, picture, length, weight)
    if reason:
        x = y = None
    here = not reason or picture.by_age  # a z of the other weight-for-length table does not belong to this picture
    known = math.isfinite(z) and here
    flagged = known and bool(scores.flag[picture.index][i] == 1)
    number_of_word = int(category_codes(scores.z[picture.index][i : i + 1], picture.category)[0])
    return Placed(
        visit=visit,
        x=x,
        y=y,
        z=z if known else None,
        flagged=flagged,
        category=CATEGORY_WORDS[picture.category][number_of_word] if known and not flagged else "",
        mark="weight" if picture.kind == "waz" else visit.position or "unknown",
        reason=reason,
    )


def _positive(value: float | None) -> float | None:
    """Return a measure, or ``None`` where nothing was measured: blank, not a number, zero and below."""
    return value if value is not None and math.isfinite(value) and value > 0 else None


def _spot(
    visit: Visit, picture: Picture, length: float | None, weight: float | None
) -> tuple[float | None, float | None, str]:
    """Return x, y and, where there is no spot, the reason."""
    day = None if visit.age_days is None else math.floor(visit.age_days + 0.5)
    if picture.kind != "haz":
        if weight is None:
            return None, None, "tidak ditimbang"
        if visit.oedema:
            return None, None, "edema: berat tidak dinilai"
    if picture.kind != "waz" and length is None:
        return None, None, "tidak diukur panjang atau tingginya"
    if not picture.by_age:
        height_table = _on_height_table(visit, day, length)
        if height_table != (picture.kind == "whz"):
            other = "BB/TB" if height_table else "BB/PB"
            return None, None, f"ada di grafik {other}"
        return length, weight, ""
    if day is None:
        return None, None, "umur tidak diketahui"
    if day < 0:
        return None, None, "diukur sebelum tanggal lahir"
    measure = {"waz": weight, "haz": length, "baz": weight and length and weight / (length / 100) ** 2}
    return float(day), measure[picture.kind], ""


def _on_height_table(visit: Visit, day: int | None, length: float | None) -> bool:
    if day is not None:
        return day >= STANDING_FROM
    if visit.position:
        return visit.position == "standing"
    return (length or 0) >= _TALL_CM


def _row(p: Placed, picture: Picture) -> dict[str, str]:
    visit = p.visit
    return {
        "Tanggal": long_date(visit.measured_on) if visit.measured_on else "",
        "Umur": "" if visit.age_days is None else age_words(visit.age_days),
        "Berat (kg)": _shown(visit.weight_kg),
        "Panjang/tinggi (cm)": _shown(visit.length_height_cm),
        "Cara ukur": "" if visit.length_height_cm is None else _POSITION_WORDS[visit.position],
        f"{picture.measure} di grafik ({picture.unit})": _shown(p.y),
        f"z {picture.short}": "" if p.z is None else number(p.z, 2),
        "Golongan": p.category,
        "Catatan": "; ".join(filter(None, [p.reason, *_doubts(p)])),
    }


def _doubts(p: Placed) -> list[str]:
    doubts = ["nilai lama, sudah dibetulkan"] if p.visit.replaced else []
    return doubts + (["di luar batas WHO, ukur ulang"] if p.doubtful else [])


def _shown(value: float | None) -> str:
    return "" if value is None or not math.isfinite(value) else measured(value, 1, 2)
