"""Reads of places. Areas are public facts: every viewer who may sign in may see them."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, Q

from rembuk.record.core.errors import Refused
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.places.codes import canonical
from rembuk.record.places.models import Area, Within


@dataclass(frozen=True)
class AreaView:
    """An area as pages and papers see it."""

    id: UUID
    code: str
    name: str
    level: str
    parent: UUID | None
    valid_from: datetime.date | None
    valid_until: datetime.date | None


def area(viewer: Viewer, area_id: UUID) -> AreaView:
    """Return one area; raises ``Refused('no-such-area')``."""
    with reading(viewer):
        found = Area.objects.filter(pk=area_id).first()
    if found is None:
        raise Refused("no-such-area", "Wilayah itu tidak ada.")
    return _view(found)


def area_by_code(viewer: Viewer, code: str, on: datetime.date | None = None) -> AreaView:
    """Return the area that had ``code`` on a day (without a day: the latest); raises ``Refused('no-such-area')``."""
    with reading(viewer):
        # PostgreSQL holds no NUL character, so no code has one
        rows = Area.objects.filter(code=canonical(code.replace("\0", "?"))).order_by("-valid_from")
        if on is not None:
            rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
            rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
        found = rows.first()
    if found is None:
        raise Refused("no-such-area", f"Wilayah dengan kode {code} tidak ada.", "Masukkan dengan rembuk places import.")
    return _view(found)


def areas_within(viewer: Viewer, root: UUID, level: str = "", on: datetime.date | None = None) -> list[AreaView]:
    """Return the areas in ``root`` (itself included), of one level and valid on a day if these are given, by code."""
    with reading(viewer):
        rows = Area.objects.filter(ancestors__ancestor=root).order_by("code")
        if level:
            rows = rows.filter(level=level)
        if on is not None:
            rows = rows.filter(Q(valid_from__isnull=True) | Q(valid_from__lte=on))
            rows = rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gt=on))
        return [_view(row) for row in rows]


def all_areas(viewer: Viewer) -> list[AreaView]:
    """Return every area of the record, past ones included, by code."""
    with reading(viewer):
        return [_view(row) for row in Area.objects.all()]


def roots(viewer: Viewer) -> list[AreaView]:
    """Return the areas that lie in no other (the province, or the regency where no province is known), by code."""
    with reading(viewer):
        return [_view(row) for row in Area.objects.filter(parent=None).order_by("code")]


def parts_of(viewer: Viewer, area_id: UUID) -> list[AreaView]:
    """Return the areas one level below, ended ones too, by code."""
    with reading(viewer):
        return [_view(row) for row in Area.objects.filter(parent=area_id).order_by("code")]


def path_to(viewer: Viewer, area_id: UUID) -> list[AreaView]:
    """Return the area's ancestors from the top down, itself last; empty for an unknown area."""
    with reading(viewer):
        rows = {row.id: row for row in Area.objects.filter(descendants__area=area_id)}
    path: list[AreaView] = []
    here = rows.get(area_id)
    while here is not None:
        path.insert(0, _view(here))
        here = rows.get(here.parent_id) if here.parent_id else None
    return path


def counts_below(viewer: Viewer, area_ids: Iterable[UUID]) -> dict[UUID, dict[str, int]]:
    """Return for each area how many areas of each level lie in it (itself not counted)."""
    wanted = list(area_ids)
    with reading(viewer):
        rows = (
            Within.objects.filter(ancestor_id__in=wanted)
            .exclude(area_id=F("ancestor_id"))
            .values_list("ancestor_id", "area__level")
            .annotate(n=Count("id"))
        )
        found: dict[UUID, dict[str, int]] = {area_id: {} for area_id in wanted}
        for ancestor, level, n in rows:
            found[ancestor][level] = n
    return found


def lies_within(area_id: UUID, roots: Iterable[UUID]) -> bool:
    """Return whether an area is one of ``roots`` or lies in one (for rules; places are public)."""
    return Within.objects.filter(area_id=area_id, ancestor_id__in=list(roots)).exists()


def _view(row: Area) -> AreaView:
    return AreaView(row.id, row.code, row.name, row.level, row.parent_id, row.valid_from, row.valid_until)
