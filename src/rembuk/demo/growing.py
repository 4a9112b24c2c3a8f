"""How the children of the made-up district truly grow: one smooth way of length for age, one of weight for length.

Length falls behind in the first two years, in some families and villages more than in others; the whole is shifted so
that a quarter of the children under five are stunted on the day of the survey.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.demo.draws import Draws, Floats, Ints
from rembuk.demo.people import Children, Days, Families
from rembuk.demo.places import Places
from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth.lines import value_at

#: The day of the survey, and the share of stunted children that the district truly has on it.
SURVEY_DAY = np.datetime64("2026-08-15", "D")
TRUE_STUNTING = 0.25
_LAST_TABLE_DAY = 1826


@dataclass(frozen=True)
class Ways:
    """What stays with a child while it grows (all in z): its height, its turn, its weight for length."""

    height: Floats
    turn: Floats
    plumpness: Floats
    female: Ints


def make_ways(seed: str, children: Children, families: Families, places: Places) -> Ways:
    """Return the ways of all children, calibrated to ``TRUE_STUNTING`` on ``SURVEY_DAY``."""
    draws = Draws(seed, "ways")
    count = len(children)
    village = places.posyandu_village[families.posyandu[children.family]]
    of_village = draws.normal(int(village.max()) + 1, 0.2)[village]
    means = families.means[children.family]
    of_family = draws.normal(len(families.means), 0.35)[children.family]
    height = of_village + 0.38 * means + of_family + draws.normal(count, 0.8)
    ways = Ways(
        height=height,
        turn=draws.normal(count, 0.12),
        plumpness=-0.2 + 0.18 * means + draws.normal(count, 0.8),
        female=children.female.astype(np.int64),
    )
    age = (SURVEY_DAY - children.born).astype(np.int64)
    under_five = (age >= 0) & (age <= _LAST_TABLE_DAY)
    everyone = np.arange(count)[under_five]
    now = height_z(ways, everyone, age[under_five])
    shift = -2.0 - float(np.quantile(now, TRUE_STUNTING))
    return Ways(height + shift, ways.turn, ways.plumpness, ways.female)


def height_z(ways: Ways, child: Ints, age_days: Ints) -> Floats:
    """Return the true length-for-age z at ages in days: born better off, lowest at two years, a little back after."""
    years = age_days / 365.25
    course = np.where(years < 2, 0.75 * np.maximum(1 - years / 2, 0) ** 1.5, 0.08 * np.minimum(years - 2, 2))
    turn = ways.turn[child] * (years - 2)
    return np.clip(ways.height[child] + course + turn, -5.5, 5.0)


def length_cm(ways: Ways, child: Ints, age_days: Ints) -> Floats:
    """Return the true length (below day 731) or height of children at ages in days, up to five years."""
    lms = lms_table("len").numbers[ways.female[child], np.minimum(age_days, _LAST_TABLE_DAY)]
    return value_at(lms, height_z(ways, child, age_days))


def weight_kg(ways: Ways, child: Ints, age_days: Ints, length: Floats, mood: Floats) -> Floats:
    """Return the true weight at ages and lengths; ``mood``, in z, is what the last weeks did (illness, harvest)."""
    z = np.clip(ways.plumpness[child] + 0.25 * mood, -5.0, 5.0)
    tall = age_days >= 731
    lms = np.empty((len(child), 3))
    for table, here in ((lms_table("wfl"), ~tall), (lms_table("wfh"), tall)):
        row = np.clip(np.rint(length[here] * 10).astype(np.int64) - table.first, 0, table.last - table.first)
        lms[here] = table.numbers[ways.female[child[here]], row]
    newborn = np.clip(age_days / 14, 0, 1) * 0.04 + 0.96  # a child loses weight before it gains
    return value_at(lms, z, restricted=True) * newborn


def birth_sizes(seed: str, ways: Ways) -> tuple[Floats, Floats]:
    """Return weight (kg, two decimals) and length (cm, halves) at birth as the birth record has them."""
    draws = Draws(seed, "birth sizes")
    child = np.arange(len(ways.height))
    day_0 = np.zeros(len(child), dtype=np.int64)
    length = np.rint(np.clip(length_cm(ways, child, day_0) + draws.normal(len(child), 0.6), 42, 55) * 2) / 2
    z = np.clip(0.35 * ways.height + 0.4 * ways.plumpness + draws.normal(len(child), 0.75), -3.5, 3)
    weight = value_at(lms_table("wei").numbers[ways.female, 0], z)
    return np.rint(weight * 20) / 20, length


def under_five(children: Children, day: Days) -> np.ndarray:
    """Tell which children (one element each) are born and have an age with a z-score on a day."""
    age = (day - children.born).astype(np.int64)
    return (age >= 0) & (age <= _LAST_TABLE_DAY)
