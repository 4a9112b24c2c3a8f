"""The filter knows what it does not know: calibrated on children it has not seen, and deaf to raw drops."""

import time
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.methods.statistics import watch
from rembuk.methods.statistics.watch import Parameters, arrange

TRUTH = Parameters(error=0.5, wander=0.06, trend_sd=0.08, trend_young=-0.05, start_mean=-0.9, start_sd=0.9)


def simulate(children, seed, truth=TRUTH, visits=10):
    """Children with irregular visits and gaps; returns (child, age_days, measured z), one element a visit."""
    generator = np.random.default_rng(seed)
    rows = []
    for child in range(children):
        age = generator.uniform(1, 30)
        level = generator.normal(truth.start_mean, truth.start_sd)
        trend = generator.normal(truth.trend_young if age < 24 else truth.trend_old, truth.trend_sd)
        for _ in range(generator.integers(1, visits + 1)):
            rows.append((child, age * 30.4375, level + generator.normal(0, truth.error)))
            level, trend, age = step(generator, level, trend, age, generator.choice([1, 1, 1, 2, 4]), truth)
    return tuple(np.array(column) for column in zip(*rows, strict=True))


def step(generator, level, trend, age, months, truth):
    for _ in range(int(months * 4)):
        dt = 0.25
        mean = truth.trend_young if age < 24 else truth.trend_old
        level += trend * dt + generator.normal(0, truth.wander * np.sqrt(dt))
        trend += -truth.memory * (trend - mean) * dt
        trend += generator.normal(0, truth.trend_sd * np.sqrt(2 * truth.memory * dt))
        age += dt
    return level, trend, age


@pytest.fixture(scope="module")
def simulated():
    return simulate(1500, 11)


def test_an_unseen_child_is_where_children_usually_are():
    state, _ = watch.follow(arrange([], [], []), TRUTH)
    assert len(state.level) == 0
    one, _ = watch.follow(arrange([7], [200], [-1.0]), replace(TRUTH, error=50.0))
    assert one.level[0] == pytest.approx(TRUTH.start_mean, abs=0.01)


def test_exact_measurements_are_believed():
    state, _ = watch.follow(arrange([1, 1], [300, 400], [-1.0, -1.5]), replace(TRUTH, error=1e-3))
    assert state.level[0] == pytest.approx(-1.5, abs=0.01)
    assert state.trend[0] < TRUTH.trend_young


def test_longer_gaps_mean_less_certainty():
    state, _ = watch.follow(arrange([1], [300], [-1.0]), TRUTH)
    spread = [watch.ahead(state, [300 / 30.4375 + months], TRUTH).var_level[0] for months in (0, 1, 3, 12)]
    assert spread == sorted(spread)
    assert spread[0] < spread[-1]


def test_two_short_steps_are_one_long_step():
    """An exact discretisation must not care where the months are cut."""
    state, _ = watch.follow(arrange([1, 1], [500, 600], [-1.0, -1.2]), TRUTH)
    whole = watch.ahead(state, [35.0], TRUTH)
    halves = watch.ahead(watch.ahead(state, [22.0], TRUTH), [35.0], TRUTH)
    for name in ("level", "trend", "var_level", "covariance", "var_trend"):
        assert getattr(whole, name)[0] == pytest.approx(getattr(halves, name)[0], rel=1e-9), name


def test_the_order_of_rows_does_not_matter():
    child, age, z = simulate(30, 5)
    order = np.random.default_rng(1).permutation(len(child))
    a, _ = watch.follow(arrange(child, age, z), TRUTH)
    b, _ = watch.follow(arrange(child[order], age[order], z[order]), TRUTH)
    assert np.allclose(a.level, b.level)


def test_likelihood_finds_the_measurement_error(simulated):
    child, age, z = simulated
    found = watch.fit(arrange(child, age, z))
    assert found.error == pytest.approx(TRUTH.error, abs=0.05)
    assert found.start_mean == pytest.approx(TRUTH.start_mean, abs=0.15)
    assert found.trend_young == pytest.approx(TRUTH.trend_young, abs=0.03)


