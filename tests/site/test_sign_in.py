"""Password, code, second factor, recovery codes, guessing, idling, closing: each door opens and shuts as it should."""

import datetime
import re

import pytest
from django.test import Client
from tests.site.conftest import PASSWORD, account_of, code_for, secret_of, signed_in

from rembuk.record.core import clock
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.parties import rules
from rembuk.site import doors

FORM = {"REMOTE_ADDR": "127.0.0.1"}


@pytest.fixture
def first(desk):
    """Return the first password that the operator gave the secretary."""
    return rules.reset_password(OPERATOR, "secretary")


def enter(client, username, password):
    return client.post("/masuk/", {"username": username, "password": password}, **FORM)


def enrolled(client, first):
    """Take the secretary from the first password to the desk; return the recovery codes."""
    assert enter(client, "Secretary ", first).status_code == 302
    assert client.get("/").headers["Location"] == "/masuk/kata-sandi/"
    done = client.post("/masuk/kata-sandi/", {"present": first, "new": PASSWORD, "again": PASSWORD})
    assert done.status_code == 302, done.content.decode()
    assert client.get("/").headers["Location"] == "/masuk/pengaman/"
    page = client.get("/masuk/pengaman/").content.decode()
    assert "<svg" in page
    import base64

    spelled = re.search(r'class="mono">([A-Z2-7 ]+)<', page)[1].replace(" ", "")
    shown = client.post("/masuk/pengaman/", {"code": code_for(base64.b32decode(spelled))}).content.decode()
    codes = re.findall(r'<li class="mono">([^<]+)</li>', shown)
    assert len(codes) == 10
    return codes


def test_the_whole_way_in(first):
    client = Client()
    enrolled(client, first)
    assert client.get("/").status_code == 200
    client.post("/keluar/")
    assert client.get("/").headers["Location"] == "/masuk/"

    again = Client()
    assert enter(again, "secretary", PASSWORD).headers["Location"] == "/masuk/kode/"
    assert again.get("/").headers["Location"] == "/masuk/kode/"
    assert again.get("/tim/").headers["Location"] == "/masuk/kode/"
    code = code_for(secret_of("secretary"))
    assert again.post("/masuk/kode/", {"code": code}).status_code == 302
    assert again.get("/").status_code == 200
    assert account_of("secretary").last_login is not None


def test_a_code_opens_once(first):
    enrolled(Client(), first)
    code = code_for(secret_of("secretary"))
    for expected in (302, 200):
        client = Client()
        enter(client, "secretary", PASSWORD)
        assert client.post("/masuk/kode/", {"code": code}).status_code == expected
    assert "sudah dipakai" in client.post("/masuk/kode/", {"code": code}).content.decode()


def test_a_recovery_code_opens_once(first):
    codes = enrolled(Client(), first)
    for expected in (302, 200):
        client = Client()
        enter(client, "secretary", PASSWORD)
        assert client.post("/masuk/kode/", {"code": codes[3].upper()}).status_code == expected
    assert len(account_of("secretary").recovery_digests) == 9


def test_the_session_before_the_code_opens_nothing_and_a_new_token_comes_after_it(first):
    enrolled(Client(), first)
    client = Client()
    enter(client, "secretary", PASSWORD)
    before = client.cookies[doors.COOKIE].value
    client.post("/masuk/kode/", {"code": code_for(secret_of("secretary"), 1)})
    after = client.cookies[doors.COOKIE].value
    assert before != after
    stolen = Client()
    stolen.cookies[doors.COOKIE] = before
    assert stolen.get("/").headers["Location"] == "/masuk/"


@pytest.mark.parametrize("username", ["secretary", "nobody", "secretary'--", "é" * 70])
def test_wrong_names_and_wrong_passwords_sound_alike(first, username):
    answer = enter(Client(), username[:60], "salah salah salah")
    assert answer.status_code == 403
    assert "tidak cocok" in answer.content.decode()


def test_after_ten_wrong_passwords_the_right_one_waits_too_even_after_a_restart(first):
    for _ in range(10):
        assert enter(Client(), "secretary", "salah").status_code == 403
    assert enter(Client(), "secretary", first).status_code == 429
    assert enter(Client(), "chair", "salah").status_code == 403
    assert doors.sessions().failures(doors.account_door(" SECRETARY ")) == 10


def test_wrong_codes_are_counted(first):
    enrolled(Client(), first)
    for _ in range(10):
        client = Client()
        enter(client, "secretary", PASSWORD)
        client.post("/masuk/kode/", {"code": "000000"})
    answer = client.post("/masuk/kode/", {"code": code_for(secret_of("secretary"), 1)})
    assert "Terlalu banyak" in answer.content.decode()


def test_the_door_opens_again_after_a_quarter_of_an_hour(first, monkeypatch):
    for _ in range(10):
        enter(Client(), "secretary", "salah")
    later = clock.now() + datetime.timedelta(minutes=16)
    monkeypatch.setattr("rembuk.site.sessions.now", lambda: later)
    assert enter(Client(), "secretary", first).status_code == 302


