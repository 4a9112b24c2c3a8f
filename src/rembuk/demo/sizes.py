"""How large the made-up district is, and which months it tells of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rembuk.errors import Refused

#: The district's past ends here, on every machine and every day.
LAST_MONTH = np.datetime64("2026-10", "M")
MONTHS = 24
#: In the last months each health centre sends a file of its own.
MONTHS_BY_CENTRE = 3
FIRST_MONTH = LAST_MONTH - (MONTHS - 1)
LAST_DAY = (LAST_MONTH + 1).astype("datetime64[D]") - 1
#: Children born in the seven years before were under five at some time of the two years.
BORN_FROM = np.datetime64("2019-11-01", "D")


@dataclass(frozen=True, slots=True)
class Size:
    """One size: children under five at the end, the places they live in, how many months are handed in as files.

    The months before the last few (``months_in_bulk``) also lie in one table, for those who need not read each file.
    """

    name: str
    children: int
    districts: int
    villages: int
    health_centres: int
    posyandu: int
    months_as_files: int

    @property
    def months_in_bulk(self) -> int:
        """How many of the first months lie in the table of the past."""
        return MONTHS - min(self.months_as_files, MONTHS_BY_CENTRE)


SIZES = {
    "small": Size("small", 2_000, 3, 24, 4, 40, 24),
    "medium": Size("medium", 25_000, 12, 150, 16, 480, 3),
    "large": Size("large", 215_000, 42, 440, 60, 2_500, 1),
}


def size_named(name: str) -> Size:
    """Return a size by its name; raises ``Refused`` for another word."""
    if name not in SIZES:
        raise Refused("unknown-size", f"Ukuran «{name}» tidak ada.", "Pilih small, medium, atau large.")
    return SIZES[name]
