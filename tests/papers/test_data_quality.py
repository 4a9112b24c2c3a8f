"""The data-quality sheet says what the command found, prints every text as text, and is the same for the same facts."""

import csv
import re
from pathlib import Path

import pypdf
import pytest
import python_calamine

from rembuk.methods.statistics.checks import Finding
from rembuk.papers.data_quality import Paper, Row, write_pdf, write_workbook

SURVEY = Path(__file__).parent.parent / "methods" / "statistics" / "data" / "survey_faulty_input.csv"
HOSTILE = '#image("x") *tebal* $x$ <a> \\n "q" =1+1'


def text_of(path):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def sheets_of(path):
    book = python_calamine.CalamineWorkbook.from_path(str(path))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def test_the_command_writes_both_papers(rembuk, tmp_path):
    pdf, xlsx = tmp_path / "mutu.pdf", tmp_path / "mutu.xlsx"
    done = rembuk(
        "growth", "quality", SURVEY, "-o", tmp_path / "out.csv", "--by", "team", "--paper", pdf, "--paper", xlsx,
        "--place", "Puskesmas Contoh", "--period", "September 2026",
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (0, "")
    said = text_of(pdf)
    for words in ("Puskesmas Contoh", "September 2026", "945 baris diperiksa", "70 % berat berakhir", "24 (cukup)"):
        assert words in said
    sheets = sheets_of(xlsx)
    assert list(sheets) == ["Yang perlu dikerjakan", "Semua pemeriksaan", "Diukur ulang"]
    with (tmp_path / "out.csv").open() as file:
        assert len(sheets["Semua pemeriksaan"]) == len(list(csv.reader(file)))
    assert any(row[0] == "team 2" and row[1] == "angka akhir berat" for row in sheets["Yang perlu dikerjakan"])
    flagged = {int(row[0]) for row in sheets["Diukur ulang"][1:] if re.search(r"HAZ [-\d,]+ di luar", row[-1])}
    with SURVEY.open() as file:
        assert flagged == {i for i, row in enumerate(csv.DictReader(file), start=1) if row["haz_flag"] == "1"}


def paper(**changes):
    findings = [
        ("", "", Finding("children", 3.0, "rows", 3, next_step="")),
        ("", "", Finding("digits_weight", 41.0, "score", 120, p=0.0, klass="problem", penalty=10, next_step=HOSTILE)),
        ("posyandu", HOSTILE, Finding("sex_ratio", None, "ratio", 0, klass="no_data", next_step="–")),
    ]
    facts = {"findings": findings, "listed": [Row(2, (HOSTILE,), HOSTILE)], "who": ("Nama",), "place": HOSTILE}
    return Paper(**(facts | changes))


def test_no_text_is_read_as_markup(tmp_path):
    write_pdf(paper(), tmp_path / "a.pdf")
    assert text_of(tmp_path / "a.pdf").count("tebal*") >= 4
    write_workbook(paper(), tmp_path / "a.xlsx")
    assert sheets_of(tmp_path / "a.xlsx")["Diukur ulang"][1] == [2.0, HOSTILE, HOSTILE]


def test_equal_facts_make_equal_papers(tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_pdf(paper(), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_nothing_found_is_a_paper_too(tmp_path):
    write_pdf(paper(findings=[], listed=[]), tmp_path / "a.pdf")
    assert "Tidak ada yang perlu dikerjakan" in text_of(tmp_path / "a.pdf")


def test_a_long_list_is_cut_in_print_and_whole_in_the_workbook(tmp_path):
    many = paper(listed=[Row(i, (f"Anak {i}",), "sebab") for i in range(1, 451)])
    write_pdf(many, tmp_path / "a.pdf")
    write_workbook(many, tmp_path / "a.xlsx")
    said = text_of(tmp_path / "a.pdf")
    assert "250 baris lagi ada di buku kerja" in said
    assert "Anak 200 " in said
    assert "Anak 201 " not in said
    assert len(sheets_of(tmp_path / "a.xlsx")["Diukur ulang"]) == 451


@pytest.mark.parametrize("name", ["mutu.docx", "tidak-ada/mutu.pdf"])
def test_a_paper_that_cannot_be_written_is_refused(rembuk, tmp_path, name):
    done = rembuk("growth", "quality", SURVEY, "-o", tmp_path / "out.csv", "--paper", tmp_path / name)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == [], "nothing is half done: the table is not written either"