@pytest.mark.parametrize(("minutes", "open_still"), [(59, True), (61, False)])
def test_a_session_ends_after_an_hour_of_nothing(desk, monkeypatch, minutes, open_still):
    client = signed_in("chair")
    later = clock.now() + datetime.timedelta(minutes=minutes)
    monkeypatch.setattr("rembuk.site.sessions.now", lambda: later)
    assert (client.get("/").status_code == 200) == open_still


def test_a_busy_session_ends_after_twelve_hours(desk, monkeypatch):
    client, begun = signed_in("chair"), clock.now()
    for minutes in range(30, 12 * 60, 30):
        monkeypatch.setattr("rembuk.site.sessions.now", lambda m=minutes: begun + datetime.timedelta(minutes=m))
        assert client.get("/").status_code == 200
    monkeypatch.setattr("rembuk.site.sessions.now", lambda: begun + datetime.timedelta(hours=12, minutes=1))
    assert client.get("/").status_code == 302


def test_a_closed_account_is_out_at_once(desk):
    client = signed_in("chair")
    assert client.get("/").status_code == 200
    rules.close_account(OPERATOR, "chair")
    assert client.get("/").headers["Location"] == "/masuk/"


def test_a_lapsed_account_does_not_come_in_and_is_out(desk):
    first = rules.create_account(OPERATOR, "tamu", "Tamu", "partner", valid_until=clock.today() + datetime.timedelta(1))
    client = signed_in("tamu")
    assert client.get("/").status_code == 200
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("rembuk.record.core.clock.today", lambda: datetime.date(2099, 1, 1))
        assert client.get("/").status_code == 302
        assert "masa berlaku" in enter(Client(), "tamu", first).content.decode().lower()


def test_a_new_password_ends_every_other_session(first):
    one, other = Client(), Client()
    enrolled(one, first)
    enter(other, "secretary", PASSWORD)
    other.post("/masuk/kode/", {"code": code_for(secret_of("secretary"), 1)})
    assert other.get("/").status_code == 200
    changed = {"present": PASSWORD, "new": PASSWORD + " baru", "again": PASSWORD + " baru"}
    assert one.post("/masuk/kata-sandi/", changed).status_code == 302
    assert one.get("/").status_code == 200
    assert other.get("/").status_code == 302


@pytest.mark.parametrize(
    ("new", "again", "sentence"),
    [
        ("pendek", "pendek", "terlalu lemah"),
        ("1234567890123", "1234567890123", "terlalu lemah"),
        (PASSWORD, PASSWORD + "x", "tidak sama"),
    ],
)
def test_a_new_password_that_will_not_do_changes_nothing(first, new, again, sentence):
    client = Client()
    enter(client, "secretary", first)
    page = client.post("/masuk/kata-sandi/", {"present": first, "new": new, "again": again})
    assert sentence in page.content.decode()
    assert account_of("secretary").must_change_password


@pytest.mark.parametrize("wanted", ["https://jahat.example/", "//jahat.example", "javascript:alert(1)", "/tim/"])
def test_after_the_code_one_lands_on_this_site(first, wanted):
    enrolled(Client(), first)
    client = Client()
    answer = client.post(f"/masuk/?lanjut={wanted}", {"username": "secretary", "password": PASSWORD})
    landed = client.post(answer.headers["Location"], {"code": code_for(secret_of("secretary"))}).headers["Location"]
    assert landed == ("/tim/" if wanted == "/tim/" else "/")


def test_the_demos_one_click_is_only_for_the_demo_on_this_machine(desk, settings):
    ask = {"role": "secretary"}
    assert Client().post("/masuk/contoh/", ask).status_code == 404
    settings.DEMO = True
    settings.ALLOWED_HOSTS = ["*"]
    assert Client().post("/masuk/contoh/", ask, REMOTE_ADDR="192.168.1.9").status_code == 404
    assert Client(HTTP_HOST="rembuk.example").post("/masuk/contoh/", ask).status_code == 404
    assert "Masuk sebagai" not in Client(REMOTE_ADDR="192.168.1.9").get("/masuk/").content.decode()
    client = Client(HTTP_HOST="localhost")
    assert "Masuk sebagai" in client.get("/masuk/").content.decode()
    assert client.post("/masuk/contoh/", ask).status_code == 302
    assert client.get("/").status_code == 200
    settings.DEMO = False
    assert client.get("/").headers["Location"] == "/masuk/kata-sandi/"


def test_a_purpose_is_one_of_the_role(desk):
    client = signed_in("secretary")
    for wanted, word in (("reporting", "Menyusun laporan"), ("research", "Menyusun laporan")):
        client.post("/tujuan/", {"purpose": wanted})
        assert word in re.search(r"<summary>.*?</summary>", client.get("/").content.decode(), re.S)[0]


def test_no_secret_leaves_the_record(first):
    client = Client()
    enrolled(client, first)
    row = account_of("secretary")
    page = signed_in("operator").get(f"/akun/{row.id}/").content.decode()
    for secret in (row.password, bytes(row.totp_sealed).hex(), *row.recovery_digests):
        assert secret not in page
    session_file = doors.sessions()._path.read_bytes()
    assert client.cookies[doors.COOKIE].value.encode() not in session_file
