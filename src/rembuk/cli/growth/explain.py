"""``rembuk growth explain …``: one child, every step of the calculation, in words or as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any

import click
import pyarrow as pa

from rembuk.errors import Refused
from rembuk.formats.children import children
from rembuk.methods.growth.explanation import Explanation, IndexSteps, Row
from rembuk.methods.growth.explanation import explain as explain_child

TITLES = {
    "haz": "TB/U (HAZ), panjang atau tinggi badan menurut umur",
    "waz": "BB/U (WAZ), berat badan menurut umur",
    "whz": "BB/TB (WHZ), berat badan menurut panjang atau tinggi badan",
    "baz": "IMT/U (BAZ), indeks massa tubuh menurut umur",
    "hcz": "LK/U (HCZ), lingkar kepala menurut umur",
    "muacz": "LiLA/U (MUACZ), lingkar lengan atas menurut umur",
    "tsz": "TSZ, tebal lipatan kulit trisep menurut umur",
    "ssz": "SSZ, tebal lipatan kulit subskapula menurut umur",
}
UNITS = {"waz": "kg", "whz": "kg", "baz": "kg/m²", "tsz": "mm", "ssz": "mm"}
TABLES = {"wfl": "berat menurut panjang", "wfh": "berat menurut tinggi"}
REASONS = {
    "not-measured": "tidak diukur",
    "sex-unknown": "jenis kelamin tidak diketahui",
    "age-unknown": "umur tidak diketahui",
    "age-outside": "umur di luar tabel WHO (0 sampai sebelum 60 bulan; lengan dan lipatan kulit mulai hari ke-91)",
    "oedema": "ada edema: berat tidak mencerminkan gizi; dalam prevalensi anak ini dihitung di bawah −3 SD",
    "length-outside": "panjang atau tinggi di luar tabel (telentang 45–110 cm, berdiri 65–120 cm)",
    "impossible": "ukuran nol, negatif, atau tidak mungkin",
}
POSITIONS = {
    "none": "sesuai dengan umur, tidak dikoreksi",
    "unknown": "cara ukur tidak diketahui, dianggap sesuai dengan umur, tidak dikoreksi",
    "too-young-to-stand": "«berdiri» sebelum 9 bulan dianggap tidak diketahui, tidak dikoreksi",
    "plus-0.7": "diukur berdiri sebelum hari ke-731: ditambah 0,7 cm menjadi panjang telentang",
    "minus-0.7": "diukur telentang sejak hari ke-731: dikurangi 0,7 cm menjadi tinggi berdiri",
}


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
    click.echo(_as_json(explanation) if as_json else "\n".join(_lines(explanation)))


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


def _lines(explanation: Explanation) -> list[str]:
    """Return the explanation as lines of text."""
    lines = []
    if explanation.age_days is None or explanation.months is None:
        lines.append("Umur: tidak diketahui; hanya berat menurut panjang atau tinggi yang dapat dihitung.")
    else:
        lines.append(
            f"Umur: {_number(explanation.age_days)} hari, dibulatkan menjadi hari ke-{explanation.completed_days} "
            f"({_number(explanation.months, 2)} bulan)."
        )
    if explanation.length_height_cm is not None and explanation.adjusted_cm is not None:
        lines.append(
            f"Panjang atau tinggi: {_number(explanation.length_height_cm)} cm, "
            f"{POSITIONS[explanation.position_rule]}; dipakai {_number(explanation.adjusted_cm)} cm."
        )
    for steps in explanation.indices:
        if steps.reason != "not-measured":
            lines += ["", TITLES[steps.code], *(f"  {line}" for line in _index_lines(steps))]
    unmeasured = [steps.code.upper() for steps in explanation.indices if steps.reason == "not-measured"]
    if unmeasured:
        lines += ["", f"Tidak dihitung karena tidak diukur: {', '.join(unmeasured)}."]
    return lines


def _index_lines(steps: IndexSteps) -> list[str]:
    done = steps.calculation
    if done is None or steps.value is None:
        return [f"Tidak ada z-score: {REASONS[steps.reason or 'impossible']}."]
    unit, used, value = UNITS.get(steps.code, "cm"), done.used, _number(steps.value, 4)
    lines = [f"Ukuran: {value} {unit}."]
    lines += [_table_line(done.table, row) for row in done.rows]
    if len(done.rows) > 1:
        lines.append(
            f"Di antara kedua baris, sejauh {_number(done.fraction, 4)}: L = {_number(used.power, 4)}, "
            f"M = {_number(used.median, 5)}, S = {_number(used.spread, 6)}."
        )
    lines.append(
        f"Rumus: ((ukuran / M)^L − 1) / (S × L) = (({value} / {_number(used.median, 5)})^{_number(used.power, 4)} − 1)"
        f" / ({_number(used.spread, 6)} × {_number(used.power, 4)}) = {_number(done.plain, 4)}."
    )
    if done.line_3 is not None and done.line_2 is not None:
        side = "+" if done.plain > 0 else "−"
        lines.append(
            f"Di luar ±3 SD dipakai garis lurus: {side}2 SD = {_number(done.line_2, 4)} {unit}, "
            f"{side}3 SD = {_number(done.line_3, 4)} {unit}; z = {_number(done.unrounded, 4)}."
        )
    lines.append(
        f"Dibulatkan: {_number(done.z, 2)}. Batas wajar WHO {_number(done.flag_below)} sampai "
        f"{_number(done.flag_above)}: {'di luar batas, ukur ulang' if done.flag else 'di dalam batas'}."
    )
    if done.category:
        lines.append(f"Kategori Permenkes 2/2020: {done.category}.")
    return lines


def _table_line(table: str, row: Row) -> str:
    if table in TABLES:
        where = f"Tabel {TABLES[table]}, baris {_number(row.key, 1)} cm"
    else:
        where = f"Tabel menurut umur, hari ke-{round(row.key)}"
    return f"{where}: L = {_number(row.power)}, M = {_number(row.median)}, S = {_number(row.spread)}."


def _number(value: float, decimals: int = 9) -> str:
    """Return a number with a decimal comma, at most so many decimals, a real minus sign."""
    text = f"{value:.{decimals}f}" if math.isfinite(value) else str(value)
    text = text.rstrip("0").rstrip(".") if "." in text and decimals != 2 else text
    return text.replace(".", ",").replace("-", "−")
