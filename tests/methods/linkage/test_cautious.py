"""The same child again is recognised, twins stay two, and what is unsure is asked."""

import datetime
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.linkage.cautious import Key, Register

SARI = Key("SARI ALIN", "BUDI HARTN", "f", datetime.date(2024, 3, 5), "village 1", b"nik of sari")


def decide(row, *children):
    return Register(enumerate(children or (SARI,))).decide(row)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nik": None},
        {"area": "village 2"},
        {"nik": b"mistyped"},
        {"parent": "", "nik": None},
        {"parent": "BUDI", "nik": None},
        {"birth_date": datetime.date(2024, 5, 3)},
        {"name": "SARI"},
        {"name": "SRI ALN", "nik": None},
    ],
)
def test_plainly_the_same_child(changes):
    decision = decide(replace(SARI, **changes))
    assert (decision.kind, decision.child) == ("same", 0), decision.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"nik": None, "parent": "WAYAN"},
        {"nik": None, "birth_date": datetime.date(2024, 5, 3)},
        {"nik": None, "name": ""},
        {"nik": None, "name": "SARI DIWI"},
        {"nik": None, "parent": "", "area": "village 2"},
        {"name": "AHMAD", "parent": "TUTI", "birth_date": datetime.date(2022, 1, 1)},
    ],
)
def test_what_is_unsure_is_asked(changes):
    row = replace(SARI, **changes)
    register = [replace(SARI, parent="")] if changes.get("area") else [SARI]
    decision = decide(row, *register)
    assert (decision.kind, decision.child) == ("ask", 0), decision.reason


@pytest.mark.parametrize(
    "changes",
    [
        {"nik": None, "name": "DINI"},
        {"nik": b"another", "name": "DINI"},
        {"nik": None, "birth_date": datetime.date(2021, 7, 9)},
        {"nik": None, "sex": "m"},
        {"nik": None, "name": "AHMAD", "parent": "TUTI", "birth_date": datetime.date(2022, 1, 1)},
    ],
)
def test_twins_siblings_and_strangers_are_other_children(changes):
    assert decide(replace(SARI, **changes)).kind == "new"


def test_two_children_who_fit_are_a_question():
    assert decide(replace(SARI, nik=None), SARI, SARI).kind == "ask"


words = st.lists(st.sampled_from(["SARI", "DINI", "AHMAD", "TUTI", "BUDI"]), max_size=2).map(" ".join)
children = st.builds(
    Key,
    words,
    words,
    st.sampled_from("mf"),
    st.dates(datetime.date(2024, 1, 1), datetime.date(2024, 1, 20)),
    st.sampled_from(["a", "b"]),
    st.none() | st.sampled_from([b"1", b"2", b"3"]),
)


@given(st.lists(children, max_size=8), children)
def test_a_child_in_the_register_is_never_new_when_it_comes_again(others, child):
    if not (child.name or child.parent or child.nik):
        return
    register = Register(enumerate([child, *others]))
    assert register.decide(child).kind in {"same", "ask"}


@given(st.lists(children, min_size=1, max_size=8), children)
def test_twins_with_names_that_share_nothing_are_never_merged(register, child):
    decision = Register(enumerate(register)).decide(child)
    if decision.kind == "same":
        found = register[decision.child]
        assert found.nik == child.nik is not None or found.birth_date == child.birth_date
        shared = set(found.name.split()) & set(child.name.split())
        assert shared or not found.name or not child.name
