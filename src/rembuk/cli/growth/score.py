"""``rembuk growth score TABLE -o OUT``: z-scores, flags and categories beside the columns that were there."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import click
import numpy as np
import pyarrow as pa

from rembuk.formats import tables
from rembuk.formats.children import OUTPUT, Children, children, with_scores
from rembuk.methods.growth import score as score_measures

ROWS_NAMED = 5


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="Berkas hasil: .csv, .xlsx, .parquet.")
@click.option("--r-compatible", is_flag=True, help="Ulangi kekeliruan paket R anthro yang dikenal (docs/growth.md).")
def score(table: Path, out: Path, r_compatible: bool) -> int:
    """Tambahkan z-score WHO, tanda dan kategori Permenkes 2/2020 ke tabel balita.

    Kolom yang dibaca: sex (m/f, 1/2, L/P), age_days atau birth_date dan measured_on (YYYY-MM-DD), weight_kg,
    length_height_cm, position (lying/standing, L/H, Terlentang/Berdiri), oedema (y/n), head_cm, muac_cm, triceps_mm,
    subscapular_mm. Kolom lain tetap seperti semula.
    """
    account = Account()
    with tables.writing(out) as write:
        for piece in tables.chunks(table):
            read = children(piece)
            account.add(piece, read)
            write(with_scores(piece, score_measures(read.measures, r_compatible=r_compatible)))
    for sentence in account.sentences():
        click.echo(sentence, err=True)
    return account.exit_code


@dataclass
class Account:
    """What was refused and decided over all pieces of a table, in sentences for standard error."""

    rows: int = 0
    replaced: list[str] = field(default_factory=list)
    refused: Counter[str] = field(default_factory=Counter)
    first_rows: dict[str, list[int]] = field(default_factory=dict)
    not_measured: int = 0
    disagreeing_ages: int = 0

    def add(self, piece: pa.Table, read: Children) -> None:
        """Count one piece; row 1 is the first line under the header."""
        self.replaced = [name for name in piece.column_names if name in OUTPUT]
        for name, refused in read.refused.items():
            found = np.flatnonzero(refused)
            self.refused[name] += len(found)
            named = self.first_rows.setdefault(name, [])
            named.extend((found[: ROWS_NAMED - len(named)] + self.rows + 1).tolist())
        self.rows += piece.num_rows
        self.not_measured += read.not_measured
        self.disagreeing_ages += read.disagreeing_ages

    @property
    def exit_code(self) -> int:
        """1 where something was refused or there was nobody to score, else 0."""
        return 1 if self.refused or not self.rows else 0

    def sentences(self) -> list[str]:
        """Return what the user should know."""
        said = [f"{self.rows} baris dihitung." if self.rows else "Tabel tidak memuat satu baris pun."]
        if self.replaced:
            said.append(f"Kolom hasil yang sudah ada dihitung ulang dan diganti: {', '.join(self.replaced)}.")
        if self.disagreeing_ages:
            said.append(
                f"Pada {self.disagreeing_ages} baris age_days tidak sesuai dengan birth_date dan measured_on; "
                "age_days yang dipakai."
            )
        if self.not_measured:
            said.append(f"{self.not_measured} ukuran bernilai 0 atau negatif dianggap tidak diukur.")
        if self.refused:
            parts = [
                f"{name} {count} (baris {', '.join(map(str, self.first_rows[name]))}"
                f"{', …' if count > ROWS_NAMED else ''})"
                for name, count in self.refused.items()
            ]
            said.append(
                f"{sum(self.refused.values())} sel tidak dapat dipakai dan hasil yang memerlukannya dikosongkan: "
                f"{'; '.join(parts)}."
            )
        return said
