"""Doubtful same-child questions: the list by posyandu, and one question with both its sides beside each other."""

from __future__ import annotations

import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from rembuk.record.core.errors import Refused
from rembuk.record.intake import queries, rules
from rembuk.record.intake.queries import Progress, QuestionSides, QuestionView
from rembuk.site.doors import Asked
from rembuk.site.pages.questions.words import FIELDS, reason_word, sex_word, verdict_state
from rembuk.site.tables import State
from rembuk.site.templatetags.words import day

#: So many are listed on one page; whoever has more answers these first.
_LISTED = 200


@require_safe
def questions(request: Asked) -> HttpResponse:
    """Show what waits in the viewer's area by village and posyandu, with how far each is."""
    rows = queries.open_questions(request.viewer, limit=_LISTED)
    by_place = queries.question_progress(request.viewer)
    progress = _sum(by_place)
    first = next((row for row in rows if row.answer == "open"), rows[0] if rows else None)
    shown = {
        "groups": [
            {
                "village": village,
                "posyandu": posyandu,
                "progress": by_place[village, posyandu],
                "items": [_item(row) for row in group],
            }
            for (village, posyandu), group in groupby(rows, key=lambda row: (row.area_name, row.posyandu_name))
        ],
        "progress": progress,
        "left_off": progress.waiting + progress.field - len(rows),
        "begin": reverse("question", args=[first.id]) if first else "",
        "trail": [(_("Meja"), reverse("desk"))],
    }
    return render(request, "pages/questions.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: Asked, question_id: UUID) -> HttpResponse:
    """Show both sides of a question; a posted answer leads to the next one that nobody has looked at."""
    if request.method == "POST":
        return _answer(request, question_id)
    sides = queries.question(request.viewer, question_id)
    rows = len(sides.rows) + sides.others
    shown = {
        "question": sides,
        "reason": reason_word(sides.reason),
        "fields": [
            {
                "title": _(FIELDS[one.field]),
                "register": _shown(one.field, one.register),
                "row": _shown(one.field, one.row),
                "state": verdict_state(one.verdict),
                "differs": one.verdict == "different",
            }
            for one in sides.fields
        ],
        "differences": sum(one.verdict == "different" for one in sides.fields) + (sides.same_day == "different"),
        "same_day": verdict_state(sides.same_day),
        "same_day_differs": sides.same_day == "different",
        "rows": rows,
        "measures": sorted({one for row in sides.rows for one in row.measures}, key=lambda one: one.measured_on),
        "what_same": _what_same(rows),
        "what_other": _what_other(rows),
        "progress": _sum(queries.question_progress(request.viewer)),
        "next": _next(request, sides),
        "trail": [(_("Meja"), reverse("desk")), (_("Pertanyaan"), reverse("questions"))],
    }
    return render(request, "pages/question.html", shown)


def _answer(request: Asked, question_id: UUID) -> HttpResponse:
    following = _after(queries.open_questions(request.viewer, limit=_LISTED), question_id)
    word = request.POST.get("answer", "")
    try:
        rules.answer(request.viewer, question_id, word)
    except Refused as problem:
        if problem.code != "answered":
            raise
        messages.info(request, _("Pertanyaan itu sudah dijawab; jawaban Anda tidak mengubah apa pun."))
        return redirect("questions")
    said = {
        "same": _("Tercatat: anak yang sama."),
        "other": _("Tercatat: anak lain; catatan baru dibuat."),
        "field": _("Tercatat: tanya lapangan. Pertanyaannya tetap menunggu."),
    }
    messages.success(request, said[word])
    return redirect("question", question_id=following.id) if following else redirect("questions")


def _next(request: Asked, sides: QuestionSides) -> str:
    """Return the address of the question to which one may go on without an answer; blank where there is no other."""
    following = _after(queries.open_questions(request.viewer, limit=_LISTED), sides.id)
    return reverse("question", args=[following.id]) if following else ""


def _after(rows: list[QuestionView], question_id: UUID) -> QuestionView | None:
    """Return the next question after this one that nobody has looked at, from the beginning again at the end."""
    place = next((number for number, row in enumerate(rows) if row.id == question_id), -1)
    others = [*rows[place + 1 :], *rows[: max(place, 0)]]
    return next((row for row in others if row.answer == "open"), None)


def _item(row: QuestionView) -> dict[str, Any]:
    return {
        "name": row.name or _("Bayi belum bernama"),
        "born": row.birth_date,
        "reason": reason_word(row.reason),
        "rows": row.rows,
        "address": reverse("question", args=[row.id]),
        "state": State(_("ditanyakan ke lapangan"), "due") if row.answer == "field" else None,
    }


def _shown(field: str, value: str | datetime.date) -> str:
    if isinstance(value, datetime.date):
        return day(value)
    return sex_word(value) if field == "sex" else value


def _what_same(rows: int) -> str:
    said = _("%(count)s baris masuk ke catatan anak ini. Ukuran baru untuk hari yang sama menggantikan yang lama.")
    return said % {"count": rows}


def _what_other(rows: int) -> str:
    return _("Satu anak baru dibuat dari %(count)s baris itu; anak dalam register tidak berubah.") % {"count": rows}


def _sum(by_place: dict[tuple[str, str], Progress]) -> Progress:
    every = by_place.values()
    return Progress(
        sum(one.waiting for one in every), sum(one.field for one in every), sum(one.answered for one in every)
    )
