"""One child. The queries decide who sees which child and which columns; a refused one looks like one not there."""

from __future__ import annotations

import datetime
from typing import Literal, cast
from uuid import UUID

import numpy as np
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from rembuk.charts.growth_chart import growth_chart
from rembuk.charts.growth_visits import Visit, growth_table, kinds_for
from rembuk.knowledge.policy import purposes
from rembuk.methods.growth.explanation import explain
from rembuk.methods.growth.indices import LYING, STANDING
from rembuk.methods.growth.scoring import Measures
from rembuk.methods.growth.words import lines
from rembuk.record.agreements.scope import scope
from rembuk.record.children import queries
from rembuk.record.children.queries import ChildView, MeasurementView
from rembuk.record.core.clock import today
from rembuk.record.places import queries as places
from rembuk.site.doors import Asked
from rembuk.site.figures import Figure, Source
from rembuk.site.frame import DELIVERY_READERS
from rembuk.site.pages.child.words import age_words, category, child_name, needs_follow_up
from rembuk.site.tables import Column, Link, Missing, State, Table
from rembuk.site.templatetags.words import day

#: The kinds of service that deliveries name, in words.
SERVICE_WORDS = {
    "vitamin_a": gettext_noop("vitamin A"),
    "food_supplement": gettext_noop("makanan tambahan, kg"),
    "mother_child_book": gettext_noop("Buku KIA"),
    "mother_class": gettext_noop("kelas ibu"),
    "free_meals": gettext_noop("makan bergizi gratis"),
}
_CHARTS = ("haz", "waz", "wlz", "whz")
_CHART_WORDS = {
    "haz": gettext_noop("Panjang atau tinggi menurut umur"),
    "waz": gettext_noop("Berat menurut umur"),
    "wlz": gettext_noop("Berat menurut panjang"),
    "whz": gettext_noop("Berat menurut tinggi"),
}


@require_http_methods(["GET", "HEAD", "POST"])
def child(request: Asked, child_id: UUID) -> HttpResponse:
    """Show one child."""
    viewer = request.viewer
    row = queries.child(viewer, child_id)
    measured = queries.measurements(viewer, child_id)
    area = places.area(viewer, row.area)
    table = _values(row, measured, viewer.role in DELIVERY_READERS).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    last = max((one for one in measured if one.counts), key=lambda one: one.measured_on, default=None)
    shown = {
        "child": row,
        "name": child_name(row),
        "is_named": bool(row.name),
        "age": age_words(row.birth_date, today()),
        "trail": [(area.name, reverse("place", args=[area.code]))],
        "sentence": meaning(row, last),
        "follow": needs_follow_up(row),
        "charts": _charts(row, measured),
        "steps": _steps(row, last) if last else [],
        "last": last,
        "table": table,
        "services": _services(queries.services(viewer, child_id), viewer.role in DELIVERY_READERS),
        "basis": scope(viewer, "children").basis,
        "purpose": _(purposes()[viewer.purpose]),
    }
    return render(request, "pages/child.html", shown)


def meaning(row: ChildView, last: MeasurementView | None) -> str:
    """Return in a sentence what the last measuring means."""
    if last is None:
        return _("Anak ini terdaftar, tetapi belum punya pengukuran yang berlaku.")
    said = [
        _("tinggi menurut umur: %(word)s") % {"word": category("tb_u", last.haz).lower()}
        if last.haz is not None
        else "",
        _("berat menurut tinggi: %(word)s") % {"word": category("bb_tb", last.whz).lower()}
        if last.whz is not None
        else "",
        _("berat menurut umur: %(word)s") % {"word": category("bb_u", last.waz).lower()}
        if last.waz is not None
        else "",
    ]
    known = [part for part in said if part]
    if not known:
        return _("Pada %(day)s anak ini dicatat, tetapi tidak ada z-score yang dapat dihitung.") % {
            "day": day(last.measured_on)
        }
    return _("Pada %(day)s, umur %(age)s: %(words)s.") % {
        "day": day(last.measured_on),
        "age": age_words(row.birth_date, last.measured_on),
        "words": "; ".join(known),
    }


def _age_days(row: ChildView, on: datetime.date) -> int:
    return (on - row.birth_date).days


def _visits(row: ChildView, measured: list[MeasurementView]) -> list[Visit]:
    return [
        Visit(
            age_days=_age_days(row, one.measured_on),
            weight_kg=one.weight_kg,
            length_height_cm=one.length_height_cm,
            position=cast(Literal["lying", "standing", ""], one.position if one.position in _POSITIONS else ""),
            measured_on=one.measured_on,
            replaced=not one.counts,
        )
        for one in measured
    ]


