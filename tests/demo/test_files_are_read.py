"""What the district writes, `rembuk sources read` reads: every value right, or blank and listed; no number wrong."""

import csv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

#: column of ROWS → column of the truth
VALUES = {
    "weight_kg": "weight_kg",
    "length_height_cm": "length_height_cm",
    "waz_reported": "waz",
    "haz_reported": "haz",
    "whz_reported": "whz",
    "birth_date": "birth_date",
    "measured_on": "measured_on",
    "sex": "sex",
}


@pytest.fixture(scope="module")
def truth(district):
    lines = pq.read_table(district[0] / "truth.parquet").to_pylist()
    found = {}
    for line in lines:
        found.setdefault(line["file"], []).append(line)
    return found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "repaired"),
    [
        ("2024-11-eppgbm.csv", True),
        ("2025-04-eppgbm.csv", False),
        ("2025-05-eppgbm.xlsx", False),
        ("2025-09-eppgbm.xlsx", False),
        ("2026-03-eppgbm.xls", False),
        ("2026-02-operasi-timbang.xlsx", False),
        ("2026-10-rembuk-utara-ii.csv", True),
        ("2026-10-daftar-rembuk-utara-ii.xlsx", False),
        ("2025-posyandu-setahun.xlsx", False),
    ],
)
def test_every_value_is_right_or_blank_and_listed(rembuk, district, truth, tmp_path, name, repaired):
    path = district[0] / "kiriman" / name
    done = rembuk("sources", "read", path, "-o", tmp_path / "rows.csv", "--problems", tmp_path / "problems.csv")
    assert done.returncode in (0, 1), done.stderr
    rows, problems = (read(tmp_path / file) for file in ("rows.csv", "problems.csv"))
    listed = {(line["row"], line["column"]) for line in problems}
    lines = truth[f"kiriman/{name}"]
    assert len(rows) == len(lines)
    by_row = {(line["row"], line["measured_on"].isoformat() if "setahun" in name else ""): line for line in lines}
    columns = set(rows[0]) & set(VALUES) - (not_in_the_layout(name))
    blank = 0
    for row in rows:
        line = by_row[int(row["row"]), row["measured_on"] if "setahun" in name else ""]
        for column in columns:
            got, wanted = row[column], shown(line[VALUES[column]])
            if got == "" and wanted:
                blank += 1
                assert (row["row"], column) in listed, (row["row"], column, wanted)
            else:
                assert same(got, wanted), (row["row"], column, got, wanted)
    assert blank < 0.05 * len(rows) * len(columns)
    assert any(line["repaired_to"] for line in problems) is repaired


def not_in_the_layout(name):
    reported = {"waz_reported", "haz_reported", "whz_reported"}
    return reported | {"measured_on"} if "daftar" in name else reported if "setahun" in name else set()


def read(path):
    with Path(path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def shown(value):
    return "" if value is None else value.isoformat() if hasattr(value, "isoformat") else str(value)


def same(got, wanted):
    try:
        return abs(float(got) - float(wanted)) < 1e-9
    except ValueError:
        return got == wanted
