"""``rembuk admin``: accounts and passwords, from the machine's own command line."""

from __future__ import annotations

import datetime

import click

from rembuk.cli.naming import office_named


@click.group()
def group() -> None:
    """Akun dan kata sandi."""


@group.command()
@click.argument("username")
@click.option("--name", required=True, help="Nama pemegang akun.")
@click.option("--role", required=True, help="Peran, misalnya secretary atau nutritionist.")
@click.option("--area", "area_code", default="", help="Kode wilayah akun itu.")
@click.option("--office", default="", help="Nama kantor yang sudah terdaftar.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Akun berlaku sampai tanggal ini (tidak termasuk).")
def add(username: str, name: str, role: str, area_code: str, office: str, until: datetime.datetime | None) -> None:
    """Membuat akun; kata sandi pertama dicetak satu kali."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import rules
    from rembuk.record.places.queries import area_by_code

    area = area_by_code(OPERATOR, area_code).id if area_code else None
    organisation = office_named(office) if office else None
    first = rules.create_account(OPERATOR, username, name, role, organisation, area, until.date() if until else None)
    click.echo(f"akun: {username.strip().lower()}\nkata sandi pertama: {first}")


@group.command("reset-password")
@click.argument("username")
def reset_password(username: str) -> None:
    """Memberi kata sandi baru; dicetak satu kali."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import rules

    click.echo(f"kata sandi baru: {rules.reset_password(OPERATOR, username)}")


@group.command()
@click.argument("username")
def close(username: str) -> None:
    """Menutup akun; jejaknya tetap tercatat."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import rules

    rules.close_account(OPERATOR, username)
    click.echo(f"Akun {username} ditutup.", err=True)


@group.command("list")
def list_() -> None:
    """Menampilkan semua akun."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import queries

    for account in queries.accounts(OPERATOR):
        state = "" if account.is_active else "  (ditutup)"
        click.echo(f"{account.username}\t{account.role}\t{account.name}{state}")


@group.command("add-office")
@click.argument("name")
@click.option("--kind", required=True, help="Jenis menurut hukum, misalnya regional, village, company.")
@click.option("--short-name", default="", help="Singkatan, misalnya Dinkes.")
@click.option("--area", "area_code", default="", help="Kode wilayah kantor itu.")
def add_office(name: str, kind: str, short_name: str, area_code: str) -> None:
    """Mendaftarkan kantor atau mitra."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import rules
    from rembuk.record.places.queries import area_by_code

    area = area_by_code(OPERATOR, area_code).id if area_code else None
    rules.add_organisation(OPERATOR, name, kind, area, short_name)
    click.echo(f"Kantor {name} terdaftar.", err=True)
