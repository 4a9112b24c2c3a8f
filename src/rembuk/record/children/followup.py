"""Who was expected at the weighing and did not come, and who must be measured again or referred; by area and month."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import Exists, F, OuterRef, Q

from rembuk.methods import growth
from rembuk.record.agreements.scope import scope
from rembuk.record.children.derive import effective, first_birth_under_five, month_of, next_month, registered
from rembuk.record.children.models import ChildMonth
from rembuk.record.children.queries import ChildView, child_view
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.places.models import Within

_SEX = {"m": 1, "f": 2}
_POSITION = {"lying": growth.LYING, "standing": growth.STANDING}


@dataclass(frozen=True)
class Expected:
    """A registered child under five, and whether the record holds a weight of the month."""

    child: ChildView
    weighed: bool


@dataclass(frozen=True)
class FollowUp:
    """What a kader does about a child after its last visit of the month (kg, cm), and the rules that say so."""

    child: ChildView
    measured_on: datetime.date
    weight_kg: float | None
    length_height_cm: float | None
    action: str
    rules: tuple[str, ...]


def expected(viewer: Viewer, area: UUID, month: datetime.date) -> list[Expected]:
    """Return the registered children who are under five in the month, by posyandu and name (S; the weighed are D)."""
    granted = scope(viewer, "children")
    scope(viewer, "child_months")
    with reading(viewer):
        weighed = ChildMonth.objects.filter(child=OuterRef("pk"), month=month_of(month), weighed=True)
        rows = _under_five(viewer, area, month).annotate(was_weighed=Exists(weighed))
        return [Expected(child_view(row, granted.columns), row.was_weighed) for row in rows]


def not_weighed(viewer: Viewer, area: UUID, month: datetime.date) -> list[ChildView]:
    """Return the expected children of whom the record holds no weight in the month (*belum ditimbang*)."""
    return [one.child for one in expected(viewer, area, month) if not one.weighed]


def follow_up(viewer: Viewer, area: UUID, month: datetime.date, rule_set: str | None = None) -> list[FollowUp]:
    """Return the children under five whose last visit of the month fires a rule, «rujuk» before «ukur ulang».

    ``rule_set``: a set of ``knowledge/growth/referral_rules.json`` (default: Buku KIA 2023). The record holds no
    oedema: that rule is the kader's own eyes. Raises ``KeyError`` for a set that does not exist.
    """
    granted = scope(viewer, "children")
    scope(viewer, "measurements")
    with reading(viewer):
        came = _under_five(viewer, area, month).filter(months__month=month_of(month))
        children = {row.pk: child_view(row, granted.columns) for row in came}
        visits = list(
            effective()
            .filter(child__in=came.order_by().values("pk"), measured_on__lt=next_month(month))
            .order_by("child_id", "measured_on", "id")
            .values_list("child_id", "measured_on", "weight_g", "length_tenth_mm", "position", "muac_tenth_mm")
        )
    visits = [visit for visit in visits if visit[0] in children]
    if not visits:
        return []
    found = _referrals(visits, children, rule_set)
    last = {visit[0]: at for at, visit in enumerate(visits) if visit[1] >= month_of(month)}
    result = [
        FollowUp(
            child=children[child],
            measured_on=visits[at][1],
            weight_kg=_over(visits[at][2], 1000),
            length_height_cm=_over(visits[at][3], 100),
            action=growth.ACTIONS[found.action[at]],
            rules=tuple(found.sentences(at)),
        )
        for child, at in last.items()
        if found.action[at]
    ]
    order = {action: at for at, action in enumerate(growth.ACTIONS)}
    return sorted(result, key=lambda one: (by_posyandu(one.child), -order[one.action], one.child.name))


def by_posyandu(child: ChildView) -> tuple[str, str]:
    """Return what lists are sorted by: village and posyandu, children without a posyandu last."""
    return (child.area_name, child.posyandu_name or "\uffff")


def _under_five(viewer: Viewer, area: UUID, month: datetime.date) -> Any:
    """Return the registered children of an area, as far as the viewer's reaches, who are under five in the month."""
    granted = scope(viewer, "children")
    born = (first_birth_under_five(month), next_month(month))
    rows = registered().filter(lives_in([area]), birth_date__gte=born[0], birth_date__lt=born[1])
    if granted.areas is not None:
        rows = rows.filter(lives_in(list(granted.areas)))
    rows = rows.select_related("status", "area", "posyandu")
    return rows.order_by("area__name", F("posyandu__name").asc(nulls_last=True), "name", "id")


def lives_in(roots: list[UUID], child: str = "") -> Q:
    """Return the condition that a child lives in one of these areas, or comes to it; ``child``: prefix of the path."""
    inside = Within.objects.filter(ancestor__in=roots).values("area")
    return Q(**{f"{child}area__in": inside}) | Q(**{f"{child}posyandu__in": inside})


def _referrals(
    visits: list[tuple[Any, ...]], children: dict[UUID, ChildView], rule_set: str | None
) -> growth.Referrals:
    """Judge every visit (child, day, g, tenth mm, position, arm tenth mm), sorted by child and day."""
    number = {child: at for at, child in enumerate(children)}
    child = np.array([number[visit[0]] for visit in visits])
    day = np.array([visit[1] for visit in visits], dtype="datetime64[D]")
    born = np.array([children[visit[0]].birth_date for visit in visits], dtype="datetime64[D]")
    measures = growth.Measures(
        sex=np.array([_SEX.get(children[visit[0]].sex, 0) for visit in visits], dtype=np.int8),
        age_days=(day - born).astype(np.float64),
        weight_kg=_column([visit[2] for visit in visits], 1000),
        length_height_cm=_column([visit[3] for visit in visits], 100),
        position=np.array([_POSITION.get(visit[4], growth.UNKNOWN) for visit in visits], dtype=np.int8),
        muac_cm=_column([visit[5] for visit in visits], 100),
    )
    scores = growth.score(measures)
    without_growth = growth.months_not_gaining(child, day, growth.weight_gains(child, day, measures))
    return growth.referrals(
        growth.signs(measures, scores, without_growth, _length_change(child, scores.adjusted_cm)), rule_set
    )


def _length_change(child: np.ndarray, adjusted_cm: np.ndarray) -> np.ndarray:
    """Return by how many cm each length exceeds the same child's last one before; NaN where there is none."""
    change = np.full(len(child), np.nan)
    known = np.flatnonzero(~np.isnan(adjusted_cm))
    same = child[known][1:] == child[known][:-1]
    change[known[1:][same]] = (adjusted_cm[known][1:] - adjusted_cm[known][:-1])[same]
    return change


def _column(values: list[int | None], unit: int) -> np.ndarray:
    return np.array([np.nan if value is None else value / unit for value in values], dtype=float)


def _over(value: int | None, unit: int) -> float | None:
    return None if value is None else value / unit
