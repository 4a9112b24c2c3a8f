"""A delivery goes in once, whole, and can be taken back; the same child is one child."""

import datetime

import pytest

from rembuk.errors import Refused
from rembuk.record.children import health, queries
from rembuk.record.children.models import Child, Measurement
from rembuk.record.core import jobs
from rembuk.record.core.errors import Denied
from rembuk.record.core.health import parts
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.indicators import queries as indicators
from rembuk.record.intake import queries as intake
from rembuk.record.intake import rules
from rembuk.record.intake.models import Question
from tests.record.intake.conftest import file_of, line


def everything_holds():
    return [finding.sentence for part in parts() for finding in part.check()]


def children_of(viewer, areas):
    return queries.children(viewer, areas["99.01.01"].id)


def test_a_child_its_measuring_and_its_vitamin_reach_the_register(send, ratna, areas):
    received = send(line(1))
    (child,) = children_of(ratna, areas)
    assert (child.name, child.sex, child.birth_date) == ("Sari Aulia", "f", datetime.date(2024, 3, 5))
    assert (child.area_name, child.posyandu_name) == ("Desa Suka Maju", "Melati I")
    (measured,) = queries.measurements(ratna, child.id)
    assert (measured.weight_kg, measured.length_height_cm, measured.position) == (9.1, 74.2, "lying")
    assert measured.haz == child.haz is not None
    assert measured.counts
    assert [service.kind for service in queries.services(ratna, child.id)] == ["vitamin_a"]
    assert intake.delivery(ratna, received.delivery).state == "done"
    assert everything_holds() == []


def test_the_same_rows_again_change_nothing(send, ratna, areas):
    send(line(1), line(2, Nama="Wulan Puspita"))
    again = send(line(1), line(2, Nama="Wulan Puspita"), line(3, Nama="Wulan Puspita"), name="lain.csv")
    view = intake.delivery(ratna, again.delivery)
    assert (view.new_children, view.new_measurements, view.corrections, view.unchanged) == (0, 0, 0, 3)
    assert len(children_of(ratna, areas)) == 2
    assert len(queries.services(ratna, children_of(ratna, areas)[0].id)) == 1


def test_the_same_bytes_again_are_not_even_taken_in(send):
    first = send(line(1))
    second = send(line(1))
    assert second.known
    assert second.job is None
    assert second.delivery == first.delivery


def test_a_mended_value_is_a_correction_and_the_old_one_stays_visible(send, ratna, areas):
    send(line(1, Tinggi="94.2"))
    before = children_of(ratna, areas)[0].haz
    send(line(1, Tinggi="74.2"))
    (child,) = children_of(ratna, areas)
    old, new = queries.measurements(ratna, child.id)
    assert (old.counts, new.counts, new.replaces) == (False, True, old.id)
    assert child.haz != before
    assert everything_holds() == []


def test_a_row_that_says_less_is_no_correction_and_a_correction_keeps_what_it_does_not_say(send, ratna, areas):
    send(line(1, LiLA="14.1"))
    less = send(line(1, **{"Cara Ukur": "", "Naik Berat Badan": "", "Jml Vit A": ""}))
    assert intake.delivery(ratna, less.delivery).unchanged == 1
    send(line(1, Berat="9.4", **{"Cara Ukur": "", "LiLA": ""}))
    (child,) = children_of(ratna, areas)
    old, new = queries.measurements(ratna, child.id)
    assert (new.weight_kg, new.position, new.muac_cm, new.haz) == (9.4, "lying", 14.1, old.haz)
    assert new.waz > old.waz


def test_a_masked_or_wrong_nik_makes_no_second_child(send, ratna, areas):
    for number, nik in enumerate(["3201014503240001", "32010**********", "", "3201014503240009", "0000000000000000"]):
        send(line(1, NIK=nik, **{"Tanggal Pengukuran": f"2025-0{number + 1}-10"}))
    (child,) = children_of(ratna, areas)
    assert len(queries.measurements(ratna, child.id)) == 5


def test_twins_stay_two(send, ratna, areas):
    send(line(1, Nama="Sari Aulia"), line(2, Nama="Wulan Puspita"))
    send(line(1, Nama="Wulan Puspita", Berat="8.9"), line(2, Nama="Sari Aulia", Berat="9.3"))
    assert sorted(child.name for child in children_of(ratna, areas)) == ["Sari Aulia", "Wulan Puspita"]


def test_who_is_unsure_is_asked_and_the_answer_takes_the_row_in(send, ratna, areas):
    send(line(1))
    send(line(1, **{"Nama Ortu": "Wayan Sudarma", "Tanggal Pengukuran": "2025-07-10"}))
    assert len(children_of(ratna, areas)) == 1
    (question,) = intake.open_questions(ratna)
    rules.answer(ratna, question.id, "field")
    assert len(intake.open_questions(ratna)) == 1
    rules.answer(ratna, question.id, "same")
    (child,) = children_of(ratna, areas)
    assert len(queries.measurements(ratna, child.id)) == 2
    assert intake.open_questions(ratna) == []
    with pytest.raises(Refused) as refused:
        rules.answer(ratna, question.id, "other")
    assert refused.value.code == "answered"
    assert everything_holds() == []


