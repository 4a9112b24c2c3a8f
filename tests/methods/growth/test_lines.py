"""From z back to the measure: the inverse of the score."""

import numpy as np
import pytest

from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth import Measures, score
from rembuk.methods.growth.lines import value_at


@pytest.mark.parametrize(
    ("code", "table", "measure"), [("waz", "wei", "weight_kg"), ("haz", "len", "length_height_cm")]
)
def test_the_measure_of_a_z_scores_that_z(code, table, measure):
    days = np.arange(0, 1827, 13)
    for z in (-5.5, -3.2, -3.0, -2.0, -0.37, 0.0, 1.0, 3.0, 4.4):
        for sex in (0, 1):
            lms = lms_table(table).numbers[sex, days]
            value = value_at(lms, z, restricted=code == "waz")
            sexes = np.full(len(days), sex + 1, dtype=np.int8)
            got = score(Measures(sexes, age_days=days.astype(float), **{measure: value}), [code]).z[code]
            assert np.abs(got - z).max() <= 0.0101


def test_the_drawn_lines_are_those_of_the_tables():
    lms = lms_table("wei").numbers[0, 0]  # WHO prints for boys at birth: -3 SD 2.1, -2 SD 2.5, +3 SD 5.0 kg
    assert [round(float(value_at(lms, sd)), 1) for sd in (-3, -2, 0, 2, 3)] == [2.1, 2.5, 3.3, 4.4, 5.0]
