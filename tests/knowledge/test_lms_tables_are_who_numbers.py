"""The growth tables hold WHO's numbers, all of them, and nothing else."""

import numpy as np
import pytest

from rembuk.knowledge.growth.lms import NUMBER_HASHES, lms_table, number_hash

ROWS = {"len": 3654, "wei": 3654, "bmi": 3654, "hc": 3654, "ac": 3472, "ts": 3472, "ss": 3472, "wfl": 1302, "wfh": 1102}


@pytest.mark.parametrize("name", NUMBER_HASHES)
def test_every_number_is_who_s(name):
    table = lms_table(name)
    assert table.numbers.shape == (2, ROWS[name] // 2, 3)
    assert number_hash(table.numbers, table.first) == NUMBER_HASHES[name]


def test_one_changed_digit_is_found():
    numbers = lms_table("wfl").numbers.copy()
    numbers[1, 505, 1] += 0.0001
    assert number_hash(numbers, 450) != NUMBER_HASHES["wfl"]


@pytest.mark.parametrize("name", ["hc", "ac", "wfl", "wfh"])
def test_medians_rise_from_row_to_row(name):
    assert (np.diff(lms_table(name).numbers[..., 1], axis=1) > 0).all()


def test_length_falls_only_where_lying_gives_way_to_standing():
    steps = np.diff(lms_table("len").numbers[..., 1], axis=1)
    assert [list(np.flatnonzero(row <= 0) + 1) for row in steps] == [[731], [731]]
    assert steps[:, 730] == pytest.approx(-0.7, abs=0.05)


def test_weight_falls_only_in_the_first_days():
    steps = np.diff(lms_table("wei").numbers[..., 1], axis=1)
    assert max(np.flatnonzero(row < 0).max() for row in steps) < 7


@pytest.mark.parametrize("name", ["wfl", "wfh"])
def test_power_is_one_number_a_sex_in_weight_for_length_and_height(name):
    power = lms_table(name).numbers[..., 0]
    assert (power[0] == -0.3521).all()
    assert (power[1] == -0.3833).all()


@pytest.mark.parametrize("name", ["len", "hc"])
def test_length_and_head_are_not_skewed(name):
    assert (lms_table(name).numbers[..., 0] == 1).all()


def test_the_tables_cannot_be_changed_by_those_who_read_them():
    with pytest.raises(ValueError, match="read-only"):
        lms_table("len").numbers[0, 0, 1] = 50
