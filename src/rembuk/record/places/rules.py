"""Verbs of places: take in a table of areas; make the closure of the tree anew."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.health import Finding
from rembuk.record.core.transactions import Writing, trusted_reading, turn_to_write, writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.places.codes import LEVEL_WORDS, canonical, official_level, parent_code
from rembuk.record.places.models import Area, Level, Succession, Within

_BATCH = 2000


@dataclass(frozen=True)
class AreaRow:
    """One line of a table of areas, as text; ``row`` is its number in the file (the header not counted)."""

    row: int
    code: str
    name: str
    level: str = ""
    parent: str = ""
    valid_from: str = ""
    valid_until: str = ""
    replaces: str = ""
    health_centre: str = ""


@dataclass(frozen=True)
class Imported:
    """What an import did."""

    added: int
    changed: int
    unchanged: int


def import_areas(viewer: Viewer, rows: Sequence[AreaRow]) -> Imported:
    """Add or correct areas by (code, beginning); all of the table is taken in or, where a row is wrong, nothing.

    A parent that is not named follows from an official code. ``replaces`` names, separated by spaces, the codes that
    this area took over; ``health_centre`` is the code of the puskesmas that serves it. The same table again changes
    nothing. Raises ``Refused('bad-areas')`` naming the rows.
    """
    if viewer.role not in {"operator", "secretary"}:
        raise Denied("Daftar wilayah dimasukkan oleh operator atau sekretaris TPPS.")
    read = _read_rows(rows)
    with writing(viewer, "import_areas") as write:
        return _take_in(write, read)


@dataclass
class _Read:
    row: AreaRow
    code: str
    level: Level
    parent: str
    valid_from: datetime.date | None
    valid_until: datetime.date | None
    replaces: tuple[str, ...]
    health_centre: str


def _read_rows(rows: Sequence[AreaRow]) -> list[_Read]:
    problems: list[str] = []
    read: list[_Read] = []
    seen: set[tuple[str, datetime.date | None]] = set()
    for row in rows:
        try:
            one = _read_row(row)
            if (one.code, one.valid_from) in seen:
                raise ValueError(f"kode {one.code} tertulis dua kali dengan tanggal mulai yang sama")
            seen.add((one.code, one.valid_from))
            read.append(one)
        except ValueError as problem:
            problems.append(f"baris {row.row}: {problem}")
    if problems:
        raise _bad(problems)
    if not read:
        raise Refused("no-areas", "Tabel wilayah itu tidak berisi satu baris pun.")
    return read


def _read_row(row: AreaRow) -> _Read:
    code = canonical(row.code)
    if not code:
        raise ValueError("kode kosong")
    if len(code) > 40:
        raise ValueError(f"kode {code[:20]}… lebih panjang dari 40 huruf")
    if not row.name.strip():
        raise ValueError(f"nama untuk kode {code} kosong")
    if len(row.name.strip()) > 120:
        raise ValueError(f"nama untuk kode {code} lebih panjang dari 120 huruf")
    named = LEVEL_WORDS.get(row.level.strip().lower()) if row.level.strip() else official_level(code)
    if named is None:
        raise ValueError(
            f"tingkat «{row.level.strip()}» tidak dikenal"
            if row.level.strip()
            else f"tingkat untuk kode {code} harus ditulis"
        )
    begins, ends = _day(row.valid_from, "valid_from"), _day(row.valid_until, "valid_until")
    if begins and ends and ends <= begins:
        raise ValueError(f"{code} berakhir {ends} sebelum mulai {begins}")
    parent = canonical(row.parent) or parent_code(code)
    if named is not Level.PROVINCE and not parent:
        raise ValueError(f"induk untuk kode {code} harus ditulis")
    replaces = tuple(canonical(old) for old in row.replaces.split())
    return _Read(row, code, named, parent, begins, ends, replaces, canonical(row.health_centre))


def _day(text: str, column: str) -> datetime.date | None:
    text = text.strip()
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(text[:10])
    except ValueError:
        raise ValueError(f"tanggal «{text}» di kolom {column} tidak berbentuk TTTT-BB-HH") from None


def _take_in(write: Writing, read: list[_Read]) -> Imported:
    known: dict[tuple[str, datetime.date | None], Area] = {(a.code, a.valid_from): a for a in Area.objects.all()}
    by_code: dict[str, list[Area]] = {}
    for area in known.values():
        by_code.setdefault(area.code, []).append(area)
    new: list[Area] = []
    for one in read:
        if (one.code, one.valid_from) not in known:
            area = Area(code=one.code, name="", level=one.level, valid_from=one.valid_from)
            known[one.code, one.valid_from] = area
            by_code.setdefault(one.code, []).append(area)
            new.append(area)
    problems: list[str] = []
    changed: list[Area] = []
    successions: list[tuple[Area, Area]] = []
    for one in read:
        area = known[one.code, one.valid_from]
        parent = _valid_at(by_code.get(one.parent, []), one.valid_from) if one.parent else None
        # A regency's own table need not carry its province.
        if one.parent and parent is None and one.level not in {Level.PROVINCE, Level.REGENCY}:
            problems.append(f"baris {one.row.row}: induk {one.parent} dari {one.code} tidak ada dalam tabel")
            continue
        centre = _valid_at(by_code.get(one.health_centre, []), one.valid_from) if one.health_centre else None
        if one.health_centre and (centre is None or centre.level != Level.HEALTH_CENTRE):
            problems.append(f"baris {one.row.row}: {one.health_centre} bukan puskesmas dalam tabel")
        values = {
            "name": one.row.name.strip(),
            "level": one.level.value,
            "parent_id": parent.id if parent else None,
            "served_by_id": centre.id if centre else None,
            "valid_until": one.valid_until,
        }
        if any(getattr(area, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(area, name, value)
            if area.code == one.parent:
                problems.append(f"baris {one.row.row}: {one.code} adalah induknya sendiri")
            changed.append(area)
        for old in one.replaces:
            before = _valid_at(by_code.get(old, []), None)
            if before is None:
                problems.append(f"baris {one.row.row}: {old} yang digantikan tidak ada dalam tabel")
            else:
                successions.append((before, area))
    if problems:
        raise _bad(problems)
    fresh = {area.id for area in new}
    _save_in_order_of_depth(new)
    corrected = [area for area in changed if area.id not in fresh]
    Area.objects.bulk_update(corrected, ["name", "level", "parent", "served_by", "valid_until"], batch_size=_BATCH)
    Succession.objects.bulk_create(
        [Succession(before=before, after=after) for before, after in successions],
        ignore_conflicts=True,
        batch_size=_BATCH,
    )
    if new or corrected:
        _rebuild_closure()
    result = Imported(len(new), len(corrected), len(read) - len(new) - len(corrected))
    write.changed("areas", None, added=result.added, changed=result.changed, unchanged=result.unchanged)
    return result


def _save_in_order_of_depth(new: list[Area]) -> None:
    """Insert parents before children; a circle of parents is refused."""
    waiting = {area.id: area for area in new}
    while waiting:
        ready = [a for a in waiting.values() if a.parent_id not in waiting and a.served_by_id not in waiting]
        if not ready:
            raise _bad([f"{area} menjadi induk dirinya sendiri lewat wilayah lain" for area in waiting.values()])
        Area.objects.bulk_create(ready, batch_size=_BATCH)
        for area in ready:
            del waiting[area.id]


def _valid_at(areas: list[Area], day: datetime.date | None) -> Area | None:
    """Return the area of one code that was valid on ``day``; without a day, or without such an area, the latest."""
    latest = sorted(areas, key=lambda area: area.valid_from or datetime.date.min)
    if day is not None:
        for area in reversed(latest):
            if (area.valid_from is None or area.valid_from <= day) and (
                area.valid_until is None or day < area.valid_until
            ):
                return area
    return latest[-1] if latest else None


def closure() -> set[tuple[UUID, UUID]]:
    """Return (area, ancestor) for every area with itself, its ancestors, and the puskesmas that serves any of them."""
    above: dict[UUID, list[UUID]] = {
        area: [up for up in ups if up is not None]
        for area, *ups in Area.objects.values_list("id", "parent_id", "served_by_id")
    }
    pairs: set[tuple[UUID, UUID]] = set()
    for area in above:
        waiting = [area]
        while waiting:
            step = waiting.pop()
            if (area, step) not in pairs:
                pairs.add((area, step))
                waiting.extend(above[step])
    return pairs


def _rebuild_closure() -> None:
    wanted, present = closure(), set(Within.objects.values_list("area_id", "ancestor_id"))
    for area, ancestor in present - wanted:
        Within.objects.filter(area_id=area, ancestor_id=ancestor).delete()
    rows = [Within(area_id=area, ancestor_id=ancestor) for area, ancestor in sorted(wanted - present)]
    Within.objects.bulk_create(rows, batch_size=_BATCH)


def findings() -> Iterator[Finding]:
    """Yield where the stored closure differs from a fresh calculation."""
    with trusted_reading("check"):
        differs = len(closure() ^ set(Within.objects.values_list("area_id", "ancestor_id")))
    if differs:
        yield Finding("places", f"Susunan wilayah turunan berbeda di {differs} tempat dari hitungan baru.")


def rebuild() -> None:
    """Make the closure anew."""
    with turn_to_write(), trusted_reading("rebuild"):
        _rebuild_closure()


def _bad(problems: list[str]) -> Refused:
    shown = "; ".join(problems[:5])
    more = f"; dan {len(problems) - 5} baris lain" if len(problems) > 5 else ""
    return Refused(
        "bad-areas", f"Tabel wilayah tidak dimasukkan: {shown}{more}.", "Perbaiki baris itu lalu masukkan lagi."
    )
