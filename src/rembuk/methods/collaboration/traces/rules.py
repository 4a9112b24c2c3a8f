"""Rules in force and known, papers signed, disputes and escalations settled, data complete, pledges come true."""

from __future__ import annotations

from collections import defaultdict
from math import inf

from rembuk.methods.collaboration.rows import Closable, Completeness, Period, Pledge, Rows
from rembuk.methods.collaboration.traces.figures import Figure, Figures, figure, middle, share

DOCUMENTS = ("aturan", "rencana", "sk")
MONEY = "rupiah"
LOCAL_BUDGET = "apbd"


def time_to_signature(rows: Rows, period: Period) -> Figures:
    """T18: median days from the draft going round to the signature; unsigned drafts count as longer."""
    days = {
        a.id: float((a.signed_on - a.circulated_on).days)
        if a.signed_on is not None and period.known(a.signed_on)
        else inf
        for a in rows.agreements or ()
        if a.circulated_on is not None and period.holds(a.circulated_on)
    }
    return (middle("T18", days),)


def ground_rules(rows: Rows, period: Period) -> Figures:
    """T19: 1 where rules in force were adopted or reviewed in the last 12 months, else 0; and who declared to know."""
    year = period.months_back(12)
    running = [
        rules
        for rules in rows.rule_sets or ()
        if period.known(rules.adopted_on) and (rules.until is None or rules.until >= period.end)
    ]
    fresh = [rules.id for rules in running if any(year.holds(d) for d in (rules.adopted_on, *rules.reviewed_on))]
    old = [rules.id for rules in running if rules.id not in fresh]
    members = rows.members(period.end)
    lists = {"berlaku dan ditinjau": fresh, "belum ditinjau 12 bulan": old}
    known = _known(rows, period)
    rules_known = [m for m in members if "aturan" in known[m]]
    return (
        figure("T19", float(bool(fresh)), None, int(bool(running or members)), lists=lists),
        share("T19", rules_known, members, "anggota yang menyatakan tahu"),
    )


def documents_known(rows: Rows, period: Period) -> Figures:
    """T47: members that declared to know all three documents, and each of them."""
    members = rows.members(period.end)
    known = _known(rows, period)
    whole = share("T47", [m for m in members if known[m] >= set(DOCUMENTS)], members)
    parts = [share("T47", [m for m in members if document in known[m]], members, document) for document in DOCUMENTS]
    return (whole, *parts)


def _known(rows: Rows, period: Period) -> dict[str, set[str]]:
    known: dict[str, set[str]] = defaultdict(set)
    for entry in rows.acknowledgements or ():
        if period.known(entry.on):
            known[entry.organisation].add(entry.document)
    return known


def escalations(rows: Rows, period: Period) -> Figures:
    """T38: median days from an escalation to the decision of the authorised official; open ones count as longer."""
    days = {e.id: _days(e, period) for e in rows.escalations or () if period.holds(e.on)}
    return (middle("T38", days),)


def _days(entry: Closable, period: Period) -> float:
    if entry.closed_on is None or not period.known(entry.closed_on) or not entry.properly:
        return inf
    return float((entry.closed_on - entry.on).days)


def disputes(rows: Rows, period: Period) -> Figures:
    """T43: differences settled by the agreed procedure, of those raised in the period."""
    return (_settled("T43", rows.disputes or (), period),)


def discrepancies(rows: Rows, period: Period) -> Figures:
    """T25: flagged differences between data that were closed with a reason."""
    return (_settled("T25", rows.discrepancies or (), period),)


def _settled(trace: str, entries: tuple[Closable, ...], period: Period) -> Figure:
    raised = [e for e in entries if period.holds(e.on)]
    return share(trace, [e.id for e in raised if e.properly and period.known(e.closed_on)], [e.id for e in raised])


def completeness(rows: Rows, period: Period) -> Figures:
    """T22: cells delivered of those due by the latest count of the period, whole and by dataset (alphabetical)."""
    latest: dict[str, Completeness] = {}
    for row in sorted(rows.completeness or (), key=lambda c: c.as_of):
        if period.holds(row.as_of):
            latest[row.dataset] = row
    filled = [row for _, row in sorted(latest.items()) if row.due]
    due = sum(row.due for row in filled)
    whole = sum(row.delivered for row in filled) / due if due else None
    parts = [figure("T22", row.delivered / row.due, None, 1, row.dataset) for row in filled]
    return (figure("T22", whole, None, len(filled)), *parts)


def money_realised(rows: Rows, period: Period) -> Figures:
    """T33: rupiah received of the rupiah pledged in the period, whole and by source."""
    pledged = [p for p in rows.pledges or () if p.unit == MONEY and period.holds(p.on)]
    sources = sorted({p.source for p in pledged})
    parts = [_ratio("T33", [p for p in pledged if p.source == source], period, source) for source in sources]
    return (_ratio("T33", pledged, period), *parts)


def goods_delivered(rows: Rows, period: Period) -> Figures:
    """T34: units received of those pledged, for each unit; different units are never added up."""
    pledged = [p for p in rows.pledges or () if p.unit != MONEY and period.holds(p.on)]
    units = sorted({p.unit for p in pledged})
    if len(units) == 1:
        return (_ratio("T34", pledged, period),)
    note = f"{len(units)} satuan yang berlainan: lihat per satuan." if units else ""
    parts = [_ratio("T34", [p for p in pledged if p.unit == unit], period, f"satuan {unit}") for unit in units]
    return (figure("T34", None, None, len(pledged), note=note, lists={"semua": [p.id for p in pledged]}), *parts)


def _ratio(trace: str, pledges: list[Pledge], period: Period, part: str = "") -> Figure:
    promised = sum(p.amount for p in pledges)
    came = sum(p.received(period.end) for p in pledges)
    nothing = [p.id for p in pledges if not p.received(period.end)]
    lists = {"semua": [p.id for p in pledges], "belum ada yang diterima": nothing}
    return figure(trace, came / promised if promised else None, None, len(pledges), part, lists=lists)


def other_sources(rows: Rows, period: Period) -> Figures:
    """T35: rupiah received in the period from sources other than the APBD, of all rupiah received."""
    got: dict[str, float] = defaultdict(float)
    ids: dict[str, list[str]] = defaultdict(list)
    for pledge in rows.pledges or ():
        came = sum(r.amount for r in pledge.receipts if period.holds(r.on))
        if pledge.unit == MONEY and came:
            got[pledge.source] += came
            ids[pledge.source].append(pledge.id)
    total = sum(got.values())
    value = 1 - got.get(LOCAL_BUDGET, 0.0) / total if total else None
    return (figure("T35", value, None, sum(map(len, ids.values())), lists=ids),)
