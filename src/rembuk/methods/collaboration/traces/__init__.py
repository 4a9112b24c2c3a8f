"""Traces of collaboration, computed from plain rows for any period: ``compute("T13", rows, period)``.

What each one means, its minimum n and its caveat are data (``rembuk.knowledge.traces``). A trace counts organisations,
never single persons, never who read what; the proposer counts, not the typist. Nothing is shown below the minimum n,
and nothing is put in the order of its value.
"""

from __future__ import annotations

from collections.abc import Callable

from rembuk.errors import Refused
from rembuk.knowledge.traces import registry
from rembuk.methods.collaboration.rows import Period, Rows
from rembuk.methods.collaboration.traces import data, meetings, promises, rules, ties
from rembuk.methods.collaboration.traces.figures import Figure, Figures

__all__ = ["COMPUTED", "Figure", "Figures", "compute"]

COMPUTED: dict[str, Callable[[Rows, Period], Figures]] = {
    "T01": meetings.attendance_evenness,
    "T02": meetings.attendance_standing,
    "T03": meetings.agenda_setting,
    "T04": meetings.adoption_gap,
    "T08": meetings.options_weighed,
    "T09": meetings.dissent,
    "T10": meetings.evidence_linked,
    "T11": meetings.executable,
    "T12": meetings.minutes_latency,
    "T13": promises.kept,
    "T14": promises.keeping_gap,
    "T15": promises.age_of_overdue,
    "T16": promises.agreement_coverage,
    "T17": promises.lapsed_agreements,
    "T18": rules.time_to_signature,
    "T19": rules.ground_rules,
    "T20": meetings.sk_and_practice,
    "T21": data.freshness,
    "T22": rules.completeness,
    "T23": data.cross_sector_use,
    "T24": data.requests_answered,
    "T25": rules.discrepancies,
    "T26": ties.reciprocity,
    "T27": ties.density,
    "T28": ties.centralisation,
    "T29": ties.across_fields,
    "T30": ties.brokerage_share,
    "T31": ties.core_standing,
    "T32": ties.multiplexity,
    "T33": rules.money_realised,
    "T34": rules.goods_delivered,
    "T35": rules.other_sources,
    "T36": data.training,
    "T38": rules.escalations,
    "T39": data.issues_answered,
    "T40": data.feedback_closed,
    "T41": meetings.revisions,
    "T42": meetings.cadence,
    "T43": rules.disputes,
    "T44": data.coverage,
    "T45": data.targeting,
    "T46": meetings.breadth_of_use,
    "T47": rules.documents_known,
    "T48": meetings.joint_responsibility,
    "T49": meetings.shared_lead,
    "T50": promises.small_wins,
}

# The registry's word for a table, and where the rows stand. A word that is missing here has no table yet.
TABLES = {
    "organisation": "organisations",
    "membership": "memberships",
    "meeting": "meetings",
    "attendance": "attendances",
    "agenda_item": "agenda_items",
    "decision": "decisions",
    "commitment": "commitments",
    "agreement": "agreements",
    "contribution": "contributions",
    "dataset": "datasets",
    "delivery": "deliveries",
    "request": "requests",
    "training": "trainings",
    "issue": "issues",
    "plan_item": "plan_items",
    "rule_set": "rule_sets",
    "acknowledgement": "acknowledgements",
    "pledge": "pledges",
    "completeness": "completeness",
    "discrepancy": "discrepancies",
    "dispute": "disputes",
    "escalation": "escalations",
    "review": "reviews",
    "citation": "citations",
    "indicator_value": "indicator_values",
    "burden": "burdens",
    "placed_value": "placed_values",
    "activity": "activities",
    "tie": "ties",
}


def compute(trace: str, rows: Rows, period: Period) -> Figures:
    """Return the figures of one trace of the registry; where a table it needs does not exist, one figure says which.

    Refuses a trace that is not in the registry.
    """
    known = {entry.id: entry for entry in registry().traces}
    if trace not in known:
        raise Refused("jejak_tidak_dikenal", f"Jejak “{trace}” tidak dikenal.")
    entry = known[trace]
    missing = [table for table in entry.tables if table not in TABLES or getattr(rows, TABLES[table]) is None]
    if missing or trace not in COMPUTED:
        what = f"Tabel yang diperlukan belum ada: {', '.join(missing)}." if missing else "Belum dihitung oleh Rembuk."
        return (Figure(trace, "", None, None, None, 0, entry.min_n, "tabel belum ada", what),)
    return COMPUTED[trace](rows, period)
