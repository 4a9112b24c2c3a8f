"""Where may the figure be in some years? A fan that widens, never a date.

The log odds of a survey's prevalence wander a little each year around a slope (a local level with trend, Harvey 1989).
With three or four rounds the answer rests mostly on what is assumed of the slope; the words say so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, log1p

import numpy as np

from rembuk.errors import Refused
from rembuk.methods.statistics.change import ASSUMED_DEFF, Round
from rembuk.methods.statistics.checks import number


@dataclass(frozen=True)
class Assumptions:
    """Per year, on the log odds; ASSUMED, not measured: ``slope`` ± ``slope_sd`` before the data, ``wander`` SD."""

    slope: float = -0.06
    slope_sd: float = 0.06
    wander: float = 0.04


@dataclass(frozen=True)
class Year:
    """What is expected of one year, in per cent: the middle and the limits that hold four years in five."""

    year: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True)
class Outlook:
    """The fan from the year after the last round; ``chance`` that the goal is met (None = no goal), in a sentence."""

    years: tuple[Year, ...]
    chance: float | None
    sentence: str


def outlook(
    rounds: Sequence[tuple[int, Round]],
    until: int,
    goal: float | None = None,
    assumed: Assumptions = Assumptions(),
) -> Outlook:
    """Return the fan until the year ``until`` from survey rounds (year, figure) with known n or SE.

    ``goal``: per cent to be reached in ``until``. Raises ``Refused``: for a register (its coverage moves), for a figure
    without n and SE, for fewer than two rounds, for a year that is not after the last round.
    """
    ordered = sorted(rounds, key=lambda pair: pair[0])
    _check(ordered, until)
    start = ordered[0][0]
    state, spread = np.array([0.0, assumed.slope]), np.diag([100.0, assumed.slope_sd**2])
    figures = dict(ordered)
    years: list[Year] = []
    for year in range(start, until + 1):
        if year > start:
            step = np.array([[1.0, 1.0], [0.0, 1.0]])
            state, spread = step @ state, step @ spread @ step.T + np.diag([assumed.wander**2, 0.0])
        if year in figures:
            value, error = _log_odds(figures[year])
            gain = spread[:, 0] / (spread[0, 0] + error)
            state, spread = state + gain * (value - state[0]), spread - np.outer(gain, spread[0])
        elif year > ordered[-1][0]:
            years.append(_year(year, float(state[0]), float(spread[0, 0])))
    chance = None if goal is None else _chance(goal, float(state[0]), float(spread[0, 0]))
    return Outlook(tuple(years), chance, _sentence(years[-1], goal, chance, len(ordered)))


def _check(ordered: Sequence[tuple[int, Round]], until: int) -> None:
    if len(ordered) < 2 or len({year for year, _ in ordered}) < len(ordered):
        raise Refused("few-rounds", "Perkiraan memerlukan paling sedikit dua putaran survei dari tahun yang berbeda.")
    if until <= ordered[-1][0]:
        raise Refused("no-future", f"Tahun {until} tidak sesudah putaran terakhir ({ordered[-1][0]}).")
    for _, one in ordered:
        if one.series != "survey":
            raise Refused("not-a-survey", "Perkiraan hanya dibuat dari survei: cakupan pencatatan berubah-ubah.")
        if one.se is None and not one.n:
            raise Refused("no-sample-size", f"Jumlah anak (n) {one.label} tidak diketahui, jadi kipas tidak dibuat.")
        if not 0 < one.percent < 100:
            raise Refused("bad-round", f"Angka «{one.label}» tidak dapat dipakai untuk perkiraan.")


def _log_odds(one: Round) -> tuple[float, float]:
    """Return a figure's log odds and the variance of its sampling error."""
    share = one.percent / 100
    value = log(share) - log1p(-share)
    if one.se is not None:
        return value, (one.se / 100 / (share * (1 - share))) ** 2
    deff = ASSUMED_DEFF if one.deff is None else one.deff
    return value, deff / ((one.n or 1) * share * (1 - share))


def _year(year: int, level: float, variance: float) -> Year:
    from scipy.special import ndtri

    half = float(ndtri(0.9)) * variance**0.5
    middle, low, high = (100 / (1 + exp(-x)) for x in (level, level - half, level + half))
    return Year(year, middle, low, high)


def _chance(goal: float, level: float, variance: float) -> float:
    from scipy.special import ndtr

    share = goal / 100
    return float(ndtr((log(share) - log1p(-share) - level) / variance**0.5))


def _sentence(last: Year, goal: float | None, chance: float | None, rounds: int) -> str:
    said = (
        f"Tahun {last.year}: antara {number(last.low)} dan {number(last.high)} % (empat dari lima kemungkinan), dari "
        f"{rounds} putaran survei dan andaian tentang laju penurunan."
    )
    if goal is None or chance is None:
        return said
    return f"{said} Peluang mencapai {number(goal)} %: {number(100 * chance, 0)} %."
