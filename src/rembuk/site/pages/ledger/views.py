"""The ledger as its readers see it: verbs, times, offices; no values and no persons."""

from __future__ import annotations

import json

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.record.ledger import queries, rules
from rembuk.record.parties.queries import organisations
from rembuk.site.doors import Asked
from rembuk.site.pages.ledger.verbs import verb_word
from rembuk.site.tables import Column, Missing, Table
from rembuk.site.templatetags.words import purpose_word

_PAGE = 100


@require_http_methods(["GET", "HEAD", "POST"])
def ledger(request: Asked) -> HttpResponse:
    """Show the latest entries, a hundred a page, and how far the last receipt reaches."""
    text = request.GET.get("sebelum", "")
    before = int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None
    entries = queries.entries(request.viewer, before, _PAGE)
    offices = {office.id: office.short_name or office.name for office in organisations(request.viewer)}
    table = Table(
        name="buku-perubahan",
        caption=_("Perubahan terbaru"),
        columns=[
            Column("sequence", _("Nomor"), "number"),
            Column("at", _("Waktu"), "moment"),
            Column("verb", _("Apa")),
            Column("office", _("Untuk kantor")),
            Column("purpose", _("Tujuan")),
            Column("hash", _("Sidik jari")),
        ],
        rows=[
            {
                "sequence": entry.sequence,
                "at": entry.at,
                "verb": verb_word(entry.verb),
                "office": offices.get(entry.office) if entry.office else Missing(_("operator")),
                "purpose": purpose_word(entry.purpose),
                "hash": entry.hash[:12],
            }
            for entry in entries
        ],
        empty=_("Di sini berdiri setiap perubahan: kapan, untuk kantor mana, dengan tujuan apa."),
    ).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    older = entries[-1].sequence if len(entries) == _PAGE and entries[-1].sequence > 1 else None
    shown = {
        "table": table,
        "state": queries.state(request.viewer),
        "older": older,
        "may_issue": request.viewer.role in {"operator", "secretary"},
    }
    return render(request, "pages/ledger.html", shown)


@require_POST
def receipt(request: Asked) -> HttpResponse:
    """Issue a receipt and hand it over as a file."""
    content = rules.issue_receipt(request.viewer)
    response = HttpResponse(json.dumps(content, indent=2) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="tanda-terima-{content["sequence"]}.json"'
    return response
