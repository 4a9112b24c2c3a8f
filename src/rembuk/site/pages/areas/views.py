"""Areas are public facts to everyone at the table."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.record.core.clock import today
from rembuk.record.places import queries
from rembuk.record.places.queries import AreaView
from rembuk.site.doors import Asked
from rembuk.site.tables import Column, Link, Missing, State, Table
from rembuk.site.templatetags.words import LEVEL_WORDS, level_word


@require_safe
def areas(request: Asked) -> HttpResponse:
    """Show the tree down to the sub-districts; below that a page a sub-district."""
    roots = queries.roots(request.viewer)
    tree = [
        (root, [(part, queries.parts_of(request.viewer, part.id)) for part in _parts(request, root)]) for root in roots
    ]
    return render(request, "pages/areas.html", {"tree": tree})


@require_http_methods(["GET", "HEAD", "POST"])
def area(request: Asked, code: str) -> HttpResponse:
    """Show one area: where it lies, since when, and what lies in it."""
    here = queries.area_by_code(request.viewer, code)
    path = queries.path_to(request.viewer, here.id)
    parts = _parts(request, here)
    below = queries.counts_below(request.viewer, [part.id for part in parts])
    levels = [level for level in LEVEL_WORDS if any(level in counts for counts in below.values())]
    table = Table(
        name="wilayah",
        caption=_("Wilayah di dalamnya"),
        columns=[
            Column("name", _("Nama")),
            Column("code", _("Kode")),
            Column("level", _("Tingkat")),
            *(Column(level, level_word(level), "number", total=True) for level in levels),
            Column("state", _("Keadaan"), "state"),
        ],
        rows=[
            {
                "name": Link(part.name, reverse("area", args=[part.code])),
                "code": part.code,
                "level": level_word(part.level),
                "state": _state(part),
                **{level: below[part.id].get(level, 0) for level in levels},
            }
            for part in parts
        ],
        empty=_("Belum ada wilayah di bawah ini dalam daftar."),
    ).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    trail = [(_("Wilayah"), reverse("areas"))]
    trail += [(step.name, reverse("area", args=[step.code])) for step in path[:-1]]
    return render(
        request,
        "pages/area.html",
        {
            "area": here,
            "trail": trail,
            "has_figures": here.level in {"village", "posyandu"},
            "table": table,
            "state": _state(here),
        },
    )


def _parts(request: Asked, area: AreaView) -> list[AreaView]:
    return queries.parts_of(request.viewer, area.id)


def _state(area: AreaView) -> State | Missing:
    if area.valid_until and area.valid_until <= today():
        return State(_("sudah berakhir"), "none")
    if area.valid_from and area.valid_from > today():
        return State(_("belum berlaku"), "due")
    return State(_("berlaku"), "ok")
