"""Which child of the register a row of a delivery means: a cautious first matching by exact keys.

It never guesses: what is not plainly the same child or plainly another one is a question for a person. Twins (same
birth date and parent, other name) stay two. Names are compared in their comparable form (``names.normalise``).
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from rembuk.methods.linkage.names import keys

Id = TypeVar("Id")


@dataclass(frozen=True)
class Key:
    """What is compared: comparable names, sex (m/f), birth date, place, digest of a NIK that can be the child's."""

    name: str
    parent: str
    sex: str
    birth_date: datetime.date
    area: object
    nik: bytes | None = None


@dataclass(frozen=True)
class Decision(Generic[Id]):
    """``same`` (``child`` is it), ``ask`` (``child`` may be it) or ``new``; ``reason`` says why, in Indonesian."""

    kind: str
    child: Id | None
    reason: str


class Register(Generic[Id]):
    """The children known so far, found by NIK, by birth date and sex, and by name and parent."""

    def __init__(self, children: Iterable[tuple[Id, Key]] = ()) -> None:
        self._by_nik: dict[bytes, list[tuple[Id, Key]]] = defaultdict(list)
        self._by_birth: dict[tuple[datetime.date, str], list[tuple[Id, Key]]] = defaultdict(list)
        self._by_names: dict[tuple[str, str, str], list[tuple[Id, Key]]] = defaultdict(list)
        for child, key in children:
            self.add(child, key)

    def add(self, child: Id, key: Key) -> None:
        """Add a child, or another spelling of a child that is there already."""
        if key.nik is not None:
            self._by_nik[bytes(key.nik)].append((child, key))
        self._by_birth[key.birth_date, key.sex].append((child, key))
        if key.name and key.parent:
            self._by_names[key.name, key.parent, key.sex].append((child, key))

    def decide(self, row: Key) -> Decision[Id]:
        """Return which child the row means. The first rule that speaks decides; several candidates are a question."""
        for rule in (self._same_nik, self._same_name_and_birth, self._same_parent_and_birth, self._same_names):
            decision = rule(row)
            if decision is not None:
                return decision
        return Decision("new", None, "tidak ada anak yang serupa")

    def _same_nik(self, row: Key) -> Decision[Id] | None:
        found = self._by_nik.get(bytes(row.nik), []) if row.nik is not None else []
        agreeing = [
            (child, key) for child, key in found if key.birth_date == row.birth_date and _alike(key.name, row.name)
        ]
        agreeing += [
            (child, key)
            for child, key in found
            if (child, key) not in agreeing and (key.name and key.name == row.name) and key.sex == row.sex
        ]
        if agreeing:
            return _one_or_ask(agreeing, "NIK sama, nama atau tanggal lahir cocok")
        if found and not self._by_birth.get((row.birth_date, row.sex)):
            return Decision("ask", found[0][0], "NIK sama, tetapi nama dan tanggal lahir berbeda")
        return None

    def _same_name_and_birth(self, row: Key) -> Decision[Id] | None:
        if not row.name:
            return None
        found = [
            (child, key) for child, key in self._by_birth.get((row.birth_date, row.sex), []) if key.name == row.name
        ]
        near = [(child, key) for child, key in found if _parents_fit(key.parent, row.parent)]
        if near:
            sure = [pair for pair in near if pair[1].parent and pair[1].parent == row.parent] or near
            if (row.parent and any(key.parent for _, key in sure)) or any(key.area == row.area for _, key in sure):
                return _one_or_ask(sure, "nama, tanggal lahir, jenis kelamin dan orang tua cocok")
            return Decision("ask", sure[0][0], "nama dan tanggal lahir sama, orang tua tidak tertulis, desa berbeda")
        if found:
            return Decision("ask", found[0][0], "nama dan tanggal lahir sama, orang tua berbeda")
        return None

    def _same_parent_and_birth(self, row: Key) -> Decision[Id] | None:
        if not row.parent:
            return None
        found = [
            (child, key) for child, key in self._by_birth.get((row.birth_date, row.sex), []) if key.parent == row.parent
        ]
        if not row.name:
            unnamed = [pair for pair in found if not pair[1].name]
            if unnamed:
                return _one_or_ask(unnamed, "bayi belum bernama dengan orang tua dan tanggal lahir yang sama")
            return Decision("ask", found[0][0], "baris tanpa nama; orang tua dan tanggal lahir sama") if found else None
        unnamed = [pair for pair in found if not pair[1].name]
        if unnamed and len({child for child, _ in found}) == 1 and unnamed[0][1].area == row.area:
            return Decision(
                "same", unnamed[0][0], "bayi yang dulu belum bernama; satu-satunya dari orang tua dan hari itu"
            )
        if unnamed:
            return Decision("ask", unnamed[0][0], "mungkin bayi yang dulu belum bernama")
        spelt = [(child, key) for child, key in found if keys(key.name)["skeleton"] == keys(row.name)["skeleton"]]
        if spelt:
            return _one_or_ask(spelt, "ejaan nama berbeda; orang tua, tanggal lahir dan jenis kelamin sama")
        alike = [(child, key) for child, key in found if _alike(key.name, row.name)]
        if alike:
            return Decision("ask", alike[0][0], "nama serupa; orang tua dan tanggal lahir sama (bisa kembar)")
        return None

    def _same_names(self, row: Key) -> Decision[Id] | None:
        if not row.name or not row.parent:
            return None
        for child, key in self._by_names.get((row.name, row.parent, row.sex), []):
            if key.area == row.area and _dates_alike(key.birth_date, row.birth_date):
                return Decision("ask", child, "nama dan orang tua sama; tanggal lahir berbeda sedikit")
        return None


def _one_or_ask(found: list[tuple[Id, Key]], reason: str) -> Decision[Id]:
    children = dict.fromkeys(child for child, _ in found)
    if len(children) == 1:
        return Decision("same", found[0][0], reason)
    return Decision("ask", found[0][0], f"{reason}; ada {len(children)} anak yang cocok")


def _alike(one: str, other: str) -> bool:
    if not one or not other:
        return True
    first, second = keys(one), keys(other)
    return any(first[name] == second[name] and len(first[name]) > 2 for name in ("first", "last", "sorted", "skeleton"))


def _parents_fit(one: str, other: str) -> bool:
    return not one or not other or bool(set(_words(one)) & set(_words(other)))


def _words(name: str) -> Iterator[str]:
    return (word for word in name.split(" ") if len(word) > 2)


def _dates_alike(one: datetime.date, other: datetime.date) -> bool:
    """Tell day and month swapped, the same day of another month or year, or a few days apart."""
    if abs((one - other).days) <= 3:
        return True
    swapped = (one.month, one.day) == (other.day, other.month) and one.year == other.year
    parts = sum(a == b for a, b in zip(one.timetuple()[:3], other.timetuple()[:3], strict=True))
    return swapped or parts == 2
