"""A desk with people at it. Nobody exists; every test begins with an empty record and empty sessions."""

import datetime

import pytest
from django.conf import settings
from django.test import Client
from tests.record.conftest import AREAS
from tests.record.intake.conftest import file_of, line

from rembuk.knowledge.policy import roles
from rembuk.record.core import clock, jobs, keys, totp
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.intake import rules as intake
from rembuk.record.intake.models import Question
from rembuk.record.parties import rules as parties
from rembuk.record.parties import signin
from rembuk.record.parties.models import Account
from rembuk.record.parties.rules import SeatRow
from rembuk.record.places import queries as places
from rembuk.record.places.rules import import_areas
from rembuk.site import doors

#: The area for which each role signs in, as code.
AREA_OF = {
    "operator": "",
    "secretary": "99.01",
    "chair": "99.01",
    "nutritionist": "99.01.01",
    "village_head": "99.01.01.2001",
    "subdistrict_head": "99.01.01",
    "kader": "PSY-0001",
    "sector": "99.01",
    "partner": "",
    "researcher": "",
}
#: A child of the village that the other half of the district looks after.
OTHER = {
    "Nama": "Rahma Dewi",
    "Nama Ortu": "Intan Putra",
    "Tgl Lahir": "2023-01-09",
    "Kec": "Hilir",
    "Pukesmas": "Hilir",
    "Desa/Kel": "Muara Jaya",
    "Posyandu": "",
    "Cara Ukur": "Berdiri",
    "Tinggi": "85.0",
    "Berat": "11.2",
}
PASSWORD = "jembatan kuning 7 awan"


@pytest.fixture
def desk(transactional_db):
    """Return the record of the made-up district with one account a role, named like its role."""
    settings.SESSIONS_FILE.unlink(missing_ok=True)
    import_areas(OPERATOR, AREAS)
    areas = {row.code: places.area_by_code(OPERATOR, row.code).id for row in AREAS}
    office = parties.add_organisation(OPERATOR, "Dinas Kesehatan", "regional", areas["99.01"], "Dinkes")
    works = parties.add_organisation(OPERATOR, "Dinas PUPR", "regional", areas["99.01"], "PUPR")
    parties.record_decree(
        OPERATOR,
        "100.3.3.2/12/2026",
        "Tim Percepatan Penurunan Stunting",
        areas["99.01"],
        datetime.date(2026, 1, 5),
        datetime.date(2026, 1, 5),
        None,
        [
            SeatRow(office, "Wakil Ketua", holder="dr. Contoh", duties=("Menyediakan data gizi",)),
            SeatRow(works, "Anggota"),
        ],
    )
    centre = parties.add_organisation(OPERATOR, "Puskesmas Hulu", "health_facility", areas["99.01.01"])
    received = intake.receive(OPERATOR, centre, "juni.csv", file_of(line(1), line(2, **OTHER)))
    jobs.run(received.job)
    for role in roles():
        organisation = (
            None if role in {"operator", "partner", "researcher"} else centre if role == "nutritionist" else office
        )
        parties.create_account(OPERATOR, role, f"Ibu {role.title()}", role, organisation, areas.get(AREA_OF[role]))
    return areas


def ask_whether_it_is_sari(**more):
    """Deliver a row that may be Sari of Suka Maju, with another parent, and return the id of the question."""
    row = line(3, **{"Nama Ortu": "Wayan Sudarma", "Tanggal Pengukuran": "2025-07-10", **more})
    centre = account_of("nutritionist").organisation_id
    jobs.run(intake.receive(OPERATOR, centre, "juli.csv", file_of(row)).job)
    with trusted_reading("check"):
        return Question.objects.latest("id").id


def account_of(username):
    """Return the account's row."""
    with trusted_reading("check"):
        return Account.objects.get(username=username)


def signed_in(username, **more):
    """Return a client on whose browser ``username`` is fully signed in."""
    account = account_of(username)
    with trusted_reading("check"):  # the role that may write, on PostgreSQL
        Account.objects.filter(pk=account.pk).update(must_change_password=False, totp_sealed=b"x")
    person = signin.person(account.id)
    client = Client(**more)
    client.cookies[doors.COOKIE] = doors.sessions().begin(person.id, person.fingerprint, "in")
    return client


def secret_of(username):
    """Return the secret of an account's second factor."""
    account = account_of(username)
    return keys.ours().open("totp", bytes(account.totp_sealed), account.id.bytes)


def code_for(secret, steps=0):
    """Return the code that a telephone shows now, or some steps later."""
    return totp.code_at(secret, totp.step_of(clock.now().timestamp()) + steps)
