"""The nutritionist's month: who did not come, who is not entered, what to mend, whom to refer; until it is done."""

import csv
import datetime
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.record.intake.conftest import file_of, line

from rembuk.papers import posyandu_lists
from rembuk.record.children import followup
from rembuk.record.core import jobs
from rembuk.record.core.errors import Denied
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.intake import monthly, rules
from rembuk.record.places import queries as places

pytestmark = pytest.mark.django_db(transaction=True)
JUNE, JULY = datetime.date(2025, 6, 1), datetime.date(2025, 7, 1)
HAND_MADE = ["No", "Nama Anak", "JK", "Tgl Lahir", "Nama Ibu", "Kec", "Desa", "Posyandu", "Tgl Timbang", "BB", "TB"]


@pytest.fixture
def hulu(areas):
    """Return the kecamatan's id."""
    return areas["99.01.01"].id


@pytest.fixture
def send_hand_made(ratna, health_centre):
    """Return a function that sends a hand-made list of (name, birth date, mother, day, kg, cm)."""

    def send_list(*children, name="daftar-kader.csv"):
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow(HAND_MADE)
        for number, (child, born, mother, day, weight, length) in enumerate(children, start=1):
            place = ("Hulu", "Suka Maju", "Melati I")
            writer.writerow([number, child, "P", born, mother, *place, day, weight, length])
        received = rules.receive(ratna, health_centre, name, buffer.getvalue().encode())
        jobs.run(received.job)
        return received

    return send_list


def names(children):
    return [child.name for child in children]


def test_who_was_not_weighed_is_listed_until_the_weight_comes(send, ratna, hulu):
    send(line(1), line(2, Nama="Wulan Puspita", **{"Nama Ortu": "Rini"}))
    assert followup.not_weighed(ratna, hulu, JUNE) == []
    assert names(followup.not_weighed(ratna, hulu, JULY)) == ["Sari Aulia", "Wulan Puspita"]
    send(line(1, **{"Tanggal Pengukuran": "2025-07-08", "Berat": "9.4"}), name="juli.csv")
    assert names(followup.not_weighed(ratna, hulu, JULY)) == ["Wulan Puspita"]


def test_a_length_alone_is_no_weighing(send, ratna, hulu):
    send(line(1, Berat=""))
    assert names(followup.not_weighed(ratna, hulu, JUNE)) == ["Sari Aulia"]


@pytest.mark.parametrize(
    ("born", "month", "is_expected"),
    [
        ("2024-03-05", datetime.date(2024, 2, 1), False),
        ("2024-03-05", datetime.date(2024, 3, 1), True),
        ("2024-03-05", datetime.date(2029, 2, 1), True),
        ("2024-03-05", datetime.date(2029, 3, 1), False),
        ("2024-12-31", datetime.date(2029, 11, 1), True),
        ("2024-12-01", datetime.date(2029, 12, 1), False),
        ("2020-01-01", datetime.date(2024, 12, 1), True),
    ],
)
def test_expected_are_those_under_five(send, ratna, hulu, born, month, is_expected):
    send(line(1, **{"Tgl Lahir": born}))
    assert bool(followup.expected(ratna, hulu, month)) == is_expected


def test_a_child_of_a_withdrawn_delivery_is_not_expected(send, ratna, hulu):
    sent = send(line(1))
    jobs.run(rules.withdraw(ratna, sent.delivery))
    assert followup.expected(ratna, hulu, JULY) == []


