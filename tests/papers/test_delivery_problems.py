"""The sender's workbook says cell by cell what stood, what it became, why, and what to do; no cell is a formula."""

import io
import zipfile

import pytest
from tests.record.intake.conftest import file_of, line

from rembuk.papers import delivery_problems
from rembuk.record.core import jobs
from rembuk.record.core.errors import Refused
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake import queries, rules
from rembuk.sources.problems import NOTED, TO_DO, WORDS

pytestmark = pytest.mark.django_db(transaction=True)
HOSTILE = '=HYPERLINK("x")'


def mended(table, made):
    return table(made, "Perlu diperbaiki", "Baris")


def test_every_cell_to_mend_has_its_line_in_the_senders_words(send, ratna, table):
    sent = send(line(1), line(2, Nama="Wulan", Berat=HOSTILE), line(3, Nama="Dewi", **{"Tgl Lahir": "31-02-2024"}))
    rows = mended(table, delivery_problems.build(ratna, sent.delivery))
    assert [(row["Baris"], row["Kolom"], row["Tertulis di berkas"], row["Dibaca menjadi"]) for row in rows] == [
        (2, "Berat", HOSTILE, "kosong"),
        (3, "Tgl Lahir", "31-02-2024", "kosong"),
    ]
    assert all(row["Sebab"] and row["Yang dikerjakan"] for row in rows)


def test_the_column_is_called_as_the_sender_calls_it(ratna, health_centre, table):
    content = file_of(line(1, Berat="sembilan")).replace(b",Berat,", b",Berat Badan,", 1)
    sent = rules.receive(ratna, health_centre, "juni.csv", content)
    jobs.run(sent.job)
    assert [row["Kolom"] for row in mended(table, delivery_problems.build(ratna, sent.delivery))] == ["Berat Badan"]


def test_no_text_of_a_file_becomes_a_formula_or_a_link(send, ratna):
    sent = send(line(1, Berat=HOSTILE, Tinggi="http://contoh"), name="=1+1.csv")
    with zipfile.ZipFile(io.BytesIO(delivery_problems.build(ratna, sent.delivery))) as book:
        parts = [book.read(name) for name in book.namelist() if "worksheets/" in name]
    assert parts
    assert not any(b"<f>" in part or b"<hyperlink" in part for part in parts)


def test_a_repair_stands_on_its_own_sheet_with_its_proof(send, ratna, table):
    sent = send(line(1, **{"Tgl Lahir": "45356"}, Berat="9100"))
    made = delivery_problems.build(ratna, sent.delivery)
    repaired = {row["Kolom"]: row for row in table(made, "Sudah dibetulkan", "Baris")}
    kept = [one for one in queries.problems(ratna, sent.delivery).to_pylist() if one["repaired_to"]]
    assert len(repaired) == len(kept) > 0
    for one in kept:
        assert any(row["Dibaca menjadi"] == one["repaired_to"] for row in repaired.values())


def test_a_clean_delivery_says_that_nothing_is_to_do(send, ratna, sheets):
    made = delivery_problems.build(ratna, send(line(1)).delivery)
    assert any("Tidak ada yang perlu diperbaiki." in row for row in sheets(made)["Perlu diperbaiki"])


def test_another_office_does_not_get_the_workbook(send, social_office, areas):
    sent = send(line(1, Berat="x"))
    other = Viewer(None, social_office, areas["99.01"].id, "sector", "coordination")
    with pytest.raises(Refused):
        delivery_problems.build(other, sent.delivery)


def test_every_word_that_asks_for_something_says_what():
    assert set(TO_DO) == set(WORDS) - set(NOTED)


def test_the_file_name_holds_no_path(send, ratna):
    sent = send(line(1), name="../e-PPGBM juni 2025.csv")
    assert delivery_problems.file_name(queries.delivery(ratna, sent.delivery)) == "perbaikan-e-PPGBM-juni-2025.xlsx"
