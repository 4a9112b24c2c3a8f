"""``rembuk demo``: a made-up district from its files to its pages, ready to look at."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.option("--size", default="small", help="Besar daerah contoh: small, medium, atau large.", show_default=True)
@click.option(
    "--dir",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("demo-data"),
    show_default=True,
    help="Folder tempat daerah contoh dibuat; panggilan kedua mulai dari isinya.",
)
@click.option("--port", type=click.IntRange(1, 65535), help="Nomor pintu situs; bawaannya REMBUK_PORT.")
@click.option("--no-serve", is_flag=True, help="Hanya membuat daerah contoh, situs tidak dijalankan.")
def demo(size: str, folder: Path, port: int | None, no_serve: bool) -> None:
    """Membuat kabupaten contoh yang seluruhnya rekaan: berkas sektor, register anak, angka desa, lalu situsnya."""
    from rembuk.demo.running import make

    made = make(size, folder, lambda line: click.echo(line, err=True))
    (page,) = made.manifest.of_kind("growth-page")
    click.echo(
        f"Daerah contoh ({size}) siap di {folder}: {made.taken_in} kiriman dimasukkan, {made.already} sudah ada.",
        err=True,
    )
    for sentence in made.refused:
        click.echo(f"Tidak dapat dibaca: {sentence}", err=True)
    click.echo(f"Berkas sektor: {folder / 'kiriman'}. Grafik pertumbuhan: {folder / page.path}", err=True)
    if no_serve:
        return
    from rembuk.site import serving

    serving.serve(port, lambda line: click.echo(line, err=True))
