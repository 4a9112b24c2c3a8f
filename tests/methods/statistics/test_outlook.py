"""The outlook is a fan that says what it rests on; no date, no fan from what has no sample size."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.statistics.change import Round
from rembuk.methods.statistics.outlook import outlook

PASER = [
    (2021, Round("SSGI 2021", 23.8, n=298)),
    (2022, Round("SSGI 2022", 24.9, n=689)),
    (2023, Round("SKI 2023", 22.4, n=689)),
]


def test_paser_until_2029():
    found = outlook(PASER, 2029, goal=14.2)
    assert [year.year for year in found.years] == list(range(2024, 2030))
    assert found.years[-1].low == pytest.approx(11.5, abs=0.05)
    assert found.years[-1].high == pytest.approx(25.0, abs=0.05)
    assert found.chance == pytest.approx(0.27, abs=0.005)
    assert "antara 11,5 dan 25,0 %" in found.sentence
    assert "andaian" in found.sentence


def test_the_fan_widens():
    years = outlook(PASER, 2035).years
    widths = [year.high - year.low for year in years]
    assert widths == sorted(widths)


@pytest.mark.parametrize(
    ("rounds", "until", "code"),
    [
        (PASER[:1], 2029, "few-rounds"),
        (PASER, 2023, "no-future"),
        ([*PASER[:2], (2023, Round("SKI", 22.4))], 2029, "no-sample-size"),
        ([*PASER[:2], (2023, Round("posyandu", 13, "register", measured=18620, targeted=19000))], 2029, "not-a-survey"),
        ([*PASER[:2], (2023, Round("SKI", 0, n=50))], 2029, "bad-round"),
    ],
)
def test_no_fan_from_what_cannot_carry_one(rounds, until, code):
    with pytest.raises(Refused) as refused:
        outlook(rounds, until)
    assert refused.value.code == code


@given(st.lists(st.tuples(st.floats(0.5, 99.5), st.integers(1, 5000)), min_size=2, max_size=6), st.integers(1, 20))
def test_the_fan_stays_within_the_possible(figures, ahead):
    rounds = [(2015 + i, Round(str(i), p, n=n)) for i, (p, n) in enumerate(figures)]
    found = outlook(rounds, 2014 + len(figures) + ahead, goal=14.2)
    assert len(found.years) == ahead
    assert all(0 <= year.low <= year.middle <= year.high <= 100 for year in found.years)
    assert 0 <= found.chance <= 1
