"""A change is news only where the sample could not have made it; series are never mixed."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.knowledge import statistics as facts
from rembuk.methods.statistics.change import Round, change, slope, smallest_change, yearly_decline


def test_paser_cannot_be_told_apart_even_in_the_most_favourable_case():
    found = change(Round("SSGI 2021", 23.8, n=689, deff=1), Round("SSGI 2022", 24.9, n=689, deff=1))
    assert found.verdict == "belum dapat dibedakan"
    assert found.points / found.se == pytest.approx(0.48, abs=0.005)
    assert found.p == pytest.approx(0.63, abs=0.005)
    assert "perubahan belum dapat dibedakan dari ketidakpastian sampel" in found.sentence


def test_paser_with_likely_samples():
    found = change(Round("SSGI 2021", 23.8, n=298, deff=1.5), Round("SSGI 2022", 24.9, n=689, deff=1.5))
    assert (found.low, found.high) == (pytest.approx(-6.0, abs=0.05), pytest.approx(8.2, abs=0.05))
    assert found.p == pytest.approx(0.76, abs=0.005)
    assert "−6,0 sampai +8,2 poin" in found.sentence


def test_the_assumed_design_effect_is_said():
    found = change(Round("A", 23.8, n=298), Round("B", 24.9, n=689))
    assert "Efek rancangan 1,5 diandaikan untuk A dan B" in found.sentence
    assert found.assumed


def test_smallest_change_that_such_samples_show():
    assert smallest_change(23.8, 689, 689, 1.5) == pytest.approx(7.9, abs=0.05)


def test_a_large_fall_is_news():
    found = change(Round("2013", 58.8, n=700), Round("2018", 43.3, n=700))
    assert found.verdict == "turun"
    assert found.high < 0
    assert "melampaui ketidakpastian sampel" in found.sentence


def test_without_n_nothing_is_judged():
    found = change(Round("SSGI 2021", 23.8), Round("SSGI 2022", 24.9, n=689))
    assert (found.verdict, found.se, found.p) == ("tidak dapat dinilai", None, None)
    assert "SSGI 2021" in found.sentence


def test_survey_and_register_are_never_compared():
    with pytest.raises(Refused, match="pertanyaan yang berbeda"):
        change(Round("SSGI", 22.4, n=689), Round("posyandu", 13, "register", measured=18620, targeted=19000))


def test_manggarai_register_moved_within_its_gaps():
    found = change(
        Round("Februari", 20.1, "register", measured=24000, targeted=28024),
        Round("Agustus", 16.6, "register", cases=4373, measured=26564, targeted=28024),
    )
    assert found.verdict == "belum dapat dibedakan"
    assert "siapa yang datang ditimbang" in found.sentence


def test_a_full_register_is_a_count():
    found = change(
        Round("A", 20, "register", cases=200, measured=1000, targeted=1000),
        Round("B", 15, "register", cases=150, measured=1000, targeted=1010),
    )
    assert found.verdict == "turun"


def test_published_series_are_lines_of_their_own():
    rounds = [
        Round(entry.round, entry.percent, entry.series, entry.area, measured=entry.measured)
        for entry in facts.series()
        if entry.area == "Paser"
    ]
    lines = slope(rounds)
    assert set(lines) == {("Paser", "survey"), ("Paser", "register")}
    assert len(lines["Paser", "survey"]) == 2
    assert lines["Paser", "register"] == []


def test_the_way_to_the_target():
    assert yearly_decline(22.4, 14.2, 6) == pytest.approx(7.3, abs=0.05)


def test_no_case_in_a_small_sample_is_no_certainty():
    found = change(Round("A", 0, n=20), Round("B", 10, n=20))
    assert found.verdict == "belum dapat dibedakan"
    assert change(Round("A", 0, n=20), Round("B", 0, n=20)).se > 0


@pytest.mark.parametrize("bad", [-1, 101, math.nan])
def test_impossible_figures_are_refused(bad):
    with pytest.raises(Refused, match="tidak mungkin"):
        change(Round("A", bad, n=10), Round("B", 10, n=10))


@given(
    st.floats(0, 100), st.floats(0, 100), st.integers(1, 5000), st.integers(1, 5000), st.sampled_from([1.0, 2.0, None])
)
def test_swapping_the_rounds_mirrors_the_change(p1, p2, n1, n2, deff):
    forth = change(Round("A", p1, n=n1, deff=deff), Round("B", p2, n=n2, deff=deff))
    back = change(Round("B", p2, n=n2, deff=deff), Round("A", p1, n=n1, deff=deff))
    assert forth.points == -back.points
    assert forth.low == pytest.approx(-back.high)
    assert 0 <= forth.p <= 1
    assert {forth.verdict, back.verdict} in ({"naik", "turun"}, {"belum dapat dibedakan"})