def test_follow_up_names_the_rule_that_fired(send, ratna, hulu):
    send(
        line(1, **{"Tanggal Pengukuran": "2025-05-10"}),
        line(2, **{"Tanggal Pengukuran": "2025-06-10", "Berat": "9.0"}),
        line(3, Nama="Wulan", Berat="6.0", Tinggi="74", **{"Nama Ortu": "Rini", "Tgl Lahir": "2024-01-02"}),
        line(4, Nama="Dewi", Berat="11", Tinggi="82", **{"Nama Ortu": "Tuti", "Tgl Lahir": "2024-01-09"}),
    )
    found = {one.child.name: (one.action, one.rules) for one in followup.follow_up(ratna, hulu, JUNE)}
    assert found["Sari Aulia"] == ("rujuk", ("berat badan tidak naik (T)",))
    assert found["Wulan"][0] == "rujuk"
    assert "berat badan di bawah garis merah (−3 SD)" in found["Wulan"][1]
    assert "Dewi" not in found
    old_custom = {one.child.name for one in followup.follow_up(ratna, hulu, JUNE, "2t-bgm")}
    assert old_custom == {"Wulan"}, "one T is not yet 2T"


def test_a_length_that_falls_is_measured_again(send, ratna, hulu):
    send(
        line(1, **{"Tanggal Pengukuran": "2025-05-10", "Tinggi": "76"}),
        line(2, **{"Tanggal Pengukuran": "2025-06-10", "Berat": "9.6", "Tinggi": "74"}),
    )
    (one,) = followup.follow_up(ratna, hulu, JUNE)
    assert (one.action, one.rules) == ("ukur ulang", ("panjang atau tinggi badan menurun",))
    assert followup.follow_up(ratna, hulu, JULY) == []


def test_weighed_by_hand_and_not_entered_until_eppgbm_has_the_child(send, send_hand_made, ratna, hulu):
    send_hand_made(
        ("Sari Aulia", "2024-03-05", "Budi Hartono", "2025-06-10", "9.1", "74.2"),
        ("Wulan Puspita", "2024-05-06", "Rini", "2025-06-10", "8.8", "72"),
    )
    found = monthly.not_entered(ratna, hulu, JUNE).children
    assert [(one.child.name, one.what, one.file_name) for one in found] == [
        ("Sari Aulia", "ditimbang", "daftar-kader.csv"),
        ("Wulan Puspita", "ditimbang", "daftar-kader.csv"),
    ]
    send(line(1, **{"Cara Ukur": "", "Naik Berat Badan": "", "Jml Vit A": ""}))
    found = monthly.not_entered(ratna, hulu, JUNE)
    assert names(one.child for one in found.children) == ["Wulan Puspita"], "the same values bring no new measuring"
    assert found.unknown == 0
    assert monthly.not_entered(ratna, hulu, JULY).children == ()


def test_what_to_mend_is_closed_by_the_next_export(send, ratna, hulu):
    send(line(1, Berat="sembilan"), line(2, Nama="Wulan", Tinggi="900", **{"Nama Ortu": "Rini"}))
    cells = monthly.to_mend(ratna, hulu, JUNE)
    assert [(one.name, one.heading, one.value, one.village, one.posyandu) for one in cells.cells] == [
        ("Sari Aulia", "Berat", "sembilan", "Desa Suka Maju", "Melati I"),
        ("Wulan", "Tinggi", "900", "Desa Suka Maju", "Melati I"),
    ]
    send(line(1), line(2, Nama="Wulan", Tinggi="900", Berat="9.3", **{"Nama Ortu": "Rini"}), name="lagi.csv")
    cells = monthly.to_mend(ratna, hulu, JUNE)
    assert [(one.name, one.file_name) for one in cells.cells] == [("Wulan", "lagi.csv")]
    assert cells.closed == 1
    assert monthly.to_mend(ratna, hulu, JULY).cells == ()


def test_another_day_and_another_child_close_nothing(send, ratna, hulu):
    send(line(1, Berat="sembilan"))
    send(line(1, **{"Tanggal Pengukuran": "2025-06-25"}), name="b.csv")
    send(line(1, Nama="Sari Dewi"), name="c.csv")
    assert [one.value for one in monthly.to_mend(ratna, hulu, JUNE).cells] == ["sembilan"]


