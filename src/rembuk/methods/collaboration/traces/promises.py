"""Promises kept, and partnerships with and without a written agreement."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Literal

from rembuk.methods.collaboration.rows import Agreement, Commitment, Period, Rows
from rembuk.methods.collaboration.traces.figures import Figures, figure, middle, share

Fate = Literal["ditepati", "terlambat", "menunggu penerima", "disengketakan", "tanpa penerima lain", "belum diserahkan"]
SMALL_WIN_DAYS = 90
FEWEST_OF_A_SECTOR = 5


def due_in_force(commitment: Commitment, day: date) -> date:
    """Return the due date that counts on ``day``: a change counts only if it was made by the date it replaces."""
    due = commitment.due
    for change in sorted(commitment.moved, key=lambda m: (m.on, m.to)):
        if change.on <= day and change.on <= due:
            due = change.to
    return due


def fate(commitment: Commitment, day: date) -> Fate:
    """Return what became of a commitment by the end of ``day``.

    Kept = delivered by the due date in force and accepted by a receiver other than the owner; a dispute after the
    acceptance takes it back, an acceptance on or after the day of the dispute settles it.
    """
    delivered = commitment.delivered_on
    if delivered is None or delivered > day:
        return "belum diserahkan"
    if commitment.receiver is None or commitment.receiver == commitment.owner:
        return "tanpa penerima lain"
    accepted = commitment.accepted_on if commitment.accepted_on and commitment.accepted_on <= day else None
    disputed = commitment.disputed_on if commitment.disputed_on and commitment.disputed_on <= day else None
    if disputed and (accepted is None or accepted < disputed):
        return "disengketakan"
    if accepted is None:
        return "menunggu penerima"
    return "ditepati" if delivered <= due_in_force(commitment, day) else "terlambat"


def _due(rows: Rows, period: Period) -> tuple[list[Commitment], list[Commitment]]:
    """Return the commitments due in the period, and those withdrawn by their due date, which are not due any more."""
    due: list[Commitment] = []
    withdrawn: list[Commitment] = []
    for commitment in rows.commitments or ():
        when = due_in_force(commitment, period.end)
        if not period.holds(when) or commitment.made_on > period.end:
            continue
        gone = commitment.withdrawn_on
        (withdrawn if gone is not None and gone <= min(when, period.end) else due).append(commitment)
    return due, withdrawn


def kept(rows: Rows, period: Period) -> Figures:
    """T13: commitments kept of those due, and the same by class of size; every other fate is listed."""
    due, withdrawn = _due(rows, period)
    by_fate: dict[str, list[str]] = defaultdict(list)
    for commitment in due:
        by_fate[fate(commitment, period.end)].append(commitment.id)
    lists: dict[str, Iterable[str]] = dict(by_fate)
    moved = {c.id: [m for m in c.moved if m.on <= period.end] for c in due}
    lists["tenggat diubah"] = [identity for identity, changes in moved.items() if changes]
    lists["ditarik sebelum tenggat"] = [c.id for c in withdrawn]
    yes = set(by_fate["ditepati"])
    whole = share("T13", sorted(yes), [c.id for c in due], lists=lists)
    result = [whole]
    for size in sorted({c.size for c in due}):
        ids = [c.id for c in due if c.size == size]
        name = f"ukuran {size}" if size else "ukuran belum dicatat"
        result.append(share("T13", [i for i in ids if i in yes], ids, part=name))
    return tuple(result)


def keeping_gap(rows: Rows, period: Period) -> Figures:
    """T14: the distance between the sectors that keep most and least; which they are is not said here."""
    due, _ = _due(rows, period)
    sectors: dict[str, list[bool]] = defaultdict(list)
    for commitment in due:
        if commitment.owner in rows.by_id:
            sectors[rows.by_id[commitment.owner].sector].append(fate(commitment, period.end) == "ditepati")
    large = [kept for kept in sectors.values() if len(kept) >= FEWEST_OF_A_SECTOR]
    rates = [sum(kept) / len(kept) for kept in large]
    if len(large) < 2:
        note = f"Perlu sedikitnya dua sektor dengan {FEWEST_OF_A_SECTOR} komitmen jatuh tempo."
        return (figure("T14", None, None, min(map(len, large), default=0), note=note),)
    return (figure("T14", max(rates) - min(rates), None, min(map(len, large))),)


def age_of_overdue(rows: Rows, period: Period) -> Figures:
    """T15: median days past due, on the last day of the period, of what was not delivered."""
    day = period.end
    late = {}
    for commitment in rows.commitments or ():
        when = due_in_force(commitment, day)
        gone = commitment.withdrawn_on is not None and commitment.withdrawn_on <= day
        if commitment.made_on <= day and when < day and not gone and fate(commitment, day) == "belum diserahkan":
            late[commitment.id] = float((day - when).days)
    return (middle("T15", late),)


def small_wins(rows: Rows, period: Period) -> Figures:
    """T50: commitments of 90 days or less that were delivered in the period and kept."""
    short = [c for c in rows.commitments or () if (c.due - c.made_on).days <= SMALL_WIN_DAYS]
    done = [c.id for c in short if period.holds(c.delivered_on) and fate(c, period.end) == "ditepati"]
    there = [c.id for c in short if c.made_on <= period.end]
    return (figure("T50", float(len(done)), None, len(there), lists={"dihitung": done}),)


def agreement_coverage(rows: Rows, period: Period) -> Figures:
    """T16: partner ties of the last 12 months that stand under a signed agreement in force on the last day.

    A partner tie is a pair of organisations of which at least one is not a state office.
    """
    year = period.months_back(12)
    pairs = sorted(
        {
            tuple(sorted((c.giver, c.receiver)))
            for c in rows.contributions or ()
            if year.holds(c.on) and c.giver != c.receiver and _partner(rows, c.giver, c.receiver)
        }
    )
    running = [set(a.parties) for a in rows.agreements or () if a.in_force(period.end)]
    names = {pair: " - ".join(pair) for pair in pairs}
    yes = [names[pair] for pair in pairs if any(set(pair) <= parties for parties in running)]
    missing = [name for name in names.values() if name not in yes]
    return (share("T16", yes, list(names.values()), lists={"tanpa perjanjian yang berlaku": missing}),)


def _partner(rows: Rows, *organisations: str) -> bool:
    standings = [rows.standing(organisation) for organisation in organisations]
    return None not in standings and any(standing != "negara" for standing in standings)


def lapsed_agreements(rows: Rows, period: Period) -> Figures:
    """T17: agreements that ended in the period without a successor although the parties still work together."""
    ended = [
        a
        for a in rows.agreements or ()
        if a.ends is not None and a.signed_on is not None and period.holds(a.ends) and a.ends < period.end
    ]
    lapsed = [a.id for a in ended if _still_active(rows, a, period) and not _succeeded(rows, a, period.end)]
    return (share("T17", lapsed, [a.id for a in ended]),)


def _succeeded(rows: Rows, old: Agreement, day: date) -> bool:
    return any(
        new.id != old.id and new.in_force(day) and (new.replaces == old.id or set(old.parties) <= set(new.parties))
        for new in rows.agreements or ()
    )


def _still_active(rows: Rows, old: Agreement, period: Period) -> bool:
    return old.ends is not None and any(
        old.ends < c.on <= period.end and c.giver != c.receiver and {c.giver, c.receiver} <= set(old.parties)
        for c in rows.contributions or ()
    )
