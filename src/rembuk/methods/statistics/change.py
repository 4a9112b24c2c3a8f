"""Is it news? Change between two rounds of one series, and the smallest change that could have been seen.

A survey's figure moves by the luck of the sample; a register's by who came to be weighed. Both are said here in a
sentence for a lay reader. A survey and a register are never compared: they answer different questions.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from math import isfinite, sqrt
from typing import Literal

from rembuk.errors import Refused
from rembuk.methods.statistics.checks import number

#: Design effect that is assumed where a survey published none.
ASSUMED_DEFF = 1.5


@dataclass(frozen=True)
class Round:
    """One published or computed figure of a series.

    ``percent`` 0…100. A survey: ``n`` children and ``deff``, or ``se`` in points (either may be missing). A register:
    ``cases`` of ``measured`` of ``targeted`` children. ``label`` names round and date, ``area`` the place.
    """

    label: str
    percent: float
    series: Literal["survey", "register"] = "survey"
    area: str = ""
    n: int | None = None
    deff: float | None = None
    se: float | None = None
    cases: int | None = None
    measured: int | None = None
    targeted: int | None = None


@dataclass(frozen=True)
class Change:
    """What is known of the change between two rounds (points). None = cannot be known from what was published.

    ``verdict``: ``naik``, ``turun``, ``belum dapat dibedakan``, or ``tidak dapat dinilai``. ``smallest``: the change
    that such a pair of rounds would have shown four times in five. ``assumed``: what was assumed, in words.
    """

    first: Round
    second: Round
    points: float
    se: float | None
    low: float | None
    high: float | None
    p: float | None
    smallest: float | None
    verdict: Literal["naik", "turun", "belum dapat dibedakan", "tidak dapat dinilai"]
    sentence: str
    assumed: str = ""


def change(first: Round, second: Round, level: float = 0.95, power: float = 0.8) -> Change:
    """Compare two rounds of one series. Raises ``Refused('two-series')`` for a survey against a register."""
    _check(first)
    _check(second)
    if first.series != second.series:
        raise Refused(
            "two-series",
            "Angka survei dan angka pencatatan tidak dibandingkan: keduanya menjawab pertanyaan yang berbeda.",
            "Bandingkan survei dengan survei, dan pencatatan dengan pencatatan; tampilkan keduanya dengan label.",
        )
    return _of_register(first, second) if first.series == "register" else _of_survey(first, second, level, power)


def slope(rounds: Sequence[Round], level: float = 0.95) -> dict[tuple[str, str], list[Change]]:
    """Return the changes between neighbouring rounds, by (area, series): no line ever joins two series."""
    lines: dict[tuple[str, str], list[Round]] = {}
    for one in rounds:
        lines.setdefault((one.area, one.series), []).append(one)
    return {key: [change(a, b, level) for a, b in itertools.pairwise(line)] for key, line in lines.items()}


def smallest_change(
    percent: float, n_first: int, n_second: int, deff: float = ASSUMED_DEFF, level: float = 0.95, power: float = 0.8
) -> float:
    """Return the change in points that two samples show with probability ``power`` at ``level`` (two-sided)."""
    share = percent / 100
    se = sqrt(deff * share * (1 - share) * (1 / n_first + 1 / n_second))
    return 100 * (_normal(0.5 + level / 2) + _normal(power)) * se


def yearly_decline(percent: float, target: float, years: float) -> float:
    """Return the yearly relative fall in per cent that leads from ``percent`` to ``target`` in ``years``."""
    if percent <= 0 or target <= 0 or years <= 0:
        raise ValueError("percent, target and years must be above 0")
    decline: float = 100 * (1 - (target / percent) ** (1 / years))
    return decline


def _of_survey(first: Round, second: Round, level: float, power: float) -> Change:
    points = second.percent - first.percent
    errors = [_standard_error(one) for one in (first, second)]
    known = [error for error in errors if error is not None]
    if len(known) < 2:
        without = " dan ".join(one.label for one, error in zip((first, second), errors, strict=True) if error is None)
        said = (
            f"{_moved(points, first, second)}; tidak dapat dinilai, karena jumlah anak (n) {without} tidak diketahui."
        )
        return Change(first, second, points, None, None, None, None, None, "tidak dapat dinilai", said)
    se = sqrt(known[0] ** 2 + known[1] ** 2)
    half = _normal(0.5 + level / 2) * se
    low, high = points - half, points + half
    p = 2 * _tail(abs(points) / se) if se > 0 else (1.0 if points == 0 else 0.0)
    smallest = (_normal(0.5 + level / 2) + _normal(power)) * se
    seen = p < 1 - level
    assumed = _assumptions(first, second)
    verdict: Literal["naik", "turun", "belum dapat dibedakan"] = (
        "belum dapat dibedakan" if not seen else ("naik" if points > 0 else "turun")
    )
    said = f"{_moved(points, first, second)}; "
    interval = f"selang {_signed(low)} sampai {_signed(high)} poin"
    said += (
        f"perubahan ini melampaui ketidakpastian sampel ({interval})."
        if seen
        else (
            f"perubahan belum dapat dibedakan dari ketidakpastian sampel ({interval}). "
            f"Dengan sampel ini baru perubahan sekitar {number(smallest)} poin yang dapat diandalkan terlihat."
        )
    )
    return Change(first, second, points, se, low, high, p, smallest, verdict, said + assumed, assumed.strip())


def _of_register(first: Round, second: Round) -> Change:
    """Compare two counts of a register: only what holds whatever the unmeasured children are is called a change."""
    points = second.percent - first.percent
    bounds = [_bounds(one) for one in (first, second)]
    before, after = bounds
    if before is None or after is None:
        without = " dan ".join(one.label for one, found in zip((first, second), bounds, strict=True) if found is None)
        said = f"{_moved(points, first, second)}; tidak dapat dinilai, karena cakupan {without} tidak diketahui."
        return Change(first, second, points, None, None, None, None, None, "tidak dapat dinilai", said)
    low, high = after[0] - before[1], after[1] - before[0]
    covered = f"diukur {_coverage(first)} lalu {_coverage(second)} dari sasaran"
    if low > 0 or high < 0:
        verdict: Literal["naik", "turun", "belum dapat dibedakan"] = "naik" if low > 0 else "turun"
        said = f"{_moved(points, first, second)}; berlaku apa pun keadaan anak yang tidak diukur ({covered})."
    else:
        verdict = "belum dapat dibedakan"
        said = (
            f"{_moved(points, first, second)}; belum dapat dibedakan dari perubahan siapa yang datang ditimbang "
            f"({covered}): yang sebenarnya dapat {_signed(low)} sampai {_signed(high)} poin."
        )
    return Change(first, second, points, None, low, high, None, None, verdict, said)


def _check(one: Round) -> None:
    counts = [one.n, one.cases, one.measured, one.targeted]
    wrong = not isfinite(one.percent) or not 0 <= one.percent <= 100 or any(c is not None and c < 0 for c in counts)
    if one.cases is not None and one.measured is not None and one.cases > one.measured:
        wrong = True
    if wrong:
        raise Refused("bad-round", f"Angka «{one.label}» tidak mungkin: periksa persen dan jumlah anaknya.")


def _standard_error(one: Round) -> float | None:
    """Return a survey figure's standard error in points; None where neither SE nor n is known."""
    if one.se is not None:
        return one.se
    if not one.n:
        return None
    share = one.percent / 100
    if share in (0.0, 1.0):  # no child, or every child: the error is not 0
        share = 0.5 / (one.n + 1)
    deff = ASSUMED_DEFF if one.deff is None else one.deff
    return 100 * sqrt(deff * share * (1 - share) / one.n)