def test_a_name_or_a_date_that_was_mended_is_closed(send, ratna, hulu):
    send(line(1, Nama=""), line(2, Nama="Wulan", **{"Tanggal Pengukuran": "2023-06-10", "Nama Ortu": "Rini"}))
    may = datetime.date(2023, 6, 1)
    assert [one.column for one in monthly.to_mend(ratna, hulu, JUNE).cells] == ["name"]
    assert {one.problem for one in monthly.to_mend(ratna, hulu, may).cells} == {"sebelum-lahir"}
    send(line(1), name="lagi.csv")
    assert monthly.to_mend(ratna, hulu, JUNE).cells == ()


def test_a_withdrawn_delivery_asks_for_nothing(send, ratna, hulu):
    sent = send(line(1, Berat="sembilan"))
    jobs.run(rules.withdraw(ratna, sent.delivery))
    assert monthly.to_mend(ratna, hulu, JUNE).cells == ()


def test_what_excel_did_to_the_file_is_not_mended_in_sigizi(send, ratna, hulu):
    send(line(1, NIK="3.27101E+15"))
    assert monthly.to_mend(ratna, hulu, JUNE).cells == ()


def test_each_sees_their_own_area_and_right(send, ratna, areas, health_office, health_centre):
    send(line(1, Berat="sembilan"))
    elsewhere = Viewer(None, health_office, areas["99.01.02"].id, "nutritionist", "child_care")
    for root in (areas["99.01"].id, areas["99.01.01"].id):
        assert followup.expected(elsewhere, root, JULY) == []
        assert followup.follow_up(elsewhere, root, JUNE) == []
        assert monthly.to_mend(elsewhere, root, JUNE).cells == ()
        assert monthly.not_entered(elsewhere, root, JUNE).children == ()
    sector = Viewer(None, health_office, areas["99.01"].id, "sector", "coordination")
    for ask in (followup.expected, followup.follow_up, monthly.to_mend, monthly.not_entered):
        with pytest.raises(Denied):
            ask(sector, areas["99.01"].id, JUNE)


def test_a_whole_puskesmas_is_read_in_a_handful_of_queries(send, ratna, hulu):
    def queries_for(count, name):
        many = [
            line(n, Nama=f"Anak {n}", Berat="x" if n % 3 else "7", **{"Nama Ortu": f"Ibu {n}"})
            for n in range(1, count + 1)
        ]
        send(*many, name=name)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            posyandu_lists.build(ratna, hulu, JUNE)
        return len(asked)

    few = queries_for(3, "a.csv")
    assert few < 40
    assert queries_for(60, "b.csv") <= few + 2


