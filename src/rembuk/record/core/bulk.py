"""Many rows at once: what a table of the past needs, where the ORM would make an object of every cell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection, models


def insert(model: type[models.Model], columns: Mapping[str, Sequence[Any]]) -> None:
    """Insert rows given as columns (database column → values), in the caller's transaction.

    Values are what both databases read as they stand: identifiers as 32 hexadecimal digits, days as ISO texts,
    integers, texts, bytes, None. PostgreSQL takes one array
    a column (its COPY is closed to tables with row-level security).
    """
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    start = f"INSERT INTO {quote(model._meta.db_table)} ({names})"
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            types = {field.column: field.rel_db_type(connection) for field in model._meta.concrete_fields}
            arrays = ", ".join(f"%s::{types[name]}[]" for name in columns)
            statement = f"{start} SELECT * FROM unnest({arrays})"  # noqa: S608 - names of our own models
            cursor.execute(statement, [list(values) for values in columns.values()])
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"{start} VALUES ({marks})", list(zip(*columns.values(), strict=True)))


def insert_selected(model: type[models.Model], columns: Sequence[str], rows: models.QuerySet[Any, Any]) -> None:
    """Insert what a query selects (its columns in the order of ``columns``), without a row leaving the database."""
    quote = connection.ops.quote_name
    names = ", ".join(quote(name) for name in columns)
    selected, values = rows.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {quote(model._meta.db_table)} ({names}) {selected}", values)
