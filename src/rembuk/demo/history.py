"""The months before the files: the register's past as one table in the columns of ``sources read``, to load in bulk."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from rembuk.demo.register import Entries, Rows
from rembuk.demo.scored import POSITIONS
from rembuk.demo.sizes import FIRST_MONTH
from rembuk.demo.texts import Printer
from rembuk.demo.weighing import Weighings
from rembuk.demo.world import World
from rembuk.formats.files import replacing

#: Columns of ``sources read`` that are texts as the register prints them; many lines share few values.
_TEXTS = (
    "nik",
    "name",
    "parent_name",
    "province",
    "regency",
    "district",
    "health_centre",
    "village",
    "posyandu",
    "rt",
    "rw",
    "address",
    "weight_gain",
)


def write_history(path: Path, world: World, entries: Entries, rows: Rows) -> int:
    """Write the rows of the months in bulk; return how many. A month is a row group."""
    printer = Printer(world, entries)
    w = world.weighings
    month_of = w.day.astype("datetime64[M]")[rows.weighing]
    written = 0
    with replacing(path) as temporary:
        writer: pq.ParquetWriter | None = None
        for number in range(world.size.months_in_bulk):
            table = _month(printer, w, entries, rows.where(month_of == FIRST_MONTH + number))
            writer = writer or pq.ParquetWriter(temporary, table.schema, compression="zstd")
            writer.write_table(table)
            written += table.num_rows
        if writer is not None:
            writer.close()
    return written


def _month(printer: Printer, w: Weighings, entries: Entries, rows: Rows) -> pa.Table:
    cells = printer.columns(rows)
    columns = {name: pa.array(cells[name]) for name in _TEXTS}
    columns["sex"] = pa.array(np.where(cells["sex"] == "L", "m", "f"))
    columns["position"] = pa.array(POSITIONS[w.position[rows.weighing]])
    columns["birth_date"] = pa.array(entries.born[rows.entry])
    columns["measured_on"] = pa.array(w.day[rows.weighing])
    for name, values in (
        ("weight_kg", rows.weight),
        ("length_height_cm", rows.length),
        ("waz_reported", rows.waz),
        ("haz_reported", rows.haz),
        ("whz_reported", rows.whz),
    ):
        columns[name] = pa.array(values, from_pandas=True)
    return pa.table(columns)
