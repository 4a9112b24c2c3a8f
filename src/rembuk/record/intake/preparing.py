"""From the rows of a file to rows of the register: places found, measures in whole units, identities comparable."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
import pyarrow as pa

from rembuk.formats import tables
from rembuk.methods.linkage import name_columns, nik
from rembuk.methods.linkage.cautious import Key
from rembuk.record.children.rules import Identity
from rembuk.record.children.scoring import Measured
from rembuk.record.core import keys
from rembuk.record.intake.finding_places import Place, Places

#: Column of ROWS → kind of service. A cell that says no, or nothing, is not a service.
SERVICES = {
    "vitamin_a_count": "vitamin_a",
    "food_supplement_kg": "food_supplement",
    "mother_child_book": "mother_child_book",
    "mother_class": "mother_class",
    "free_meals": "free_meals",
}
_SEXES = {"m", "f"}
#: The words of a row that say who the child is; its place is found apart.
PERSON_WORDS = ("name", "parent_name", "nik", "sex", "address", "rt", "rw")
_NO = {"", "-", "0", "tidak", "belum", "t"}


@dataclass(frozen=True)
class Prepared:
    """One row ready to be matched; ``problem`` says why it must be held back (then the rest is None)."""

    row: int
    problem: str
    identity: Identity | None
    key: Key | None
    measured: Measured | None
    services: tuple[tuple[str, datetime.date, str], ...]


def prepare(rows: pa.Table, places: Places) -> list[Prepared]:
    """Return the rows of a child register (columns of COMMANDS.md) ready to be matched, in the order of the file."""
    count = rows.num_rows
    cells = {name: tables.texts(rows.column(name)) for name in rows.column_names}

    def text(name: str) -> list[str]:
        return cells.get(name) or [""] * count

    births, _ = tables.dates(rows.column("birth_date"))
    days, _ = tables.dates(rows.column("measured_on"))
    measured = _measured(rows, days, text)
    found = [
        places.find(text("district")[i], text("village")[i], text("posyandu")[i], _day(days[i]) or _day(births[i]))
        for i in range(count)
    ]
    who = identities(rows, births, found)
    numbers = tables.numbers(rows.column("row"))[0].astype(int)
    result = []
    for i, identity in enumerate(who):
        day = _day(days[i])
        problem = _problem(text("sex")[i], _day(births[i]), day, found[i].problem)
        if problem or identity is None:
            result.append(Prepared(int(numbers[i]), problem, None, None, None, ()))
            continue
        services = _services({name: text(name)[i] for name in SERVICES}, day)
        result.append(Prepared(int(numbers[i]), "", identity, key_of(identity), measured[i] if day else None, services))
    return result


def identities(rows: pa.Table, births: Any, found: Sequence[Place]) -> list[Identity | None]:
    """Return who each row says the child is (None: without sex, birth date or village); ``found`` are the rows' places.

    This is the one way from the words of a file to comparable names and the NIK's digest.
    """
    cells = {name: tables.texts(rows.column(name)) for name in PERSON_WORDS if name in rows.column_names}
    blank = [""] * rows.num_rows
    text = {name: cells.get(name) or blank for name in PERSON_WORDS}
    read = name_columns.read_column(pa.array(text["name"], pa.string()))
    parents = name_columns.read_column(pa.array(text["parent_name"], pa.string())).column("name").to_pylist()
    niks = nik.read_column(pa.array(text["nik"], pa.string()), births)
    own, mothers = read.column("name").to_pylist(), read.column("mother").to_pylist()
    master = keys.ours()
    digest_key = master.derived("nik-digest")
    result: list[Identity | None] = []
    for i, place in enumerate(found):
        birth = _day(births[i])
        if birth is None or place.village is None or text["sex"][i] not in _SEXES:
            result.append(None)
            continue
        number = str(niks.number[i]).zfill(16) if niks.kind[i] == "usable" else ""
        identity = Identity(
            name=text["name"][i][:160],
            name_key=(own[i] or "")[:160],
            parent_name=text["parent_name"][i][:200],
            parent_key=(parents[i] or mothers[i] or "")[:200],
            sex=text["sex"][i],
            birth_date=birth,
            area=place.village,
            posyandu=place.posyandu,
            address=_address(text["address"][i], text["rt"][i], text["rw"][i]),
            nik_digest=keys.keyed_digest(digest_key, number) if number else None,
            nik_sealed=master.seal("nik", number.encode()) if number else None,
            nik_shown=f"{number[:6]}{'*' * 10}" if number else "",
        )
        result.append(identity)
    return result


def key_of(identity: Identity) -> Key:
    """Return what is compared of an identity."""
    return Key(
        identity.name_key,
        identity.parent_key,
        identity.sex,
        identity.birth_date,
        identity.area,
        identity.nik_digest,
    )


def _measured(rows: pa.Table, days: Any, text: Any) -> list[Measured | None]:
    """Return what each row says was measured, in whole units; None where nothing was."""
    weight, length, muac = (tables.numbers(rows.column(n))[0] for n in ("weight_kg", "length_height_cm", "muac_cm"))
    positions, gains = text("position"), text("weight_gain")
    found: list[Measured | None] = []
    for i in range(rows.num_rows):
        day = _day(days[i])
        if day is None or (np.isnan(weight[i]) and np.isnan(length[i]) and np.isnan(muac[i])):
            found.append(None)
            continue
        found.append(
            Measured(
                measured_on=day,
                weight_g=_whole(weight[i] * 1000),
                length_tenth_mm=_whole(length[i] * 100),
                position=positions[i],
                muac_tenth_mm=_whole(muac[i] * 100),
                weight_gain=gains[i][:1],
            )
        )
    return found


def _problem(sex: str, birth: datetime.date | None, day: datetime.date | None, place: str) -> str:
    if sex not in _SEXES:
        return "jenis kelamin tidak terbaca"
    if birth is None:
        return "tanggal lahir tidak terbaca"
    if day is not None and day < birth:
        return "diukur sebelum lahir"
    return place


def _services(cells: dict[str, str], day: datetime.date | None) -> tuple[tuple[str, datetime.date, str], ...]:
    if day is None:
        return ()
    return tuple((SERVICES[name], day, cell[:40]) for name, cell in cells.items() if cell.lower() not in _NO)


def _address(address: str, rt: str, rw: str) -> str:
    parts: Sequence[str] = [address, f"RT {rt}" if rt else "", f"RW {rw}" if rw else ""]
    return " ".join(part for part in parts if part)[:240]


def _day(value: Any) -> datetime.date | None:
    return None if np.isnat(value) else value.astype(object)


def _whole(value: float) -> int | None:
    return None if np.isnan(value) else round(float(value))


def known_key(child: dict[str, Any]) -> tuple[UUID, Key]:
    """Return a child of the register as the matching sees it."""
    digest = child["nik_digest"]
    key = Key(
        child["name_key"],
        child["parent_key"],
        child["sex"],
        child["birth_date"],
        child["area_id"],
        bytes(digest) if digest is not None else None,
    )
    return child["id"], key


def identity_digest(key: Key) -> str:
    """Return a keyed digest of who a row says the child is, in hexadecimal: rows that say the same share a question."""
    said = "|".join((key.name, key.parent, key.sex, key.birth_date.isoformat(), str(key.area)))
    return keys.ours().digest("question", said).hex()
