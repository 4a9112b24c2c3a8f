"""Meetings, agenda, decisions, plan, rules, and what was raised and answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


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
    """A point on the agenda; ``proposer`` is the organisation whose idea it was, not the one that typed it in.

    ``adopted`` = taken up in a decision (``None`` = not recorded).
    """

    id: str
    meeting: str
    proposer: str | None
    adopted: bool | None = None


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
class Review:
    """A review of a plan item on a day: was the item changed, and which findings were cited."""

    id: str
    plan_item: str
    on: date
    changed: bool
    evidence: tuple[str, ...] = ()


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