def _assumptions(first: Round, second: Round) -> str:
    without = [one.label for one in (first, second) if one.se is None and one.deff is None]
    return f" (Efek rancangan {number(ASSUMED_DEFF)} diandaikan untuk {' dan '.join(without)}.)" if without else ""


def _bounds(one: Round) -> tuple[float, float] | None:
    """Return the least and most per cent of a register's target children that can be cases."""
    if one.measured is None or not one.targeted:
        return None
    cases = one.cases if one.cases is not None else one.percent / 100 * one.measured
    total = max(one.targeted, one.measured)
    return 100 * cases / total, 100 * (cases + total - one.measured) / total


def _coverage(one: Round) -> str:
    if one.measured is None or not one.targeted:
        return "tidak diketahui"
    return f"{number(100 * one.measured / one.targeted, 0)} %"


def _moved(points: float, first: Round, second: Round) -> str:
    way = "Naik" if points > 0 else "Turun"
    span = f"{number(first.percent)} % ({first.label}) → {number(second.percent)} % ({second.label})"
    return f"Tetap: {span}" if abs(points) < 0.05 else f"{way} {number(abs(points))} poin: {span}"


def _signed(points: float) -> str:
    return f"{'+' if points >= 0 else '−'}{number(abs(points))}"


def _normal(share: float) -> float:
    from scipy.special import ndtri

    return float(ndtri(share))


def _tail(z: float) -> float:
    from scipy.special import ndtr

    return float(ndtr(-z))
