"""Double help and missing help: what overlaps is found, what follows one after the other is not."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.allocation.checks import Help, doubles, without_help

DAY = date(2026, 1, 1)
PMT = Help("b1", "a1", "pmt", "dinkes", DAY, date(2026, 3, 31))


def help_(identity: str, kind: str, giver: str, since: date, until: date | None = None, who: str = "a1") -> Help:
    return Help(identity, who, kind, giver, since, until)


def test_overlap_of_one_purpose_is_double_and_two_kinds_may_be_one_purpose() -> None:
    parcel = help_("b2", "paket_pangan", "genting", date(2026, 3, 31))
    assert doubles([PMT, parcel]) == []
    (found,) = doubles([PMT, parcel], {"pmt": "makanan", "paket_pangan": "makanan"})
    assert (found.first, found.second, found.purpose) == ("b1", "b2", "makanan")
    assert (found.since, found.until, found.same_giver) == (date(2026, 3, 31), date(2026, 3, 31), False)


def test_one_after_the_other_is_not_double() -> None:
    assert doubles([PMT, help_("b2", "pmt", "baznas", date(2026, 4, 1))]) == []


def test_the_same_giver_twice_is_said() -> None:
    (found,) = doubles([PMT, help_("b2", "pmt", "dinkes", date(2026, 2, 1))])
    assert found.same_giver and found.until == date(2026, 3, 31)


def test_help_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="b9"):
        doubles([help_("b9", "pmt", "x", DAY, DAY - timedelta(days=1))])


spans = st.lists(
    st.tuples(st.integers(0, 20), st.one_of(st.none(), st.integers(0, 10)), st.sampled_from("ab")), max_size=9
)


@given(spans)
def test_every_overlapping_pair_is_found_once(rows: list[tuple[int, int | None, str]]) -> None:
    given_ = [
        help_(
            f"b{i}", "pmt", "x", DAY + timedelta(days=s), None if n is None else DAY + timedelta(days=s + n), f"{who}1"
        )
        for i, (s, n, who) in enumerate(rows)
    ]

    def overlap(one: Help, two: Help) -> bool:
        far = date.max
        return one.since <= (two.until or far) and two.since <= (one.until or far)

    expected = {
        frozenset((one.id, two.id))
        for i, one in enumerate(given_)
        for two in given_[i + 1 :]
        if one.recipient == two.recipient and overlap(one, two)
    }
    found = [frozenset((d.first, d.second)) for d in doubles(given_)]
    assert set(found) == expected and len(found) == len(expected)


def test_missing_help_is_seen_on_the_day() -> None:
    needed = [("a1", "pmt"), ("a2", "pmt"), ("a1", "air"), ("a1", "pmt")]
    assert without_help(needed, [PMT], date(2026, 3, 31)) == [("a2", "pmt"), ("a1", "air")]
    assert without_help(needed, [PMT], date(2026, 4, 1)) == [("a1", "pmt"), ("a2", "pmt"), ("a1", "air")]
    parcel = help_("b2", "paket_pangan", "genting", DAY, who="a2")
    same = {"pmt": "makanan", "paket_pangan": "makanan"}
    assert without_help(needed, [PMT, parcel], DAY, same) == [("a1", "air")]
