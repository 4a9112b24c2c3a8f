"""Verbs of the register: take in rows of a delivery, withdraw it. ``intake`` calls them with its open ``Writing``."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rembuk.record.children import derive
from rembuk.record.children.models import Batch, Child, Measurement, Service
from rembuk.record.children.scoring import Measured, Values, scored
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import Writing


@dataclass(frozen=True)
class Identity:
    """Who a row says the child is. ``nik_*`` are blank where the NIK is missing, masked or surely not the child's."""

    name: str
    name_key: str
    parent_name: str
    parent_key: str
    sex: str
    birth_date: datetime.date
    area: UUID
    posyandu: UUID | None
    address: str = ""
    nik_digest: bytes | None = None
    nik_sealed: bytes | None = None
    nik_shown: str = ""


@dataclass(frozen=True)
class IncomingRow:
    """One row of a delivery, matched: ``child`` is the permanent id (a new one where ``is_new``)."""

    row: int
    child: UUID
    is_new: bool
    identity: Identity
    measured: Measured | None
    services: tuple[tuple[str, datetime.date, str], ...] = ()


@dataclass
class TakenIn:
    """What a chunk did to the register."""

    new_children: int = 0
    changed_children: int = 0
    new_measurements: int = 0
    corrections: int = 0
    unchanged: int = 0
    services: int = 0


def open_batch(write: Writing, batch: UUID, counts: bool = True) -> None:
    """Make the delivery known to the register; one loaded in bulk ``counts`` only when all of it is there."""
    Batch.objects.create(id=batch, withdrawn=not counts)


def take_in(write: Writing, batch: UUID, rows: Sequence[IncomingRow]) -> TakenIn:
    """Take a chunk of matched rows into the register and bring its summaries up to date, in the caller's transaction.

    The same measuring again changes nothing; another value for the same day is a correction that ``replaces`` it. A row
    that was taken in already (the chunk is done again after a crash) is passed over.
    """
    done = TakenIn()
    present = Measurement.objects.filter(batch=batch, row__in=[row.row for row in rows])
    seen = set(present.values_list("row", "measured_on"))
    rows = [row for row in rows if row.measured is None or (row.row, row.measured.measured_on) not in seen]
    areas = _register(batch, rows, done)
    _measure(batch, rows, done)
    _serve(batch, rows, done)
    measured = {row.child for row in rows if row.measured}
    derive.refresh(measured, areas, {derive.month_of(row.measured.measured_on) for row in rows if row.measured})
    return done


def withdraw(write: Writing, batch: UUID) -> None:
    """Let the rows of a delivery count no longer; the summaries follow by ``refresh_after_withdrawal`` in pieces."""
    Batch.objects.filter(pk=batch).update(withdrawn=True)


def children_of(batch: UUID) -> list[UUID]:
    """Return the children whom a delivery brought, measured or served, for the pieces of a withdrawal."""
    found = set(Measurement.objects.filter(batch=batch).values_list("child", flat=True))
    found |= set(Child.objects.filter(batch=batch).values_list("id", flat=True))
    return sorted(found)


def refresh_after_withdrawal(write: Writing, children: Sequence[UUID]) -> None:
    """Bring the summaries of some children up to date after a withdrawal."""
    places = Child.objects.filter(pk__in=children).values_list("area", "posyandu")
    derive.refresh(children, {area for pair in places for area in pair if area})


def _register(batch: UUID, rows: Sequence[IncomingRow], done: TakenIn) -> set[UUID]:
    """Add the new children, let the known ones follow their latest row; return the areas whose lists changed."""
    found = Child.objects.select_related("batch").filter(pk__in=[row.child for row in rows])
    known = {child.id: child for child in found}
    new: dict[UUID, Child] = {}
    changed: dict[UUID, Child] = {}
    areas: set[UUID] = set()
    for row in rows:
        if row.child in new:  # a later row of the same chunk: what the register holds must not hang on where chunks end
            follow(new[row.child], row.identity, areas)
            continue
        child = known.get(row.child)
        if child is None:
            values = {name: getattr(row.identity, name) for name in IDENTITY}
            new[row.child] = Child(
                id=row.child, area_id=row.identity.area, posyandu_id=row.identity.posyandu, batch_id=batch, **values
            )
            areas |= {area for area in (row.identity.area, row.identity.posyandu) if area}
            continue
        if child.batch.withdrawn:  # a child whom only a withdrawn delivery knew is in the register again
            areas |= {area for area in (child.area_id, child.posyandu_id) if area}
        if follow(child, row.identity, areas):
            changed[child.id] = child
    Child.objects.bulk_create(new.values(), batch_size=500)
    if changed:
        fields = [*IDENTITY, "area", "posyandu", "version"]
        Child.objects.bulk_update(list(changed.values()), fields, batch_size=200)
    done.new_children, done.changed_children = len(new), len(changed)
    return areas


