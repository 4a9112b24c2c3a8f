"""The matrix: every address of the site × every role, walked. A page that is not in the table below fails.

What a role gets follows from queries and rules; the table says what we meant. Ids are guessed too.
"""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from tests.site.conftest import OTHER, account_of, ask_whether_it_is_sari, signed_in

from rembuk.knowledge.policy import roles
from rembuk.record.children.models import Child
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.intake.models import Delivery

#: An id of the right form that no row has; the same in every process that collects the tests.
GUESSED = "01a203e1-cef8-7303-b083-5515cea35c9b"
ALL = frozenset(roles())
READS_LEDGER = {"operator", "secretary", "chair"}
READS_DELIVERIES = {"operator", "secretary", "chair", "nutritionist", "sector"}
SEES_ALL_DELIVERIES = {"operator", "secretary", "chair"}
#: name → (methods, roles that get it); everyone else is refused (403), or told that it is not there (404).
PAGES = {
    "desk": ("GET", ALL),
    "district": ("GET", ALL),
    "areas": ("GET", ALL),
    "area": ("GET", ALL),
    "place": ("GET", ALL),
    "calculation": ("GET", ALL),
    "team": ("GET", ALL),
    "parts": ("GET", ALL),
    "child": ("GET", {"nutritionist", "village_head", "kader"}),
    "deliveries": ("GET", READS_DELIVERIES),
    "delivery": ("GET", SEES_ALL_DELIVERIES | {"nutritionist"}),
    "delivery-withdraw": ("POST", {"operator", "nutritionist"}),
    "questions": ("GET", {"nutritionist"}),
    "question": ("GET", {"nutritionist"}),
    "accounts": ("GET", ALL),
    "account": ("GET", {"operator", "secretary"}),
    "account-password": ("POST", {"operator"}),
    "account-second-factor": ("POST", {"operator"}),
    "account-close": ("POST", {"operator"}),
    "ledger": ("GET", READS_LEDGER),
    "ledger-receipt": ("POST", {"operator", "secretary"}),
    "purpose": ("POST", ALL),
    "own-password": ("GET", ALL),
    "second-factor": ("GET", ALL),
}
#: Opens to anyone; what happens behind these doors is in test_sign_in.
DOORS = {"sign-in", "sign-in-demo", "sign-in-code", "sign-out", "language", "parts"}
NOT_THEIRS = {403, 404}


def names():
    return sorted(pattern.name for pattern in get_resolver().url_patterns)


@pytest.fixture
def arguments(desk):
    """Return what stands in the addresses: things of Suka Maju, of the health office, of the puskesmas Hulu."""
    with trusted_reading("check"):
        child = Child.objects.get(name="Sari Aulia").id
        delivery = Delivery.objects.get().id
    return {
        "question": [ask_whether_it_is_sari()],
        "area": ["99.01.01"],
        "place": ["99.01.01.2001"],
        "calculation": ["99.01.01.2001"],
        "child": [child],
        "delivery": [delivery],
        "delivery-withdraw": [delivery],
        **{name: [account_of("chair").id] for name in PAGES if name.startswith("account") and name != "accounts"},
    }


def ask(client, method, address):
    return client.get(address) if method == "GET" else client.post(address)


def test_every_address_is_in_the_table():
    assert set(names()) == set(PAGES) | DOORS


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_gets_what_the_table_says(arguments, role):
    wrong = []
    for name, (method, allowed) in PAGES.items():
        client = signed_in(role)
        answer = ask(client, method, reverse(name, args=arguments.get(name, [])))
        got = answer.status_code in {200, 302}
        same_office = name == "account" and account_of(role).organisation_id == account_of("chair").organisation_id
        expected = role in allowed or (same_office and account_of(role).organisation_id is not None)
        if got != expected or not (got or answer.status_code in NOT_THEIRS):
            wrong.append((name, answer.status_code))
    assert wrong == []


