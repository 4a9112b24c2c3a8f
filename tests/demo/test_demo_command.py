"""`rembuk demo` as a user calls it: what it leaves behind, and what a second call does."""

import csv
import json
from pathlib import Path

import pytest


@pytest.fixture
def folder(district):
    return district[0]


def rows(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_another_process_zone_and_language_makes_the_same_bytes_and_a_second_call_starts_from_them(
    rembuk, folder, tmp_path
):
    other = {"TZ": "Asia/Makassar", "LC_ALL": "C", "PYTHONHASHSEED": "4711", "COLUMNS": "40"}
    first = rembuk("demo", "--dir", tmp_path / "daerah", "--no-serve", "--port", "8123", env=other)
    assert first.returncode == 0, first.stderr
    assert (tmp_path / "daerah" / "manifest.json").read_bytes() == (folder / "manifest.json").read_bytes()
    assert str(tmp_path / "daerah" / "grafik.html") in first.stderr
    before = {p: p.stat().st_mtime_ns for p in (tmp_path / "daerah").rglob("*")}
    second = rembuk("demo", "--dir", tmp_path / "daerah", "--no-serve")
    assert second.returncode == 0
    assert "sudah ada" in second.stderr
    assert {p: p.stat().st_mtime_ns for p in (tmp_path / "daerah").rglob("*")} == before


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
