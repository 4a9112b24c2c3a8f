"""Lists made by hand (E6) and yearly posyandu sheets: one to three heading lines, months side by side."""

import datetime
from pathlib import Path

import pytest

from rembuk import sources
from rembuk.sources import read
from tests.sources.files import E6, cells, children, write_csv, write_html, write_xlsx

CHILDREN = children(20, seed=3)


def e6_lines():
    lines = []
    for child in CHILDREN:
        row = cells(child, E6)
        row["Tgl Lahir Tgl/Bln/Thn"] = f"{child['birth_date']:%d/%m/%Y}"
        lines.append([text.replace(".", ",") for text in row.values()])
    return lines


def assert_e6(reading):
    assert (reading.source, reading.layout) == ("hand_made_list", "E6")
    filled = ("name", "birth_date", "sex", "parent_name", "address", "weight_kg", "length_height_cm", "muac_cm")
    for row, child in zip(reading.rows.to_pylist(), CHILDREN, strict=True):
        for name in filled:
            if name != "address":
                assert row[name] == child[name], name
        assert row["measured_on"] is None
        assert row["waz_category"] == (child["waz_category"] or None)
    assert [line for line in reading.problems.to_pylist() if line["problem"] != "ragu"] == []


@pytest.mark.parametrize("write", [write_csv, write_html])
def test_list_with_one_title_line(tmp_path, write):
    write(tmp_path / "x", E6, e6_lines(), title="DAFTAR BALITA PENERIMA BOK")
    assert_e6(read(tmp_path / "x"))


def test_list_with_three_heading_lines(tmp_path):
    top = ["Nama Lengkap Balita", "Tgl Lahir", "JK", "Nama Orang Tua", "Alamat", "Hasil Pengukuran", "", "", "Status"]
    middle = ["", "Tgl/Bln/Thn", "(L/P)", "", "", "BB", "TB", "LiLA", "BB/U", "PB-TB/U", "BB/PB-TB"]
    units = ["", "", "", "", "", "(kg)", "(cm)", "(cm)"]
    lines = [middle, units, *e6_lines()]
    write_xlsx(tmp_path / "x.xlsx", top, lines, titles=("PEMERINTAH KABUPATEN", "DAFTAR BALITA"))
    reading = read(tmp_path / "x.xlsx")
    assert reading.rows["row"].to_pylist() == list(range(1, 21))
    assert_e6(reading)


def test_numbered_columns_under_the_header_are_part_of_it(tmp_path):
    write_csv(tmp_path / "x.csv", E6, [[f"({n})" for n in range(1, 12)], *e6_lines()])
    reading = read(tmp_path / "x.csv")
    assert reading.rows["row"].to_pylist() == list(range(1, 21))


def test_z_in_the_category_columns_is_taken_as_z(tmp_path):
    lines = []
    for child in CHILDREN:
        row = cells(child, E6)
        for name, index in (("BB/U", "waz"), ("PB-TB/U", "haz"), ("BB/PB-TB", "whz")):
            row[name] = str(child[f"{index}_reported"])
        lines.append(list(row.values()))
    write_csv(tmp_path / "x.csv", E6, lines)
    reading = read(tmp_path / "x.csv")
    for index in ("waz", "haz", "whz"):
        assert reading.rows[f"{index}_reported"].to_pylist() == [child[f"{index}_reported"] for child in CHILDREN]


MONTHS = ["JANUARI", "FEBRUARI", "MARET", "APRIL", "MEI", "JUNI", "JULI", "AGUSTUS", "SEPTEMBER", "OKTOBER",
          "NOVEMBER", "DESEMBER"]  # fmt: skip
PARTS = ["TANGGALUKUR", "UMUR", "BERAT", "TINGGI", "CARAUKUR"]
BASE = ["NO", "NIK", "NAMA_ANAK", "JENIS_KELAMIN", "TANGGAL LAHIR", "NAMA ORTU", "POSYANDU"]


def year(filled):
    """Return header, lines and the truth; ``filled(child, month)`` says who was weighed when."""
    header = BASE + [f"{month}_{part}" for month in MONTHS for part in PARTS]
    lines, truth = [], []
    for at, child in enumerate(CHILDREN, start=1):
        line = [str(at), child["nik"], child["name"], "L" if child["sex"] == "m" else "P",
                child["birth_date"].isoformat(), child["parent_name"], child["posyandu"]]  # fmt: skip
        for number in range(1, 13):
            if filled(at, number):
                on = datetime.date(2025, number, 11)
                weight, height = 7 + at / 10 + number / 5, 70 + at + number / 2
                line += [on.isoformat(), "12", f"{weight:.1f}", f"{height:.1f}", "Berdiri"]
                truth.append((at, str(number), child["name"], on, round(weight, 1), round(height, 1), "standing"))
            else:
                line += ["", "", "", "", ""]
        lines.append(line)
    return header, lines, truth


@pytest.mark.parametrize("write", [write_csv, write_html, write_xlsx])
def test_year_sheet_becomes_one_row_a_child_and_month(tmp_path, write):
    header, lines, truth = year(lambda at, month: (at + month) % 3 != 0)
    write(tmp_path / "x", header, lines, **({"titles": ()} if write is write_xlsx else {"title": ""}))
    reading = read(tmp_path / "x")
    assert reading.source == "posyandu_year"
    names = ("row", "month", "name", "measured_on", "weight_kg", "length_height_cm", "position")
    rows = [tuple(row[name] for name in names) for row in reading.rows.to_pylist()]
    assert rows == truth
    assert [p for p in reading.problems.to_pylist() if p["problem"] not in ("sebelum-lahir", "ragu")] == []


def test_month_above_its_columns_in_a_merged_heading(tmp_path):
    _, lines, truth = year(lambda at, month: True)
    months = [""] * len(BASE)
    for month in MONTHS:
        months += [month, "", "", "", ""]
    write_csv(tmp_path / "x.csv", BASE + months[len(BASE) :], [[""] * len(BASE) + PARTS * 12, *lines])
    reading = read(tmp_path / "x.csv")
    assert reading.source == "posyandu_year"
    assert reading.rows["weight_kg"].to_pylist() == [row[4] for row in truth]


def test_child_never_weighed_is_listed_and_a_bad_cell_names_its_month(tmp_path):
    header, lines, _ = year(lambda at, month: at != 4)
    lines[1][header.index("MARET_BERAT")] = "sakit"
    write_csv(tmp_path / "x.csv", header, lines)
    listed = [p for p in read(tmp_path / "x.csv").problems.to_pylist() if p["problem"] != "sebelum-lahir"]
    assert (4, "tanpa-pengukuran") in [(p["row"], p["problem"]) for p in listed]
    (bad,) = [p for p in listed if p["problem"] == "bukan-angka"]
    assert (bad["row"], bad["column"], bad["value"]) == (2, "weight_kg", "sakit")
    assert "Maret" in bad["evidence"]


def test_food_list_of_children_under_two(tmp_path):
    sample = Path(sources.__file__).parent / "mpasi" / "sample.csv"
    reading = read(sample)
    assert (reading.source, reading.layout) == ("mpasi", "E5")
    assert reading.rows["grains"].to_pylist() == ["yes", "yes"]
    assert reading.rows["breast_milk"].to_pylist() == ["yes", "no"]
    assert reading.rows["monitored_on"].to_pylist() == [datetime.date(2025, 9, 10)] * 2
    assert reading.problems.num_rows == 0
