"""The made-up district as a whole: places, people, their growth, their weighings; the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.demo.draws import Ints
from rembuk.demo.growing import Ways, make_ways
from rembuk.demo.people import Children, Families, make_people
from rembuk.demo.places import Places, make_places
from rembuk.demo.sizes import LAST_MONTH, Size
from rembuk.demo.weighing import Habits, Weighings, make_habits, make_weighings

SEED = "rembuk-2026"


@dataclass(frozen=True)
class World:
    """Everything that is true in the made-up district, before anybody writes a file about it."""

    size: Size
    places: Places
    families: Families
    children: Children
    ways: Ways
    habits: Habits
    weighings: Weighings


def make_world(size: Size) -> World:
    """Return the district of one size."""
    places = make_places(SEED, size)
    families, children = make_people(SEED, size, places)
    ways = make_ways(SEED, children, families, places)
    habits = make_habits(SEED, places)
    weighings = make_weighings(SEED, children, families, places, habits, ways)
    return World(size, places, families, children, ways, habits, weighings)


def last_weighings(world: World, months: int = 3) -> Ints:
    """Return the numbers of each child's last weighing of the last few months, in the order of the children."""
    weighings = world.weighings
    recent = np.flatnonzero(weighings.day.astype("datetime64[M]") > LAST_MONTH - months)
    order = recent[np.lexsort((weighings.day[recent], weighings.child[recent]))]
    child = weighings.child[order]
    return order[np.append(child[1:] != child[:-1], True)] if len(order) else order
