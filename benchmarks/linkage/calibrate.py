"""Fit how likely a row's best link is, when nothing speaks against it; writes ``knowledge/linkage/calibration.json``.

    python -m benchmarks.linkage.calibrate [--children 50000] [--seed 101]

Run after ``train``, on a training seed, both levels together.
"""

from __future__ import annotations

import argparse
import json

import numpy as np
from benchmarks.linkage import generate, noise
from benchmarks.linkage.train import MODEL

from rembuk.methods.linkage import decide, duck, prepare

LEAST, MOST = -12.0, 20.0


def best_links(children: int, level: noise.Level, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Return weight and truth of the best links that nothing speaks against."""
    left, right, truth = generate.make(children, level, seed)
    con = duck.connect()
    duck.load_register(con, prepare.prepare(left, "").columns)
    duck.load_delivery(con, prepare.prepare(right, "").columns)
    duck.score(con, children, LEAST)
    best = duck.best(con, decide.OFFERED)
    alone = (decide.decide(best).remark == 0) & (np.asarray(best["rank"]) == 1)
    ids = [np.asarray(table["id"].to_pylist()) for table in (left, right)]
    pairs = np.char.add(ids[0][np.asarray(best["left"])], ids[1][np.asarray(best["right"])])
    true = np.char.add(np.asarray(truth["left_id"].to_pylist()), np.asarray(truth["right_id"].to_pylist()))
    return np.asarray(best["weight"])[alone], np.isin(pairs, true)[alone]


def main() -> None:
    """Fit by Newton's method and write shift and slope."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=50_000)
    parser.add_argument("--seed", type=int, default=101)
    chosen = parser.parse_args()
    files = [best_links(chosen.children, level, chosen.seed) for level in noise.LEVELS.values()]
    weight = np.clip(np.concatenate([file[0] for file in files]), LEAST, MOST)
    right = np.concatenate([file[1] for file in files])
    matrix = np.stack([np.ones_like(weight), weight], axis=1)
    line = np.array([0.0, 1.0])
    for _ in range(40):
        probability = 1 / (1 + 2.0 ** -(matrix @ line))
        slopes = matrix * (probability * (1 - probability) * np.log(2))[:, None]
        line += np.linalg.solve(slopes.T @ matrix, matrix.T @ (right - probability))
    path = MODEL.with_name("calibration.json")
    facts = json.loads(path.read_text("utf-8"))
    facts["shift"], facts["slope"] = (round(float(value), 3) for value in line)
    path.write_text(json.dumps(facts, indent=2) + "\n", "utf-8")
    print(facts["shift"], facts["slope"])


if __name__ == "__main__":
    main()
