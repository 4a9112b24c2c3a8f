"""`rembuk demo` as a user calls it: what it leaves behind, and what a second call does."""

import csv
import json
import sqlite3
from pathlib import Path

import pytest


@pytest.fixture
def folder(district):
    return district[0]


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.slow
def test_the_whole_job_elsewhere_makes_the_same_district_and_a_second_call_starts_from_it(rembuk, folder, tmp_path):
    here = tmp_path / "daerah"
    other = {"TZ": "Asia/Makassar", "LC_ALL": "C", "PYTHONHASHSEED": "4711", "COLUMNS": "40"}
    first = rembuk("demo", "--dir", here, "--no-serve", "--port", "8123", env=other, timeout=600)
    assert first.returncode == 0, first.stderr
    assert (here / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()
    assert str(here / "grafik.html") in first.stderr
    assert "Tidak dapat dibaca" not in first.stderr

    record = {"REMBUK_DATA": str(here / "rekaman"), "REMBUK_KEY_FILE": str(here / "kunci" / "induk.key")}
    checked = rembuk("check", env=record)
    assert checked.returncode == 0, checked.stdout + checked.stderr

    def counted():
        with sqlite3.connect(here / "rekaman" / "rembuk.sqlite3") as database:
            tables = ("children_child", "children_measurement", "intake_delivery", "intake_question", "parties_account")
            return {name: database.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables}

    before = counted()
    assert 2_000 < before["children_child"] < 4_000
    assert before["children_measurement"] > 25_000
    assert before["parties_account"] == 10
    second = rembuk("demo", "--dir", here, "--no-serve", timeout=600)
    assert second.returncode == 0, second.stderr
    assert "0 kiriman dimasukkan" in second.stderr
    assert counted() == before


@pytest.mark.soak
def test_the_medium_district_begins_with_its_past_and_a_second_call_adds_nothing(rembuk, tmp_path):
    here = tmp_path / "daerah"
    record = {"REMBUK_DATA": str(here / "rekaman"), "REMBUK_KEY_FILE": str(here / "kunci" / "induk.key")}
    first = rembuk("demo", "--size", "medium", "--dir", here, "--no-serve", timeout=1800)
    assert first.returncode == 0, first.stderr
    assert "riwayat" in first.stderr and "Tidak dapat dibaca" not in first.stderr
    second = rembuk("demo", "--size", "medium", "--dir", here, "--no-serve", timeout=1800)
    assert "0 kiriman dimasukkan" in second.stderr and "riwayat" not in second.stderr
    checked = rembuk("check", env=record, timeout=600)
    assert checked.returncode == 0, checked.stdout + checked.stderr
    with sqlite3.connect(here / "rekaman" / "rembuk.sqlite3") as database:
        children, measured = (
            database.execute(f"SELECT count(*) FROM children_{name}").fetchone()[0] for name in ("child", "measurement")
        )
    assert 25_000 < children < 40_000
    assert measured > 300_000


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (["--size", "raksasa"], "raksasa"),
        (["--port", "0"], "port"),
        (["--dir", "/proc/tidak-ada"], "tidak dapat dibuat"),
    ],
)
def test_bad_use_is_one_sentence(rembuk, tmp_path, arguments, word):
    done = rembuk("demo", "--no-serve", *(["--dir", tmp_path / "d"] if "--dir" not in arguments else []), *arguments)
    assert done.returncode == 2
    assert word in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "d").exists()


def test_another_size_does_not_overwrite_what_is_there(rembuk, folder):
    done = rembuk("demo", "--dir", folder, "--size", "medium", "--no-serve")
    assert done.returncode == 2
    assert "small" in done.stderr and "--dir" in done.stderr


def test_the_scored_table_is_what_growth_score_makes_of_the_children(rembuk, folder, tmp_path):
    done = rembuk("growth", "score", folder / "anak.csv", "-o", tmp_path / "hasil.csv")
    assert done.returncode == 0, done.stderr
    assert rows(tmp_path / "hasil.csv") == rows(folder / "anak-dinilai.csv")
    scored = rows(folder / "anak-dinilai.csv")
    assert 1_700 < len(scored) < 2_100
    assert len({row["id"] for row in scored}) == len(scored)


def test_the_page_needs_nothing_else_and_shows_each_child_with_its_table(folder):
    page = (folder / "grafik.html").read_text(encoding="utf-8")
    assert "<script" not in page and "src=" not in page and "@import" not in page and "url(" not in page
    sections = page.split("<section>")[1:]
    assert len(sections) >= 8
    for section in sections:
        assert section.count("growth-chart growth-chart-") // 2 == section.count("growth-chart-narrow") >= 3
        assert section.count("<table>") == 1
    ids = [part.split('"')[0] for part in page.split(' id="')[1:]]
    assert len(ids) == len(set(ids))
    assert 'class="visit weight replaced' in page and "flagged" in page
    assert "rekaan" in page


def test_the_manifest_names_every_file_with_its_hash(folder):
    import hashlib

    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    named = {file["path"] for file in manifest["files"]}
    assert named | {"manifest.json"} == {str(p.relative_to(folder)) for p in folder.rglob("*") if p.is_file()}
    for file in manifest["files"]:
        assert hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() == file["sha256"]
