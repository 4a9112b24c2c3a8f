"""A child in words: name or pseudonym, age, category."""

from __future__ import annotations

import datetime

import numpy as np
from django.utils.translation import gettext as _

from rembuk.methods.growth.categories import CATEGORY_WORDS, category_codes
from rembuk.record.children.queries import ChildView


def child_name(child: ChildView) -> str:
    """Return the name where the viewer may see it, else a pseudonym that stays the same."""
    return child.name or _("Anak %(mark)s") % {"mark": child.id.hex[-6:].upper()}


def age_words(born: datetime.date, on: datetime.date) -> str:
    """Return an age in completed years and months: ``2 tahun 3 bulan``."""
    months = (on.year - born.year) * 12 + on.month - born.month - (on.day < born.day)
    if months < 0:
        return _("belum lahir")
    years, months = divmod(months, 12)
    if not years:
        return _("%(months)s bulan") % {"months": months}
    return _("%(years)s tahun %(months)s bulan") % {"years": years, "months": months}


def category(code: str, z: float | None) -> str:
    """Return the category of a z-score by Permenkes 2/2020 (``tb_u``, ``bb_tb``, ``bb_u``); blank without one."""
    if z is None:
        return ""
    place = int(category_codes(np.array([z]), code)[0])
    return _(CATEGORY_WORDS[code][place])


def needs_follow_up(child: ChildView) -> bool:
    """Return whether the last month put the child below −2 SD in height for age or weight for height."""
    return any(z is not None and z < -2 for z in (child.haz, child.whz))
