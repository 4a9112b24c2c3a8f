"""The faults put into the reference survey are found, at the team that made them; small groups are not judged."""

import csv
import dataclasses
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from rembuk.methods.statistics import checks, digits, quality, repeated
from rembuk.methods.statistics.prevalence import Grouping

DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def survey():
    with (DATA / "survey_faulty_input.csv").open() as file:
        rows = list(csv.DictReader(file))

    def number(name):
        return np.array([float(row[name]) if row[name] else np.nan for row in rows])

    n = len(rows)
    visits = quality.Measurements(
        present=frozenset({"sex", "age", "weight", "height", "muac"}),
        sex=number("sex").astype(int),
        age_days=number("age_days"),
        weight=number("weight_kg"),
        height=number("length_height_cm"),
        muac=number("muac_cm"),
        z={i: number(i) for i in ("haz", "waz", "whz")},
        outside={i: number(f"{i}_flag") == 1 for i in ("haz", "waz", "whz")},
        child=np.full(n, -1),
        day=np.full(n, "NaT", "datetime64[D]"),
        place=np.zeros(n, dtype=int),
    )
    return visits, Grouping.of("team", [row["team"] for row in rows])


@pytest.fixture(scope="module")
def found(survey):
    visits, teams = survey
    return {(group, finding.check): finding for _, group, finding in quality.table(visits, (teams,))}


def test_team_2_rounds_weights_and_team_3_heights(found):
    assert [found[team, "digits_weight"].klass == "problem" for team in "1234"] == [False, True, False, False]
    assert [found[team, "digits_height"].klass == "problem" for team in "1234"] == [False, False, True, False]
    assert "70 % berat berakhir" in found["2", "digits_weight"].next_step


def test_team_4_measures_badly(found):
    assert [found[team, "sd_whz"].klass == "problem" for team in "1234"] == [False, False, False, True]
    assert found["4", "sd_whz"].value == pytest.approx(1.2605, abs=1e-4)


def test_boys_and_heaped_ages_are_found(found):
    assert found["", "sex_ratio"].klass == "problem"
    assert "58 % laki-laki" in found["", "sex_ratio"].next_step
    assert found["", "age_heaping_12"].klass == "problem"
    assert "189 dari 749" in found["", "age_heaping_12"].next_step


def test_the_total_stands_beside_its_parts(found):
    total = found["", "smart_total"]
    assert (total.value, total.klass) == (24, "acceptable")
    parts = [f for (group, check), f in found.items() if group == "" and check != "smart_total" and f.penalty]
    assert sum(part.penalty for part in parts) == 24


def test_haz_is_not_held_to_the_limits_of_whz(found):
    assert {found[team, "sd_haz"].klass for team in ("", "1", "2", "3", "4")} == {"not_judged"}


def test_listed_children_are_those_the_findings_count(survey, found):
    listed = quality.to_measure_again(survey[0])
    for index in ("haz", "whz"):
        rows = {item.row for item in listed if item.check == f"who_flag_{index}"}
        assert rows == set(np.flatnonzero(survey[0].outside[index]).tolist())
        assert f"Ukur ulang {len(rows)} anak" in found["", f"who_flag_{index}"].next_step


def test_both_kinds_of_flags_are_shown(found):
    assert found["", "smart_flag_haz"].value > found["", "who_flag_haz"].value > 0


def small(n, **changes):
    base = quality.Measurements(
        present=frozenset({"sex", "age", "weight", "height"}),
        sex=np.tile([1, 2], n)[:n],
        age_days=np.linspace(190, 1800, n),
        weight=8 + np.arange(n) % 40 / 10,
        height=80 + np.arange(n) * 7 % 100 / 10,
        muac=np.full(n, np.nan),
        z={"whz": np.linspace(-1.5, 1.5, n)},
        outside={"whz": np.zeros(n, dtype=bool)},
        child=np.full(n, -1),
        day=np.full(n, "NaT", "datetime64[D]"),
        place=np.zeros(n, dtype=int),
    )
    return dataclasses.replace(base, **changes)


def verdicts(visits):
    return {finding.check: finding for _, _, finding in quality.table(visits)}


def test_a_small_group_says_so_instead_of_judging():
    found = verdicts(small(12))
    for check in ("digits_weight", "sd_whz", "sex_ratio", "age_ratio", "skew_whz", "smart_total"):
        assert found[check].klass == "too_few", check
    assert found["smart_total"].value is None


def test_a_small_group_is_judged_where_the_evidence_is_strong():
    assert verdicts(small(20, height=np.full(20, 80.0)))["digits_height"].klass == "problem"
    assert verdicts(small(20, weight=np.full(20, np.nan)))["missing_weight"].klass == "problem"


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_tiny_tables_give_no_nan(n):
    for finding in verdicts(small(n)).values():
        assert finding.value is None or np.isfinite(finding.value)
        assert finding.p is None or np.isfinite(finding.p)
        assert finding.next_step or finding.check == "children"


