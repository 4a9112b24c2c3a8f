"""The lokus list puts both ways of choosing side by side, with criteria, data version and a reason a village."""

import numpy as np
import pypdf
import pytest
import python_calamine

from rembuk.methods.statistics import lokus, villages
from rembuk.papers.lokus import Paper, write_pdf, write_workbook


@pytest.fixture(scope="module")
def choice():
    generator = np.random.default_rng(9)
    present = generator.integers(20, 300, 60)
    measured = (present * generator.uniform(0.2, 0.95, 60)).astype(int)
    cases = generator.binomial(measured, generator.beta(4, 14, 60))
    present[7], measured[7], cases[7] = 0, 0, 0
    names = [f"Desa {i}" for i in range(58)] + ['#strong[x] "A" <b>', "=1+1"]
    return lokus.choose(names, villages.estimate(cases, measured, present), 10)


def text_of(path):
    return " ".join(" ".join(page.extract_text().split()) for page in pypdf.PdfReader(path).pages)


def test_both_lists_stand_in_the_paper(choice, tmp_path):
    write_pdf(Paper(choice, "Kabupaten Contoh", "Agustus 2026", "kiriman 12, 3 September 2026"), tmp_path / "a.pdf")
    said = text_of(tmp_path / "a.pdf")
    for words in (
        "Menurut perkiraan jumlah",
        "Menurut perkiraan prevalensi",
        "kiriman 12",
        "TPPS yang memilih",
        "Kriteria: 10 desa",
    ):
        assert words in said
    for candidate in choice.candidates:
        if candidate.by_cases or candidate.by_prevalence:
            assert candidate.village in said
    assert "Tidak dapat dinilai: Desa 7." in said


def test_the_workbook_has_every_village_with_bounds(choice, tmp_path):
    write_workbook(Paper(choice), tmp_path / "a.xlsx")
    book = python_calamine.CalamineWorkbook.from_path(str(tmp_path / "a.xlsx"))
    header, *rows = book.get_sheet_by_name("Desa").to_python()
    assert len(rows) == 60
    at = {name: header.index(name) for name in header}
    known = [row for row in rows if row[at["Urutan menurut jumlah"]] != ""]
    assert len(known) == 59
    for row in known:
        figures = [
            row[at[name]] for name in ("Batas terendah %", "Selang bawah %", "Selang atas %", "Batas tertinggi %")
        ]
        assert figures == sorted(figures)
    assert "=1+1" in {row[0] for row in rows}
    assert sum(row[at["Dipilih menurut jumlah"]] == "ya" for row in rows) == 10


def test_equal_facts_make_equal_papers(choice, tmp_path):
    for name in ("a.pdf", "b.pdf"):
        write_pdf(Paper(choice), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_a_district_of_which_nothing_is_known(tmp_path):
    nothing = lokus.choose(["A", "B"], villages.estimate([0, 0], [0, 0], [30, 0]), 1)
    write_pdf(Paper(nothing), tmp_path / "a.pdf")
    assert "Tidak ada desa yang dapat dipilih" in text_of(tmp_path / "a.pdf")
