"""The team of the made-up district: its offices, the SK that names them, and an account for each role."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from rembuk.demo.draws import Draws
from rembuk.demo.people import adult_names
from rembuk.demo.places import REGENCY, REGENCY_NAME, health_centre_code, posyandu_code
from rembuk.demo.world import SEED, World

_TEAM: dict[str, Any] = json.loads(Path(__file__).with_name("team.json").read_text(encoding="utf-8"))
#: So many accounts of each kind of place: enough to sign in as everybody, few enough to be made at once.
_ACCOUNTS_OF_A_KIND = 4


def offices_table(world: World) -> pa.Table:
    """Return the offices: name, short_name, kind (as in the record), area_code."""
    places = world.places
    rows = [(one["name"], one["short_name"], one["kind"], REGENCY) for one in _TEAM["offices"]]
    for code, name in zip(places.district_codes, places.district_names, strict=True):
        rows.append((f"Kecamatan {name}", "", "subdistrict", code))
    for i, name in enumerate(places.health_centre_names):
        rows.append((f"Puskesmas {name}", "", "health_facility", health_centre_code(i)))
    for code, name in zip(places.village_codes, places.village_names, strict=True):
        rows.append((_village_office(code, name), "", "village", code))
    return _table(["name", "short_name", "kind", "area_code"], rows)


def decree_table(world: World) -> pa.Table:
    """Return the SK of the team, a line a seat, in the order of the decree."""
    del world  # the team is the same in every size
    decree, holders = _TEAM["decree"], _invented(len(_TEAM["seats"]))
    rows = [
        (
            decree["number"],
            decree["title"].format(regency=REGENCY_NAME),
            REGENCY,
            decree["signed_on"],
            decree["valid_from"],
            decree["valid_until"],
            str(order),
            seat["position"],
            seat["field"],
            seat["office"],
            holder,
        )
        for order, (seat, holder) in enumerate(zip(_TEAM["seats"], holders, strict=True), start=1)
    ]
    names = "number title area_code signed_on valid_from valid_until order position field office holder"
    return _table(names.split(), rows)


def accounts_table(world: World) -> pa.Table:
    """Return an account for each role: username, name, role, office, area_code."""
    places = world.places
    rows = [(one["username"], one["role"], one["office"], one.get("area_code", REGENCY)) for one in _TEAM["accounts"]]
    districts = list(zip(places.district_codes, places.district_names, strict=True))
    for code, name in districts[:_ACCOUNTS_OF_A_KIND]:
        rows.append((f"camat-{_slug(name)}", "subdistrict_head", f"Kecamatan {name}", code))
    for i, name in enumerate(places.health_centre_names[:_ACCOUNTS_OF_A_KIND]):
        rows.append((f"gizi-{_slug(name)}", "nutritionist", f"Puskesmas {name}", health_centre_code(i)))
    for i in sorted({*range(_ACCOUNTS_OF_A_KIND - 2), places.mother, places.daughter}):
        code, name = places.village_codes[i], places.village_names[i]
        rows.append((f"desa-{_slug(name)}-{code[-4:]}", "village_head", _village_office(code, name), code))
    for i in range(_ACCOUNTS_OF_A_KIND):
        village = int(places.posyandu_village[i])
        office = _village_office(places.village_codes[village], places.village_names[village])
        rows.append((f"kader-{i + 1:03d}", "kader", office, posyandu_code(i)))
    people = _invented(len(rows), "accounts")
    listed = [
        (user, person, role, office, area) for (user, role, office, area), person in zip(rows, people, strict=True)
    ]
    return _table(["username", "name", "role", "office", "area_code"], listed)


def _village_office(code: str, name: str) -> str:
    return f"{'Kelurahan' if code[9] == '1' else 'Desa'} {name}"


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _invented(count: int, purpose: str = "seats") -> list[str]:
    draws = Draws(SEED, f"names of {purpose}")
    culture = draws.whole(count, 0, 5)
    women, men = adult_names(draws, culture, "female"), adult_names(draws, culture, "male")
    names: list[str] = np.where(draws.chance(0.45, count), women, men).tolist()
    return names


def _table(names: list[str], rows: Sequence[tuple[str, ...]]) -> pa.Table:
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})
