"""``rembuk growth explain …``: one child, every step of the calculation, in words or as JSON."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

import click
import pyarrow as pa

from rembuk.errors import Refused
from rembuk.formats.children import children
from rembuk.methods.growth.explanation import Explanation
from rembuk.methods.growth.explanation import explain as explain_child
from rembuk.methods.growth.words import lines


@click.command()
@click.option("--sex", required=True, help="Jenis kelamin: m/f, 1/2 atau L/P.")
@click.option("--age-days", help="Umur dalam hari.")
@click.option("--birth-date", help="Tanggal lahir, YYYY-MM-DD (bersama --measured-on, sebagai ganti --age-days).")
@click.option("--measured-on", help="Tanggal pengukuran, YYYY-MM-DD.")
@click.option("--weight", help="Berat badan, kg.")
@click.option("--height", help="Panjang atau tinggi badan, cm.")
@click.option("--position", help="Cara ukur: lying/standing, L/H atau Terlentang/Berdiri.")
@click.option("--oedema", help="Edema pada kedua kaki: y/n.")
@click.option("--head", help="Lingkar kepala, cm.")
@click.option("--muac", help="Lingkar lengan atas, cm.")
@click.option("--triceps", help="Lipatan kulit trisep, mm.")
@click.option("--subscapular", help="Lipatan kulit subskapula, mm.")
@click.option("--json", "as_json", is_flag=True, help="Tulis sebagai JSON.")
def explain(as_json: bool, **given: str | None) -> None:
    """Jelaskan setiap langkah perhitungan z-score seorang anak: koreksi, baris tabel, rumus, aturan, kategori."""
    explanation = explain_child(_read(given))
    click.echo(_as_json(explanation) if as_json else "\n".join(lines(explanation)))


def _read(given: dict[str, str | None]) -> Any:
    """Return one child's measures from the options, read like the cells of a table."""
    columns = {
        "sex": "sex", "age_days": "age_days", "birth_date": "birth_date", "measured_on": "measured_on",
        "weight_kg": "weight", "length_height_cm": "height", "position": "position", "oedema": "oedema",
        "head_cm": "head", "muac_cm": "muac", "triceps_mm": "triceps", "subscapular_mm": "subscapular",
    }  # fmt: skip
    cells = {column: given[option] for column, option in columns.items() if given[option] is not None}
    if (given["birth_date"] is None) != (given["measured_on"] is None):
        raise Refused("missing-date", "--birth-date dan --measured-on harus diberikan bersama-sama.")
    measured = [option for column, option in columns.items() if column.endswith(("_kg", "_cm", "_mm"))]
    if not any(given[option] is not None for option in measured):
        raise Refused("nothing-measured", "Tidak ada ukuran yang diberikan.", "Beri misalnya --weight atau --height.")
    if given["age_days"] is None and given["birth_date"] is None:
        cells["age_days"] = ""
    read = children(pa.table({name: [value] for name, value in cells.items()}))
    for column in read.refused:
        option = f"--{columns[column].replace('_', '-')}"
        if column == "measured_on" and "birth_date" not in read.refused:
            raise Refused("unusable", f"Nilai {option} «{cells[column]}» bukan tanggal sejak hari lahir.")
        raise Refused("unusable", f"Nilai {option} «{cells[column]}» tidak dapat dipakai.", "Lihat --help.")
    return read.measures


def _as_json(explanation: Explanation) -> str:
    return json.dumps(asdict(explanation), ensure_ascii=False, indent=2)
