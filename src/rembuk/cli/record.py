"""``rembuk setup``, ``settings``, ``check`` and ``rebuild``: a record on this machine."""

from __future__ import annotations

import os
import sys

import click

from rembuk.errors import Refused


@click.command()
@click.option("--username", default="operator", show_default=True, help="Nama akun operator pertama.")
@click.option("--name", default="Operator", show_default=True, help="Nama pemegang akun itu.")
@click.option("--recover", is_flag=True, help="Buat ulang berkas kunci dari kunci pemulihan (dibaca dari masukan).")
def setup(username: str, name: str, recover: bool) -> None:
    """Membuat rekaman baru: kunci, tabel, akun pertama. Kunci pemulihan dicetak satu kali."""
    from rembuk.site import installation

    if recover:
        typed = (
            click.prompt("Kunci pemulihan", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline()
        )
        made = installation.make_record(typed)
        click.echo(f"Berkas kunci dibuat kembali: {made.key_file}", err=True)
        return
    made = installation.make_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import rules

    password = rules.create_account(OPERATOR, username, name, "operator")
    click.echo(f"Rekaman baru di {made.folder} siap. Berkas kunci: {made.key_file}", err=True)
    click.echo("Simpan yang berikut ini di kertas; keduanya tidak dicetak lagi.", err=True)
    click.echo(f"kunci pemulihan: {made.recovery_key}")
    click.echo(f"akun: {username}")
    click.echo(f"kata sandi pertama: {password}")


@click.command()
def settings() -> None:
    """Menampilkan setiap pengaturan, nilainya, dan artinya."""
    from rembuk.site import options

    values = options.read()
    for option in options.OPTIONS:
        value = values[option.name]
        shown = (
            os.environ.get(option.name, option.default) if not isinstance(value, bool) else ("ya" if value else "tidak")
        )
        if option.secret and "@" in shown:
            shown = "postgres://…@" + shown.rsplit("@", 1)[1]
        click.echo(f"{option.name}={shown}\n    {option.meaning}")


@click.command()
def check() -> int:
    """Memeriksa apakah setiap angka turunan sama dengan hitungan baru dan buku perubahan utuh."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.health import parts
    from rembuk.record.ledger import queries

    found = 0
    for part in parts():
        findings = list(part.check())
        found += len(findings)
        click.echo(f"{part.name}: {'baik' if not findings else f'{len(findings)} temuan'}", err=True)
        for finding in findings:
            click.echo(finding.sentence)
    entries, covered = queries.covered()
    click.echo(
        f"Buku perubahan: {entries} catatan, {covered} di antaranya tercakup tanda terima terakhir; "
        f"{entries - covered} sesudahnya hanya seaman mesin ini.",
        err=True,
    )
    return 1 if found else 0


@click.command()
def rebuild() -> int:
    """Membuat ulang setiap angka turunan dari catatan aslinya."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.health import parts

    for part in parts():
        if part.rebuild is not None:
            part.rebuild()
            click.echo(f"{part.name}: dibuat ulang", err=True)
    left = [finding for part in parts() for finding in part.check()]
    for finding in left:
        click.echo(finding.sentence)
    if left:
        raise Refused("still-different", "Masih ada yang berbeda sesudah dibuat ulang.", "Pulihkan dari cadangan.")
    return 0
