"""``/parts/``: every part of the pages at work, with the record's own data where it has some; the page is tested."""

from __future__ import annotations

import datetime

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from rembuk.charts.growth_chart import growth_chart
from rembuk.charts.growth_visits import Visit, growth_table
from rembuk.record.core.clock import now, today
from rembuk.site import doors
from rembuk.site.doors import Asked, opens_for
from rembuk.site.figures import Figure, Source
from rembuk.site.pages.desk.waiting import Waiting
from rembuk.site.tables import Column, Link, Missing, State, Table
from rembuk.site.templatetags.words import day


class _Example(forms.Form):
    village = forms.CharField(max_length=40)


@opens_for(doors.ANYONE)
@require_http_methods(["GET", "HEAD", "POST"])
def parts(request: Asked) -> HttpResponse:
    """Show all parts together. What stands here is made up and says so."""
    table = _table().asked(request)
    if request.GET.get("unduh") == "xlsx":
        return table.workbook()
    form = _Example({"village": ""})
    form.fields["village"].label = _("Desa")
    form.fields["village"].help_text = _("Nama desa seperti dalam daftar wilayah.")
    shown = {
        "table": table,
        "todo": _todo(),
        "figure": _figure(),
        "row": form["village"],
        "timeline": [
            {"at": now(), "what": _("Janji diterima desa"), "who": "Desa Suka Maju"},
            {"at": now() - datetime.timedelta(20), "what": _("Pekerjaan dimulai"), "who": "Dinas PUPR"},
        ],
        "chips": [
            {"kind": _("berita acara"), "word": "14 Oktober 2026", "address": reverse("parts")},
            {"kind": _("register"), "word": "27 / 96", "address": ""},
        ],
        "states": [
            State(_("diterima"), "ok"),
            State(_("berjalan"), "due"),
            State(_("terlambat"), "late"),
            State(_("belum ada kabar"), "none"),
        ],
        "begin": Link(_("Siapkan rembuk pertama"), reverse("parts")),
        "source": Source(_("contoh rekaan"), today(), 27, 96, reverse("parts")),
    }
    return render(request, "pages/parts.html", shown)


def _todo() -> list[Waiting]:
    early, late = today() + datetime.timedelta(12), today() - datetime.timedelta(3)
    return [
        Waiting(
            _("Jawab persoalan dari Posyandu Melati I"),
            _("Timbangan rusak sejak dua bulan lalu."),
            late,
            _("seharusnya %(day)s") % {"day": day(late)},
            True,
            _("Jawab"),
            reverse("parts"),
        ),
        Waiting(
            _("Tanda tangani berita acara rembuk"),
            _("Sudah disetujui semua yang hadir."),
            early,
            _("sebelum %(day)s") % {"day": day(early)},
            False,
            _("Buka"),
            reverse("parts"),
        ),
    ]


def _table() -> Table:
    villages = (("Suka Maju", 96, 27, "ok"), ("Muara Jaya", 141, None, "none"), ("Harapan", 58, 0, "late"))
    words = {"ok": _("lengkap"), "none": _("belum dikirim"), "late": _("terlambat")}
    return Table(
        name="contoh",
        caption=_("Desa-desa contoh"),
        columns=[
            Column("village", _("Desa")),
            Column("children", _("Anak terdaftar"), "number", total=True),
            Column("stunted", _("Stunting"), "number", total=True),
            Column("state", _("Kiriman"), "state"),
        ],
        rows=[
            {
                "village": Link(name, reverse("parts")),
                "children": children,
                "stunted": Missing(_("belum diukur")) if stunted is None else stunted,
                "state": State(words[shape], shape),
            }
            for name, children, stunted, shape in villages
        ],
        source=_("Sumber: contoh rekaan"),
    )


def _figure() -> Figure:
    visits = [
        Visit(age_days=31 * month, weight_kg=3.4 + 0.55 * month, length_height_cm=50 + 2.4 * month, position="lying")
        for month in range(0, 13, 2)
    ]
    svg = growth_chart(visits, kind="haz", sex="f", who=_("anak rekaan"))
    rows = growth_table(visits, kind="haz", sex="f")
    heads = tuple(rows[0]) if rows else ()
    return Figure(
        _("Panjang badan menurut umur"),
        Source(_("contoh rekaan; garis: WHO Child Growth Standards 2006"), today(), len(visits)),
        svg=mark_safe(svg),  # noqa: S308 - drawn by charts, which escapes every text
        heads=heads,
        rows=tuple(tuple(row.values()) for row in rows),
    )
