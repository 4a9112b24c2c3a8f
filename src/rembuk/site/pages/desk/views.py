"""The first page of every role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from rembuk.record.places import queries as places
from rembuk.site.doors import Asked
from rembuk.site.pages.desk.waiting import waiting_for
from rembuk.site.templatetags.words import level_word


@require_safe
def desk(request: Asked) -> HttpResponse:
    """Show what waits for the viewer."""
    shown = {"todo": waiting_for(request.viewer), "own": _own_place(request)}
    return render(request, "pages/desk.html", shown)


def _own_place(request: Asked) -> dict[str, str] | None:
    """Return the door to the viewer's own village, posyandu or area."""
    if request.viewer.area is None:
        return None
    area = places.area(request.viewer, request.viewer.area)
    name = "district" if area.level == "regency" else "place" if area.level in {"village", "posyandu"} else "area"
    return {
        "kind": level_word(area.level),
        "word": area.name,
        "address": reverse(name, args=[] if name == "district" else [area.code]),
    }
