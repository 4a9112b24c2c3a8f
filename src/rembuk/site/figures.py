"""Figures as pages show them: each with its source, date, count, coverage and a door to its calculation."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rembuk.record.indicators.queries import Figure as Counted

INDICATOR_WORDS = {
    "stunting": gettext_noop("Stunting (pendek dan sangat pendek)"),
    "severe_stunting": gettext_noop("Sangat pendek"),
    "underweight": gettext_noop("Berat badan kurang"),
    "severe_underweight": gettext_noop("Berat badan sangat kurang"),
    "wasting": gettext_noop("Gizi kurang dan gizi buruk"),
    "severe_wasting": gettext_noop("Gizi buruk"),
}


@dataclass(frozen=True)
class Source:
    """Where a figure comes from."""

    name: str
    date: datetime.date | None = None
    counted: int | None = None
    registered: int | None = None
    calculation: str = ""


@dataclass(frozen=True)
class Figure:
    """A picture with its table and its source."""

    title: str
    source: Source
    svg: str = ""
    svg_narrow: str = ""
    number: str = ""
    sentence: str = ""
    heads: tuple[str, ...] = ()
    rows: tuple[tuple[Any, ...], ...] = ()


def percent(value: float | None) -> str:
    """Return per cent with one decimal as the reader's language writes it; blank where it is not defined."""
    return "" if value is None else f"{number_format(round(value, 1), 1)} %"


def month_word(month: datetime.date) -> str:
    """Return a month as ``November 2026``."""
    return date_format(month, "F Y")


def counted_sentence(figure: Counted) -> str:
    """Return a register's figure with what it rests on: ``27 dari 96 anak yang diukur, 41 % dari yang terdaftar``."""
    if not figure.n:
        return _("Belum ada anak yang diukur pada %(month)s; %(registered)s anak terdaftar.") % {
            "month": month_word(figure.month),
            "registered": number_format(figure.registered),
        }
    said = _("%(cases)s dari %(n)s anak yang diukur.") % {
        "cases": number_format(figure.cases),
        "n": number_format(figure.n),
    }
    if figure.coverage is not None:
        said += " " + _("Yang datang ditimbang %(weighed)s dari %(registered)s anak terdaftar (%(coverage)s).") % {
            "weighed": number_format(figure.weighed),
            "registered": number_format(figure.registered),
            "coverage": percent(figure.coverage),
        }
    return said
