"""``rembuk linkage``: which rows of two tables are the same child."""

from __future__ import annotations

from pathlib import Path

import click


@click.group()
def linkage() -> None:
    """Baris mana dari dua tabel yang menyangkut anak yang sama."""


@linkage.command()
@click.argument("left", type=click.Path(path_type=Path))
@click.argument("right", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Tabel pasangan yang ditulis.")
@click.option(
    "--engine",
    type=click.Choice(["duckdb", "spark"]),
    default="duckdb",
    show_default=True,
    help="Spark hanya untuk data yang tidak muat di satu komputer.",
)
def run(left: Path, right: Path, output: Path, engine: str) -> int:
    """Cocokkan kiriman RIGHT dengan register LEFT.

    Kolom kedua tabel: id, nik, name, sex, birth_date, mother_name (atau parent_name), village (kode atau nama); yang
    wajib hanya id dan name. Hasil: left_id, right_id, probability, decision (same = anak yang sama, ask = tanyakan),
    reasons. Setiap baris RIGHT mendapat paling banyak satu same; pasangan yang dinilai berbeda tidak ditulis.
    """
    from rembuk.formats import tables
    from rembuk.methods.linkage.link import link

    found = link(tables.read(left), tables.read(right), engine, (left.name, right.name))
    tables.write(found.pairs, output)
    for remark in found.remarks:
        click.echo(remark, err=True)
    decisions = found.pairs["decision"].to_pylist()
    click.echo(
        f"{decisions.count('same')} anak yang sama, {decisions.count('ask')} pasangan perlu ditanyakan.", err=True
    )
    return 1 if found.remarks else 0
