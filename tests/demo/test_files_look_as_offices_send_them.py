"""Header lines, kinds of file and damage: as they are met in districts."""

import csv
import re
import zipfile

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
import python_calamine

from rembuk.demo import layouts
from rembuk.demo.excel_damage import as_local_date, as_time
from rembuk.demo.texts import age_texts
from rembuk.formats import tables

E1 = (
    "No;NIK;Nama;JK;Tgl Lahir;BB Lahir;TB Lahir;Nama Ortu;Prov;Kab/Kota;Kec;Pukesmas;Desa/Kel;Posyandu;RT;RW;Alamat;"
    "Usia Saat Ukur;Tanggal Pengukuran;Berat;Tinggi;LiLA;BB/U;ZS BB/U;TB/U;ZS TB/U;BB/TB;ZS BB/TB;Naik Berat Badan;"
    "PMT Diterima (kg);Jml Vit A;KPSP;KIA"
)
E3 = (
    "No;NIK;Nama;JK;Tgl Lahir;BB Lahir;TB Lahir;Nama Ortu;Prov;Kab/Kota;Kec;Pukesmas;Desa/Kel;Posyandu;RT;RW;Alamat;"
    "Total Pengukuran;Usia Saat Ukur;Tanggal Pengukuran;Berat;Tinggi;Cara Ukur;LiLA;BB/U;ZS BB/U;TB/U;ZS TB/U;BB/TB;"
    "ZS BB/TB;Naik Berat Badan;Jml Vit A;KPSP;KIA;Kelas Ibu Balita;MBG;Detail"
)
E4 = (
    "Nama Anak;Jenis Kelamin;Tanggal Lahir;NIK;Nomor KK;Anak Ke;Nama Orang Tua (Ibu/Ayah);NIK Orang Tua;"
    "No HP Orang Tua;Alamat;RT;Kecamatan;Puskesmas;Kelurahan;Posyandu;Usia Kehamilan (minggu);"
    "Berat Lahir - Sasaran (kg);Panjang Lahir - Sasaran (cm);Lingkar Kepala Lahir (cm);IMD;Tanggal Pengukuran;"
    "Berat (kg);Tinggi (cm);Cara Ukur;LiLA (cm);ZS BB/U;ZS TB/U;ZS BB/TB;Naik Berat Badan;Jml Vit A;"
    "Kelas Ibu Balita;MBG"
)
E6 = "Nama Lengkap Balita;Tgl Lahir Tgl/Bln/Thn;JK;Nama Orang Tua;Alamat;BB;TB;LiLA;BB/U;PB-TB/U;BB/PB-TB"


def csv_lines(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, delimiter=";"))


def sheet(path):
    return python_calamine.CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()


def html_rows(path):
    text = path.read_text(encoding="utf-8")
    return [re.findall(r"<t[hd]>(.*?)</t[hd]>", row) for row in re.findall(r"<tr>(.*?)</tr>", text)]


def test_header_lines_are_exact():
    assert ";".join(layouts.headers(layouts.E1)) == E1
    e2 = E1.replace("Tinggi;", "Tinggi;Cara Ukur;") + ";Detail"
    assert ";".join(layouts.headers(layouts.E2)) == e2
    assert ";".join(layouts.headers(layouts.E3_SHIFTED)) == E3
    assert ";".join(layouts.headers(layouts.E3)) == E3.replace("Total Pengukuran;", "")
    assert ";".join(layouts.headers(layouts.E4)) == E4
    assert ";".join(layouts.headers(layouts.E6)) == E6


def test_the_first_months_are_e1_saved_again_by_a_spreadsheet(district):
    lines = csv_lines(district[0] / "kiriman" / "2024-11-eppgbm.csv")
    assert re.fullmatch(r"Data Tanggal : \d{4}-\d\d-\d\d \d\d:\d\d:\d\d", lines[0][0])
    assert ";".join(lines[1]) == E1
    body = [dict(zip(lines[1], line, strict=True)) for line in lines[2:]]
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row["Tgl Lahir"]) for row in body)
    assert sum(bool(re.fullmatch(r"\d+\.0\d(\.00)?", row["Berat"])) for row in body) > len(body) / 2
    assert any(row["ZS TB/U"].startswith("0,") for row in body)
    assert any(re.fullmatch(r"-\d\.\d\d?", row["ZS BB/U"]) for row in body), "negative z survive"
    assert {row["JK"] for row in body} == {"L", "P"}
    assert all(re.fullmatch(r"\d Tahun - \d+ Bulan - \d+ Hari|", row["Usia Saat Ukur"]) for row in body)


