"""The first page of every role."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from rembuk.site.doors import Asked
from rembuk.site.pages.desk.waiting import waiting_for


@require_safe
def desk(request: Asked) -> HttpResponse:
    """Show what waits for the viewer."""
    return render(request, "pages/desk.html", {"todo": waiting_for(request.viewer)})
