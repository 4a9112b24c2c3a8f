"""``rembuk growth …``: one module a verb, imported when it is called."""

from __future__ import annotations

import click

from rembuk.cli import LazyCommands

#: verb → where its click command lives, and the line shown in ``rembuk growth --help``
VERBS: dict[str, tuple[str, str]] = {
    "score": ("rembuk.cli.growth.score:score", "menambahkan z-score, tanda dan kategori ke tabel balita"),
    "explain": ("rembuk.cli.growth.explain:explain", "menjelaskan setiap langkah perhitungan seorang anak"),
    "prevalence": ("rembuk.cli.growth.prevalence:prevalence", "prevalensi dan rata-rata z menurut rancangan sampel"),
    "quality": ("rembuk.cli.growth.quality:quality", "mutu data pengukuran, per kelompok, dengan langkah berikutnya"),
}


@click.group(cls=LazyCommands, table=VERBS)
def growth() -> None:
    """Pertumbuhan balita menurut Standar Pertumbuhan Anak WHO dan Permenkes 2/2020."""
