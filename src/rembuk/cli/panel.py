"""``rembuk snapshot`` and ``rembuk national``: the record as Parquet, and many districts' snapshots as one summary."""

from __future__ import annotations

from pathlib import Path

import click

from rembuk.errors import Refused
from rembuk.formats.files import reason


@click.command()
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder baru untuk potretnya.")
@click.option("--for", "recipient", default="", help="Penerima: pengenal samaran anak tetap sama untuk penerima itu.")
def snapshot(output: Path, recipient: str) -> None:
    """Menulis potret rekaman ini: berkas Parquet dan manifest.json.

    Tanpa nama, NIK, nomor KK dan alamat; kelahiran dan pengukuran hanya dengan bulannya. Folder muncul utuh atau tidak
    sama sekali.
    """
    from rembuk.site import installation

    installation.open_record()
    from rembuk.panel.snapshot import write_snapshot
    from rembuk.record.core.viewer import OPERATOR

    made = write_snapshot(OPERATOR, output, recipient)
    rows = {table: sum(f["rows"] for f in made["files"] if f["table"] == table) for table in made["tables"]}
    click.echo(
        f"Potret di {output}: {rows['children']} anak, {rows['measurements']} pengukuran, "
        f"buku perubahan sampai catatan {made['ledger_position']}.",
        err=True,
    )


@click.command()
@click.argument("snapshots", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), required=True, help="Folder untuk hasilnya.")
@click.option("--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", show_default=True, help="Mesin.")
def national(snapshots: tuple[Path, ...], output: Path, engine: str) -> int:
    """Menjumlahkan potret banyak kabupaten/kota.

    Hasil: national.csv dan national.parquet (prevalensi dan cakupan menurut negara, provinsi, kabupaten/kota dan
    bulan), report.csv (apa yang terjadi dengan setiap potret).
    """
    from rembuk.formats import tables
    from rembuk.panel.national import summarise

    made = summarise(snapshots, engine)
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused("unwritable", f"{output} tidak dapat ditulis: {reason(problem)}.") from None
    tables.write_together(
        {
            output / "national.csv": made.figures,
            output / "national.parquet": made.figures,
            output / "report.csv": made.report(),
        }
    )
    refused = 0
    for line in made.lines:
        refused += line.verdict == "refused"
        if line.verdict != "counted":
            click.echo(f"{line.snapshot}: {line.sentence}", err=True)
    counted = sum(line.verdict == "counted" for line in made.lines)
    click.echo(f"{counted} potret dihitung, {refused} ditolak; rinciannya di {output / 'report.csv'}.", err=True)
    return 1 if refused else 0
