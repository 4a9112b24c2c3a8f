"""Reads of indicators, from the small summary tables: counts with coverage, and the survey's figures beside them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Sum

from rembuk.record.agreements.scope import scope
from rembuk.record.children.derive import COUNTS
from rembuk.record.children.models import AreaBirths, AreaMonth
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.indicators.definitions import INDICATORS, under_five
from rembuk.record.indicators.models import SurveyFigure
from rembuk.record.places.models import Area, Level


@dataclass(frozen=True)
class Figure:
    """The register's figure of one area, month and indicator, with what it rests on.

    ``cases`` of ``n`` children with a usable z; ``weighed`` of ``registered`` children came (D/S). ``percent`` is None
    where nobody was measured: not measured is not zero.
    """

    area: UUID
    name: str
    code: str
    month: datetime.date
    indicator: str
    cases: int
    n: int
    weighed: int
    registered: int

    @property
    def percent(self) -> float | None:
        """Return cases among the measured in per cent."""
        return 100 * self.cases / self.n if self.n else None

    @property
    def coverage(self) -> float | None:
        """Return the weighed among the registered in per cent; None where nobody is registered."""
        return 100 * self.weighed / self.registered if self.registered else None


@dataclass(frozen=True)
class Published:
    """A survey's figure as published, in per cent."""

    survey: str
    year: int
    indicator: str
    estimate: float
    low: float | None
    high: float | None
    n: int | None
    method: str
    source: str


def villages(viewer: Viewer, root: UUID, month: datetime.date, indicator: str = "stunting") -> list[Figure]:
    """Return the figure of every village in ``root`` that was valid in the month, by code."""
    scope(viewer, "area_months")
    cases, n = INDICATORS[indicator]
    with reading(viewer):
        areas = list(_valid(root, Level.VILLAGE, month))
        counts = {row.area_id: row for row in AreaMonth.objects.filter(month=month, area__in=[a.id for a in areas])}
        registered = _registered([area.id for area in areas], month)
    return [
        Figure(
            area.id,
            area.name,
            area.code,
            month,
            indicator,
            getattr(counts[area.id], cases) if area.id in counts else 0,
            getattr(counts[area.id], n) if area.id in counts else 0,
            counts[area.id].weighed if area.id in counts else 0,
            registered.get(area.id, 0),
        )
        for area in areas
    ]


def series(viewer: Viewer, root: UUID, indicator: str = "stunting") -> list[Figure]:
    """Return the register's figure of a whole area for each month that has any measuring, oldest first."""
    scope(viewer, "area_months")
    cases, n = INDICATORS[indicator]
    with reading(viewer):
        area = Area.objects.get(pk=root)
        inside = Area.objects.filter(ancestors__ancestor=root)
        level = Level.POSYANDU if area.level == Level.POSYANDU else Level.VILLAGE
        rows = AreaMonth.objects.filter(area__in=inside.filter(level=level)).values("month")
        sums: list[Any] = list(rows.annotate(**{f"all_{name}": Sum(name) for name in COUNTS}).order_by("month"))
        births = _births([a.id for a in inside.filter(level=level)])
    return [
        Figure(
            area.id,
            area.name,
            area.code,
            row["month"],
            indicator,
            row[f"all_{cases}"],
            row[f"all_{n}"],
            row["all_weighed"],
            sum(count for (_, born), count in births.items() if under_five(born, row["month"])),
        )
        for row in sums
    ]


def latest_month(viewer: Viewer, root: UUID) -> datetime.date | None:
    """Return the last month in which anybody in ``root`` was measured; None where nobody was."""
    scope(viewer, "area_months")
    with reading(viewer):
        row = AreaMonth.objects.filter(area__ancestors__ancestor=root).order_by("-month").first()
    return row.month if row else None


def published(viewer: Viewer, area: UUID, indicator: str = "stunting") -> list[Published]:
    """Return what surveys published for an area, oldest first: a series of its own, never joined to the register's."""
    scope(viewer, "survey_figures")
    with reading(viewer):
        return [
            Published(
                row.survey, row.year, row.indicator, row.estimate, row.low, row.high, row.n, row.method, row.source
            )
            for row in SurveyFigure.objects.filter(area=area, indicator=indicator)
        ]


def _valid(root: UUID, level: str, month: datetime.date) -> list[Area]:
    rows = Area.objects.filter(ancestors__ancestor=root, level=level).order_by("code")
    return [
        area
        for area in rows
        if (area.valid_from is None or area.valid_from <= month)
        and (area.valid_until is None or month < area.valid_until)
    ]


def _births(areas: list[UUID]) -> dict[tuple[UUID, datetime.date], int]:
    rows = AreaBirths.objects.filter(area__in=areas)
    return {(row.area_id, row.birth_month): row.children for row in rows}


def _registered(areas: list[UUID], month: datetime.date) -> dict[UUID, int]:
    found: dict[UUID, int] = {}
    for (area, born), count in _births(areas).items():
        if under_five(born, month):
            found[area] = found.get(area, 0) + count
    return found
