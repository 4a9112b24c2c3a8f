"""Where a changed count comes from: every child is followed from one count to the next, and the sum always closes.

``flow`` explains «312 stunted children became 287»; ``bridge`` explains why a figure that Sigizi prints differs from
ours, step by step; ``lines_of_villages`` keeps the old and the new series when villages split or merge.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

Codes = NDArray[np.int8]
Mask = NDArray[np.bool_]


class Status(IntEnum):
    """What a register says of a child at one count."""

    ABSENT = 0
    NOT_MEASURED = 1
    NOT_STUNTED = 2
    STUNTED = 3


class Absence(IntEnum):
    """Why a child is in only one of two counts; the same word serves both ends (born ↔ aged out, moved in ↔ out)."""

    UNKNOWN = 0
    AGE = 1
    MOVED = 2
    DIED = 3
    DUPLICATE = 4


@dataclass(frozen=True)
class Step:
    """One line of the flow: how many children it adds to (+) or takes from (-) the count; ``total`` after it."""

    name: str
    label: str
    children: int
    total: int


_LABELS = {
    "published": "jumlah seperti diumumkan",
    "corrected_out": "ternyata tidak pendek setelah data dibetulkan",
    "corrected_in": "ternyata pendek setelah data dibetulkan",
    "corrected": "jumlah lama setelah dibetulkan",
    "aged_out": "sudah lewat umur lima tahun",
    "moved_out": "pindah keluar",
    "died": "meninggal",
    "duplicate_out": "data ganda yang digabung",
    "lost": "tidak lagi tercatat, sebab tidak diketahui",
    "not_measured_now": "tidak diukur kali ini",
    "recovered": "kini −2 SD atau lebih",
    "born": "baru lahir atau baru masuk umur",
    "moved_in": "pindah masuk",
    "appeared": "baru tercatat, sebab tidak diketahui",
    "not_measured_before": "dahulu tidak diukur",
    "newly_stunted": "kini di bawah −2 SD",
    "now": "jumlah sekarang",
}
_OUT = {
    Absence.AGE: "aged_out",
    Absence.MOVED: "moved_out",
    Absence.DIED: "died",
    Absence.DUPLICATE: "duplicate_out",
    Absence.UNKNOWN: "lost",
}
_IN = {
    Absence.AGE: "born",
    Absence.MOVED: "moved_in",
    Absence.UNKNOWN: "appeared",
    Absence.DIED: "appeared",
    Absence.DUPLICATE: "appeared",
}


def flow(published: ArrayLike, before: ArrayLike, now: ArrayLike, absence: ArrayLike) -> list[Step]:
    """Return the lines from the published count to the present one; their sum is exact by construction.

    One element a child of either count: ``published`` its ``Status`` as it was announced then, ``before`` the same as
    it is known today (corrections made), ``now`` its status now, ``absence`` why it is in one count only.
    Raises ``ValueError`` where the arrays differ in length or hold other codes.
    """
    old, known, new, why = (np.asarray(part, dtype=np.int8) for part in (published, before, now, absence))
    if not old.shape == known.shape == new.shape == why.shape:
        raise ValueError("published, before, now and absence must have one element a child")
    for part, codes in ((old, Status), (known, Status), (new, Status), (why, Absence)):
        if np.any((part < 0) | (part > max(codes))):
            raise ValueError(f"codes must be those of {codes.__name__}")
    stunted_old, stunted, stunted_new = (part == Status.STUNTED for part in (old, known, new))
    left, came = stunted & ~stunted_new, stunted_new & ~stunted
    lines = [
        ("corrected_out", -_count(stunted_old & ~stunted)),
        ("corrected_in", _count(stunted & ~stunted_old)),
        ("corrected", 0),
    ]
    lines += [(name, -_count(left & (new == Status.ABSENT) & (why == reason))) for reason, name in _OUT.items()]
    lines += [
        ("not_measured_now", -_count(left & (new == Status.NOT_MEASURED))),
        ("recovered", -_count(left & (new == Status.NOT_STUNTED))),
    ]
    arrived = came & (known == Status.ABSENT)
    lines += [
        ("born", _count(arrived & (why == Absence.AGE))),
        ("moved_in", _count(arrived & (why == Absence.MOVED))),
        ("appeared", _count(arrived & (why != Absence.AGE) & (why != Absence.MOVED))),
        ("not_measured_before", _count(came & (known == Status.NOT_MEASURED))),
        ("newly_stunted", _count(came & (known == Status.NOT_STUNTED))),
        ("now", 0),
    ]
    total = _count(stunted_old)
    steps = [Step("published", _LABELS["published"], 0, total)]
    for name, children in lines:
        total += children
        steps.append(Step(name, _LABELS[name], children, total))
    return steps


def flow_sentence(steps: Sequence[Step]) -> str:
    """Return the flow in one sentence: what made the count move, the largest parts first."""
    first, last = steps[0].total, steps[-1].total
    parts = sorted((s for s in steps if s.children), key=lambda s: -abs(s.children))
    told = "; ".join(f"{'+' if s.children > 0 else '−'}{abs(s.children)} {s.label}" for s in parts)
    return f"{first} menjadi {last} anak: {told}." if told else f"Tetap {first} anak, dan anak-anaknya sama."


@dataclass(frozen=True)
class BridgeStep:
    """One step of the bridge: ``cases`` of ``counted`` children after it; ``left``/``came`` children it took or gave.

    ``percent`` None where nobody is counted; ``points`` the change of the per cent that this step alone makes.
    """

    name: str
    cases: int
    counted: int
    percent: float | None
    points: float | None
    cases_left: int
    cases_came: int


def bridge(states: Sequence[tuple[str, ArrayLike, ArrayLike]]) -> list[BridgeStep]:
    """Return the steps between one way of counting and another.

    ``states``: (name, counted (n,), case (n,)) after each step, the first as printed, the last ours; a case that is
    not counted does not count. The differences of neighbouring steps add up to the whole difference.
    """
    steps: list[BridgeStep] = []
    before: Mask | None = None
    for name, counted_rows, case_rows in states:
        counted = np.asarray(counted_rows, dtype=bool)
        case = np.asarray(case_rows, dtype=bool) & counted
        n, cases = _count(counted), _count(case)
        percent = 100 * cases / n if n else None
        last = steps[-1].percent if steps else None
        points = None if percent is None or last is None else percent - last
        came = _count(case & ~before) if before is not None else 0
        gone = _count(before & ~case) if before is not None else 0
        steps.append(BridgeStep(name, cases, n, percent, points, gone, came))
        before = case
    return steps


def bridge_from_sigizi(
    printed_case: ArrayLike,
    printed_counted: ArrayLike,
    duplicate: ArrayLike,
    too_old: ArrayLike,
    our_z: ArrayLike,
    our_flag: ArrayLike,
    cut: float = -2.0,
) -> list[BridgeStep]:
    """Return the bridge from the stunting that Sigizi prints to ours, one element a row of the export.

    ``printed_case``/``printed_counted``: pendek or sangat pendek / any TB/U word; ``duplicate`` rows beyond a child's
    one; ``too_old`` above 1826 days; ``our_z`` NaN = cannot be computed; ``our_flag`` outside the WHO limits.
    """
    counted, case = np.asarray(printed_counted, dtype=bool), np.asarray(printed_case, dtype=bool)
    double, old, flagged = (np.asarray(part, dtype=bool) for part in (duplicate, too_old, our_flag))
    z = np.asarray(our_z, dtype=np.float64)
    known = np.isfinite(z)
    with np.errstate(invalid="ignore"):
        ours = z < cut
    within = ~double & ~old
    return bridge(
        [
            ("seperti dicetak Sigizi", counted, case),
            ("tanpa baris ganda", counted & ~double, case),
            ("tanpa anak di atas lima tahun", counted & within, case),
            ("z dihitung ulang dari ukuran", counted & within & known, ours),
            ("anak berukuran yang tidak diberi kategori Sigizi", within & known, ours),
            ("tanpa nilai di luar batas WHO (hitungan kami)", within & known & ~flagged, ours),
        ]
    )


@dataclass(frozen=True)
class Succession:
    """From ``period`` on (an ISO month), ``old`` villages are ``new`` ones: a split, a merger, or a new name."""

    old: tuple[str, ...]
    new: tuple[str, ...]
    period: str


@dataclass(frozen=True)
class Line:
    """One series to draw: its name, its (period, cases, measured) points, and what a reader must know of it."""

    name: str
    points: tuple[tuple[str, int, int], ...]
    note: str


def lines_of_villages(
    counts: Mapping[str, Mapping[str, tuple[int, int]]], successions: Sequence[Succession]
) -> list[Line]:
    """Return each village's own series, and for each split or merger the joint series of all its villages.

    ``counts``: village → period → (cases, measured). Both stand: the village as it was named at the time, and the
    same ground through all times (a period in which a part is missing is left out of the joint line, not summed).
    """
    notes: dict[str, list[str]] = {}
    for change in successions:
        for village in change.old:
            notes.setdefault(village, []).append(f"sejak {change.period} menjadi {', '.join(change.new)}")
        for village in change.new:
            if village not in change.old:
                notes.setdefault(village, []).append(f"sejak {change.period}, sebelumnya {', '.join(change.old)}")
    lines = [
        Line(
            village,
            tuple((period, *by_period[period]) for period in sorted(by_period)),
            "; ".join(notes.get(village, [])),
        )
        for village, by_period in sorted(counts.items())
    ]
    for change in successions:
        points = []
        everywhere = {*change.old, *change.new}
        for period in sorted({period for village in everywhere for period in counts.get(village, {})}):
            needed = change.old if period < change.period else change.new
            parts = [counts.get(village, {}).get(period) for village in needed]
            if all(part is not None for part in parts):
                known = [part for part in parts if part is not None]
                points.append((period, sum(part[0] for part in known), sum(part[1] for part in known)))
        name = " + ".join(sorted(everywhere))
        lines.append(Line(name, tuple(points), "wilayah yang sama sepanjang waktu"))
    return lines


def _count(mask: Mask) -> int:
    return int(np.count_nonzero(mask))
