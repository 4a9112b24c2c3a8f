"""Sentences a coder may have missed: found by root or by likeness, and always with the reason."""

import doctest
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.qualitative import search as search_module
from rembuk.methods.qualitative import words as words_module
from rembuk.methods.qualitative.search import SentenceSearch
from rembuk.methods.qualitative.words import Roots, candidates, words

INTERVIEWS = {
    "a": (
        "Kami belum saling percaya dengan dinas lain. Kader bekerja sendiri di posyandu.\n"
        "Ego sektoral masih kuat sekali. Anggaran kelurahan tidak cukup untuk makanan tambahan."
    ),
    "b": (
        "Kepercayaan tumbuh setelah rapat bulanan. Pendanaan dari desa terlambat.\n"
        "Angka stanting menurun tahun lalu. Camat memimpin rapat dan menyepakati pembagian tugas."
    ),
}


def found(query, **more):
    return [INTERVIEWS[hit.source][hit.start : hit.end] for hit in SentenceSearch(INTERVIEWS).find(query, **more)]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("mempercayakan", "Kami belum saling percaya dengan dinas lain."),
        ("kepercayaan", "Kami belum saling percaya dengan dinas lain."),
        ("penurunan", "Angka stanting menurun tahun lalu."),
        ("kepemimpinan", "Camat memimpin rapat dan menyepakati pembagian tugas."),
        ("berbagi", "Camat memimpin rapat dan menyepakati pembagian tugas."),
        ("stunting", "Angka stanting menurun tahun lalu."),
        ("ego antarsektor", "Ego sektoral masih kuat sekali."),
        ("keterlambatan dana", "Pendanaan dari desa terlambat."),
        ("kesepakatan", "Camat memimpin rapat dan menyepakati pembagian tugas."),
    ],
)
def test_a_sentence_is_found_by_root_or_by_likeness(query, sentence):
    assert sentence in found(query, limit=2)


def test_every_hit_names_its_words_and_they_stand_in_it():
    for hit in SentenceSearch(INTERVIEWS).find("kepercayaan antara dinas, pendanaan, stunting"):
        assert hit.because
        assert set(hit.because) <= set(words(INTERVIEWS[hit.source][hit.start : hit.end]))


def test_what_is_coded_already_and_what_has_no_reason_is_left_out():
    assert "Ego sektoral masih kuat sekali." not in found("ego sektoral", coded={"a": [(85, 90)]})
    assert found("zzz qqq") == found("yang dan di") == found("") == []
    assert SentenceSearch({}).find("rapat") == []


def test_negations_carry_the_finding_and_are_kept():
    assert found("belum", limit=1) == ["Kami belum saling percaya dengan dinas lain."]
    assert found("tidak", limit=1) == ["Anggaran kelurahan tidak cukup untuk makanan tambahan."]


def test_forms_of_one_word_share_a_root():
    families = [
        ["turun", "penurunan", "menurunkan", "diturunkan"],
        ["percaya", "kepercayaan", "mempercayakan", "dipercaya"],
        ["laksana", "pelaksanaan", "melaksanakan", "terlaksana", "dilaksanakan"],
        ["sepakat", "kesepakatan", "menyepakati", "bersepakat"],
        ["pimpin", "pemimpin", "kepemimpinan", "memimpin"],
        ["koordinasi", "mengkoordinasikan", "dikoordinasikan", "berkoordinasi"],
    ]
    roots = Roots(word for family in families for word in family)
    found = [{roots.root(word) for word in family} for family in families]
    assert all(len(shared) == 1 for shared in found)
    assert len(set.union(*found)) == len(families)
    for word in ("masyarakat", "rapat", "kader", "desa", "dinas", "data"):
        assert roots.root(word) not in set.union(*found)


def test_repeated_words_are_one_word():
    assert words("Teman-teman kader, anak-anak; sayur-mayur!") == ["teman", "kader", "anak", "sayur-mayur"]


def test_the_examples_in_the_documentation_are_true():
    for module in (words_module, search_module):
        assert doctest.testmod(module).failed == 0


@given(st.dictionaries(st.text(max_size=3), st.text(max_size=60), max_size=3), st.text(max_size=30))
def test_any_text_and_any_query_give_hits_inside_the_text(texts, query):
    hits = SentenceSearch(texts).find(query)
    assert all(0 <= hit.start < hit.end <= len(texts[hit.source]) and hit.because for hit in hits)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


@given(st.text(alphabet="abdeghiklmnprstuy", min_size=1, max_size=20))
def test_a_word_is_its_own_first_candidate_and_no_candidate_is_short(word):
    assert candidates(word)[0] == word
    assert all(len(root) >= 4 for root in candidates(word)[1:])


def test_five_hundred_pages_are_searched_in_a_blink():
    generator = random.Random(7)
    syllables = [a + b for a in "bdgjklmnprst" for b in "aeiou"]
    vocabulary = ["".join(generator.choices(syllables, k=generator.randint(2, 4))) for _ in range(8_000)]
    text = " ".join(generator.choice(vocabulary) + ("." if i % 12 == 0 else "") for i in range(100_000))
    searched = SentenceSearch({"s": text})
    began = time.process_time()
    assert searched.find(" ".join(vocabulary[:6]))
    assert time.process_time() - began < 2
