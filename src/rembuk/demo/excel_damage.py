"""What a spreadsheet with Indonesian settings does to a table when somebody opens it and saves it again.

The point is the separator of the time there, so 8.5 kg becomes five minutes past eight. Source: the damage found in one
town's lists of 2023, re-saved as CSV (295 of 379 weights); Excel's rule for hours and minutes above their limit.
"""

from __future__ import annotations

import re

import numpy as np

from rembuk.demo.people import Texts
from rembuk.demo.texts import Columns, mapped

#: Columns of numbers, and of dates, that a spreadsheet touches.
NUMBERS = (
    "birth_weight_kg",
    "birth_length_cm",
    "birth_head_cm",
    "weight_kg",
    "length_height_cm",
    "muac_cm",
    "waz_reported",
    "haz_reported",
    "whz_reported",
)
DATES = ("birth_date", "measured_on")

_TIME = re.compile(r"(\d{1,4})\.(\d{1,2})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")


def as_time(text: str) -> str:
    """Return what is left of a number: ``8.5`` → ``08.05``, ``85.5`` → ``85.05.00``, ``0.98`` → ``0,068055556``.

    Negative and whole numbers, and those with three decimals, are left as they are.
    """
    found = _TIME.fullmatch(text)
    if not found:
        return text
    hours, minutes = int(found[1]), int(found[2])
    if minutes > 59:
        if hours > 23:
            return text  # two parts above their limit are no time, and stay text
        return f"{(hours * 60 + minutes) / 1440:.9f}".rstrip("0").replace(".", ",")
    return f"{hours:02d}.{minutes:02d}" if hours < 24 else f"{hours}.{minutes:02d}.00"


def as_local_date(text: str) -> str:
    """Return an ISO date as the spreadsheet shows it: ``31/10/2026``."""
    return _ISO.sub(r"\3/\2/\1", text)


def resaved(columns: Columns) -> tuple[Columns, dict[str, np.ndarray]]:
    """Return the columns after opening and saving, and which cells are other than before (a flag a row)."""
    after = dict(columns)
    for name in NUMBERS:
        if name in columns:
            after[name] = mapped(columns[name], as_time)
    for name in DATES:
        after[name] = mapped(columns[name], as_local_date)
    for name in ("rt", "rw"):
        if name in columns:
            after[name] = mapped(columns[name], lambda text: text.lstrip("0"))
    touched = {name: after[name] != columns[name] for name in (*NUMBERS, *DATES) if name in columns}
    return after, touched


def decimal_commas(cells: Texts) -> Texts:
    """Return numbers as a hand writes them in Indonesia: ``8,5``."""
    return mapped(cells, lambda text: text.replace(".", ","))
