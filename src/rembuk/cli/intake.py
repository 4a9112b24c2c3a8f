"""``rembuk deliver`` and ``rembuk worker``: a sector file through the same door as the site's, and the job process."""

from __future__ import annotations

import datetime
import signal
import sys
import threading
from pathlib import Path
from typing import Any

import click

from rembuk.cli.naming import office_named
from rembuk.errors import Refused
from rembuk.formats.files import readable


@click.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--from", "office", required=True, help="Nama atau singkatan kantor pengirim yang sudah terdaftar.")
@click.option("--period", default="", help="Bulan kiriman, TTTT-BB.")
def deliver(file: Path, office: str, period: str) -> int:
    """Memasukkan satu berkas sektor ke register."""
    content = readable(file).read_bytes()
    month = _month(period)
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core import jobs
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.intake import queries, rules

    received = rules.receive(OPERATOR, office_named(office), file.name, content, month)
    if received.job is None:
        click.echo("Berkas yang sama sudah pernah dikirim kantor itu; tidak ada yang berubah.", err=True)
        return 0
    sentence = jobs.run(received.job, _show)
    click.echo(sentence, err=True)
    view = queries.delivery(OPERATOR, received.delivery)
    return 1 if view.refused or view.held_back else 0


@click.command()
@click.option("--until-eof", is_flag=True, hidden=True, help="Berhenti bila proses yang memulainya berakhir.")
def worker(until_eof: bool) -> None:
    """Menjalankan pekerjaan panjang (kiriman, penarikan) satu per satu sampai dihentikan."""
    from rembuk.site import installation

    installation.open_record()
    from rembuk.record.core import jobs

    stopped: list[int] = []

    def stop(number: int, frame: Any) -> None:
        stopped.append(number)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if until_eof:  # `rembuk serve` holds the other end of standard input, and the system closes it however serve ends
        threading.Thread(target=lambda: stop(len(sys.stdin.read()), None), daemon=True).start()
    click.echo("Pekerja siap.", err=True)
    jobs.work(until=lambda: bool(stopped))


def _show(done: int, total: int) -> None:
    click.echo(f"\r{done} dari {total} baris", nl=done >= total, err=True)


def _month(text: str) -> datetime.date | None:
    if not text:
        return None
    try:
        return datetime.date.fromisoformat(f"{text}-01")
    except ValueError:
        raise Refused("bad-period", f"Bulan «{text}» tidak berbentuk TTTT-BB.") from None
