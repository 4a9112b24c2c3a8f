"""Splink on DuckDB, in memory only: candidates by equal keys, then every candidate scored by the one model.

No temporary files: DuckDB may not spill to disk here, for the rows are named children.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pyarrow as pa

from rembuk.methods.linkage import model

if TYPE_CHECKING:
    import duckdb

_FREQUENCY_COLUMNS = [f"tf_{column}" for column in model.FREQUENCIES]


def connect() -> duckdb.DuckDBPyConnection:
    """Return a connection of its own, in memory, that writes nothing to disk and reaches no network."""
    import duckdb

    return duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        },
    )


def load_register(con: duckdb.DuckDBPyConnection, prepared: pa.Table) -> None:
    """Make the tables ``register`` (with frequencies and keys) and ``tf_…`` from the prepared left table."""
    con.register("incoming", prepared)
    con.execute("CREATE OR REPLACE TABLE plain AS SELECT * FROM incoming")
    con.unregister("incoming")
    rows = prepared.num_rows
    for column, (belief, weight) in model.FREQUENCIES.items():
        con.execute(
            f"CREATE OR REPLACE TABLE tf_{column} AS SELECT {column}, (count(*) + {belief * weight}) / "  # noqa: S608
            f"{rows + weight}::DOUBLE AS tf_{column} FROM plain WHERE {column} IS NOT NULL GROUP BY {column}"
        )
    con.execute(f"CREATE OR REPLACE TABLE keyed AS {_with_keys('plain')}")
    for key, (_, most) in model.blocking_keys().items():
        con.execute(
            f"CREATE OR REPLACE TABLE crowded AS SELECT {key} FROM keyed WHERE {key} IS NOT NULL "  # noqa: S608
            f"GROUP BY {key} HAVING count(*) > {most}"
        )
        con.execute(f"UPDATE keyed SET {key} = NULL WHERE {key} IN (SELECT {key} FROM crowded)")  # noqa: S608
    con.execute(f"CREATE OR REPLACE TABLE register AS {_with_frequencies('keyed')}")
    con.execute("DROP TABLE keyed; DROP TABLE plain; DROP TABLE IF EXISTS crowded")


def load_delivery(con: duckdb.DuckDBPyConnection, prepared: pa.Table) -> None:
    """Make the table ``delivery`` from the prepared right table; frequencies are the register's."""
    con.register("incoming", prepared)
    con.execute(f"CREATE OR REPLACE TABLE keyed AS {_with_keys('incoming')}")
    con.execute(f"CREATE OR REPLACE TABLE delivery AS {_with_frequencies('keyed')}")
    con.execute("DROP TABLE keyed")
    con.unregister("incoming")


def score(con: duckdb.DuckDBPyConnection, register_rows: int, least_weight: float) -> None:
    """Make the table ``scored``: the pairs of ``register`` and ``delivery`` of at least ``least_weight`` bits.

    Columns: ``left``, ``right`` (row numbers), ``weight`` (bits), ``probability``.
    """
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI(connection=con)
    left = api.register("register", dataset_display_name="a_register")
    right = api.register("delivery", dataset_display_name="b_delivery")
    linker = Linker([left, right], model.settings(register_rows), log_level=None, validate_settings=False)
    for column in model.FREQUENCIES:
        linker.table_management.register_term_frequency_lookup(api.register(f"tf_{column}"), column)
    found = linker.inference.predict(threshold_match_weight=least_weight, warning_mode="never")
    con.execute(
        'CREATE OR REPLACE TABLE scored AS SELECT unique_id_l AS "left", unique_id_r AS "right", '  # noqa: S608
        f"match_weight AS weight, match_probability AS probability FROM {found.physical_name}"
    )
    found.drop_table_from_database_and_remove_from_cache()


def score_few(con: duckdb.DuckDBPyConnection, register_rows: int, least_weight: float) -> None:
    """Make the table ``scored`` as ``score`` does, for a delivery of a few rows.

    The weights are the settings' own, put into SQL without Splink: writing SQL for a million rows takes Splink longer
    than comparing one child with her candidates takes DuckDB.
    """
    found = " UNION ".join(
        f'SELECT l.unique_id AS "left", r.unique_id AS "right" FROM register l JOIN delivery r USING ({key})'  # noqa: S608
        for key in model.blocking_keys()
    )
    columns = dict.fromkeys(column for name in model.comparisons() for column in model.columns(name))
    sides = ", ".join(f'l."{c}" AS "{c}_l", r."{c}" AS "{c}_r"' for c in [*columns, *_FREQUENCY_COLUMNS])
    share = model.settings(register_rows)["probability_two_random_records_match"]
    weight = " + ".join([repr(math.log2(share / (1 - share))), *map(model.weight_sql, model.comparisons())])
    con.execute(
        f"CREATE OR REPLACE TABLE scored AS SELECT *, 1 / (1 + 2.0 ** -weight) AS probability FROM ("  # noqa: S608
        f'SELECT "left", "right", {weight} AS weight FROM (SELECT p.*, {sides} FROM ({found}) p '
        'JOIN register l ON l.unique_id = p."left" JOIN delivery r ON r.unique_id = p."right")) '
        f"WHERE weight >= {least_weight}"
    )


