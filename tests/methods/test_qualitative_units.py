"""Sentences and passages: the fixed rule of segmentation."""

from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.qualitative.units import Sentences, merge, sentences, trim


def cut(text):
    return [text[start:end] for start, end in sentences(text)]


def test_a_sentence_ends_at_a_mark_followed_by_white_space_or_at_the_end_of_its_line():
    assert cut("Rapat batal. Tidak ada undangan!\nBelum jelas? Entah… selesai") == [
        "Rapat batal.",
        "Tidak ada undangan!",
        "Belum jelas?",
        "Entah…",
        "selesai",
    ]


def test_marks_inside_words_and_numbers_do_not_end_a_sentence():
    assert cut("Rp1.000.000,00 dari S.Sos.M.Si tiba.Lalu habis") == ["Rp1.000.000,00 dari S.Sos.M.Si tiba.Lalu habis"]
    assert cut('Katanya "sudah." Ternyata belum.') == ['Katanya "sudah." Ternyata belum.']
    assert cut("Apa?! Ya...  Begitu.") == ["Apa?!", "Ya...", "Begitu."]


def test_blank_lines_are_no_sentences_and_only_a_line_feed_ends_a_line():
    assert cut("satu\n\n \t\n\u00a0\ndua") == ["satu", "dua"]
    assert cut("satu\u2028dua\rtiga") == ["satu\u2028dua\rtiga"]
    assert cut("satu.\u2028dua.\rtiga.\u00a0empat") == ["satu.", "dua.", "tiga.", "empat"]
    assert cut("") == cut(" \n ") == []


def test_a_passage_covers_a_sentence_by_any_character_that_is_not_white_space():
    text = "Satu dua. Tiga. \n\nEmpat."
    units = Sentences(text)
    assert len(units) == 3
    assert units.covered((0, 1)) == (0, 1)
    assert units.covered((4, 5)) == (0, 0)
    assert units.covered((9, 10)) == (0, 0)
    assert units.covered((8, 11)) == (0, 2)
    assert units.covered((9, 19)) == (1, 3)
    assert units.covered((3, 3)) == (0, 0)


def test_overlapping_passages_are_one_and_touching_ones_two():
    assert merge([(5, 8), (0, 5), (4, 4)]) == [(0, 5), (5, 8)]
    assert merge([(5, 8), (0, 5), (4, 6)]) == [(0, 8)]


@given(st.text(alphabet="ab .!?…\n\r\u00a0\u2028\U0001f600", max_size=40), st.data())
def test_sentences_hold_every_character_that_is_not_white_space_once(text, data):
    units = Sentences(text)
    inside = [place for start, end in units.spans for place in range(start, end)]
    assert len(inside) == len(set(inside))
    assert {place for place, mark in enumerate(text) if not mark.isspace()} <= set(inside)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    expected = [
        number
        for number, (first, last) in enumerate(units.spans)
        if any(not text[place].isspace() for place in range(max(first, start), min(last, end)))
    ]
    assert list(range(*units.covered((start, end)))) == expected
    assert trim(text, start, end) is None or text[slice(*trim(text, start, end))] == text[start:end].strip()
