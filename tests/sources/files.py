"""Made-up registers for the tests: the truth as rows, and writers for every layout and kind of file."""

from __future__ import annotations

import csv
import datetime
import html
import io
import random

import numpy as np
import xlsxwriter

from rembuk.methods.growth import Measures, score
from rembuk.sources.days import completed

E1 = [
    "No",
    "NIK",
    "Nama",
    "JK",
    "Tgl Lahir",
    "BB Lahir",
    "TB Lahir",
    "Nama Ortu",
    "Prov",
    "Kab/Kota",
    "Kec",
    "Pukesmas",
    "Desa/Kel",
    "Posyandu",
    "RT",
    "RW",
    "Alamat",
    "Usia Saat Ukur",
    "Tanggal Pengukuran",
    "Berat",
    "Tinggi",
    "LiLA",
    "BB/U",
    "ZS BB/U",
    "TB/U",
    "ZS TB/U",
    "BB/TB",
    "ZS BB/TB",
    "Naik Berat Badan",
    "PMT Diterima (kg)",
    "Jml Vit A",
    "KPSP",
    "KIA",
]
E2 = [*E1[:21], "Cara Ukur", *E1[21:], "Detail"]
E3 = [
    *E1[:17], "Total Pengukuran", *E1[17:21], "Cara Ukur", *E1[21:29], "Jml Vit A", "KPSP", "KIA", "Kelas Ibu Balita",
    "MBG", "Detail",
]  # fmt: skip
E4 = [
    "Nama Anak",
    "Jenis Kelamin",
    "Tanggal Lahir",
    "NIK",
    "Nomor KK",
    "Anak Ke",
    "Nama Orang Tua (Ibu/Ayah)",
    "NIK Orang Tua",
    "No HP Orang Tua",
    "Alamat",
    "RT",
    "Kecamatan",
    "Puskesmas",
    "Kelurahan",
    "Posyandu",
    "Usia Kehamilan (minggu)",
    "Berat Lahir - Sasaran (kg)",
    "Panjang Lahir - Sasaran (cm)",
    "Lingkar Kepala Lahir (cm)",
    "IMD",
    "Tanggal Pengukuran",
    "Berat (kg)",
    "Tinggi (cm)",
    "Cara Ukur",
    "LiLA (cm)",
    "ZS BB/U",
    "ZS TB/U",
    "ZS BB/TB",
    "Naik Berat Badan",
    "Jml Vit A",
    "Kelas Ibu Balita",
    "MBG",
]
E6 = [
    "Nama Lengkap Balita",
    "Tgl Lahir Tgl/Bln/Thn",
    "JK",
    "Nama Orang Tua",
    "Alamat",
    "BB",
    "TB",
    "LiLA",
    "BB/U",
    "PB-TB/U",
    "BB/PB-TB",
]

#: header in any layout → name in ROWS
NAMES = {
    "NIK": "nik", "Nama": "name", "Nama Anak": "name", "Nama Lengkap Balita": "name", "JK": "sex",
    "Jenis Kelamin": "sex", "Tgl Lahir": "birth_date", "Tanggal Lahir": "birth_date",
    "Tgl Lahir Tgl/Bln/Thn": "birth_date", "BB Lahir": "birth_weight_kg", "TB Lahir": "birth_length_cm",
    "Berat Lahir - Sasaran (kg)": "birth_weight_kg", "Panjang Lahir - Sasaran (cm)": "birth_length_cm",
    "Nama Ortu": "parent_name", "Nama Orang Tua": "parent_name", "Nama Orang Tua (Ibu/Ayah)": "parent_name",
    "Prov": "province", "Kab/Kota": "regency", "Kec": "district", "Kecamatan": "district",
    "Pukesmas": "health_centre", "Puskesmas": "health_centre", "Desa/Kel": "village", "Kelurahan": "village",
    "Posyandu": "posyandu", "RT": "rt", "RW": "rw", "Alamat": "address", "Tanggal Pengukuran": "measured_on",
    "Berat": "weight_kg", "Berat (kg)": "weight_kg", "BB": "weight_kg", "Tinggi": "length_height_cm",
    "Tinggi (cm)": "length_height_cm", "TB": "length_height_cm", "Cara Ukur": "position", "LiLA": "muac_cm",
    "LiLA (cm)": "muac_cm", "ZS BB/U": "waz_reported", "ZS TB/U": "haz_reported", "ZS BB/TB": "whz_reported",
    "Naik Berat Badan": "weight_gain",
}  # fmt: skip
ROWS = [
    "row",
    "nik",
    "name",
    "sex",
    "birth_date",
    "birth_weight_kg",
    "birth_length_cm",
    "parent_name",
    "province",
    "regency",
    "district",
    "health_centre",
    "village",
    "posyandu",
    "rt",
    "rw",
    "address",
    "measured_on",
    "weight_kg",
    "length_height_cm",
    "position",
    "muac_cm",
    "waz_reported",
    "haz_reported",
    "whz_reported",
    "weight_gain",
]

