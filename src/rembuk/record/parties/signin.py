"""Verbs of sign-in: who is it, is it really them, and what they must do before they may go on.

Reads here are the record's own (there is no viewer before somebody is signed in); writes go through ``writing`` as
any other. Sessions and failed attempts are no facts of the record: the site keeps them (``site/sessions.py``).
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID

from django.contrib.auth.hashers import check_password as hash_fits
from django.contrib.auth.hashers import make_password

from rembuk.knowledge.policy import roles
from rembuk.record.core import clock, keys, totp
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.transactions import trusted_reading, writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.parties.models import Account
from rembuk.record.parties.rules import LETTERS, account_named, must_be, must_be_strong

RECOVERY_CODES = 10
_LONGEST_PASSWORD = 1024
_WRONG = "Nama akun atau kata sandi tidak cocok."


@dataclass(frozen=True)
class Person:
    """Who is at the door, or in. Sessions hang on ``fingerprint``: it changes with password and second factor."""

    id: UUID
    username: str
    name: str
    role: str
    office: UUID | None
    area: UUID | None
    must_change_password: bool
    has_second_factor: bool
    fingerprint: str

    def viewer(self, purpose: str = "") -> Viewer:
        """Return the viewer that this person is for a purpose their role may ask for (else for its first)."""
        allowed = roles()[self.role].purposes
        return Viewer(self.id, self.office, self.area, self.role, purpose if purpose in allowed else allowed[0])


def person(account: UUID) -> Person | None:
    """Return who an account is now; None where it is gone, closed or has lapsed."""
    with trusted_reading("sign-in"):
        row = Account.objects.filter(pk=account).first()
    return _person(row) if row is not None and _is_open(row) else None


def people_of_the_demo() -> list[Person]:
    """Return one open account a role, for the one-click sign-in of the demo record (the site asks nowhere else)."""
    with trusted_reading("sign-in"):
        rows = [row for row in Account.objects.order_by("username") if _is_open(row)]
    first: dict[str, Account] = {}
    for row in rows:
        first.setdefault(row.role, row)
    return [_person(first[role]) for role in roles() if role in first]


def check_password(username: str, password: str) -> Person:
    """Return whose password it is; raises ``Refused('wrong-sign-in')`` without saying which of the two was wrong."""
    with trusted_reading("sign-in"):
        row = Account.objects.filter(username=username.strip().lower()[:60]).first()
    password = password[:_LONGEST_PASSWORD]
    if row is None:
        make_password(password)  # an unknown name takes as long as a known one
        raise Refused("wrong-sign-in", _WRONG, "Periksa ejaannya, atau minta operator mengatur ulang kata sandi.")
    if not hash_fits(password, row.password) or not row.is_active:
        raise Refused("wrong-sign-in", _WRONG, "Periksa ejaannya, atau minta operator mengatur ulang kata sandi.")
    if not _is_open(row):
        raise Refused("lapsed-account", "Masa berlaku akun ini sudah lewat.", "Minta operator memperpanjangnya.")
    return _person(row)


def check_code(account: UUID, code: str) -> int:
    """Return the time step of a right one-time code, for the caller to refuse it a second time; ``Refused`` else."""
    with trusted_reading("sign-in"):
        row = Account.objects.filter(pk=account).first()
    step = None
    if row is not None and row.totp_sealed is not None:
        secret = keys.ours().open("totp", bytes(row.totp_sealed), row.id.bytes)
        step = totp.matching_step(secret, code, clock.now().timestamp())
    if step is None:
        raise Refused("wrong-code", "Kode itu tidak cocok.", "Tunggu kode berikutnya; periksa jam telepon Anda.")
    return step


def use_recovery_code(viewer: Viewer, code: str) -> int:
    """Use up one recovery code of the viewer's account and return how many are left; ``Refused('wrong-code')`` else."""
    with writing(viewer, "use_recovery_code") as write:
        row = _own(viewer)
        digest = _recovery_digest(row.id, code)
        if digest not in row.recovery_digests:
            raise Refused("wrong-code", "Kode cadangan itu tidak cocok atau sudah dipakai.")
        row.recovery_digests = [kept for kept in row.recovery_digests if kept != digest]
        row.save(update_fields=["recovery_digests"])
        write.changed("account", row.id, left=len(row.recovery_digests))
    return len(row.recovery_digests)


