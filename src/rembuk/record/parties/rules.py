"""Verbs of parties: organisations, the decree, accounts."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rembuk.knowledge.policy import roles
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.transactions import writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.parties.models import Account, Decree, Duty, Kind, Organisation, Seat
from rembuk.record.places.models import Area

#: Letters of a made-up first password: none that look alike on paper.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


@dataclass(frozen=True)
class SeatRow:
    """One line of an SK's member table: office, position, field of work, who fills it, and its duties."""

    organisation: UUID
    position: str
    field: str = ""
    holder: str = ""
    duties: tuple[str, ...] = ()


def add_organisation(viewer: Viewer, name: str, kind: str, area: UUID | None = None, short_name: str = "") -> UUID:
    """Add an office or partner and return its id. Raises ``Refused`` for a blank or double name or an unknown kind."""
    must_be(viewer, "Organisasi ditambahkan oleh operator atau sekretaris TPPS.", "operator", "secretary")
    name = _filled(name, "Nama organisasi", 160)
    if kind not in Kind.values:
        raise Refused("unknown-kind", f"Jenis organisasi «{kind}» tidak dikenal.", f"Pilih: {', '.join(Kind.values)}.")
    with writing(viewer, "add_organisation") as write:
        _area_must_exist(area)
        if Organisation.objects.filter(name__iexact=name, area=area).exists():
            raise Refused("double-organisation", f"{name} sudah terdaftar di wilayah itu.")
        made = Organisation.objects.create(name=name, short_name=short_name.strip()[:40], kind=kind, area_id=area)
        write.changed("organisation", made.id)
    return made.id


def record_decree(
    viewer: Viewer,
    number: str,
    title: str,
    area: UUID,
    signed_on: datetime.date,
    valid_from: datetime.date,
    valid_until: datetime.date | None,
    seats: Sequence[SeatRow],
    replaces: UUID | None = None,
) -> UUID:
    """Record an SK as it was signed, with its members and their duties, and return its id.

    A decree is a fact: a later one replaces it, nothing edits it. Raises ``Refused`` where it ends before it begins,
    names nobody, names an unknown organisation or has a number that is taken.
    """
    must_be(viewer, "SK dicatat oleh sekretaris TPPS atau operator.", "operator", "secretary")
    number, title = _filled(number, "Nomor SK", 120), _filled(title, "Judul SK", 240)
    if valid_until is not None and valid_until <= valid_from:
        raise Refused(
            "ends-before-it-begins", f"SK {number} berakhir {valid_until} sebelum mulai berlaku {valid_from}."
        )
    if not seats:
        raise Refused("no-seats", f"SK {number} belum memuat satu anggota pun.", "Tambahkan tabel anggotanya.")
    with writing(viewer, "record_decree") as write:
        _area_must_exist(area)
        if Decree.objects.filter(number=number, area=area).exists():
            raise Refused("double-decree", f"SK {number} sudah dicatat.")
        known = set(
            Organisation.objects.filter(pk__in=[seat.organisation for seat in seats]).values_list("id", flat=True)
        )
        missing = [seat.position for seat in seats if seat.organisation not in known]
        if missing:
            raise Refused(
                "unknown-organisation", f"Organisasi untuk kedudukan {', '.join(missing[:5])} tidak terdaftar."
            )
        decree = Decree.objects.create(
            number=number,
            title=title,
            area_id=area,
            signed_on=signed_on,
            valid_from=valid_from,
            valid_until=valid_until,
            replaces_id=replaces,
        )
        rows = [
            Seat(
                decree=decree,
                organisation_id=seat.organisation,
                position=_filled(seat.position, "Kedudukan", 120),
                field=seat.field.strip()[:120],
                holder=seat.holder.strip()[:160],
                order=order,
            )
            for order, seat in enumerate(seats, 1)
        ]
        Seat.objects.bulk_create(rows)
        Duty.objects.bulk_create(
            Duty(seat=row, text=text.strip(), order=order)
            for row, seat in zip(rows, seats, strict=True)
            for order, text in enumerate(seat.duties, 1)
            if text.strip()
        )
        write.changed("decree", decree.id, seats=len(rows), replaces=replaces)
    return decree.id


