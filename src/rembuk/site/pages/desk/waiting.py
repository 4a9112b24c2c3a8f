"""What waits for a viewer: each thing with its reason, its date and one button. Order: late first, then by date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from rembuk.record.core.clock import today
from rembuk.record.core.viewer import Viewer
from rembuk.record.ledger import queries as ledger
from rembuk.record.parties import queries as parties
from rembuk.record.places import queries as places
from rembuk.site.templatetags.words import day

#: How many days ahead an end is announced, and how old the last receipt may become.
AHEAD_DAYS, RECEIPT_DAYS = 60, 30


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
    found = [*_areas(viewer), *_decree(viewer), *_accounts(viewer), *_receipt(viewer)]
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
