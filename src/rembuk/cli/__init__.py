"""The command line ``rembuk``: nouns, then verbs (the contract is docs/commands.md).

Each noun is a module of this folder, imported only when it is called, so that ``rembuk --help`` stays quick.
Ends with 0 (done), 1 (done, but some input was refused), 2 (bad use or unreadable input, nothing half-written).
"""

from __future__ import annotations

import importlib
import os
import sys
import traceback
from typing import Any

import click

from rembuk import __version__
from rembuk.errors import Refused

#: noun or verb → where its click command lives, and the line shown in ``rembuk --help``
COMMANDS: dict[str, tuple[str, str]] = {
    "sources": ("rembuk.cli.sources:sources", "berkas sektor (e-PPGBM dan lainnya): daftar sumber, baca satu berkas"),
    "demo": ("rembuk.cli.demo:demo", "kabupaten contoh yang seluruhnya rekaan, siap dilihat"),
    "study": ("rembuk.cli.study:study", "proyek kualitatif (REFI-QDA) masuk dan keluar, kesepakatan antarpengode"),
    "setup": ("rembuk.cli.record:setup", "rekaman baru dengan akun pertama dan kuncinya"),
    "admin": ("rembuk.cli.admin:group", "akun dan kata sandi"),
    "serve": ("rembuk.cli.serve:serve", "melayani situs di atas rekaman ini"),
    "settings": ("rembuk.cli.record:settings", "setiap pengaturan dan artinya"),
    "places": ("rembuk.cli.places:group", "wilayah: kode, nama, tanggal berlaku"),
    "deliver": ("rembuk.cli.intake:deliver", "satu berkas sektor masuk ke register"),
    "worker": ("rembuk.cli.intake:worker", "proses pekerjaan panjang"),
    "ledger": ("rembuk.cli.ledger:group", "buku perubahan: tanda terima dan pembuktiannya"),
    "check": ("rembuk.cli.record:check", "apakah angka turunan dan buku perubahan utuh"),
    "rebuild": ("rembuk.cli.record:rebuild", "membuat ulang angka turunan"),
    "snapshot": ("rembuk.cli.panel:snapshot", "rekaman ini sebagai berkas Parquet, anak tersamar"),
    "national": ("rembuk.cli.panel:national", "ringkasan dari potret banyak kabupaten/kota"),
    "backup": ("rembuk.cli.backup:backup", "seluruh rekaman dalam satu berkas terenkripsi"),
    "restore": ("rembuk.cli.backup:restore", "rekaman kembali dari cadangan, atau cadangan diperiksa"),
    "growth": ("rembuk.cli.growth:growth", "z-score WHO, kategori gizi, prevalensi dan mutu data pengukuran balita"),
    "linkage": ("rembuk.cli.linkage:linkage", "anak yang sama dalam dua tabel"),
}


class LazyCommands(click.Group):
    """A click group whose members are imported when they are used.

    ``table``: name → (``module:attribute``, the line shown in the help of the group).
    """

    def __init__(self, *arguments: Any, table: dict[str, tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.table = table

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the table."""
        return list(self.table)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        """Import the module behind ``name`` and return its command."""
        if name not in self.table:
            return None
        module, _, attribute = self.table[name][0].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of names without importing any of them."""
        with formatter.section("Perintah"):
            formatter.write_dl([(name, line) for name, (_, line) in self.table.items()])


@click.group(cls=LazyCommands, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="rembuk")
def cli() -> None:
    """Rembuk: meja bersama tim percepatan penurunan stunting kabupaten."""


def main() -> None:
    """Run the command line; every refusal is one sentence on standard error and exit code 2."""
    try:
        code = cli.main(standalone_mode=False)
    except click.exceptions.Exit as stop:
        sys.exit(stop.exit_code)
    except click.ClickException as wrong_use:
        wrong_use.show()
        sys.exit(2)
    except click.Abort:
        click.echo("Dibatalkan.", err=True)
        sys.exit(2)
    except Refused as refused:
        click.echo(str(refused), err=True)
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except Exception as unexpected:
        if os.environ.get("REMBUK_DEBUG"):
            traceback.print_exc()
        click.echo(
            f"Terjadi kesalahan yang tidak terduga ({type(unexpected).__name__}). "
            "Jalankan lagi dengan REMBUK_DEBUG=1 dan laporkan keluarannya.",
            err=True,
        )
        sys.exit(2)
    sys.exit(code if isinstance(code, int) else 0)
