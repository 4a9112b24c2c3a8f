"""The header lines of the register's files, exactly as they are met (e-PPGBM 2023 to 2026, and lists made by hand).

Source: header rows in public code and documents; E1 and E3 are sure, the tail of E2 and the part of E4 that is known
(32 of 47 columns) less so.
"""

from __future__ import annotations

from rembuk.demo.excel_damage import decimal_commas
from rembuk.demo.texts import Columns

#: header in the file → column of the register; blank = in the header only
Layout = tuple[tuple[str, str], ...]

_WHO: Layout = (
    ("No", "number"),
    ("NIK", "nik"),
    ("Nama", "name"),
    ("JK", "sex"),
    ("Tgl Lahir", "birth_date"),
    ("BB Lahir", "birth_weight_kg"),
    ("TB Lahir", "birth_length_cm"),
    ("Nama Ortu", "parent_name"),
    ("Prov", "province"),
    ("Kab/Kota", "regency"),
    ("Kec", "district"),
    ("Pukesmas", "health_centre"),
    ("Desa/Kel", "village"),
    ("Posyandu", "posyandu"),
    ("RT", "rt"),
    ("RW", "rw"),
    ("Alamat", "address"),
)
_WHEN: Layout = (
    ("Usia Saat Ukur", "age_text"),
    ("Tanggal Pengukuran", "measured_on"),
    ("Berat", "weight_kg"),
    ("Tinggi", "length_height_cm"),
)
_HOW: Layout = (("Cara Ukur", "position"),)
_SCORES: Layout = (
    ("LiLA", "muac_cm"),
    ("BB/U", "waz_category"),
    ("ZS BB/U", "waz_reported"),
    ("TB/U", "haz_category"),
    ("ZS TB/U", "haz_reported"),
    ("BB/TB", "whz_category"),
    ("ZS BB/TB", "whz_reported"),
    ("Naik Berat Badan", "weight_gain"),
)
_SUPPLEMENT: Layout = (("PMT Diterima (kg)", "food_supplement_kg"),)
_CARE: Layout = (("Jml Vit A", "vitamin_a_count"), ("KPSP", "development_screening"), ("KIA", "mother_child_book"))
_DETAIL: Layout = (("Detail", "detail"),)

E1: Layout = (*_WHO, *_WHEN, *_SCORES, *_SUPPLEMENT, *_CARE)
E2: Layout = (*_WHO, *_WHEN, *_HOW, *_SCORES, *_SUPPLEMENT, *_CARE, *_DETAIL)
E3: Layout = (
    *_WHO,
    *_WHEN,
    *_HOW,
    *_SCORES,
    *_CARE,
    ("Kelas Ibu Balita", "mother_class"),
    ("MBG", "free_meals"),
    *_DETAIL,
)
#: The 2026 report: a header of 37 names over lines of 36 cells.
E3_SHIFTED: Layout = (*E3[:17], ("Total Pengukuran", ""), *E3[17:])
E4: Layout = (
    ("Nama Anak", "name"),
    ("Jenis Kelamin", "sex"),
    ("Tanggal Lahir", "birth_date"),
    ("NIK", "nik"),
    ("Nomor KK", "family_card"),
    ("Anak Ke", "birth_order"),
    ("Nama Orang Tua (Ibu/Ayah)", "parent_name"),
    ("NIK Orang Tua", "parent_nik"),
    ("No HP Orang Tua", "parent_phone"),
    ("Alamat", "address"),
    ("RT", "rt"),
    ("Kecamatan", "district"),
    ("Puskesmas", "health_centre"),
    ("Kelurahan", "village"),
    ("Posyandu", "posyandu"),
    ("Usia Kehamilan (minggu)", "gestation_weeks"),
    ("Berat Lahir - Sasaran (kg)", "birth_weight_kg"),
    ("Panjang Lahir - Sasaran (cm)", "birth_length_cm"),
    ("Lingkar Kepala Lahir (cm)", "birth_head_cm"),
    ("IMD", "early_breastfeeding"),
    ("Tanggal Pengukuran", "measured_on"),
    ("Berat (kg)", "weight_kg"),
    ("Tinggi (cm)", "length_height_cm"),
    ("Cara Ukur", "position"),
    ("LiLA (cm)", "muac_cm"),
    ("ZS BB/U", "waz_reported"),
    ("ZS TB/U", "haz_reported"),
    ("ZS BB/TB", "whz_reported"),
    ("Naik Berat Badan", "weight_gain"),
    ("Jml Vit A", "vitamin_a_count"),
    ("Kelas Ibu Balita", "mother_class"),
    ("MBG", "free_meals"),
)
E6: Layout = (
    ("Nama Lengkap Balita", "name"),
    ("Tgl Lahir Tgl/Bln/Thn", "birth_date"),
    ("JK", "sex"),
    ("Nama Orang Tua", "parent_name"),
    ("Alamat", "address"),
    ("BB", "weight_kg"),
    ("TB", "length_height_cm"),
    ("LiLA", "muac_cm"),
    ("BB/U", "waz_category"),
    ("PB-TB/U", "haz_category"),
    ("BB/PB-TB", "whz_category"),
)
#: The yearly sheet of a posyandu: who, then the same five columns for every month.
YEAR_WHO: Layout = (
    ("No", "number"),
    ("NIK", "nik"),
    ("Nama", "name"),
    ("JK", "sex"),
    ("Tgl Lahir", "birth_date"),
    ("Nama Ortu", "parent_name"),
    ("Desa/Kel", "village"),
    ("Posyandu", "posyandu"),
)
YEAR_MONTH: Layout = (
    ("TANGGALUKUR", "measured_on"),
    ("UMUR", "age_text"),
    ("BERAT", "weight_kg"),
    ("TINGGI", "length_height_cm"),
    ("CARAUKUR", "position"),
)
MONTHS = (
    "JANUARI",
    "FEBRUARI",
    "MARET",
    "APRIL",
    "MEI",
    "JUNI",
    "JULI",
    "AGUSTUS",
    "SEPTEMBER",
    "OKTOBER",
    "NOVEMBER",
    "DESEMBER",
)


def headers(layout: Layout) -> list[str]:
    """Return the header line."""
    return [header for header, _ in layout]


def cells(layout: Layout, columns: Columns) -> list[list[str]]:
    """Return the columns of the body as lists of texts; a name that only the header has gives no column."""
    return [columns[name].tolist() for _, name in layout if name]


def by_hand(columns: Columns) -> Columns:
    """Return the columns as a list made by hand has them: decimal commas, dates day/month/year."""
    local = {name: columns[name] for name in columns}
    for name in ("weight_kg", "length_height_cm", "muac_cm"):
        local[name] = decimal_commas(columns[name])
    return local
