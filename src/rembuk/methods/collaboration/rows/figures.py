"""Data delivered and used, requests, training, indicators and where help arrived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from rembuk.errors import Refused


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
class Citation:
    """An organisation cited a dataset in a decision or plan, or joined it with its own. Opening is no citation."""

    organisation: str
    dataset: str
    on: date


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
class IndicatorValue:
    """The coverage (0..1) of an agreed indicator on a day, its target, and where the figure comes from.

    ``lower_is_better`` for indicators such as unmet need.
    """

    indicator: str
    as_of: date
    value: float
    target: float
    source: str
    lower_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Burden:
    """Cases in a place, as counted on a day."""

    place: str
    as_of: date
    cases: int


@dataclass(frozen=True, slots=True)
class PlacedValue:
    """Rupiah worth of help that reached a place on a day."""

    place: str
    on: date
    rupiah: float
