"""How well a table of pairs agrees with the truth.

    python -m benchmarks.linkage.evaluate DIR PAIRS

``DIR`` holds what ``generate`` wrote, ``PAIRS`` is what ``rembuk linkage run`` wrote. A link is a row with decision
``same``; the figures with ``ask`` count every pair shown to a person as if that person always answered rightly
(precision then counts only the ``same`` ones that are wrong): a ceiling, for no such person exists.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from rembuk.formats import tables


def figures(left: pa.Table, right: pa.Table, truth: pa.Table, pairs: pa.Table) -> dict[str, float]:
    """Return precision, recall and F1 of ``same``, with a perfect reviewer, and the share of twins wrongly merged."""
    true = set(zip(truth["left_id"].to_pylist(), truth["right_id"].to_pylist(), strict=True))
    families = [dict(zip(t["id"].to_pylist(), t["family"].to_pylist(), strict=True)) for t in (left, right)]
    born = [dict(zip(t["id"].to_pylist(), t["birth_date"].to_pylist(), strict=True)) for t in (left, right)]
    found: dict[str, set[tuple[str, str]]] = {"same": set(), "ask": set()}
    for row in pairs.to_pylist():
        found[row["decision"]].add((row["left_id"], row["right_id"]))
    same, asked = found["same"], found["ask"]
    hit = len(same & true)
    wrong = same - true
    siblings = [(a, b) for a, b in wrong if families[0][a] == families[1][b]]
    twins = [(a, b) for a, b in siblings if born[0][a] == born[1][b]]
    reviewed = hit + len(asked & true)
    return {
        "links": len(same),
        "P": hit / max(1, len(same)),
        "R": hit / max(1, len(true)),
        "F1": 2 * hit / max(1, len(same) + len(true)),
        "asked rows %": 100 * len({b for _, b in asked}) / max(1, right.num_rows),
        "R reviewed": reviewed / max(1, len(true)),
        "F1 reviewed": 2 * reviewed / max(1, len(same) + len(asked & true) + len(true)),
        "siblings %": 100 * len(siblings) / max(1, len(same)),
        "twins %": 100 * len(twins) / max(1, len(same)),
    }


def main() -> None:
    """Print the figures."""
    folder = Path(sys.argv[1])
    left, right, truth = (pq.read_table(folder / f"{name}.parquet") for name in ("left", "right", "truth"))
    for name, value in figures(left, right, truth, tables.read(sys.argv[2])).items():
        print(f"{name:14} {value:.4f}" if isinstance(value, float) else f"{name:14} {value}")


if __name__ == "__main__":
    main()
