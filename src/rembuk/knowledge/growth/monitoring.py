"""Monthly monitoring: the minimum gain of the KMS, and when a kader measures again or refers, from their data files."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.categories import load


@dataclass(frozen=True)
class Rule:
    """One rule of referral: what it looks at, its limit (one of three kinds), and what is to be done."""

    code: str
    action: str
    sign: str
    sentence: str
    at_least: float | None = None
    below: float | None = None
    above: float | None = None


@dataclass(frozen=True)
class RuleSet:
    """Rules in the order in which they are told."""

    code: str
    title: str
    source: str
    rules: tuple[Rule, ...]


@cache
def minimum_gain_grams() -> NDArray[np.float64]:
    """Return the KBM in grams, shape (2 sexes, months 0 to 60), boys first; NaN where the table has none (month 0)."""
    data = load("kbm.json")
    grams = np.full((2, data["last_month"] + 1), np.nan)
    for entry in data["grams"]:
        grams[:, entry["from_month"] :] = [[entry["male"]], [entry["female"]]]
    grams.setflags(write=False)
    return grams


@cache
def rule_sets() -> dict[str, RuleSet]:
    """Return every set of referral rules by its code; the default comes first."""
    data = load("referral_rules.json")
    sets = {
        code: RuleSet(code, one["title"], one["source"], tuple(Rule(**rule) for rule in one["rules"]))
        for code, one in data["sets"].items()
    }
    return {data["default"]: sets[data["default"]], **sets}
