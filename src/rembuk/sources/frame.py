"""The body of one file while it is being understood: raw cells, what they were read as, and the list of problems."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rembuk.sources.body import Body
from rembuk.sources.cells import as_it_stood
from rembuk.sources.headers import Header
from rembuk.sources.numerals import Numeral
from rembuk.sources.problems import Problems

MONTHS = (
    "",
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)


@dataclass
class Frame:
    """One element a line in every list: ``texts``, ``dates`` (None = blank), ``numbers`` (NaN = blank), by column.

    ``numerals`` keeps, for number columns, what each cell may have been.
    """

    body: Body
    header: Header
    problems: Problems
    texts: dict[str, list[str]] = field(default_factory=dict)
    dates: dict[str, list[datetime.date | None]] = field(default_factory=dict)
    numbers: dict[str, NDArray[np.float64]] = field(default_factory=dict)
    numerals: dict[str, list[Numeral]] = field(default_factory=dict)

    def __len__(self) -> int:
        """Return how many lines there are."""
        return len(self.body)

    def say(self, at: int, column: str, word: str, repaired_to: str = "", evidence: str = "") -> None:
        """List a problem of one cell (or, with a blank column, of the line)."""
        value = as_it_stood(self.body.columns[column][at]) if column in self.body.columns else ""
        if self.body.months:
            evidence = f"{MONTHS[self.body.months[at]]}{': ' if evidence else ''}{evidence}"
        self.problems.add(self.body.rows[at], column, value, word, repaired_to, evidence)
