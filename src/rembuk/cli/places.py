"""``rembuk places import``: area codes and names, with dates."""

from __future__ import annotations

from pathlib import Path

import click

from rembuk.errors import Refused
from rembuk.formats import tables

_COLUMNS = ("code", "name", "level", "parent", "valid_from", "valid_until", "replaces", "health_centre")
_ALIASES = {
    "kode": "code",
    "nama": "name",
    "tingkat": "level",
    "induk": "parent",
    "parent_code": "parent",
    "puskesmas": "health_centre",
}


@click.group()
def group() -> None:
    """Wilayah: kode, nama, tanggal berlaku."""


@group.command("import")
@click.argument("table", type=click.Path(path_type=Path))
def import_(table: Path) -> None:
    """Memasukkan tabel wilayah.

    Kolom code dan name; bila perlu level, parent, valid_from, valid_until, replaces, health_centre.
    """
    content = tables.read(table)
    names = {_ALIASES.get(name.lower(), name.lower()): name for name in content.column_names}
    for needed in ("code", "name"):
        if needed not in names:
            raise Refused("missing-column", f"Tabel {table.name} tidak memuat kolom {needed}.")
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.places import rules

    cells = {column: tables.texts(content.column(names[column])) for column in _COLUMNS if column in names}
    rows = [
        rules.AreaRow(row=number + 1, **{column: values[number] for column, values in cells.items()})
        for number in range(content.num_rows)
    ]
    done = rules.import_areas(OPERATOR, rows)
    click.echo(f"Wilayah: {done.added} baru, {done.changed} diperbarui, {done.unchanged} tidak berubah.", err=True)