def test_the_report_of_2026_has_a_header_longer_than_its_lines_and_hides_numbers(district):
    header, *body = html_rows(district[0] / "kiriman" / "2026-03-eppgbm.xls")
    assert ";".join(header) == E3
    assert {len(row) for row in body} == {36}
    assert {row[1] for row in body if "*" not in row[1]} <= {"&nbsp;"}
    assert all(re.fullmatch(r"\d{5}\*{10}|&nbsp;", row[1]) for row in body)
    _, *before = html_rows(district[0] / "kiriman" / "2025-12-eppgbm.xls")
    assert any(re.fullmatch(r"99\d{14}", row[1]) for row in before)


def test_workbooks_are_met_as_texts_and_as_numbers_and_days(district):
    texts = sheet(district[0] / "kiriman" / "2025-05-eppgbm.xlsx")
    typed = sheet(district[0] / "kiriman" / "2025-09-eppgbm.xlsx")
    weight = texts[1].index("Berat")
    assert all(isinstance(row[weight], str) for row in texts[2:])
    assert all(isinstance(row[weight], float) for row in typed[1:])
    assert hasattr(typed[1][typed[0].index("Tgl Lahir")], "isoformat")
    assert ";".join(sheet(district[0] / "kiriman" / "2026-02-operasi-timbang.xlsx")[0]) == E4


def test_workbooks_hold_nothing_of_the_machine_that_made_them(district):
    books = sorted((district[0] / "kiriman").glob("*.xlsx"))
    assert len(books) > 8
    for book in books:
        with zipfile.ZipFile(book) as archive:
            members = archive.infolist()
            assert {(m.compress_type, m.date_time, m.create_system) for m in members} == {(0, (1980, 1, 1, 0, 0, 0), 3)}
            assert b"2026-11-02T08:00:00Z" in archive.read("docProps/core.xml")
            assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml"), "no live formula"


def test_a_list_made_by_hand_has_heading_lines_and_decimal_commas(district):
    (path,) = (district[0] / "kiriman").glob("*-daftar-*.xlsx")
    lines = sheet(path)
    at = next(i for i, line in enumerate(lines) if "Nama Lengkap Balita" in line)
    assert 1 <= at <= 3
    assert ";".join(lines[at]) == E6
    assert any("," in row[5] for row in lines[at + 1 :])
    assert all(re.fullmatch(r"\d\d/\d\d/\d{4}", row[1]) for row in lines[at + 1 :])


def test_the_yearly_sheet_has_its_months_side_by_side(district):
    lines = sheet(district[0] / "kiriman" / "2025-posyandu-setahun.xlsx")
    assert lines[0][8:13] == [f"JANUARI_{w}" for w in ("TANGGALUKUR", "UMUR", "BERAT", "TINGGI", "CARAUKUR")]
    assert len(lines[0]) == 8 + 5 * 12
    assert len({(row[2], row[4]) for row in lines[1:]}) > 50


@pytest.mark.parametrize(
    ("number", "left"),
    [
        ("8.5", "08.05"),
        ("85.5", "85.05.00"),
        ("0.98", "0,068055556"),
        ("2.88", "0,144444444"),
        ("8.25", "08.25"),
        ("12", "12"),
        ("-1.5", "-1.5"),
        ("", ""),
        ("99.75", "99.75"),
        ("0.72", "0,05"),
    ],
)
def test_a_spreadsheet_reads_numbers_as_times(number, left):
    assert as_time(number) == left
    fraction = re.fullmatch(r"0,(\d+)", left)
    if fraction:  # the way back that the reference measured on real files
        minutes = round(float(left.replace(",", ".")) * 1440)
        assert f"{minutes // 60 - 1}.{minutes % 60 + 60}" == number


def test_days_become_local():
    assert as_local_date("2026-10-31") == "31/10/2026"


def test_ages_are_told_in_three_parts():
    born = np.array(["2024-01-31", "2024-02-29", "2025-10-31", "2020-12-15", "2026-05-01"], dtype="datetime64[D]")
    day = np.array(["2024-03-01", "2025-02-28", "2025-10-31", "2025-12-14", "2026-04-30"], dtype="datetime64[D]")
    assert age_texts(born, day).tolist() == [
        "0 Tahun - 1 Bulan - 1 Hari",
        "0 Tahun - 11 Bulan - 30 Hari",
        "0 Tahun - 0 Bulan - 0 Hari",
        "4 Tahun - 11 Bulan - 29 Hari",
        "",
    ]


def test_rows_come_twice_and_children_are_registered_twice(district):
    truth = pq.read_table(district[0] / "truth.parquet")
    assert 0.004 < pc.mean(truth.column("repeated").cast("int8")).as_py() < 0.02
    entries = tables.read(district[0] / "truth_entries.parquet")
    assert len(entries) > len({*tables.texts(entries.column("child"))}) + 20
    kinds = set(tables.texts(entries.column("nik_is")))
    assert kinds == {"right", "missing", "placeholder", "parent", "sibling", "mistyped", "cut short"}
    assert {"pindah keluar kabupaten", "dihapus dari aplikasi", ""} == set(tables.texts(entries.column("end_reason")))
