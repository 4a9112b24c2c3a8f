"""Reads of intake: deliveries, what is to be mended in them, and the questions that wait."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa
from django.db.models import Min

from rembuk.record.agreements.scope import scope
from rembuk.record.children import queries as children
from rembuk.record.children.models import Child
from rembuk.record.children.queries import MeasurementView
from rembuk.record.core import store
from rembuk.record.core.errors import Refused
from rembuk.record.core.health import Finding
from rembuk.record.core.models import Job
from rembuk.record.core.transactions import reading, trusted_reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.asking import UNANSWERED, no_such_question, questions_within
from rembuk.record.intake.comparing import Compared, Measures, compare, of_row, same_day
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.intake.taking_in import HEADINGS, prepared_row, read_table
from rembuk.record.places import queries as areas


@dataclass(frozen=True)
class DeliveryView:
    """A delivery as its office and the secretary see it; ``done`` of ``total`` rows where its job is at work."""

    id: UUID
    office: UUID
    office_name: str
    file_name: str
    period: datetime.date | None
    received_at: datetime.datetime
    state: str
    state_label: str
    layout: str
    rows: int
    repaired: int
    refused: int
    new_children: int
    new_measurements: int
    corrections: int
    unchanged: int
    questions: int
    held_back: int
    message: str
    done: int
    total: int


@dataclass(frozen=True)
class QuestionView:
    """Is row ``row`` of a delivery this child? ``rows`` rows of all deliveries ask the same.

    ``name``, ``area_name`` and ``posyandu_name`` are those of the child of the register. ``answer`` is ``open``, or
    ``field`` where someone has been asked to look.
    """

    id: UUID
    delivery: UUID
    row: int
    child: UUID
    reason: str
    rows: int
    answer: str
    name: str
    birth_date: datetime.date
    area_name: str
    posyandu_name: str


@dataclass(frozen=True)
class Progress:
    """Questions of a place or of all: not looked at yet, asked in the field, answered; all of them is ``total``."""

    waiting: int
    field: int
    answered: int

    @property
    def total(self) -> int:
        """Return how many questions there are or were."""
        return self.waiting + self.field + self.answered


@dataclass(frozen=True)
class AskingRow:
    """One row that asks: where it came from (``own``: the viewer's own office sent it) and what it measured."""

    delivery: UUID
    office_name: str
    file_name: str
    received_on: datetime.date
    own: bool
    row: int
    measures: tuple[Measures, ...]


@dataclass(frozen=True)
class QuestionSides:
    """A question with both its sides: fields compared, measurings, the rows that ask the same.

    ``known``: the child's last three measurings and those of days on which a row measured too.
    ``others`` rows ask the same beyond those in ``rows``. ``same_day``: do both agree on a day both measured?
    """

    id: UUID
    child: UUID
    name: str
    reason: str
    answer: str
    fields: list[Compared]
    known: list[MeasurementView]
    rows: list[AskingRow]
    others: int
    same_day: str


def deliveries(viewer: Viewer, limit: int = 200) -> list[DeliveryView]:
    """Return the deliveries that the viewer may see, latest first."""
    with reading(viewer):
        rows = list(_visible(viewer)[:limit])
        jobs = {job.subject: job for job in Job.objects.filter(subject__in=[row.id for row in rows])}
        return [_view(row, jobs.get(row.id)) for row in rows]


def delivery(viewer: Viewer, delivery_id: UUID) -> DeliveryView:
    """Return one delivery; raises ``Refused('no-such-delivery')`` also where it is not the viewer's to see."""
    with reading(viewer):
        row = _one(viewer, delivery_id)
        return _view(row, Job.objects.filter(subject=row.id).last())


def problems(viewer: Viewer, delivery_id: UUID) -> pa.Table:
    """Return what is to be mended in a delivery: the lines of PROBLEMS (COMMANDS.md), read by its sender."""
    with reading(viewer):
        name = _one(viewer, delivery_id).problems_file
    if not name:
        raise Refused("not-read-yet", "Kiriman itu belum dibaca.", "Tunggu sampai selesai dimasukkan.")
    return read_table(name)


def headings(problem_lines: pa.Table) -> dict[str, str]:
    """Return the file's own heading of each column that ``problems`` names; empty for what was kept without them."""
    kept = (problem_lines.schema.metadata or {}).get(HEADINGS.encode())
    found: dict[str, str] = json.loads(kept) if kept else {}
    return found


def open_questions(viewer: Viewer, limit: int = 200) -> list[QuestionView]:
    """Return the questions that wait for an answer in the viewer's area, by place, then oldest first."""
    columns = scope(viewer, "children").columns
    with reading(viewer):
        rows = list(
            questions_within(viewer)
            .filter(answer__in=UNANSWERED)
            .select_related("child__area", "child__posyandu")
            .order_by("child__area__name", "child__posyandu__name", "id")
        )
    counts = Counter((row.child_id, row.identity) for row in rows)
    first: dict[tuple[UUID, str], Question] = {}
    for row in rows:
        first.setdefault((row.child_id, row.identity), row)
    return [_asked(row, counts[key], columns) for key, row in list(first.items())[:limit]]


def question_progress(viewer: Viewer) -> dict[tuple[str, str], Progress]:
    """Return how far the questions of each village and posyandu (their names) of the viewer's area are."""
    with reading(viewer):
        found = questions_within(viewer).values_list(
            "child__area__name", "child__posyandu__name", "answer", "child", "identity"
        )
        # What was answered is kept per row; rows that say the same of the same child are one question.
        groups = {(village, posyandu or "", answer, child, said) for village, posyandu, answer, child, said in found}
    counts = Counter((village, posyandu, answer) for village, posyandu, answer, _, _ in groups)
    known = Question.Answer
    return {
        (village, posyandu): Progress(
            waiting=counts[village, posyandu, known.OPEN],
            field=counts[village, posyandu, known.FIELD],
            answered=counts[village, posyandu, known.SAME] + counts[village, posyandu, known.OTHER],
        )
        for village, posyandu in sorted({(village, posyandu) for village, posyandu, _ in counts})
    }


def waiting_since(viewer: Viewer) -> datetime.date | None:
    """Return the day on which the oldest delivery arrived that still waits for an answer; None where nothing waits."""
    with reading(viewer):
        waiting = questions_within(viewer).filter(answer__in=UNANSWERED)
        first: datetime.datetime | None = waiting.aggregate(Min("delivery__received_at"))["delivery__received_at__min"]
    return first.date() if first else None


def question(viewer: Viewer, question_id: UUID, most_rows: int = 12) -> QuestionSides:
    """Return both sides of a question that waits, as the viewer may see them; at most ``most_rows`` rows are read.

    Raises ``Refused('no-such-question')`` alike for one not there, one answered, and one of another area.
    """
    columns = scope(viewer, "children").columns
    with reading(viewer):
        one = questions_within(viewer).filter(pk=question_id, answer__in=UNANSWERED).first()
        if one is None:
            raise no_such_question()
        child = Child.objects.get(pk=one.child_id)
        same = Question.objects.filter(child=child, identity=one.identity, answer__in=UNANSWERED)
        asking = list(same.select_related("delivery__office").order_by("id"))
    asking.sort(key=lambda row: row.id != one.id)
    read = {row.id: prepared_row(row.delivery, row.row) for row in asking[:most_rows]}
    identity = read[one.id][0].identity
    if identity is None:
        raise Refused("held-back", f"Baris {one.row} tidak lagi dapat ditempatkan: {read[one.id][0].problem}.")
    rows = [
        AskingRow(
            delivery=row.delivery_id,
            office_name=row.delivery.office.name,
            file_name=row.delivery.file_name if row.delivery.office_id == viewer.office else "",
            received_on=row.delivery.received_at.date(),
            own=row.delivery.office_id == viewer.office,
            row=row.row,
            measures=tuple(of_row(each.measured) for each in read[row.id] if each.measured),
        )
        for row in asking[:most_rows]
    ]
    seen, known = children.child(viewer, child.id), children.measurements(viewer, child.id)
    village, posyandu = (
        areas.area(viewer, place).name if place else "" for place in (identity.area, identity.posyandu)
    )
    return QuestionSides(
        id=one.id,
        child=child.id,
        name=seen.name or identity.name if "name" in columns else "",
        reason=one.reason,
        answer=one.answer,
        fields=compare(child, seen, identity, village, posyandu, columns),
        known=_shown_beside(known, rows),
        rows=rows,
        others=len(asking) - len(rows),
        same_day=same_day(known, [each for row in rows for each in row.measures]),
    )


def _shown_beside(known: list[MeasurementView], rows: list[AskingRow]) -> list[MeasurementView]:
    counting = [one for one in known if one.counts]
    days = {one.measured_on for row in rows for one in row.measures} | {one.measured_on for one in counting[-3:]}
    return [one for one in counting if one.measured_on in days]


def _asked(row: Question, count: int, columns: frozenset[str]) -> QuestionView:
    child = row.child
    return QuestionView(
        id=row.id,
        delivery=row.delivery_id,
        row=row.row,
        child=row.child_id,
        reason=row.reason,
        rows=count,
        answer=row.answer,
        name=child.name if "name" in columns else "",
        birth_date=child.birth_date,
        area_name=child.area.name,
        posyandu_name=child.posyandu.name if child.posyandu else "",
    )


def _visible(viewer: Viewer) -> Any:
    granted = scope(viewer, "deliveries")
    rows = Delivery.objects.select_related("office")
    return rows.filter(office=granted.office) if granted.office else rows


def _one(viewer: Viewer, delivery_id: UUID) -> Delivery:
    row: Delivery | None = _visible(viewer).filter(pk=delivery_id).first()
    if row is None:
        raise Refused("no-such-delivery", "Kiriman itu tidak ada, atau bukan kiriman kantor Anda.")
    return row


def _view(row: Delivery, job: Job | None) -> DeliveryView:
    return DeliveryView(
        id=row.id,
        office=row.office_id,
        office_name=row.office.name,
        file_name=row.file_name,
        period=row.period,
        received_at=row.received_at,
        state=row.state,
        state_label=Delivery.State(row.state).label,
        layout=row.layout,
        rows=row.rows,
        repaired=row.repaired,
        refused=row.refused,
        new_children=row.new_children,
        new_measurements=row.new_measurements,
        corrections=row.corrections,
        unchanged=row.unchanged,
        questions=row.questions,
        held_back=row.held_back,
        message=row.message,
        done=job.done if job else 0,
        total=job.total if job else 0,
    )


def missing_files() -> Iterator[Finding]:
    """Yield which kept files the deliveries name and the data folder does not hold."""
    with trusted_reading("check"):
        named = Delivery.objects.values_list("content", "rows_file", "problems_file")
        names = {name for row in named.iterator(2000) for name in row if name}
    for name in sorted(names):
        if not store.has(name):
            yield Finding("files", f"Berkas {name[:12]}… disebut sebuah kiriman, tetapi tidak ada di folder rekaman.")
