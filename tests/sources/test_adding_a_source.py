"""The guide docs/adding-a-source.md, followed: a copied folder is a new source, with no other line changed."""

import csv
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from rembuk.sources import all_sources
from rembuk.sources.catalogue import load

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def program(tmp_path):
    """A copy of the program, to which a folder can be added; returns the copy and a function that runs it."""
    shutil.copytree(ROOT / "src" / "rembuk", tmp_path / "src" / "rembuk", ignore=shutil.ignore_patterns("__pycache__"))

    def run(*arguments):
        return subprocess.run(
            [sys.executable, "-m", "rembuk", *arguments],
            cwd=tmp_path,
            env={**os.environ, "PYTHONPATH": str(tmp_path / "src")},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return tmp_path, run


def guide():
    """Return the layout and the sample that the guide shows."""
    text = (ROOT / "docs" / "adding-a-source.md").read_text("utf-8")
    layout = re.search(r"```json\n(.*?)```", text, re.DOTALL)[1]
    sample = re.search(r"```csv\n(.*?)```", text, re.DOTALL)[1]
    return json.loads(layout), sample


def test_copying_a_folder_adds_a_source(program):
    home, run = program
    layout, sample = guide()
    folder = home / "src" / "rembuk" / "sources" / "water_points"
    shutil.copytree(home / "src" / "rembuk" / "sources" / "hand_made_list", folder)
    (folder / "layout.json").write_text(json.dumps(layout), "utf-8")
    (folder / "sample.csv").write_text(sample, "utf-8")

    assert "water_points" in run("sources", "list").stdout
    shutil.copy(folder / "sample.csv", home / "any-name.txt")
    done = run("sources", "read", "any-name.txt", "-o", "rows.csv", "--problems", "problems.csv")
    assert "water_points" in done.stderr
    assert list(csv.reader((home / "rows.csv").read_text().splitlines())) == [
        ["row", "village", "source_kind", "checked_on", "households"],
        ["1", "DESA A", "sumur bor", "2025-03-14", "120"],
        ["2", "DESA B", "mata air", "", "85"],
    ]
    problems = list(csv.reader((home / "problems.csv").read_text().splitlines()))
    assert problems[1][:4] == ["2", "checked_on", "kemarin", "bukan-tanggal"]
    assert done.returncode == 1


def test_unchanged_copy_is_a_rival_and_needs_its_name(program):
    home, run = program
    sources = home / "src" / "rembuk" / "sources"
    shutil.copytree(sources / "eppgbm", sources / "eppgbm_2027")
    shutil.copy(sources / "eppgbm" / "sample.csv", home / "x.csv")
    done = run("sources", "read", "x.csv", "-o", "r.csv", "--problems", "p.csv")
    assert done.returncode == 2
    assert "eppgbm, eppgbm_2027" in done.stderr
    done = run("sources", "read", "x.csv", "-o", "r.csv", "--problems", "p.csv", "--source", "eppgbm_2027")
    assert done.returncode in (0, 1)
    assert done.stderr.count("eppgbm_2027") == 1


@pytest.mark.parametrize("name", all_sources())
def test_every_source_reads_its_own_sample(name):
    from rembuk.sources import read

    sample = ROOT / "src" / "rembuk" / "sources" / name / "sample.csv"
    reading = read(sample)
    assert reading.source == name
    assert reading.rows.num_rows > 0
    assert reading.refused == 0


def test_layout_that_names_an_unknown_column_is_told(tmp_path):
    layout, _ = guide()
    layout["known_by"] = ["village", "no_such"]
    (tmp_path / "layout.json").write_text(json.dumps(layout))
    with pytest.raises(ValueError, match="no_such"):
        load(tmp_path)
