"""When a kader measures again and when she refers: the rules are data (``knowledge/growth/referral_rules.json``)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.monitoring import Rule, RuleSet, rule_sets
from rembuk.methods.growth.indices import DAYS_A_MONTH
from rembuk.methods.growth.scoring import NOISE, Measures, Scores

#: what is to be done, by ``Referrals.action``; these words go to the kader, who makes no diagnosis
ACTIONS = ("", "ukur ulang", "rujuk")


@dataclass(frozen=True)
class Referrals:
    """``action``: place in ``ACTIONS``, one a visit; ``fired``: which rules, shape (visits, rules of ``rule_set``)."""

    action: NDArray[np.int8]
    fired: NDArray[np.bool_]
    rule_set: RuleSet

    def sentences(self, visit: int) -> list[str]:
        """Return in Indonesian the rules that fired for one visit, the most urgent first."""
        return [rule.sentence for rule, on in zip(self.rule_set.rules, self.fired[visit], strict=True) if on]


def signs(
    measures: Measures,
    scores: Scores,
    not_gaining: NDArray[np.int64],
    length_change_cm: NDArray[np.float64] | None = None,
) -> dict[str, NDArray[np.float64]]:
    """Return what the rules look at, by name, NaN = unknown.

    ``not_gaining`` comes from ``months_not_gaining``; ``length_change_cm`` is the adjusted length less that of the
    visit before. A flagged weight-for-age is no sign (it is measured again first); the arm counts at 6 to 59 months.
    """
    count = len(measures)
    nothing = np.full(count, np.nan)
    age = nothing if measures.age_days is None else measures.age_days
    months = (age + NOISE) / DAYS_A_MONTH
    muac = nothing if measures.muac_cm is None else measures.muac_cm
    oedema = np.zeros(count) if measures.oedema is None else measures.oedema.astype(np.float64)
    return {
        "months_not_gaining": not_gaining.astype(np.float64),
        "waz": np.where(scores.flag["waz"] == 0, scores.z["waz"], np.nan),
        "muac_cm": np.where((muac > 0) & (months >= 6) & (months < 60), muac, np.nan),
        "oedema": oedema,
        "flags": sum(((flag == 1).astype(np.float64) for flag in scores.flag.values()), start=np.zeros(count)),
        "length_change_cm": nothing if length_change_cm is None else length_change_cm,
    }


def referrals(found: dict[str, NDArray[np.float64]], rule_set: str | None = None) -> Referrals:
    """Apply a set of rules (default: Buku KIA 2023) to the ``signs`` of many visits; an unknown sign fires no rule.

    «rujuk» goes before «ukur ulang». Raises ``KeyError`` for a set that does not exist.
    """
    chosen = next(iter(rule_sets().values())) if rule_set is None else rule_sets()[rule_set]
    fired = np.stack([_fires(rule, found[rule.sign]) for rule in chosen.rules], axis=1)
    urgency = np.array([ACTIONS.index(rule.action) for rule in chosen.rules], dtype=np.int8)
    return Referrals(np.max(fired * urgency, axis=1, initial=0), fired, chosen)


def _fires(rule: Rule, sign: NDArray[np.float64]) -> NDArray[np.bool_]:
    if rule.at_least is not None:
        return sign >= rule.at_least
    if rule.below is not None:
        return sign < rule.below - NOISE
    return sign > (np.inf if rule.above is None else rule.above + NOISE)