def test_all_equal_values_are_no_shape():
    found = verdicts(small(150, z={"whz": np.full(150, -1.0)}))
    assert found["skew_whz"].klass == found["kurtosis_whz"].klass == "no_data"
    assert found["sd_whz"].value == 0


def test_skewness_is_judged_by_its_absolute_value():
    """mwana compares signed values, so -1.5 is «excellent»."""
    assert checks.smart_step("skew_whz", -1.5) == 3
    assert checks.smart_step("kurtosis_whz", -0.3) == 1


@pytest.mark.parametrize(
    ("check", "value", "step"),
    [
        ("smart_flag_whz", 2.5, 0),
        ("smart_flag_whz", 7.6, 3),
        ("sd_whz", 0.9, 0),
        ("sd_whz", 1.15, 1),
        ("sd_whz", 0.8, 2),
        ("sd_whz", 1.21, 3),
        ("sex_ratio", 0.1, 1),
        ("sex_ratio", 0.001, 3),
        ("digits_weight", 8, 1),
        ("digits_weight", 20, 3),
    ],
)
def test_smart_limits(check, value, step):
    assert checks.smart_step(check, value) == step


def visits_of(*rows):
    """Rows of (child, day, weight, height)."""
    child, day, weight, height = zip(*rows, strict=True)
    return (
        np.array(child),
        np.array(day, dtype="datetime64[D]"),
        np.array(weight, dtype=float),
        np.array(height, dtype=float),
    )


def test_children_do_not_shrink():
    child, day, _, height = visits_of(
        (1, "2026-03-01", 9, 79.0),
        (1, "2026-01-01", 9, 80.0),
        (1, "2026-02-01", 9, 80.5),
        (2, "2026-02-01", 9, 70.0),
        (2, "2026-03-01", 9, 69.0),
        (-1, "2026-03-01", 9, 50.0),
    )
    before = repeated.previous_visit(child, day)
    assert before.tolist() == [2, -1, 1, -1, 3, -1]
    fallen, told = repeated.shrunk(before, height, 1.0)
    assert fallen.tolist() == [True, False, False, False, False, False]
    assert told.sum() == 3


def test_values_carried_forward_and_double_rows():
    child, day, weight, height = visits_of(
        (1, "2026-01-01", 9.1, 80),
        (1, "2026-02-01", 9.1, 80),
        (1, "2026-02-01", 9.1, 80),
        (1, "2026-02-05", 9.1, 80),
        (2, "2026-01-01", 9.1, 80),
        (2, "2026-02-01", 9.3, 80),
    )
    before = repeated.previous_visit(child, day)
    carried, _ = repeated.carried_forward(before, day, weight, height, 14)
    assert carried.tolist() == [False, True, True, False, False, False]
    assert repeated.doubled(child, day)[0].tolist() == [False, False, True, False, False, False]


def test_three_children_with_the_same_values_on_one_day_are_a_copy():
    day = np.array(["2026-01-05"] * 4 + ["2026-02-05"], dtype="datetime64[D]")
    weight, height = np.array([9.1, 9.1, 9.1, 8.0, 9.1]), np.array([80.0, 80, 80, 75, 80])
    place = np.zeros(5, dtype=int)
    sex, age = np.array([1, 2, 1, 1, 1]), np.array([400.0, 410, 500, 600, 700])
    assert repeated.copied(place, day, sex, age, weight, height)[0].tolist() == [True, True, True, False, False]
    twins = repeated.copied(place[:2], day[:2], sex[:2], age[:2], weight[:2], height[:2])[0]
    assert not twins.any(), "two may be chance"


def test_ratio_is_prop_test_with_continuity_correction():
    square, p = stats.chisquare([544 - 0.5, 401 + 0.5], [472.5, 472.5])
    assert digits.ratio(544, 401).p == pytest.approx(p)
    assert square > 0
    assert digits.ratio(5, 5).p == 1
    assert digits.ratio(0, 0) is None
    assert digits.ratio(3, 0).value is None


@given(st.lists(st.floats(-6, 6), min_size=3, max_size=60))
def test_shape_is_that_of_scipy(z):
    z = np.array(z)
    shape = digits.spread(z)
    if shape.skew is None or z.std() < 1e-3:
        return
    assert shape.skew == pytest.approx(stats.skew(z), abs=1e-6)
    assert shape.kurtosis == pytest.approx(stats.kurtosis(z), abs=1e-6)


def test_a_thousand_posyandu_in_a_few_seconds():
    generator = np.random.default_rng(1)
    n = 40_000
    visits = small(
        n,
        weight=np.round(generator.normal(10, 2, n), 1),
        height=np.round(generator.normal(85, 8, n), 1),
        z={"whz": generator.normal(0, 1, n)},
        child=np.arange(n) // 2,
        day=np.datetime64("2026-01-05") + (np.arange(n) % 2) * np.timedelta64(31, "D"),
        present=frozenset({"sex", "age", "weight", "height", "child", "day"}),
    )
    start = time.process_time()
    rows = sum(1 for _ in quality.table(visits, (Grouping.of("p", [str(i % 1000) for i in range(n)]),)))
    assert rows > 1000 * 15
    assert time.process_time() - start < 8
