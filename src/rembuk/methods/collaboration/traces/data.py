"""Data delivered on time, requests and issues answered, people trained."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from math import inf

from rembuk.errors import Refused
from rembuk.methods.collaboration.intervals import mean_interval, wilson
from rembuk.methods.collaboration.rows import GRASSROOTS, Dataset, Issue, Period, Request, Rows, Training, distinct
from rembuk.methods.collaboration.traces.figures import Figure, Figures, figure, middle, share

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
