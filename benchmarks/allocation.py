"""Speed and quality of the proposal in a large made-up district: 100,000 children, 20 kinds of help, 500 givers.

PYTHONPATH=src python benchmarks/allocation.py [--children 100000]
"""

from __future__ import annotations

import argparse
import resource
import time
from collections.abc import Callable

import numpy as np

from rembuk.methods.allocation.greedy import propose
from rembuk.methods.allocation.model import Needs, Offers, Plan
from rembuk.methods.allocation.optimum import best_possible, possible_gain

KINDS = 20
PER_KECAMATAN = 10


def district(children: int, seed: int = 1, budgets: bool = False) -> tuple[Needs, Offers]:
    """Return a made-up district: about five needs a child, 440 villages in 44 kecamatan, quotas for 70 per cent."""
    random = np.random.default_rng(seed)
    villages = max(10, 440 * children // 100_000)
    home = random.choice(villages, children, p=random.dirichlet(np.full(villages, 3.0)))
    urgency = np.round(random.gamma(2.0, 1.0, children), 2)
    child, kind = np.nonzero(random.random((children, KINDS)) < 0.25)
    names = [f"desa{v:03}" for v in range(villages)]
    units = random.integers(1, 4, len(child))
    needs = Needs.of(
        [f"n{i}" for i in range(len(child))],
        [f"a{c}" for c in child.tolist()],
        [names[home[c]] for c in child.tolist()],
        [f"jenis{k:02}" for k in kind.tolist()],
        units,
        urgency[child],
        {f"jenis{k:02}": round(float(b), 2) for k, b in enumerate(random.uniform(0.5, 3, KINDS))},
    )
    givers = max(5, 500 * children // 100_000)
    rows = []
    for giver in range(givers):
        for what in random.choice(KINDS, random.integers(1, 6), replace=False):
            if random.random() < 0.15:
                served = None
            else:
                first = int(random.integers(0, max(1, villages // PER_KECAMATAN))) * PER_KECAMATAN
                served = frozenset(names[first : first + PER_KECAMATAN])
            rows.append((f"p{giver:03}", f"jenis{what:02}", served, int(random.integers(1, 100)) * 1000))
    share = random.dirichlet(np.full(len(rows), 1.0))
    offers = Offers.of(
        [row[0] for row in rows],
        [row[1] for row in rows],
        np.floor(share * units.sum() * 0.7),
        [row[2] for row in rows],
        [row[3] for row in rows],
        {f"p{g:03}": int(random.integers(5, 200)) * children * 1000 // 500 for g in range(givers)} if budgets else None,
    )
    return needs, offers


def timed(name: str, work: Callable[[], Plan]) -> Plan:
    """Run, and print seconds, size and quality."""
    wall, cpu = time.perf_counter(), time.process_time()
    plan = work()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    served = int(plan.units.sum()) / max(1, int(plan.needs.units.sum()))
    print(
        f"{name:<34} wall {wall:6.2f} s  CPU {cpu:6.2f} s  lines {len(plan.need):>7}  units served {served:6.1%}"
        f"  of ceiling {1 - plan.gap:8.4%}  villages below floor {len(plan.below_floor)}"
    )
    return plan


def main() -> None:
    """Measure the whole district, then compare a small one with the linear programme."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--children", type=int, default=100_000)
    children = parser.parse_args().children
    needs, offers = district(children)
    print(f"{children} children, {len(needs)} needs, {len(offers)} offers of {len(set(offers.givers))} givers")
    plan = timed("proposal", lambda: propose(needs, offers))
    begin = time.process_time()
    rows = sum(1 for _ in plan.lines()) + sum(1 for _ in plan.unserved())
    print(f"{'reasons for every line':<34} CPU {time.process_time() - begin:6.2f} s  {rows} rows")
    timed("proposal, floor 50 % a village", lambda: propose(needs, offers, 0.5))
    paid = district(children, budgets=True)
    timed("proposal, budgets of givers", lambda: propose(*paid))
    timed("proposal, budgets and floor 30 %", lambda: propose(*paid, 0.3))
    print("against the linear programme (HiGHS), 5,000 children:")
    for seed in range(1, 4):
        small = district(5000, seed)
        begin = time.process_time()
        best = best_possible(*small)
        seconds = time.process_time() - begin
        print(f"  seed {seed}: no floors {propose(*small).value / best:.5%} of the optimum (HiGHS {seconds:.1f} s CPU)")
        print(
            f"          floor 50 % {1 - possible_gain(propose(*small, 0.5), 0.5):.5%} of the optimum with these floors"
        )
        tight = district(5000, seed, budgets=True)
        print(f"          budgets {1 - possible_gain(propose(*tight)):.5%} of the bound with budgets")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
