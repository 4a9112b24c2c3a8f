"""``rembuk backup`` and ``rembuk restore``: the whole record in one file, and back."""

from __future__ import annotations

import sys
from pathlib import Path

import click


@click.command()
@click.option("-o", "output", required=True, type=click.Path(path_type=Path), help="Berkas cadangan.")
def backup(output: Path) -> None:
    """Menulis seluruh rekaman ke satu berkas terenkripsi, juga selagi dipakai. Kuncinya tidak ikut."""
    from rembuk.site.backup import make

    files = make(output)
    click.echo(
        f"Cadangan: {output} (basis data dan {files} berkas). Tanpa kunci rekaman ini cadangan tidak dapat dibuka.",
        err=True,
    )


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--verify", "only_verify", is_flag=True, help="Hanya memeriksa cadangan; tidak ada yang diubah.")
@click.option("--recover", is_flag=True, help="Memakai kunci pemulihan dari kertas (dibaca dari masukan).")
def restore(file: Path, only_verify: bool, recover: bool) -> int:
    """Memulihkan rekaman dari cadangan ke folder rekaman yang kosong."""
    from rembuk.site import backup as backups

    typed = None
    if recover:
        typed = (
            click.prompt("Kunci pemulihan", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
        )
    looked = (backups.verify if only_verify else backups.restore)(file, typed)
    for sentence in looked.found:
        click.echo(sentence)
    said = "Cadangan diperiksa" if only_verify else "Rekaman dipulihkan"
    click.echo(
        f"{said}: rekaman {looked.record}, dibuat {looked.made_at}, {looked.files} berkas, "
        f"{looked.entries} catatan buku perubahan, {len(looked.found)} temuan.",
        err=True,
    )
    return 1 if looked.found else 0
