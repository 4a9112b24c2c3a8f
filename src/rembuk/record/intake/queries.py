"""Reads of intake: deliveries, what is to be mended in them, and the questions that wait."""

from __future__ import annotations

import datetime
import json
from collections import Counter
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pyarrow as pa

from rembuk.record.agreements.scope import scope
from rembuk.record.core.errors import Refused
from rembuk.record.core.models import Job
from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.intake.taking_in import HEADINGS, read_table


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
    """Is row ``row`` of a delivery this child? ``rows`` rows of all deliveries ask the same."""

    id: UUID
    delivery: UUID
    row: int
    child: UUID
    reason: str
    rows: int


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
    """Return the questions that wait for an answer in the viewer's area, oldest first."""
    granted = scope(viewer, "questions")
    with reading(viewer):
        rows = Question.objects.filter(answer__in=[Question.Answer.OPEN, Question.Answer.FIELD])
        if granted.areas is not None:
            rows = rows.filter(child__area__ancestors__ancestor__in=list(granted.areas)).distinct()
        counts = Counter(rows.values_list("child", "identity"))
        first: dict[tuple[UUID, str], Question] = {}
        for row in rows:
            first.setdefault((row.child_id, row.identity), row)
    return [
        QuestionView(row.id, row.delivery_id, row.row, row.child_id, row.reason, counts[key])
        for key, row in list(first.items())[:limit]
    ]


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