def best(con: duckdb.DuckDBPyConnection, ranks: int) -> pa.Table:
    """Return the best ``ranks`` register rows for each delivered row, with the level of every comparison.

    Columns: ``left``, ``right``, ``weight``, ``probability``, ``rank`` (1 is best), one column a comparison.
    Equal weights rank by the rows' own ids, so that the order of the rows changes nothing.
    """
    con.execute(
        'CREATE OR REPLACE TABLE top AS SELECT s.* FROM (SELECT s.*, row_number() OVER (PARTITION BY s."right" '  # noqa: S608
        'ORDER BY round(s.weight, 6) DESC, r.id) AS rank FROM scored s JOIN register r ON r.unique_id = s."left") s '
        f"WHERE rank <= {ranks}"
    )
    return levels(con)


def levels(con: duckdb.DuckDBPyConnection) -> pa.Table:
    """Return the pairs of the table ``top`` with the level that each comparison reaches, ordered by row and rank."""
    columns = dict.fromkeys(column for name in model.comparisons() for column in model.columns(name))
    sides = ", ".join(f'l."{c}" AS "{c}_l", r."{c}" AS "{c}_r"' for c in columns)
    reached = ", ".join(f"{model.level_sql(name)}::TINYINT AS {name}" for name in model.comparisons())
    return con.sql(
        f'SELECT "left", "right", weight, probability, rank, {reached} FROM ('  # noqa: S608
        f'SELECT t.*, {sides} FROM top t JOIN register l ON l.unique_id = t."left" '
        'JOIN delivery r ON r.unique_id = t."right") ORDER BY "right", rank'
    ).to_arrow_table()


def weaker_claims(
    con: duckdb.DuckDBPyConnection, claims: pa.Table, delivered: pa.Table, differing: list[int]
) -> pa.Table:
    """Return the claims (``left``, ``right``) that yield to a stronger claim on the same register row.

    ``claims`` has ``left``, ``right``, ``weight``; ``delivered`` are the prepared rows. A claim yields where the two
    delivered rows' names reach a level in ``differing``: then they are two children. Two claims of equal weight both
    yield.
    """
    columns = model.columns("name")
    con.register("claims", claims.select(["left", "right", "weight"]))
    con.register("delivered", delivered.select(["unique_id", *columns]))
    sides = ", ".join(f'x."{c}" AS "{c}_l", y."{c}" AS "{c}_r"' for c in columns)
    found = con.sql(
        f'SELECT DISTINCT "left", "right" FROM (SELECT a."left", a."right", {sides} FROM claims a '  # noqa: S608
        'JOIN claims b ON a."left" = b."left" AND a."right" <> b."right" AND a.weight <= b.weight '
        'JOIN delivered x ON x.unique_id = a."right" JOIN delivered y ON y.unique_id = b."right") '
        f"WHERE {model.level_sql('name')} IN ({', '.join(map(str, differing))})"
    ).to_arrow_table()
    con.unregister("claims")
    con.unregister("delivered")
    return found


def _with_keys(table: str) -> str:
    columns = []
    for key, (parts, _) in model.blocking_keys().items():
        known = " AND ".join(f'"{part}" IS NOT NULL' for part in parts)
        value = ", ".join(f'"{part}"' for part in parts)
        columns.append(f"CASE WHEN {known} THEN (hash({value}) >> 1)::BIGINT END AS {key}")
    return f"SELECT *, {', '.join(columns)} FROM {table}"  # noqa: S608


def _with_frequencies(table: str) -> str:
    columns = ", ".join(_FREQUENCY_COLUMNS)
    joins = " ".join(f"LEFT JOIN tf_{column} USING ({column})" for column in model.FREQUENCIES)
    return f"SELECT {table}.*, {columns} FROM {table} {joins} ORDER BY unique_id"  # noqa: S608
