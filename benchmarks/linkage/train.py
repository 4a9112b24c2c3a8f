"""Train the model's weights on made-up files and write them into ``knowledge/linkage/model.json``.

    python -m benchmarks.linkage.train [--children 50000] [--seeds 101 102 103]

Only the m and u of levels that are not marked as set by hand change; conditions, words and frequencies' weights stay.

How: u of a level is its share among random pairs of different children. The weight of a level, log2(m/u), is fitted by
logistic regression over the candidate pairs of all training files, with the frequency part of each pair as a fixed
offset, and held near the plain Fellegi-Sunter estimate by a penalty, so that rare levels do not run away. Files are
also given without villages' districts, without mothers, without villages and without NIK, for the weights must hold
there too. Test seeds (1, 2, 11 …) are never trained on.
"""

from __future__ import annotations

import argparse
import copy
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
from benchmarks.linkage import generate, noise

from rembuk.methods.linkage import duck, model, prepare

MODEL = Path(prepare.__file__).parents[2] / "knowledge" / "linkage" / "model.json"
VARIANTS = {
    "whole": (),
    "names of villages": ("district", "regency"),
    "no mother": ("mother", "mother_first", "mother_sorted", "mother_skeleton"),
    "no village": ("village", "district", "regency"),
    "no nik": ("nik", "nik_start", "nik_born", "parent_nik"),
}
LEAST_WEIGHT = -16.0
RANDOM_PAIRS = 1_500_000