@pytest.mark.parametrize("name", sorted(PAGES))
def test_nobody_gets_anything_without_signing_in(arguments, name):
    answer = ask(Client(), PAGES[name][0], reverse(name, args=arguments.get(name, [])))
    if name == "parts":
        assert answer.status_code == 200
    else:
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/masuk/")


@pytest.mark.parametrize("role", ["nutritionist", "village_head", "kader"])
def test_a_child_of_another_area_is_as_if_it_were_not_there(desk, role):
    with trusted_reading("check"):
        other = Child.objects.get(name=OTHER["Nama"]).id
    client = signed_in(role)
    there, nowhere = client.get(f"/anak/{other}/"), client.get(f"/anak/{uuid7()}/")
    assert there.status_code == nowhere.status_code == 404

    def words(answer):
        return re.sub(r'name="(csrfmiddlewaretoken|next)" value="[^"]*"', "", answer.content.decode())

    assert words(there) == words(nowhere)
    listed = client.get("/keadaan/99.01.02.2001/").content.decode()
    assert OTHER["Nama"] not in listed


@pytest.mark.parametrize("role", sorted(ALL - {"nutritionist", "village_head", "kader"}))
def test_no_name_of_a_child_reaches_those_whose_task_it_is_not(desk, role):
    client = signed_in(role)
    for address in ("/kabupaten/", "/keadaan/99.01.01.2001/", "/keadaan/99.01.01.2001/hitungan/", "/kiriman/", "/"):
        page = client.get(address).content.decode()
        assert "Sari Aulia" not in page
        assert "Budi Hartono" not in page


def test_those_whose_task_it_is_see_the_child(desk):
    for role in ("nutritionist", "village_head", "kader"):
        client = signed_in(role)
        page = client.get("/keadaan/99.01.01.2001/").content.decode()
        assert "Sari Aulia" in page
        address = re.search(r'href="(/anak/[^"]+)"', page)[1]
        assert "<svg" in client.get(address).content.decode()


@pytest.mark.parametrize(
    "address",
    [
        f"/kiriman/{GUESSED}/",
        f"/akun/{GUESSED}/",
        f"/anak/{GUESSED}/",
        f"/pertanyaan/{GUESSED}/",
        "/pertanyaan/1/",
        "/wilayah/99.77/",
        "/keadaan/99.77/",
        "/keadaan/99.01/",
        "/keadaan/99.77/hitungan/",
        "/anak/1/",
        "/tidak/ada/",
        "/wilayah/%00/",
    ],
)
def test_a_guessed_id_is_not_there(desk, address):
    assert signed_in("nutritionist").get(address).status_code in NOT_THEIRS


@pytest.mark.parametrize("query", ["urut=x", "urut=-", "halaman=0", "halaman=-1", "halaman=999999", "sebelum=x"])
def test_a_strange_question_is_no_fault(desk, query):
    client = signed_in("operator")
    for address in ("/wilayah/99.01/", "/kabupaten/", "/keadaan/99.01.01.2001/", "/buku/", "/akun/", "/kiriman/"):
        assert client.get(f"{address}?{query}").status_code == 200


class Page(HTMLParser):
    """What the policy forbids, and what a screen reader needs, found in a page."""

    def __init__(self):
        super().__init__()
        self.inline, self.labels, self.fields, self.headings, self.ids = [], set(), [], [], []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag == "style" or "style" in given or (tag == "script" and "src" not in given):
            self.inline.append((tag, attributes))
        self.inline += [(tag, name) for name in given if name.startswith("on")]
        if tag == "label" and "for" in given:
            self.labels.add(given["for"])
        if tag in {"input", "select", "textarea"} and given.get("type") != "hidden":
            self.fields.append(given.get("id"))
        if tag in {"h1", "h2", "h3"}:
            self.headings.append(tag)
        if "id" in given:
            self.ids.append(given["id"])


