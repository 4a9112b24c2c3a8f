"""The district's page: what a survey says, what the register says, never on one line; then its villages."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.knowledge.statistics import severity, severity_word
from rembuk.record.core.viewer import Viewer
from rembuk.record.indicators import queries
from rembuk.record.indicators.queries import Figure as Counted
from rembuk.record.indicators.queries import Published
from rembuk.record.places import queries as places
from rembuk.record.places.queries import AreaView
from rembuk.site.doors import Asked
from rembuk.site.figures import INDICATOR_WORDS, Figure, Source, counted_sentence, month_word, percent
from rembuk.site.frame import DELIVERY_READERS
from rembuk.site.tables import Column, Link, Missing, State, Table

#: A village of which fewer came to be weighed is not put in a class without saying so (per cent).
LOW_COVERAGE = 50
_CLASSED = {"stunting", "wasting"}
_SHAPES = {"very_low": "ok", "low": "ok", "medium": "due", "high": "late", "very_high": "late"}


@require_http_methods(["GET", "HEAD", "POST"])
def district(request: Asked) -> HttpResponse:
    """Show the viewer's district for one indicator."""
    viewer = request.viewer
    area = _district_of(viewer)
    indicator = request.GET.get("indikator", "")
    indicator = indicator if indicator in INDICATOR_WORDS else "stunting"
    if area is None:
        return render(request, "pages/district.html", {"area": None})
    series = queries.series(viewer, area.id, indicator)
    latest = series[-1] if series else None
    table = _villages(viewer, area, latest, indicator).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    surveys = queries.published(viewer, area.id, indicator)
    shown = {
        "area": area,
        "indicator": indicator,
        "indicators": [(name, _(word)) for name, word in INDICATOR_WORDS.items()],
        "survey": _survey_figure(surveys),
        "register": register_figure(area, series, indicator),
        "table": table,
    }
    return render(request, "pages/district.html", shown)


def register_figure(area: AreaView, series: list[Counted], indicator: str) -> Figure | None:
    """Return the register's figure of an area in the last month, with every month as its table; None without any."""
    if not series:
        return None
    latest = series[-1]
    return Figure(
        title=_("Menurut register, %(month)s") % {"month": month_word(latest.month)},
        number=percent(latest.percent),
        sentence=counted_sentence(latest),
        source=Source(
            _("register posyandu yang dikirim puskesmas"),
            counted=latest.n,
            registered=latest.registered,
            calculation=f"{reverse('calculation', args=[area.code])}?indikator={indicator}",
        ),
        heads=(_("Bulan"), _("Persen"), _("Kasus"), _("Diukur"), _("Ditimbang"), _("Terdaftar"), _("Cakupan")),
        rows=tuple(
            (
                month_word(one.month),
                percent(one.percent) or _("belum diukur"),
                number_format(one.cases),
                number_format(one.n),
                number_format(one.weighed),
                number_format(one.registered),
                percent(one.coverage) or _("belum diketahui"),
            )
            for one in reversed(series)
        ),
    )


def _survey_figure(surveys: list[Published]) -> Figure | None:
    if not surveys:
        return None
    last = surveys[-1]
    interval = _interval(last)
    sentence = _("Survei sampel: angka ini perkiraan untuk seluruh kabupaten, bukan hitungan tiap anak.")
    if interval:
        sentence = _("Dengan keyakinan 95 %% terletak antara %(interval)s.") % {"interval": interval} + " " + sentence
    else:
        sentence = _("Rentang ketidakpastiannya tidak dipublikasikan.") + " " + sentence
    return Figure(
        title=_("Menurut survei, %(survey)s %(year)s") % {"survey": last.survey, "year": last.year},
        number=percent(last.estimate),
        sentence=sentence,
        source=Source(last.source, counted=last.n),
        heads=(_("Survei"), _("Persen"), _("Rentang 95 %"), _("n"), _("Sumber")),
        rows=tuple(
            (
                f"{one.survey} {one.year}",
                percent(one.estimate),
                _interval(one) or _("tidak dipublikasikan"),
                number_format(one.n) if one.n is not None else _("tidak dipublikasikan"),
                one.source,
            )
            for one in reversed(surveys)
        ),
    )


def _interval(one: Published) -> str:
    return f"{number_format(one.low, 1)}–{percent(one.high)}" if one.low is not None and one.high is not None else ""


def _villages(viewer: Viewer, area: AreaView, latest: Counted | None, indicator: str) -> Table:
    figures = queries.villages(viewer, area.id, latest.month, indicator) if latest else []
    columns = [
        Column("village", _("Desa")),
        Column("percent", _("Persen"), "number", decimals=1),
        Column("cases", _("Kasus"), "number", total=True),
        Column("n", _("Diukur"), "number", total=True),
        Column("registered", _("Terdaftar"), "number", total=True),
        Column("coverage", _("Cakupan %"), "number", decimals=1),
    ]
    if indicator in _CLASSED:
        columns.append(Column("tier", _("Kelas WHO"), "state"))
    return Table(
        name="desa",
        caption=_("Desa menurut register, %(month)s") % {"month": month_word(latest.month)} if latest else _("Desa"),
        columns=columns,
        rows=[
            {
                "village": Link(one.name, reverse("place", args=[one.code])),
                "percent": Missing(_("belum diukur")) if one.percent is None else round(one.percent, 1),
                "cases": one.cases if one.n else Missing(_("belum diukur")),
                "n": one.n,
                "registered": one.registered,
                "coverage": Missing(_("belum diketahui")) if one.coverage is None else round(one.coverage, 1),
                "tier": _tier(indicator, one),
            }
            for one in figures
        ],
        empty=_("Di sini berdiri setiap desa dengan jumlah anak, cakupan dan kelasnya, begitu register diterima."),
        begin=Link(_("Lihat kiriman"), reverse("deliveries")) if viewer.role in DELIVERY_READERS else None,
        source=_(
            "Sumber: register posyandu. Kelas menurut de Onis dkk. 2019; desa dengan cakupan di bawah 50 % "
            "diberi tanda, karena yang tidak datang belum diketahui."
        ),
    )


def _tier(indicator: str, one: Counted) -> State | Missing:
    if one.percent is None or indicator not in _CLASSED:
        return Missing(_("belum diukur"))
    name = severity(indicator, one.percent)
    if one.coverage is None or one.coverage < LOW_COVERAGE:
        return State(_("%(word)s, cakupan rendah") % {"word": _(severity_word(name))}, "none")
    return State(_(severity_word(name)), _SHAPES[name])


def _district_of(viewer: Viewer) -> AreaView | None:
    if viewer.area is not None:
        for step in places.path_to(viewer, viewer.area):
            if step.level == "regency":
                return step
    for root in places.roots(viewer):
        if root.level == "regency":
            return root
        for part in places.parts_of(viewer, root.id):
            if part.level == "regency":
                return part
    return None
