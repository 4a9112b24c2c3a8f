"""The plain rows that traces are computed from: what the record must be able to say about the team's work.

Rows hold ids of organisations, never of persons; nobody's reading is here. ``Rows`` holds the tables: a table that is
``None`` does not exist (yet), an empty one exists and holds nothing. Days after the day asked for are not looked at, so
any trace can be computed for any day in the past.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from rembuk.errors import Refused
from rembuk.methods.collaboration.network import Tie
from rembuk.methods.collaboration.rows.base import (
    GRASSROOTS,
    STANDINGS,
    Membership,
    Organisation,
    Period,
    distinct,
)
from rembuk.methods.collaboration.rows.figures import (
    Burden,
    Citation,
    Completeness,
    Dataset,
    Delivery,
    IndicatorValue,
    PlacedValue,
    Request,
    Training,
)
from rembuk.methods.collaboration.rows.forum import (
    Acknowledgement,
    Activity,
    AgendaItem,
    Attendance,
    Closable,
    Decision,
    Issue,
    Meeting,
    Owner,
    PlanItem,
    Review,
    RuleSet,
)
from rembuk.methods.collaboration.rows.promises import (
    Agreement,
    Commitment,
    Contribution,
    Moved,
    Pledge,
    Receipt,
)

__all__ = [
    "GRASSROOTS",
    "STANDINGS",
    "Acknowledgement",
    "Activity",
    "AgendaItem",
    "Agreement",
    "Attendance",
    "Burden",
    "Citation",
    "Closable",
    "Commitment",
    "Completeness",
    "Contribution",
    "Dataset",
    "Decision",
    "Delivery",
    "IndicatorValue",
    "Issue",
    "Meeting",
    "Membership",
    "Moved",
    "Organisation",
    "Owner",
    "Period",
    "PlacedValue",
    "PlanItem",
    "Pledge",
    "Receipt",
    "Request",
    "Review",
    "Rows",
    "RuleSet",
    "Tie",
    "Training",
    "distinct",
]


@dataclass(frozen=True, slots=True)
class Rows:
    """The tables; ``None`` = there is no such table."""

    organisations: tuple[Organisation, ...] | None = None
    memberships: tuple[Membership, ...] | None = None
    meetings: tuple[Meeting, ...] | None = None
    attendances: tuple[Attendance, ...] | None = None
    agenda_items: tuple[AgendaItem, ...] | None = None
    decisions: tuple[Decision, ...] | None = None
    commitments: tuple[Commitment, ...] | None = None
    agreements: tuple[Agreement, ...] | None = None
    contributions: tuple[Contribution, ...] | None = None
    datasets: tuple[Dataset, ...] | None = None
    deliveries: tuple[Delivery, ...] | None = None
    requests: tuple[Request, ...] | None = None
    trainings: tuple[Training, ...] | None = None
    issues: tuple[Issue, ...] | None = None
    plan_items: tuple[PlanItem, ...] | None = None
    rule_sets: tuple[RuleSet, ...] | None = None
    acknowledgements: tuple[Acknowledgement, ...] | None = None
    pledges: tuple[Pledge, ...] | None = None
    completeness: tuple[Completeness, ...] | None = None
    discrepancies: tuple[Closable, ...] | None = None
    disputes: tuple[Closable, ...] | None = None
    escalations: tuple[Closable, ...] | None = None
    reviews: tuple[Review, ...] | None = None
    citations: tuple[Citation, ...] | None = None
    indicator_values: tuple[IndicatorValue, ...] | None = None
    burdens: tuple[Burden, ...] | None = None
    placed_values: tuple[PlacedValue, ...] | None = None
    activities: tuple[Activity, ...] | None = None
    ties: tuple[Tie, ...] | None = None
    by_id: dict[str, Organisation] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the organisations; refuse one id twice."""
        index = {organisation.id: organisation for organisation in self.organisations or ()}
        if len(index) != len(self.organisations or ()):
            raise Refused("lembaga_ganda", "Ada lembaga yang tercantum dua kali.")
        object.__setattr__(self, "by_id", index)

    def members(self, day: date) -> tuple[str, ...]:
        """Return the organisations named in the SK on ``day``."""
        named = (m for m in self.memberships or () if m.since <= day and (m.until is None or day <= m.until))
        return distinct(membership.organisation for membership in named)

    def standing(self, organisation: str | None) -> str | None:
        """Return the standing of an organisation, ``None`` where it is not known."""
        known = self.by_id.get(organisation or "")
        return known.standing if known else None
