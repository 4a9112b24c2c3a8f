"""The job that takes a delivery in: read, match outside any transaction, then apply in chunks.

Every chunk of at most 500 rows is one verb: register, summaries, questions and the delivery's place in the file stand
together. A killed job begins again at the delivery's ``next_row``; what a chunk brought already is recognised.
"""

from __future__ import annotations

import datetime
import io
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pyarrow as pa
import pyarrow.parquet as pq

from rembuk import sources
from rembuk.methods.linkage.cautious import Register
from rembuk.record.children import rules as children
from rembuk.record.children.models import Child
from rembuk.record.children.rules import IncomingRow
from rembuk.record.core import store
from rembuk.record.core.errors import Refused
from rembuk.record.core.identity import uuid7
from rembuk.record.core.jobs import Progress
from rembuk.record.core.transactions import trusted_reading, writing
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.intake.finding_places import Places
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.intake.preparing import Prepared, identity_digest, known_key, prepare
from rembuk.record.places import queries as places

CHUNK = 500
#: Under this key the kept problems name the file's own headings: a JSON object, column of ROWS → heading.
HEADINGS = "rembuk.headings"
#: Why a second result of a day is asked about.
TWICE = "dua hasil berbeda pada hari yang sama (bisa kembar)"


@dataclass(frozen=True)
class _Matched:
    """A row that can be taken in (``incoming``), or asks whether it is ``child`` (``reason``), or is held back."""

    row: int
    incoming: IncomingRow | None
    child: UUID | None
    reason: str
    identity: str = ""


def take_in(delivery_id: UUID, progress: Progress) -> str:
    """Take a delivery into the register; safe to run again after a crash at any moment."""
    with trusted_reading("take_in"):
        delivery = Delivery.objects.select_related("office").get(pk=delivery_id)
    viewer = Viewer(delivery.account, delivery.office_id, None, "operator", "data_quality")
    if delivery.state not in {Delivery.State.RECEIVED, Delivery.State.TAKING_IN}:
        return delivery.message
    if not delivery.rows_file:
        delivery = _read(viewer, delivery)
    matched = _match(delivery)
    for start in range(0, len(matched), CHUNK):
        first = delivery.next_row + start
        progress.tell(first - 1, delivery.rows)
        _apply(viewer, delivery.id, first, matched[start : start + CHUNK])
    return _finish(viewer, delivery.id, delivery.rows, progress)


def incoming_rows(delivery: Delivery, number: int, child: UUID, is_new: bool) -> list[IncomingRow]:
    """Return a row of a delivery as that child, for an answered question: one for each measuring of the row."""
    return [_incoming(prepared, child, is_new) for prepared in prepared_row(delivery, number)]


def prepared_row(delivery: Delivery, number: int) -> list[Prepared]:
    """Return a row of a delivery ready to be compared: one for each measuring of the row, never none of them."""
    rows = read_table(delivery.rows_file)
    return prepare(rows.filter(pa.compute.equal(rows.column("row"), number)), known_places())


def read_table(name: str) -> pa.Table:
    """Return a table that was kept beside a delivery (its rows or its problems)."""
    return pq.read_table(io.BytesIO(store.get(name)))


def _read(viewer: Viewer, delivery: Delivery) -> Delivery:
    """Read the file in its own layout and keep what was understood; a file that cannot be read ends the delivery."""
    try:
        with _as_file(delivery) as path:
            reading = sources.read(path)
        if not {"birth_date", "sex", "name", "measured_on"} <= set(reading.rows.column_names):
            raise Refused(
                "not-a-register", f"{delivery.file_name} bukan register anak.", "Berkas jenis ini belum dimasukkan."
            )
    except Refused as refused:
        with writing(viewer, "refuse_delivery") as write:
            Delivery.objects.filter(pk=delivery.pk).update(state=Delivery.State.REFUSED, message=str(refused)[:400])
            write.changed("delivery", delivery.pk, code=refused.code)
        raise
    headings = {HEADINGS: json.dumps(reading.headings)}
    rows_file, problems_file = keep_table(reading.rows), keep_table(reading.problems.replace_schema_metadata(headings))
    with writing(viewer, "read_delivery") as write:
        delivery.state = Delivery.State.TAKING_IN
        delivery.source, delivery.layout = reading.source, reading.layout
        delivery.rows_file, delivery.problems_file = rows_file, problems_file
        delivery.rows, delivery.repaired, delivery.refused = reading.rows.num_rows, reading.repaired, reading.refused
        delivery.save()
        write.changed("delivery", delivery.pk, rows=delivery.rows, repaired=reading.repaired, refused=reading.refused)
    return delivery


