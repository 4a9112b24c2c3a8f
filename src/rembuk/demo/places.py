"""The places of the made-up district: codes outside the real ones, names from a list of words.

Province 99 does not exist (Kemendagri's codes end at 96), so no code of this district, and no NIK that begins with one,
can be anybody's.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rembuk.demo.draws import Draws, Ints
from rembuk.demo.sizes import Size

PROVINCE, PROVINCE_NAME = "99", "Nusa Contoh"
REGENCY, REGENCY_NAME = "99.01", "Kabupaten Rembuk Raya"
#: When one village became two; its mother keeps code and name, the daughter begins on this day.
SPLIT_ON = np.datetime64("2026-01-01", "D")
_BEGINNING = "2010-01-01"

_WORDS = json.loads(Path(__file__).with_name("words.json").read_text(encoding="utf-8"))["places"]
_HEADS: list[str] = _WORDS["village_heads"]
_TAILS: list[str] = _WORDS["village_tails"]
_DISTRICTS: list[str] = _WORDS["districts"]
_POSYANDU: list[str] = _WORDS["posyandu"]
_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True)
class Places:
    """The tree of places; ``*_of`` arrays point from the smaller to the larger one."""

    district_names: list[str]
    district_codes: list[str]
    health_centre_names: list[str]
    village_names: list[str]
    village_codes: list[str]
    village_district: Ints
    village_health_centre: Ints
    posyandu_names: list[str]
    posyandu_village: Ints
    #: posyandu that belong to the daughter village from ``SPLIT_ON`` on, and the daughter's number in the village lists
    split_posyandu: Ints
    daughter: int

    @property
    def mother(self) -> int:
        """The number of the village that was split."""
        return int(self.posyandu_village[self.split_posyandu[0]])

    def village_on(self, posyandu: Ints, day: NDArray[np.datetime64] | np.datetime64) -> Ints:
        """Return the village that a posyandu belonged to on a day."""
        moved = np.isin(posyandu, self.split_posyandu) & (day >= SPLIT_ON)
        return np.where(moved, self.daughter, self.posyandu_village[posyandu])


def make_places(seed: str, size: Size) -> Places:
    """Return the places of a district of this size; the daughter village is the last of the list."""
    draws = Draws(seed, "places")
    villages = size.villages
    district = np.sort(np.arange(villages) % size.districts)
    codes, names = _villages(draws, district, size)
    posyandu_village = np.sort(
        np.concatenate([np.arange(villages), draws.whole(size.posyandu - villages, 0, villages - 1)])
    )
    per_village = np.bincount(posyandu_village, minlength=villages)
    mother = int(np.argmax(per_village))
    of_mother = np.flatnonzero(posyandu_village == mother)
    codes.append(_daughter_code(codes, mother))
    names.append(f"{names[mother]} Baru")
    centre = np.minimum(np.arange(villages) * size.health_centres // villages, size.health_centres - 1)
    district_names = [_district_name(i) for i in range(size.districts)]
    return Places(
        district_names=district_names,
        district_codes=[f"{REGENCY}.{i + 1:02d}" for i in range(size.districts)],
        health_centre_names=_health_centres(district_names, district, centre),
        village_names=names,
        village_codes=codes,
        village_district=np.append(district, district[mother]),
        village_health_centre=np.append(centre, centre[mother]),
        posyandu_names=_posyandu_names(draws, posyandu_village),
        posyandu_village=posyandu_village,
        split_posyandu=of_mother[: max(1, len(of_mother) // 2)],
        daughter=villages,
    )


def health_centre_code(number: int) -> str:
    """Return the code of a health centre, in the manner of the ministry's (P and eleven digits)."""
    return f"P{REGENCY.replace('.', '')}{number + 1:07d}"


def posyandu_code(number: int) -> str:
    """Return the code of a posyandu; there is no official one."""
    return f"PSY-{REGENCY.replace('.', '')}-{number + 1:05d}"


