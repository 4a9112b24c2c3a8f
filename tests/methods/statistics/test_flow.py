"""Every child of a changed count has one place in the account, and the account closes."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.statistics.flow import (
    Absence,
    Status,
    Succession,
    bridge,
    bridge_from_sigizi,
    flow,
    flow_sentence,
    lines_of_villages,
)

statuses, absences = st.sampled_from(list(Status)), st.sampled_from(list(Absence))


@given(st.lists(st.tuples(statuses, statuses, statuses, absences), max_size=60))
def test_the_account_closes_exactly(children):
    old, known, new, why = (
        (np.array(column, dtype=int) for column in zip(*children, strict=True)) if children else [[]] * 4
    )
    steps = flow(old, known, new, why)
    assert steps[0].total == sum(s == Status.STUNTED for s in old)
    assert steps[-1].total == sum(s == Status.STUNTED for s in new)
    assert steps[0].total + sum(step.children for step in steps) == steps[-1].total
    assert next(step for step in steps if step.name == "corrected").total == sum(s == Status.STUNTED for s in known)
    for before, after in itertools.pairwise(steps):
        assert before.total + after.children == after.total >= 0


def test_each_child_has_its_line():
    s = Status
    old = [s.STUNTED, s.STUNTED, s.STUNTED, s.STUNTED, s.NOT_STUNTED, s.ABSENT, s.STUNTED]
    known = [s.STUNTED, s.STUNTED, s.STUNTED, s.NOT_STUNTED, s.NOT_STUNTED, s.ABSENT, s.STUNTED]
    new = [s.ABSENT, s.NOT_MEASURED, s.NOT_STUNTED, s.NOT_STUNTED, s.STUNTED, s.STUNTED, s.STUNTED]
    why = [Absence.AGE, 0, 0, 0, 0, Absence.AGE, 0]
    counted = {step.name: step.children for step in flow(old, known, new, why)}
    assert {name: n for name, n in counted.items() if n} == {
        "corrected_out": -1,
        "aged_out": -1,
        "not_measured_now": -1,
        "recovered": -1,
        "newly_stunted": 1,
        "born": 1,
    }
    said = flow_sentence(flow(old, known, new, why))
    assert said.startswith("5 menjadi 3 anak: ")
    assert "−1 tidak diukur kali ini" in said


def test_unknown_codes_and_lengths_are_refused():
    with pytest.raises(ValueError, match="Status"):
        flow([7], [1], [1], [0])
    with pytest.raises(ValueError, match="one element"):
        flow([1, 1], [1], [1], [0])


@given(
    st.lists(
        st.tuples(*[st.booleans()] * 4, st.one_of(st.just(np.nan), st.floats(-7, 7)), st.booleans()),
        max_size=40,
    )
)
def test_the_bridge_adds_up(rows):
    columns = [np.array(column) for column in zip(*rows, strict=True)] if rows else [np.array([])] * 6
    steps = bridge_from_sigizi(*columns)
    for before, after in itertools.pairwise(steps):
        assert before.cases - after.cases_left + after.cases_came == after.cases
    if all(step.percent is not None for step in steps):
        assert steps[0].percent + sum(step.points for step in steps[1:]) == pytest.approx(steps[-1].percent)
    assert all(0 <= step.cases <= step.counted for step in steps)


def test_a_bridge_with_nobody_counted_says_unknown():
    assert bridge([("a", [], [])])[0].percent is None


def test_when_a_village_splits_both_series_stand():
    """Poco Mal left Tenda: the old name, the new ones, and the same ground throughout."""
    counts = {
        "Tenda": {"2019-02": (50, 200), "2020-02": (48, 210), "2021-02": (30, 120)},
        "Poco Mal": {"2021-02": (15, 80)},
    }
    lines = {
        line.name: line
        for line in lines_of_villages(counts, [Succession(("Tenda",), ("Tenda", "Poco Mal"), "2021-01")])
    }
    assert set(lines) == {"Tenda", "Poco Mal", "Poco Mal + Tenda"}
    assert lines["Tenda"].points[-1] == ("2021-02", 30, 120)
    assert "menjadi Tenda, Poco Mal" in lines["Tenda"].note
    assert "sebelumnya Tenda" in lines["Poco Mal"].note
    assert lines["Poco Mal + Tenda"].points == (("2019-02", 50, 200), ("2020-02", 48, 210), ("2021-02", 45, 200))


def test_a_joint_line_leaves_out_what_it_cannot_know():
    counts = {"A": {"2020-02": (5, 50)}, "B": {"2020-02": (6, 60), "2020-08": (7, 60)}, "AB": {"2021-02": (9, 100)}}
    joint = lines_of_villages(counts, [Succession(("A", "B"), ("AB",), "2021-01")])[-1]
    assert [point[0] for point in joint.points] == ["2020-02", "2021-02"]