def _match(delivery: Delivery) -> list[_Matched]:
    """Decide for every row from ``next_row`` on whether it is a known child, a new one, or a question."""
    rows = read_table(delivery.rows_file).slice(delivery.next_row - 1)
    if rows.num_rows == 0:
        return []
    prepared = prepare(rows, known_places())
    with trusted_reading("match"):
        fields = ("id", "name_key", "parent_key", "sex", "birth_date", "area_id", "nik_digest")
        register: Register[UUID] = Register(known_key(child) for child in Child.objects.values(*fields).iterator(5000))
    matched = []
    measured_in_file: dict[tuple[UUID, datetime.date], tuple[object, ...]] = {}
    for one in prepared:
        if one.identity is None or one.key is None:
            matched.append(_Matched(one.row, None, None, one.problem))
            continue
        decision = register.decide(one.key)
        reason = decision.reason if decision.kind == "ask" else _twice(measured_in_file, decision.child, one)
        if reason:
            matched.append(_Matched(one.row, None, decision.child, reason, identity_digest(one.key)))
            continue
        child = decision.child or uuid7()
        if one.measured:
            measured_in_file[child, one.measured.measured_on] = one.measured.values()
        if decision.child is None:
            register.add(child, one.key)
        matched.append(_Matched(one.row, _incoming(one, child, decision.child is None), None, ""))
    return matched


def _twice(seen: dict[tuple[UUID, datetime.date], tuple[object, ...]], child: UUID | None, one: Prepared) -> str:
    """Return why a row is asked about that would give one child two results on one day: they may be twins."""
    if child is None or one.measured is None:
        return ""
    earlier = seen.get((child, one.measured.measured_on))
    return "" if earlier in {None, one.measured.values()} else TWICE


def _apply(viewer: Viewer, delivery_id: UUID, first: int, chunk: Sequence[_Matched]) -> None:
    with writing(viewer, "take_in_rows") as write:
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        if delivery.next_row != first:
            raise Refused("elsewhere", "Kiriman ini sedang dimasukkan oleh proses lain.", "Tunggu sampai selesai.")
        done = children.take_in(write, delivery_id, [one.incoming for one in chunk if one.incoming])
        known = set(Child.objects.filter(pk__in=[one.child for one in chunk if one.child]).values_list("id", flat=True))
        asked = [
            Question(delivery=delivery, row=one.row, child_id=one.child, reason=one.reason[:200], identity=one.identity)
            for one in chunk
            if one.child in known
        ]
        Question.objects.bulk_create(asked, ignore_conflicts=True)
        delivery.next_row += len(chunk)
        delivery.new_children += done.new_children
        delivery.new_measurements += done.new_measurements
        delivery.corrections += done.corrections
        delivery.unchanged += done.unchanged
        delivery.questions += len(asked)
        delivery.held_back += sum(one.incoming is None and one.child is None for one in chunk)
        delivery.save()
        write.changed(
            "delivery",
            delivery_id,
            rows=[chunk[0].row, chunk[-1].row],
            new_children=done.new_children,
            new_measurements=done.new_measurements,
            corrections=done.corrections,
        )


def _finish(viewer: Viewer, delivery_id: UUID, rows: int, progress: Progress) -> str:
    progress.tell(rows, rows)
    with writing(viewer, "end_delivery") as write:
        delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
        delivery.state = Delivery.State.DONE
        delivery.message = (
            f"{delivery.rows} baris dibaca: {delivery.new_measurements} pengukuran baru, "
            f"{delivery.corrections} perbaikan, "
            f"{delivery.unchanged} tidak berubah, {delivery.new_children} anak baru, {delivery.questions} pertanyaan, "
            f"{delivery.held_back} baris ditahan."
        )
        delivery.save(update_fields=["state", "message"])
        write.changed("delivery", delivery_id)
    return delivery.message


def _incoming(one: Prepared, child: UUID, is_new: bool) -> IncomingRow:
    if one.identity is None:
        raise Refused("held-back", f"Baris {one.row} tidak dapat dimasukkan: {one.problem}.")
    return IncomingRow(one.row, child, is_new, one.identity, one.measured, one.services)


def known_places() -> Places:
    """Return the areas by their names, as the files' words are looked up."""
    return Places(places.all_areas(OPERATOR))


def keep_table(table: pa.Table) -> str:
    """Keep a table beside a delivery and return the name that ``read_table`` takes."""
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return store.put(buffer.getvalue())


@contextmanager
def _as_file(delivery: Delivery) -> Iterator[Path]:
    """Lend the delivered bytes as a file that only this user can read, in memory where the system has such a place."""
    memory = Path("/dev/shm")  # noqa: S108 - a folder that exists in memory only
    with tempfile.TemporaryDirectory(prefix="rembuk-", dir=memory if memory.is_dir() else None) as folder:
        path = Path(folder) / f"kiriman{Path(delivery.file_name).suffix.lower()}"
        path.write_bytes(store.get(delivery.content))
        yield path
