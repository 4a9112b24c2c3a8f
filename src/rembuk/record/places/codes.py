"""Area codes as Kemendagri writes them: 2, 2+2, 2+2+2 and 2+2+2+4 digits with points between (``73.14.01.2003``)."""

from __future__ import annotations

import re

from rembuk.record.places.models import Level

#: Number of digits of an official code → the level it names.
_LEVELS = {2: Level.PROVINCE, 4: Level.REGENCY, 6: Level.DISTRICT, 10: Level.VILLAGE}
_OFFICIAL = re.compile(r"\d{2}(\.?\d{2}){0,2}(\.?\d{4})?")

#: Words that lists use for a level, beside the English names of ``Level``.
LEVEL_WORDS = {
    **{level.value: level for level in Level},
    "provinsi": Level.PROVINCE,
    "kabupaten": Level.REGENCY,
    "kota": Level.REGENCY,
    "kabupaten/kota": Level.REGENCY,
    "kecamatan": Level.DISTRICT,
    "puskesmas": Level.HEALTH_CENTRE,
    "desa": Level.VILLAGE,
    "kelurahan": Level.VILLAGE,
    "desa/kelurahan": Level.VILLAGE,
}


def official_level(code: str) -> Level | None:
    """Return the level that an official code names; None for a code of another kind (posyandu, puskesmas)."""
    digits = code.replace(".", "")
    return _LEVELS.get(len(digits)) if _OFFICIAL.fullmatch(code) else None


def canonical(code: str) -> str:
    """Return an official code with its points (``7314`` → ``73.14``); any other code as it stands, trimmed."""
    code = code.strip()
    if official_level(code) is None:
        return code
    digits = code.replace(".", "")
    return ".".join(part for part in (digits[:2], digits[2:4], digits[4:6], digits[6:]) if part)


def parent_code(code: str) -> str:
    """Return the official code one level up, blank for a province or a code of another kind."""
    return code.rpartition(".")[0] if official_level(code) else ""
