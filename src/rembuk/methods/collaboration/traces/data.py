"""Data delivered on time, requests and issues answered, people trained."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import inf

from rembuk.errors import Refused
from rembuk.methods.collaboration.intervals import mean_interval, wilson
from rembuk.methods.collaboration.rows import GRASSROOTS, Dataset, Issue, Period, Request, Rows, Training, distinct
from rembuk.methods.collaboration.traces.figures import Figure, Figures, decimal, figure, middle, share

ANSWERS = ("diberikan", "ditolak")


def freshness(rows: Rows, period: Period) -> Figures:
    """T21: days since the last accepted delivery minus the agreed interval, on the last day; above 0 = overdue.

    The first figure is the median over datasets, then one for each dataset in alphabetical order.
    """
    day = period.end
    late: dict[str, float] = {}
    never = []
    for dataset in sorted(rows.datasets or (), key=lambda d: d.id):
        if dataset.since > day or (dataset.until is not None and dataset.until < day):
            continue
        last = _last_accepted(rows, dataset, period)
        if last is None:
            never.append(dataset.id)
        late[dataset.id] = float((day - (last or dataset.since)).days - dataset.every_days)
    lists = {"lewat waktu": [i for i, days in late.items() if days > 0], "belum pernah dikirim": never}
    parts = [
        figure("T21", days, None, 1, identity, "Belum pernah dikirim." if identity in never else "")
        for identity, days in late.items()
    ]
    return (middle("T21", late, lists=lists), *parts)


def _last_accepted(rows: Rows, dataset: Dataset, period: Period) -> date | None:
    days = [d.on for d in rows.deliveries or () if d.dataset == dataset.id and period.known(d.accepted_on)]
    return max((day for day in days if period.known(day)), default=None)


def cross_sector_use(rows: Rows, period: Period) -> Figures:
    """T23: members that cited or joined a dataset of another sector in the period."""
    owner = {dataset.id: rows.by_id.get(dataset.owner) for dataset in rows.datasets or ()}
    used = set()
    for citation in rows.citations or ():
        whose, who = owner.get(citation.dataset), rows.by_id.get(citation.organisation)
        if period.holds(citation.on) and whose and who and whose.sector != who.sector:
            used.add(citation.organisation)
    members = rows.members(period.end)
    return (share("T23", [m for m in members if m in used], members),)


def coverage(rows: Rows, period: Period) -> Figures:
    """T44: agreed indicators that reached their target by the latest figure of the period, then each indicator."""
    latest = {
        v.indicator: v for v in sorted(rows.indicator_values or (), key=lambda v: v.as_of) if period.holds(v.as_of)
    }
    reached = [i for i, v in latest.items() if (v.value <= v.target if v.lower_is_better else v.value >= v.target)]
    parts = [
        figure("T44", v.value, None, 1, i, f"Target {decimal(v.target)}; {v.source}, {v.as_of:%d-%m-%Y}.")
        for i, v in sorted(latest.items())
    ]
    return (share("T44", reached, list(latest), note="Bagian indikator yang mencapai target."), *parts)


def targeting(rows: Rows, period: Period) -> Figures:
    """T45: share of the value that reached the third of places with most cases / their share of cases; 1 = in step."""
    cases: dict[str, int] = {}
    for burden in sorted(rows.burdens or (), key=lambda b: b.as_of):
        if period.known(burden.as_of):
            cases[burden.place] = burden.cases
    value = dict.fromkeys(cases, 0.0)
    for placed in rows.placed_values or ():
        if period.holds(placed.on) and placed.place in value:
            value[placed.place] += placed.rupiah
    high = sorted(cases, key=lambda place: (-cases[place], place))[: -(-len(cases) // 3)]
    of_cases, of_value = sum(cases[p] for p in high), sum(value[p] for p in high)
    lists = {"sepertiga beban tertinggi": high}
    if not of_cases or not sum(value.values()):
        return (figure("T45", None, None, len(cases), lists=lists),)
    ratio = (of_value / sum(value.values())) / (of_cases / sum(cases.values()))
    return (figure("T45", ratio, None, len(cases), lists=lists),)


def requests_answered(rows: Rows, period: Period) -> Figures:
    """T24: median hours until a request was answered, and the share answered within the agreed time.

    A request without an answer by the end of the last day counts as longer than every answered one; in the share, one
    whose time has not come yet is left out.
    """
    asked = [r for r in rows.requests or () if period.holds(r.at.date())]
    hours = {r.id: _hours(r, period) for r in asked}
    whole = middle("T24", hours)
    waiting, ripe, yes = [], [], []
    for request in asked:
        if request.due is None:
            continue
        if hours[request.id] < inf and request.answered_at is not None:
            ripe.append(request.id)
            if request.answered_at <= request.due:
                yes.append(request.id)
        elif request.due.date() <= period.end:
            ripe.append(request.id)
        else:
            waiting.append(request.id)
    return whole, share("T24", yes, ripe, "tepat waktu", lists={"masih dalam waktu": waiting})


def _hours(request: Request, period: Period) -> float:
    answered = request.answered_at
    if answered is None or request.answer not in ANSWERS or answered.date() > period.end:
        return inf
    if answered < request.at:
        raise Refused("jawaban_mendahului", f"Permintaan {request.id} dijawab sebelum diajukan.")
    return (answered - request.at) / timedelta(hours=1)


def issues_answered(rows: Rows, period: Period) -> Figures:
    """T39: issues from the field answered by the agreed day, of those answered or whose day has come."""
    raised = _grassroots(rows, period)
    waiting, ripe, yes, dateless = [], [], [], []
    for issue in raised:
        answered = issue.answered_on if period.known(issue.answered_on) else None
        if issue.due is None:
            dateless.append(issue.id)
        elif answered is None and issue.due >= period.end:
            waiting.append(issue.id)
        else:
            ripe.append(issue.id)
            if answered is not None and answered <= issue.due:
                yes.append(issue.id)
    lists = {"masih dalam waktu": waiting, "tanpa tanggal jawab": dateless}
    return (share("T39", yes, ripe, lists=lists),)


def feedback_closed(rows: Rows, period: Period) -> Figures:
    """T40: issues from the field whose reporter was told the result."""
    raised = _grassroots(rows, period)
    return (share("T40", [i.id for i in raised if period.known(i.told_on)], [i.id for i in raised]),)


def _grassroots(rows: Rows, period: Period) -> list[Issue]:
    return [issue for issue in rows.issues or () if issue.origin in GRASSROOTS and period.holds(issue.on)]


def training(rows: Rows, period: Period) -> Figures:
    """T36: trained of those due on the last day, whole and by role; and the gain in score of the period's courses."""
    latest: dict[tuple[str, str, str], Training] = {}
    for row in sorted(rows.trainings or (), key=lambda t: (t.as_of, t.id)):
        if period.known(row.as_of):
            latest[row.organisation, row.role, row.topic] = row
    by_role: dict[str, list[Training]] = defaultdict(list)
    for row in latest.values():
        by_role[row.role].append(row)
    result = [_reach(list(latest.values()), "")]
    result += [_reach(by_role[role], f"peran {role}") for role in sorted(by_role)]
    gains = [after - before for t in rows.trainings or () if period.holds(t.as_of) for before, after in t.scores]
    mean = sum(gains) / len(gains) if gains else None
    note = "Dalam angka nilai, bukan bagian."
    result.append(figure("T36", mean, mean_interval(gains), len(gains), "kenaikan nilai", note))
    return tuple(result)


def _reach(trainings: list[Training], part: str) -> Figure:
    due, trained = sum(t.due for t in trainings), sum(t.trained for t in trainings)
    names = {"lembaga dengan yang belum terlatih": distinct(t.organisation for t in trainings if t.trained < t.due)}
    if due == 0:
        return figure("T36", None, None, 0, part, lists=names)
    return figure("T36", trained / due, wilson(trained, due), due, part, lists=names)
