"""Nobody in the district can be real, and every machine makes the same one."""

import json
import re
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import python_calamine

from rembuk.demo.draws import Draws
from rembuk.formats import tables


def cells_of(path):
    """Return all of a file's text."""
    if path.suffix == ".xlsx":
        sheet = python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
        return "\n".join(str(cell) for row in sheet for cell in row)
    if path.suffix == ".parquet":
        table = pq.read_table(path)
        return "\n".join(t for c in table.columns if str(c.type) == "string" for t in tables.texts(c))
    return path.read_bytes().decode("utf-8", "replace")


STREAM = [0.21824249799518392, 0.3742223586504406, 0.40528439710038067]


def test_the_stream_of_chance_is_written_down():
    draws = Draws("rembuk", "test")
    assert draws.uniform(3).tolist() == STREAM
    assert np.all(np.abs(np.bincount(Draws("a", "b").pick(30_000, (1, 2, 7))) / 30_000 - (0.1, 0.2, 0.7)) < 0.01)
    assert abs(Draws("a", "c").normal(40_000).std() - 1) < 0.01
    whole = Draws("a", "d").whole(10_000, 3, 5)
    assert set(whole.tolist()) == {3, 4, 5}


def test_no_number_can_be_a_real_persons(district):
    folder, _ = district
    seen = 0
    for path in sorted(folder.rglob("*")):
        if path.is_dir() or path.name in ("manifest.json", "grafik.html"):
            continue
        text = cells_of(path)
        for number in re.findall(r"(?<![\d.])\d{10,18}(?![\d.])", text):
            seen += 1
            assert number[:2] in ("99", "00") or number.startswith("08990"), (path.name, number)
        for number in re.findall(r"\d{5}\*{3,}", text):
            assert number[:2] in ("99", "00"), (path.name, number)
    assert seen > 10_000


def test_no_place_has_a_real_code(district):
    folder, _ = district
    codes = tables.texts(tables.read(folder / "wilayah.csv").column("code"))
    assert len(codes) == len({*codes}) + 2  # the posyandu that changed their village are there twice
    assert all(code.startswith(("99", "P9901", "PSY-9901")) for code in codes)


def test_the_manifest_tells_who_sent_what_for_which_month(district):
    folder, manifest = district
    assert json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["size"] == "small"
    register = [file for file in manifest.files if file.kind in ("E1", "E2", "E3", "E4")]
    assert {file.period for file in register} == {f"2024-{m}" for m in (11, 12)} | {
        f"{year}-{m:02d}" for year, months in ((2025, range(1, 13)), (2026, range(1, 11))) for m in months
    }
    assert {file.office for file in register} > {"Dinas Kesehatan", "Puskesmas Rembuk Tengah"}
    truth = pq.read_table(folder / "truth.parquet", columns=["file"]).column("file").to_pylist()
    for file in register:
        assert truth.count(file.path) == file.rows
    assert all(not Path(file.path).is_absolute() for file in manifest.files)