_LABELS = {
    "waz": [(-3, "Sangat Kurang"), (-2, "Kurang"), (1.001, "Berat Badan Normal"), (99, "Risiko Lebih")],
    "haz": [(-3, "Sangat Pendek"), (-2, "Pendek"), (3.001, "Normal"), (99, "Tinggi")],
    "whz": [(-3, "Gizi Buruk"), (-2, "Gizi Kurang"), (1.001, "Gizi Baik"), (2.001, "Risiko Gizi Lebih"),
            (3.001, "Gizi Lebih"), (99, "Obesitas")],
}  # fmt: skip


def children(count: int, seed: int = 1) -> list[dict]:
    """Return made-up children as they truly are; keys are the names in ROWS and a few more."""
    pick = random.Random(seed)
    result = []
    for at in range(count):
        girl = pick.random() < 0.5
        on = datetime.date(2025, 8, 1) + datetime.timedelta(days=pick.randrange(28))
        age = pick.randrange(20, 1800)
        birth = on - datetime.timedelta(days=age)
        height = round(49 + 26 * (age / 365) ** 0.52 * pick.uniform(0.9, 1.06), 1)
        weight = round(pick.uniform(0.85, 1.15) * (3.4 + (height - 49) * 0.205), 1 if pick.random() < 0.8 else 2)
        position = "lying" if age < 731 else "standing"
        if pick.random() < 0.1:
            position = "standing" if position == "lying" and age > 300 else "lying"
        day = birth.day + 40 * girl
        result.append(
            {
                "row": at + 1,
                "nik": f"999901{day:02d}{birth:%m%y}{pick.randrange(1, 9999):04d}",
                "name": f"{pick.choice(['Budi', 'Siti', 'Ayu', 'Rizki'])} {pick.choice(['Ananda', 'Lestari'])} {at}",
                "sex": "f" if girl else "m",
                "birth_date": birth,
                "birth_weight_kg": round(pick.uniform(2.2, 4.1), 1),
                "birth_length_cm": float(pick.randrange(45, 53)),
                "parent_name": pick.choice(["IBU SATU", "AYAH / IBU DUA"]),
                "province": "PROVINSI CONTOH",
                "regency": "KAB. CONTOH",
                "district": "KEC. SATU",
                "health_centre": "PUSKESMAS SATU",
                "village": pick.choice(["DESA A", "DESA B"]),
                "posyandu": pick.choice(["MELATI 1", "MAWAR II"]),
                "rt": str(pick.randrange(1, 9)),
                "rw": str(pick.randrange(1, 5)),
                "address": "JL. CONTOH NO. 1",
                "measured_on": on,
                "weight_kg": weight,
                "length_height_cm": height,
                "position": position,
                "muac_cm": round(pick.uniform(12.0, 17.0), 1),
                "weight_gain": pick.choice(["N", "T", "O", ""]),
            }
        )
    _add_z(result)
    return result


