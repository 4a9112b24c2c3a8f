"""The edges of the WHO rules, one child at a time: ages, positions, lengths, absurd values, flags."""

import math

import numpy as np
import pytest

from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth import INDICES, LYING, STANDING, UNKNOWN, Measures, score

BY_WEIGHT_AND_AGE = ("haz", "waz", "baz")


def child(sex=1, age=400.0, weight=9.5, height=76.0, position=UNKNOWN, oedema=False, **more):
    """Return one child's z-scores by code, None where undefined, and ``adjusted``."""
    as_array = {name: np.array([value], dtype=float) for name, value in more.items()}
    scores = score(
        Measures(
            np.array([sex]), np.array([age]), np.array([weight]), np.array([height]),
            np.array([position]), np.array([oedema]), **as_array,
        )
    )  # fmt: skip
    out = {code: None if math.isnan(z[0]) else float(z[0]) for code, z in scores.z.items()}
    return out | {"adjusted": float(scores.adjusted_cm[0]), "flags": {c: int(f[0]) for c, f in scores.flag.items()}}


def median(name, sex, key):
    table = lms_table(name)
    return table.numbers[sex - 1, key - table.first, 1]


@pytest.mark.parametrize("sex", [1, 2])
@pytest.mark.parametrize("day", [0, 1, 90, 91, 273, 274, 275, 364, 365, 366, 729, 730, 731, 732, 1825, 1826])
def test_the_median_child_has_z_zero_on_its_own_day(sex, day):
    got = child(sex, day, median("wei", sex, day), median("len", sex, day), head_cm=median("hc", sex, day))
    assert (got["haz"], got["waz"], got["hcz"]) == (0, 0, 0)


@pytest.mark.parametrize(
    "name,code,column", [("ac", "muacz", "muac_cm"), ("ts", "tsz", "triceps_mm"), ("ss", "ssz", "subscapular_mm")]
)
def test_arm_and_skinfolds_begin_on_day_91(name, code, column):
    assert child(age=90, **{column: 13.0})[code] is None
    assert child(age=90.49, **{column: 13.0})[code] is None
    assert child(age=90.5, **{column: median(name, 1, 91)})[code] == 0
    assert child(age=1826, **{column: median(name, 1, 1826)})[code] == 0


@pytest.mark.parametrize(
    "age,day", [(0.49, 0), (0.5, 1), (730.4, 730), (730.5, 731), (1.5, 2), (2.5, 3), (1826.24, 1826)]
)
def test_fractions_of_a_day_round_half_up(age, day):
    assert child(age=age, height=median("len", 1, day))["haz"] == 0


@pytest.mark.parametrize("age", [1826.25, 1826.3, 1827, 1855, 1856, 3000, -1, -0.001, 1e12, math.inf])
def test_no_z_at_sixty_months_and_beyond_or_before_birth(age):
    got = child(age=age, weight=15, height=100, head_cm=50, muac_cm=15, triceps_mm=8, subscapular_mm=6)
    assert all(got[code] is None for code in INDICES)
    assert set(got["flags"].values()) == {-1}


@pytest.mark.parametrize("age,position,height,adjusted", [
    (273, STANDING, 70.0, 70.0), (273.93, STANDING, 70.0, 70.0), (273.9375, STANDING, 70.0, 70.7),
    (274, STANDING, 70.0, 70.7),
    (730, STANDING, 85.0, 85.7), (730.5, STANDING, 85.0, 85.0), (731, STANDING, 85.0, 85.0),
    (730, LYING, 85.0, 85.0), (730.49, LYING, 85.0, 85.0), (730.5, LYING, 85.0, 84.3), (731, LYING, 85.0, 84.3),
    (400, UNKNOWN, 85.0, 85.0), (900, UNKNOWN, 85.0, 85.0), (math.nan, LYING, 85.0, 85.0),
    (math.nan, STANDING, 85.0, 85.0),
])  # fmt: skip
def test_position_moves_the_length_only_where_it_is_the_wrong_one_for_the_age(age, position, height, adjusted):
    assert child(age=age, position=position, height=height)["adjusted"] == adjusted


@pytest.mark.parametrize("age,height,has", [
    (400, 44.9, False), (400, 44.95, False), (400, 45.0, True), (400, 110.0, True), (400, 110.01, False),
    (400, 110.1, False),
    (900, 64.9, False), (900, 64.99, False), (900, 65.0, True), (900, 120.0, True), (900, 120.04, False),
    (900, 120.1, False),
])  # fmt: skip
def test_weight_for_length_and_height_end_with_their_tables(age, height, has):
    assert (child(age=age, height=height)["whz"] is not None) == has


@pytest.mark.parametrize("age,position,height,has", [
    (900, LYING, 65.7, True), (900, LYING, 65.6, False), (900, LYING, 120.7, True), (900, LYING, 120.8, False),
    (400, STANDING, 44.3, True), (400, STANDING, 44.2, False), (400, STANDING, 109.3, True),
    (400, STANDING, 109.4, False),
])  # fmt: skip
def test_the_ends_of_the_tables_hold_for_the_adjusted_length(age, position, height, has):
    assert (child(age=age, position=position, height=height)["whz"] is not None) == has