def test_every_page_is_safe_light_and_has_one_heading(arguments):
    client = signed_in("operator")
    people = signed_in("nutritionist")
    for name, (method, _) in PAGES.items():
        if method != "GET" or name == "second-factor":
            continue
        who = people if name in {"child", "place", "questions", "question"} else client
        answer = who.get(reverse(name, args=arguments.get(name, [])))
        text = answer.content.decode()
        page = Page()
        page.feed(text)
        assert page.inline == [], name
        assert page.headings.count("h1") == 1, name
        assert set(page.fields) <= page.labels, name
        assert len(page.ids) == len(set(page.ids)), (name, [i for i in page.ids if page.ids.count(i) > 1])
        assert len(answer.content) < 150_000, (name, len(answer.content))
        policy = answer.headers["Content-Security-Policy"]
        assert "unsafe" not in policy
        assert "script-src 'self'" in policy
        assert answer.headers["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("role", sorted(ALL))
def test_no_address_holds_anything_personal(desk, role):
    client = signed_in(role)
    waiting, seen = ["/"], set()
    while waiting:
        address = waiting.pop()
        seen.add(address)
        text = client.get(address).content.decode()
        for found in re.findall(r'(?:href|action)="(/[^"#?]*)', text):
            if found not in seen and not found.startswith(("/static/", "/masuk/", "/keluar/")):
                if "tutup" in found or "tarik" in found or found.endswith(("/kata-sandi/", "/pengaman/", "-terima/")):
                    continue
                if found in {"/bahasa/", "/tujuan/"}:
                    continue
                seen.add(found)
                waiting.append(found)
    for address in seen:
        assert re.fullmatch(r"[/a-z0-9.A-Z-]*", address), address
        for word in ("sari", "rahma", "budi", "ibu", role):
            assert word not in address.lower().replace("/sector", ""), address


def test_a_fault_of_ours_says_nothing_of_the_data(desk, monkeypatch):
    def break_down(*_args, **_more):
        raise RuntimeError("Sari Aulia 9901010503240001")

    client = signed_in("kader", raise_request_exception=False)
    monkeypatch.setattr("rembuk.record.children.queries.children", break_down)
    answer = client.get("/keadaan/99.01.01.2001/")
    assert answer.status_code == 500
    assert "Sari" not in answer.content.decode()
    assert "bukan kesalahan Anda" in answer.content.decode()


def test_a_searched_word_is_posted_and_filters_without_script(desk):
    client = signed_in("nutritionist")
    page = client.post("/keadaan/99.01.01.2001/", {"cari": "tidak ada yang bernama begini"}).content.decode()
    assert "Sari Aulia" not in page.split("<main")[1]
    assert "Sari Aulia" in client.post("/keadaan/99.01.01.2001/", {"cari": "sari"}).content.decode()


def test_a_table_sorts_and_downloads(desk, tmp_path):
    from rembuk.formats import tables

    client = signed_in("secretary")
    first = client.get("/wilayah/99.01/?urut=name").content.decode()
    last = client.get("/wilayah/99.01/?urut=-name").content.decode()
    assert first.index("Kecamatan Hilir") < first.index("Kecamatan Hulu")
    assert last.index("Kecamatan Hulu") < last.index("Kecamatan Hilir")
    assert 'aria-sort="descending"' in last
    answer = client.get("/wilayah/99.01/?unduh=xlsx")
    file = tmp_path / "x.xlsx"
    file.write_bytes(answer.content)
    assert tables.read(file).column("Nama").to_pylist() == ["Kecamatan Hulu", "Kecamatan Hilir"]


def test_who_may_read_is_written_once():
    from rembuk.knowledge.policy import rights
    from rembuk.record.ledger.queries import READERS
    from rembuk.site.frame import DELIVERY_READERS

    def readers(dataset):
        return {role for right in rights() if dataset in right.datasets for role in right.roles}

    assert readers("ledger_entries") == READERS
    assert readers("deliveries") == DELIVERY_READERS


def test_every_verb_of_the_record_has_its_word():
    from rembuk.site.pages.ledger.verbs import VERBS

    source = Path(__file__).resolve().parents[2] / "src" / "rembuk" / "record"
    found = {
        verb
        for file in source.rglob("*.py")
        for verb in re.findall(r'writing\(\s*\w+,\s*"(\w+)"', file.read_text("utf-8"))
    }
    assert found <= set(VERBS), found - set(VERBS)


def test_every_reason_of_a_question_has_its_word():
    from rembuk.record.intake.taking_in import TWICE
    from rembuk.site.pages.questions.words import REASONS

    source = Path(__file__).resolve().parents[2] / "src" / "rembuk"
    text = (source / "methods/linkage/cautious.py").read_text("utf-8")
    asks = re.findall(r'(?:Decision\("ask", [^"\n]*|_one_or_ask\([^"\n]*)"([^"]+)"', text)
    asks = [TWICE, *(reason for reason in asks if not reason.startswith("{reason}"))]
    assert sorted(asks) == sorted(REASONS)


def test_every_state_of_a_delivery_has_its_word():
    from rembuk.site.pages.deliveries.views import STATE_WORDS

    assert set(Delivery.State.labels) == set(STATE_WORDS)


def test_a_file_is_sent_read_and_withdrawn_through_the_pages(desk):
    from django.core.files.uploadedfile import SimpleUploadedFile
    from tests.record.intake.conftest import file_of, line

    from rembuk.record.core import jobs

    client = signed_in("nutritionist")
    office = str(account_of("nutritionist").organisation_id)
    file = SimpleUploadedFile("juli.csv", file_of(line(1, **{"Tanggal Pengukuran": "2025-07-08", "Berat": "abc"})))
    answer = client.post("/kiriman/", {"file": file, "office": office, "period": "2025-07"})
    assert answer.status_code == 302
    address = answer.headers["Location"]
    assert "menunggu" in client.get(address).content.decode()
    assert jobs.run_next()
    page = client.get(address).content.decode()
    assert "selesai dimasukkan" in page
    assert "abc" in page
    assert client.post(f"{address}tarik/").status_code == 302
    assert jobs.run_next()
    assert "ditarik" in client.get(address).content.decode()
    for wrong in ({"office": office, "period": "juli", "file": file}, {"office": str(uuid7())}, {"office": office}):
        assert client.post("/kiriman/", wrong).status_code == 200


def test_the_demo_takes_no_real_delivery(desk, settings):
    from django.core.files.uploadedfile import SimpleUploadedFile

    settings.DEMO = True
    client = signed_in("nutritionist")
    office = str(account_of("nutritionist").organisation_id)
    answer = client.post("/kiriman/", {"file": SimpleUploadedFile("a.csv", b"NIK\n"), "office": office})
    with trusted_reading("check"):
        assert Delivery.objects.count() == 1
    assert "menolak" in answer.content.decode()


def test_the_operator_adds_resets_and_closes_an_account(desk):
    client = signed_in("operator")
    made = client.post("/akun/", {"username": "Wati", "name": "Ibu Wati", "role": "partner", "organisation": ""})
    first = re.search(r'mono">([a-z2-9]{4}(?:-[a-z2-9]{4}){3})<', made.content.decode())[1]
    account = account_of("wati")
    assert account.check_password(first)
    again = client.post("/akun/", {"username": "wati", "name": "X", "role": "partner", "organisation": ""})
    assert "sudah dipakai" in again.content.decode()
    reset = client.post(f"/akun/{account.id}/kata-sandi/").content.decode()
    assert first not in reset
    assert client.post(f"/akun/{account.id}/tutup/").status_code == 302
    assert not account_of("wati").is_active
    own = account_of("operator").id
    assert client.post(f"/akun/{own}/tutup/").status_code == 409
    assert account_of("operator").is_active
