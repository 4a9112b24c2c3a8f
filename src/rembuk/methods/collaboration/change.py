"""Change against the team's own baseline in three words: *naik*, *turun*, *belum jelas*. Never a ranking."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from rembuk.methods.collaboration.intervals import difference

Verdict = Literal["naik", "turun", "belum jelas", "belum cukup", "masa pengisian"]

SENTENCES: dict[Verdict, str] = {
    "naik": "Naik dibanding periode sebelumnya; selang perubahannya seluruhnya di atas nol.",
    "turun": "Turun dibanding periode sebelumnya; selang perubahannya seluruhnya di bawah nol.",
    "belum jelas": "Belum jelas: perubahan sebesar ini dapat terjadi secara kebetulan.",
    "belum cukup": "Belum cukup data pada salah satu periode untuk dibandingkan.",
    "masa pengisian": "Masa pengisian: semester pertama belum dibandingkan.",
}
CAUTION = "Dua potret tidak membuktikan sebab: lihat juga mutasi, SK baru, dan perubahan anggaran."


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure of one period: value with its limits, n, and the n below which it is not shown."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    min_n: int

    @property
    def enough(self) -> bool:
        """Whether the figure may be shown."""
        return self.value is not None and self.n >= self.min_n


@dataclass(frozen=True, slots=True)
class Change:
    """What can be said about two periods of the same team; the difference is after minus before."""

    verdict: Verdict
    difference: float | None
    low: float | None
    high: float | None

    @property
    def sentence(self) -> str:
        """The verdict in words for the screen."""
        return SENTENCES[self.verdict]


def compare(before: Estimate, after: Estimate, filling_in: bool = False) -> Change:
    """Return the change from ``before`` to ``after``, 95 per cent interval by the limits of each.

    ``filling_in``: the first semester in the system, where a rise only shows that people began to write things down.
    Figures without limits are never called a rise or a fall.
    """
    if filling_in:
        return Change("masa pengisian", None, None, None)
    if not (before.enough and after.enough) or before.value is None or after.value is None:
        return Change("belum cukup", None, None, None)
    step = after.value - before.value
    if before.low is None or before.high is None or after.low is None or after.high is None:
        return Change("belum jelas", step, None, None)
    low, high = difference(before.value, (before.low, before.high), after.value, (after.low, after.high))
    verdict: Verdict = "naik" if low > 0 else "turun" if high < 0 else "belum jelas"
    return Change(verdict, step, low, high)
