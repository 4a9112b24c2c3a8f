"""A survey of the made-up district: clusters, strata, weights, careful measuring; the truth beside the register."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rembuk.demo.draws import Draws, Ints
from rembuk.demo.growing import SURVEY_DAY, length_cm, under_five, weight_kg
from rembuk.demo.people import posyandu_on
from rembuk.demo.world import SEED, World
from rembuk.methods.growth.indices import HEIGHT_FROM_DAY

_CLUSTERS = {"small": 30, "medium": 60, "large": 80}
_CHILDREN_PER_CLUSTER = 25
_STRATA = 4


def survey_table(world: World) -> pa.Table:
    """Return the children of the survey in the columns of ``growth prevalence`` (stratum, psu, sample_weight).

    Strata are groups of districts; in each, clusters (posyandu) are drawn systematically with probability proportional
    to their children; in a cluster, the same number of children. The weight is the inverse of both probabilities.
    """
    draws = Draws(SEED, "survey")
    child = np.flatnonzero(under_five(world.children, np.full(len(world.children), SURVEY_DAY)))
    home = posyandu_on(world.families, world.children.family[child], np.full(len(child), SURVEY_DAY))
    district = world.places.village_district[world.places.posyandu_village[home]]
    stratum = district % min(_STRATA, world.size.districts)
    parts = []
    for one in range(int(stratum.max()) + 1):
        here = np.flatnonzero(stratum == one)
        clusters = max(2, round(_CLUSTERS[world.size.name] * len(here) / len(child)))
        for psu in _clusters(draws, home[here], clusters):
            inside = here[home[here] == psu]
            chosen = np.sort(inside[np.argsort(draws.uniform(len(inside)))[:_CHILDREN_PER_CLUSTER]])
            weight = len(here) / (clusters * len(chosen))
            parts.append(
                (chosen, np.full(len(chosen), one + 1), np.full(len(chosen), psu + 1), np.full(len(chosen), weight))
            )
    chosen, strata, psus, weights = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return _measured(world, draws, child[chosen], strata, psus, weights)


def _clusters(draws: Draws, home: Ints, count: int) -> Ints:
    """Return the clusters drawn: systematic, proportional to size, each at most once."""
    names, sizes = np.unique(home, return_counts=True)
    count = min(count, len(names))
    ladder = np.cumsum(sizes) / sizes.sum() * count
    marks = float(draws.uniform(1)[0]) + np.arange(count)
    return names[np.unique(np.searchsorted(ladder, marks, side="right").clip(0, len(names) - 1))]


def _measured(world: World, draws: Draws, child: Ints, strata: Ints, psus: Ints, weights: np.ndarray) -> pa.Table:
    n = len(child)
    age = (SURVEY_DAY - world.children.born[child]).astype(np.int64)
    length = length_cm(world.ways, child, age)
    weight = weight_kg(world.ways, child, age, length, draws.normal(n))
    absent = draws.chance(0.02, n)
    district = world.places.village_district[world.places.posyandu_village[psus - 1]]
    arm = 12.1 + 0.045 * age / 30.4375 + 0.75 * world.ways.plumpness[child] + draws.normal(n, 0.3)
    return pa.table(
        {
            "id": [f"survei-{i + 1:05d}" for i in range(n)],
            "stratum": strata,
            "psu": psus,
            "sample_weight": np.rint(weights * 1e6) / 1e6,
            "area": np.array(world.places.district_names)[district],
            "sex": np.where(world.children.female[child], "f", "m"),
            "birth_date": pa.array(world.children.born[child]),
            "measured_on": pa.array(np.full(n, SURVEY_DAY)),
            "age_days": age,
            "weight_kg": pa.array(np.rint((weight + draws.normal(n, 0.05)) * 10) / 10, mask=absent),
            "length_height_cm": pa.array(np.rint((length + draws.normal(n, 0.35)) * 10) / 10, mask=absent),
            "position": np.where(age < HEIGHT_FROM_DAY, "lying", "standing"),
            "oedema": np.where(draws.chance(0.002, n), "y", "n"),
            "muac_cm": pa.array(np.rint(arm * 10) / 10, mask=absent | (age < 183)),
        }
    )
