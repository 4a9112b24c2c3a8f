"""Commitments, agreements, gifts and pledges."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rembuk.errors import Refused


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
