"""Who comes, who sets the agenda, is dissent noted, can a decision be carried out, who carries it together."""

from __future__ import annotations

from collections import Counter
from datetime import date
from math import inf

from rembuk.methods.collaboration.intervals import bootstrap, difference, wilson
from rembuk.methods.collaboration.rows import Meeting, Period, Rows, distinct
from rembuk.methods.collaboration.spread import evenness
from rembuk.methods.collaboration.traces.figures import Figures, figure, middle, share


def _held(rows: Rows, period: Period) -> list[Meeting]:
    meetings = [m for m in rows.meetings or () if m.held and period.holds(m.on)]
    return sorted(meetings, key=lambda m: (m.on, m.id))


def _present(rows: Rows, meetings: list[Meeting]) -> list[tuple[str, ...]]:
    """Return for each meeting the organisations present, each once; those not on the list of organisations left out."""
    there: dict[str, set[str]] = {meeting.id: set() for meeting in meetings}
    for attendance in rows.attendances or ():
        if attendance.meeting in there and attendance.organisation in rows.by_id:
            there[attendance.meeting].add(attendance.organisation)
    return [tuple(sorted(there[meeting.id])) for meeting in meetings if there[meeting.id]]


def attendance_evenness(rows: Rows, period: Period) -> Figures:
    """T01: how evenly the sectors come; sectors of the SK that never came count as empty. Interval over meetings."""
    present = _present(rows, _held(rows, period))
    expected = {rows.by_id[o].sector for o in rows.members(period.end) if o in rows.by_id}
    came = {rows.by_id[o].sector for meeting in present for o in meeting}
    sectors = sorted(expected | came)

    def measure(meetings: list[tuple[str, ...]]) -> float | None:
        counts = Counter(rows.by_id[o].sector for meeting in meetings for o in meeting)
        return evenness([counts[sector] for sector in sectors])

    lists = {"sektor hadir": came, "sektor SK yang belum hadir": expected - came}
    return (figure("T01", measure(present), bootstrap(present, measure), len(present), lists=lists),)


def attendance_standing(rows: Rows, period: Period) -> Figures:
    """T02: share of attendances by non-state organisations, and apart those of semi-state and state."""
    present = _present(rows, _held(rows, period))
    result = []
    for standing in ("nonnegara", "semi_negara", "negara"):

        def measure(meetings: list[tuple[str, ...]], wanted: str = standing) -> float | None:
            standings = [rows.by_id[o].standing for meeting in meetings for o in meeting]
            return standings.count(wanted) / len(standings) if standings else None

        here = distinct(o for meeting in present for o in meeting if rows.by_id[o].standing == standing)
        part = "" if standing == "nonnegara" else standing
        limits = bootstrap(present, measure)
        result.append(figure("T02", measure(present), limits, len(present), part, lists={"lembaga": here}))
    return tuple(result)


def agenda_setting(rows: Rows, period: Period) -> Figures:
    """T03: agenda items by the standing of the proposer; items without a recorded proposer are named, not counted."""
    held = {meeting.id for meeting in _held(rows, period)}
    items = [item for item in rows.agenda_items or () if item.meeting in held]
    known = {item.id: standing for item in items if (standing := rows.standing(item.proposer))}
    unknown = [item.id for item in items if item.id not in known]
    note = f"{len(unknown)} butir tanpa pengusul tercatat tidak dihitung." if unknown else ""
    result = []
    for standing in ("nonnegara", "semi_negara", "negara"):
        yes = [identity for identity, of in known.items() if of == standing]
        part = "" if standing == "nonnegara" else standing
        result.append(share("T03", yes, tuple(known), part, note, {"pengusul belum tercatat": unknown}))
    return tuple(result)


def adoption_gap(rows: Rows, period: Period) -> Figures:
    """T04: share of the state's proposals taken up minus that of non-state organisations; n is the smaller group's."""
    held = {meeting.id for meeting in _held(rows, period)}
    fate: dict[str, list[bool]] = {"negara": [], "nonnegara": []}
    for item in rows.agenda_items or ():
        standing = rows.standing(item.proposer)
        if item.meeting in held and item.adopted is not None and standing in fate:
            fate[standing].append(item.adopted)
    state, other = fate["negara"], fate["nonnegara"]
    n = min(len(state), len(other))
    if n == 0:
        return (figure("T04", None, None, 0),)
    rates = sum(other) / len(other), sum(state) / len(state)
    limits = difference(rates[0], wilson(sum(other), len(other)), rates[1], wilson(sum(state), len(state)))
    return (figure("T04", rates[1] - rates[0], limits, n),)


def dissent(rows: Rows, period: Period) -> Figures:
    """T09: decisions with a dissent or reservation among those whose positions were noted."""
    noted = [d for d in rows.decisions or () if period.holds(d.on) and (d.positions_recorded or d.dissent)]
    yes = [d.id for d in noted if d.dissent]
    note = "Tidak ada beda pendapat yang dicatat: lebih mungkin berarti diam daripada sepakat." if not yes else ""
    return (share("T09", yes, [d.id for d in noted], note=note),)


def evidence_linked(rows: Rows, period: Period) -> Figures:
    """T10: decisions that cite a data version, a document or a finding from the field."""
    made = [d for d in rows.decisions or () if period.holds(d.on)]
    return (share("T10", [d.id for d in made if any(e.strip() for e in d.evidence)], [d.id for d in made]),)


def executable(rows: Rows, period: Period) -> Figures:
    """T11: decisions with a responsible organisation, a due date and a source of money; what others lack is listed."""
    made = [d for d in rows.decisions or () if period.holds(d.on)]
    lacks = {
        "tanpa penanggung jawab": [d.id for d in made if not (d.responsible or "").strip()],
        "tanpa tenggat": [d.id for d in made if d.due is None],
        "tanpa sumber dana": [d.id for d in made if not d.funding.strip()],
    }
    incomplete = {identity for ids in lacks.values() for identity in ids}
    return (share("T11", [d.id for d in made if d.id not in incomplete], [d.id for d in made], lists=lacks),)


