"""Every layout in every kind of file gives the same rows: the truth that was written."""

import datetime

import pytest

from rembuk.formats import tables
from rembuk.sources import read
from tests.sources.files import E1, E2, E3, E4, NAMES, ROWS, cells, children, write_csv, write_html, write_xlsx

CHILDREN = children(60)


def expected(header, masked=False):
    names = {NAMES[name] for name in header if name in NAMES}
    rows = []
    for child in CHILDREN:
        row = {name: (child[name] if name in names and child[name] != "" else None) for name in ROWS[1:]}
        if masked:
            row["nik"] = child["nik"][:5] + "**********"
        rows.append({"row": child["row"], **row})
    return rows


def lines(header, masked=False):
    return [list(cells(child, header, masked).values()) for child in CHILDREN]


def assert_read(path, header, layout, masked=False):
    reading = read(path)
    assert (reading.source, reading.layout, reading.title_date) == ("eppgbm", layout, "2025-09-04")
    assert reading.problems.to_pylist() == []
    assert reading.rows.column_names[: len(ROWS)] == ROWS
    assert reading.rows.select(ROWS).to_pylist() == expected(header, masked)


LAYOUTS = [("E1", E1), ("E2", E2), ("E3", E3), ("E4", E4)]


@pytest.mark.parametrize(("layout", "header"), LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ","])
def test_csv_in_every_encoding(tmp_path, layout, header, encoding, separator):
    write_csv(tmp_path / "x.txt", header, lines(header), separator, encoding)
    assert_read(tmp_path / "x.txt", header, layout)


@pytest.mark.parametrize(("layout", "header"), LAYOUTS)
def test_html_under_the_name_xls(tmp_path, layout, header):
    write_html(tmp_path / "x.xls", header, lines(header, masked=True))
    reading = read(tmp_path / "x.xls")
    assert reading.rows.select(ROWS).to_pylist() == expected(header, masked=True)


@pytest.mark.parametrize(("layout", "header"), LAYOUTS)
def test_workbook_with_text_cells(tmp_path, layout, header):
    write_xlsx(tmp_path / "x.xlsx", header, lines(header))
    assert_read(tmp_path / "x.xlsx", header, layout)


def test_workbook_with_true_numbers_and_dates(tmp_path):
    typed = []
    for line in lines(E1):
        row = list(line)
        for name in ("Tgl Lahir", "Tanggal Pengukuran"):
            at = E1.index(name)
            row[at] = ((datetime.date.fromisoformat(row[at]) - datetime.date(1899, 12, 30)).days, "dd/mm/yyyy")
        for name in ("BB Lahir", "TB Lahir", "Berat", "Tinggi", "LiLA", "ZS BB/U", "ZS TB/U", "ZS BB/TB"):
            at = E1.index(name)
            row[at] = float(row[at]) if row[at] else ""
        typed.append(row)
    write_xlsx(tmp_path / "x.bin", E1, typed)
    assert_read(tmp_path / "x.bin", E1, "E1")


@pytest.mark.parametrize("write", [write_csv, write_html, write_xlsx])
def test_body_of_e3_without_total_pengukuran_is_put_under_its_header(tmp_path, write):
    short = [[*line[:17], *line[18:]] for line in lines(E3)]
    write(tmp_path / "x.xls", E3, short)
    reading = read(tmp_path / "x.xls")
    assert reading.layout == "E3"
    assert reading.rows.select(ROWS).to_pylist() == expected(E3)
    assert reading.problems.num_rows == 0


def test_local_columns_are_kept(tmp_path):
    header = [*E1, "Bulan Pengukuran", "Latitude", "row"]
    write_csv(tmp_path / "x.csv", header, [[*line, "Agustus", "-4,01", "x"] for line in lines(E1)])
    reading = read(tmp_path / "x.csv")
    assert reading.rows["Bulan Pengukuran"].to_pylist() == ["Agustus"] * len(CHILDREN)
    assert reading.rows["Latitude"].to_pylist() == ["-4,01"] * len(CHILDREN)
    assert reading.rows["row (2)"].to_pylist() == ["x"] * len(CHILDREN)
    assert reading.rows.select(ROWS).to_pylist() == expected(E1)


def test_header_in_other_words_case_and_spacing(tmp_path):
    other = {
        "NIK": "no  nik", "Nama": "NAMA_BALITA", "JK": "Jenis\u00a0Kelamin (L/P)", "Tgl Lahir": "TANGGAL LAHIR",
        "Pukesmas": "PUSKESMAS", "Berat": "BERAT (KG)", "Tinggi": "Tinggi(cm)", "Tanggal Pengukuran": "tgl ukur",
        "Desa/Kel": "Kelurahan", "TB/U": "PB-TB/U", "LiLA": "LILA (cm)",
    }  # fmt: skip
    write_csv(tmp_path / "x.csv", [other.get(name, name) for name in E1], lines(E1), title="DAFTAR BALITA;;")
    assert read(tmp_path / "x.csv").rows.select(ROWS).to_pylist() == expected(E1)


def test_command_writes_both_tables(tmp_path, rembuk):
    write_html(tmp_path / "x.xls", E3, lines(E3))
    done = rembuk("sources", "read", "x.xls", "-o", "rows.csv", "--problems", "problems.csv", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert tables.read(tmp_path / "rows.csv").num_rows == len(CHILDREN)
    assert tables.read(tmp_path / "problems.csv").column_names == [
        "row", "column", "value", "problem", "repaired_to", "evidence",
    ]  # fmt: skip


def test_header_without_rows_ends_with_1_and_says_so(tmp_path, rembuk):
    write_csv(tmp_path / "x.csv", E1, [])
    done = rembuk("sources", "read", "x.csv", "-o", "rows.csv", "--problems", "problems.csv", cwd=tmp_path)
    assert done.returncode == 1
    assert "tidak ada satu baris data pun" in done.stderr
    assert tables.read(tmp_path / "rows.csv").column_names[: len(ROWS)] == ROWS


def test_list_names_every_source(rembuk):
    done = rembuk("sources", "list")
    assert done.returncode == 0
    for name in ("eppgbm", "hand_made_list", "posyandu_year"):
        assert name in done.stdout
