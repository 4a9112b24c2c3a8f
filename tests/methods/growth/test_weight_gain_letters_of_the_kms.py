"""N, T, O and B as a kader would write them, month by month, and how many T stand in a row."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.knowledge.growth.lms import lms_table
from rembuk.methods.growth import GAINS, Measures, months_not_gaining, weight_gains


def letters(visits, sex=1, born="2024-01-05", *, curve=True):
    """Return the letters of one child's visits [(date, kg), …]."""
    days = np.array([date for date, _ in visits], dtype="datetime64[D]")
    measures = Measures(
        np.full(len(visits), sex),
        (days - np.datetime64(born)).astype(float),
        weight_kg=np.array([kg for _, kg in visits], dtype=float),
    )
    codes = weight_gains(np.zeros(len(visits), int), days, measures, curve=curve)
    return "".join(GAINS[code] or "-" for code in codes)


def test_a_year_of_a_child():
    visits = [
        ("2024-01-05", 3.2),   # birth: first weighing
        ("2024-02-05", 4.0),   # 1 month: + 800 g, the minimum is 800
        ("2024-03-05", 4.85),  # 2 months: + 850, the minimum is 900, and the curve falls
        ("2024-05-05", 6.0),   # April was missed
        ("2024-06-05", 6.0),   # flat
        ("2024-07-05", 5.9),   # falling
        ("2024-08-05", 6.4),   # 7 months: + 500
    ]  # fmt: skip
    assert letters(visits) == "BNTOTTN"


@pytest.mark.parametrize("sex,gain,letter", [(1, 0.39, "T"), (1, 0.4, "N"), (2, 0.29, "T"), (2, 0.3, "N")])
def test_the_minimum_of_month_7_differs_by_sex(sex, gain, letter):
    visits = [("2024-07-06", 7.0), ("2024-08-06", 7.0 + gain)]
    assert letters(visits, sex, curve=False) == "B" + letter


def test_the_curve_followed_is_a_gain_even_below_the_minimum_and_a_crossing_downward_is_not():
    median = lms_table("wei").numbers[0, :, 1]
    first, second = 1200, 1231
    followed = [("2027-04-19", median[first]), ("2027-05-20", median[second])]
    assert 0 < median[second] - median[first] < 0.2
    assert letters(followed, born="2024-01-05") == "BN"
    assert letters(followed, born="2024-01-05", curve=False) == "BT"
    assert letters([followed[0], ("2027-05-20", median[second] - 0.1)]) == "BT"


def test_the_last_weighing_of_a_month_counts():
    assert letters([("2024-03-01", 5.0), ("2024-04-02", 5.1), ("2024-04-28", 6.0), ("2024-05-02", 6.8)]) == "B-NN"


def test_the_month_is_that_of_the_calendar_over_new_year():
    assert letters([("2024-12-30", 9.0), ("2025-01-02", 9.5)]) == "BN"
    assert letters([("2024-11-30", 9.0), ("2025-01-02", 9.5)]) == "BO"


def test_a_visit_without_weight_or_date_is_blank_and_leaves_a_gap():
    assert letters([("2024-03-01", 5.0), ("2024-04-01", np.nan), ("2024-05-01", 6.0)]) == "B-O"
    assert letters([("2024-03-01", 5.0), ("NaT", 5.5), ("2024-04-01", 5.9)]) == "B-N"


def test_an_unknown_sex_can_only_be_judged_when_the_weight_falls():
    assert letters([("2024-03-01", 5.0), ("2024-04-01", 6.0)], sex=0) == "B-"
    assert letters([("2024-03-01", 5.0), ("2024-04-01", 5.0)], sex=0) == "BT"


def test_in_the_first_month_the_curve_alone_decides():
    assert letters([("2024-01-25", 3.0), ("2024-02-03", 3.6)]) == "BN"
    assert letters([("2024-01-25", 4.5), ("2024-02-03", 4.55)]) == "BT"
    assert letters([("2024-01-25", 4.5), ("2024-02-03", 4.55)], curve=False) == "B-"


def test_nobody():
    assert len(weight_gains(np.array([], int), np.array([], "datetime64[D]"), Measures(np.array([], np.int8)))) == 0


@pytest.mark.parametrize("row,counts", [
    ("BNTT", [0, 0, 1, 2]), ("BTOT", [0, 1, 1, 2]), ("BTNT", [0, 1, 0, 1]), ("TT-T", [1, 2, 2, 3]), ("OOB", [0, 0, 0]),
])  # fmt: skip
def test_t_in_a_row(row, counts):
    codes = np.array(["-NTOB".index(letter) for letter in row], dtype=np.int8)
    days = np.datetime64("2024-01-01") + 31 * np.arange(len(row))
    assert months_not_gaining(np.zeros(len(row), int), days, codes).tolist() == counts


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 400), st.sampled_from([0, 1, 2, 3, 4])), max_size=40),
       st.randoms(use_true_random=False))  # fmt: skip
@settings(max_examples=60, deadline=None)
def test_t_in_a_row_counted_by_hand_in_any_order_of_rows(rows, random):
    rows = list({(child, day): (child, day, code) for child, day, code in rows}.values())
    random.shuffle(rows)
    expected = {}
    for child in {row[0] for row in rows}:
        run = 0
        for _, day, code in sorted(row for row in rows if row[0] == child):
            run = run + 1 if code == 2 else 0 if code in {1, 4} else run
            expected[child, day] = run
    child, day, code = (np.array([row[i] for row in rows], dtype=int) for i in range(3))
    found = months_not_gaining(child, np.datetime64("2024-01-01") + day, code.astype(np.int8))
    assert found.tolist() == [expected[row[0], row[1]] for row in rows]


@given(st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_the_order_of_rows_and_the_other_children_change_no_letter(random):
    noise = np.random.default_rng(random.randrange(2**32))
    child = np.repeat(np.arange(20), 12)
    day = np.tile(np.datetime64("2024-01-03") + 30 * np.arange(12), 20) + noise.integers(0, 25, 240)
    weight = 5 + np.cumsum(noise.normal(0.3, 0.3, 240))
    measures = Measures(1 + child % 2, 30.0 * np.tile(np.arange(12), 20), weight_kg=weight)
    together = weight_gains(child, day, measures)
    order = noise.permutation(240)
    shuffled = Measures(measures.sex[order], measures.age_days[order], weight_kg=weight[order])
    assert weight_gains(child[order], day[order], shuffled).tolist() == together[order].tolist()
    one = child == 7
    alone = Measures(measures.sex[one], measures.age_days[one], weight_kg=weight[one])
    assert weight_gains(child[one], day[one], alone).tolist() == together[one].tolist()
