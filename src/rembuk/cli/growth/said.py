"""Sentences that the verbs of ``rembuk growth`` share."""

from __future__ import annotations

import numpy as np

from rembuk.formats.children import Bools

ROWS_NAMED = 5


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