def note_sign_in(viewer: Viewer) -> None:
    """Write down that the viewer signed in, in the account and in the ledger."""
    with writing(viewer, "sign_in") as write:
        row = _own(viewer)
        row.last_login = clock.now()
        row.save(update_fields=["last_login"])
        write.changed("account", row.id)


def change_password(viewer: Viewer, present: str, new: str) -> Person:
    """Replace one's own password. Raises ``Refused`` where the present one is wrong or the new one weak or the same."""
    if viewer.account is None:
        raise Denied("Hanya pemegang akun yang mengganti kata sandinya.")
    with trusted_reading("sign-in"):
        row = Account.objects.filter(pk=viewer.account).first()
    if row is None or not hash_fits(present[:_LONGEST_PASSWORD], row.password):
        raise Refused("wrong-password", "Kata sandi yang sekarang tidak cocok.")
    if present == new:
        raise Refused("same-password", "Kata sandi baru sama dengan yang lama.", "Pilih kata sandi lain.")
    if len(new) > _LONGEST_PASSWORD:
        raise Refused("too-long", f"Kata sandi lebih panjang dari {_LONGEST_PASSWORD} huruf.")
    must_be_strong(new)
    with writing(viewer, "change_password") as write:
        row = _own(viewer)
        row.set_password(new)
        row.must_change_password = False
        row.save(update_fields=["password", "must_change_password"])
        write.changed("account", row.id)
    return _person(row)


def enrol_second_factor(viewer: Viewer, secret: bytes, code: str) -> tuple[Person, tuple[str, ...]]:
    """Keep the secret of the viewer's authenticator once it proved itself by a code; return the recovery codes.

    They are shown once. Raises ``Refused`` for a wrong code, or where a second factor stands already.
    """
    if totp.matching_step(secret, code, clock.now().timestamp()) is None:
        raise Refused("wrong-code", "Kode itu tidak cocok.", "Tunggu kode berikutnya; periksa jam telepon Anda.")
    with writing(viewer, "enrol_second_factor") as write:
        row = _own(viewer)
        if row.totp_sealed is not None:
            raise Refused("enrolled", "Pengaman kedua akun ini sudah terpasang.", "Minta operator melepasnya dulu.")
        codes = tuple(_made_up_code() for _ in range(RECOVERY_CODES))
        row.totp_sealed = keys.ours().seal("totp", secret, row.id.bytes)
        row.recovery_digests = [_recovery_digest(row.id, made) for made in codes]
        row.save(update_fields=["totp_sealed", "recovery_digests"])
        write.changed("account", row.id)
    return _person(row), codes


def reset_second_factor(viewer: Viewer, username: str) -> None:
    """Take the second factor off an account whose telephone is lost; its holder enrols anew at the next sign-in."""
    must_be(viewer, "Pengaman kedua dilepas oleh operator.", "operator")
    with writing(viewer, "reset_second_factor") as write:
        row = account_named(username)
        row.totp_sealed, row.recovery_digests = None, []
        row.save(update_fields=["totp_sealed", "recovery_digests"])
        write.changed("account", row.id)


def _own(viewer: Viewer) -> Account:
    row = Account.objects.filter(pk=viewer.account).first() if viewer.account else None
    if row is None:
        raise Denied("Akun itu tidak ada.")
    return row


def _is_open(row: Account) -> bool:
    return row.is_active and row.role in roles() and (row.valid_until is None or clock.today() < row.valid_until)


def _person(row: Account) -> Person:
    second = bytes(row.totp_sealed).hex() if row.totp_sealed is not None else ""
    return Person(
        row.id,
        row.username,
        row.name,
        row.role,
        row.organisation_id,
        row.area_id,
        row.must_change_password,
        row.totp_sealed is not None,
        keys.ours().digest("session", f"{row.password}|{second}").hex()[:32],
    )


def _made_up_code() -> str:
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(2))


def _recovery_digest(account: UUID, code: str) -> str:
    plain = "".join(code.split()).replace("-", "").lower()
    return keys.ours().digest("recovery-code", f"{account}|{plain}").hex()
