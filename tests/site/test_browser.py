"""In a real browser, on a real server process: phones, keyboards, screen readers, paper, no script, a killed server."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import axe_playwright_python
import pytest
from playwright.sync_api import expect, sync_playwright
from tests.conftest import ROOT
from tests.site.test_serve import free_port, start

pytestmark = [pytest.mark.browser, pytest.mark.slow]

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")
#: The record of these tests: the made-up district with a delivery, one account a role.
MAKE = """
import datetime, json, sys
from rembuk.site import installation
installation.make_record()
from rembuk.knowledge.policy import roles
from rembuk.record.children.models import Child
from rembuk.record.core import jobs
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.indicators import rules as indicators
from rembuk.record.intake import rules as intake
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.parties import rules as parties
from rembuk.record.parties.rules import SeatRow
from rembuk.record.places import queries, rules as places
from tests.record.conftest import AREAS
from tests.record.intake.conftest import file_of, line
from tests.site.conftest import AREA_OF, OTHER
places.import_areas(OPERATOR, AREAS)
area = {row.code: queries.area_by_code(OPERATOR, row.code).id for row in AREAS}
health = parties.add_organisation(OPERATOR, "Dinas Kesehatan", "regional", area["99.01"], "Dinkes")
centre = parties.add_organisation(OPERATOR, "Puskesmas Hulu", "health_facility", area["99.01.01"])
day = datetime.date(2026, 1, 5)
parties.record_decree(OPERATOR, "1/2026", "Tim Percepatan Penurunan Stunting", area["99.01"], day, day, None,
    [SeatRow(health, "Wakil Ketua", "Data", "dr. Contoh", ("Menyediakan data gizi",)), SeatRow(centre, "Anggota")])
indicators.record_survey_figure(OPERATOR, area["99.01"], "stunting", 2024, "SSGI", 27.4, "SSGI 2024", 22.1, 33.0, 410)
lines = [line(n, **{"Tanggal Pengukuran": f"2026-{n:02d}-10", "Berat": f"{8 + n / 10:.1f}", "Tinggi": f"{72 + n:.1f}"})
         for n in range(1, 8)] + [line(9, **OTHER), line(10, Nama="Bagas Putra", **{"Nama Ortu": "Dewi", "Berat": "x"})]
lines += [line(20 + n, **{"Nama Ortu": parent, "Tanggal Pengukuran": f"2026-0{n}-10"})
          for n, parent in enumerate(("Wayan Sudarma", "Ketut Lestari", "Putu Ayu"), 2)]
jobs.run(intake.receive(OPERATOR, centre, "e-PPGBM Juli.csv", file_of(*lines)).job)
for role in roles():
    office = None if role in {"operator", "partner", "researcher"} else centre if role == "nutritionist" else health
    parties.create_account(OPERATOR, role, f"Ibu {role.title()}", role, office, area.get(AREA_OF[role]))
