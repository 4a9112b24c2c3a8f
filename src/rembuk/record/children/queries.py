"""Reads of the register: rows for those whose task it is, in their area; columns as far as they may see them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from rembuk.record.agreements.scope import Scope, scope
from rembuk.record.children.derive import effective, first_birth_under_five
from rembuk.record.children.models import Child, Measurement, Service
from rembuk.record.core.errors import Refused
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer


@dataclass(frozen=True)
class ChildView:
    """A child as this viewer may see it; what they may not see is blank. z-scores are in SD, of the last month."""

    id: UUID
    name: str
    parent_name: str
    nik_shown: str
    sex: str
    birth_date: datetime.date
    area: UUID
    area_name: str
    posyandu_name: str
    address: str
    measured_on: datetime.date | None
    haz: float | None
    waz: float | None
    whz: float | None


@dataclass(frozen=True)
class MeasurementView:
    """One measuring, in the units of people (kg, cm, SD), with where it came from and whether it still counts."""

    id: UUID
    measured_on: datetime.date
    weight_kg: float | None
    length_height_cm: float | None
    position: str
    muac_cm: float | None
    weight_gain: str
    haz: float | None
    waz: float | None
    whz: float | None
    baz: float | None
    flagged: str
    delivery: UUID
    row: int
    replaces: UUID | None
    counts: bool


@dataclass(frozen=True)
class ServiceView:
    """A service that reached the child, and the delivery that says so."""

    kind: str
    received_on: datetime.date
    value: str
    delivery: UUID


def children(
    viewer: Viewer, area: UUID, page: int = 1, size: int = 100, under_five_on: datetime.date | None = None
) -> list[ChildView]:
    """Return the children of an area (village, posyandu or larger), by name, a page at a time.

    With ``under_five_on`` only those who are under five in that day's month: the list of those who are to be seen.
    """
    granted = scope(viewer, "children")
    with reading(viewer):
        rows = _visible(granted).filter(Q(area__ancestors__ancestor=area) | Q(posyandu=area)).distinct()
        if under_five_on is not None:
            rows = rows.filter(birth_date__gte=first_birth_under_five(under_five_on))
        rows = rows.order_by("name", "id")[(page - 1) * size : page * size]
        return [child_view(row, granted.columns) for row in rows]


def child(viewer: Viewer, child_id: UUID) -> ChildView:
    """Return one child; raises ``Refused('no-such-child')`` alike for one that is not there and one not to be seen."""
    granted = scope(viewer, "children")
    with reading(viewer):
        row = _visible(granted).filter(pk=child_id).first()
        if row is None:
            raise _no_such_child()
        return child_view(row, granted.columns)


def measurements(viewer: Viewer, child_id: UUID) -> list[MeasurementView]:
    """Return all measurings of a child, oldest first, the replaced and withdrawn ones marked as not counting."""
    child(viewer, child_id)
    scope(viewer, "measurements")
    with reading(viewer):
        counting = set(effective().filter(child=child_id).values_list("id", flat=True))
        rows = Measurement.objects.filter(child=child_id).order_by("measured_on", "id")
        return [_measurement(row, row.id in counting) for row in rows]


def services(viewer: Viewer, child_id: UUID) -> list[ServiceView]:
    """Return the services that deliveries in force say reached a child, latest first."""
    child(viewer, child_id)
    scope(viewer, "services")
    with reading(viewer):
        rows = Service.objects.filter(child=child_id, batch__withdrawn=False).order_by("-received_on", "kind")
        return [ServiceView(row.kind, row.received_on, row.value, row.batch_id) for row in rows]


def _visible(granted: Scope) -> Any:
    rows = Child.objects.select_related("status", "area", "posyandu")
    if granted.areas is not None:
        roots = list(granted.areas)
        rows = rows.filter(Q(area__ancestors__ancestor__in=roots) | Q(posyandu__in=roots)).distinct()
    return rows


def child_view(row: Child, columns: frozenset[str]) -> ChildView:
    """Return a child with the columns that may be seen; ``status``, ``area`` and ``posyandu`` are best read with it."""

    def may_see(name: str) -> str:
        return getattr(row, name) if name in columns else ""

    status = getattr(row, "status", None)
    return ChildView(
        id=row.id,
        name=may_see("name"),
        parent_name=may_see("parent_name"),
        nik_shown=may_see("nik_shown"),
        sex=row.sex,
        birth_date=row.birth_date,
        area=row.area_id,
        area_name=row.area.name,
        posyandu_name=row.posyandu.name if row.posyandu else "",
        address=may_see("address"),
        measured_on=status.measured_on if status else None,
        haz=_over(status.haz if status else None, 100),
        waz=_over(status.waz if status else None, 100),
        whz=_over(status.whz if status else None, 100),
    )


def _measurement(row: Measurement, counts: bool) -> MeasurementView:
    return MeasurementView(
        id=row.id,
        measured_on=row.measured_on,
        weight_kg=_over(row.weight_g, 1000),
        length_height_cm=_over(row.length_tenth_mm, 100),
        position=row.position,
        muac_cm=_over(row.muac_tenth_mm, 100),
        weight_gain=row.weight_gain,
        haz=_over(row.haz, 100),
        waz=_over(row.waz, 100),
        whz=_over(row.whz, 100),
        baz=_over(row.baz, 100),
        flagged=row.flagged,
        delivery=row.batch_id,
        row=row.row,
        replaces=row.replaces_id,
        counts=counts,
    )


def _over(value: int | None, unit: int) -> float | None:
    return None if value is None else value / unit


def _no_such_child() -> Refused:
    return Refused("no-such-child", "Anak itu tidak ada, atau bukan di wilayah Anda.")