def candidates(left: pa.Table, right: pa.Table, truth: pa.Table, seed: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return candidate pairs (with ``true``), true pairs and random false pairs, with levels and frequency offsets."""
    con = duck.connect()
    duck.load_register(con, left)
    duck.load_delivery(con, right)
    con.register("truth_ids", truth)
    con.execute(
        'CREATE TABLE truth AS SELECT l.unique_id AS "left", r.unique_id AS "right", 0.0 AS weight, '
        "0.0 AS probability, 1 AS rank FROM truth_ids t "
        "JOIN register l ON l.id = t.left_id JOIN delivery r ON r.id = t.right_id"
    )
    duck.score(con, left.num_rows, LEAST_WEIGHT)
    con.execute("CREATE OR REPLACE TABLE top AS SELECT *, 1 AS rank FROM scored")
    found = _described(con)
    con.execute("CREATE OR REPLACE TABLE top AS SELECT * FROM truth")
    true = _described(con)
    rng = np.random.default_rng(seed)
    pairs = {
        "left": rng.integers(0, left.num_rows, RANDOM_PAIRS),
        "right": rng.integers(0, right.num_rows, RANDOM_PAIRS),
    }
    con.register("random_pairs", pa.table(pairs))
    con.execute(
        'CREATE OR REPLACE TABLE top AS SELECT "left", "right", 0.0 AS weight, 0.0 AS probability, 1 AS rank '
        'FROM random_pairs ANTI JOIN truth USING ("left", "right")'
    )
    return found, true, _described(con)


def _described(con: Any) -> pa.Table:
    """Return the pairs of ``top`` with levels, the frequency part of each comparison, and whether they are true."""
    settings = model.settings(1)
    levels = duck.levels(con)
    con.register("levels", levels)
    parts = []
    for comparison in settings["comparisons"]:
        name = comparison["output_column_name"]
        cases = []
        for number, level in model.numbered(name):
            if "tf_adjustment_column" in level:
                column, least = level["tf_adjustment_column"], level["tf_minimum_u_value"]
                share = (
                    f"greatest(coalesce(l.tf_{column}, r.tf_{column}), coalesce(r.tf_{column}, l.tf_{column}), {least})"
                )
                cases.append(f"WHEN v.{name} = {number} THEN -{level['tf_adjustment_weight']} * log2({share})")
        case = f"(CASE {' '.join(cases)} ELSE 0 END)" if cases else "0"
        parts.append(f"{case}::DOUBLE AS tf_{name}")
    described = con.sql(
        f'SELECT v.*, {", ".join(parts)}, t."left" IS NOT NULL AS true FROM levels v '
        'JOIN register l ON l.unique_id = v."left" JOIN delivery r ON r.unique_id = v."right" '
        'LEFT JOIN truth t ON t."left" = v."left" AND t."right" = v."right"'
    ).to_arrow_table()
    con.unregister("levels")
    return described


def fit(files: list[tuple[pa.Table, pa.Table, pa.Table]], prior: float, penalty: float) -> dict[str, Any]:
    """Return the trained settings from described pairs; ``prior`` is the log2 odds that the files were scored with."""
    trained = copy.deepcopy(model.settings(1))
    names = model.comparisons()
    index: dict[tuple[str, int], int] = {}
    start, fixed, shares, tf_weights = [], [], [], []
    for name in names:
        true = np.concatenate([np.asarray(file[1][name]) for file in files])
        false = np.concatenate([np.asarray(file[2][name]) for file in files])
        for number, level in model.numbered(name):
            if number < 0:
                continue
            index[name, number] = len(start)
            by_hand = bool(level.get("fix_m_probability"))
            m = (np.sum(true == number) + 0.5) / (np.sum(true >= 0) + 1)
            u = (np.sum(false == number) + 0.5) / (np.sum(false >= 0) + 1)
            if by_hand:
                m, u = level["m_probability"], level["u_probability"]
            tf_weight = level.get("tf_adjustment_weight", 0.0) if "tf_adjustment_column" in level else 0.0
            start.append(np.log2(m / u) + tf_weight * np.log2(u))
            fixed.append(by_hand)
            shares.append(u)
            tf_weights.append(tf_weight)
    start_, fixed_ = np.array(start), np.array(fixed)
    matrix, offset, wanted = _design([file[0] for file in files], names, index)
    start_, fixed_ = np.append(start_, prior), np.append(fixed_, False)
    bits = _regress(matrix, offset, wanted, start_, fixed_, penalty)
    trained["probability_two_random_records_match"] = float(f"{1 / (1 + 2 ** -bits[-1]):.4g}")
    for name, comparison in zip(names, trained["comparisons"], strict=True):
        for number, level in _same_levels(name, comparison):
            if number >= 0 and not level.get("fix_m_probability"):
                at = index[name, number]
                ratio = 2 ** (bits[at] - tf_weights[at] * np.log2(shares[at]))
                u = min(shares[at], 0.999 / ratio)
                if "tf_adjustment_column" in level:
                    u = shares[at]
                level["u_probability"] = float(f"{u:.4g}")
                level["m_probability"] = float(f"{u * ratio:.4g}")
    return trained


def _same_levels(name: str, comparison: dict[str, Any]) -> list[tuple[int, dict[str, Any]]]:
    numbers = [number for number, _ in model.numbered(name)]
    return list(zip(numbers, comparison["comparison_levels"], strict=True))


def _design(pairs: list[pa.Table], names: list[str], index: dict[tuple[str, int], int]) -> tuple[Any, Any, Any]:
    rows = sum(table.num_rows for table in pairs)
    matrix = np.zeros((rows, len(index) + 1), dtype=np.float32)
    matrix[:, -1] = 1  # the prior odds
    offset = np.zeros(rows)
    wanted = np.zeros(rows, dtype=bool)
    at = 0
    for table in pairs:
        end = at + table.num_rows
        for name in names:
            reached = np.asarray(table[name])
            for (comparison, number), column in index.items():
                if comparison == name:
                    matrix[at:end, column] = reached == number
            offset[at:end] += np.asarray(table[f"tf_{name}"])
        wanted[at:end] = np.asarray(table["true"])
        at = end
    return matrix, offset, wanted


def _regress(matrix: Any, offset: Any, wanted: Any, start: Any, fixed: Any, penalty: float) -> Any:
    """Fit bits a level by Newton's method, with a quadratic penalty towards ``start``; fixed ones keep theirs."""
    free = np.flatnonzero(~fixed)
    bits = start.copy()
    for _ in range(30):
        odds = np.clip((matrix @ bits.astype(np.float32)).astype(np.float64) + offset, -60, 60)
        probability = 1 / (1 + 2.0**-odds)
        gradient = matrix[:, free].T @ (wanted - probability) * np.log(2) - penalty * (bits - start)[free]
        weight = (probability * (1 - probability) * np.log(2) ** 2).astype(np.float32)
        hessian = (matrix[:, free] * weight[:, None]).T @ matrix[:, free] + penalty * np.eye(len(free))
        step = np.linalg.solve(hessian.astype(np.float64), gradient)
        bits[free] += np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-3:
            break
    return bits


def main() -> None:
    """Make the training files, fit, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=50_000)
    parser.add_argument("--seeds", type=int, nargs="+", default=[101, 102])
    parser.add_argument("--penalty", type=float, default=50.0)
    chosen = parser.parse_args()
    files = []
    for seed in chosen.seeds:
        for level in noise.LEVELS.values():
            left, right, truth = generate.make(chosen.children, level, seed)
            sides = [prepare.prepare(table, "").columns for table in (left, right)]
            for variant, blank in (
                VARIANTS.items() if seed == chosen.seeds[0] and level is noise.HARD else [("whole", ())]
            ):
                dropped = [
                    _without(side, blank) if variant != "names of villages" else _only_names(side) for side in sides
                ]
                files.append(candidates(*dropped, truth, seed))
                print(level.name, seed, variant, files[-1][0].num_rows)
    trained = fit(files, float(np.log2(0.7 / chosen.children)), chosen.penalty)
    MODEL.write_text(json.dumps(trained, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _without(side: pa.Table, columns: tuple[str, ...]) -> pa.Table:
    for column in columns:
        at = side.column_names.index(column)
        side = side.set_column(at, column, pa.nulls(side.num_rows, side.schema.field(column).type))
    return side


def _only_names(side: pa.Table) -> pa.Table:
    at = side.column_names.index("district")
    return _without(side.set_column(at, "district", side["village"]), ("regency",))


if __name__ == "__main__":
    main()
