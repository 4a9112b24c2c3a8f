"""Order of the rows, size of the blocks, and floating-point noise in units change no z-score."""

from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.methods.growth.oracle import measures

from rembuk.methods.growth import INDICES, Measures, score, scoring

ALL = measures()


def pick(rows):
    return Measures(**{field.name: getattr(ALL, field.name)[rows] for field in fields(ALL)})


def assert_same(left, right):
    for code in INDICES:
        np.testing.assert_array_equal(left.z[code], right.z[code])
        np.testing.assert_array_equal(left.flag[code], right.flag[code])
    np.testing.assert_array_equal(left.adjusted_cm, right.adjusted_cm)


BASE = score(ALL)


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=10, deadline=None)
def test_the_order_of_rows(seed):
    rows = np.random.default_rng(seed).permutation(len(ALL))
    shuffled = score(pick(rows))
    for code in INDICES:
        np.testing.assert_array_equal(shuffled.z[code], BASE.z[code][rows])
        np.testing.assert_array_equal(shuffled.flag[code], BASE.flag[code][rows])


@given(st.integers(1, 6000))
@settings(max_examples=15, deadline=None)
def test_the_size_of_a_block(size):
    size = max(size, 7)
    before, scoring.BLOCK = scoring.BLOCK, size
    try:
        assert_same(score(ALL), BASE)
    finally:
        scoring.BLOCK = before


@given(st.lists(st.integers(0, len(ALL) - 1), min_size=1, max_size=50))
@settings(max_examples=30, deadline=None)
def test_the_company_a_child_is_in(rows):
    rows = np.array(rows)
    some = score(pick(rows))
    for code in INDICES:
        np.testing.assert_array_equal(some.z[code], BASE.z[code][rows])


@given(st.integers(0, 2**32 - 1))
@settings(max_examples=15, deadline=None)
def test_noise_in_the_last_bits_of_every_measure(seed):
    """Units converted to and fro (grams, millimetres, months) move the last bits; no z may move with them."""
    noise = np.random.default_rng(seed)
    moved = {}
    for field in fields(ALL):
        values = getattr(ALL, field.name)
        if values.dtype == np.float64:
            values = values * (1 + noise.integers(-4, 5, len(values)) * 2.0**-52)
        moved[field.name] = values
    assert_same(score(Measures(**moved)), BASE)


def test_kilograms_from_grams_and_centimetres_from_millimetres():
    grams = np.rint(ALL.weight_kg * 1000)
    moved = {field.name: getattr(ALL, field.name) for field in fields(ALL)}
    moved["weight_kg"] = grams * 0.001
    moved["length_height_cm"] = np.rint(ALL.length_height_cm * 1000) * 0.001
    moved["age_days"] = ALL.age_days / 30.4375 * 30.4375
    assert_same(score(Measures(**moved)), BASE)


def test_a_thousandth_more_weight_would_be_seen():
    """Guards the guard: the comparison above can fail."""
    moved = {field.name: getattr(ALL, field.name) for field in fields(ALL)}
    moved["weight_kg"] = ALL.weight_kg * 1.001
    assert not np.array_equal(score(Measures(**moved)).z["waz"], BASE.z["waz"], equal_nan=True)
