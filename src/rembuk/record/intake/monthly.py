"""The nutritionist's month in the deliveries: weighed but not in e-PPGBM, and what e-PPGBM must have mended."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Q

from rembuk.formats import tables
from rembuk.methods.linkage.cautious import Register
from rembuk.record.agreements.scope import Scope, scope
from rembuk.record.children.derive import effective, month_of, next_month
from rembuk.record.children.followup import expected, lives_in
from rembuk.record.children.models import Child, Measurement, Service
from rembuk.record.children.queries import ChildView
from rembuk.record.core.clock import local_day
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.finding_places import Places, comparable
from rembuk.record.intake.models import Delivery
from rembuk.record.intake.preparing import known_key, prepare
from rembuk.record.intake.queries import headings
from rembuk.record.intake.taking_in import read_table
from rembuk.record.places.models import Within
from rembuk.record.places.queries import all_areas
from rembuk.sources.problems import MENDED_IN_THE_FILE, NOTED

#: The name of the source whose rows are what stands in Sigizi.
EPPGBM = "eppgbm"
#: Words of ``NOTED`` that were typed so: the value was repaired here, and stands wrong in Sigizi.
_TYPED_WRONG = frozenset({"kali-sepuluh", "satuan"})
_TAKEN_IN = (Delivery.State.DONE, Delivery.State.TAKING_IN)
_DATES = frozenset({"measured_on", "birth_date"})


@dataclass(frozen=True)
class Unentered:
    """A child whom another file saw on a day (``what``); ``note`` where an e-PPGBM row may be this child."""

    child: ChildView
    seen_on: datetime.date
    what: str
    file_name: str
    note: str


@dataclass(frozen=True)
class NotEntered:
    """``unknown``: how many children were weighed in files of other offices, of whose kind the viewer may not know."""

    children: tuple[Unentered, ...]
    unknown: int


@dataclass(frozen=True)
class ToMend:
    """One cell of an e-PPGBM delivery that must be mended where it was typed; texts as they stand in the file.

    ``should_be`` is blank where nothing proves the right value. ``heading`` is the file's own name of ``column``.
    """

    delivery: UUID
    file_name: str
    received_on: datetime.date
    row: int
    name: str
    parent_name: str
    birth_date: str
    village: str
    posyandu: str
    measured_on: str
    column: str
    heading: str
    value: str
    problem: str
    should_be: str
    evidence: str


@dataclass(frozen=True)
class Mending:
    """What is still to be mended; ``closed`` cells stood in an earlier delivery and no longer do.

    ``files``: the e-PPGBM deliveries with rows of the month, the earliest first; without one nothing is known.
    """

    cells: tuple[ToMend, ...]
    closed: int
    files: tuple[str, ...]


def not_entered(viewer: Viewer, area: UUID, month: datetime.date) -> NotEntered:
    """Return the children weighed or served in the month by another file, without an e-PPGBM row of the month.

    An e-PPGBM row counts also where it changed nothing, or waits for an answer. Only deliveries that the viewer may see
    speak here; raises ``Denied`` for a viewer who sees none.
    """
    month = month_of(month)
    scope(viewer, "services")
    with reading(viewer):
        people = {one.child.id: one.child for one in expected(viewer, area, month)}
        known = {row.id: row for row in _deliveries(viewer)}
        seen, entered, elsewhere = _seen(lives_in([area], "child__"), known, month)
        seen = {child: said for child, said in seen.items() if child in people}
        waiting = {child: said for child, said in seen.items() if child not in entered}
        fields = ("id", "name_key", "parent_key", "sex", "birth_date", "area_id", "nik_digest")
        register: Register[UUID] = Register(map(known_key, Child.objects.filter(pk__in=list(waiting)).values(*fields)))
        files = [_File(one, month) for one in _of_month(viewer, month)] if waiting else []
        places = Places(all_areas(viewer)) if waiting else Places([])
    notes = dict.fromkeys(elsewhere, "ada juga di kiriman kantor lain, yang mungkin e-PPGBM")
    for file in files:
        for row in prepare(file.rows.take(pa.array(file.of_month, pa.int64())), places) if file.of_month else ():
            decision = register.decide(row.key) if row.key else None
            if decision and decision.kind == "same" and decision.child:
                waiting.pop(decision.child, None)
            elif decision and decision.child:
                notes[decision.child] = f"mungkin baris {row.row} dari {file.delivery.file_name}"
    listed = [
        Unentered(people[child], day, what, known[batch].file_name, notes.get(child, ""))
        for child, (day, what, batch) in waiting.items()
    ]
    order = {child: at for at, child in enumerate(people)}
    return NotEntered(
        tuple(sorted(listed, key=lambda one: order[one.child.id])),
        len((elsewhere & people.keys()) - entered - seen.keys()),
    )


def to_mend(viewer: Viewer, area: UUID, month: datetime.date) -> Mending:
    """Return what is still to be mended in Sigizi of the month's rows in an area, by village, posyandu and name.

    A cell is closed when a later e-PPGBM delivery shows the same child and day without it. A file whose rows name no
    known village is shown to the office that sent it. Raises ``Denied`` for a viewer who sees no deliveries.
    """
    month = month_of(month)
    granted = scope(viewer, "children")
    with reading(viewer):
        files = [file for one in _of_month(viewer, month) if (file := _File(one, month)).of_month]
        ground = _Ground(viewer, area, granted)
    open_ = _Open()
    for file in files:
        new = []
        for at in file.of_month:
            cells = file.cells_to_mend(at)
            open_.close(file, at, {cell.column for cell in cells})
            if cells and (names := ground.names(file, at)) is not None:
                new += [(replace(cell, village=names[0], posyandu=names[1]), file.keys(at)) for cell in cells]
        open_.add(new)
    cells = sorted(open_.keys, key=lambda one: (one.village, one.posyandu or "\uffff", one.name, one.row, one.column))
    return Mending(tuple(cells), open_.closed, tuple(file.delivery.file_name for file in files))


class _Open:
    """The cells that are still to be mended, found again by any key of their row (``_File.keys``)."""

    def __init__(self) -> None:
        self.keys: dict[ToMend, list[tuple[str, ...]]] = {}
        self.closed = 0
        self._by_key: dict[tuple[str, ...], set[ToMend]] = {}

    def add(self, cells: list[tuple[ToMend, list[tuple[str, ...]]]]) -> None:
        for cell, row_keys in cells:
            self.keys[cell] = row_keys
            for key in row_keys:
                self._by_key.setdefault(key, set()).add(cell)

    def close(self, file: _File, at: int, still_wrong: set[str]) -> None:
        """Let a row of a later file end what an earlier one had; what is wrong again is not counted as mended."""
        known = {cell for key in file.keys(at, unnamed=True) for cell in self._by_key.get(key, ())}
        for cell in known:
            if file.speaks_of(at, cell):
                self.closed += cell.column not in still_wrong
                for key in self.keys.pop(cell):
                    self._by_key[key].discard(cell)


class _Ground:
    """The places of a question: what lies inside it, and what a file's words mean."""

    def __init__(self, viewer: Viewer, area: UUID, granted: Scope) -> None:
        self._office = viewer.office
        self._areas = {one.id: one for one in all_areas(viewer)}
        self._places = Places(list(self._areas.values()))
        self._inside = set(Within.objects.filter(ancestor=area).values_list("area", flat=True))
        if granted.areas is not None:
            reach = Within.objects.filter(ancestor__in=list(granted.areas))
            self._inside &= set(reach.values_list("area", flat=True))

    def names(self, file: _File, at: int) -> tuple[str, str] | None:
        """Return village and posyandu of a row, None where it lies outside; an unknown village is its sender's only."""
        district, village, posyandu = (file.text(name, at) for name in ("district", "village", "posyandu"))
        place = self._places.find(district, village, posyandu, file.delivery.period)
        if place.village is None:
            return (village, posyandu) if self._office == file.delivery.office_id else None
        if place.village not in self._inside and place.posyandu not in self._inside:
            return None
        found = self._areas[place.posyandu].name if place.posyandu else posyandu
        return self._areas[place.village].name, found


