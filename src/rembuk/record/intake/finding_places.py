"""Which area a file's words mean: a village by its name in its kecamatan, a posyandu by its name in the village.

A name that fits no area, or several, is never guessed: the row is held back (village) or goes without (posyandu), and
both are listed.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from rembuk.record.places.models import Level
from rembuk.record.places.queries import AreaView

_PREFIX = re.compile(r"^(desa|kelurahan|kel\.?|kecamatan|kec\.?|posyandu|psy\.?)\s+", re.IGNORECASE)
_ROMAN = {
    "i": "1",
    "ii": "2",
    "iii": "3",
    "iv": "4",
    "v": "5",
    "vi": "6",
    "vii": "7",
    "viii": "8",
    "ix": "9",
    "x": "10",
}
_WORD = re.compile(r"[a-z]+|\d+")


@dataclass(frozen=True)
class Place:
    """Where a row belongs; ``problem`` says why it has no village."""

    village: UUID | None
    posyandu: UUID | None
    problem: str = ""


def comparable(name: str) -> str:
    """Return a place name for comparison: «Posyandu MAWAR II», «Mawar 2» and «MAWAR2» are the same."""
    words = _WORD.findall(_PREFIX.sub("", name.strip()).lower())
    return " ".join(
        _ROMAN.get(word, word.lstrip("0") or "0") if word.isdigit() or word in _ROMAN else word for word in words
    )


class Places:
    """The areas of one regency by their comparable names."""

    def __init__(self, areas: Sequence[AreaView]) -> None:
        self._by_id = {area.id: area for area in areas}
        self._villages: dict[str, list[AreaView]] = defaultdict(list)
        self._posyandu: dict[tuple[UUID, str], list[AreaView]] = defaultdict(list)
        for area in areas:
            if area.level == Level.VILLAGE:
                self._villages[comparable(area.name)].append(area)
            elif area.level == Level.POSYANDU and area.parent:
                self._posyandu[area.parent, comparable(area.name)].append(area)
        self._found: dict[tuple[str, str, str, datetime.date | None], Place] = {}
        self.without_posyandu: Counter[tuple[str, str]] = Counter()

    def find(self, district: str, village: str, posyandu: str, on: datetime.date | None) -> Place:
        """Return the place that the words of a row mean on a day."""
        key = (district, village, posyandu, on.replace(day=1) if on else None)
        if key not in self._found:
            self._found[key] = self._look(district, village, posyandu, on)
        place = self._found[key]
        if place.village is not None and place.posyandu is None and posyandu:
            self.without_posyandu[village, posyandu] += 1
        return place

    def _look(self, district: str, village: str, posyandu: str, on: datetime.date | None) -> Place:
        if not village:
            return Place(None, None, "desa tidak tertulis")
        fitting = [area for area in self._villages.get(comparable(village), []) if self._lies_in(area, district)]
        valid = [area for area in fitting if _valid(area, on)] or fitting
        if len(valid) != 1:
            why = "tidak ada dalam daftar wilayah" if not valid else "dimiliki beberapa kecamatan"
            return Place(None, None, f"desa «{village}» {why}")
        found = self._posyandu.get((valid[0].id, comparable(posyandu)), []) if posyandu else []
        return Place(valid[0].id, found[0].id if len(found) == 1 else None)

    def _lies_in(self, village: AreaView, district: str) -> bool:
        if not district:
            return True
        parent = self._by_id.get(village.parent) if village.parent else None
        return parent is not None and comparable(parent.name) == comparable(district)


def _valid(area: AreaView, on: datetime.date | None) -> bool:
    if on is None:
        return area.valid_until is None
    return (area.valid_from is None or area.valid_from <= on) and (area.valid_until is None or on < area.valid_until)
