"""The proposal: never over a quota or budget, optimal where that is known, the same for any order of the rows."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.allocation import Needs, Offers, Plan, propose
from rembuk.methods.allocation.optimum import best_possible, possible_gain

VILLAGES = ["desa-1", "desa-2", "desa-3", "desa-4"]
KINDS = ["pmt", "air", "kelas"]
BENEFIT = {"pmt": 2.0, "air": 3.0, "kelas": 0.5}


def needs_of(rows: list[tuple[str, str, int, float]]) -> Needs:
    return Needs.of(
        [f"n{i}" for i in range(len(rows))],
        [f"a{i}" for i in range(len(rows))],
        [row[0] for row in rows],
        [row[1] for row in rows],
        [row[2] for row in rows],
        [row[3] for row in rows],
        BENEFIT,
    )


def offers_of(
    rows: list[tuple[str, str, int, frozenset[str] | None, int]], budgets: dict[str, int] | None = None
) -> Offers:
    columns = list(zip(*rows, strict=True)) if rows else [[], [], [], [], []]
    return Offers.of(columns[0], columns[1], columns[2], columns[3], columns[4], budgets)


NEEDS = st.lists(
    st.tuples(st.sampled_from(VILLAGES), st.sampled_from(KINDS), st.integers(1, 4), st.integers(0, 20).map(float)),
    max_size=25,
).map(needs_of)
AREAS = st.one_of(st.none(), st.frozensets(st.sampled_from(VILLAGES), max_size=3))
OFFER_ROWS = st.lists(
    st.tuples(
        st.sampled_from(["p1", "p2", "p3"]), st.sampled_from(KINDS), st.integers(0, 12), AREAS, st.integers(0, 9)
    ),
    max_size=8,
)
BUDGETS = st.dictionaries(st.sampled_from(["p1", "p2", "p3"]), st.integers(0, 60))


def check(plan: Plan) -> None:
    """Every rule that a plan must keep, whatever came in."""
    needs, offers = plan.needs, plan.offers
    assert (plan.units > 0).all()
    served = np.bincount(plan.need, weights=plan.units, minlength=len(needs))
    assert (served <= needs.units).all()
    if len(offers):
        assert (np.bincount(plan.offer, weights=plan.units, minlength=len(offers)) <= offers.units).all()
    for giver, money in offers.budgets.items():
        spent = sum(
            int(units) * int(offers.prices[offer])
            for offer, units in zip(plan.offer, plan.units, strict=True)
            if offers.givers[offer] == giver
        )
        assert spent <= money
    for need, offer in zip(plan.need, plan.offer, strict=True):
        area = offers.villages[offer]
        assert offers.kinds[offer] == needs.kinds[need]
        assert area is None or needs.villages[need] in area
    left = np.zeros(len(needs))
    left[plan.open_need] = plan.open_units
    assert (served + left == needs.units).all() and (plan.open_units > 0).all()
    assert plan.value == pytest.approx(float((served * needs.score).sum()))
    assert plan.value <= plan.ceiling + 1e-9
    assert len(list(plan.lines())) == len(plan.need) and all(line.reason for line in plan.lines())
    assert len(list(plan.unserved())) == len(plan.open_need)


@settings(deadline=None, max_examples=150)
@given(NEEDS, OFFER_ROWS)
def test_without_floors_and_budgets_the_proposal_is_the_optimum(needs: Needs, rows: list) -> None:
    offers = offers_of(rows)
    plan = propose(needs, offers)
    check(plan)
    assert plan.value == pytest.approx(best_possible(needs, offers))
    assert plan.value == plan.ceiling and plan.gap == 0
    assert possible_gain(plan) == pytest.approx(0, abs=1e-9)


@settings(deadline=None, max_examples=100)
@given(NEEDS, OFFER_ROWS, BUDGETS)
def test_budgets_are_kept_and_used_as_well_as_whole_units_allow(needs: Needs, rows: list, budgets: dict) -> None:
    offers = offers_of(rows, budgets)
    plan = propose(needs, offers)
    check(plan)
    best = best_possible(needs, offers)
    priciest = max((int(p) for p in offers.prices), default=0)
    rounding = len(budgets) * (1 + priciest) * float(needs.score.max(initial=0))  # what whole units may cost
    assert best - rounding - 1e-6 <= plan.value <= best + 1e-6


def test_money_goes_where_it_brings_most_in_whole_units() -> None:
    needs = needs_of([("desa-1", "pmt", 1, 5.0), ("desa-1", "kelas", 2, 16.0)])
    offers = offers_of([("p1", "pmt", 5, None, 600), ("p1", "kelas", 5, None, 500)], {"p1": 1000})
    assert propose(needs, offers).value == 16  # two of 8 for 500 each, not one of 10 for 600


@settings(deadline=None, max_examples=100)
@given(NEEDS, OFFER_ROWS, BUDGETS, st.sampled_from([0.2, 0.5, 1.0]))
def test_floors_keep_every_rule_and_say_which_villages_stay_below(
    needs: Needs, rows: list, budgets: dict, floor: float
) -> None:
    plan = propose(needs, offers_of(rows, budgets), floor)
    check(plan)
    got = dict.fromkeys(needs.villages, 0)
    for need, units in zip(plan.need.tolist(), plan.units.tolist(), strict=True):
        got[needs.villages[need]] += units
    for village in got:
        wanted = sum(int(u) for u, v in zip(needs.units, needs.villages, strict=True) if v == village)
        below = got[village] < np.ceil(floor * wanted - 1e-9)
        assert (village in plan.below_floor) == below
        if below:
            assert plan.below_floor[village] == pytest.approx(got[village] / wanted)


def test_a_poor_village_gets_its_floor_from_a_scarce_offer() -> None:
    rich = [("desa-1", "pmt", 1, 20.0 - i / 100) for i in range(10)]
    poor = [("desa-2", "pmt", 1, 1.0) for _ in range(10)]
    needs, offers = needs_of(rich + poor), offers_of([("p1", "pmt", 10, None, 0)])
    free = propose(needs, offers)
    assert free.for_giver("p1") == {("desa-1", "pmt"): 10}
    fair = propose(needs, offers, 0.3)
    assert fair.for_giver("p1") == {("desa-1", "pmt"): 7, ("desa-2", "pmt"): 3}
    assert not fair.below_floor
    assert sum("batas adil" in line.reason for line in fair.lines()) == 3
    assert possible_gain(fair, 0.3) == pytest.approx(0, abs=1e-9)


def test_units_are_handed_on_when_that_makes_room() -> None:
    """p1 could serve both villages, p2 only desa-1: a plain greedy that gives desa-1 to p1 would leave desa-2 empty."""
    needs = needs_of([("desa-1", "pmt", 5, 9.0), ("desa-2", "pmt", 5, 8.0)])
    offers = offers_of([("p1", "pmt", 5, frozenset(VILLAGES[:2]), 0), ("p2", "pmt", 5, frozenset(VILLAGES[:1]), 5)])
    assert propose(needs, offers).open_need.size == 0
    wide = offers_of(
        [("p1", "pmt", 5, frozenset(VILLAGES[:2]), 0), ("p2", "pmt", 5, frozenset(["desa-1", "x", "y"]), 0)]
    )
    assert propose(needs, wide).open_need.size == 0


@settings(deadline=None, max_examples=50)
@given(NEEDS, OFFER_ROWS, st.sampled_from([0.0, 0.4]), st.randoms())
def test_the_order_of_the_rows_does_not_matter(needs: Needs, rows: list, floor: float, random: object) -> None:
    def told(plan: Plan) -> list[tuple]:
        return sorted(
            (line.need, line.giver, line.units, line.reason, tuple(sorted(plan.offers.villages[offer] or ["*"])))
            for line, offer in zip(plan.lines(), plan.offer.tolist(), strict=True)
        )

    number = list(range(len(needs)))
    random.shuffle(number)  # type: ignore[attr-defined]
    mixed = Needs(
        tuple(needs.ids[i] for i in number),
        tuple(needs.recipients[i] for i in number),
        tuple(needs.villages[i] for i in number),
        tuple(needs.kinds[i] for i in number),
        needs.units[number],
        needs.priority[number],
        needs.benefit[number],
    )
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert told(propose(needs, offers_of(rows), floor)) == told(propose(mixed, offers_of(shuffled), floor))


def test_every_open_need_says_why() -> None:
    needs = needs_of([("desa-1", "pmt", 3, 9.0), ("desa-2", "air", 1, 9.0), ("desa-1", "kelas", 2, 1.0)])
    offers = offers_of([("p1", "pmt", 2, None, 0), ("p2", "kelas", 5, None, 100)], {"p2": 100})
    open_ = {o.need: (o.units, o.cause) for o in propose(needs, offers).unserved()}
    assert open_ == {"n0": (1, "kuota_habis"), "n1": (1, "tanpa_pemberi"), "n2": (1, "anggaran_habis")}


def test_the_reason_says_the_score_the_choice_and_the_part() -> None:
    needs = needs_of([("desa-1", "pmt", 3, 3.05)])
    (line,) = propose(needs, offers_of([("p1", "pmt", 2, frozenset(["desa-1"]), 0)])).lines()
    assert line.reason.startswith("skor 6,1 (prioritas 3,05 × manfaat 2); satu-satunya pemberi")
    assert "2 dari 3 satuan" in line.reason
    assert (line.need, line.recipient, line.giver, line.units) == ("n0", "a0", "p1", 2)


def test_a_giver_sees_villages_and_numbers_and_no_recipient() -> None:
    needs = needs_of([("desa-1", "pmt", 3, 9.0), ("desa-1", "pmt", 2, 8.0), ("desa-2", "air", 1, 1.0)])
    offers = offers_of([("p1", "pmt", 9, None, 0), ("p1", "air", 9, None, 0)])
    seen = propose(needs, offers).for_giver("p1")
    assert seen == {("desa-1", "pmt"): 5, ("desa-2", "air"): 1}
    assert not any(code in str(seen) for code in (*needs.ids, *needs.recipients))


@pytest.mark.parametrize("code", ["Siti", "Siti Aminah", "7314012304190001", "", "a1 b", "Nur'aini2", "-1"])
def test_a_name_or_a_citizen_number_is_refused_as_a_code(code: str) -> None:
    with pytest.raises(Refused, match="kode"):
        Needs.of(["n1"], [code], ["desa-1"], ["pmt"], [1], [1.0], BENEFIT)
    with pytest.raises(Refused, match="kode"):
        Needs.of([code], ["a1"], ["desa-1"], ["pmt"], [1], [1.0], BENEFIT)


@pytest.mark.parametrize("code", ["a1", "0192f0c4-8a3e-7c11-9d2b-5f0f6a1b2c3d", "ANAK:12/3", "73.14.2001-9"])
def test_a_code_is_taken(code: str) -> None:
    assert len(Needs.of([code], [code], ["desa-1"], ["pmt"], [1], [1.0], BENEFIT)) == 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"ids": ["n1", "n1"]}, "dua kali"),
        ({"kinds": ["pmt", "sapi"]}, "sapi"),
        ({"units": [1, 0]}, "satuan kebutuhan"),
        ({"units": [1, 1.5]}, "satuan kebutuhan"),
        ({"units": [1, float("nan")]}, "satuan kebutuhan"),
        ({"priority": [1.0, -1.0]}, "prioritas"),
        ({"priority": [1.0, float("inf")]}, "prioritas"),
        ({"villages": ["desa-1"]}, "tidak sama panjang"),
        ({"benefit": {"pmt": float("nan")}}, "manfaat"),
    ],
)
def test_impossible_needs_are_refused(change: dict, words: str) -> None:
    good = {
        "ids": ["n1", "n2"],
        "recipients": ["a1", "a1"],
        "villages": ["desa-1", "desa-1"],
        "kinds": ["pmt", "pmt"],
        "units": [1, 1],
        "priority": [1.0, 1.0],
        "benefit": BENEFIT,
    }
    with pytest.raises(Refused, match=words):
        Needs.of(**(good | change))


def test_impossible_offers_and_floors_are_refused() -> None:
    with pytest.raises(Refused, match="satuan tawaran"):
        offers_of([("p1", "pmt", -1, None, 0)])
    with pytest.raises(Refused, match="harga"):
        offers_of([("p1", "pmt", 1, None, -5)])
    with pytest.raises(Refused, match="anggaran"):
        offers_of([("p1", "pmt", 1, None, 5)], {"p1": -1})
    with pytest.raises(Refused, match="Batas adil"):
        propose(needs_of([]), offers_of([]), 1.5)


def test_nothing_to_give_and_nothing_needed_are_plans_too() -> None:
    check(propose(needs_of([]), offers_of([("p1", "pmt", 1, None, 0)]), 0.5))
    check(propose(needs_of([("desa-1", "pmt", 1, 1.0)]), offers_of([]), 0.5))
    check(propose(needs_of([]), offers_of([], {"p1": 5})))
    assert propose(needs_of([("desa-1", "pmt", 1, 0.0)]), offers_of([("p1", "pmt", 1, None, 0)])).gap == 0


def test_floors_that_nobody_can_keep_are_said_by_the_check() -> None:
    with pytest.raises(Refused, match="Batas adil"):
        best_possible(needs_of([("desa-1", "pmt", 1, 1.0)]), offers_of([("p1", "air", 1, None, 0)]), {"desa-1": 1})


@pytest.mark.slow
def test_a_large_district_takes_less_than_fifteen_seconds() -> None:
    from benchmarks.allocation import district

    begin = time.process_time()
    plan = propose(*district(100_000), 0.3)
    rows = sum(1 for _ in plan.lines())
    assert time.process_time() - begin < 15
    assert rows > 100_000 and plan.gap < 0.01


@pytest.mark.slow
def test_a_middling_district_with_budgets_stays_within_one_per_cent_of_the_bound() -> None:
    from benchmarks.allocation import district

    for seed in (1, 2):
        needs, offers = district(5_000, seed, budgets=True)
        plan = propose(needs, offers)
        check(plan)
        assert possible_gain(plan) < 0.01