class _File:
    """A kept delivery, and which of its rows are of one month."""

    def __init__(self, delivery: Delivery, month: datetime.date) -> None:
        self.delivery = delivery
        self.rows = read_table(delivery.rows_file)
        days, _ = tables.dates(self.rows.column("measured_on"))
        months: list[datetime.date | None] = [None if d is None else d.replace(day=1) for d in days.astype(object)]
        usual = delivery.period or next((m for m, _ in Counter(filter(None, months)).most_common(1)), None)
        self.of_month = [at for at, one in enumerate(months) if (one or usual) == month]

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        return {name: tables.texts(self.rows.column(name)) for name in self.rows.column_names}

    @cached_property
    def _problems(self) -> tuple[dict[int, list[dict[str, Any]]], dict[str, str]]:
        lines = read_table(self.delivery.problems_file)
        found: dict[int, list[dict[str, Any]]] = {}
        for line in lines.to_pylist():
            if line["row"] is not None and _is_for_sigizi(line):
                found.setdefault(line["row"], []).append(line)
        return found, headings(lines)

    def text(self, name: str, at: int) -> str:
        return self._texts[name][at] if name in self._texts else ""

    def cells_to_mend(self, at: int) -> list[ToMend]:
        lines, titles = self._problems
        number = int(self.text("row", at))
        return [
            ToMend(
                delivery=self.delivery.id,
                file_name=self.delivery.file_name,
                received_on=local_day(self.delivery.received_at),
                row=number,
                **{name: self.text(name, at) for name in _SHOWN},
                column=line["column"],
                heading=titles.get(line["column"], line["column"]),
                value=line["value"],
                problem=line["problem"],
                should_be=line["repaired_to"],
                evidence=line["evidence"],
            )
            for line in lines.get(number, [])
        ]

    def keys(self, at: int, unnamed: bool = False) -> list[tuple[str, ...]]:
        """Return what another file may know this row's child by; any one of these is enough.

        ``unnamed`` adds the key of a row that had no name, so that the name can be found to have been filled in.
        """
        name, parent = _plain(self.text("name", at)), _plain(self.text("parent_name", at))
        nik, birth = self.text("nik", at), self.text("birth_date", at)
        keys = [
            ("nik", nik, name) if name and len(nik) == 16 and nik.isdigit() else (),
            ("birth", name, birth, self.text("sex", at)) if name and birth else (),
            ("parent", name, parent, comparable(self.text("village", at))) if name and parent else (),
            ("unnamed", parent, birth) if parent and birth and (unnamed or not name) else (),
        ]
        return [key for key in keys if key]

    def speaks_of(self, at: int, old: ToMend) -> bool:
        """Tell whether a row is about the measuring of ``old``: the same day, or the date is what was wrong."""
        day = self.text("measured_on", at)
        return old.column in _DATES or not day or not old.measured_on or day == old.measured_on


