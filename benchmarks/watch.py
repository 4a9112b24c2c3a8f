"""Are the forecasts for single children calibrated? Simulated. Usage: python benchmarks/watch.py [CHILDREN]."""

import sys
import time

import numpy as np

from rembuk.methods.statistics import watch
from rembuk.methods.statistics.watch import Parameters

TRUTH = Parameters(error=0.4, wander=0.06, trend_sd=0.07, trend_young=-0.05, start_mean=-0.9, start_sd=1.0)


def children(generator, count, error, visits=10):
    """Return (child, age_days, measured z), the true z at the last visit and three months later.

    Not the filter's own world: trends change once at a random age (illness), three in a hundred measurements are gross
    errors of 1 z, a fifth of the visits are missed.
    """
    age = generator.uniform(2, 14, count)
    level = generator.normal(-0.9, 1.0, count)
    trend = generator.normal(-0.05, 0.05, count)
    turn, jump = generator.uniform(6, 40, count), generator.normal(0.02, 0.06, count)
    rows, last = [], np.zeros(count)
    for v in range(visits):
        come = generator.random(count) > 0.2 if v else np.ones(count, dtype=bool)
        noise = generator.normal(0, error, count) + (generator.random(count) < 0.03) * generator.normal(0, 1, count)
        rows.append((np.flatnonzero(come), age[come] * 30.4375, (level + noise)[come]))
        last = np.where(come, v, last)
        months = generator.choice([1.0, 1.0, 1.0, 2.0])
        level, age = level + _moved(generator, trend, turn, jump, age, months), age + months
    child, days, z = (np.concatenate(column) for column in zip(*rows, strict=True))
    later = level + _moved(generator, trend, turn, jump, age, 2.0)
    return child, days, z, age, level, later


def _moved(generator, trend, turn, jump, age, months):
    ill = np.where(age >= turn, jump, 0.0)
    return (np.where(age < 24, trend, 0.3 * trend) + ill) * months + generator.normal(
        0, 0.05 * np.sqrt(months), len(age)
    )


def area(score, outcome):
    """Return the area under the curve by ranks."""
    order = np.argsort(score, kind="stable")
    ranks = np.empty(len(score))
    ranks[order] = np.arange(1, len(score) + 1)
    hits = outcome.sum()
    return (ranks[outcome].sum() - hits * (hits + 1) / 2) / (hits * (len(score) - hits))


def main():
    """Print areas, Brier scores, calibration and alerts for two measurement errors."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 8000
    for error in (0.25, 0.6):
        generator = np.random.default_rng(7)
        train = children(generator, count, error)
        start = time.process_time()
        usual = watch.fit(watch.arrange(*train[:3]))
        spent = time.process_time() - start
        child, days, z, age, _, later = children(generator, count, error)
        visits = watch.arrange(child, days, z)
        state, _ = watch.follow(visits, usual)
        rows = np.arange(len(visits.child))
        last, before = visits.z[rows, visits.count - 1], visits.z[rows, np.maximum(visits.count - 2, 0)]
        chance = watch.chance_below(watch.ahead(state, age[visits.child] + 2.0, usual))
        low = later[visits.child] < -2
        asked = (last >= -2) & (visits.count >= 3)
        base = low[asked].mean()
        print(f"\nerror {error}: {asked.sum()} children last measured at -2 or above and seen 3 times or more")
        print(f"{100 * base:.1f} % of them truly are below -2 three months on")
        print(f"fitted in {spent:.1f} CPU s: {usual}")
        print(f"area under the curve: last value {area(-last[asked], low[asked]):.3f}, "
              f"raw drop {area((before - last)[asked], low[asked]):.3f}, "
              f"filter {area(chance[asked], low[asked]):.3f}")  # fmt: skip
        print(f"Brier: filter {np.mean((chance[asked] - low[asked]) ** 2):.4f}, base rate {base * (1 - base):.4f}")
        for b in watch.calibration(chance[asked], low[asked], (0, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1.0)):
            print(f"  said {100 * b.low:3.0f}-{100 * b.high:3.0f} %: n {b.n:5d}, said {100 * b.said:5.1f} %, "
                  f"came {100 * b.came:5.1f} % ({100 * b.came_low:.1f}-{100 * b.came_high:.1f})")  # fmt: skip
        told = watch.alerts(visits, usual, age[visits.child] - 1.0)
        for rule in ("severe_confirmed", "confirmed_below", "unconfirmed_below", "likely_below"):
            named = np.array([alert.child for alert in told if alert.rule == rule], dtype=int)
            if len(named):
                share = 100 * (later[named] < -2).mean()
                print(f"  {rule}: {len(named)} children, {share:.0f} % truly below -2 three months on")


if __name__ == "__main__":
    main()
