"""Hostile and wrong files: one sentence, exit code 2, quickly, nothing half-written."""

import io
import os
import resource
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest

from rembuk.errors import Refused
from rembuk.sources import read
from tests.sources.files import E1, E3, cells, children, write_csv, write_html, write_xlsx

CHILDREN = children(8)
LINES = [list(cells(child, E1).values()) for child in CHILDREN]
ROOT = Path(__file__).resolve().parents[2]


def bomb(path, part=b"<x/>", size=600_000_000):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", part)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as file:
            for _ in range(size // 10_000_000):
                file.write(b" " * 10_000_000)


def lying_bomb(path):
    """A zip that says it unpacks to little and unpacks to much."""
    write_xlsx(path, E1, LINES)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        member = archive.getinfo("xl/worksheets/sheet1.xml")
    size = member.file_size.to_bytes(4, "little")
    content = content.replace(size, (100).to_bytes(4, "little"))
    path.write_bytes(bytes(content))


def truncated(path):
    write_xlsx(path, E1, LINES)
    path.write_bytes(path.read_bytes()[:-2000])


def nested(path):
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xlsx", b"0" * 100_000_000)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(50):
            archive.writestr(f"{number}.zip", inner.getvalue())


def frameset(path):
    path.write_text(
        "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><head><link id='shLink' href='x_files/sheet001.htm'>"
        "</head><frameset rows='*,39'><frame src='x_files/sheet001.htm'></frameset></html>"
    )


def wide(path):
    write_csv(path, [*E1, *(f"tambahan {n}" for n in range(200 - len(E1)))], [[*line, *["1"] * 167] for line in LINES])


def far_cell(path):
    """One stray cell in the last corner of the sheet."""
    write_xlsx(path, E1, LINES)
    patched(path, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def patched(path, old, new):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = parts["xl/worksheets/sheet1.xml"].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def entities(path):
    write_xlsx(path, E1, LINES)
    definitions = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    patched(path, b"<worksheet", definitions + b"<worksheet")


HOSTILE = {
    "bomb.xlsx": bomb,
    "huge-bomb.xlsx": lambda path: bomb(path, size=1_500_000_000),
    "lying.xlsx": lying_bomb,
    "nested.xlsx": nested,
    "truncated.xlsx": truncated,
    "half.xlsx": lambda path: path.write_bytes(b"PK\x03\x04" + b"\x00" * 50),
    "entities.xlsx": entities,
    "far-cell.xlsx": far_cell,
    "pdf.xlsx": lambda path: path.write_bytes(b"%PDF-1.7\n" + b"x" * 999),
    "photo.csv": lambda path: path.write_bytes(b"\xff\xd8\xff\xe0" + os.urandom(2000)),
    "noise.csv": lambda path: path.write_bytes(os.urandom(100_000)),
    "zeros.csv": lambda path: path.write_bytes(b"\x00" * 100_000),
    "empty.csv": lambda path: path.write_bytes(b""),
    "blank.csv": lambda path: path.write_bytes(b"\r\n\r\n   \r\n"),
    "bom.csv": lambda path: path.write_bytes(b"\xff\xfe"),
    "frameset.xls": frameset,
    "wide.csv": wide,
    "folder.csv": lambda path: path.mkdir(),
    "deep.xls": lambda path: path.write_bytes(b"<html>" + b"<div>" * 3_000_000),
    "deep-tables.xls": lambda path: path.write_bytes(b"<table><tr><td>" * 400_000),
    "doctype.xls": lambda path: path.write_bytes(b'<!DOCTYPE html [<!ENTITY a "aaa">]><table><tr><td>&a;</table>'),
    "spans.xls": lambda path: path.write_bytes(b"<table>" + b"<tr><td colspan=999999999 rowspan=999999999>" * 90_000),
    "one-line.csv": lambda path: path.write_bytes(b"a;b;" * 20_000_000),
    "one-cell.xls": lambda path: path.write_bytes(b"<table><tr><td>" + b"x" * 50_000_000),
    "quote.csv": lambda path: path.write_bytes((";".join(E1) + "\n" + '"' + "x;y\n" * 1_000_000).encode()),
    "letter.txt": lambda path: path.write_text("Yth. Kepala Dinas Kesehatan,\nbersama ini kami sampaikan ...\n"),
    "locked.xlsx": lambda path: path.write_bytes(
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 1024 + "EncryptedPackage".encode("utf-16-le") + b"\x00" * 4096
    ),
    "broken.xls": lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + os.urandom(4096)),
    "web.mht": lambda path: path.write_text("MIME-Version: 1.0\nContent-Type: multipart/related\n\n<html>"),
    "xml2003.xls": lambda path: path.write_text(
        '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_one_sentence_exit_2_nothing_written(tmp_path, name):
    HOSTILE[name](tmp_path / name)
    start = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "rembuk", "sources", "read", name, "-o", "rows.csv", "--problems", "problems.csv"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_DATA, (1 << 30, 1 << 30)),
    )
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "tidak terduga" not in done.stderr
    assert 10 < len(done.stderr.strip()) < 400
    assert time.monotonic() - start < 10
    assert {path.name for path in tmp_path.iterdir()} == {name}


@pytest.mark.parametrize(
    "text", ["9" * 400, "1e999", "-1e999", "." * 50, "٣٫٥", "９．５", "\u2212", "12:99", "1.2.3.4.5", "x" * 5000]
)
@pytest.mark.parametrize("name", ["Berat", "Tgl Lahir", "NIK", "ZS BB/U", "Usia Saat Ukur", "RT"])
def test_absurd_cells_are_read_or_listed(tmp_path, name, text):
    lines = [list((cells(CHILDREN[0], E1) | {name: text}).values()), *LINES[1:]]
    write_csv(tmp_path / "x.csv", E1, lines)
    reading = read(tmp_path / "x.csv")
    assert reading.rows.num_rows == len(CHILDREN)
    if name in ("Berat", "Tgl Lahir", "ZS BB/U"):
        columns = {"Berat": "weight_kg", "Tgl Lahir": "birth_date", "ZS BB/U": "waz_reported"}
        assert columns[name] in [line["column"] for line in reading.problems.to_pylist() if line["row"] == 1]


def test_device_is_no_file():
    with pytest.raises(Refused, match="berkas biasa"):
        read("/dev/zero")


def test_hidden_copy_is_no_rival(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        for sheet in ("Data", "Salinan"):
            page = book.add_worksheet(sheet)
            for at, line in enumerate([E1, *LINES]):
                page.write_row(at, 0, line)
        page.hide()
    assert read(tmp_path / "x.xlsx").sheet == "Data"


def test_frameset_is_told_where_its_data_is(tmp_path):
    frameset(tmp_path / "x.xls")
    with pytest.raises(Refused, match=r"sheet001\.htm"):
        read(tmp_path / "x.xls")


def test_no_permission(tmp_path):
    write_csv(tmp_path / "x.csv", E1, LINES)
    (tmp_path / "x.csv").chmod(0)
    as_root = os.geteuid() == 0
    if as_root:  # root may read everything: read as nobody
        os.seteuid(65534)
    try:
        with pytest.raises(Refused, match="izin"):
            read(tmp_path / "x.csv")
    finally:
        if as_root:
            os.seteuid(0)


def test_result_that_cannot_be_written_leaves_nothing(tmp_path, rembuk):
    write_csv(tmp_path / "x.csv", E1, LINES)
    done = rembuk("sources", "read", "x.csv", "-o", "rows.csv", "--problems", "gone/problems.csv", cwd=tmp_path)
    assert done.returncode == 2
    assert {path.name for path in tmp_path.iterdir()} == {"x.csv"}


def test_formula_is_read_by_its_value_and_never_evaluated(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        page = book.add_worksheet()
        for at, line in enumerate([E1, *LINES]):
            for column, cell in enumerate(line):
                page.write_string(at, column, cell)
        name, weight, height = (E1.index(n) for n in ("Nama", "Berat", "Tinggi"))
        page.write_formula(1, weight, "=4+4", None, float(LINES[0][weight]))
        page.write_formula(2, name, '=HYPERLINK("http://contoh.invalid","Siti")', None, "Siti")
        page.write_formula(3, height, "=70+12", None, "")
        page.write_string(4, name, '=HYPERLINK("http://contoh.invalid","x")')
    reading = read(tmp_path / "x.xlsx")
    rows = reading.rows.to_pylist()
    assert rows[0]["weight_kg"] == CHILDREN[0]["weight_kg"]
    assert rows[1]["name"] == "Siti"
    assert rows[2]["length_height_cm"] is None
    assert rows[3]["name"] == '=HYPERLINK("http://contoh.invalid","x")'
    listed = [line for line in reading.problems.to_pylist() if line["problem"] == "rumus"]
    assert [(line["row"], line["column"], line["value"]) for line in listed] == [(3, "length_height_cm", "=70+12")]


def test_several_sheets_the_one_with_the_header_is_read(tmp_path):
    import xlsxwriter

    def write(path, filled):
        with xlsxwriter.Workbook(str(path)) as book:
            book.add_worksheet("Sampul").write_string(0, 0, "Laporan")
            book.add_worksheet("kosong")
            for sheet in ("Agustus", "September"):
                page = book.add_worksheet(sheet)
                for at, line in enumerate([E1, *(LINES if sheet in filled else [])]):
                    page.write_row(at, 0, line)

    write(tmp_path / "one.xlsx", {"September"})
    reading = read(tmp_path / "one.xlsx")
    assert (reading.sheet, reading.rows.num_rows) == ("September", len(CHILDREN))
    write(tmp_path / "two.xlsx", {"Agustus", "September"})
    with pytest.raises(Refused, match="«Agustus», «September»"):
        read(tmp_path / "two.xlsx")


def test_merged_titles_repeated_headers_and_sums_are_no_children(tmp_path):
    lines = [*LINES[:3], E1, *LINES[3:], ["", "", "Jumlah", "", "", "8"], ["", "", "Mengetahui, Kepala Puskesmas"]]
    write_xlsx(tmp_path / "x.xlsx", E1, lines, titles=("PEMERINTAH KABUPATEN CONTOH", "", "DAFTAR BALITA"))
    reading = read(tmp_path / "x.xlsx")
    assert reading.rows["row"].to_pylist() == [1, 2, 3, 5, 6, 7, 8, 9]
    listed = [(line["row"], line["problem"]) for line in reading.problems.to_pylist()]
    assert listed == [(4, "judul-berulang"), (10, "bukan-data"), (11, "bukan-data")]


def test_line_broken_by_a_separator_inside_a_cell_is_refused_as_a_whole(tmp_path):
    write_csv(tmp_path / "x.csv", E1, LINES, separator=",")
    text = (tmp_path / "x.csv").read_text()
    weight = LINES[2][E1.index("Berat")]
    (tmp_path / "x.csv").write_text(text.replace(f",{weight},", f",{weight.replace('.', ',')},", 1))
    reading = read(tmp_path / "x.csv")
    assert "jumlah-sel" in reading.problems["problem"].to_pylist()


def test_page_cut_off_in_the_middle_gives_the_rows_it_has(tmp_path):
    lines = [list(cells(child, E3).values()) for child in CHILDREN]
    write_html(tmp_path / "x.xls", E3, lines)
    whole = (tmp_path / "x.xls").read_bytes()
    (tmp_path / "x.xls").write_bytes(whole[: whole.index(b"</tr>", len(whole) * 2 // 3) + 5])
    reading = read(tmp_path / "x.xls")
    assert 3 < reading.rows.num_rows < len(CHILDREN)
