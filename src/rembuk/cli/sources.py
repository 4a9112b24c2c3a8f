"""``rembuk sources``: the sector files that can be read, and reading one."""

from __future__ import annotations

from pathlib import Path

import click

from rembuk.formats import tables
from rembuk.sources import all_sources, read


@click.group()
def sources() -> None:
    """Berkas sektor: apa yang dapat dibaca, dan membacanya."""


@sources.command("list")
def list_() -> None:
    """Tampilkan sumber yang dikenal."""
    for source in all_sources().values():
        layouts = ", ".join(name for name, _ in source.layouts)
        click.echo(f"{source.name}\t{source.title}; satu baris = {source.one_row_is}; bentuk: {layouts}")


@sources.command("read")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("-o", "rows", required=True, type=click.Path(path_type=Path), help="Hasil: .csv, .xlsx atau .parquet.")
@click.option("--problems", required=True, type=click.Path(path_type=Path), help="Daftar perbaikan dan keraguan.")
@click.option("--source", help="Nama sumber, bila judulnya cocok dengan beberapa.")
def read_(file: Path, rows: Path, problems: Path, source: str | None) -> int:
    """Baca satu berkas sektor FILE ke dalam kolom bernama; setiap perbaikan dan keraguan tercatat."""
    for path in (rows, problems):
        tables.check_ending(path)
    if len({path.resolve() for path in (file, rows, problems)}) < 3:
        raise click.UsageError("FILE, -o dan --problems harus tiga berkas yang berbeda.")
    reading = read(file, source, progress=lambda lines: click.echo(f"{lines} baris dibaca …", err=True))
    tables.write_together({rows: reading.rows, problems: reading.problems})
    click.echo(
        f"{file.name}: {reading.source} {reading.layout}, {reading.rows.num_rows} baris; "
        f"{reading.repaired} nilai diperbaiki dengan bukti, {reading.refused} tidak terbaca, "
        f"{reading.problems.num_rows} catatan di {problems.name}.",
        err=True,
    )
    if reading.rows.num_rows == 0:
        click.echo(f"{file.name} hanya memuat judul: tidak ada satu baris data pun.", err=True)
        return 1
    return 1 if reading.refused else 0
