"""``rembuk growth quality TABLE -o OUT``: how well children were measured, and what to do next."""

from __future__ import annotations

from pathlib import Path

import click
import numpy as np
import pyarrow as pa

from rembuk.cli.growth.said import check_folders, refused_cells
from rembuk.errors import Refused
from rembuk.formats import tables
from rembuk.formats.scored import Floats, ScoredChildren, child_numbers, column_of, grouping, scored
from rembuk.methods.statistics import quality as method
from rembuk.methods.statistics.checks import Finding
from rembuk.papers.data_quality import Paper, Row, write_pdf, write_workbook


@click.command()
@click.argument("table", type=click.Path(path_type=Path))
@click.option("-o", "out", type=click.Path(path_type=Path), required=True, help="Berkas hasil: .csv, .xlsx, .parquet.")
@click.option("--by", multiple=True, help="Kolom kelompok: posyandu, pengukur, puskesmas, month … (boleh berulang).")
@click.option("--list", "listing", type=click.Path(path_type=Path), help="Tulis juga daftar baris untuk diukur ulang.")
@click.option(
    "--paper",
    "papers",
    type=click.Path(path_type=Path),
    multiple=True,
    help="Tulis juga lembar mutu data: .pdf (cetak) atau .xlsx (dengan daftar lengkap); boleh berulang.",
)
@click.option("--place", default="", help="Nama puskesmas atau wilayah di kepala lembar.")
@click.option("--period", default="", help="Masa data di kepala lembar.")
def quality(
    table: Path,
    out: Path,
    by: tuple[str, ...],
    listing: Path | None,
    papers: tuple[Path, ...],
    place: str,
    period: str,
) -> int:
    """Periksa mutu data antropometri, seluruhnya dan per kelompok, dengan langkah berikutnya.

    Kolom yang dibaca: seperti `rembuk growth score`; nik (atau name dan birth_date) dan measured_on untuk memeriksa
    kunjungan berulang; posyandu. Arti setiap pemeriksaan: docs/data-quality.md.
    """
    for path in papers:
        if path.suffix.lower() not in {".pdf", ".xlsx"}:
            raise Refused("unknown-ending", f"Lembar {path.name} harus berakhiran .pdf atau .xlsx.")
    check_folders([out, *([listing] if listing else []), *papers])
    rows = tables.read(table)
    children = scored(rows)
    visits = measurements(rows, children)
    groups = tuple(grouping(rows, name, children.age_days) for name in dict.fromkeys(by))
    found = list(method.table(visits, groups))
    _write_findings(found, out)
    named = method.to_measure_again(visits) if listing is not None or papers else []
    if listing is not None:
        _write_list(named, listing)
    if papers:
        sheet = _paper(rows, found, named, place, period, table.name)
        for path in papers:
            (write_pdf if path.suffix.lower() == ".pdf" else write_workbook)(sheet, path)
    said = f"{rows.num_rows} baris diperiksa." if rows.num_rows else "Tabel tidak memuat satu baris pun."
    for sentence in [said, *refused_cells(children.refused)]:
        click.echo(sentence, err=True)
    return 1 if children.refused or not rows.num_rows else 0


def _write_findings(found: list[tuple[str, str, Finding]], out: Path) -> None:
    cells = [(by, group, f.check, f.value, f.unit, f.n, f.p, f.klass, f.penalty, f.next_step) for by, group, f in found]
    tables.write(pa.table(dict(zip(method.COLUMNS, zip(*cells, strict=True), strict=True)), _SCHEMA), out)


def _write_list(named: list[method.Listed], listing: Path) -> None:
    cells = [(item.row + 1, item.check, item.reason) for item in named]
    filled = [list(column) for column in zip(*cells, strict=True)] if cells else [[], [], []]
    tables.write(pa.table(dict(zip(method.LIST_COLUMNS, filled, strict=True)), _LIST_SCHEMA), listing)


def _paper(
    rows: pa.Table,
    found: list[tuple[str, str, Finding]],
    named: list[method.Listed],
    place: str,
    period: str,
    source: str,
) -> Paper:
    """Return the sheet; its list names a child by what the table itself has of name, posyandu and day (no NIK)."""
    words = {"name": "Nama", "posyandu": "Posyandu", "measured_on": "Tanggal ukur"}
    columns = {word: column_of(rows, name) for name, word in words.items()}
    cells = {word: tables.texts(rows.column(column)) for word, column in columns.items() if column is not None}
    reasons: dict[int, list[str]] = {}
    for item in named:
        reasons.setdefault(item.row, []).append(item.reason)
    listed = [
        Row(row + 1, tuple(column[row] for column in cells.values()), "; ".join(why)) for row, why in reasons.items()
    ]
    return Paper(found, listed, tuple(cells), place, period, source)


_SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in ("by", "group", "check")),
        ("value", pa.float64()),
        ("unit", pa.string()),
        ("n", pa.int64()),
        ("p", pa.float64()),
        ("class", pa.string()),
        ("penalty", pa.int64()),
        ("next_step", pa.string()),
    ]
)
_LIST_SCHEMA = pa.schema([("row", pa.int64()), ("check", pa.string()), ("reason", pa.string())])


def measurements(rows: pa.Table, children: ScoredChildren) -> method.Measurements:
    """Return a table's visits as the checks need them."""
    measures, count = children.read.measures, rows.num_rows
    has = {
        "sex": "sex",
        "weight": "weight_kg",
        "height": "length_height_cm",
        "muac": "muac_cm",
        "day": "measured_on",
    }
    present = {name for name, column in has.items() if column_of(rows, column) is not None}
    if measures.age_days is not None and (
        column_of(rows, "age_days") is not None or {"birth_date", "measured_on"} <= set(rows.column_names)
    ):
        present.add("age")
    child = child_numbers(rows)
    if child is not None:
        present.add("child")
    nothing = np.full(count, np.nan)

    def measured(values: Floats | None) -> Floats:
        if values is None:
            return nothing
        with np.errstate(invalid="ignore"):
            return np.where(values > 0, values, np.nan)

    no_day = np.full(count, "NaT", dtype="datetime64[D]")
    return method.Measurements(
        present=frozenset(present),
        sex=measures.sex.astype(np.intp),
        age_days=children.age_days,
        weight=measured(measures.weight_kg),
        height=measured(measures.length_height_cm),
        muac=measured(measures.muac_cm),
        z=children.z,
        outside=children.outside,
        child=np.full(count, -1, dtype=np.intp) if child is None else child,
        day=no_day if "day" not in present else tables.dates(rows.column(column_of(rows, "measured_on")))[0],
        place=_places(rows),
        unreadable=children.refused,
    )


def _places(rows: pa.Table) -> np.ndarray:
    """Return a number a posyandu (with its village, for names repeat from village to village)."""
    names = [column for column in ("village", "posyandu") if column_of(rows, column) is not None]
    cells = [tables.texts(rows.column(column_of(rows, column))) for column in names]
    if not cells:
        return np.zeros(rows.num_rows, dtype=np.intp)
    seen: dict[tuple[str, ...], int] = {}
    return np.array([seen.setdefault(place, len(seen)) for place in zip(*cells, strict=True)], dtype=np.intp)
