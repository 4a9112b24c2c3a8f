"""A NIK is evidence about a child only where it can be that child's."""

import datetime

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.linkage import nik


def read(text, born="2021-03-05"):
    return nik.read_column(pa.array([text]), np.array([born], dtype="datetime64[D]"))


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("3201010503210003", "usable"),
        ("'3201010503210003", "usable"),
        ("3201 0105 0321 0003", "usable"),
        ("3201010503210003.0", "usable"),
        ("", "blank"),
        (None, "blank"),
        ("-", "blank"),
        ("0", "blank"),
        ("0000000000000000", "blank"),
        ("9999999999999999", "placeholder"),
        ("1234567890123456", "placeholder"),
        ("3201010000000000", "placeholder"),
        ("3201019999999999", "placeholder"),
        ("3201010503210000", "placeholder"),
        ("320101050321000", "length"),
        ("32010105032100031", "length"),
        ("3.20101E+15", "length"),
        ("belum ada", "length"),
        ("3201013203210003", "impossible"),
        ("3201010513210003", "impossible"),
        ("3201013002210003", "impossible"),
        ("3201018003210003", "impossible"),
        ("9801010503210003", "impossible"),
        ("3200010503210003", "impossible"),
        ("5401010503210003", "usable"),
        ("32010***********", "masked"),
        ("320101050321****", "masked"),
        ("3***************", "length"),
        ("3201014501950003", "parent"),
        ("3201010101090001", "parent"),
    ],
)
def test_what_a_nik_is(text, kind):
    found = read(text)
    assert found.kind[0] == kind
    assert (found.number[0] >= 0) == (kind == "usable")
    assert (found.parent[0] >= 0) == (kind == "parent")


def test_girls_have_forty_added_to_the_day():
    found = read("3201014503210003")
    assert found.born[0] == np.datetime64("2021-03-05") and found.female[0]
    assert not read("3201010503210003").female[0]


def test_a_corrected_birth_date_does_not_refuse_the_nik():
    assert read("3201010503210003", "2019-11-20").kind[0] == "usable"


def test_without_a_birth_date_the_column_tells_children_from_adults():
    cells = pa.array(["3201010503210003", "3201014501950003", "3201010503200001"])
    born = np.array(["2021-03-05", "NaT", "2020-03-05"], dtype="datetime64[D]")
    assert nik.read_column(cells, born).kind.tolist() == ["usable", "parent", "usable"]


def test_masked_start_is_kept():
    assert read("32010***********").start.to_pylist() == ["32010"]
    assert read("3201010503210003").start.to_pylist() == [""]


def test_another_sequence_for_one_place_and_day_is_another_child():
    assert nik.same_place_and_date(3201010503210001, 3201010503210002)
    assert not nik.same_place_and_date(3201010503210001, 3201010503210001)
    assert not nik.same_place_and_date(3201010503210001, 3201010603210001)


def test_an_empty_column_is_read():
    assert nik.read_column(pa.array([], pa.string()), np.array([], dtype="datetime64[D]")).kind.tolist() == []


@given(st.dates(datetime.date(2010, 1, 1), datetime.date(2030, 12, 31)), st.booleans(), st.integers(1, 998))
def test_a_nik_made_by_the_rules_is_read_back(born, female, sequence):
    day = born.day + 40 * female
    found = read(f"320101{day:02d}{born:%m%y}{sequence:04d}", born.isoformat())
    assert (found.kind[0], found.born[0], found.female[0]) == ("usable", np.datetime64(born, "D"), female)


@given(st.text(alphabet="0123456789*x .-'E+", max_size=20) | st.text())
def test_any_text_is_read(text):
    found = read(text)
    assert found.kind[0] in {"usable", "blank", "masked", "length", "placeholder", "impossible", "parent"}
