"""CPU seconds of the statistics. Usage: python benchmarks/statistics.py [--peer PYTHON_WITH_SVY]."""

import argparse
import csv
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from rembuk.methods.statistics import lokus, prevalence, quality, survey, villages, watch
from rembuk.methods.statistics.prevalence import Grouping

SURVEY = Path(__file__).parent.parent / "tests" / "methods" / "statistics" / "data" / "survey_faulty_input.csv"

#: The same figures by svy (all children, sex and team; stunted, wasted, HAZ), as its own documentation does it.
PEER = """
import sys, time
import polars as pl
import svy
data = pl.read_csv(sys.argv[1], infer_schema_length=None).filter(pl.col("stunted").is_not_null())
def run():
    sample = svy.Sample(data, svy.Design(stratum="stratum", psu="psu", wgt="sample_weight", singleton="center"))
    for by in (None, "sex", "area", "team"):
        sample.estimation.mean("stunted", by=by) if by else sample.estimation.mean("stunted")
run()
start = time.process_time()
run()
print(time.process_time() - start)
"""


def timed(name, work, repeat=3):
    """Print the smallest CPU time of a few runs."""
    spent = []
    for _ in range(repeat):
        start = time.process_time()
        work()
        spent.append(time.process_time() - start)
    print(f"{name:72s} {min(spent):8.4f} s")


def reference_sample():
    """Return the reference survey with its full design and the groups of the oracle."""
    with SURVEY.open() as file:
        rows = list(csv.DictReader(file))

    def number(name):
        return np.array([float(row[name]) if row[name] else np.nan for row in rows])

    def text(name):
        return [row[name] for row in rows]

    return prevalence.Sample(
        z={i: np.where(number(f"{i}_flag") == 0, number(i), np.nan) for i in prevalence.INDICES},
        oedema=np.array([row["oedema"] == "y" for row in rows]),
        design=survey.Design.of(len(rows), number("sample_weight"), text("psu"), text("stratum")),
        groupings=[Grouping.of(name, text(name)) for name in ("sex", "area", "team")],
    )


def large_sample(generator, rows=350_000, strata=1000, villages_count=440):
    """Return a national-sized survey: 1,000 strata of 35 clusters of 10 children."""
    z = {index: np.round(generator.normal(-1, 1.1, rows), 2) for index in prevalence.INDICES}
    cluster = np.arange(rows) // 10
    return prevalence.Sample(
        z=z,
        oedema=np.zeros(rows, dtype=bool),
        design=survey.Design.of(rows, generator.uniform(50, 200, rows), cluster, cluster % strata),
        groupings=[Grouping.of("village", [str(v) for v in cluster % villages_count])],
    )


def register(generator, rows=300_000, posyandu=2500):
    """Return a month of a large district, every child seen twice."""
    day = np.datetime64("2026-01-05") + (np.arange(rows) % 2) * np.timedelta64(31, "D")
    z = generator.normal(-1, 1.1, (3, rows))
    visits = quality.Measurements(
        present=frozenset({"sex", "age", "weight", "height", "child", "day"}),
        sex=generator.integers(1, 3, rows),
        age_days=generator.uniform(0, 1826, rows),
        weight=np.round(generator.normal(11, 2, rows), 1),
        height=np.round(generator.normal(85, 9, rows), 1),
        muac=np.full(rows, np.nan),
        z=dict(zip(("haz", "waz", "whz"), z, strict=True)),
        outside={index: np.abs(values) > 5 for index, values in zip(("haz", "waz", "whz"), z, strict=True)},
        child=np.arange(rows) // 2,
        day=day,
        place=np.arange(rows) // 2 % posyandu,
    )
    return visits, Grouping.of("posyandu", [str(i // 2 % posyandu) for i in range(rows)])


def main():
    """Run everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", help="a Python that has svy")
    peer = parser.parse_args().peer
    generator = np.random.default_rng(20261122)
    sample = reference_sample()
    prevalence.table(sample)
    timed("reference survey, full design, 12 indicators x 9 groups", lambda: prevalence.table(sample))
    timed("reference survey, one mean of all children", lambda: survey.means(sample.design, sample.z["haz"]))
    big = large_sample(generator)
    timed(
        "350,000 rows, 35,000 clusters, 1,000 strata, one mean",
        lambda: survey.means(big.design, big.z["haz"]),
    )
    timed("350,000 rows, 12 indicators x (all + 440 villages)", lambda: prevalence.table(big), 1)
    visits, groups = register(generator)
    timed(
        "data quality, 300,000 visits, all + 2,500 posyandu",
        lambda: sum(1 for _ in quality.table(visits, (groups,))),
        1,
    )
    n_present = generator.integers(30, 400, 440)
    measured = (n_present * generator.uniform(0.2, 0.9, 440)).astype(int)
    cases = generator.binomial(measured, generator.beta(4, 14, 440))
    names = [f"Desa {i}" for i in range(440)]
    villages.estimate(cases, measured, n_present)
    timed("440 villages: fit, estimates, intervals", lambda: villages.estimate(cases, measured, n_present))
    found = villages.estimate(cases, measured, n_present)
    timed("440 villages: lokus by cases and by prevalence, tiers, reasons", lambda: lokus.choose(names, found, 40))
    timed(
        "440 villages: the what-if (delta = .7), estimates and intervals",
        lambda: villages.estimate(cases, measured, n_present, delta=0.7),
    )
    child = np.repeat(np.arange(100_000), 12)
    age = np.tile(np.arange(12) * 61.0 + 100, 100_000)
    z = generator.normal(-1, 1, len(child))
    timed("watch: 100,000 children x 12 visits, arranged", lambda: watch.arrange(child, age, z), 1)
    arranged = watch.arrange(child, age, z)
    timed("watch: 100,000 children x 12 visits, filtered", lambda: watch.follow(arranged, watch.Parameters()), 1)
    timed("watch: parameters by likelihood on 2,000 children", lambda: watch.fit(arranged), 1)
    if peer:
        done = subprocess.run([peer, "-c", PEER, str(SURVEY)], capture_output=True, text=True, check=False)
        print("svy, stunting only, all + sex + area + team (warm):", done.stdout.strip() or done.stderr[-500:])

        def ours():
            stunted = (sample.z["haz"] < -2) + np.where(np.isnan(sample.z["haz"]), np.nan, 0.0)
            survey.means(sample.design, stunted)
            for group in sample.groupings:
                survey.means(sample.design, stunted, group.code)

        timed("the same by rembuk", ours)


if __name__ == "__main__":
    sys.exit(main())
