"""The traces: exact on small worlds made by hand, blind to the future, silent below the minimum n, never on persons."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.knowledge.traces import registry
from rembuk.methods.collaboration import rows as r
from rembuk.methods.collaboration.change import compare
from rembuk.methods.collaboration.intervals import wilson
from rembuk.methods.collaboration.network import Tie
from rembuk.methods.collaboration.traces import COMPUTED, TABLES, Figure, compute
from rembuk.methods.collaboration.traces.promises import due_in_force, fate

START, END = date(2026, 1, 1), date(2026, 6, 30)
PERIOD = r.Period(START, END)
ORGANISATIONS = (
    r.Organisation("bappeda", "perencanaan", "negara", "koordinasi", secretariat=True),
    r.Organisation("dinkes", "kesehatan", "negara", "layanan"),
    r.Organisation("dinsos", "sosial", "negara", "layanan"),
    r.Organisation("dppkb", "kependudukan_kb", "negara", "perilaku"),
    r.Organisation("pupr", "pekerjaan_umum", "negara", "layanan"),
    r.Organisation("pkk", "semi_negara", "semi_negara", "perilaku"),
    r.Organisation("pt-sawit", "dunia_usaha", "nonnegara"),
    r.Organisation("baznas", "filantropi", "nonnegara", "layanan"),
    r.Organisation("universitas", "akademisi_profesi", "nonnegara", "data"),
)
NAMES = [o.id for o in ORGANISATIONS]
SK = tuple(r.Membership(o, date(2025, 1, 1)) for o in NAMES if o != "universitas")


def world(**tables: object) -> r.Rows:
    empty: dict[str, object] = {f.name: () for f in fields(r.Rows) if f.init}
    return r.Rows(**(empty | {"organisations": ORGANISATIONS, "memberships": SK} | tables))  # type: ignore[arg-type]


def day(month: int, number: int = 1) -> date:
    return date(2026, month, number)


def part(figures: tuple[Figure, ...], name: str) -> Figure:
    return next(f for f in figures if f.part == name)


# --- what every trace keeps -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("trace", [t.id for t in registry().traces])
def test_an_empty_record_gives_no_figure_and_says_why(trace: str) -> None:
    for figure in compute(trace, world(organisations=(), memberships=()), PERIOD):
        assert figure.value is None and figure.low is None and figure.high is None
        assert figure.state in ("belum cukup", "tabel belum ada")
        assert figure.note


@pytest.mark.parametrize("trace", [t.id for t in registry().traces])
def test_a_missing_table_is_named(trace: str) -> None:
    (figure,) = compute(trace, r.Rows(), PERIOD)
    assert figure.state == "tabel belum ada"
    assert all(table in figure.note for table in registry().trace(trace).tables)


def test_every_computed_trace_has_all_its_tables() -> None:
    for trace in COMPUTED:
        assert set(registry().trace(trace).tables) <= set(TABLES), trace
    names = {f.name for f in fields(r.Rows) if f.init}
    assert set(TABLES.values()) == names


def test_the_traces_that_the_obstacles_need_are_computed() -> None:
    needed = [
        "T01",
        "T02",
        "T03",
        "T09",
        "T11",
        "T13",
        "T16",
        "T17",
        "T20",
        "T21",
        "T24",
        "T28",
        "T29",
        "T36",
        "T39",
        "T48",
    ]
    assert set(needed) <= set(COMPUTED)


def test_an_unknown_trace_is_refused() -> None:
    with pytest.raises(Refused, match="T99"):
        compute("T99", world(), PERIOD)


def test_no_row_knows_a_person_or_a_reader() -> None:
    kinds = [v for v in vars(r).values() if isinstance(v, type) and v.__module__.startswith(r.__name__)]
    words = {f.name for kind in kinds if hasattr(kind, "__dataclass_fields__") for f in fields(kind)}
    assert not words & {"person", "user", "name", "nik", "typed_by", "reader", "viewed_on", "reads"}


def full() -> r.Rows:
    """A busy half year in which every computed trace has a figure."""
    meetings = tuple(
        r.Meeting(f"m{i}", day(1 + i % 6, 5), minutes_signed_on=day(1 + i % 6, 9), led_by="dinkes") for i in range(6)
    )
    every = [(m.id, o) for m in meetings for o in NAMES[:-1]]
    ties = [Tie("bappeda", o, "data", day(2)) for o in NAMES[1:]]
    ties += [Tie("dinkes", "baznas", "uang_barang", day(3)), Tie("pkk", "dinkes", "rujukan", day(3))]
    ties += [Tie(a, "bappeda", "permintaan", day(4)) for a in ("dinkes", "pkk", "baznas")]
    ties += [Tie("bappeda", "dinkes", "jawaban", day(4))]
    return world(
        meetings=meetings,
        attendances=tuple(r.Attendance(m, o) for m, o in every),
        agenda_items=tuple(r.AgendaItem(f"a{i}", f"m{i % 6}", NAMES[i % 9], i % 2 == 0) for i in range(45)),
        decisions=tuple(
            r.Decision(f"d{i}", day(3), True, i == 0, "dinkes", day(9), "APBD", ("versi 3",), 2) for i in range(12)
        ),
        commitments=tuple(
            r.Commitment(
                f"k{i}",
                NAMES[i % 2],
                "pkk",
                day(1),
                day(3),
                "kecil",
                delivered_on=day(2) if i % 3 else None,
                accepted_on=day(2, 9) if i % 3 else None,
            )
            for i in range(14)
        ),
        agreements=(
            r.Agreement("p1", ("dinkes", "baznas"), day(1), day(1), day(12)),
            r.Agreement("p2", ("pkk", "dinkes"), date(2025, 1, 1), date(2025, 1, 1), day(2)),
            *(r.Agreement(f"p{i}", ("pkk", "pupr"), day(3), day(3), None, circulated_on=day(2)) for i in range(3, 6)),
        ),
        contributions=tuple(
            r.Contribution(giver, receiver, day(5))
            for giver, receiver in [
                ("baznas", "dinkes"),
                ("pt-sawit", "dinkes"),
                ("pkk", "dinkes"),
                ("universitas", "bappeda"),
                ("pt-sawit", "pupr"),
            ]
        ),
        datasets=(r.Dataset("eppgbm", "dinkes", 30, day(1)), r.Dataset("krs", "dppkb", 180, day(1))),
        deliveries=(r.Delivery("eppgbm", day(6, 20), day(6, 21)),),
        requests=tuple(
            r.Request(
                f"r{i}",
                "pkk",
                "dinkes",
                datetime(2026, 4, 1, 8, tzinfo=UTC),
                datetime(2026, 4, 3, 8, tzinfo=UTC),
                datetime(2026, 4, 1, 8, tzinfo=UTC) + timedelta(hours=12 * (i + 1)),
                "diberikan",
            )
            for i in range(6)
        ),
        trainings=(r.Training("t1", "dinkes", "kader", "pengukuran", day(4), 40, 30, ((5.0, 7.0),) * 12),),
        issues=tuple(
            r.Issue(f"i{i}", "kader", day(2), day(2, 15), day(2, 10) if i % 2 else None, day(3) if i % 2 else None)
            for i in range(12)
        ),
        plan_items=tuple(
            r.PlanItem(f"r{i}", day(1), None, (r.Owner("dinkes", "timbang"), r.Owner("pupr", "air" if i else "")))
            for i in range(12)
        ),
        ties=tuple(ties),
        rule_sets=(r.RuleSet("aturan-1", day(2)),),
        reviews=tuple(r.Review(f"t{i}", f"r{i}", day(3), i % 2 == 0, ("temuan",)) for i in range(12)),
        citations=(r.Citation("pkk", "eppgbm", day(3)),),
        indicator_values=(r.IndicatorValue("S1", day(3), 0.8, 0.9, "Dinkes"),),
        burdens=tuple(r.Burden(f"desa-{i:02}", day(2), 20 - i) for i in range(12)),
        placed_values=tuple(r.PlacedValue(f"desa-{i:02}", day(3), 100.0) for i in range(12)),
        acknowledgements=tuple(r.Acknowledgement("dinkes", d, day(2)) for d in ("sk", "aturan", "rencana")),
        pledges=(
            r.Pledge(
                "u1", "pt-sawit", "csr", day(1), 1000.0, receipts=(r.Receipt(day(2), 400.0), r.Receipt(day(5), 100.0))
            ),
            r.Pledge("u2", "dinkes", "apbd", day(1), 500.0, receipts=(r.Receipt(day(2), 500.0),)),
            *(r.Pledge(f"b{i}", "baznas", "zakat", day(1), 10, "paket", (r.Receipt(day(2), 5),)) for i in range(5)),
        ),
        completeness=(r.Completeness("eppgbm", day(3), 100, 80), r.Completeness("eppgbm", day(5), 100, 90)),
        discrepancies=tuple(r.Closable(f"s{i}", day(2), day(3) if i % 2 else None) for i in range(12)),
        disputes=tuple(r.Closable(f"s{i}", day(2), day(3)) for i in range(4)),
        escalations=tuple(r.Closable(f"e{i}", day(2), day(2, 1 + i)) for i in range(1, 5)),
    )


@pytest.mark.parametrize("trace", COMPUTED)
def test_no_trace_looks_into_the_future(trace: str) -> None:
    """Everything of the year at once, and what was known on 31 March, give the same figures for 31 March."""
    cut = r.Period(START, day(3, 31))
    everything = full()

    def until(value: object) -> object:
        return value if not isinstance(value, date) or isinstance(value, datetime) or value <= cut.end else None

    def known(row: object) -> bool:
        began = ("on", "at", "as_of", "made_on", "since", "starts")
        first = [getattr(row, name) for name in began if hasattr(row, name)]
        if isinstance(row, r.Meeting):
            return row.on <= cut.end
        return all((v.date() if isinstance(v, datetime) else v) <= cut.end for v in first)

    past = {}
    for f in fields(r.Rows):
        if not f.init:
            continue
        kept = [row for row in getattr(everything, f.name) if known(row)]
        events = ("delivered_on", "accepted_on", "disputed_on", "answered_on", "told_on", "minutes_signed_on")
        past[f.name] = tuple(
            replace(row, **{e: until(getattr(row, e)) for e in events if hasattr(row, e)}) for row in kept
        )
    assert compute(trace, r.Rows(**past), cut) == compute(trace, everything, cut)


@pytest.mark.parametrize("trace", COMPUTED)
def test_a_figure_stands_within_its_interval_and_above_its_minimum(trace: str) -> None:
    figures = compute(trace, full(), PERIOD)
    assert figures[0].value is not None or trace in {"T31"}
    for figure in figures:
        if figure.value is not None:
            assert figure.n >= figure.min_n and figure.state == "ada"
            if figure.low is not None and figure.high is not None:
                assert figure.low <= figure.value <= figure.high
        else:
            assert figure.note
        assert all(list(ids) == sorted(ids) for ids in figure.lists.values())
    assert figures == compute(trace, full(), PERIOD)


# --- who comes, who sets the agenda -----------------------------------------------------------------------------------


def meetings(*present: list[str]) -> dict[str, object]:
    return {
        "meetings": tuple(r.Meeting(f"m{i}", day(1 + i)) for i in range(len(present))),
        "attendances": tuple(r.Attendance(f"m{i}", o) for i, names in enumerate(present) for o in names),
    }


def test_evenness_counts_the_sectors_of_the_sk_that_never_came() -> None:
    always = ["bappeda", "dinkes"]
    (figure,) = compute("T01", world(**meetings(always, always, always)), PERIOD)
    assert figure.value == pytest.approx(0.6931471805599453 / 2.0794415416798357)  # ln 2 / ln 8 sectors in the SK
    assert len(figure.lists["sektor SK yang belum hadir"]) == 6
    (full_house,) = compute("T01", world(**meetings(*[[m.organisation for m in SK]] * 3)), PERIOD)
    assert full_house.value == pytest.approx(1)


def test_five_people_of_one_office_are_one_organisation() -> None:
    once = world(**meetings(["dinkes", "pkk"], ["dinkes", "pkk"], ["dinkes", "pkk"]))
    many = world(**meetings(*[["dinkes"] * 5 + ["pkk"]] * 3))
    assert compute("T02", once, PERIOD) == compute("T02", many, PERIOD)


def test_pkk_is_neither_state_nor_non_state() -> None:
    figures = compute("T02", world(**meetings(*[["dinkes", "pkk", "baznas", "bappeda"]] * 3)), PERIOD)
    assert [f.part for f in figures] == ["", "semi_negara", "negara"]
    assert [f.value for f in figures] == [0.25, 0.25, 0.5]


def test_two_meetings_are_not_enough() -> None:
    (figure,) = compute("T01", world(**meetings(["dinkes"], ["pkk"])), PERIOD)
    assert figure.value is None and figure.note.startswith("Belum cukup: 2 dari sedikitnya 3 rapat.")


def test_a_cancelled_meeting_does_not_count() -> None:
    tables = meetings(*[["dinkes", "pkk"]] * 4)
    cancelled = tuple(replace(m, held=m.id != "m0") for m in tables["meetings"])  # type: ignore[attr-defined]
    figure = compute("T01", world(**tables | {"meetings": cancelled}), PERIOD)[0]
    assert figure.n == 3
    assert compute("T42", world(**tables | {"meetings": cancelled}), PERIOD)[0].value == 0.75


def test_the_proposer_counts_and_an_unknown_proposer_is_not_no() -> None:
    proposers = ["baznas"] * 3 + ["pkk"] * 2 + ["dinkes"] * 7 + [None] * 4 + ["tak dikenal"]
    items = tuple(r.AgendaItem(f"a{i:02}", "m0", p) for i, p in enumerate(proposers))
    figures = compute("T03", world(**meetings(["dinkes"]), agenda_items=items), PERIOD)
    assert figures[0].value == 3 / 12 and (figures[0].low, figures[0].high) == wilson(3, 12)
    assert part(figures, "semi_negara").value == 2 / 12
    assert len(figures[0].lists["pengusul belum tercatat"]) == 5 and "5 butir" in figures[0].note


# --- decisions --------------------------------------------------------------------------------------------------------


def test_dissent_counts_among_decisions_with_positions_and_silence_is_named() -> None:
    decisions = [r.Decision(f"d{i:02}", day(2), i < 10, i < 2) for i in range(20)]
    (figure,) = compute("T09", world(decisions=tuple(decisions)), PERIOD)
    assert (figure.value, figure.n, figure.note) == (0.2, 10, "")
    (silent,) = compute("T09", world(decisions=tuple(replace(d, dissent=False) for d in decisions)), PERIOD)
    assert silent.value == 0 and "diam" in silent.note


def test_a_decision_needs_somebody_a_day_and_money() -> None:
    good = r.Decision("d0", day(2), responsible="dinkes", due=day(5), funding="tanpa biaya")
    lacking = [
        replace(good, id="d1", responsible=None),
        replace(good, id="d2", due=None),
        replace(good, id="d3", funding="  "),
        replace(good, id="d4", responsible="", funding=""),
    ]
    (figure,) = compute("T11", world(decisions=(good, *lacking)), PERIOD)
    assert figure.value == 1 / 5
    assert figure.lists["tanpa sumber dana"] == ("d3", "d4")
    assert figure.lists["tanpa penanggung jawab"] == ("d1", "d4")


# --- promises ---------------------------------------------------------------------------------------------------------


PROMISE = r.Commitment("k", "dinkes", "pkk", day(1), day(3), delivered_on=day(2), accepted_on=day(2, 5))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({}, "ditepati"),
        ({"delivered_on": day(3), "accepted_on": day(4)}, "ditepati"),
        ({"delivered_on": day(3, 2), "accepted_on": day(3, 2)}, "terlambat"),
        ({"accepted_on": None}, "menunggu penerima"),
        ({"delivered_on": None}, "belum diserahkan"),
        ({"disputed_on": day(2, 20)}, "disengketakan"),
        ({"disputed_on": day(2, 3)}, "ditepati"),
        ({"accepted_on": None, "disputed_on": day(2, 3)}, "disengketakan"),
        ({"receiver": "dinkes"}, "tanpa penerima lain"),
        ({"receiver": None}, "tanpa penerima lain"),
        ({"delivered_on": day(9)}, "belum diserahkan"),
        ({"accepted_on": day(9)}, "menunggu penerima"),
        ({"due": day(2), "delivered_on": day(2, 20), "moved": (r.Moved(day(1, 20), day(3)),)}, "ditepati"),
        ({"due": day(2), "delivered_on": day(2, 20), "moved": (r.Moved(day(2, 2), day(3)),)}, "terlambat"),
    ],
)
def test_what_became_of_a_promise(change: dict[str, object], expected: str) -> None:
    assert fate(replace(PROMISE, **change), END) == expected  # type: ignore[arg-type]


def test_moving_a_due_date_after_it_has_passed_does_not_help() -> None:
    moved = (r.Moved(day(2, 27), day(4)), r.Moved(day(4, 2), day(6)), r.Moved(day(5), day(7)))
    assert due_in_force(replace(PROMISE, moved=moved), END) == day(4)
    assert due_in_force(replace(PROMISE, moved=moved[:1]), day(2, 26)) == day(3)


def test_kept_promises_show_every_fate_and_the_size() -> None:
    promises = [replace(PROMISE, id=f"a{i}", size="kecil") for i in range(8)]
    promises += [replace(PROMISE, id=f"b{i}", size="besar", accepted_on=None) for i in range(3)]
    promises += [replace(PROMISE, id="c", delivered_on=None, moved=(r.Moved(day(2), day(4)),))]
    promises += [replace(PROMISE, id="d", withdrawn_on=day(2)), replace(PROMISE, id="e", due=day(9))]
    promises += [replace(PROMISE, id="f", delivered_on=None, withdrawn_on=day(4))]
    figures = compute("T13", world(commitments=tuple(promises)), PERIOD)
    whole = figures[0]
    assert (whole.value, whole.n) == (8 / 13, 13)
    assert whole.lists["menunggu penerima"] == ("b0", "b1", "b2")
    assert whole.lists["belum diserahkan"] == ("c", "f")
    assert whole.lists["tenggat diubah"] == ("c",)
    assert whole.lists["ditarik sebelum tenggat"] == ("d",)
    assert part(figures, "ukuran kecil").state == "belum cukup"  # 8 of 10
    assert part(figures, "ukuran belum dicatat").n == 2


def test_the_gap_between_sectors_names_no_sector() -> None:
    good = [replace(PROMISE, id=f"a{i}") for i in range(5)]
    bad = [replace(PROMISE, id=f"b{i}", owner="pupr", delivered_on=None if i else day(2)) for i in range(5)]
    (figure,) = compute("T14", world(commitments=(*good, *bad)), PERIOD)
    assert figure.value == pytest.approx(0.8)
    assert not figure.lists and "pekerjaan_umum" not in figure.note
    (alone,) = compute("T14", world(commitments=tuple(good)), PERIOD)
    assert alone.value is None


def test_overdue_promises_have_an_age() -> None:
    late = [replace(PROMISE, id=f"a{i}", delivered_on=None, due=day(6, i)) for i in (10, 20, 25)]
    (figure,) = compute("T15", world(commitments=(*late, PROMISE)), PERIOD)
    assert (figure.value, figure.n) == (10, 3)


# --- agreements -------------------------------------------------------------------------------------------------------


def test_a_partner_tie_needs_a_partner_a_gift_and_a_running_paper() -> None:
    pairs = [
        ("baznas", "dinkes"),
        ("pt-sawit", "dinkes"),
        ("pkk", "dinsos"),
        ("universitas", "bappeda"),
        ("pkk", "pupr"),
    ]
    gifts = [r.Contribution(a, b, day(5)) for a, b in pairs]
    gifts += [r.Contribution("dinkes", "baznas", day(4)), r.Contribution("dinkes", "dinsos", day(5))]
    gifts += [r.Contribution("pt-sawit", "pupr", date(2025, 6, 30)), r.Contribution("pt-sawit", "bappeda", day(7))]
    paper = r.Agreement("p", ("baznas", "dinkes", "bappeda"), day(1), day(1), END)
    figure = compute("T16", world(contributions=tuple(gifts), agreements=(paper,)), PERIOD)[0]
    assert (figure.value, figure.n) == (1 / 5, 5)
    for dead in (replace(paper, signed_on=None), replace(paper, starts=day(7)), replace(paper, ends=day(6, 29))):
        assert compute("T16", world(contributions=tuple(gifts), agreements=(dead,)), PERIOD)[0].value == 0


def test_an_agreement_that_lapses_matters_while_the_partner_still_works() -> None:
    old = r.Agreement("p1", ("baznas", "dinkes"), date(2025, 1, 1), date(2025, 1, 1), day(3))
    gift = r.Contribution("baznas", "dinkes", day(4))
    before = r.Contribution("baznas", "dinkes", day(3))
    new = r.Agreement("p2", ("baznas", "dinkes"), day(3), day(3, 2), None)

    def lapsed(*agreements: r.Agreement, gifts: tuple[r.Contribution, ...] = (gift,)) -> float | None:
        return compute("T17", world(agreements=agreements, contributions=gifts), PERIOD)[0].value

    assert lapsed(old) == 1
    assert lapsed(old, gifts=(before,)) == 0
    assert lapsed(old, new) == 0
    assert lapsed(old, replace(new, signed_on=None)) == 1
    assert lapsed(replace(old, ends=END)) is None  # the last day still belongs to it
    assert lapsed(replace(old, ends=None)) is None


def test_the_sk_and_who_really_works() -> None:
    rows = world(
        **meetings(["dinkes", "pkk"]),
        contributions=(
            r.Contribution("universitas", "dinkes", day(2)),
            r.Contribution("pt-sawit", "dinkes", date(2025, 12, 30)),
        ),
    )
    (figure,) = compute("T20", rows, PERIOD)
    assert figure.value == pytest.approx(2 / 9)
    assert figure.lists["aktif, belum dalam SK"] == ("universitas",)
    assert "pt-sawit" in figure.lists["dalam SK, belum terlihat aktif"]
    (without,) = compute("T20", replace(rows, memberships=()), PERIOD)
    assert without.value is None and "Belum ada SK" in without.note


# --- data, requests, issues, training ---------------------------------------------------------------------------------


def test_freshness_is_judged_by_the_agreed_interval_and_by_what_was_accepted() -> None:
    datasets = (
        r.Dataset("a", "dinkes", 30, day(1)),
        r.Dataset("b", "dppkb", 30, day(1)),
        r.Dataset("c", "pupr", 30, day(6, 20)),
        r.Dataset("d", "dinsos", 30, date(2025, 1, 1), day(5)),
    )
    deliveries = (
        r.Delivery("a", day(5, 20), day(5, 22)),
        r.Delivery("a", day(6, 25), None),
        r.Delivery("a", day(6, 26), day(7, 2)),
    )
    figures = compute("T21", world(datasets=datasets, deliveries=deliveries), PERIOD)
    assert [(f.part, f.value) for f in figures[1:]] == [("a", 11), ("b", 150), ("c", -20)]
    assert figures[0].value == 11
    assert figures[0].lists["belum pernah dikirim"] == ("b", "c")
    assert figures[0].lists["lewat waktu"] == ("a", "b")


def ask(number: int, hours: int | None, answer: str = "diberikan", due: int | None = 48) -> r.Request:
    at = datetime(2026, 4, 1, 8, tzinfo=UTC)
    return r.Request(
        f"r{number}",
        "pkk",
        "dinkes",
        at,
        at + timedelta(hours=due) if due else None,
        at + timedelta(hours=hours) if hours is not None else None,
        answer if hours is not None else "",
    )


def test_a_refusal_with_a_reason_is_an_answer_and_forwarding_is_not() -> None:
    requests = (ask(1, 10), ask(2, 20, "ditolak"), ask(3, 30), ask(4, 60), ask(5, 1, "diteruskan"), ask(6, None))
    whole, in_time = compute("T24", world(requests=requests), PERIOD)
    assert whole.value == 45  # 10 20 30 60 and two without an answer
    assert whole.lists["belum selesai"] == ("r5", "r6")
    assert (in_time.value, in_time.n) == (0.5, 6)


def test_when_most_requests_wait_there_is_no_median() -> None:
    whole, _ = compute("T24", world(requests=(ask(1, 10), ask(2, 20), *(ask(i, None) for i in range(3, 8)))), PERIOD)
    assert whole.value is None and "5 dari 7" in whole.note


def test_a_request_whose_time_has_not_come_is_not_late() -> None:
    requests = tuple(ask(i, None, due=24 * 200) for i in range(5)) + tuple(ask(i, 5) for i in range(5, 10))
    _, in_time = compute("T24", world(requests=requests), PERIOD)
    assert (in_time.value, in_time.n) == (1, 5)
    assert len(in_time.lists["masih dalam waktu"]) == 5


def test_an_answer_before_the_question_is_refused() -> None:
    with pytest.raises(Refused, match="sebelum diajukan"):
        compute("T24", world(requests=(ask(1, -1),)), PERIOD)


def test_issues_of_offices_do_not_count_as_voices_from_the_field() -> None:
    issue = r.Issue("i", "kader", day(2), day(2, 15), day(2, 15))
    issues = [replace(issue, id=f"a{i}", origin=o) for i, o in enumerate(["kader", "pkk", "desa", "warga"] * 2)]
    issues += [replace(issue, id="b", answered_on=day(2, 16)), replace(issue, id="c", answered_on=None)]
    issues += [replace(issue, id="d", answered_on=None, due=day(8)), replace(issue, id="e", due=None)]
    issues += [replace(issue, id="f", origin="dinkes", answered_on=None)]
    (figure,) = compute("T39", world(issues=tuple(issues)), PERIOD)
    assert (figure.value, figure.n) == (8 / 10, 10)
    assert figure.lists["masih dalam waktu"] == ("d",)
    assert figure.lists["tanpa tanggal jawab"] == ("e",)


def test_training_counts_the_latest_state_and_the_gain_of_the_period() -> None:
    base = r.Training("t1", "dinkes", "kader", "pengukuran", date(2025, 6, 1), 20, 2, ((1.0, 9.0),) * 20)
    now = replace(base, id="t2", as_of=day(4), trained=15, scores=((5.0, 7.0),) * 6 + ((5.0, 8.0),) * 6)
    other = r.Training("t3", "pkk", "penyuluh", "komunikasi", day(5), 5, 5)
    figures = compute("T36", world(trainings=(now, base, other)), PERIOD)
    assert (figures[0].value, figures[0].n) == (20 / 25, 25)
    assert part(figures, "peran kader").value == 15 / 20
    assert part(figures, "peran penyuluh").value is None
    assert part(figures, "kenaikan nilai").value == pytest.approx(2.5)
    with pytest.raises(Refused, match="6 terlatih dari 5"):
        replace(other, trained=6)


def test_a_shared_plan_item_needs_two_sectors_with_a_task_each() -> None:
    def item(number: int, *owners: tuple[str, str]) -> r.PlanItem:
        return r.PlanItem(f"p{number:02}", day(1), None, tuple(r.Owner(*owner) for owner in owners))

    items = [item(i, ("dinkes", "timbang"), ("pupr", "air")) for i in range(4)]
    items += [item(4, ("dinkes", "timbang"), ("pupr", " ")), item(5, ("dinkes", "a"), ("dinkes", "b"))]
    items += [item(i, ("dinkes", "timbang")) for i in range(6, 10)]
    ended = replace(item(11, ("dinkes", "a"), ("pupr", "b")), since=date(2025, 1, 1), until=date(2025, 12, 31))
    (figure,) = compute("T48", world(plan_items=(*items, ended)), PERIOD)
    assert (figure.value, figure.n) == (0.4, 10)
    assert figure.lists["bersama tanpa tugas masing-masing"] == ("p04",)


# --- the network ------------------------------------------------------------------------------------------------------


def test_centralisation_is_shown_with_and_without_the_secretariat() -> None:
    star = tuple(Tie("bappeda", o, "data", day(2)) for o in NAMES[1:])
    whole, without = compute("T28", world(ties=star), PERIOD)
    assert (whole.value, without.value) == (1, 0)
    assert whole.lists["sekretariat"] == ("bappeda",)
    plain = tuple(replace(o, secretariat=False) for o in ORGANISATIONS)
    assert "belum ditandai" in compute("T28", world(organisations=plain, ties=star), PERIOD)[1].note


def test_sitting_in_a_plenary_is_no_tie() -> None:
    plenary = tuple(Tie(a, b, "pleno", day(2)) for a in NAMES for b in NAMES if a != b)
    for trace in ("T27", "T28", "T29"):
        with_it = compute(trace, world(ties=(*plenary, Tie("dinkes", "pkk", "data", day(2)))), PERIOD)
        alone = compute(trace, world(ties=(Tie("dinkes", "pkk", "data", day(2)),)), PERIOD)
        assert with_it == alone


def test_ties_across_fields_say_what_chance_would_give_and_who_has_no_field() -> None:
    layanan = ["dinkes", "dinsos", "pupr", "baznas"]
    inside = tuple(Tie(a, b, "data", day(2)) for a in layanan for b in layanan if a < b)
    figures = compute("T29", world(ties=inside), PERIOD)
    assert figures[0].value == -1 and figures[0].n == 8
    assert figures[0].lists["tanpa bidang"] == ("pt-sawit",)
    expected = part(figures, "nilai harapan").value
    assert expected == pytest.approx((28 - 2 * 7) / 28)
    chance = part(figures, "p permutasi").value
    assert chance is not None and chance < 0.1
    assert "lintas bidang" in figures[0].note and "ego sektoral" not in figures[0].note


def test_there_is_no_core_where_the_fit_is_weak() -> None:
    ring = tuple(Tie(NAMES[i], NAMES[(i + 1) % 9], "data", day(2)) for i in range(9))
    (figure,) = compute("T31", world(ties=ring), PERIOD)
    assert figure.value is None and "tidak ada inti" in figure.note
    core = ["bappeda", "baznas", "dinkes", "dppkb"]
    ties = [Tie(a, b, "data", day(2)) for a in core for b in core if a < b]
    ties += [Tie("dinkes", "pupr", "data", day(2)), Tie("baznas", "pkk", "data", day(2))]
    (open_,) = compute("T31", world(ties=tuple(ties)), PERIOD)
    assert open_.value is None and "sama baiknya" in open_.note
    ties += [Tie("bappeda", "universitas", "data", day(2)), Tie("dppkb", "pt-sawit", "data", day(2))]
    (found,) = compute("T31", world(ties=tuple(ties)), PERIOD)
    assert found.value == 0.25 and found.lists["inti"] == tuple(core)


def test_multiplexity_needs_three_kinds() -> None:
    two = (Tie("dinkes", "pkk", "data", day(2)), Tie("dinkes", "pkk", "rujukan", day(2)))
    assert compute("T32", world(ties=two), PERIOD)[0].value is None
    three = (*two, Tie("bappeda", "pkk", "kegiatan_bersama", day(2)))
    assert compute("T32", world(ties=three), PERIOD)[0].value == 1.5


# --- periods and change -----------------------------------------------------------------------------------------------


@given(st.dates(date(2000, 3, 1), date(2100, 1, 1)), st.integers(1, 24))
def test_months_back_end_on_the_day_and_hold_that_many_months(last: date, months: int) -> None:
    back = r.Period(last, last).months_back(months)
    assert back.end == last
    assert months * 28 <= (back.end - back.start).days + 1 <= months * 31
    if months == 12 and (last.month, last.day) != (2, 29):
        assert back.start == last.replace(year=last.year - 1) + timedelta(days=1)


def test_a_period_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(Refused, match="sebelum dimulai"):
        r.Period(END, START)


def test_two_semesters_are_compared_in_three_words() -> None:
    good = [replace(PROMISE, id=f"a{i}") for i in range(40)]
    old = [
        replace(
            PROMISE,
            id=f"b{i}",
            made_on=date(2025, 7, 1),
            due=date(2025, 9, 1),
            delivered_on=date(2025, 8, 1) if i < 10 else None,
            accepted_on=date(2025, 8, 2),
        )
        for i in range(40)
    ]
    rows = world(commitments=(*good, *old))
    before = compute("T13", rows, r.Period(date(2025, 7, 1), date(2025, 12, 31)))[0]
    after = compute("T13", rows, PERIOD)[0]
    assert (before.value, after.value) == (0.25, 1)
    assert compare(before.estimate, after.estimate).verdict == "naik"
    assert compare(before.estimate, after.estimate, filling_in=True).verdict == "masa pengisian"
