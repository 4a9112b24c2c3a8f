"""``rembuk growth prevalence TABLE -o OUT``: how many children, and how far the figure holds."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

import click
import numpy as np
import pyarrow as pa

from rembuk.cli.growth.said import refused_cells
from rembuk.formats import tables
from rembuk.formats.scored import grouping, required_column, scored
from rembuk.methods.statistics import prevalence as method
from rembuk.methods.statistics.survey import Design, Lonely


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="Berkas hasil: .csv, .xlsx, .parquet.")
@click.option(
    "--by", multiple=True, help="Kolom kelompok (boleh berulang); month dan age_group dihitung bila tidak ada."
)
@click.option("--weight", help="Kolom bobot sampel.")
@click.option("--cluster", help="Kolom klaster (unit sampel pertama), bersarang dalam strata.")
@click.option("--stratum", help="Kolom strata.")
@click.option(
    "--lonely",
    type=click.Choice(get_args(Lonely)),
    default="adjust",
    show_default=True,
    help="Strata dengan satu klaster saja.",
)
@click.option(
    "--df",
    "freedom",
    type=click.Choice(["full", "domain"]),
    default="full",
    show_default=True,
    help="Derajat bebas: seluruh rancangan, atau kelompok itu sendiri (lebih hati-hati).",
)
def prevalence(
    table: Path,
    out: Path,
    by: tuple[str, ...],
    weight: str | None,
    cluster: str | None,
    stratum: str | None,
    lonely: Lonely,
    freedom: Literal["full", "domain"],
) -> int:
    """Hitung prevalensi dan rata-rata z menurut rancangan sampel, dengan selang kepercayaan 95 %.

    Masukan: ukuran (lihat `rembuk growth score --help`) atau tabel yang sudah berisi haz, waz, whz, baz. Angka yang
    tidak dapat diketahui dikosongkan dan alasannya ada di kolom note.
    """
    rows = tables.read(table)
    children = scored(rows)
    weights = None if weight is None else tables.numbers(required_column(rows, weight))[0]
    clusters = None if cluster is None else tables.texts(required_column(rows, cluster))
    strata = None if stratum is None else tables.texts(required_column(rows, stratum))
    groups = [grouping(rows, name, children.age_days) for name in dict.fromkeys(by)]
    kept = method.keep(children.age_days, weights, clusters, strata)
    mask = kept.mask
    oedema = children.read.measures.oedema
    sample = method.Sample(
        z={index: z[mask] for index, z in children.usable.items()},
        oedema=np.zeros(int(mask.sum()), dtype=bool) if oedema is None else oedema[mask],
        design=Design.of(
            int(mask.sum()),
            None if weights is None else weights[mask],
            None if clusters is None else np.array(clusters)[mask],
            None if strata is None else np.array(strata)[mask],
        ),
        groupings=[method.Grouping(group.by, group.labels, group.code[mask]) for group in groups],
    )
    found = method.table(sample, lonely, freedom)
    tables.write(pa.table({name: [getattr(row, name) for row in found] for name in method.COLUMNS}, _SCHEMA), out)
    for sentence in [*_sentences(rows.num_rows, kept), *refused_cells(children.refused_for_z)]:
        click.echo(sentence, err=True)
    return 1 if kept.refused or children.refused_for_z or not mask.any() else 0


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("by", "group", "indicator")),
        ("n", pa.int64()),
        *((name, pa.float64()) for name in ("weighted_n", "estimate", "se", "ci_low", "ci_high")),
        ("df", pa.int64()),
        ("note", pa.string()),
    ]
)


def _sentences(count: int, kept: method.Kept) -> list[str]:
    said = [
        f"{int(kept.mask.sum())} dari {count} anak masuk hitungan." if count else "Tabel tidak memuat satu baris pun."
    ]
    for left_out, why in (
        (kept.too_old, "berumur lebih dari 1826 hari (bukan balita)"),
        (kept.no_weight, "tanpa bobot yang dapat dipakai (kosong, bukan angka, atau negatif)"),
        (kept.no_cluster, "tanpa klaster"),
        (kept.no_stratum, "tanpa strata"),
    ):
        if left_out:
            said.append(f"{left_out} baris ditinggalkan: {why}.")
    return said
