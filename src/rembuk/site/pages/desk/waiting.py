"""What waits for a viewer: each thing with its reason, its date and one button. Order: late first, then by date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rembuk.record.children import queries as children
from rembuk.record.core.clock import today
from rembuk.record.core.viewer import Viewer
from rembuk.record.indicators import queries as indicators
from rembuk.record.intake import queries as intake
from rembuk.record.ledger import queries as ledger
from rembuk.record.parties import queries as parties
from rembuk.record.places import queries as places
from rembuk.site.figures import month_word
from rembuk.site.pages.child.words import needs_follow_up
from rembuk.site.templatetags.words import day

#: How many days ahead an end is announced, and how old the last receipt may become.
AHEAD_DAYS, RECEIPT_DAYS = 60, 30
_MOST_CHILDREN = 1000


@dataclass(frozen=True)
class Waiting:
    """One thing to do."""

    what: str
    why: str
    by: datetime.date | None
    when: str
    late: bool
    act: str
    address: str


def waiting_for(viewer: Viewer) -> list[Waiting]:
    """Return what waits for the viewer, late things first."""
    found = [
        *_areas(viewer),
        *_decree(viewer),
        *_children(viewer),
        *_questions(viewer),
        *_to_mend(viewer),
        *_missing_register(viewer),
        *_accounts(viewer),
        *_receipt(viewer),
    ]
    return sorted(found, key=lambda item: (not item.late, item.by or datetime.date.max))


def _areas(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role in {"operator", "secretary"} and not places.roots(viewer):
        yield Waiting(
            _("Masukkan daftar wilayah"),
            _("Tanpa kecamatan, desa dan posyandu, tidak ada yang dapat ditempatkan."),
            None,
            "",
            False,
            _("Lihat caranya"),
            reverse("areas"),
        )


def _decree(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role not in {"secretary", "chair"} or viewer.area is None:
        return
    decree = parties.decree_in_force(viewer, viewer.area, today())
    if decree is None:
        yield Waiting(
            _("Catat SK tim yang berlaku"),
            _("Belum ada SK yang berlaku hari ini; tanpa SK, tugas kantor tidak punya dasar."),
            None,
            _("tidak ada SK yang berlaku"),
            True,
            _("Lihat tim"),
            reverse("team"),
        )
    elif decree.valid_until and decree.valid_until <= today() + datetime.timedelta(AHEAD_DAYS):
        yield Waiting(
            _("Siapkan SK tim yang baru"),
            _("SK %(number)s berakhir; rembuk sesudahnya perlu SK baru.") % {"number": decree.number},
            decree.valid_until,
            _("berakhir %(day)s") % {"day": day(decree.valid_until)},
            False,
            _("Lihat tim"),
            reverse("team"),
        )


def _children(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role not in {"kader", "village_head"} or viewer.area is None:
        return
    rows = children.children(viewer, viewer.area, size=_MOST_CHILDREN, under_five_on=today())
    count = sum(needs_follow_up(row) for row in rows)
    if count:
        yield Waiting(
            _("Tindak lanjuti %(count)s anak") % {"count": count},
            _("Pengukuran terakhir mereka di bawah −2 SD menurut tinggi atau berat."),
            None,
            "",
            False,
            _("Lihat anak"),
            reverse("place", args=[places.area(viewer, viewer.area).code]),
        )


def _questions(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role != "nutritionist" or viewer.area is None:
        return
    every = intake.question_progress(viewer).values()
    waiting, field = sum(one.waiting for one in every), sum(one.field for one in every)
    since = intake.waiting_since(viewer)
    if since is not None:
        yield Waiting(
            _("%(count)s pertanyaan tentang anak yang sama") % {"count": waiting + field},
            _("Sampai dijawab, ukuran dari baris-baris itu belum masuk ke register.")
            if not field
            else _("%(count)s di antaranya sedang ditanyakan ke lapangan; ukurannya belum masuk ke register.")
            % {"count": field},
            since,
            _("menunggu sejak %(day)s") % {"day": day(since)},
            False,
            _("Jawab"),
            reverse("questions"),
        )


def _to_mend(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role not in {"nutritionist", "sector"} or viewer.office is None:
        return
    for row in intake.deliveries(viewer, limit=12):
        if row.state == "refused" or (row.state == "done" and row.refused + row.held_back):
            yield Waiting(
                _("Betulkan kiriman %(name)s") % {"name": row.file_name},
                row.message
                if row.state == "refused"
                else _("%(count)s nilai atau baris belum masuk ke register.") % {"count": row.refused + row.held_back},
                row.received_at.date(),
                _("diterima %(day)s") % {"day": day(row.received_at.date())},
                False,
                _("Lihat kiriman"),
                reverse("delivery", args=[row.id]),
            )


def _missing_register(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role != "secretary" or viewer.area is None:
        return
    latest = indicators.latest_month(viewer, viewer.area)
    due = (today().replace(day=1) - datetime.timedelta(1)).replace(day=1)
    if latest is None or latest < due:
        yield Waiting(
            _("Tagih register posyandu bulan %(month)s") % {"month": month_word(due)},
            _("Belum ada pengukuran bulan itu yang diterima; angka kabupaten belum diketahui.")
            if latest is None
            else _("Yang terakhir diterima bulan %(month)s.") % {"month": month_word(latest)},
            due,
            _("belum diterima"),
            False,
            _("Lihat kiriman"),
            reverse("deliveries"),
        )


def _accounts(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role != "operator":
        return
    soon = today() + datetime.timedelta(AHEAD_DAYS)
    ending = [row for row in parties.accounts(viewer) if row.is_active and row.valid_until and row.valid_until <= soon]
    lapsed = [row for row in ending if row.valid_until and row.valid_until <= today()]
    if lapsed:
        yield Waiting(
            _("Perpanjang atau tutup akun yang lewat masa berlakunya"),
            _("%(count)s akun tidak dapat masuk lagi.") % {"count": len(lapsed)},
            min(row.valid_until for row in lapsed if row.valid_until),
            _("sudah lewat"),
            True,
            _("Lihat akun"),
            reverse("accounts"),
        )
    if len(ending) > len(lapsed):
        first = min(row.valid_until for row in ending if row.valid_until and row not in lapsed)
        yield Waiting(
            _("Periksa akun yang segera berakhir"),
            _("%(count)s akun berakhir dalam %(days)s hari.")
            % {"count": len(ending) - len(lapsed), "days": AHEAD_DAYS},
            first,
            _("yang pertama %(day)s") % {"day": day(first)},
            False,
            _("Lihat akun"),
            reverse("accounts"),
        )


def _receipt(viewer: Viewer) -> Iterator[Waiting]:
    if viewer.role not in {"operator", "secretary"}:
        return
    state = ledger.state(viewer)
    if state.entries == state.covered:
        return
    old = state.receipt_at is None or state.receipt_at.date() <= today() - datetime.timedelta(RECEIPT_DAYS)
    if not old:
        return
    by = state.receipt_at.date() + datetime.timedelta(RECEIPT_DAYS) if state.receipt_at else None
    yield Waiting(
        _("Titipkan tanda terima buku perubahan kepada mitra"),
        _("%(count)s catatan sesudah tanda terima terakhir hanya seaman komputer ini.")
        % {"count": state.entries - state.covered},
        by,
        _("yang terakhir %(day)s") % {"day": day(state.receipt_at.date())} if state.receipt_at else _("belum pernah"),
        state.receipt_at is not None,
        _("Buat tanda terima"),
        reverse("ledger"),
    )
