"""What waits on the desk of each role: with its reason, in order, and nothing once it is done."""

import datetime
import re

import pytest
from tests.record.intake.conftest import file_of, line
from tests.site.conftest import account_of, ask_whether_it_is_sari, signed_in

from rembuk.record.core import jobs
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.intake import rules as intake
from rembuk.record.ledger import rules as ledger
from rembuk.record.parties import rules as parties


def todo(role):
    page = signed_in(role).get("/").content.decode()
    return re.findall(r'<p class="what">([^<]+)</p>', page)


def now_is(monkeypatch, date):
    for module in ("rembuk.site.pages.desk.waiting.today", "rembuk.record.core.clock.today"):
        monkeypatch.setattr(module, lambda: date)


def test_the_operator_is_told_of_accounts_and_of_a_receipt_that_was_never_given(desk, monkeypatch):
    assert todo("operator") == ["Titipkan tanda terima buku perubahan kepada mitra"]
    today = datetime.date(2026, 11, 22)
    now_is(monkeypatch, today)
    parties.create_account(OPERATOR, "tamu", "Tamu", "partner", valid_until=today + datetime.timedelta(10))
    parties.create_account(OPERATOR, "lama", "Lama", "partner", valid_until=today)
    assert todo("operator")[:2] == [
        "Perpanjang atau tutup akun yang lewat masa berlakunya",
        "Periksa akun yang segera berakhir",
    ]


def test_a_fresh_receipt_takes_its_reminder_away(desk):
    ledger.issue_receipt(OPERATOR)
    assert todo("operator") == []
    assert "Tidak ada yang menunggu" in signed_in("operator").get("/").content.decode()


def test_the_secretary_is_told_that_a_month_has_not_come_and_of_a_decree_that_ends(desk, monkeypatch):
    now_is(monkeypatch, datetime.date(2026, 11, 22))
    assert any("Oktober 2026" in what for what in todo("secretary"))
    now_is(monkeypatch, datetime.date(2025, 7, 3))  # the register of June is there; the decree is of 2026
    found = todo("secretary")
    assert found[0] == "Catat SK tim yang berlaku"
    assert not any("Tagih" in what for what in found)


@pytest.mark.parametrize(("role", "sees"), [("kader", True), ("village_head", True), ("chair", False)])
def test_children_below_the_line_wait_for_those_whose_task_they_are(desk, role, sees):
    assert not any("Tindak lanjuti" in what for what in todo(role))
    office = account_of("nutritionist").organisation_id
    short = file_of(line(1, Tinggi="69.0", **{"Tanggal Pengukuran": "2025-08-08"}))
    jobs.run(intake.receive(OPERATOR, office, "agustus.csv", short).job)
    assert ("Tindak lanjuti 1 anak" in todo(role)) == sees


def test_a_delivery_with_something_to_mend_waits_for_its_sender_only(desk):
    office = account_of("nutritionist").organisation_id
    rows = file_of(line(1, Berat="abc", **{"Tanggal Pengukuran": "2025-08-08"}))
    jobs.run(intake.receive(OPERATOR, office, "agustus.csv", rows).job)
    assert "Betulkan kiriman agustus.csv" in todo("nutritionist")
    assert not any("agustus" in what for what in todo("sector"))


def test_everyone_finds_the_door_to_their_own_place(desk):
    for role, address in (
        ("kader", "/keadaan/PSY-0001/"),
        ("chair", "/kabupaten/"),
        ("nutritionist", "/wilayah/99.01.01/"),
    ):
        assert f'href="{address}"' in signed_in(role).get("/").content.decode().split("<h1>")[1]


def test_a_doubtful_child_waits_for_the_nutritionist_before_what_is_to_be_mended(desk):
    ask_whether_it_is_sari()
    office = account_of("nutritionist").organisation_id
    jobs.run(intake.receive(OPERATOR, office, "agustus.csv", file_of(line(1, Berat="abc"))).job)
    assert todo("nutritionist") == ["1 pertanyaan tentang anak yang sama", "Betulkan kiriman agustus.csv"]
    assert "menunggu sejak" in signed_in("nutritionist").get("/").content.decode()
    assert not any("pertanyaan" in what for what in todo("kader"))
