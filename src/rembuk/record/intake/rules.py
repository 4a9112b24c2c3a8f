"""Verbs of intake: receive a file, withdraw a delivery, answer a question."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from rembuk.record.children import rules as children
from rembuk.record.core import jobs, store
from rembuk.record.core.clock import now
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import trusted_reading, writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.asking import UNANSWERED, no_such_question, questions_within
from rembuk.record.intake.models import Delivery, Question
from rembuk.record.parties.models import Organisation

#: A file larger than this is no register of one office (a 200,000-row workbook has some 40 MB).
MAX_BYTES = 300_000_000
#: Who may send files for an office: those who act for it, and the operator at the machine.
SENDERS = frozenset({"operator", "secretary", "nutritionist", "sector"})


@dataclass(frozen=True)
class Received:
    """What became of a file: its delivery, the job that takes it in, and whether it was here before."""

    delivery: UUID
    job: UUID | None
    known: bool


def receive(
    viewer: Viewer,
    office: UUID,
    file_name: str,
    content: bytes,
    period: datetime.date | None = None,
    in_bulk: bool = False,
) -> Received:
    """Keep a file as it came and queue its taking-in. The same bytes of the same office again change nothing.

    ``in_bulk``: it is the past of a register that has no child yet, as one table (``loading_history``).
    Raises ``Denied`` where the viewer does not act for the office, ``Refused`` for an empty or far too large file.
    """
    if viewer.role not in SENDERS or (viewer.role != "operator" and viewer.office != office):
        raise Denied("Anda tidak mengirim berkas atas nama kantor itu.", "Minta kantor itu mengirimnya sendiri.")
    if not content:
        raise Refused("empty-file", f"Berkas {file_name} kosong.", "Unduh atau simpan ulang berkasnya.")
    if len(content) > MAX_BYTES:
        raise Refused(
            "too-large", f"Berkas {file_name} lebih besar dari 300 MB.", "Kirim per bulan atau per puskesmas."
        )
    name = store.put(content)
    with writing(viewer, "receive_delivery") as write:
        if not Organisation.objects.filter(pk=office).exists():
            raise Refused("unknown-organisation", "Kantor pengirim tidak terdaftar.")
        gone = [Delivery.State.REFUSED, Delivery.State.WITHDRAWN, Delivery.State.WITHDRAWING]
        same = Delivery.objects.filter(office=office, content=name).exclude(state__in=gone).first()
        if same is not None:
            write.changed("delivery", same.id, again=True)
            unfinished = same.state in {Delivery.State.RECEIVED, Delivery.State.TAKING_IN}
            return Received(same.id, jobs.latest(same.id) if unfinished else None, True)
        delivery = Delivery.objects.create(
            office_id=office,
            account=viewer.account,
            file_name=file_name[-200:],
            content=name,
            size=len(content),
            period=period.replace(day=1) if period else None,
            received_at=now(),
        )
        children.open_batch(write, delivery.id, counts=not in_bulk)
        job = jobs.enqueue("load_history" if in_bulk else "take_in", delivery.id)
        write.changed("delivery", delivery.id, sha256=name, bytes=len(content))
    return Received(delivery.id, job, False)


def withdraw(viewer: Viewer, delivery_id: UUID) -> UUID:
    """Take a whole delivery back; its rows count no longer. Return the job that brings the summaries up to date."""
    with writing(viewer, "withdraw_delivery") as write:
        delivery = _of(viewer, delivery_id)
        if delivery.state in {Delivery.State.WITHDRAWN, Delivery.State.WITHDRAWING}:
            raise Refused("withdrawn", f"Kiriman {delivery.file_name} sudah ditarik.")
        if delivery.state == Delivery.State.TAKING_IN:
            raise Refused("busy", "Kiriman itu sedang dimasukkan.", "Batalkan atau tunggu sampai selesai, lalu tarik.")
        delivery.state = Delivery.State.WITHDRAWING
        delivery.save(update_fields=["state"])
        children.withdraw(write, delivery.id)
        Question.objects.filter(delivery=delivery, answer__in=UNANSWERED).delete()
        job = jobs.enqueue("withdraw", delivery.id)
        write.changed("delivery", delivery.id)
    return job


def answer(viewer: Viewer, question_id: UUID, word: str) -> None:
    """Answer whether a row is that child (``same``, ``other``, ``field``), for all rows that say the same of it.

    Same and other take the rows in at once; other makes one new child of them. Raises ``Denied`` where questions are
    not the viewer's task, ``Refused('no-such-question')`` for one that is not about a child of their area,
    ``Refused('answered')`` for one that someone has answered.
    """
    from rembuk.record.intake.taking_in import incoming_rows

    if word not in {Question.Answer.SAME, Question.Answer.OTHER, Question.Answer.FIELD}:
        raise Refused("unknown-answer", "Jawaban harus: sama, beda, atau tanya lapangan.")
    with trusted_reading("answer"):
        if not questions_within(viewer).filter(pk=question_id).exists():
            raise no_such_question()
        asked = list(_same_question(question_id).select_related("delivery").order_by("id"))
    if not asked:
        raise Refused("answered", "Pertanyaan itu sudah dijawab.", "Muat ulang halamannya.")
    rows = {question.id: question for question in asked}
    child = uuid7() if word == "other" else asked[0].child_id
    incoming = {
        question.id: incoming_rows(question.delivery, question.row, child, is_new=word == "other")
        for question in asked
        if word != "field"
    }
    with writing(viewer, "answer_question") as write:
        open_ = set(
            Question.objects.select_for_update().filter(pk__in=rows, answer__in=UNANSWERED).values_list("id", flat=True)
        )
        if question_id not in open_:
            raise Refused("answered", "Pertanyaan itu sudah dijawab orang lain.", "Muat ulang halamannya.")
        Question.objects.filter(pk__in=open_).update(answer=word, answered_at=now(), answered_by=viewer.account)
        for question in sorted(open_ & incoming.keys()):
            children.take_in(write, rows[question].delivery_id, incoming[question])
        write.changed("question", question_id, answer=word, rows=len(open_))


def _same_question(question_id: UUID) -> QuerySet[Question]:
    """Return the unanswered rows that say the same of the same child as this one; none where it is answered or gone."""
    one = Question.objects.filter(pk=question_id, answer__in=UNANSWERED).first()
    if one is None:
        return Question.objects.none()
    return Question.objects.filter(child=one.child_id, identity=one.identity, answer__in=UNANSWERED)


def _of(viewer: Viewer, delivery_id: UUID) -> Delivery:
    delivery = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if delivery is None:
        raise Refused("no-such-delivery", "Kiriman itu tidak ada.")
    if viewer.role != "operator" and viewer.office != delivery.office_id:
        raise Denied("Kiriman hanya ditarik oleh kantor yang mengirimnya.")
    return delivery
