"""Whose questions they are: those about children of the viewer's area, for queries and for the verb that answers."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet

from rembuk.record.agreements.scope import scope
from rembuk.record.children.models import Child
from rembuk.record.core.errors import Refused
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake.models import Question

#: What still waits: nobody has looked yet, or someone was asked to look in the field.
UNANSWERED = (Question.Answer.OPEN, Question.Answer.FIELD)


def questions_within(viewer: Viewer) -> QuerySet[Question]:
    """Return the questions about children of the viewer's area; raises ``Denied`` for whom they are not.

    The child decides, not the row: whoever answers sees the child's names and takes measurings into its record.
    """
    granted = scope(viewer, "questions")
    rows = Question.objects.all()
    if granted.areas is None:
        return rows
    roots = list(granted.areas)
    ours = Child.objects.filter(Q(area__ancestors__ancestor__in=roots) | Q(posyandu__in=roots), pk=OuterRef("child"))
    return rows.filter(Exists(ours))


def no_such_question() -> Refused:
    """Return the one refusal for what is not there, is answered already, or is not the viewer's to see."""
    return Refused(
        "no-such-question", "Pertanyaan itu tidak ada, sudah dijawab, atau bukan di wilayah Anda.", "Buka daftarnya."
    )
