"""Help given twice and help not given: most of the value of an allocation lies here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from rembuk.errors import Refused


@dataclass(frozen=True, slots=True)
class Help:
    """Help that a recipient (a code) gets: kind, giver, from the first to the last day (``None`` = still running)."""

    id: str
    recipient: str
    kind: str
    giver: str
    since: date
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Double:
    """Two entries of help for one purpose that overlap, from ``since`` to ``until`` (``None`` = still running)."""

    recipient: str
    purpose: str
    first: str
    second: str
    since: date
    until: date | None
    same_giver: bool


def doubles(given: Iterable[Help], purpose: Mapping[str, str] | None = None) -> list[Double]:
    """Return every pair of overlapping help of one purpose to one recipient, by recipient, purpose and day.

    ``purpose`` maps kinds that do the same (a food parcel and PMT) to one word; a kind that is not in it is its own
    purpose. The last day of one and the first of the next do not overlap unless they are the same day. The same giver
    twice is said so: often it is one entry typed twice.
    """
    words = purpose or {}
    piles: dict[tuple[str, str], list[Help]] = defaultdict(list)
    for entry in given:
        if entry.until is not None and entry.until < entry.since:
            raise Refused("bantuan_salah", f"Bantuan {entry.id} berakhir sebelum dimulai.")
        piles[entry.recipient, words.get(entry.kind, entry.kind)].append(entry)
    found = []
    for (recipient, what), pile in sorted(piles.items()):
        pile.sort(key=lambda entry: (entry.since, entry.id))
        running: list[Help] = []
        for entry in pile:
            running = [old for old in running if old.until is None or old.until >= entry.since]
            for old in running:
                ends = [end for end in (old.until, entry.until) if end is not None]
                until = min(ends) if ends else None
                same = old.giver == entry.giver
                found.append(Double(recipient, what, old.id, entry.id, entry.since, until, same))
            running.append(entry)
    return found


def without_help(
    needed: Sequence[tuple[str, str]], given: Iterable[Help], day: date, purpose: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """Return the (recipient, kind) of ``needed`` that nothing of the same purpose serves on ``day``, in their order."""
    words = purpose or {}
    served = {
        (entry.recipient, words.get(entry.kind, entry.kind))
        for entry in given
        if entry.since <= day and (entry.until is None or day <= entry.until)
    }
    return [(who, kind) for who, kind in dict.fromkeys(needed) if (who, words.get(kind, kind)) not in served]