def test_between_two_rows_m_and_s_are_interpolated():
    m0, m1 = median("wfl", 1, 700), median("wfl", 1, 701)
    assert child(height=70.05, weight=(m0 + m1) / 2)["whz"] == 0
    assert child(height=70.02, weight=m0 + 0.2 * (m1 - m0))["whz"] == 0


@pytest.mark.parametrize("height,position,table", [
    (86.9, UNKNOWN, "wfl"), (86.99, UNKNOWN, "wfl"), (87.0, UNKNOWN, "wfh"), (95.0, LYING, "wfl"),
    (80.0, STANDING, "wfh"),
])  # fmt: skip
def test_without_an_age_only_weight_for_length_is_left_and_the_position_chooses_the_table(height, position, table):
    tenth = math.floor(height * 10 + 1e-6)
    fraction = height * 10 - tenth
    middle = median(table, 2, tenth) * (1 - fraction) + median(table, 2, tenth + 1) * fraction
    got = child(2, math.nan, middle, height, position)
    assert got["whz"] == 0
    assert all(got[code] is None for code in INDICES if code != "whz")


def test_103_1_lying_from_day_731_reads_the_row_of_102_4():
    middle = median("wfh", 1, 1024)
    assert child(age=1000, height=103.1, position=LYING, weight=middle)["whz"] == 0


@pytest.mark.parametrize("weight", [0, -3.0, math.nan, math.inf, 1e300])
def test_a_weight_that_cannot_be_gives_no_index_with_weight(weight):
    got = child(weight=weight)
    assert [got[code] for code in ("waz", "whz", "baz")] == [None] * 3
    assert got["haz"] is not None


@pytest.mark.parametrize("height", [0, -5.0, math.nan, math.inf, 1e300])
def test_a_length_that_cannot_be_gives_no_index_with_length(height):
    got = child(height=height)
    assert [got[code] for code in ("haz", "whz", "baz")] == [None] * 3
    assert got["waz"] is not None


def test_oedema_takes_away_every_index_with_weight_and_no_other():
    got = child(oedema=True, head_cm=46, muac_cm=14, triceps_mm=8, subscapular_mm=6)
    assert {code for code in INDICES if got[code] is None} == {"waz", "whz", "baz"}


@pytest.mark.parametrize("sex", [0, 3, -1])
def test_an_unknown_sex_gives_no_z_at_all(sex):
    got = child(sex, head_cm=46, muac_cm=14, triceps_mm=8, subscapular_mm=6)
    assert all(got[code] is None for code in INDICES)


def test_beyond_three_sd_the_lines_are_evenly_spaced_for_weight_and_not_bent_for_height():
    power, middle, spread = lms_table("wei").numbers[0, 400]
    line = {k: middle * (1 + power * spread * k) ** (1 / power) for k in (-3, -2, 2, 3)}
    assert child(weight=line[3])["waz"] == 3
    assert child(weight=line[3] + 2 * (line[3] - line[2]))["waz"] == 5
    assert child(weight=line[-3] - 1.5 * (line[-2] - line[-3]))["waz"] == -4.5
    length, spread = lms_table("len").numbers[0, 400, 1:]
    assert child(height=length * (1 - 4.5 * spread))["haz"] == -4.5


@pytest.mark.parametrize("code,z,flag", [
    ("haz", -6.0, 0), ("haz", -6.01, 1), ("haz", 6.0, 0), ("haz", 6.01, 1),
    ("waz", -6.0, 0), ("waz", -6.01, 1), ("waz", 5.0, 0), ("waz", 5.01, 1),
])  # fmt: skip
def test_flag_limits_are_compared_with_the_rounded_z(code, z, flag):
    if code == "haz":
        _, middle, spread = lms_table("len").numbers[0, 400]
        got = child(height=middle * (1 + (z + 0.004) * spread))
    else:
        power, middle, spread = lms_table("wei").numbers[0, 400]
        sd = lambda k: middle * (1 + power * spread * k) ** (1 / power)  # noqa: E731
        side = math.copysign(1, z)
        got = child(weight=sd(3 * side) + (abs(z) - 3 + 0.004) * (sd(3 * side) - sd(2 * side)))
    assert (got[code], got["flags"][code]) == (z, flag)


def test_zero_has_no_minus_sign():
    got = child(height=median("len", 1, 400) - 0.001)
    assert math.copysign(1, got["haz"]) == 1


def test_columns_that_were_not_measured_give_no_z():
    scores = score(Measures(np.array([1, 2]), np.array([100.0, 200.0]), weight_kg=np.array([6.0, 7.0])))
    assert not np.isnan(scores.z["waz"]).any()
    assert all(np.isnan(scores.z[code]).all() for code in INDICES if code != "waz")
    assert np.isnan(scores.adjusted_cm).all()


def test_no_child_at_all():
    scores = score(Measures(np.array([], dtype=np.int8), np.array([])))
    assert all(len(z) == 0 for z in scores.z.values())


def test_only_the_asked_indices_are_computed():
    m = Measures(np.array([1]), np.array([100.0]), weight_kg=np.array([6.0]), length_height_cm=np.array([61.0]))
    assert list(score(m, ["whz", "haz"]).z) == ["haz", "whz"]


def test_arrays_of_different_length_are_an_error():
    with pytest.raises(ValueError, match="weight_kg"):
        Measures(np.array([1, 2]), np.array([1.0, 2.0]), weight_kg=np.array([4.0]))
