"""Two years of monthly weighing: who came, what was measured, and how each posyandu measures.

The register is not the survey. Children of poorer families, who are shorter, come less often; many posyandu read
lengths too long, round them to whole and half centimetres, or write down last month's length again.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rembuk.demo.draws import Draws, Flags, Floats, Ints
from rembuk.demo.growing import Ways, length_cm, weight_kg
from rembuk.demo.people import Children, Days, Families, posyandu_on
from rembuk.demo.places import Places
from rembuk.demo.sizes import FIRST_MONTH, MONTHS

#: Months in which every child is to be measured (bulan penimbangan).
_CAMPAIGN = (2, 8)


@dataclass(frozen=True)
class Habits:
    """How each posyandu measures: its bias and its scatter (cm), its rounding, its laziness, how many come."""

    bias: Floats
    scatter: Floats
    rounds_length: Floats
    rounds_weight: Floats
    repeats: Floats
    draws_in: Floats
    says_position: Floats
    day_of_month: Ints


@dataclass(frozen=True)
class Weighings:
    """One element a weighing, ordered by month and child.

    ``true_*`` is what a perfect measurer would have written, ``weight`` and ``length`` what stands on the posyandu's
    paper, ``typed_*`` what was typed into the register at first; ``mended`` = a slip that was put right later.
    """

    child: Ints
    posyandu: Ints
    day: Days
    age_days: Ints
    weight: Floats
    length: Floats
    position: Ints
    muac: Floats
    true_weight: Floats
    true_length: Floats
    typed_weight: Floats
    typed_length: Floats
    mended: Flags

    def __len__(self) -> int:
        """Return the number of weighings."""
        return len(self.child)

    def where(self, chosen: Flags | Ints) -> Weighings:
        """Return some of the weighings, by flags or numbers."""
        return Weighings(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def make_habits(seed: str, places: Places) -> Habits:
    """Return the habits of all posyandu."""
    draws = Draws(seed, "habits")
    count = len(places.posyandu_names)
    careful = draws.chance(0.2, count)
    return Habits(
        bias=np.where(careful, draws.normal(count, 0.2), 2.9 + draws.normal(count, 0.7)),
        scatter=np.where(careful, 0.4, 0.7 + 0.6 * draws.uniform(count)),
        rounds_length=np.where(careful, 0.15, 0.35 + 0.6 * draws.uniform(count)),
        rounds_weight=np.where(careful, 0.1, 0.15 + 0.5 * draws.uniform(count)),
        repeats=np.where(draws.chance(0.12, count), 0.4, 0.0),
        draws_in=draws.normal(count, 0.5),
        says_position=0.7 + 0.3 * draws.uniform(count),
        day_of_month=draws.whole(count, 4, 25),
    )


def make_weighings(
    seed: str, children: Children, families: Families, places: Places, habits: Habits, ways: Ways
) -> Weighings:
    """Return all weighings of the two years, as they were written down at the posyandu."""
    months = [_month(seed, m, children, families, habits, ways) for m in range(MONTHS)]
    whole = Weighings(*(np.concatenate([getattr(m, name) for m in months]) for name in Weighings.__dataclass_fields__))
    return _mistype(seed, _repeat_lengths(seed, whole, habits))


def _month(seed: str, number: int, children: Children, families: Families, habits: Habits, ways: Ways) -> Weighings:
    month = FIRST_MONTH + number
    draws = Draws(seed, f"weighing {month}")
    begin = month.astype("datetime64[D]")
    count = len(children)
    everyone = np.arange(count)
    posyandu = posyandu_on(families, children.family, np.full(count, begin))
    day = begin + habits.day_of_month[posyandu] - 1 + np.where(draws.chance(0.08, count), draws.whole(count, -2, 3), 0)
    age = (day - children.born).astype(np.int64)
    campaign = (month.astype(int) % 12 + 1) in _CAMPAIGN
    logit = (
        0.75
        + 0.8 * families.means[children.family]
        + habits.draws_in[posyandu]
        - 0.022 * (age / 30.4375 - 18)
        + (0.9 if campaign else 0.0)
    )
    came = (age >= 0) & (age <= 1826) & (draws.uniform(count) < 1 / (1 + np.exp(-logit)))
    measured_length = draws.chance(0.97 if campaign else 0.6, count)[came]
    mood, scatter, tenth = draws.normal(count)[came], draws.normal(count)[came], draws.normal(count)[came]
    child, age, posyandu = everyone[came], age[came], posyandu[came]
    true_length = length_cm(ways, child, age)
    true_weight = weight_kg(ways, child, age, true_length, mood)
    n = len(child)
    position = np.where(age < 731, 1, 2)
    other = draws.chance(np.where((age > 600) & (age < 900), 0.12, 0.01))
    position = np.where(other & (age > 300), 3 - position, position)
    shift = np.where((age < 731) & (position == 2), -0.7, 0.0) + np.where((age >= 731) & (position == 1), 0.7, 0.0)
    length = true_length + shift + habits.bias[posyandu] + habits.scatter[posyandu] * scatter
    length = _rounded(length, draws.uniform(n), habits.rounds_length[posyandu])
    weight = _rounded(true_weight + 0.08 * tenth, draws.uniform(n), habits.rounds_weight[posyandu])
    arm = np.rint((12.1 + 0.045 * age / 30.4375 + 0.75 * ways.plumpness[child] + draws.normal(n, 0.35)) * 10) / 10
    return Weighings(
        child=child,
        posyandu=posyandu,
        day=day[came],
        age_days=age,
        weight=weight,
        length=np.where(measured_length, length, np.nan),
        position=np.where(measured_length & draws.chance(habits.says_position[posyandu]), position, 0),
        muac=np.where(draws.chance(0.35, n) & (age >= 183), arm, np.nan),
        true_weight=true_weight,
        true_length=true_length + shift,
        typed_weight=weight,
        typed_length=length,
        mended=np.zeros(n, dtype=bool),
    )


def _rounded(value: Floats, chance: Floats, share: Floats) -> Floats:
    """Return values to the tenth; a share of them to the half, and a third of that share to the whole."""
    step = np.where(chance < share / 3, 1.0, np.where(chance < share, 2.0, 10.0))
    return np.rint(np.rint(value * step) / step * 10) / 10


def _repeat_lengths(seed: str, w: Weighings, habits: Habits) -> Weighings:
    """Return the weighings with last month's length written again where a posyandu does so."""
    lazy = Draws(seed, "repeated lengths").chance(habits.repeats[w.posyandu])
    order = np.lexsort((w.day, w.child))
    length = w.length[order]
    same = np.concatenate([[False], w.child[order][1:] == w.child[order][:-1]])
    before = np.concatenate([[np.nan], length[:-1]])
    again = same & lazy[order] & np.isfinite(before) & np.isfinite(length)
    result = w.length.copy()
    result[order] = np.where(again, before, length)
    return replace(w, length=result)


def _mistype(seed: str, w: Weighings) -> Weighings:
    """Return the weighings as typed: a lost decimal point, two digits swapped, a length in the column of the weight."""
    draws = Draws(seed, "typing")
    slip = draws.pick(len(w), [0.993, 0.003, 0.002, 0.002])
    swapped = (
        np.floor(w.length) % 10 * 10 + np.floor(w.length / 10) % 10 + np.floor(w.length / 100) * 100 + w.length % 1
    )
    weight = np.where(slip == 1, w.weight * 10, np.where(slip == 2, w.length, w.weight))
    weight = np.where(np.isnan(weight), w.weight, weight)
    length = np.where(slip == 2, w.weight, np.where(slip == 3, swapped, w.length))
    length = np.where(np.isnan(w.length), np.nan, length)
    slipped = (weight != w.weight) | ((length != w.length) & np.isfinite(w.length))
    mended = slipped & draws.chance(0.5, len(w))
    return replace(w, typed_weight=np.rint(weight * 10) / 10, typed_length=np.rint(length * 10) / 10, mended=mended)