def create_account(
    viewer: Viewer,
    username: str,
    name: str,
    role: str,
    organisation: UUID | None = None,
    area: UUID | None = None,
    valid_until: datetime.date | None = None,
    password: str = "",
) -> str:
    """Create a sign-in and return its first password (made up where none is given); it must be changed at first use.

    The area is the account's own, else its organisation's. Raises ``Refused`` for a taken username, an unknown role, a
    role that needs an area and has none, or a password that is too weak.
    """
    must_be(viewer, "Akun dibuat oleh operator.", "operator")
    username = _filled(username, "Nama akun", 60).lower()
    if role not in roles():
        raise Refused("unknown-role", f"Peran «{role}» tidak dikenal.", f"Pilih: {', '.join(roles())}.")
    first = password or made_up_password()
    must_be_strong(first)
    with writing(viewer, "create_account") as write:
        _area_must_exist(area)
        if Account.objects.filter(username=username).exists():
            raise Refused("double-account", f"Nama akun {username} sudah dipakai.")
        office = None
        if organisation is not None:
            office = Organisation.objects.filter(pk=organisation).first()
            if office is None:
                raise Refused("unknown-organisation", "Organisasi untuk akun itu tidak terdaftar.")
        own_area = area or (office.area_id if office else None)
        if roles()[role].needs_area and own_area is None:
            raise Refused("no-area", f"Peran {roles()[role].label} memerlukan wilayah.", "Sebutkan kode wilayahnya.")
        account = Account(
            username=username,
            name=_filled(name, "Nama", 160),
            role=role,
            organisation=office,
            area_id=own_area,
            valid_until=valid_until,
        )
        account.set_password(first)
        account.save(force_insert=True)
        write.changed("account", account.id, role=role)
    return first


def reset_password(viewer: Viewer, username: str, password: str = "") -> str:
    """Give an account a new first password and return it. Raises ``Refused('no-such-account')``."""
    must_be(viewer, "Kata sandi diatur ulang oleh operator.", "operator")
    first = password or made_up_password()
    must_be_strong(first)
    with writing(viewer, "reset_password") as write:
        account = account_named(username)
        account.set_password(first)
        account.must_change_password = True
        account.save(update_fields=["password", "must_change_password"])
        write.changed("account", account.id)
    return first


def close_account(viewer: Viewer, username: str) -> None:
    """Close an account; what it did stays in the ledger; never one's own. Raises ``Refused('no-such-account')``."""
    must_be(viewer, "Akun ditutup oleh operator.", "operator")
    with writing(viewer, "close_account") as write:
        account = account_named(username)
        if account.id == viewer.account:
            raise Refused("own-account", "Akun sendiri tidak dapat ditutup.", "Minta operator lain menutupnya.")
        account.is_active = False
        account.set_unusable_password()
        account.save(update_fields=["is_active", "password"])
        write.changed("account", account.id)


def made_up_password() -> str:
    """Return a password of four groups of four letters: some 79 bits, easy to read out."""
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))


def account_named(username: str) -> Account:
    """Return an account's row, inside an open verb; raises ``Refused('no-such-account')``."""
    account = Account.objects.filter(username=username.strip().lower()).first()
    if account is None:
        raise Refused("no-such-account", f"Akun {username} tidak ada.", "Lihat daftarnya dengan rembuk admin list.")
    return account


def must_be(viewer: Viewer, sentence: str, *allowed: str) -> None:
    """Raise ``Denied(sentence)`` unless the viewer has one of the roles."""
    if viewer.role not in allowed:
        raise Denied(sentence)


def _filled(text: str, what: str, longest: int) -> str:
    text = " ".join(text.split())
    if not text:
        raise Refused("blank", f"{what} belum diisi.")
    if len(text) > longest:
        raise Refused("too-long", f"{what} lebih panjang dari {longest} huruf.")
    return text


def _area_must_exist(area: UUID | None) -> None:
    if area is not None and not Area.objects.filter(pk=area).exists():
        raise Refused("no-such-area", "Wilayah itu tidak ada.")


def must_be_strong(password: str) -> None:
    """Raise ``Refused('weak-password')`` for a password that Django's validators find too weak."""
    try:
        validate_password(password)
    except ValidationError as weak:
        raise Refused("weak-password", f"Kata sandi terlalu lemah: {' '.join(weak.messages)}") from None
