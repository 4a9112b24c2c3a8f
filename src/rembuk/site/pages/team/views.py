"""The SK as it is in force: members, duties, and what nobody was given to do."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.record.core.clock import today
from rembuk.record.parties import queries
from rembuk.record.parties.queries import DecreeView
from rembuk.record.places import queries as places
from rembuk.site.doors import Asked
from rembuk.site.tables import Column, Missing, Table


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: Asked) -> HttpResponse:
    """Show the SK in force for the viewer's area, or for the nearest area above it that has one."""
    viewer = request.viewer
    path = places.path_to(viewer, viewer.area) if viewer.area else places.roots(viewer)[:1]
    decree, area = None, None
    for step in reversed(path):
        decree = queries.decree_in_force(viewer, step.id, today())
        if decree is not None:
            area = step
            break
    table = _members(request, decree) if decree else None
    if table is not None and request.GET.get("unduh") == "xlsx":
        return table.workbook()
    without = sum(1 for seat in decree.seats if not seat.duties) if decree else 0
    return render(
        request, "pages/team.html", {"decree": decree, "area": area, "table": table, "without_duties": without}
    )


def _members(request: Asked, decree: DecreeView) -> Table:
    names = {office.id: office.name for office in queries.organisations(request.viewer)}
    return Table(
        name="anggota-tim",
        caption=_("Anggota dan tugasnya menurut SK"),
        columns=[
            Column("office", _("Kantor")),
            Column("position", _("Kedudukan")),
            Column("field", _("Bidang")),
            Column("holder", _("Pejabat")),
            Column("duties", _("Tugas")),
        ],
        rows=[
            {
                "office": names.get(seat.organisation, ""),
                "position": seat.position,
                "field": seat.field or Missing(_("tidak disebut")),
                "holder": seat.holder or Missing(_("tidak disebut")),
                "duties": "; ".join(seat.duties) or Missing(_("SK tidak menyebut tugasnya")),
            }
            for seat in decree.seats
        ],
        source=_("Sumber: SK %(number)s") % {"number": decree.number},
    ).asked(request)