def test_few_children_teach_nothing():
    assert watch.fit(arrange([1, 1, 1], [100, 200, 300], [0, 0, 0])) == Parameters()


def test_hindcast_is_calibrated_on_children_it_was_not_fitted_to(simulated):
    child, age, z = simulated
    usual = watch.fit(arrange(child, age, z))
    other = simulate(4000, 12)
    chance, outcome = watch.hindcast(arrange(*other), usual, months=2.5, slack=1.6)
    assert len(chance) > 1000
    assert chance.mean() == pytest.approx(outcome.mean(), abs=0.03)
    for found in watch.calibration(chance, outcome, (0, 0.05, 0.15, 0.3, 0.5, 1.0)):
        assert found.came_low - 0.05 <= found.said <= found.came_high + 0.05


def test_a_raw_drop_between_two_visits_never_alerts():
    drops = [(high, low) for high in np.arange(-1.5, 4, 0.5) for low in np.arange(-2, high, 0.25)]
    for usual in (Parameters(), TRUTH, replace(TRUTH, error=0.05), replace(TRUTH, trend_sd=0.5)):
        rows = [(i, 400 + 30 * k, z) for i, pair in enumerate(drops) for k, z in enumerate(pair)]
        visits = arrange(*zip(*rows, strict=True))
        assert watch.alerts(visits, usual, visits.age[:, 1]) == []


def test_a_steady_fall_alerts_before_the_line_is_crossed():
    rows = [(1, 200 + 61 * k, -0.9 - 0.17 * k) for k in range(7)]
    visits = arrange(*zip(*rows, strict=True))
    (alert,) = watch.alerts(visits, replace(TRUTH, error=0.15), [visits.age[0, -1]])
    assert (alert.action, alert.rule) == ("ukur ulang", "likely_below")
    assert "%" in alert.for_nutritionist
    assert "%" not in alert.for_family
    assert "peluang" not in alert.for_family


def test_low_values_are_confirmed_before_they_are_referred():
    rows = [
        (1, 400, -2.3),
        (2, 300, -2.9),
        (2, 340, -3.0),
        (2, 380, -2.8),
        (2, 420, -2.9),
    ]
    rows += [(4, 400 + 30 * k, -4.5) for k in range(5)]
    visits = arrange(*zip(*rows, strict=True))
    found = {alert.child: alert for alert in watch.alerts(visits, TRUTH, np.full(3, 18.0))}
    assert (found[1].action, found[1].rule) == ("ukur ulang", "unconfirmed_below")
    assert (found[2].action, found[2].rule) == ("rujuk", "confirmed_below")
    assert found[4].rule == "severe_confirmed"


def test_children_over_five_are_left_alone():
    visits = arrange([1, 1, 1], [1700, 1750, 1800], [-3, -3, -3])
    assert watch.alerts(visits, TRUTH, [61.0]) == []


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(st.integers(-1, 4), st.floats(0, 1900), st.one_of(st.just(float("nan")), st.floats(-6, 6))),
        max_size=40,
    )
)
def test_no_input_gives_nan(rows):
    visits = arrange(*(zip(*rows, strict=True) if rows else ([], [], [])))
    state, likelihood = watch.follow(visits, TRUTH)
    assert np.isfinite(likelihood)
    assert np.all(np.isfinite(state.level))
    assert np.all(state.var_level > 0)
    assert np.all(state.var_trend >= 0)
    for alert in watch.alerts(visits, TRUTH, np.full(len(visits.child), 20.0)):
        assert 0 <= alert.in_three_months <= 1


def test_a_district_is_followed_in_seconds():
    generator = np.random.default_rng(2)
    n = 50_000
    child = np.repeat(np.arange(n), 12)
    age = np.tile(np.arange(12) * 30.0 + 100, n)
    visits = arrange(child, age, generator.normal(-1, 1, 12 * n))
    start = time.process_time()
    watch.follow(visits, TRUTH)
    assert time.process_time() - start < 3
