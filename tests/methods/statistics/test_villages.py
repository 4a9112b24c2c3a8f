"""Village figures: known cases stay known, intervals cover, and doubt is said instead of ranked away."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from rembuk.methods.statistics import lokus, villages

triples = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(0, 60)).map(
        lambda t: (min(t[0], t[1]), t[1], t[1] + t[2])
    ),
    min_size=1,
    max_size=25,
)


def simulate(generator, villages_count=200, coverage=(0.2, 0.5)):
    present = generator.integers(30, 201, villages_count)
    risk = 1 / (1 + np.exp(-(-1.3 + 0.45 * generator.standard_normal(villages_count))))
    cases = generator.binomial(present, risk)
    measured = np.maximum((present * generator.uniform(*coverage, villages_count)).astype(int), 1)
    return generator.hypergeometric(cases, present - cases, measured), measured, present, cases


@settings(max_examples=80)
@given(triples, st.sampled_from([0.0, 0.7, -1.0]))
def test_estimates_stay_within_what_is_possible(rows, delta):
    y, n, present = (np.array(column) for column in zip(*rows, strict=True))
    found = villages.estimate(y, n, present, delta=delta)
    for i in range(len(y)):
        if present[i] == 0 or (n.sum() == 0):
            assert np.isnan(found.share[i])
            continue
        assert found.least[i] == y[i] / present[i]
        assert found.most[i] == pytest.approx((y[i] + present[i] - n[i]) / present[i])
        assert found.least[i] - 1e-12 <= found.low[i] <= found.high[i] <= found.most[i] + 1e-12
        assert found.least[i] - 1e-12 <= found.share[i] <= found.most[i] + 1e-12
        if n[i] == present[i]:
            assert found.low[i] == found.high[i] == pytest.approx(y[i] / n[i]), "all measured: nothing to guess"
    chance = villages.chance_among_worst(found, 3)
    assert np.all(np.isnan(chance) | ((chance >= 0) & (chance <= 1)))


def test_interval_is_beta_binomial():
    prior = villages.Prior(0.2, 30, "likelihood")
    found = villages.estimate([4], [20], [70], prior=prior)
    exact = stats.betabinom(50, 0.2 * 30 + 4, 0.8 * 30 + 16)
    assert found.low[0] == pytest.approx((4 + exact.ppf(0.05)) / 70)
    assert found.high[0] == pytest.approx((4 + exact.ppf(0.95)) / 70)
    assert found.cases[0] == pytest.approx(4 + exact.mean())


def test_the_what_if_at_zero_is_the_plain_answer():
    args = np.array([4, 0, 30]), np.array([20, 5, 60]), np.array([70, 40, 90])
    plain, barely = villages.estimate(*args), villages.estimate(*args, delta=1e-9)
    assert barely.share == pytest.approx(plain.share, abs=1e-3)
    assert barely.low == pytest.approx(plain.low, abs=0.02)
    assert np.all(villages.estimate(*args, delta=0.7).share > plain.share)


def test_likelihood_finds_the_precision():
    generator = np.random.default_rng(3)
    n = np.full(2000, 80)
    y = generator.binomial(n, generator.beta(0.22 * 25, 0.78 * 25, 2000))
    prior = villages.fit_prior(y, n)
    assert prior.method == "likelihood"
    assert prior.mean == pytest.approx(0.22, abs=0.01)
    assert prior.precision == pytest.approx(25, rel=0.12)


def test_villages_that_do_not_differ_are_drawn_together():
    generator = np.random.default_rng(4)
    n = np.full(300, 40)
    found = villages.estimate(generator.binomial(n, 0.2), n, n * 5)
    assert found.prior.precision > 300
    assert found.risk.std() < 0.02


@pytest.mark.parametrize(("y", "n"), [([0, 0, 0], [10, 20, 30]), ([5, 6, 7], [5, 6, 7]), ([3], [9]), ([1, 2], [4, 5])])
def test_extreme_districts_have_finite_answers(y, n):
    found = villages.estimate(y, n, np.array(n) + 10)
    assert np.all(np.isfinite(found.share))
    assert np.all((found.low >= 0) & (found.high <= 1))


def test_nothing_measured_anywhere_is_unknown():
    found = villages.estimate([0, 0], [0, 0], [30, 40])
    assert np.isnan(found.share).all()
    assert villages.tiers(villages.chance_among_worst(found, 1)) == [None, None]
    assert (found.least[0], found.most[0]) == (0, 1)


def test_impossible_counts_are_refused():
    with pytest.raises(ValueError, match="cases"):
        villages.estimate([5], [4], [10])


def test_better_than_raw_and_as_sure_as_it_says():
    """Reference: RMSE 6.38 raw, 4.96 finite-population at 20-50 % coverage; 90 % intervals covered .92-.94."""
    generator = np.random.default_rng(5)
    raw, eb, covered, worst_true, worst = [], [], [], 0, 0
    for _ in range(30):
        y, n, present, cases = simulate(generator)
        found = villages.estimate(y, n, present)
        truth = cases / present
        raw.append((found.raw - truth) ** 2)
        eb.append((found.share - truth) ** 2)
        covered.append((found.low - 1e-12 <= truth) & (truth <= found.high + 1e-12))
        sure = villages.chance_among_worst(found, 20) >= 0.8
        worst += sure.sum()
        worst_true += np.isin(np.flatnonzero(sure), np.argsort(-truth)[:20]).sum()
    assert 100 * np.sqrt(np.mean(raw)) == pytest.approx(6.4, abs=0.4)
    assert 100 * np.sqrt(np.mean(eb)) == pytest.approx(4.96, abs=0.3)
    assert 0.89 < np.mean(covered) < 0.96
    assert worst_true / worst > 0.8


def test_chance_adds_up_to_the_number_chosen():
    y, n, present, _ = simulate(np.random.default_rng(6))
    chance = villages.chance_among_worst(villages.estimate(y, n, present), 20)
    assert chance.sum() == pytest.approx(20, abs=1)


def test_both_ways_of_choosing_stand_side_by_side():
    # A: large, moderate; B: small, heavy; C: nothing known
    found = villages.estimate([60, 9, 0, 5], [300, 15, 0, 100], [400, 20, 0, 120])
    choice = lokus.choose(["A", "B", "C", "D"], found, 1)
    by_name = {c.village: c for c in choice.candidates}
    assert (by_name["A"].by_cases, by_name["A"].by_prevalence) == (True, False)
    assert (by_name["B"].by_cases, by_name["B"].by_prevalence) == (False, True)
    assert by_name["C"].rank_by_cases is None
    assert "tidak diketahui" in by_name["C"].reason
    assert choice.in_both == 0
    assert choice.cases_held_by_cases > choice.cases_held_by_prevalence
    assert "9 dari 15 anak yang diukur (20 terdaftar)" in by_name["B"].reason


def test_funnel_is_exact():
    low, high = lokus.funnel(0.2, [10, 50, 1000], 0.95)
    for n, lo, hi in zip([10, 50, 1000], low, high, strict=True):
        assert stats.binom.ppf(0.025, n, 0.2) - 1 <= lo * n <= stats.binom.ppf(0.025, n, 0.2)
        assert stats.binom.ppf(0.975, n, 0.2) - 1 <= hi * n <= stats.binom.ppf(0.975, n, 0.2)
    assert high[2] == pytest.approx(0.2 + 1.96 * np.sqrt(0.16 / 1000), abs=0.002)
    assert np.isnan(lokus.funnel(0.2, [0])[0][0])


def test_overdispersion_is_near_one_by_chance_and_large_when_villages_differ():
    generator = np.random.default_rng(7)
    n = np.full(400, 60)
    assert 0.5 < lokus.overdispersion(generator.binomial(n, 0.2), n) < 1.2
    assert lokus.overdispersion(generator.binomial(n, generator.beta(2, 8, 400)), n) > 2


def test_440_villages_in_a_fraction_of_a_second():
    generator = np.random.default_rng(8)
    y, n, present, _ = simulate(generator, 440)
    villages.estimate(y, n, present)
    start = time.process_time()
    villages.chance_among_worst(villages.estimate(y, n, present, delta=0.7), 40)
    assert time.process_time() - start < 1.5
