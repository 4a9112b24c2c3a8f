"""The one model: Splink settings in their published form, read from ``knowledge/linkage/model.json``.

The same dictionary goes to Splink on DuckDB and on Spark. Weights are trained once on made-up files and shipped
(how: ``model-source.json`` beside it), so that a file of three rows is scored as soundly as one of a million; only the
frequencies of names, dates and villages come from the register at hand.
"""

from __future__ import annotations

import copy
import functools
import json
import math
import re
from importlib import resources
from typing import Any

#: Columns whose values are rarer or commoner than others, with how common an unseen value is taken to be and how many
#: rows that belief weighs. Few rows say little about how common a name is; then the belief decides.
FREQUENCIES: dict[str, tuple[float, float]] = {
    "name": (1e-4, 500.0),
    "first": (2e-3, 500.0),
    "last": (2e-3, 500.0),
    "mother": (4e-4, 500.0),
    "mother_first": (4e-3, 500.0),
    "birth_date": (5.5e-4, 2000.0),
    "village": (5e-3, 200.0),
}
#: The register size that the shipped prior was trained on, and the smallest one the prior is reckoned for.
TRAINED_REGISTER = 50_000
LEAST_REGISTER = 20_000


def settings(register_rows: int) -> dict[str, Any]:
    """Return the Splink settings for a register of so many rows: the share of true pairs among all depends on it."""
    model = copy.deepcopy(_file("model.json"))
    model["probability_two_random_records_match"] *= TRAINED_REGISTER / max(register_rows, LEAST_REGISTER)
    return model


def blocking_keys() -> dict[str, tuple[list[str], int]]:
    """Return for each blocking key its columns and how many register rows may share a value."""
    facts = _file("blocking.json")
    return {key: (rule["columns"], rule.get("most", facts["most"])) for key, rule in facts["keys"].items()}


def calibration() -> tuple[float, float]:
    """Return shift and slope of the log2 odds that a row's best link, which has no rival, is right."""
    facts = _file("calibration.json")
    return facts["shift"], facts["slope"]


def comparisons() -> list[str]:
    """Return the names of the comparisons, in the model's order."""
    return [comparison["output_column_name"] for comparison in _file("model.json")["comparisons"]]


@functools.cache
def words(comparison: str) -> dict[int, str]:
    """Return what each level of a comparison says, by Splink's number (-1 = not known, 0 = nothing agrees)."""
    return {number: level["label_for_charts"] for number, level in numbered(comparison)}


@functools.cache
def level_sql(comparison: str) -> str:
    """Return the SQL that tells which level two rows reach, as Splink numbers them."""
    cases = [
        f"ELSE {number}" if level["sql_condition"] == "ELSE" else f"WHEN {level['sql_condition']} THEN {number}"
        for number, level in numbered(comparison)
    ]
    return f"CASE {' '.join(cases)} END"


@functools.cache
def weight_sql(comparison: str) -> str:
    """Return the SQL of a comparison's part of the match weight in bits, as Splink reckons it from the settings."""
    cases = []
    for _, level in numbered(comparison):
        known = not level.get("is_null_level")
        bits = repr(math.log2(level["m_probability"] / level["u_probability"])) if known else "0.0"
        if "tf_adjustment_column" in level:
            left, right = (f"tf_{level['tf_adjustment_column']}_{side}" for side in "lr")
            share = f"greatest(coalesce({left}, {right}), coalesce({right}, {left}), {level['tf_minimum_u_value']})"
            common = math.log2(level["u_probability"])
            bits += f" + coalesce({level['tf_adjustment_weight']} * ({common!r} - log2({share})), 0.0)"
        condition = level["sql_condition"]
        cases.append(f"ELSE {bits}" if condition == "ELSE" else f"WHEN {condition} THEN {bits}")
    return f"(CASE {' '.join(cases)} END)::DOUBLE"


@functools.cache
def columns(comparison: str) -> list[str]:
    """Return the columns that a comparison looks at."""
    conditions = " ".join(level["sql_condition"] for _, level in numbered(comparison))
    return sorted(set(re.findall(r"\b(\w+)_[lr]\b", conditions)))


def numbered(comparison: str) -> list[tuple[int, dict[str, Any]]]:
    """Return a comparison's levels in their order, with the numbers that Splink gives them."""
    found = next(c for c in _file("model.json")["comparisons"] if c["output_column_name"] == comparison)
    levels = found["comparison_levels"]
    known = sum(1 for level in levels if not level.get("is_null_level"))
    numbered: list[tuple[int, dict[str, Any]]] = []
    for level in levels:
        if not level.get("is_null_level"):
            known -= 1
        numbered.append((-1 if level.get("is_null_level") else known, level))
    return numbered


@functools.cache
def _file(name: str) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((resources.files("rembuk.knowledge.linkage") / name).read_text("utf-8"))
    return facts
