"""The explanation of one child's z-scores in sentences: what the command line prints and the child's page shows."""

from __future__ import annotations

import math

from rembuk.methods.growth.explanation import Explanation, IndexSteps, Row

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


def lines(explanation: Explanation) -> list[str]:
    """Return the explanation as lines of text."""
    said = []
    if explanation.age_days is None or explanation.months is None:
        said.append("Umur: tidak diketahui; hanya berat menurut panjang atau tinggi yang dapat dihitung.")
    else:
        said.append(
            f"Umur: {_number(explanation.age_days)} hari, dibulatkan menjadi hari ke-{explanation.completed_days} "
            f"({_number(explanation.months, 2)} bulan)."
        )
    if explanation.length_height_cm is not None and explanation.adjusted_cm is not None:
        said.append(
            f"Panjang atau tinggi: {_number(explanation.length_height_cm)} cm, "
            f"{POSITIONS[explanation.position_rule]}; dipakai {_number(explanation.adjusted_cm)} cm."
        )
    for steps in explanation.indices:
        if steps.reason != "not-measured":
            said += ["", TITLES[steps.code], *(f"  {line}" for line in _index_lines(steps))]
    unmeasured = [steps.code.upper() for steps in explanation.indices if steps.reason == "not-measured"]
    if unmeasured:
        said += ["", f"Tidak dihitung karena tidak diukur: {', '.join(unmeasured)}."]
    return said


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