IDENTITY = (
    "name",
    "name_key",
    "parent_name",
    "parent_key",
    "sex",
    "birth_date",
    "address",
    "nik_digest",
    "nik_sealed",
    "nik_shown",
)


def follow(child: Child, identity: Identity, areas: set[UUID]) -> bool:
    """Let a known child follow its latest row: where it lives, and what was blank before; return whether it changed."""
    wanted: dict[str, object] = {}
    if identity.area != child.area_id or (identity.posyandu and identity.posyandu != child.posyandu_id):
        areas |= {area for area in (child.area_id, child.posyandu_id, identity.area, identity.posyandu) if area}
        wanted = {"area_id": identity.area, "posyandu_id": identity.posyandu}
    for name in ("name", "name_key", "parent_name", "parent_key", "address", "nik_digest", "nik_sealed", "nik_shown"):
        value = getattr(identity, name)
        if value and not getattr(child, name):
            wanted[name] = value
    if identity.name_key and not child.name_key:  # a baby without a name has one now
        wanted["name"] = identity.name
    if identity.nik_digest and not child.nik_digest:
        wanted["nik_shown"] = identity.nik_shown
    for name, value in wanted.items():
        setattr(child, name, value)
    if wanted:
        child.version += 1
    return bool(wanted)


def _measure(batch: UUID, rows: Sequence[IncomingRow], done: TakenIn) -> None:
    """Add the measurings; one that says nothing new of its day is passed over, another value is a correction.

    What a correction leaves blank (a yearly sheet has no position) is taken from the row that it replaces.
    """
    measured = [(row, row.measured) for row in rows if row.measured is not None]
    present: dict[tuple[UUID, datetime.date], Measurement] = {}
    children = {row.child for row, _ in measured}
    found = derive.effective().filter(child__in=children, measured_on__in={one.measured_on for _, one in measured})
    for earlier in found.order_by("id"):
        present[earlier.child_id, earlier.measured_on] = earlier
    merged = [(row, _merged(one, present.get((row.child, one.measured_on)))) for row, one in measured]
    changed = [(row, one) for row, one in merged if one is not None]
    new: list[Measurement] = []
    births = {child.id: (child.sex, child.birth_date) for child in Child.objects.filter(pk__in=children)}
    scores = scored([(one, *births[row.child]) for row, one in changed])
    for (row, _), one in zip(changed, scores, strict=True):
        key = (row.child, one.measured_on)
        earlier_one = present.get(key)
        if earlier_one is not None and _values(earlier_one) == one.values():
            continue  # the same measuring twice in one chunk
        made = Measurement(
            id=uuid7(),
            child_id=row.child,
            area_id=row.identity.area,
            posyandu_id=row.identity.posyandu,
            batch_id=batch,
            row=row.row,
            replaces_id=earlier_one.id if earlier_one else None,
            **{name: getattr(one, name) for name in _MEASURED},
        )
        done.corrections += earlier_one is not None
        present[key] = made
        new.append(made)
    Measurement.objects.bulk_create(new, batch_size=500)
    done.unchanged = len(measured) - len(new)
    done.new_measurements = len(new) - done.corrections


_MEASURED = tuple(Measured.__dataclass_fields__)


def _merged(one: Measured, earlier: Measurement | None) -> Measured | None:
    """Return what is to be stored; None where the earlier row of the day says all of it already."""
    if earlier is None:
        return one
    filled = one.filled_from(_values(earlier))
    return None if filled.values() == _values(earlier) else filled


def _values(one: Measurement) -> Values:
    return (one.weight_g, one.length_tenth_mm, one.position, one.muac_tenth_mm, one.weight_gain)


def _serve(batch: UUID, rows: Sequence[IncomingRow], done: TakenIn) -> None:
    wanted = {(row.child, kind, day, value): row.row for row in rows for kind, day, value in row.services}
    present = Service.objects.filter(child__in={key[0] for key in wanted}, batch__withdrawn=False)
    for key in present.values_list("child_id", "kind", "received_on", "value"):
        wanted.pop(key, None)
    new = [
        Service(child_id=child, kind=kind, received_on=day, value=value, batch_id=batch, row=row)
        for (child, kind, day, value), row in wanted.items()
    ]
    Service.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    done.services = len(new)