def places_table(places: Places) -> pa.Table:
    """Return the table for ``rembuk places import``, larger places first; ``valid_until`` is not included."""
    rows = [
        (PROVINCE, PROVINCE_NAME, "province", "", _BEGINNING, "", ""),
        (REGENCY, REGENCY_NAME, "regency", PROVINCE, _BEGINNING, "", ""),
    ]
    for code, name in zip(places.district_codes, places.district_names, strict=True):
        rows.append((code, name, "district", REGENCY, _BEGINNING, "", ""))
    for i, name in enumerate(places.health_centre_names):
        home = places.district_codes[int(places.village_district[int(np.argmax(places.village_health_centre == i))])]
        rows.append((health_centre_code(i), f"Puskesmas {name}", "health_centre", home, _BEGINNING, "", ""))
    mother = places.village_codes[places.mother]
    for i, (code, name) in enumerate(zip(places.village_codes, places.village_names, strict=True)):
        begins, replaces = (str(SPLIT_ON), mother) if i == places.daughter else (_BEGINNING, "")
        rows.append((code, name, "village", code[:8], begins, "", replaces))
    for i, name in enumerate(places.posyandu_names):
        home = places.village_codes[int(places.posyandu_village[i])]
        split = i in places.split_posyandu
        rows.append((posyandu_code(i), name, "posyandu", home, _BEGINNING, str(SPLIT_ON) if split else "", ""))
        if split:
            daughter = places.village_codes[places.daughter]
            rows.append((posyandu_code(i), name, "posyandu", daughter, str(SPLIT_ON), "", ""))
    columns = ["code", "name", "level", "parent", "valid_from", "valid_until", "replaces"]
    return pa.table({column: [row[i] for row in rows] for i, column in enumerate(columns)})


def posyandu_table(places: Places) -> pa.Table:
    """Return each posyandu with its village at the end and its health centre."""
    village = places.village_on(np.arange(len(places.posyandu_names)), np.datetime64("2100-01-01", "D"))
    centre = places.village_health_centre[village]
    return pa.table(
        {
            "code": [posyandu_code(i) for i in range(len(village))],
            "posyandu": places.posyandu_names,
            "village_code": np.array(places.village_codes)[village],
            "health_centre_code": [health_centre_code(int(i)) for i in centre],
            "health_centre": np.array(places.health_centre_names)[centre],
        }
    )


def _villages(draws: Draws, district: Ints, size: Size) -> tuple[list[str], list[str]]:
    """Return codes (some wards, code 1…, most villages, code 2…) and names; a few names come twice, as they do."""
    pairs = [(head, tail) for tail in _TAILS for head in _HEADS]
    order = np.argsort(draws.uniform(len(pairs)))
    ward = draws.chance(0.1, len(district))
    codes, names, counted = [], [], [0] * size.districts
    for i, where in enumerate(district.tolist()):
        counted[where] += 1
        codes.append(f"{REGENCY}.{where + 1:02d}.{'1' if ward[i] else '2'}{counted[where]:03d}")
        head, tail = pairs[int(order[i % len(pairs)])]
        names.append(head + tail)
    names[-1] = names[0]
    return codes, names


def _daughter_code(codes: list[str], mother: int) -> str:
    head = codes[mother][:9]
    last = max(int(code[-3:]) for code in codes if code.startswith(head))
    return f"{head}2{last + 1:03d}"


def _district_name(i: int) -> str:
    if i < len(_DISTRICTS):
        return _DISTRICTS[i]
    return f"{_HEADS[i % len(_HEADS)]} {_TAILS[i % len(_TAILS)].capitalize()}"


def _health_centres(districts: list[str], district: Ints, centre: Ints) -> list[str]:
    """Return the names of the health centres: that of their district, and a number where a district has several."""
    names, seen = [], dict.fromkeys(districts, 0)
    for i in range(int(centre.max()) + 1):
        home = districts[int(district[int(np.argmax(centre == i))])]
        seen[home] += 1
        names.append(home if seen[home] == 1 else f"{home} {_ROMAN[seen[home]]}")
    return names


def _posyandu_names(draws: Draws, village: Ints) -> list[str]:
    """Return names such as «Melati» or «Sejahtera II»: unique in their village, common in the district."""
    flower = draws.whole(int(village.max()) + 1, 0, len(_POSYANDU) - 1)
    style = draws.whole(int(village.max()) + 1, 0, 1)
    names, counted = [], dict.fromkeys(range(int(village.max()) + 1), 0)
    alone = np.bincount(village) == 1
    for v in village.tolist():
        counted[v] += 1
        base = _POSYANDU[int(flower[v])]
        number = counted[v]
        numeral = _ROMAN[number] if style[v] and number < len(_ROMAN) else str(number)
        names.append(base if alone[v] else f"{base} {numeral}")
    return names