_SHOWN = ("name", "parent_name", "birth_date", "village", "posyandu", "measured_on")


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_for_sigizi(line: dict[str, Any]) -> bool:
    if line["problem"] in NOTED:
        return line["problem"] in _TYPED_WRONG and bool(line["repaired_to"])
    return line["problem"] not in MENDED_IN_THE_FILE and (not line["repaired_to"] or line["problem"] == "tertukar")


def _deliveries(viewer: Viewer) -> Any:
    granted = scope(viewer, "deliveries")
    rows = Delivery.objects.filter(state__in=_TAKEN_IN).exclude(rows_file="")
    return rows.filter(office=granted.office) if granted.office else rows


def _of_month(viewer: Viewer, month: datetime.date) -> Iterator[Delivery]:
    """Return the e-PPGBM deliveries that may hold rows of a month, the earliest first."""
    measured = Measurement.objects.filter(measured_on__gte=month, measured_on__lt=next_month(month)).values("batch")
    rows = _deliveries(viewer).filter(source=EPPGBM, received_at__date__gte=month)
    rows = rows.filter(Q(period=month) | Q(period__isnull=True) | Q(id__in=measured))
    yield from rows.order_by("received_at", "id")


def _seen(
    here: Q, known: dict[UUID, Delivery], month: datetime.date
) -> tuple[dict[UUID, tuple[datetime.date, str, UUID]], set[UUID], set[UUID]]:
    """Return who was last seen when in which other file, who is in e-PPGBM, and who in a file that is not known."""
    of_month = {"measured_on__gte": month, "measured_on__lt": next_month(month)}
    weighed = effective().filter(here, **of_month, weight_g__isnull=False)
    told = [(*row, "ditimbang") for row in weighed.values_list("child", "measured_on", "batch")]
    served = Service.objects.filter(
        here, received_on__gte=month, received_on__lt=next_month(month), batch__withdrawn=False
    ).values_list("child", "received_on", "batch")
    told += [(*row, "dilayani") for row in served]
    entered = set(
        Measurement.objects.filter(
            here, **of_month, batch__in=[one.id for one in known.values() if one.source == EPPGBM]
        ).values_list("child", flat=True)
    )
    seen: dict[UUID, tuple[datetime.date, str, UUID]] = {}
    unknown: set[UUID] = set()
    for child, day, batch, what in sorted(told, key=lambda one: (one[1], one[3] == "ditimbang")):
        if batch not in known:
            unknown.add(child)
        elif known[batch].source == EPPGBM:
            entered.add(child)
        else:
            seen[child] = (day, what, batch)
    return seen, entered, unknown
