"""The plain rows that traces are computed from: what the record must be able to say about the team's work.

Rows hold ids of organisations, never of persons; nobody's reading is here. ``Rows`` holds the tables: a table that is
``None`` does not exist (yet), an empty one exists and holds nothing. Days after the day asked for are not looked at, so
any trace can be computed for any day in the past.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from rembuk.errors import Refused
from rembuk.methods.collaboration.network import Tie

STANDINGS = ("negara", "semi_negara", "nonnegara")
GRASSROOTS = ("desa", "kader", "pkk", "warga")


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` to ``end``, both days included; what is known is what had happened by the end of ``end``."""

    start: date
    end: date

    def __post_init__(self) -> None:
        """Refuse a period that ends before it begins."""
        if self.end < self.start:
            raise Refused("periode_salah", f"Periode berakhir ({self.end}) sebelum dimulai ({self.start}).")

    def holds(self, day: date | None) -> bool:
        """Whether ``day`` lies in the period."""
        return day is not None and self.start <= day <= self.end

    def known(self, day: date | None) -> bool:
        """Whether something of ``day`` had happened by the end of the period."""
        return day is not None and day <= self.end

    def months_back(self, months: int) -> Period:
        """Return the ``months`` months that end on the last day of this period."""
        count = self.end.year * 12 + self.end.month - 1 - months
        year, month = divmod(count, 12)
        day = min(self.end.day, (date(year + (month == 11), (month + 1) % 12 + 1, 1) - date(year, month + 1, 1)).days)
        first = date(year, month + 1, day)
        return Period(date.fromordinal(first.toordinal() + 1), self.end)


@dataclass(frozen=True, slots=True)
class Organisation:
    """An organisation: its sector (``knowledge/frameworks/sectors.json``), standing, and field of work or none."""

    id: str
    sector: str
    standing: str
    field: str | None = None
    secretariat: bool = False

    def __post_init__(self) -> None:
        """Refuse a standing that is not known."""
        if self.standing not in STANDINGS:
            raise Refused("kedudukan_salah", f"Kedudukan “{self.standing}” tidak dikenal: {', '.join(STANDINGS)}.")


@dataclass(frozen=True, slots=True)
class Membership:
    """An organisation named in the SK, from ``since`` until the last day ``until`` (``None`` = still)."""

    organisation: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting on a day: ``planned`` in the calendar, ``held`` or cancelled; when its minutes were signed by all.

    ``led_by`` is the organisation that led it (``None`` = not recorded).
    """

    id: str
    on: date
    planned: bool = True
    held: bool = True
    plenary: bool = False
    minutes_signed_on: date | None = None
    led_by: str | None = None


@dataclass(frozen=True, slots=True)
class Attendance:
    """An organisation was present at a meeting; several people of one office are still one organisation."""

    meeting: str
    organisation: str


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A point on the agenda; ``proposer`` is the organisation whose idea it was, not the one that typed it in."""

    id: str
    meeting: str
    proposer: str | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision: were positions noted, did somebody dissent, who, by when, with what money, on what evidence.

    ``funding`` names the source; ``tanpa biaya`` is a source too; blank = not settled. ``options`` = how many choices
    were written down (``None`` = not recorded).
    """

    id: str
    on: date
    positions_recorded: bool = False
    dissent: bool = False
    responsible: str | None = None
    due: date | None = None
    funding: str = ""
    evidence: tuple[str, ...] = ()
    options: int | None = None


@dataclass(frozen=True, slots=True)
class Moved:
    """A due date that was changed: on which day, to which day."""

    on: date
    to: date


@dataclass(frozen=True, slots=True)
class Commitment:
    """A promise of ``owner`` to ``receiver``; it is kept when the receiver accepts what was delivered in time.

    ``due`` is the first due date; ``size`` a class of effort (``kecil``, ``sedang``, ``besar``, blank = not stated).
    """

    id: str
    owner: str
    receiver: str | None
    made_on: date
    due: date
    size: str = ""
    moved: tuple[Moved, ...] = ()
    delivered_on: date | None = None
    accepted_on: date | None = None
    disputed_on: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True)
class Agreement:
    """A written agreement of two or more parties; ``ends`` is its last day (``None`` = open), also when ended early.

    ``circulated_on`` is the day on which the draft went round.
    """

    id: str
    parties: tuple[str, ...]
    signed_on: date | None
    starts: date
    ends: date | None = None
    replaces: str | None = None
    circulated_on: date | None = None

    def in_force(self, day: date) -> bool:
        """Whether it is signed and running on ``day``."""
        signed = self.signed_on is not None and self.signed_on <= day
        return signed and self.starts <= day and (self.ends is None or day <= self.ends)


@dataclass(frozen=True, slots=True)
class Contribution:
    """Money, goods, data or work that one organisation gave to another on a day."""

    giver: str
    receiver: str
    on: date


@dataclass(frozen=True, slots=True)
class Dataset:
    """Data that ``owner`` agreed to deliver every ``every_days`` days, since a day, until the last day or ``None``."""

    id: str
    owner: str
    every_days: int
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A delivery of a dataset on a day, and the day it was accepted (``None`` = not accepted)."""

    dataset: str
    on: date
    accepted_on: date | None


