"""The words of a question: its reason, its fields, what is said of them."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from rembuk.record.intake.comparing import DIFFERENT, SAME, SPELLING, UNKNOWN
from rembuk.site.tables import State

#: Why the matching asks (methods/linkage/cautious, record/intake/taking_in); a test holds them together.
REASONS = (
    gettext_noop("NIK sama, nama atau tanggal lahir cocok"),
    gettext_noop("NIK sama, tetapi nama dan tanggal lahir berbeda"),
    gettext_noop("nama, tanggal lahir, jenis kelamin dan orang tua cocok"),
    gettext_noop("nama dan tanggal lahir sama, orang tua tidak tertulis, desa berbeda"),
    gettext_noop("nama dan tanggal lahir sama, orang tua berbeda"),
    gettext_noop("bayi belum bernama dengan orang tua dan tanggal lahir yang sama"),
    gettext_noop("baris tanpa nama; orang tua dan tanggal lahir sama"),
    gettext_noop("mungkin bayi yang dulu belum bernama"),
    gettext_noop("ejaan nama berbeda; orang tua, tanggal lahir dan jenis kelamin sama"),
    gettext_noop("nama serupa; orang tua dan tanggal lahir sama (bisa kembar)"),
    gettext_noop("nama dan orang tua sama; tanggal lahir berbeda sedikit"),
    gettext_noop("dua hasil berbeda pada hari yang sama (bisa kembar)"),
)
_SEVERAL = re.compile(r"; ada (\d+) anak yang cocok$")
FIELDS = {
    "name": gettext_noop("Nama"),
    "parent_name": gettext_noop("Orang tua"),
    "sex": gettext_noop("Jenis kelamin"),
    "birth_date": gettext_noop("Tanggal lahir"),
    "village": gettext_noop("Desa/kelurahan"),
    "posyandu": gettext_noop("Posyandu"),
    "nik_shown": gettext_noop("NIK"),
}
_SEXES = {"m": gettext_noop("laki-laki"), "f": gettext_noop("perempuan")}
#: What is said of a field, with a shape that says it too.
_VERDICTS = {
    SAME: (gettext_noop("sama"), "ok"),
    SPELLING: (gettext_noop("ejaan berbeda"), "due"),
    DIFFERENT: (gettext_noop("berbeda"), "late"),
    UNKNOWN: (gettext_noop("tidak diketahui"), "none"),
}


def reason_word(reason: str) -> str:
    """Return why it is asked, as a sentence in the reader's language."""
    several = _SEVERAL.search(reason)
    said = _(_SEVERAL.sub("", reason))
    if several:
        said = _("%(reason)s; ada %(count)s anak yang cocok") % {"reason": said, "count": several[1]}
    return f"{said[:1].upper()}{said[1:]}."


def sex_word(sex: str) -> str:
    """Return a sex in words; blank for none."""
    return _(_SEXES[sex]) if sex in _SEXES else ""


def verdict_state(verdict: str) -> State:
    """Return what is said of a field as word and shape."""
    word, shape = _VERDICTS[verdict]
    return State(_(word), shape)
