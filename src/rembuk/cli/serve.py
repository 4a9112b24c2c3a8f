"""``rembuk serve``: the site on this record."""

from __future__ import annotations

import click


@click.command()
@click.option("--port", type=click.IntRange(1, 65535), help="Nomor pintu; bawaannya REMBUK_PORT.")
def serve(port: int | None) -> None:
    """Melayani situs di atas rekaman ini sampai dihentikan."""
    from rembuk.site import serving

    serving.serve(port, lambda line: click.echo(line, err=True))
