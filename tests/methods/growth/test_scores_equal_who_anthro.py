"""Every z-score and flag equals WHO's own program; where it errs, the right value, or its value on request."""

import numpy as np
import pytest
from tests.methods.growth.oracle import KNOWN_FAULTS, ROWS, flags, measures, numbers

from rembuk.methods.growth import INDICES, score


@pytest.fixture(scope="module")
def scores():
    return score(measures())


@pytest.mark.parametrize("code", INDICES)
def test_z_is_equal_but_for_the_known_faults(scores, code):
    expected = numbers(code)
    for i, row in enumerate(ROWS):
        expected[i] = KNOWN_FAULTS.get(code, {}).get(row["id"], expected[i])
    np.testing.assert_array_equal(scores.z[code], expected)


@pytest.mark.parametrize("code", INDICES)
def test_flags_are_equal(scores, code):
    expected = flags(f"{code}_flag")
    for i, row in enumerate(ROWS):
        if np.isnan(KNOWN_FAULTS.get(code, {}).get(row["id"], 0)):
            expected[i] = -1
    np.testing.assert_array_equal(scores.flag[code], expected)


@pytest.mark.parametrize("code", INDICES)
def test_r_compatible_repeats_every_fault(code):
    scores = score(measures(), r_compatible=True)
    np.testing.assert_array_equal(scores.z[code], numbers(code))
    np.testing.assert_array_equal(scores.flag[code], flags(f"{code}_flag"))


@pytest.mark.parametrize("r_compatible", [False, True])
def test_adjusted_length_is_equal_to_the_last_digit(r_compatible):
    found = score(measures(), r_compatible=r_compatible).adjusted_cm
    np.testing.assert_array_equal(found, numbers("length_height_adjusted_cm"))


@pytest.mark.parametrize("code", INDICES)
def test_whole_hundredths_are_the_same_number(scores, code):
    centi = scores.centi(code, missing=-(10**9))
    known = ~np.isnan(scores.z[code])
    np.testing.assert_array_equal(centi[known] / 100, scores.z[code][known])
    assert (centi[~known] == -(10**9)).all()
