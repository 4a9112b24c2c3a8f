"""What is explained is what was computed, for every reference child; and every missing z-score has its reason."""

import math
from dataclasses import fields

import numpy as np
import pytest
from tests.methods.growth.oracle import ROWS, measures

from rembuk.methods.growth import INDICES, LYING, STANDING, Measures, score
from rembuk.methods.growth.explanation import REASONS, explain

ALL = measures()


def one(at):
    return Measures(**{field.name: getattr(ALL, field.name)[at : at + 1] for field in fields(ALL)})


def test_every_third_reference_child():
    scores = score(ALL)
    reasons = set()
    for at in range(0, len(ROWS), 3):
        for steps in explain(one(at)).indices:
            z = scores.z[steps.code][at]
            if math.isnan(z):
                assert steps.calculation is None
                assert steps.reason in REASONS
                reasons.add(steps.reason)
                continue
            done = steps.calculation
            assert done.z == z
            assert abs(done.unrounded - z) <= 0.005 + 1e-9 * abs(z)
            assert done.flag == scores.flag[steps.code][at]
            assert (done.line_3 is not None) == (INDICES[steps.code].restricted and abs(done.plain) > 3)
    assert reasons == set(REASONS)


def test_the_two_rows_and_the_way_between_them():
    child = Measures([2], [731.0], weight_kg=[9.1], length_height_cm=[79.43], position=[LYING])
    explanation = explain(child)
    assert (explanation.position_rule, explanation.adjusted_cm) == ("minus-0.7", 78.73)
    done = explanation.indices[2].calculation
    assert (done.table, [row.key for row in done.rows]) == ("wfh", [78.7, 78.8])
    assert done.fraction == pytest.approx(0.3)
    assert done.used.median == pytest.approx(9.9695 + 0.3 * (9.9892 - 9.9695))
    assert (done.category_column, done.category) == ("bb_tb", "Gizi baik (normal)")


@pytest.mark.parametrize("age,position,rule", [
    (100, STANDING, "too-young-to-stand"), (400, STANDING, "plus-0.7"), (800, LYING, "minus-0.7"),
    (800, STANDING, "none"), (400, LYING, "none"), (400, 0, "unknown"), (math.nan, LYING, "none"),
])  # fmt: skip
def test_the_position_rule_has_a_name(age, position, rule):
    child = Measures([1], [float(age)], weight_kg=[9.0], length_height_cm=[75.0], position=[position])
    assert explain(child).position_rule == rule


def test_only_one_child_at_a_time():
    with pytest.raises(ValueError, match="one child"):
        explain(Measures(np.array([1, 2]), np.array([1.0, 2.0])))
