"""Rules, signatures, disputes, complete data and pledges: exact on small worlds made by hand."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import date

import pytest

from rembuk.errors import Refused
from rembuk.methods.collaboration import rows as r
from rembuk.methods.collaboration.traces import Figure, compute

PERIOD = r.Period(date(2026, 1, 1), date(2026, 6, 30))
ORGANISATIONS = (
    r.Organisation("bappeda", "perencanaan", "negara", "koordinasi", secretariat=True),
    r.Organisation("dinkes", "kesehatan", "negara", "layanan"),
    r.Organisation("pkk", "semi_negara", "semi_negara", "perilaku"),
    r.Organisation("baznas", "filantropi", "nonnegara", "layanan"),
)
SK = tuple(r.Membership(o.id, date(2025, 1, 1)) for o in ORGANISATIONS)


def world(**tables: object) -> r.Rows:
    empty: dict[str, object] = {f.name: () for f in fields(r.Rows) if f.init}
    return r.Rows(**(empty | {"organisations": ORGANISATIONS, "memberships": SK} | tables))  # type: ignore[arg-type]


def day(month: int, number: int = 1, year: int = 2026) -> date:
    return date(year, month, number)


def part(figures: tuple[Figure, ...], name: str) -> Figure:
    return next(f for f in figures if f.part == name)


@pytest.mark.parametrize(
    ("rules", "value"),
    [
        ((), 0),
        ((r.RuleSet("a", day(2)),), 1),
        ((r.RuleSet("a", day(2, year=2024)),), 0),
        ((r.RuleSet("a", day(2, year=2024), (day(3),)),), 1),
        ((r.RuleSet("a", day(2, year=2024), (day(9),)),), 0),
        ((r.RuleSet("a", day(2), until=day(5)),), 0),
        ((r.RuleSet("a", day(8)),), 0),
    ],
)
def test_ground_rules_are_in_force_when_adopted_or_reviewed_within_a_year(
    rules: tuple[r.RuleSet, ...], value: float
) -> None:
    assert compute("T19", world(rule_sets=rules), PERIOD)[0].value == value


def test_who_knows_the_rules_says_so_itself() -> None:
    known = [r.Acknowledgement("pkk", d, day(3)) for d in ("sk", "aturan", "rencana")]
    known += [r.Acknowledgement("dinkes", "aturan", day(3)), r.Acknowledgement("baznas", "aturan", day(8))]
    known += [r.Acknowledgement("luar", "aturan", day(3))]
    rows = world(acknowledgements=tuple(known), rule_sets=(r.RuleSet("a", day(2)),))
    assert part(compute("T19", rows, PERIOD), "anggota yang menyatakan tahu").value == 0.5
    figures = compute("T47", rows, PERIOD)
    assert [f.value for f in figures] == [0.25, 0.5, 0.25, 0.25]
    assert [f.part for f in figures] == ["", "aturan", "rencana", "sk"]


def test_a_draft_that_nobody_signs_is_not_quick() -> None:
    paper = r.Agreement("p1", ("dinkes", "baznas"), day(2, 11), day(3), None, circulated_on=day(2))
    papers = (paper, replace(paper, id="p2", signed_on=day(2, 21)), replace(paper, id="p3", signed_on=None))
    (figure,) = compute("T18", world(agreements=papers), PERIOD)
    assert figure.value == 20 and figure.lists["belum selesai"] == ("p3",)
    (waiting,) = compute("T18", world(agreements=tuple(replace(p, signed_on=day(8)) for p in papers)), PERIOD)
    assert waiting.value is None and "3 dari 3" in waiting.note


def test_what_was_closed_without_reason_or_procedure_is_open() -> None:
    entries = tuple(
        r.Closable(f"s{i}", day(2), closed, properly)
        for i, (closed, properly) in enumerate([(day(3), True), (day(3), False), (None, True), (day(9), True)])
    )
    assert compute("T43", world(disputes=entries), PERIOD)[0].value == 0.25
    assert compute("T38", world(escalations=entries), PERIOD)[0].value is None
    assert compute("T25", world(discrepancies=entries), PERIOD)[0].state == "belum cukup"  # 4 of 10


def test_completeness_is_that_of_the_latest_count() -> None:
    counts = (
        r.Completeness("b", day(2), 50, 50),
        r.Completeness("a", day(2), 100, 10),
        r.Completeness("a", day(5), 100, 40),
        r.Completeness("a", day(9), 100, 100),
        r.Completeness("c", day(5), 0, 0),
    )
    figures = compute("T22", world(completeness=counts), PERIOD)
    assert [(f.part, f.value) for f in figures] == [("", 0.6), ("a", 0.4), ("b", 1.0)]
    with pytest.raises(Refused, match="11 sel dari 10"):
        r.Completeness("a", day(2), 10, 11)


CSR = r.Pledge("u1", "baznas", "csr", day(1), 1000.0, receipts=(r.Receipt(day(2), 300.0), r.Receipt(day(8), 700.0)))


def test_money_counts_when_it_has_come_and_by_source() -> None:
    rows = world(pledges=(CSR, r.Pledge("u2", "dinkes", "apbd", day(1), 1000.0, receipts=(r.Receipt(day(3), 900.0),))))
    figures = compute("T33", rows, PERIOD)
    assert [(f.part, f.value) for f in figures] == [("", 0.6), ("apbd", 0.9), ("csr", 0.3)]
    assert compute("T35", rows, PERIOD)[0].value == pytest.approx(0.25)
    assert compute("T35", world(pledges=(replace(CSR, receipts=()),)), PERIOD)[0].value is None


def test_rice_and_chickens_are_never_added_up() -> None:
    rice = [r.Pledge(f"b{i}", "baznas", "zakat", day(1), 10, "kg", (r.Receipt(day(2), 4),)) for i in range(5)]
    (one,) = compute("T34", world(pledges=tuple(rice)), PERIOD)
    assert one.value == pytest.approx(0.4)
    birds = [r.Pledge(f"c{i}", "baznas", "zakat", day(1), 2, "ekor") for i in range(5)]
    figures = compute("T34", world(pledges=(*rice, *birds)), PERIOD)
    assert figures[0].value is None and "berlainan" in figures[0].note
    assert part(figures, "satuan kg").value == pytest.approx(0.4)
    assert part(figures, "satuan ekor").value == 0
    assert len(part(figures, "satuan ekor").lists["belum ada yang diterima"]) == 5


@pytest.mark.parametrize("amount", [0.0, -5.0, float("nan")])
def test_a_pledge_of_nothing_is_refused(amount: float) -> None:
    with pytest.raises(Refused, match="u1"):
        replace(CSR, amount=amount)
    with pytest.raises(Refused, match="u1"):
        replace(CSR, receipts=(r.Receipt(day(2), -1.0),))


def test_a_meeting_led_by_another_and_work_outside_the_secretariat() -> None:
    meetings = tuple(
        r.Meeting(f"m{i}", day(5, 1 + i), led_by=who)
        for i, who in enumerate(["pkk", "bappeda", "bappeda", "dinkes", None])
    )
    came = (
        r.Attendance("m0", "pkk"),
        r.Attendance("m0", "bappeda"),
        r.Attendance("m0", "pkk"),
        r.Attendance("m1", "bappeda"),
    )
    rows = world(meetings=meetings, attendances=came)
    assert (compute("T49", rows, PERIOD)[0].value, compute("T49", rows, PERIOD)[0].n) == (0.5, 4)
    assert compute("T46", rows, PERIOD)[0].state == "belum cukup"  # 4 members of 8
    many = tuple(r.Organisation(f"o{i}", "sosial", "negara") for i in range(6))
    wide = replace(
        rows, organisations=(*ORGANISATIONS, *many), memberships=(*SK, *(r.Membership(o.id, day(1)) for o in many))
    )
    figures = compute("T46", wide, PERIOD)
    assert figures[0].value == 0.2 and figures[1].value == pytest.approx(1 / 3)


def test_options_count_where_they_were_written_down() -> None:
    decisions = tuple(r.Decision(f"d{i}", day(2), options=o) for i, o in enumerate([1, 1, 2, 3, 3, None]))
    (figure,) = compute("T08", world(decisions=decisions), PERIOD)
    assert (figure.value, figure.n, figure.lists["tanpa catatan"]) == (2, 5, ("d5",))


def test_proposals_of_state_and_non_state_are_compared_with_an_interval() -> None:
    meeting = r.Meeting("m0", day(5))
    items = [r.AgendaItem(f"a{i:02}", "m0", "dinkes", i < 8) for i in range(10)]
    items += [r.AgendaItem(f"b{i:02}", "m0", "baznas", i < 2) for i in range(10)]
    items += [r.AgendaItem("c", "m0", "baznas", None), r.AgendaItem("d", "m0", "pkk", False)]
    (figure,) = compute("T04", world(meetings=(meeting,), agenda_items=tuple(items)), PERIOD)
    assert figure.value == pytest.approx(0.6) and figure.n == 10
    assert figure.low is not None and figure.high is not None and 0 < figure.low < 0.6 < figure.high < 1
    (few,) = compute("T04", world(meetings=(meeting,), agenda_items=tuple(items[:19])), PERIOD)
    assert few.value is None


def test_a_plan_item_changes_because_of_a_finding_once() -> None:
    reviews = [r.Review(f"t{i}", f"p{i}", day(3), i < 5, ("temuan",) if i < 3 else ()) for i in range(10)]
    reviews.append(r.Review("t99", "p0", day(4), True, ("lagi",)))
    (figure,) = compute("T41", world(reviews=tuple(reviews)), PERIOD)
    assert (figure.value, figure.n) == (0.3, 10)
    assert figure.lists["diubah tanpa temuan"] == ("p3", "p4")


def test_data_of_ones_own_sector_is_no_cross_sector_use() -> None:
    many = tuple(r.Organisation(f"o{i}", "sosial", "negara") for i in range(6))
    data = (r.Dataset("eppgbm", "dinkes", 30, day(1)), r.Dataset("dtks", "o0", 30, day(1)))
    cited = [("pkk", "eppgbm"), ("dinkes", "eppgbm"), ("o1", "dtks"), ("o2", "eppgbm"), ("luar", "dtks")]
    rows = world(
        organisations=(*ORGANISATIONS, *many),
        memberships=(*SK, *(r.Membership(o.id, day(1)) for o in many)),
        datasets=data,
        citations=tuple(r.Citation(who, what, day(3)) for who, what in cited),
    )
    (figure,) = compute("T23", rows, PERIOD)
    assert figure.lists["dihitung"] == ("o2", "pkk") and figure.value == 0.2


def test_an_indicator_reaches_its_target_from_the_right_side() -> None:
    values = (
        r.IndicatorValue("S1", day(2), 0.95, 0.9, "Dinkes"),
        r.IndicatorValue("S1", day(5), 0.85, 0.9, "Dinkes"),
        r.IndicatorValue("L12", day(5), 0.1, 0.15, "DPPKB", lower_is_better=True),
        r.IndicatorValue("S2", day(8), 0.1, 0.8, "Dinkes"),
    )
    figures = compute("T44", world(indicator_values=values), PERIOD)
    assert [(f.part, f.value) for f in figures] == [("", 0.5), ("L12", 0.1), ("S1", 0.85)]
    assert figures[2].note == "Target 0,90; Dinkes, 01-05-2026."


def test_help_in_step_with_the_burden_is_one() -> None:
    burdens = tuple(r.Burden(f"desa-{i}", day(1), 30 if i < 4 else 15) for i in range(12))
    even = tuple(r.PlacedValue(f"desa-{i}", day(3), 2.0 if i < 4 else 1.0) for i in range(12))
    assert compute("T45", world(burdens=burdens, placed_values=even), PERIOD)[0].value == pytest.approx(1)
    flat = tuple(replace(v, rupiah=1.0) for v in even)
    (figure,) = compute("T45", world(burdens=burdens, placed_values=flat), PERIOD)
    assert figure.value == pytest.approx((4 / 12) / 0.5)
    assert figure.lists["sepertiga beban tertinggi"] == ("desa-0", "desa-1", "desa-2", "desa-3")
    assert compute("T45", world(burdens=burdens[:9], placed_values=flat), PERIOD)[0].value is None