def test_the_same_doubt_of_three_months_is_one_question(send, ratna, areas):
    send(line(1))
    for month in ("07", "08", "09"):
        send(line(1, **{"Nama Ortu": "Wayan Sudarma", "Tanggal Pengukuran": f"2025-{month}-10"}))
    (question,) = intake.open_questions(ratna)
    assert question.rows == 3
    rules.answer(ratna, question.id, "other")
    assert sorted(len(queries.measurements(ratna, child.id)) for child in children_of(ratna, areas)) == [1, 3]
    assert everything_holds() == []


def test_a_baby_without_a_name_gets_one(send, ratna, areas):
    send(line(1, Nama="By Ny Tuti", **{"Nama Ortu": "Tuti"}))
    send(line(1, Nama="Sari Aulia", **{"Nama Ortu": "Tuti", "Tanggal Pengukuran": "2025-07-10"}))
    (child,) = children_of(ratna, areas)
    assert child.name == "Sari Aulia"
    assert len(queries.measurements(ratna, child.id)) == 2


def test_twins_without_names_are_not_merged(send, ratna, areas):
    send(line(1, Nama="By Ny Tuti", Berat="9.1"), line(2, Nama="By Ny Tuti", Berat="8.4"))
    (question,) = intake.open_questions(ratna)
    assert "kembar" in question.reason
    rules.answer(ratna, question.id, "other")
    assert len(children_of(ratna, areas)) == 2


def test_another_child_is_another_child(send, ratna, areas):
    send(line(1))
    send(line(1, **{"Nama Ortu": "Wayan Sudarma"}))
    (question,) = intake.open_questions(ratna)
    rules.answer(ratna, question.id, "other")
    assert len(children_of(ratna, areas)) == 2


def test_a_withdrawn_delivery_leaves_no_trace_in_the_figures(send, ratna, areas):
    send(line(1, Tinggi="74.2"))
    second = send(line(1, Tinggi="94.2"), line(2, Nama="Dini", **{"Nama Ortu": "Tuti"}), name="salah.csv")
    june = datetime.date(2025, 6, 1)
    assert [figure.weighed for figure in indicators.villages(ratna, areas["99.01.01"].id, june)] == [2]
    job = rules.withdraw(ratna, second.delivery)
    jobs.run(job)
    (figure,) = indicators.villages(ratna, areas["99.01.01"].id, june)
    assert (figure.weighed, figure.registered) == (1, 1)
    (child,) = [child for child in children_of(ratna, areas) if child.measured_on]
    assert [one.counts for one in queries.measurements(ratna, child.id)] == [True, False]
    assert everything_holds() == []
    with pytest.raises(Refused):
        rules.withdraw(ratna, second.delivery)
    assert not send(line(1, Tinggi="94.2"), line(2, Nama="Dini", **{"Nama Ortu": "Tuti"}), name="salah.csv").known


def test_counts_by_village_and_posyandu(send, ratna, areas):
    short = {"Tinggi": "69.0"}
    send(line(1, **short), line(2, Nama="Wulan"), line(3, Nama="Ayu", **{"Tanggal Pengukuran": "2025-05-01"}))
    village = areas["99.01.01.2001"].id
    (june,) = indicators.villages(ratna, village, datetime.date(2025, 6, 1))
    assert (june.cases, june.n, june.weighed, june.registered) == (1, 2, 2, 3)
    assert june.percent == 50
    assert [point.month.month for point in indicators.series(ratna, areas["PSY-0001"].id)] == [5, 6]
    (july,) = indicators.villages(ratna, village, datetime.date(2025, 7, 1))
    assert july.percent is None
    assert july.coverage == 0


def test_rows_that_cannot_belong_anywhere_are_held_back_and_counted(send, ratna, areas):
    received = send(
        line(1),
        line(2, Nama="A", JK=""),
        line(3, Nama="B", **{"Desa/Kel": "Antah Berantah"}),
        line(4, Nama="C", **{"Tgl Lahir": "2026-03-05"}),
        line(5, Nama="D", **{"Posyandu": "Tak Dikenal"}),
    )
    view = intake.delivery(ratna, received.delivery)
    assert (view.new_children, view.held_back) == (2, 3)
    assert len(children_of(ratna, areas)) == 2


def test_a_file_that_is_no_register_is_refused_and_leaves_nothing(ratna, health_centre):
    received = rules.receive(ratna, health_centre, "foto.jpg", b"\xff\xd8\xff not a table")
    with pytest.raises(Refused):
        jobs.run(received.job)
    view = intake.delivery(ratna, received.delivery)
    assert view.state == "refused"
    assert view.message
    with trusted_reading("check"):
        assert not Child.objects.exists()