@dataclass(frozen=True, slots=True)
class Request:
    """A request of one office to another. ``answer``: ``diberikan``, ``ditolak`` (with a reason), or blank.

    Forwarding, and a refusal without a reason, are no answers. Times are in the district's own zone.
    """

    id: str
    asker: str
    asked: str
    at: datetime
    due: datetime | None = None
    answered_at: datetime | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Training:
    """How far a role of an organisation was trained on ``as_of``: how many are due, how many of them trained.

    ``scores`` holds anonymous pairs (before, after). The latest row of an organisation, role and topic counts.
    """

    id: str
    organisation: str
    role: str
    topic: str
    as_of: date
    due: int
    trained: int
    scores: tuple[tuple[float, float], ...] = ()

    def __post_init__(self) -> None:
        """Refuse more trained people than are due."""
        if not 0 <= self.trained <= self.due:
            raise Refused(
                "pelatihan_salah",
                f"Pelatihan {self.id}: {self.trained} terlatih dari {self.due} yang wajib tidak mungkin.",
            )


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue from the field: its origin (``desa``, ``kader``, ``pkk``, ``warga`` or an office), answer and news.

    ``due`` is the agreed answer date; ``told_on`` the day on which whoever raised it was told the result.
    """

    id: str
    origin: str
    on: date
    due: date | None
    answered_on: date | None = None
    told_on: date | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """An organisation that owns a plan item, with its own named task (blank = name only)."""

    organisation: str
    task: str


@dataclass(frozen=True, slots=True)
class PlanItem:
    """An item of the plan, running from ``since`` to the last day ``until``."""

    id: str
    since: date
    until: date | None
    owners: tuple[Owner, ...]


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Ground rules of the team: adopted, reviewed (each time), in force until the last day ``until``."""

    id: str
    adopted_on: date
    reviewed_on: tuple[date, ...] = ()
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """An organisation declared that it knows a document (``sk``, ``aturan``, ``rencana``); page views do not count."""

    organisation: str
    document: str
    on: date


@dataclass(frozen=True, slots=True)
class Receipt:
    """What came of a pledge on a day, with a receipt: rupiah, or units of goods or work."""

    on: date
    amount: float


@dataclass(frozen=True, slots=True)
class Pledge:
    """Money (``unit`` = ``rupiah``) or goods and work in a unit, promised on a day by ``giver`` from a source.

    Sources: ``apbd``, ``dana_desa``, ``dak``, ``csr``, ``zakat``, ``lainnya``.
    """

    id: str
    giver: str
    source: str
    on: date
    amount: float
    unit: str = "rupiah"
    receipts: tuple[Receipt, ...] = ()

    def __post_init__(self) -> None:
        """Refuse a pledge of nothing and a receipt below zero."""
        if not self.amount > 0 or any(not receipt.amount >= 0 for receipt in self.receipts):
            raise Refused(
                "janji_salah", f"Janji {self.id}: jumlahnya harus lebih dari nol, tanda terimanya tidak minus."
            )

    def received(self, day: date) -> float:
        """Return what had come by the end of ``day``."""
        return sum(receipt.amount for receipt in self.receipts if receipt.on <= day)


@dataclass(frozen=True, slots=True)
class Completeness:
    """Cells (village × indicator) of a dataset that were due and delivered, as counted on ``as_of``."""

    dataset: str
    as_of: date
    due: int
    delivered: int

    def __post_init__(self) -> None:
        """Refuse more cells delivered than due."""
        if not 0 <= self.delivered <= self.due:
            raise Refused(
                "kelengkapan_salah", f"Data {self.dataset}: {self.delivered} sel dari {self.due} tidak mungkin."
            )


@dataclass(frozen=True, slots=True)
class Closable:
    """Something raised on a day and closed later: an escalation, a dispute, a discrepancy between data.

    ``properly`` = decided by the authorised official, by the agreed procedure, or with a reason.
    """

    id: str
    on: date
    closed_on: date | None = None
    properly: bool = True


@dataclass(frozen=True, slots=True)
class Activity:
    """Something an organisation did for the team on a day that no other table shows. Reading is no activity."""

    organisation: str
    on: date


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


def distinct(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids once each, in alphabetical order (no order by value: that would be a ranking)."""
    return tuple(sorted(set(ids)))
