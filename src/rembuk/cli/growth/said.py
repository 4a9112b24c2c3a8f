"""Sentences and checks that the verbs of ``rembuk growth`` share."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from rembuk.errors import Refused
from rembuk.formats.children import Bools

ROWS_NAMED = 5


def check_folders(paths: Iterable[Path]) -> None:
    """Raise ``Refused`` before anything is written where one of several results could not be."""
    for path in paths:
        if not path.parent.is_dir() or not os.access(path.parent, os.W_OK):
            raise Refused(
                "unwritable",
                f"{path} tidak dapat ditulis: folder {path.parent} tidak ada atau tidak boleh Anda tulisi.",
                "Pilih folder lain; belum ada yang ditulis.",
            )


def refused_cells(refused: dict[str, Bools]) -> list[str]:
    """Return one sentence on the cells that could not be used, with the first rows of each column (1 = first row)."""
    if not refused:
        return []
    parts = []
    for name, mask in refused.items():
        rows = np.flatnonzero(mask) + 1
        more = ", …" if len(rows) > ROWS_NAMED else ""
        parts.append(f"{name} {len(rows)} (baris {', '.join(map(str, rows[:ROWS_NAMED]))}{more})")
    total = sum(int(mask.sum()) for mask in refused.values())
    return [f"{total} sel tidak dapat dipakai dan dianggap tidak diketahui: {'; '.join(parts)}."]