asked = [str(one.id) for one in Question.objects.order_by("id")]
child = str(Child.objects.get(name="Sari Aulia").id)
print(json.dumps({"questions": asked, "child": child, "delivery": str(Delivery.objects.get().id)}))
"""


class Site:
    """A served record that can be killed and started again on the same port."""

    def __init__(self, folder):
        self.environment = {
            "REMBUK_DATA": str(folder / "data"),
            "REMBUK_KEY_FILE": str(folder / "master.key"),
            "REMBUK_TEST_DATABASE": "",
            "REMBUK_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
        }
        path = os.pathsep.join((str(ROOT / "src"), str(ROOT)))
        everything = {**os.environ, **self.environment, "PYTHONPATH": path}
        made = subprocess.run([sys.executable, "-c", MAKE], env=everything, capture_output=True, text=True, check=False)
        assert made.returncode == 0, made.stderr
        self.ids = json.loads(made.stdout)
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"
        self.process = start(self.environment, self.port)

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def again(self):
        self.process = start(self.environment, self.port)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    served = Site(tmp_path_factory.mktemp("browser"))
    yield served
    served.process.terminate()
    served.process.wait(20)


@pytest.fixture(scope="module")
def chromium():
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    assert found, "Chromium is missing: run make browser"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
        yield browser
        browser.close()


@pytest.fixture
def enter(site, chromium):
    """Return a function that opens a browser of some width on which a role is signed in."""
    opened = []

    def as_role(role, width=1280, script=True):
        context = chromium.new_context(viewport={"width": width, "height": 800}, java_script_enabled=script)
        context.set_default_timeout(20_000)
        opened.append(context)
        page = context.new_page()
        page.goto(f"{site.address}/masuk/")
        page.click(f"button[value={role}]")
        page.wait_for_url(f"{site.address}/")
        return page

    yield as_role
    for context in opened:
        context.close()


def addresses(site):
    return {
        "operator": ["/", "/wilayah/", "/wilayah/99.01/", "/akun/", "/buku/", "/parts/", "/tidak-ada/"],
        "secretary": ["/", "/kabupaten/", "/tim/", f"/kiriman/{site.ids['delivery']}/", "/keadaan/99.01/hitungan/"],
        "nutritionist": [
            "/kiriman/",
            "/keadaan/99.01.01.2001/",
            f"/anak/{site.ids['child']}/",
            "/pertanyaan/",
            f"/pertanyaan/{site.ids['questions'][-1]}/",
        ],
    }


def watched(page, home):
    """Return two lists that fill while the page is used: what went wrong, and the bytes of every answer."""
    faults, weights = [], []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("request", lambda request: faults.append(request.url) if home not in request.url else None)
    page.on("response", lambda answer: weights.append(len(answer.body())))
    return faults, weights


def test_no_page_scrolls_sideways_on_a_phone_and_none_is_heavy(site, enter):
    for role, pages in addresses(site).items():
        page = enter(role, width=360)
        faults, weights = watched(page, site.address)
        for address in pages:
            weights.clear()
            page.goto(site.address + address, wait_until="networkidle")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= 360, (address, wide)
            assert 0 < sum(weights) < 150_000, (address, sum(weights))
        assert [fault for fault in faults if "404" not in fault] == []


@pytest.mark.parametrize("width", [360, 1280])
def test_no_serious_finding_for_screen_readers(site, enter, width):
    found = []
    for role, pages in addresses(site).items():
        page = enter(role, width)
        for address in pages:
            page.goto(site.address + address)
            page.evaluate(AXE)
            result = page.evaluate("axe.run()")
            assert result["passes"], address
            found += [
                (address, finding["id"], finding["nodes"][0]["html"][:160])
                for finding in result["violations"]
                if finding["impact"] in {"serious", "critical"}
            ]
    assert found == []


def test_the_sign_in_page_has_no_serious_finding(site, chromium):
    page = chromium.new_page()
    page.goto(f"{site.address}/masuk/")
    page.evaluate(AXE)
    found = [one["id"] for one in page.evaluate("axe.run()")["violations"] if one["impact"] in {"serious", "critical"}]
    page.close()
    assert found == []


def test_one_signs_in_and_finds_a_child_with_the_keyboard_alone(site, chromium):
    page = chromium.new_page()
    page.goto(f"{site.address}/masuk/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    _tab_to(page, "e => e.value === 'nutritionist'")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    page.keyboard.press("Enter")
    page.wait_for_url(f"{site.address}/")
    page.goto(f"{site.address}/keadaan/99.01.01.2001/")
    _tab_to(page, "e => e.textContent === 'Sari Aulia'")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Sari Aulia")
    page.close()


def _tab_to(page, test, most=60):
    for _ in range(most):
        if page.evaluate(f"({test})(document.activeElement)"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the keyboard does not reach {test}")


def test_a_question_is_answered_with_one_key_and_the_next_one_comes(site, enter):
    first, second, last = (f"{site.address}/pertanyaan/{one}/" for one in site.ids["questions"])
    page = enter("nutritionist")
    page.goto(f"{site.address}/pertanyaan/")
    page.get_by_role("link", name="Mulai menjawab").click()
    page.wait_for_url(first)
    page.keyboard.press("Control+b")  # a key of the browser, not an answer
    page.uncheck("[data-keys]")
    page.keyboard.press("s")
    page.reload()
    expect(page.locator("[data-keys]")).not_to_be_checked()
    expect(page.locator("#kemajuan")).to_contain_text("0 dari 3")
    page.check("[data-keys]")
    page.keyboard.press("t")
    page.wait_for_url(second)
    expect(page.locator("#kemajuan")).to_contain_text("0 dari 3 sudah dijawab · 1 ditanyakan")
    page.keyboard.press("s")
    page.wait_for_url(last)
    expect(page.get_by_role("status")).to_contain_text("anak yang sama")
    expect(page.locator("#kemajuan")).to_contain_text("1 dari 3")


def test_typing_filters_a_table(site, enter):
    page = enter("operator")
    page.goto(f"{site.address}/akun/")
    rows = page.locator("#akun tbody tr")
    before = rows.count()
    page.fill("#akun-cari", "kader")
    expect(page.locator("#akun tbody tr:visible")).to_have_count(1)
    expect(page.locator(".filter-count")).to_have_text(re.compile(rf"1 dari {before} baris"))


def test_everything_works_without_script(site, enter):
    page = enter("operator", script=False)
    page.goto(f"{site.address}/akun/")
    page.fill("#akun-cari", "kader")
    page.click(".filter button")
    expect(page.locator("#akun tbody tr")).to_have_count(1)
    page.goto(f"{site.address}/kabupaten/")
    page.select_option("#indikator", "wasting")
    page.click("form[method=get] button")
    expect(page.locator("#indikator")).to_have_value("wasting")
    page.click("button[value=en]")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page = enter("nutritionist", script=False)
    page.goto(f"{site.address}/pertanyaan/{site.ids['questions'][0]}/")
    assert page.locator("[data-keys]:visible").count() == 0
    page.get_by_role("button", name="Tanya lapangan").click()
    expect(page.get_by_role("status")).to_contain_text("tanya lapangan")
    page.goto(f"{site.address}/parts/")
    assert page.locator("[data-print]:visible").count() == 0


def test_the_village_prints_on_paper_with_a_letterhead(site, enter, tmp_path):
    from pypdf import PdfReader

    page = enter("nutritionist")
    page.goto(f"{site.address}/keadaan/99.01.01.2001/")
    page.emulate_media(media="print")
    expect(page.locator(".letterhead")).to_be_visible()
    for hidden in (".top", ".foot", ".table-tools", "[data-print]"):
        assert page.locator(hidden).first.is_hidden(), hidden
    file = tmp_path / "desa.pdf"
    page.pdf(path=file, prefer_css_page_size=True)
    paper = PdfReader(file)
    assert len(paper.pages) == 1
    width, height = (round(float(side) / 72 * 25.4) for side in paper.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    text = paper.pages[0].extract_text()
    for word in ("Rembuk", "Desa Suka Maju", "Sari Aulia"):
        assert word in text


def test_after_the_server_was_killed_one_goes_on_where_one_was(site, enter):
    page = enter("secretary")
    page.goto(f"{site.address}/tim/")
    site.kill()
    with pytest.raises(Exception, match="ERR_CONNECTION_REFUSED"):
        page.goto(f"{site.address}/tim/")
    site.again()
    page.goto(f"{site.address}/tim/")
    expect(page.locator("h1")).to_contain_text("Siapa duduk di tim")
    expect(page.locator("table")).to_contain_text("SK tidak menyebut tugasnya")


def test_after_signing_out_the_back_button_shows_nothing(site, enter):
    page = enter("nutritionist")
    page.goto(f"{site.address}/keadaan/99.01.01.2001/")
    page.click(".who summary")
    page.click("form[action='/keluar/'] button")
    page.wait_for_url(f"{site.address}/masuk/")
    page.go_back()
    page.wait_for_load_state()
    assert "Sari Aulia" not in page.content()