_POSITIONS = {"lying": LYING, "standing": STANDING}


def _charts(row: ChildView, measured: list[MeasurementView]) -> list[Figure]:
    visits = _visits(row, measured)
    if row.sex not in {"m", "f"} or not visits:
        return []
    sex = cast(Literal["m", "f"], row.sex)
    known = set(kinds_for(visits))
    if {"wlz", "whz"} <= known:
        known.discard("wlz")  # the picture of the age that the child has reached
    figures = []
    for kind in _CHARTS:
        if kind not in known:
            continue
        rows = growth_table(visits, kind=kind, sex=sex)
        who = child_name(row)
        wide = growth_chart(visits, kind=kind, sex=sex, who=who, key=f"w-{kind}")
        narrow = growth_chart(visits, kind=kind, sex=sex, who=who, shape="narrow", key=f"n-{kind}")
        figures.append(
            Figure(
                _(_CHART_WORDS[kind]),
                Source(_("register posyandu; garis: WHO Child Growth Standards 2006"), counted=len(rows)),
                svg=mark_safe(wide),  # noqa: S308 - drawn by charts, which escapes every text
                svg_narrow=mark_safe(narrow),  # noqa: S308
                heads=tuple(rows[0]) if rows else (),
                rows=tuple(tuple(one.values()) for one in rows),
            )
        )
    return figures


def _steps(row: ChildView, last: MeasurementView) -> list[str]:
    """Return how the z-scores of the last measuring were calculated, step by step."""
    if row.sex not in {"m", "f"}:
        return []
    return lines(
        explain(
            Measures(
                sex=np.array([1 if row.sex == "m" else 2], np.int8),
                age_days=np.array([_age_days(row, last.measured_on)], float),
                weight_kg=np.array([np.nan if last.weight_kg is None else last.weight_kg]),
                length_height_cm=np.array([np.nan if last.length_height_cm is None else last.length_height_cm]),
                position=np.array([_POSITIONS.get(last.position, 0)], np.int8),
            )
        )
    )


def _values(row: ChildView, measured: list[MeasurementView], with_doors: bool) -> Table:
    positions = {"lying": _("telentang"), "standing": _("berdiri")}
    return Table(
        name="pengukuran",
        caption=_("Setiap nilai dan asalnya"),
        columns=[
            Column("on", _("Tanggal"), "day"),
            Column("age", _("Umur"), "short"),
            Column("weight", _("Berat kg"), "number", decimals=1),
            Column("length", _("Panjang/tinggi cm"), "number", decimals=1),
            Column("position", _("Cara ukur")),
            Column("haz", _("z TB/U"), "number", decimals=2),
            Column("waz", _("z BB/U"), "number", decimals=2),
            Column("whz", _("z BB/TB"), "number", decimals=2),
            Column("state", _("Keadaan"), "state"),
            Column("source", _("Asal")),
        ],
        rows=[
            {
                "on": one.measured_on,
                "age": age_words(row.birth_date, one.measured_on),
                "weight": _measured(one.weight_kg),
                "length": _measured(one.length_height_cm),
                "position": positions.get(one.position) or Missing(_("tidak disebut")),
                "haz": _scored(one.haz),
                "waz": _scored(one.waz),
                "whz": _scored(one.whz),
                "state": _state(one),
                "source": _source(one, with_doors),
            }
            for one in reversed(measured)
        ],
        empty=_("Di sini berdiri setiap pengukuran anak ini dengan kiriman dan barisnya."),
    )


def _source(one: MeasurementView, with_doors: bool) -> str | Link:
    said = _("kiriman, baris %(row)s") % {"row": one.row}
    return Link(said, reverse("delivery", args=[one.delivery])) if with_doors else said


def _measured(value: float | None) -> float | Missing:
    return Missing(_("tidak diukur")) if value is None else value


def _scored(value: float | None) -> float | Missing:
    return Missing(_("tidak dapat dihitung")) if value is None else value


def _state(one: MeasurementView) -> State:
    if not one.counts:
        return State(_("diganti atau ditarik"), "none")
    if one.flagged:
        return State(_("ukur ulang"), "late")
    return State(_("dipakai"), "ok")


def _services(services: list[queries.ServiceView], with_doors: bool) -> list[dict[str, str]]:
    return [
        {
            "kind": day(one.received_on),
            "word": f"{_(SERVICE_WORDS.get(one.kind, one.kind))} {one.value}".strip(),
            "address": reverse("delivery", args=[one.delivery]) if with_doors else "",
        }
        for one in services
    ]