def options_weighed(rows: Rows, period: Period) -> Figures:
    """T08: median number of options written down for a decision; decisions without a record of it are left out."""
    made = [d for d in rows.decisions or () if period.holds(d.on)]
    silent = [d.id for d in made if d.options is None]
    return (
        middle("T08", {d.id: float(d.options) for d in made if d.options is not None}, lists={"tanpa catatan": silent}),
    )


def minutes_latency(rows: Rows, period: Period) -> Figures:
    """T12: median days from a meeting to its signed minutes; unsigned ones count as longer than all signed ones."""
    days = {
        m.id: float((m.minutes_signed_on - m.on).days)
        if m.minutes_signed_on is not None and period.known(m.minutes_signed_on)
        else inf
        for m in _held(rows, period)
    }
    return (middle("T12", days),)


def cadence(rows: Rows, period: Period) -> Figures:
    """T42: planned meetings that were held; a meeting outside the plan does not make up for a cancelled one."""
    planned = [m for m in rows.meetings or () if m.planned and period.holds(m.on)]
    return (share("T42", [m.id for m in planned if m.held], [m.id for m in planned]),)


def shared_lead(rows: Rows, period: Period) -> Figures:
    """T49: meetings led by another than the secretariat, of those whose leader is recorded."""
    desk = {o.id for o in rows.by_id.values() if o.secretariat}
    led = [m for m in _held(rows, period) if m.led_by is not None]
    if not desk:
        return (figure("T49", None, None, 0, note="Sekretariat belum ditandai."),)
    return (share("T49", [m.id for m in led if m.led_by not in desk], [m.id for m in led]),)


def breadth_of_use(rows: Rows, period: Period) -> Figures:
    """T46: members active in the last 90 days, and the share of what was done outside the secretariat."""
    window = Period(date.fromordinal(period.end.toordinal() - 89), period.end)
    members = rows.members(period.end)
    done = acts(rows, window)
    desk = {o.id for o in rows.by_id.values() if o.secretariat}
    outside = sum(organisation not in desk for organisation in done) / len(done) if done and desk else None
    return (
        share("T46", [m for m in members if m in set(done)], members),
        figure("T46", outside, None, len(members), "di luar sekretariat"),
    )


def revisions(rows: Rows, period: Period) -> Figures:
    """T41: plan items changed with a cited finding, of those reviewed in the period."""
    reviewed = [review for review in rows.reviews or () if period.holds(review.on)]
    items = sorted({review.plan_item for review in reviewed})
    cited = {r.plan_item for r in reviewed if r.changed and any(e.strip() for e in r.evidence)}
    silent = {r.plan_item for r in reviewed if r.changed} - cited
    return (share("T41", sorted(cited), items, lists={"diubah tanpa temuan": silent}),)


def joint_responsibility(rows: Rows, period: Period) -> Figures:
    """T48: running plan items with owners of two sectors or more, each with its own named task."""
    running = [
        item
        for item in rows.plan_items or ()
        if item.since <= period.end and (item.until is None or item.until >= period.start)
    ]
    joint, nameless = [], []
    for item in running:
        known = [owner for owner in item.owners if owner.organisation in rows.by_id]
        sectors = {rows.by_id[owner.organisation].sector for owner in known if owner.task.strip()}
        if len(sectors) >= 2:
            joint.append(item.id)
        elif len({rows.by_id[owner.organisation].sector for owner in known}) >= 2:
            nameless.append(item.id)
    lists = {"bersama tanpa tugas masing-masing": nameless}
    return (share("T48", joint, [item.id for item in running], lists=lists),)


def sk_and_practice(rows: Rows, period: Period) -> Figures:
    """T20: organisations both named in the SK and active in the last six months / either. Reading is no activity."""
    members = set(rows.members(period.end))
    active = active_organisations(rows, period.months_back(6))
    if not members:
        return (figure("T20", None, None, 0, note="Belum ada SK yang berlaku pada tanggal itu."),)
    every, both = sorted(members | active), sorted(members & active)
    lists = {"dalam SK, belum terlihat aktif": members - active, "aktif, belum dalam SK": active - members}
    return (share("T20", both, every, lists=lists),)


def active_organisations(rows: Rows, period: Period) -> set[str]:
    """Return the organisations that did something for the team in the period."""
    return set(acts(rows, period))


def acts(rows: Rows, period: Period) -> list[str]:
    """Return who did each thing of the period: came, proposed, delivered, asked, answered, gave, kept a promise."""
    held = {meeting.id for meeting in _held(rows, period)}
    owner = {dataset.id: dataset.owner for dataset in rows.datasets or ()}
    present = {(a.meeting, a.organisation) for a in rows.attendances or () if a.meeting in held}
    did: list[str | None] = [organisation for _, organisation in present]
    did += [i.proposer for i in rows.agenda_items or () if i.meeting in held]
    did += [c.owner for c in rows.commitments or () if period.holds(c.delivered_on)]
    did += [c.giver for c in rows.contributions or () if period.holds(c.on)]
    did += [owner.get(d.dataset) for d in rows.deliveries or () if period.holds(d.on)]
    did += [r.asker for r in rows.requests or () if period.holds(r.at.date())]
    did += [r.asked for r in rows.requests or () if r.answer and r.answered_at and period.holds(r.answered_at.date())]
    did += [a.organisation for a in rows.activities or () if period.holds(a.on)]
    return [organisation for organisation in did if organisation]
