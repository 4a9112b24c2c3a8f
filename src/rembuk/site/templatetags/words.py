"""How codes become words on the screen, and days and moments become text."""

from __future__ import annotations

import datetime
from typing import Any

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, gettext_noop

from rembuk.knowledge.policy import purposes, roles

register = template.Library()

LEVEL_WORDS = {
    "province": gettext_noop("provinsi"),
    "regency": gettext_noop("kabupaten/kota"),
    "district": gettext_noop("kecamatan"),
    "health_centre": gettext_noop("puskesmas"),
    "village": gettext_noop("desa/kelurahan"),
    "posyandu": gettext_noop("posyandu"),
}


@register.filter
def role_word(role: str) -> str:
    """Return a role as it is called on the screen."""
    return gettext(roles()[role].label) if role in roles() else role


@register.filter
def purpose_word(purpose: str) -> str:
    """Return a purpose in words."""
    return gettext(purposes()[purpose]) if purpose in purposes() else purpose


@register.filter
def level_word(level: str) -> str:
    """Return a level of areas in words."""
    return gettext(LEVEL_WORDS[level]) if level in LEVEL_WORDS else level


@register.filter
def day(value: datetime.date | None) -> str:
    """Return a date as ``22 November 2026``; blank for none."""
    return date_format(value, "j F Y", use_l10n=True) if value else ""


@register.filter
def moment(value: datetime.datetime | None) -> str:
    """Return a moment in the district's own time as ``22 November 2026, 14.05``."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{date_format(local, 'j F Y')}, {local:%H.%M}"


@register.filter
def translated(text: Any) -> str:
    """Return a word of the catalogue in the reader's language."""
    return gettext(str(text)) if text else ""
