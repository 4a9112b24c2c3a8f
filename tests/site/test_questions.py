"""A doubtful same-child question is read and answered on its page, by whose task it is."""

import re

import pytest
from django.test import Client
from tests.record.intake.conftest import file_of, line
from tests.site.conftest import OTHER, account_of, ask_whether_it_is_sari, signed_in

from rembuk.record.children.models import Child
from rembuk.record.core import jobs
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.intake import rules as intake
from rembuk.record.intake.models import Question


def answer_of(question):
    with trusted_reading("check"):
        return Question.objects.get(pk=question).answer


def children():
    with trusted_reading("check"):
        return Child.objects.filter(name="Sari Aulia").count()


def test_both_records_are_shown_with_their_difference_and_what_an_answer_does(desk):
    question = ask_whether_it_is_sari(NIK="9901014503240001")
    page = signed_in("nutritionist").get(f"/pertanyaan/{question}/").content.decode()
    for words in ("Budi Hartono", "Wayan Sudarma", "1 hal berbeda", "0 dari 1 sudah dijawab", "belum dapat dibatalkan"):
        assert words in page
    assert "9901014503240001" not in page
    assert "990101**********" in page
    differing = re.findall(r'<tr class="differs"><th scope="row">([^<]+)', page)
    assert differing == ["Orang tua"]
    assert 'class="state late">berbeda' in page
    assert re.findall(r'data-key="(.)"', page) == ["s", "b", "t"]


@pytest.mark.parametrize(("word", "there"), [("same", 1), ("other", 2), ("field", 1)])
def test_an_answer_is_posted_and_leads_on(desk, word, there):
    question = ask_whether_it_is_sari()
    second = ask_whether_it_is_sari(**{"Nama Ortu": "Ketut Lestari"})
    client = signed_in("nutritionist")
    answer = client.post(f"/pertanyaan/{question}/", {"answer": word})
    assert answer.headers["Location"] == f"/pertanyaan/{second}/"
    assert (answer_of(question), children()) == (word, there)
    answer = client.post(f"/pertanyaan/{second}/", {"answer": word})
    assert answer.headers["Location"] == "/pertanyaan/"  # none is left that nobody has looked at
    page = client.get("/pertanyaan/").content.decode()
    assert ("Semua pertanyaan sudah dijawab" in page) == (word != "field")
    desk_page = client.get("/").content.decode()
    assert ("2 pertanyaan tentang anak yang sama" in desk_page) == (word == "field")


def test_an_answer_without_the_forms_token_changes_nothing(desk):
    question = ask_whether_it_is_sari()
    known = signed_in("nutritionist")
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = known.cookies
    assert strict.post(f"/pertanyaan/{question}/", {"answer": "same"}).status_code == 403
    assert answer_of(question) == "open"
    page = strict.get(f"/pertanyaan/{question}/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]
    asked = {"answer": "same", "csrfmiddlewaretoken": token}
    assert strict.post(f"/pertanyaan/{question}/", asked).status_code == 302
    assert answer_of(question) == "same"


@pytest.mark.parametrize("role", ["operator", "secretary", "chair", "kader", "village_head", "sector", "researcher"])
def test_whose_task_it_is_not_cannot_answer(desk, role):
    question = ask_whether_it_is_sari()
    assert signed_in(role).post(f"/pertanyaan/{question}/", {"answer": "same"}).status_code == 403
    assert answer_of(question) == "open"
    assert "pertanyaan tentang" not in signed_in(role).get("/").content.decode()


def test_a_question_about_a_child_of_another_area_is_neither_seen_nor_answered(desk):
    mine = ask_whether_it_is_sari()
    centre = account_of("nutritionist").organisation_id
    row = line(4, **{**OTHER, "Nama Ortu": "Putu Ayu", "Tanggal Pengukuran": "2025-07-10"})
    jobs.run(intake.receive(OPERATOR, centre, "lain.csv", file_of(row)).job)
    with trusted_reading("check"):
        other = Question.objects.exclude(pk=mine).get().id
    client = signed_in("nutritionist")
    assert client.get(f"/pertanyaan/{other}/").status_code == 404
    assert client.post(f"/pertanyaan/{other}/", {"answer": "same"}).status_code == 404
    assert answer_of(other) == "open"
    assert OTHER["Nama"] not in client.get("/pertanyaan/").content.decode()
    assert "1 pertanyaan tentang anak yang sama" in client.get("/").content.decode()


def test_a_second_answer_and_a_word_that_is_none_change_nothing(desk):
    question = ask_whether_it_is_sari()
    client = signed_in("nutritionist")
    assert client.post(f"/pertanyaan/{question}/", {"answer": "mungkin"}).status_code == 409
    assert answer_of(question) == "open"
    client.post(f"/pertanyaan/{question}/", {"answer": "same"})
    late = client.post(f"/pertanyaan/{question}/", {"answer": "other"}, follow=True)
    assert "tidak mengubah apa pun" in late.content.decode()
    assert (answer_of(question), children()) == ("same", 1)
    assert client.get(f"/pertanyaan/{question}/").status_code == 404


def test_the_list_stands_by_place_and_the_delivery_leads_to_it(desk):
    client = signed_in("nutritionist")
    assert "Belum ada pertanyaan" in client.get("/pertanyaan/").content.decode()
    question = ask_whether_it_is_sari()
    page = client.get("/pertanyaan/").content.decode()
    assert re.search(r"<h2>Desa Suka Maju · Posyandu Melati I</h2>", page)
    assert f'href="/pertanyaan/{question}/"' in page
    with trusted_reading("check"):
        delivery = Question.objects.get().delivery_id
    assert 'href="/pertanyaan/"' in client.get(f"/kiriman/{delivery}/").content.decode()
    assert 'href="/pertanyaan/"' not in signed_in("secretary").get(f"/kiriman/{delivery}/").content.decode()


def test_in_english_nothing_stays_indonesian(desk):
    question = ask_whether_it_is_sari()
    client = signed_in("nutritionist")
    client.post("/bahasa/", {"language": "en", "next": "/"})
    for address in ("/pertanyaan/", f"/pertanyaan/{question}/"):
        text = re.sub(r"<[^>]+>", " ", client.get(address).content.decode().split("<main")[1])
        assert not re.findall(r"\b(?:belum|yang|tidak|dengan|dari|sudah|Anda|baris|berbeda)\b", text), text
