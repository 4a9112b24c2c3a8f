"""``rembuk ledger receipt`` and ``rembuk ledger verify``: what a partner keeps, and its proof."""

from __future__ import annotations

import json
from pathlib import Path

import click

from rembuk.errors import Refused
from rembuk.formats.files import readable, replacing


@click.group()
def group() -> None:
    """Buku perubahan dan tanda terimanya."""


@group.command()
@click.option("-o", "output", required=True, type=click.Path(path_type=Path), help="Berkas tanda terima (JSON).")
def receipt(output: Path) -> None:
    """Mengeluarkan tanda terima buku perubahan untuk disimpan pihak lain."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.ledger import rules

    with replacing(output) as temporary:
        content = rules.issue_receipt(OPERATOR)
        temporary.write_text(json.dumps(content, indent=2) + "\n", "utf-8")
    click.echo(f"Tanda terima sampai catatan nomor {content['sequence']}: {output}", err=True)


@group.command()
@click.argument("file", type=click.Path(path_type=Path))
def verify(file: Path) -> int:
    """Memeriksa buku perubahan terhadap sebuah tanda terima."""
    try:
        content = json.loads(readable(file).read_text("utf-8"))
    except ValueError:
        raise Refused("not-a-receipt", f"{file} bukan tanda terima buku perubahan Rembuk.") from None
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.ledger import queries

    kept = queries.receipt_of(content)
    found = list(queries.findings([kept]))
    for finding in found:
        click.echo(finding.sentence)
    entries, _ = queries.covered()
    if not found:
        click.echo(
            f"Buku perubahan utuh sampai catatan nomor {kept.sequence}, sama dengan tanda terima; "
            f"{entries - kept.sequence} catatan sesudahnya belum tercakup."
        )
    return 1 if found else 0
