"""``rembuk demo``: a made-up district, ready to look at."""

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
    help="Folder tempat daerah contoh ditulis; panggilan kedua mulai dari isinya.",
)
@click.option("--port", type=click.IntRange(1, 65535), default=8410, show_default=True, help="Pintu situs.")
@click.option("--no-serve", is_flag=True, help="Hanya menulis berkas, situs tidak dijalankan.")
def demo(size: str, folder: Path, port: int, no_serve: bool) -> None:
    """Membuat kabupaten contoh yang seluruhnya rekaan: tabel balita, z-score, dan grafik pertumbuhan."""
    from rembuk.demo.district import read_manifest, write_district

    already = read_manifest(folder) is not None
    manifest = write_district(size, folder, lambda sentence: click.echo(sentence, err=True))
    (scored,) = manifest.of_kind("scored")
    (page,) = manifest.of_kind("growth-page")
    begun = "sudah ada" if already else "selesai dibuat"
    click.echo(f"Daerah contoh ({manifest.size}) {begun} di {folder}: {scored.rows} anak dengan z-score.", err=True)
    click.echo(f"Tabel anak:           {folder / scored.path}", err=True)
    click.echo(f"Grafik pertumbuhan:   {folder / page.path} (buka dengan peramban)", err=True)
