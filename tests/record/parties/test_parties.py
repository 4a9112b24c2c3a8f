"""The SK as data, organisations once, accounts that belong to offices."""

import datetime

import pytest
from tests.record.conftest import TODAY

from rembuk.errors import Refused
from rembuk.record.core.errors import Denied
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.parties import queries, rules
from rembuk.record.parties.models import Account
from rembuk.record.parties.rules import SeatRow

SIGNED = datetime.date(2026, 1, 5)


def decree(area, seats, **changes):
    given = {
        "number": "100/I/2026",
        "title": "Tim Percepatan Penurunan Stunting",
        "area": area,
        "signed_on": SIGNED,
        "valid_from": SIGNED,
        "valid_until": datetime.date(2027, 1, 1),
        "seats": seats,
    }
    return rules.record_decree(OPERATOR, **{**given, **changes})


def test_an_sk_is_kept_as_it_was_signed(areas, health_office, social_office):
    regency = areas["99.01"].id
    decree(
        regency,
        [
            SeatRow(health_office, "Wakil Ketua", "Intervensi spesifik", "dr. Contoh", ("Menyediakan data gizi", " ")),
            SeatRow(social_office, "Anggota"),
        ],
    )
    found = queries.decree_in_force(OPERATOR, regency, TODAY)
    assert [(seat.position, seat.duties) for seat in found.seats] == [
        ("Wakil Ketua", ("Menyediakan data gizi",)),
        ("Anggota", ()),
    ]
    assert queries.decree_in_force(OPERATOR, regency, datetime.date(2027, 1, 1)) is None
    assert queries.decree_in_force(OPERATOR, regency, datetime.date(2025, 12, 31)) is None


def test_an_sk_that_cannot_be_is_refused(areas, health_office):
    regency, seat = areas["99.01"].id, [SeatRow(health_office, "Ketua")]
    for code, changes in {
        "ends-before-it-begins": {"valid_until": SIGNED},
        "no-seats": {"seats": []},
        "unknown-organisation": {"seats": [SeatRow(uuid7(), "Ketua")]},
        "no-such-area": {"area": uuid7()},
        "blank": {"number": "  "},
        "too-long": {"title": "x" * 300},
    }.items():
        with pytest.raises(Refused) as refused:
            decree(**{"area": regency, "seats": seat, **changes})
        assert refused.value.code == code
    decree(regency, seat)
    with pytest.raises(Refused) as refused:
        decree(regency, seat)
    assert refused.value.code == "double-decree"


def test_an_organisation_stands_once(areas, health_office):
    with pytest.raises(Refused) as refused:
        rules.add_organisation(OPERATOR, " dinas  kesehatan ", "regional", areas["99.01"].id)
    assert refused.value.code == "double-organisation"
    with pytest.raises(Refused) as refused:
        rules.add_organisation(OPERATOR, "Dinas Lain", "ministry", areas["99.01"].id)
    assert refused.value.code == "unknown-kind"


def test_an_account_has_an_area_when_its_role_needs_one(areas, health_office):
    first = rules.create_account(OPERATOR, "Ratna", "Ibu Ratna", "nutritionist", health_office)
    with trusted_reading("check"):
        account = Account.objects.get(username="ratna")
        assert account.check_password(first)
        assert account.area_id == areas["99.01"].id
        assert account.must_change_password
    for code, arguments in {
        "double-account": ("ratna", "Ibu Ratna", "partner"),
        "unknown-role": ("daud", "Pak Daud", "king"),
        "no-area": ("daud", "Pak Daud", "secretary"),
        "blank": (" ", "Pak Daud", "partner"),
    }.items():
        with pytest.raises(Refused) as refused:
            rules.create_account(OPERATOR, *arguments)
        assert refused.value.code == code
    with pytest.raises(Refused) as refused:
        rules.create_account(OPERATOR, "daud", "Pak Daud", "partner", password="12345")
    assert refused.value.code == "weak-password"


def test_a_reset_password_replaces_the_old_one_and_a_closed_account_has_none(areas):
    old = rules.create_account(OPERATOR, "sari", "Ibu Sari", "researcher")
    new = rules.reset_password(OPERATOR, "SARI ")
    with trusted_reading("check"):
        account = Account.objects.get(username="sari")
        assert account.check_password(new)
        assert not account.check_password(old)
    rules.close_account(OPERATOR, "sari")
    with trusted_reading("check"):
        account = Account.objects.get(username="sari")
        assert not account.is_active
        assert not account.has_usable_password()
    with pytest.raises(Refused):
        rules.reset_password(OPERATOR, "nobody")


def test_an_office_sees_its_own_accounts_only(areas, health_office, social_office):
    rules.create_account(OPERATOR, "ratna", "Ibu Ratna", "sector", health_office)
    rules.create_account(OPERATOR, "daud", "Pak Daud", "sector", social_office)
    of_health = Viewer(None, health_office, areas["99.01"].id, "sector", "reporting")
    assert [account.username for account in queries.accounts(of_health)] == ["ratna"]
    assert [account.username for account in queries.accounts(OPERATOR)] == ["daud", "ratna"]
    nobody = Viewer(None, None, None, "partner", "reporting")
    assert queries.accounts(nobody) == []


def test_no_one_but_the_operator_makes_accounts(areas, secretary):
    for verb in (
        lambda: rules.create_account(secretary, "x", "X", "partner"),
        lambda: rules.reset_password(secretary, "x"),
        lambda: rules.close_account(secretary, "x"),
    ):
        with pytest.raises(Denied):
            verb()


def test_no_password_and_no_name_reaches_the_ledger(areas, health_office):
    from rembuk.record.ledger.models import Entry

    first = rules.create_account(OPERATOR, "ratna", "Ibu Ratna", "sector", health_office)
    with trusted_reading("check"):
        text = str(list(Entry.objects.values_list("detail", "verb", "thing")))
    assert first not in text
    assert "atna" not in text
