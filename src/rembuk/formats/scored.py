"""A table of children as the statistics need it: z-scores in it or scored now, groups, children, days."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rembuk.errors import Refused
from rembuk.formats.children import Bools, Children, children
from rembuk.formats.tables import dates, numbers, texts
from rembuk.methods.growth import INDICES, score
from rembuk.methods.statistics.prevalence import Grouping

Floats = NDArray[np.float64]
USED = ("haz", "waz", "whz", "baz")
#: the age groups of WHO's tables, in whole months, for ``--by age_group`` where the table has no such column
AGE_GROUPS = (("00-05", 6), ("06-11", 12), ("12-23", 24), ("24-35", 36), ("36-47", 48), ("48-59", 60))
DAYS_A_MONTH = 30.4375


@dataclass(frozen=True)
class ScoredChildren:
    """One element a row of the table. ``z``, ``outside`` (WHO flag) by index, only those that can be known.

    ``age_days`` NaN = unknown; ``read`` the measures; ``refused`` column → rows whose cell cannot be used; ``computed``
    which indices were scored here, the others stood in the table.
    """

    z: dict[str, Floats]
    outside: dict[str, Bools]
    age_days: Floats
    read: Children
    refused: dict[str, Bools] = field(default_factory=dict)
    computed: tuple[str, ...] = ()

    @property
    def refused_for_z(self) -> dict[str, Bools]:
        """``refused`` without the columns that nothing was computed from: a table that is scored needs no sex."""
        if self.computed:
            return self.refused
        used = {"oedema", "age_days", "birth_date", "measured_on"}
        return {name: rows for name, rows in self.refused.items() if name in used or name.strip().casefold() in USED}

    @property
    def usable(self) -> dict[str, Floats]:
        """z with NaN where WHO flags it."""
        return {index: np.where(self.outside[index], np.nan, z) for index, z in self.z.items()}


def scored(table: pa.Table) -> ScoredChildren:
    """Read z-scores where the table has them, score the measures for the others.

    A z that stands in the table is rounded to 2 decimals as the cut-offs ask; it is outside where its flag column says
    so or where it lies beyond the WHO limits. Raises ``Refused('missing-columns')`` where there is neither.
    """
    standing = {index: at for index in USED if (at := column_of(table, index)) is not None}
    z: dict[str, Floats] = {}
    outside: dict[str, Bools] = {}
    refused: dict[str, Bools] = {}
    for index, name in standing.items():
        values, wrong = numbers(table.column(name))
        if np.isfinite(values).any() or wrong.any():
            z[index], refused[name] = np.round(values, 2), wrong
            outside[index] = _outside(table, index, z[index])
    read = children(table, enough=not z)
    computed = []
    if len(z) < len(USED):
        wanted = [index for index in USED if index not in z]
        made = score(read.measures, wanted)
        for index in wanted:
            if np.isfinite(made.z[index]).any() or not z:
                z[index], outside[index] = made.z[index], made.flag[index] == 1
                computed.append(index)
    age = read.measures.age_days
    age = np.full(table.num_rows, np.nan) if age is None else np.where(age < 0, np.nan, age)
    return ScoredChildren(
        {index: z[index] for index in USED if index in z},
        outside,
        age,
        read,
        {name: rows for name, rows in (refused | read.refused).items() if rows.any()},
        tuple(computed) if standing else USED,
    )


def _outside(table: pa.Table, index: str, z: Floats) -> Bools:
    limits = INDICES[index]
    with np.errstate(invalid="ignore"):
        beyond = (z < limits.flag_below) | (z > limits.flag_above)
    name = column_of(table, f"{index}_flag")
    return beyond if name is None else beyond | (numbers(table.column(name))[0] == 1)


def column_of(table: pa.Table, name: str) -> str | None:
    """Return the table's own spelling of a column, an exact one before one that differs in case or blanks."""
    if name in table.column_names:
        return name
    plain = [column for column in table.column_names if column.strip().casefold() == name.strip().casefold()]
    return plain[0] if plain else None


def required_column(table: pa.Table, name: str) -> pa.ChunkedArray:
    """Return a column that the user named; raises ``Refused('no-such-column')`` with those that there are."""
    found = column_of(table, name)
    if found is None:
        raise Refused(
            "no-such-column",
            f"Kolom «{name}» tidak ada dalam tabel.",
            f"Kolom yang ada: {', '.join(table.column_names)}.",
        )
    return table.column(found)


def grouping(table: pa.Table, name: str, age_days: Floats) -> Grouping:
    """Return the groups of a column; ``month`` (of measured_on) and ``age_group`` (WHO's) also where it is missing."""
    if column_of(table, name) is None and name == "month" and column_of(table, "measured_on") is not None:
        days, _ = dates(required_column(table, "measured_on"))
        return Grouping.of(name, ["" if np.isnat(day) else str(day)[:7] for day in days])
    if column_of(table, name) is None and name == "age_group":
        months = np.floor(age_days / DAYS_A_MONTH)
        edges = [edge for _, edge in AGE_GROUPS]
        labels = [*(label for label, _ in AGE_GROUPS), ""]
        place = np.where(np.isnan(months), len(edges), np.searchsorted(edges, months, side="right"))
        return Grouping.of(name, [labels[i] for i in place])
    return Grouping.of(name, texts(required_column(table, name)))


def child_numbers(table: pa.Table) -> NDArray[np.intp] | None:
    """Return a number a child, -1 where a row names none; None where the table cannot tell children apart.

    By ``child_id``; else by ``nik`` (16 digits; a masked or made-up one counts as none), with name, birth date and sex
    for the rows without; else by ``id`` where it repeats.
    """
    whole = column_of(table, "child_id")
    if whole is not None:
        return _numbered(texts(table.column(whole)))
    nik, name, born = (column_of(table, column) for column in ("nik", "name", "birth_date"))
    keys = [""] * table.num_rows
    if name is not None and born is not None:
        sex = column_of(table, "sex")
        parts = [texts(table.column(column)) for column in (name, born, *([sex] if sex else []))]
        keys = [" ".join(part).casefold() if part[0] and part[1] else "" for part in zip(*parts, strict=True)]
    if nik is not None:
        keys = [
            number if re.fullmatch(r"\d{16}", number) and len(set(number)) > 2 else key
            for number, key in zip(texts(table.column(nik)), keys, strict=True)
        ]
    if any(keys):
        return _numbered(keys)
    row_id = column_of(table, "id")
    if row_id is not None:
        ids = texts(table.column(row_id))
        if len(set(ids)) < len(ids):
            return _numbered(ids)
    return None


def _numbered(keys: list[str]) -> NDArray[np.intp]:
    seen: dict[str, int] = {}
    return np.array([seen.setdefault(key, len(seen)) if key else -1 for key in keys], dtype=np.intp)
