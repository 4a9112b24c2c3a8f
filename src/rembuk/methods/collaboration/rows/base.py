"""Periods, organisations and who is named in the SK."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from rembuk.errors import Refused

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


def distinct(ids: Iterable[str]) -> tuple[str, ...]:
    """Return the ids once each, in alphabetical order (no order by value: that would be a ranking)."""
    return tuple(sorted(set(ids)))