def _add_z(rows: list[dict]) -> None:
    z = score(
        Measures(
            sex=np.array([1 if row["sex"] == "m" else 2 for row in rows]),
            age_days=np.array([(row["measured_on"] - row["birth_date"]).days for row in rows], float),
            weight_kg=np.array([row["weight_kg"] for row in rows]),
            length_height_cm=np.array([row["length_height_cm"] for row in rows]),
            position=np.array([1 if row["position"] == "lying" else 2 for row in rows]),
        )
    ).z
    for at, row in enumerate(rows):
        for index in ("waz", "haz", "whz"):
            value = z[index][at]
            row[f"{index}_reported"] = None if np.isnan(value) else float(value)
            below = next((label for limit, label in _LABELS[index] if value < limit), "")
            row[f"{index}_category"] = below


def cells(row: dict, header: list[str], masked: bool = False) -> dict[str, str]:
    """Return one child as the export writes it: header → cell text."""
    years, months, days = completed(row["birth_date"], row["measured_on"])
    words = {"m": "L", "f": "P", "lying": "Terlentang", "standing": "Berdiri"}
    special = {
        "No": str(row["row"]),
        "NIK": row["nik"][:5] + "**********" if masked else row["nik"],
        "Usia Saat Ukur": f"{years} Tahun - {months} Bulan - {days} Hari",
        "BB/U": row["waz_category"],
        "TB/U": row["haz_category"],
        "PB-TB/U": row["haz_category"],
        "BB/TB": row["whz_category"],
        "BB/PB-TB": row["whz_category"],
        "Naik Berat Badan": row["weight_gain"] or "-",
        "Jml Vit A": "1",
        "Nomor KK": "9999012345678901",
        "Anak Ke": "2",
        "Total Pengukuran": "3",
    }
    result = {}
    for name in header:
        if name in special:
            result[name] = special[name]
        elif name in NAMES:
            value = row[NAMES[name]]
            result[name] = words.get(value, "" if value is None else str(value)) if value != "" else ""
        else:
            result[name] = "-"
    return result


TITLE = "Data Tanggal : 2025-09-04 10:53:16"


def write_csv(path, header, lines, separator=";", encoding="utf-8", title=TITLE) -> None:
    """Write a CSV as Excel or the system does; ``lines`` are lists of cell texts."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, lineterminator="\r\n")
    if title:
        writer.writerow([title])
    writer.writerow(header)
    writer.writerows(lines)
    path.write_bytes(buffer.getvalue().encode(encoding))


def write_html(path, header, lines, encoding="utf-8", title=TITLE) -> None:
    """Write the HTML table that the system serves as .xls."""
    parts = [f"<html><head><meta charset='utf-8'></head><body>{title}<table border=1><thead><tr>"]
    parts += [f"<th>{html.escape(name)}</th>" for name in header]
    parts.append("</tr></thead><tbody>")
    for line in lines:
        parts.append("<tr>" + "".join(f"<td>{html.escape(cell) or '&nbsp;'}</td>" for cell in line) + "</tr>\n")
    parts.append("</tbody></table></body></html>")
    path.write_bytes("".join(parts).encode(encoding))


def write_xlsx(path, header, lines, titles=(TITLE,), sheet="Sheet1") -> None:
    """Write a workbook; a cell may be text, a number, or (value, number format)."""
    with xlsxwriter.Workbook(str(path), {"strings_to_urls": False, "strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        formats = {}
        for at, line in enumerate([*([title] for title in titles), header, *lines]):
            for column, cell in enumerate(line):
                if isinstance(cell, tuple):
                    value, shown = cell
                    style = formats.setdefault(shown, book.add_format({"num_format": shown}))
                    page.write_number(at, column, value, style)
                elif isinstance(cell, (int, float)):
                    page.write_number(at, column, cell)
                elif cell:
                    page.write_string(at, column, cell)
