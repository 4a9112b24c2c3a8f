"""Which rows of two tables are the same child: two tables in, one table of pairs out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from rembuk.errors import Refused
from rembuk.methods.linkage import decide, duck, prepare, reasons, spark

#: Pairs below this are never looked at again (probability about 0.001).
LEAST_WEIGHT = -10.0
#: Up to so many delivered rows are scored without Splink's preparations, by the same settings.
FEW = 50
#: Delivered rows compared in one go: a million at once would need more memory than an office PC has.
AT_ONCE = 300_000
PAIRS = pa.schema(
    [
        ("left_id", pa.string()),
        ("right_id", pa.string()),
        ("probability", pa.float64()),
        ("decision", pa.string()),
        ("reasons", pa.string()),
    ]
)


@dataclass(frozen=True)
class Linked:
    """``pairs`` as in ``PAIRS``, and ``remarks``: sentences about input that could not be used."""

    pairs: pa.Table
    remarks: tuple[str, ...] = ()


def link(
    left: pa.Table, right: pa.Table, engine: str = "duckdb", called: tuple[str, str] = ("LEFT", "RIGHT")
) -> Linked:
    """Return the pairs of the register ``left`` and the delivery ``right`` that are the same child, or may be.

    Columns of both: ``id``, ``name``, and as far as known ``nik``, ``sex``, ``birth_date``, ``mother_name`` or
    ``parent_name``, ``village``. Pairs held to be different are left out. The same rows in any order give
    the same pairs. Raises ``Refused`` for tables that cannot be used (see ``prepare``), and for an engine that is not
    installed.
    """
    with Register(left, called[0], engine) as register:
        return register.link(right, called[1])


class Register:
    """A register of children, prepared once, that deliveries are linked to. Lives in memory; use it with ``with``."""

    def __init__(self, table: pa.Table, called: str = "LEFT", engine: str = "duckdb") -> None:
        if engine not in {"duckdb", "spark"}:
            raise Refused("unknown-engine", f"Mesin «{engine}» tidak dikenal.", "Pilih duckdb atau spark.")
        if engine == "spark":
            spark.session()
        self._prepared = prepare.prepare(table, called)
        self._engine = engine
        self._con = duck.connect()
        duck.load_register(self._con, self._prepared.columns)

    def __enter__(self) -> Register:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the memory."""
        self._con.close()

    def link(self, delivery: pa.Table, called: str = "RIGHT") -> Linked:
        """Return the pairs of this register and a delivery."""
        prepared = self._prepare(delivery, called)
        remarks = self._prepared.remarks + prepared.remarks
        if not self._rows or not delivery.num_rows:
            return Linked(PAIRS.empty_table(), remarks)
        slices = range(0, delivery.num_rows, AT_ONCE)
        best = pa.concat_tables([self._best(prepared.columns.slice(start, AT_ONCE)) for start in slices])
        decisions = decide.decide(best)
        claims = best.filter(pa.array(decisions.decision == decide.SAME_CHILD))
        weaker = duck.weaker_claims(self._con, claims, prepared.columns, decide.names_that_differ())
        decisions = decide.withdraw(best, decisions, weaker)
        return Linked(self._in_words(best, decisions, prepared.columns["id"]), remarks)

    def search(self, child: Mapping[str, str | None], most: int = 10) -> pa.Table:
        """Return the register rows that may be this child, best first: ``left_id``, ``probability``, ``reasons``.

        ``child`` has the columns of a delivery's row, without ``id``; ``probability`` is the pair's own, and nothing is
        decided. Raises ``Refused`` as ``link`` does.
        """
        row = {column: pa.array([value], pa.string()) for column, value in child.items()}
        duck.load_delivery(
            self._con, self._prepare(pa.table(row | {"id": pa.array(["1"])}), "Anak yang dicari").columns
        )
        duck.score_few(self._con, self._rows, LEAST_WEIGHT)
        best = duck.best(self._con, most)
        said = reasons.in_words(best, np.zeros(best.num_rows, dtype=np.int8))
        columns = [self._prepared.columns["id"].take(best["left"]), best["probability"], said]
        return pa.table(columns, names=["left_id", "probability", "reasons"])

    @property
    def _rows(self) -> int:
        return self._prepared.columns.num_rows

    def _prepare(self, delivery: pa.Table, called: str) -> prepare.Prepared:
        prepared = prepare.prepare(delivery, called)
        same_kind = prepare.same_kind_of_places(self._prepared.columns, prepared.columns)
        return prepared if same_kind else prepared.without_places()

    def _best(self, delivered: pa.Table) -> pa.Table:
        duck.load_delivery(self._con, delivered)
        score = spark.score if self._engine == "spark" else duck.score if delivered.num_rows > FEW else duck.score_few
        score(self._con, self._rows, LEAST_WEIGHT)
        return duck.best(self._con, decide.OFFERED)

    def _in_words(self, best: pa.Table, decisions: decide.Decisions, right_ids: pa.ChunkedArray) -> pa.Table:
        kept = decisions.decision != decide.DIFFERENT
        best = best.filter(pa.array(kept))
        words = np.array(["different", "ask", "same"])[decisions.decision[kept]]
        columns = [
            self._prepared.columns["id"].take(best["left"]),
            right_ids.take(best["right"]),
            pa.array(np.floor(decisions.probability[kept] * 1e6) / 1e6),
            pa.array(words, pa.string()),
            reasons.in_words(best, decisions.remark[kept]),
        ]
        pairs = pa.table(columns, schema=PAIRS)
        order = [("right_id", "ascending"), ("decision", "descending"), ("probability", "descending")]
        return pairs.sort_by([*order, ("left_id", "ascending")])
