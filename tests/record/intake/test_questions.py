"""Whose questions they are, and what both sides of one say."""

import dataclasses

import pytest

from rembuk.knowledge.policy import roles
from rembuk.record.core import jobs
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.intake import queries, rules
from rembuk.record.intake.models import Question
from tests.record.intake.conftest import line

OTHER_PARENT = {"Nama Ortu": "Wayan Sudarma", "Tanggal Pengukuran": "2025-07-10"}


@pytest.fixture
def asked(send, ratna):
    """Return the one question that two files leave."""
    send(line(1))
    send(line(1, Nama="SARI AULIA", Posyandu="", **OTHER_PARENT))
    (question,) = queries.open_questions(ratna)
    return question


def verdicts(viewer, question):
    return {one.field: one.verdict for one in queries.question(viewer, question.id).fields}


def test_both_sides_stand_beside_each_other(asked, ratna):
    assert verdicts(ratna, asked) == {
        "name": "same",  # capitals are no difference
        "parent_name": "different",
        "sex": "same",
        "birth_date": "same",
        "village": "same",
        "posyandu": "unknown",
        "nik_shown": "unknown",
    }
    sides = queries.question(ratna, asked.id)
    shown = {one.field: (one.register, one.row) for one in sides.fields}
    assert shown["parent_name"] == ("Budi Hartono", "Wayan Sudarma")
    assert shown["name"] == ("Sari Aulia", "SARI AULIA")
    assert shown["village"] == ("Desa Suka Maju", "Desa Suka Maju")
    assert [(one.weight_kg, one.length_height_cm) for one in sides.known] == [(9.1, 74.2)]
    (row,) = sides.rows
    assert [(str(one.measured_on), one.weight_kg) for one in row.measures] == [("2025-07-10", 9.1)]
    assert (row.own, row.file_name, row.row) == (True, "juni.csv", asked.row)
    assert sides.same_day == "unknown"
    assert "orang tua berbeda" in sides.reason


def test_a_nik_is_compared_whole_and_shown_in_part(send, ratna):
    send(line(1, NIK="9901014503240001"))
    send(line(1, NIK="9901014503240009", **OTHER_PARENT))
    (question,) = queries.open_questions(ratna)
    (nik,) = [one for one in queries.question(ratna, question.id).fields if one.field == "nik_shown"]
    assert nik.register == nik.row == "990101" + "*" * 10
    assert nik.verdict == "different"


def test_another_spelling_of_the_same_name_is_told_as_such(send, ratna):
    send(line(1, Nama="Chayra Nafisa"))
    send(line(1, Nama="Chayra Napisa", **OTHER_PARENT))
    (question,) = queries.open_questions(ratna)
    assert verdicts(ratna, question)["name"] == "spelling"


def test_measurings_of_the_same_days_stand_beside_the_last_ones(send, ratna):
    days = [f"2025-{month:02d}-10" for month in range(1, 7)]
    send(*(line(n, **{"Tanggal Pengukuran": on}) for n, on in enumerate(days, 1)))
    send(line(1, **{**OTHER_PARENT, "Tanggal Pengukuran": days[0]}))
    (question,) = queries.open_questions(ratna)
    sides = queries.question(ratna, question.id)
    assert [str(one.measured_on) for one in sides.known] == [days[0], *days[3:]]
    assert sides.same_day == "same"


def test_two_results_of_one_day_are_told_as_a_difference(send, ratna):
    send(line(1, Nama="By Ny Tuti", Berat="9.1"), line(2, Nama="By Ny Tuti", Berat="8.4"))
    (question,) = queries.open_questions(ratna)
    assert queries.question(ratna, question.id).same_day == "different"


def test_rows_that_say_the_same_are_one_question_with_all_their_measurings(send, ratna):
    send(line(1))
    for month in ("07", "08", "09"):
        send(line(1, **{**OTHER_PARENT, "Tanggal Pengukuran": f"2025-{month}-10"}))
    (question,) = queries.open_questions(ratna)
    sides = queries.question(ratna, question.id)
    assert [str(one.measures[0].measured_on)[5:7] for one in sides.rows] == ["07", "08", "09"]
    few = queries.question(ratna, question.id, most_rows=1)
    assert (len(few.rows), few.others) == (1, 2)


def test_a_question_of_another_area_is_as_if_it_were_not_there(asked, ratna, areas):
    elsewhere = dataclasses.replace(ratna, area=areas["99.01.02"].id)
    assert queries.open_questions(elsewhere) == []
    assert queries.question_progress(elsewhere) == {}
    said = []
    for viewer, question in ((elsewhere, asked.id), (ratna, uuid7())):
        for ask in (lambda v, q: queries.question(v, q), lambda v, q: rules.answer(v, q, "same")):
            with pytest.raises(Refused) as refused:
                ask(viewer, question)
            said.append((refused.value.code, str(refused.value)))
    assert len(set(said)) == 1
    assert said[0][0] == "no-such-question"
    with trusted_reading("check"):
        assert Question.objects.get().answer == "open"
    rules.answer(ratna, asked.id, "same")  # in their own area it is theirs


@pytest.mark.parametrize("role", sorted(set(roles()) - {"nutritionist"}))
def test_only_a_nutritionist_sees_and_answers(asked, ratna, role):
    viewer = OPERATOR if role == "operator" else dataclasses.replace(ratna, role=role)
    for ask in (
        lambda: queries.open_questions(viewer),
        lambda: queries.question(viewer, asked.id),
        lambda: queries.question_progress(viewer),
        lambda: rules.answer(viewer, asked.id, "same"),
    ):
        with pytest.raises(Denied):
            ask()


def test_progress_counts_what_waits_what_is_asked_and_what_is_answered(asked, send, ratna):
    place = ("Desa Suka Maju", "Melati I")
    assert queries.question_progress(ratna) == {place: queries.Progress(1, 0, 0)}
    rules.answer(ratna, asked.id, "field")
    assert queries.question_progress(ratna) == {place: queries.Progress(0, 1, 0)}
    assert queries.question(ratna, asked.id).answer == "field"
    rules.answer(ratna, asked.id, "other")
    assert queries.question_progress(ratna) == {place: queries.Progress(0, 0, 1)}
    with pytest.raises(Refused) as refused:
        queries.question(ratna, asked.id)
    assert refused.value.code == "no-such-question"


def test_a_withdrawn_delivery_takes_its_questions_along_also_those_asked_in_the_field(asked, ratna):
    rules.answer(ratna, asked.id, "field")
    jobs.run(rules.withdraw(ratna, asked.delivery))
    assert queries.open_questions(ratna) == []
