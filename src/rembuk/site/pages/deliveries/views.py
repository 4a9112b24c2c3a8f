"""Deliveries: sending is one step; reading, linking and scoring happen in the job process, the page tells how far."""

from __future__ import annotations

from uuid import UUID

import pyarrow as pa
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods, require_POST

from rembuk.record.core.errors import Denied, Refused
from rembuk.record.intake import queries, rules
from rembuk.record.intake.queries import DeliveryView
from rembuk.record.parties.queries import organisations
from rembuk.site.doors import Asked
from rembuk.site.figures import month_word
from rembuk.site.pages.deliveries.forms import DeliveryForm
from rembuk.site.tables import Column, Link, Missing, State, Table

_SHAPES = {"done": "ok", "received": "due", "taking_in": "due", "withdrawing": "due", "refused": "late"}
STATE_WORDS = (
    gettext_noop("diterima, menunggu dibaca"),
    gettext_noop("sedang dimasukkan"),
    gettext_noop("selesai dimasukkan"),
    gettext_noop("tidak dapat dibaca"),
    gettext_noop("sedang ditarik"),
    gettext_noop("ditarik"),
)
_AT_WORK = {"received", "taking_in", "withdrawing"}
_PROBLEM_COLUMNS = ("row", "column", "value", "problem", "repaired_to", "evidence")


@require_http_methods(["GET", "HEAD", "POST"])
def deliveries(request: Asked) -> HttpResponse:
    """Show the deliveries that the viewer may see, and take a new one."""
    rows = queries.deliveries(request.viewer)
    offices = _offices_to_send_for(request)
    form = DeliveryForm(
        request.POST if request.FILES or "office" in request.POST else None,
        request.FILES or None,
        offices=offices,
    )
    if form.is_bound and form.is_valid():
        try:
            return _receive(request, form)
        except Denied:
            raise
        except Refused as problem:
            form.add_error("file", str(problem))
    table = _table(rows).asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    shown = {"table": table, "form": form if offices and not settings.DEMO else None, "may_send": bool(offices)}
    return render(request, "pages/deliveries.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def delivery(request: Asked, delivery_id: UUID) -> HttpResponse:
    """Show what came, what was understood, what was repaired and on what proof, what must be mended."""
    row = queries.delivery(request.viewer, delivery_id)
    problems = _problems(request, row)
    if problems is not None and request.GET.get("unduh") == "xlsx":
        return problems.workbook()
    shown = {
        "delivery": row,
        "state": State(_(row.state_label), _SHAPES.get(row.state, "none")),
        "month": month_word(row.period) if row.period else "",
        "at_work": row.state in _AT_WORK,
        "table": problems,
        "trail": [(_("Kiriman"), reverse("deliveries"))],
        "may_withdraw": row.state in {"done", "received", "refused"}
        and (request.viewer.role == "operator" or request.viewer.office == row.office),
    }
    return render(request, "pages/delivery.html", shown)


@require_POST
def withdraw(request: Asked, delivery_id: UUID) -> HttpResponse:
    """Take a delivery back."""
    queries.delivery(request.viewer, delivery_id)
    rules.withdraw(request.viewer, delivery_id)
    messages.success(request, _("Kiriman ditarik; angkanya sedang dihitung ulang."))
    return redirect("delivery", delivery_id=delivery_id)


def _receive(request: Asked, form: DeliveryForm) -> HttpResponse:
    if settings.DEMO:
        raise Refused("demo", "Rekaman contoh menolak berkas sungguhan.", "Buat rekaman sendiri dengan rembuk setup.")
    given = form.cleaned_data
    received = rules.receive(
        request.viewer, UUID(given["office"]), given["file"].name, given["file"].read(), given["period"]
    )
    if received.known:
        messages.info(request, _("Berkas yang sama sudah pernah dikirim; tidak ada yang berubah."))
    return redirect("delivery", delivery_id=received.delivery)


def _offices_to_send_for(request: Asked) -> list[tuple[str, str]]:
    if request.viewer.role not in rules.SENDERS:
        return []
    every = [(str(office.id), office.name) for office in organisations(request.viewer)]
    if request.viewer.role == "operator":
        return every
    return [office for office in every if office[0] == str(request.viewer.office)]


def _table(rows: list[DeliveryView]) -> Table:
    return Table(
        name="kiriman",
        caption=_("Kiriman"),
        columns=[
            Column("file", _("Berkas")),
            Column("office", _("Dari")),
            Column("period", _("Bulan")),
            Column("at", _("Diterima"), "moment"),
            Column("state", _("Keadaan"), "state"),
            Column("rows", _("Baris"), "number", total=True),
            Column("new", _("Anak baru"), "number", total=True),
            Column("measured", _("Pengukuran baru"), "number", total=True),
            Column("mend", _("Perlu diperbaiki"), "number", total=True),
        ],
        rows=[
            {
                "file": Link(row.file_name, reverse("delivery", args=[row.id])),
                "office": row.office_name,
                "period": month_word(row.period) if row.period else Missing(_("tidak disebut")),
                "at": row.received_at,
                "state": State(_(row.state_label), _SHAPES.get(row.state, "none")),
                "rows": row.rows,
                "new": row.new_children,
                "measured": row.new_measurements,
                "mend": row.refused + row.held_back,
            }
            for row in rows
        ],
        empty=_(
            "Di sini berdiri setiap berkas yang dikirim kantor: apa yang dipahami, diperbaiki, dan perlu dibetulkan."
        ),
    )


def _problems(request: Asked, row: DeliveryView) -> Table | None:
    try:
        lines: pa.Table = queries.problems(request.viewer, row.id)
    except Refused:
        return None
    titles = (_("Baris"), _("Kolom"), _("Nilai"), _("Masalah"), _("Diperbaiki menjadi"), _("Bukti"))
    columns = [name for name in _PROBLEM_COLUMNS if name in lines.column_names]
    return Table(
        name="perbaikan",
        caption=_("Yang diperbaiki dan yang perlu dibetulkan"),
        columns=[
            Column(name, titles[_PROBLEM_COLUMNS.index(name)], "number" if name == "row" else "text")
            for name in columns
        ],
        rows=[
            {
                name: value if value not in ("", None) else Missing("–")
                for name, value in line.items()
                if name in columns
            }
            for line in lines.slice(0, 1000).to_pylist()
        ],
        empty=_("Tidak ada yang perlu dibetulkan: setiap nilai terbaca."),
    ).asked(request)
