"""The people of the made-up district: families, their children, names and numbers. Nobody in it exists."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.demo.draws import Draws, Flags, Floats, Ints
from rembuk.demo.places import Places
from rembuk.demo.sizes import BORN_FROM, LAST_DAY, Size

Days = NDArray[np.datetime64]
Texts = NDArray[np.str_]

_WORDS: dict[str, Any] = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))
_CULTURES: list[dict[str, Any]] = list(_WORDS["cultures"].values())
#: Children born in seven years, for one under five at the end (7/5, less those who left).
_BORN_PER_CHILD = 1.4
_CHILDREN_PER_FAMILY = 1.23


@dataclass(frozen=True)
class Families:
    """One element a family; ``means`` is its standing (0 = middle), which touches growth and attendance alike."""

    mother: Texts
    father: Texts
    mother_nik: Texts
    father_nik: Texts
    family_card: Texts
    phone: Texts
    address: Texts
    rt: Ints
    rw: Ints
    means: Floats
    posyandu: Ints
    #: where the family lives from ``moved_on`` on (the same posyandu where it never moved)
    next_posyandu: Ints
    moved_on: Days


@dataclass(frozen=True)
class Children:
    """One element a child, in the order of birth."""

    family: Ints
    name: Texts
    nik: Texts
    female: Flags
    born: Days
    order_in_family: Ints
    twin: Flags

    def __len__(self) -> int:
        """Return how many children there are."""
        return len(self.family)


def make_people(seed: str, size: Size, places: Places) -> tuple[Families, Children]:
    """Return families and all their children born since ``BORN_FROM``."""
    count = round(size.children * _BORN_PER_CHILD / _CHILDREN_PER_FAMILY)
    culture, families = _families(seed, count, places)
    return families, _children(seed, families, culture, places)


def posyandu_on(families: Families, family: Ints, day: Days) -> Ints:
    """Return the posyandu of families on a day each."""
    return np.where(day >= families.moved_on[family], families.next_posyandu[family], families.posyandu[family])


def _families(seed: str, count: int, places: Places) -> tuple[Ints, Families]:
    draws = Draws(seed, "families")
    weight = 0.5 + draws.uniform(len(places.posyandu_names))
    posyandu = draws.pick(count, weight.tolist())
    district = places.village_district[places.posyandu_village[posyandu]]
    culture = _cultures(Draws(seed, "cultures"), district)
    adults = Draws(seed, "adults")
    mother_born = np.datetime64("1982-01-01", "D") + adults.whole(count, 0, 365 * 22)
    father_born = mother_born - adults.whole(count, -700, 3000)
    codes = np.array([code.replace(".", "") for code in places.district_codes])[district]
    card_day = np.datetime64("2012-01-01", "D") + adults.whole(count, 0, 365 * 12)
    moves = draws.chance(0.06, count)
    moved_on = np.datetime64("2024-12-01", "D") + draws.whole(count, 0, 600)
    elsewhere = draws.pick(count, weight.tolist())
    names = Draws(seed, "names of adults")
    families = Families(
        mother=adult_names(names, culture, "female"),
        father=adult_names(names, culture, "male"),
        mother_nik=_numbers(codes, mother_born, np.ones(count, dtype=bool)),
        father_nik=_numbers(codes, father_born, np.zeros(count, dtype=bool), first=5001),
        family_card=_numbers(codes, card_day, np.zeros(count, dtype=bool)),
        phone=np.array([f"08990{n:07d}" for n in adults.whole(count, 0, 9_999_999).tolist()]),
        address=np.array([f"Dusun {'I' * n}" for n in adults.whole(count, 1, 3).tolist()]),
        rt=adults.whole(count, 1, 12),
        rw=adults.whole(count, 1, 5),
        means=draws.normal(count),
        posyandu=posyandu,
        next_posyandu=np.where(moves, elsewhere, posyandu),
        moved_on=np.where(moves, moved_on, LAST_DAY + 1),
    )
    return culture, families


def _cultures(draws: Draws, district: Ints) -> Ints:
    """Return the culture of each family: most of a district share one, the others come in their shares."""
    shares = [culture["share"] for culture in _CULTURES]
    common = draws.pick(int(district.max()) + 1, shares)[district]
    return np.where(draws.chance(0.6, len(district)), common, draws.pick(len(district), shares))


def _children(seed: str, families: Families, culture: Ints, places: Places) -> Children:
    draws = Draws(seed, "births")
    count = len(families.mother)
    window = int((LAST_DAY - BORN_FROM).astype(int))
    first = draws.whole(count, -500, window)
    births = [first, first + draws.whole(count, 540, 1500), first + draws.whole(count, 1500, 2600)]
    has = [np.ones(count, dtype=bool), draws.chance(0.42, count), draws.chance(0.12, count)]
    twin = draws.chance(0.011, count)
    family = np.concatenate([np.flatnonzero(h) for h in has] + [np.flatnonzero(twin)])
    day = np.concatenate([b[h] for b, h in zip(births, has, strict=True)] + [first[twin]])
    order = np.concatenate([np.full(int(h.sum()), i + 1) for i, h in enumerate(has)] + [np.full(int(twin.sum()), 2)])
    is_twin = np.concatenate(
        [twin, *(np.zeros(int(h.sum()), dtype=bool) for h in has[1:]), np.ones(int(twin.sum()), dtype=bool)]
    )
    inside = (day >= 0) & (day <= window)
    family, day, order, is_twin = family[inside], day[inside], order[inside], is_twin[inside]
    sort = np.lexsort((order, family, day))
    family, day, order, is_twin = family[sort], day[sort], order[sort], is_twin[sort]
    born = BORN_FROM + day
    female = draws.chance(0.487, len(family))
    home = places.village_district[places.posyandu_village[families.posyandu[family]]]
    codes = np.array([code.replace(".", "") for code in places.district_codes])[home]
    return Children(
        family=family,
        name=_child_names(Draws(seed, "names of children"), culture[family], female, order),
        nik=_numbers(codes, born, female),
        female=female,
        born=born,
        order_in_family=order,
        twin=is_twin,
    )


def _numbers(codes: Texts, day: Days, female: Flags, first: int = 1) -> Texts:
    """Return NIK-like numbers: area (6), day of birth (girls + 40), a serial that makes each one unique."""
    year, month, date = (day.astype(f"datetime64[{unit}]").astype(int) for unit in ("Y", "M", "D"))
    date = date - day.astype("datetime64[M]").astype("datetime64[D]").astype(int) + 1 + 40 * female
    heads = [
        f"{code}{d:02d}{m % 12 + 1:02d}{y % 100:02d}"
        for code, d, m, y in zip(codes.tolist(), date.tolist(), month.tolist(), (year + 1970).tolist(), strict=True)
    ]
    counted: dict[str, int] = {}
    numbers = []
    for head in heads:
        counted[head] = counted.get(head, first - 1) + 1
        numbers.append(f"{head}{counted[head]:04d}")
    return np.array(numbers)


def adult_names(draws: Draws, culture: Ints, sex: str) -> Texts:
    """Return names in the manner of each culture: one word, two words, with or without what stands before."""
    count = len(culture)
    alone, prefixed = draws.uniform(count), draws.uniform(count)
    picks = {
        i: (draws.ranked(count, 60), draws.ranked(count, 60), draws.whole(count, 0, 7)) for i in range(len(_CULTURES))
    }
    names = []
    for i, which in enumerate(culture.tolist()):
        words = _CULTURES[which]
        given, last, prefix = words[sex], words[f"{sex}_last"], words.get(f"{sex}_prefix", [])
        a, b, c = (int(pick[i]) for pick in picks[which])
        name = given[a % len(given)]
        if last and alone[i] >= words["one_word"]:
            name += " " + last[b % len(last)]
        if prefix and (not last or prefixed[i] < 0.4):
            name = f"{prefix[c % len(prefix)]} {name}"
        names.append(name)
    return np.array(names)


def _child_names(draws: Draws, culture: Ints, female: Flags, order: Ints) -> Texts:
    """Return children's names: mostly today's, some in the old manner; Balinese by the order of birth."""
    words = _WORDS["children"]
    count = len(culture)
    given, second, style = draws.ranked(count, 60), draws.ranked(count, 26), draws.uniform(count)
    short = draws.uniform(count)
    bali = list(_WORDS["cultures"]).index("bali")
    names = []
    for i, which in enumerate(culture.tolist()):
        sex = "female" if female[i] else "male"
        own = _CULTURES[which]
        if which == bali:
            prefix = own[f"{sex}_prefix"][(int(order[i]) - 1) % 4 + (4 if style[i] < 0.5 else 0)]
            names.append(f"{prefix} {own[sex][int(given[i]) % len(own[sex])]}")
            continue
        name = words[sex][int(given[i]) % len(words[sex])]
        if style[i] < 0.18:
            name = own[sex][int(given[i]) % len(own[sex])]
        elif style[i] < 0.34 and not female[i]:
            name = ("Muh. ", "Muhammad ", "M. ", "Moh. ")[int(second[i]) % 4] + name
        if short[i] >= words["one_word"]:
            last = own[f"{sex}_last"] if style[i] > 0.75 and own[f"{sex}_last"] else words[f"{sex}_second"]
            name += " " + last[int(second[i]) % len(last)]
        names.append(name)
    return np.array(names)