def test_the_bytes_are_kept_encrypted(send, settings):
    send(line(1))
    stored = [path.read_bytes() for path in (settings.DATA_FOLDER / "files").rglob("*") if path.is_file()]
    assert len(stored) == 3
    assert not any(b"Sari" in content or b"Budi" in content for content in stored)
    with trusted_reading("check"):
        sealed = [bytes(child.nik_sealed or b"") for child in Child.objects.all()]
    assert sealed


def test_only_those_who_act_for_an_office_send_for_it(health_centre, areas):
    for viewer in (
        Viewer(None, None, areas["99.01.01"].id, "nutritionist", "child_care"),
        Viewer(None, health_centre, areas["99.01.01"].id, "partner", "child_care"),
    ):
        with pytest.raises(Denied):
            rules.receive(viewer, health_centre, "a.csv", file_of(line(1)))


def test_names_are_for_those_whose_task_it_is(send, ratna, areas, health_centre):
    send(line(1))
    (child,) = children_of(ratna, areas)
    elsewhere = Viewer(None, health_centre, areas["99.01.02"].id, "nutritionist", "child_care")
    assert children_of(elsewhere, areas) == []
    with pytest.raises(Refused) as refused:
        queries.child(elsewhere, child.id)
    assert refused.value.code == "no-such-child"
    head = Viewer(None, None, areas["99.01.01.2001"].id, "village_head", "child_care")
    assert queries.child(head, child.id).name == "Sari Aulia"
    assert queries.child(head, child.id).nik_shown == ""
    for role in ("secretary", "chair", "sector", "partner", "researcher", "operator"):
        with pytest.raises(Denied):
            queries.children(Viewer(None, health_centre, areas["99.01"].id, role, "coordination"), areas["99.01"].id)


def test_a_child_that_moved_follows_its_latest_row(send, ratna, areas):
    send(line(1))
    moved = {"Kec": "Hilir", "Desa/Kel": "Muara Jaya", "Posyandu": "", "Tanggal Pengukuran": "2025-07-10"}
    send(line(1, **moved))
    assert children_of(ratna, areas) == []
    everywhere = indicators.villages(OPERATOR, areas["99.01"].id, datetime.date(2025, 7, 1))
    assert [(figure.code, figure.registered) for figure in everywhere] == [("99.01.01.2001", 0), ("99.01.02.2001", 1)]
    assert everything_holds() == []


def test_check_finds_what_was_changed_behind_its_back_and_rebuild_mends_it(send, areas):
    from django.db import connection

    from rembuk.record.core.transactions import turn_to_write

    send(line(1), line(2, Nama="Wulan"))
    with turn_to_write(), trusted_reading("forge"), connection.cursor() as cursor:
        cursor.execute("UPDATE children_areamonth SET stunted = stunted + 1")
        cursor.execute("DELETE FROM children_childstatus")
        cursor.execute("UPDATE children_areabirths SET children = 7")
    assert len(list(health.findings())) == 3
    health.rebuild()
    assert everything_holds() == []


def test_a_chunk_that_was_done_is_not_done_again(send, ratna, health_centre, monkeypatch):
    """A job that dies between two chunks goes on where it stood."""
    from rembuk.record.intake import taking_in

    monkeypatch.setattr(taking_in, "CHUNK", 2)
    lines = [line(number, Nama=f"Anak {word}") for number, word in enumerate(["Satu", "Dua", "Tiga", "Empat", "Lima"])]
    received = rules.receive(ratna, health_centre, "juni.csv", file_of(*lines))
    apply, calls = taking_in._apply, []

    def dying(*arguments):
        calls.append(1)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return apply(*arguments)

    monkeypatch.setattr(taking_in, "_apply", dying)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(received.job)
    assert intake.delivery(ratna, received.delivery).state == "taking_in"
    with pytest.raises(Refused) as refused:
        rules.withdraw(ratna, received.delivery)
    assert refused.value.code == "busy"
    jobs.run(received.job)
    view = intake.delivery(ratna, received.delivery)
    assert (view.state, view.new_children, view.new_measurements) == ("done", 5, 5)
    with trusted_reading("check"):
        assert Measurement.objects.count() == 5
        assert not Question.objects.exists()
    assert everything_holds() == []


def test_the_list_of_those_to_be_seen_ends_at_five_years(send, ratna, areas):
    send(line(1), line(2, Nama="Wulan Puspita", **{"Tgl Lahir": "2020-07-05", "Nama Ortu": "Tuti"}))
    hulu = areas["99.01.01"].id
    assert len(queries.children(ratna, hulu, under_five_on=datetime.date(2025, 6, 30))) == 2
    (left,) = queries.children(ratna, hulu, under_five_on=datetime.date(2025, 7, 1))
    assert left.name == "Sari Aulia"
