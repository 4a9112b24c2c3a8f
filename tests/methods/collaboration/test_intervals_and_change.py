"""Intervals hold their known values; change is said in three words and never too early."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.collaboration import intervals
from rembuk.methods.collaboration.change import Estimate, compare


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_equals_newcombe_1998_table(count: int, n: int, low: float, high: float) -> None:
    assert intervals.wilson(count, n) == pytest.approx((low, high), abs=1e-4)


@given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_share_and_mirrors(case: tuple[int, int]) -> None:
    count, n = case
    low, high = intervals.wilson(count, n)
    assert 0 <= low <= count / n <= high <= 1
    assert intervals.wilson(n - count, n) == pytest.approx((1 - high, 1 - low))


@pytest.mark.parametrize(("count", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(count: int, n: int) -> None:
    with pytest.raises(Refused):
        intervals.wilson(count, n)


def test_the_difference_of_two_rates_equals_newcombe_1998() -> None:
    # 56/70 against 48/80, method 10: difference 0.2000, 0.0524 to 0.3339
    limits = intervals.difference(48 / 80, intervals.wilson(48, 80), 56 / 70, intervals.wilson(56, 70))
    assert limits == pytest.approx((0.0524, 0.3339), abs=1e-4)


def test_the_median_keeps_what_is_not_finished_yet() -> None:
    assert intervals.median_interval([1, 2, 3, 4, 5]) is None
    limits = intervals.median_interval([1, 2, 3, 4, 5, 6, 7, math.inf, math.inf, math.inf])
    assert limits == (2, math.inf)


def test_the_bootstrap_is_repeatable_and_covers_a_mean() -> None:
    rows = np.random.default_rng(0).normal(10, 2, 50).tolist()
    one = intervals.bootstrap(rows, lambda r: sum(r) / len(r))
    assert one is not None and one == intervals.bootstrap(rows, lambda r: sum(r) / len(r))
    assert one == pytest.approx(intervals.mean_interval(rows), abs=0.15)
    assert intervals.bootstrap([1.0], lambda r: r[0]) is None
    assert intervals.bootstrap([1.0, 2.0], lambda r: None) is None


def rate(count: int, n: int, min_n: int = 10) -> Estimate:
    return Estimate(count / n, *intervals.wilson(count, n), n, min_n)


@pytest.mark.parametrize(
    ("before", "after", "verdict"),
    [
        (rate(10, 40), rate(30, 40), "naik"),
        (rate(30, 40), rate(10, 40), "turun"),
        (rate(20, 40), rate(23, 40), "belum jelas"),
        (rate(20, 40), rate(20, 40), "belum jelas"),
        (rate(1, 9), rate(39, 40), "belum cukup"),
        (rate(10, 40), Estimate(None, None, None, 40, 10), "belum cukup"),
        (Estimate(0.2, None, None, 30, 10), Estimate(0.9, None, None, 30, 10), "belum jelas"),
    ],
)
def test_the_verdict(before: Estimate, after: Estimate, verdict: str) -> None:
    change = compare(before, after)
    assert change.verdict == verdict
    assert change.sentence


def test_the_first_semester_has_no_trend() -> None:
    assert compare(rate(1, 40), rate(39, 40), filling_in=True).verdict == "masa pengisian"


@given(st.integers(0, 60), st.integers(0, 60))
def test_turning_time_round_turns_the_verdict(one: int, two: int) -> None:
    mirror = {"naik": "turun", "turun": "naik", "belum jelas": "belum jelas"}
    there, back = compare(rate(one, 60), rate(two, 60)), compare(rate(two, 60), rate(one, 60))
    assert back.verdict == mirror[there.verdict]


def test_chance_alone_is_called_a_change_in_about_one_of_twenty() -> None:
    random = np.random.default_rng(8)
    draws = random.binomial(50, 0.6, (2000, 2))
    wrong = sum(compare(rate(int(a), 50), rate(int(b), 50)).verdict != "belum jelas" for a, b in draws)
    assert 0.02 < wrong / 2000 < 0.07
