"""Two sides of a question beside each other: the child of the register, the row of a delivery, field by field."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.record.children.models import Child
from rembuk.record.children.queries import ChildView, MeasurementView
from rembuk.record.children.rules import Identity
from rembuk.record.children.scoring import Measured

#: What can be said of a field: the same on both sides, the same name in another spelling, different, or not known on
#: one of them.
SAME, SPELLING, DIFFERENT, UNKNOWN = "same", "spelling", "different", "unknown"


@dataclass(frozen=True)
class Measures:
    """One measuring of either side, in the units of people (kg, cm)."""

    measured_on: datetime.date
    weight_kg: float | None
    length_height_cm: float | None


@dataclass(frozen=True)
class Compared:
    """One field of both sides as they were written; ``verdict`` is decided on the comparable forms."""

    field: str
    register: str | datetime.date
    row: str | datetime.date
    verdict: str


def compare(
    child: Child,
    seen: ChildView,
    identity: Identity,
    village: str,
    posyandu: str,
    columns: frozenset[str],
) -> list[Compared]:
    """Return the fields in the order in which people compare; what the viewer may not see is blank and unknown.

    Names are compared in their comparable form (capitals, titles and spacing do not differ), NIK by its keyed digest.
    """
    ours = bytes(child.nik_digest) if child.nik_digest else None
    fields: list[tuple[str, str | datetime.date, str | datetime.date, str]] = [
        ("name", seen.name, identity.name, _name_verdict(child.name, child.name_key, identity.name, identity.name_key)),
        (
            "parent_name",
            seen.parent_name,
            identity.parent_name,
            _name_verdict(child.parent_name, child.parent_key, identity.parent_name, identity.parent_key),
        ),
        ("sex", seen.sex, identity.sex, _verdict(child.sex, identity.sex)),
        ("birth_date", seen.birth_date, identity.birth_date, _verdict(child.birth_date, identity.birth_date)),
        ("village", seen.area_name, village, _verdict(child.area_id, identity.area)),
        ("posyandu", seen.posyandu_name, posyandu, _verdict(child.posyandu_id, identity.posyandu)),
        ("nik_shown", seen.nik_shown, identity.nik_shown, _verdict(ours, identity.nik_digest)),
    ]
    return [
        Compared(name, one, other, verdict)
        if name in columns or name in {"village", "posyandu"}
        else Compared(name, "", "", UNKNOWN)
        for name, one, other, verdict in fields
    ]


def same_day(known: Sequence[MeasurementView], rows: Sequence[Measures]) -> str:
    """Return whether both sides say the same of a day that both measured; unknown where they share none."""
    of_day = {one.measured_on: one for one in known if one.counts}
    shared = [(of_day[one.measured_on], one) for one in rows if one.measured_on in of_day]
    if not shared:
        return UNKNOWN
    agree = all(
        _verdict(one.weight_kg, other.weight_kg) != DIFFERENT
        and _verdict(one.length_height_cm, other.length_height_cm) != DIFFERENT
        for one, other in shared
    )
    return SAME if agree else DIFFERENT


def of_row(one: Measured) -> Measures:
    """Return what a row measured, in kg and cm."""
    weight, length = one.weight_g, one.length_tenth_mm
    return Measures(
        one.measured_on,
        None if weight is None else weight / 1000,
        None if length is None else length / 100,
    )


def _name_verdict(one: str, one_key: str, other: str, other_key: str) -> str:
    verdict = _verdict(one_key, other_key)
    spelt_alike = one.casefold().split() == other.casefold().split()
    return SPELLING if verdict == SAME and not spelt_alike else verdict


def _verdict(one: object, other: object) -> str:
    if one in {None, ""} or other in {None, ""}:
        return UNKNOWN
    return SAME if one == other else DIFFERENT
