"""``rembuk study``: qualitative projects in and out, and agreement between coders (docs/study.md)."""

from __future__ import annotations

from pathlib import Path

import click

from rembuk.errors import Refused


@click.group()
def study() -> None:
    """Penelitian kualitatif: proyek NVivo, ATLAS.ti, MAXQDA masuk dan keluar, kesepakatan antarpengode."""


@study.command("import")
@click.argument("file", metavar="FILE.qdpx", type=click.Path(path_type=Path))
@click.option("--dir", "folder", required=True, type=click.Path(path_type=Path), help="Folder penelitian yang baru.")
def import_(file: Path, folder: Path) -> int:
    """Baca proyek REFI-QDA (QDPX), atau buku kodenya saja (QDC), menjadi folder tabel dan teks.

    Folder yang sudah ada tidak ditimpa. Apa yang dipahami, dibawa dan ditolak tertulis di import-report.md.
    """
    from rembuk.formats.refi_qda.reader import import_project

    report, written = import_project(file, folder)
    for line in report.understood:
        click.echo(line, err=True)
    click.echo(
        f"Ditulis ke {folder}." if written else f"{folder} sudah memuat proyek ini; tidak ada yang diubah.", err=True
    )
    return _refused(report.refused, "hal ditolak atau hilang (lihat import-report.md)")


@study.command()
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), help="Berkas .qdpx atau .qdc yang ditulis.")
def export(folder: Path, out: Path) -> int:
    """Tulis folder penelitian menjadi proyek REFI-QDA menurut isi tabel sekarang.

    Akhiran .qdpx menulis seluruh proyek, .qdc hanya buku kodenya.
    """
    from rembuk.formats.refi_qda.writer import export_project

    _say(export_project(folder, out))
    click.echo(f"Ditulis ke {out}.", err=True)
    return 0


@study.command()
@click.argument("folder", metavar="STUDY", type=click.Path(path_type=Path))
@click.option("-o", "out", required=True, type=click.Path(path_type=Path), help="Hasil: .csv, .xlsx atau .parquet.")
def agreement(folder: Path, out: Path) -> int:
    """Hitung kesepakatan antarpengode per kode, menurut kalimat dan karakter.

    Seorang pengode dihitung hanya pada sumber yang sudah selesai ia kode (finished.csv).
    """
    from rembuk.formats import tables
    from rembuk.formats.refi_qda import agreement as result

    if out.suffix.lower() not in {".csv", ".xlsx", ".parquet"}:
        raise Refused("unknown-ending", f"Hasil {out.name} harus berakhiran .csv, .xlsx atau .parquet.")
    table, problems, remarks = result.of_folder(folder, decimals_as_text=out.suffix.lower() == ".csv")
    tables.write(table, out)
    _say(remarks)
    click.echo(f"Kesepakatan {table.num_rows // 2} kode ditulis ke {out}.", err=True)
    return _refused(problems, "baris ditolak dan tidak dihitung")


def _refused(problems: list[str], what: str) -> int:
    """Say how much was refused, name the first ones, and return the exit code."""
    if not problems:
        return 0
    click.echo(f"{len(problems)} {what}:", err=True)
    _say(problems)
    return 1


def _say(sentences: list[str], most: int = 20) -> None:
    for sentence in sentences[:most]:
        click.echo(f"- {sentence}", err=True)
    if len(sentences) > most:
        click.echo(f"- … dan {len(sentences) - most} lagi.", err=True)
