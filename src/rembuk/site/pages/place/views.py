"""One village or posyandu: figures everyone at the table sees, and the children for those whose task they are."""

from __future__ import annotations

import datetime
from dataclasses import replace

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.record.children import queries as children
from rembuk.record.core.clock import today
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.indicators import queries as indicators
from rembuk.record.places import queries as places
from rembuk.record.places.queries import AreaView
from rembuk.site.doors import Asked
from rembuk.site.figures import INDICATOR_WORDS, Figure, month_word, percent
from rembuk.site.pages.child.words import age_words, category, child_name, needs_follow_up
from rembuk.site.pages.district.views import register_figure
from rembuk.site.tables import Column, Link, Missing, State, Table

_SHOWN = ("stunting", "wasting", "underweight")
_PAGE = 500
#: A child that was not measured for this long is asked after first.
_LONG_AGO = datetime.timedelta(days=62)


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: Asked, code: str) -> HttpResponse:
    """Show one village or posyandu."""
    area = places.area_by_code(request.viewer, code)
    if area.level not in {"village", "posyandu"}:
        raise Refused("no-such-place", "Halaman ini untuk desa atau posyandu.", "Pilih satu dari halaman Wilayah.")
    number = request.GET.get("halaman", "1")
    page = int(number) if number.isascii() and number.isdigit() and 0 < int(number[:6]) < 10_000 else 1
    table, why_not, more = _children(request, area, page)
    if table is not None and request.GET.get("unduh") == "xlsx":
        return table.workbook()
    path = places.path_to(request.viewer, area.id)
    shown = {
        "area": area,
        "above": path[-2].name if len(path) > 1 else "",
        "trail": [(_("Kabupaten"), reverse("district"))]
        + [(step.name, reverse("area", args=[step.code])) for step in path[:-1] if step.level != "province"],
        "figures": [figure for name in _SHOWN if (figure := _figure(request, area, name)) is not None],
        "table": table,
        "why_not": why_not,
        "page": page,
        "more": more,
        "parts": [part for part in places.parts_of(request.viewer, area.id) if part.level == "posyandu"],
    }
    return render(request, "pages/place.html", shown)


@require_safe
def calculation(request: Asked, code: str) -> HttpResponse:
    """Answer «dari mana angka ini?»: the counts behind a percentage, month by month, and the rule in words."""
    area = places.area_by_code(request.viewer, code)
    indicator = request.GET.get("indikator", "")
    indicator = indicator if indicator in INDICATOR_WORDS else "stunting"
    series = indicators.series(request.viewer, area.id, indicator)
    shown = {
        "area": area,
        "word": _(INDICATOR_WORDS[indicator]),
        "rule": _RULES[indicator],
        "latest": series[-1] if series else None,
        "month": month_word(series[-1].month) if series else "",
        "percent": percent(series[-1].percent) if series else "",
        "figure": register_figure(area, series, indicator),
    }
    return render(request, "pages/calculation.html", shown)


_RULES = {
    "stunting": "z TB/U < −2",
    "severe_stunting": "z TB/U < −3",
    "underweight": "z BB/U < −2",
    "severe_underweight": "z BB/U < −3",
    "wasting": "z BB/TB < −2",
    "severe_wasting": "z BB/TB < −3",
}


def _figure(request: Asked, area: AreaView, indicator: str) -> Figure | None:
    figure = register_figure(area, indicators.series(request.viewer, area.id, indicator), indicator)
    if figure is None:
        return None
    title = f"{_(INDICATOR_WORDS[indicator])}. {figure.title}"
    return replace(figure, title=title)


def _children(request: Asked, area: AreaView, page: int) -> tuple[Table | None, Denied | None, bool]:
    """Return the children's table, or why there is none; and whether there is a further page."""
    try:
        rows = children.children(request.viewer, area.id, page, _PAGE + 1, under_five_on=today())
    except Denied as denied:
        return None, denied, False
    more, rows = len(rows) > _PAGE, rows[:_PAGE]
    rows.sort(key=lambda row: not needs_follow_up(row))
    table = Table(
        name="anak",
        caption=_("Anak dalam register: yang perlu ditindaklanjuti lebih dahulu"),
        columns=[
            Column("child", _("Anak")),
            Column("follow", _("Tindak lanjut"), "state"),
            Column("age", _("Umur"), "short"),
            Column("sex", _("L/P")),
            Column("posyandu", _("Posyandu")),
            Column("measured_on", _("Terakhir diukur"), "day"),
            Column("haz", _("z TB/U"), "number", decimals=2),
            Column("height", _("Menurut tinggi")),
            Column("weight", _("Menurut berat")),
        ],
        rows=[
            {
                "child": Link(child_name(row), reverse("child", args=[row.id])),
                "follow": _follow_up(row),
                "age": age_words(row.birth_date, today()),
                "sex": {"m": _("L"), "f": _("P")}.get(row.sex, row.sex),
                "posyandu": row.posyandu_name or Missing(_("tidak disebut")),
                "measured_on": row.measured_on or Missing(_("belum diukur")),
                "haz": Missing(_("belum diukur")) if row.haz is None else row.haz,
                "height": category("tb_u", row.haz) or Missing(_("belum diukur")),
                "weight": category("bb_tb", row.whz) or Missing(_("belum diukur")),
            }
            for row in rows
        ],
        empty=_("Di sini berdiri anak-anak wilayah ini, begitu register puskesmas diterima."),
        source=_("Sumber: register posyandu; kategori menurut Permenkes 2/2020 dari z-score WHO 2006."),
    ).asked(request)
    return table, None, more


def _follow_up(row: children.ChildView) -> State:
    if needs_follow_up(row):
        return State(_("kunjungi atau rujuk"), "late")
    if row.measured_on is None or today() - row.measured_on > _LONG_AGO:
        return State(_("ajak ke posyandu"), "due")
    return State(_("pantau seperti biasa"), "ok")