def test_the_workbook_holds_the_lists_of_the_record(send, send_hand_made, ratna, hulu, sheets, table):
    send(
        line(1, **{"Tanggal Pengukuran": "2025-05-10"}),
        line(2, Berat="8.9"),
        line(3, Nama="Wulan", Berat="=1+1", **{"Nama Ortu": "Rini"}),
        line(4, Nama="Dewi", Posyandu="", **{"Nama Ortu": "Tuti", "Tanggal Pengukuran": "2025-05-10"}),
    )
    send_hand_made(("Intan", "2024-05-06", "Rina", "2025-06-10", "8.8", "72"))
    made = posyandu_lists.build(ratna, hulu, JUNE)
    assert list(sheets(made)) == ["Ringkasan", "Belum ditimbang", "Belum dientri", "Perbaiki di Sigizi",
                                  "Ukur ulang, rujuk"]  # fmt: skip
    for name, lines in sheets(made).items():
        head = " ".join(str(row[0]) for row in lines[:6])
        for words in ("Juni 2025", "Kecamatan Hulu, Kabupaten Rembuk", "Sumber: ", "Dibuat "):
            assert words in head, name
    absent = table(made, "Belum ditimbang", "Desa")
    assert [(row["Posyandu"], row["Nama anak"]) for row in absent] == [
        ("Melati I", "Wulan"),
        ("tanpa posyandu", "Dewi"),
    ]
    assert absent[1]["Terakhir diukur"] == datetime.date(2025, 5, 10)
    assert [row["Nama anak"] for row in table(made, "Belum dientri", "Desa")] == ["Intan"]
    (cell,) = table(made, "Perbaiki di Sigizi", "Desa")
    assert (cell["Nama anak"], cell["Tertulis"], cell["Seharusnya"]) == ("Wulan", "=1+1", "")
    (refer,) = table(made, "Ukur ulang, rujuk", "Desa")
    assert (refer["Nama anak"], refer["Tindakan"], refer["Aturan yang berlaku"]) == (
        "Sari Aulia", "rujuk", "berat badan tidak naik (T)",
    )  # fmt: skip
    summary = {row["Posyandu"]: row for row in table(made, "Ringkasan", "Desa")}
    counted = ("Sasaran (S)", "Ditimbang (D)", "Belum ditimbang", "Belum dientri", "Isian perlu diperbaiki", "Rujuk")
    assert [summary["Melati I"][name] for name in counted] == [3, 2, 1, 1, 1, 1]
    assert [summary["tanpa posyandu"][name] for name in counted] == [1, 0, 1, 0, 0, 0]
    with zipfile.ZipFile(io.BytesIO(made)) as book:
        parts = [book.read(name) for name in book.namelist() if "worksheets/sheet" in name]
    assert len(parts) == 5
    assert all(b'orientation="landscape"' in part and b"<f>" not in part for part in parts)


def test_a_kader_gets_her_lists_and_is_told_what_is_not_hers(send, areas, sheets, table):
    send(line(1, Berat="sembilan"))
    kader = Viewer(None, None, areas["PSY-0001"].id, "kader", "child_care")
    made = posyandu_lists.build(kader, areas["PSY-0001"].id, JUNE)
    assert [row["Nama anak"] for row in table(made, "Belum ditimbang", "Desa")] == ["Sari Aulia"]
    said = " ".join(str(row[0]) for row in sheets(made)["Perbaiki di Sigizi"])
    assert "Tidak diketahui" in said
    assert "belum memberi hak" in said
    (summary,) = table(made, "Ringkasan", "Desa")
    assert summary["Isian perlu diperbaiki"] == "", "not shared is not zero"


def test_the_file_name_says_place_and_month(areas):
    place = places.area(OPERATOR, areas["99.01.01"].id)
    assert posyandu_lists.file_name(place, JUNE) == "daftar-posyandu-Kecamatan-Hulu-2025-06.xlsx"


def test_a_month_without_a_delivery_is_unknown_and_not_clean(send, ratna, hulu, sheets, table):
    send(line(1, Berat="sembilan"))
    made = posyandu_lists.build(ratna, hulu, datetime.date(2025, 3, 1))
    assert "Belum ada kiriman e-PPGBM" in " ".join(str(row[0]) for row in sheets(made)["Perbaiki di Sigizi"])
    (summary,) = table(made, "Ringkasan", "Desa")
    assert (summary["Sasaran (S)"], summary["Isian perlu diperbaiki"]) == (1, "")


def test_what_another_office_sent_is_not_called_unentered_with_certainty(
    send, send_hand_made, ratna, hulu, health_office
):
    send_hand_made(("Sari Aulia", "2024-03-05", "Budi Hartono", "2025-06-03", "9.1", "74.2"))
    jobs.run(rules.receive(OPERATOR, health_office, "dinas.csv", file_of(line(1), line(2, Nama="Wulan"))).job)
    found = monthly.not_entered(ratna, hulu, JUNE)
    assert [(one.child.name, one.note) for one in found.children] == [
        ("Sari Aulia", "ada juga di kiriman kantor lain, yang mungkin e-PPGBM")
    ]
    assert found.unknown == 1
