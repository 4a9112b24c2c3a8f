"""Scales, ticks and Indonesian numbers for the axes of a picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

#: Mean days of a month as WHO counts it (365.25 / 12).
DAYS_PER_MONTH = 30.4375

_MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values (``low`` … ``high``) to pixels (``start`` … ``end``; ``end`` may be above)."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """Return the pixel of a value, without a limit."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def clamp(self, value: float) -> float:
        """Return the value moved to the nearer edge where it lies outside."""
        return min(max(value, self.low), self.high)

    def holds(self, value: float) -> bool:
        """Tell whether the value lies on the scale, edges included."""
        return self.low <= value <= self.high


def steps(low: float, high: float, step: float) -> Iterator[float]:
    """Yield the multiples of ``step`` from ``low`` to ``high``, both included, free of float drift."""
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    for i in range(first, last + 1):
        yield round(i * step, 9)


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """Return the positions moved apart until neighbours are ``gap`` apart, within ``low`` … ``high``, order kept.

    For labels at the end of lines: ascending in, ascending out. Where the room is too small, the gap shrinks evenly.
    """
    if not wanted:
        return []
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    placed: list[float] = []
    for position in wanted:
        placed.append(max(position, placed[-1] + gap if placed else low))
    limit = high
    for i in range(len(placed) - 1, -1, -1):
        placed[i] = min(placed[i], limit)
        limit = placed[i] - gap
    return placed


def number(value: float, decimals: int) -> str:
    """Return a number as Indonesians write it: decimal comma, a true minus sign; -0 is 0."""
    shown = f"{value:.{decimals}f}"
    if float(shown) == 0:
        shown = shown.lstrip("-")
    return shown.replace("-", "−").replace(".", ",")


def whole(count: int) -> str:
    """Return a count with points between the thousands: ``1.952``."""
    return f"{count:,}".replace(",", ".")


def measured(value: float, least: int, most: int) -> str:
    """Return a number with the decimals it was measured with, between ``least`` and ``most``: 8.5 → ``8,5``."""
    decimals = next((n for n in range(least, most) if abs(value - round(value, n)) < 1e-9), most)
    return number(value, decimals)


def long_date(day: date) -> str:
    """Return a date in words: ``22 November 2026``."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def age_words(age_days: float) -> str:
    """Return an age in completed months and days of WHO months: ``2 tahun 3 bulan``, ``11 bulan``, ``9 hari``.

    Below two months the days are told too, for there they matter. A negative age is ``sebelum lahir``.
    """
    if age_days < 0:
        return "sebelum lahir"
    months = int(age_days / DAYS_PER_MONTH)
    if months == 0:
        return f"{int(age_days)} hari"
    if months < 2:
        days = int(age_days - months * DAYS_PER_MONTH)
        return f"{months} bulan {days} hari" if days else f"{months} bulan"
    years, rest = divmod(months, 12)
    parts = [f"{years} tahun"] if years else []
    if rest:
        parts.append(f"{rest} bulan")
    return " ".join(parts)
