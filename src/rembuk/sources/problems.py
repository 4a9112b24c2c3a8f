"""What went wrong in a file, cell by cell: one word a problem, from the list below (explained in docs/sources.md)."""

from __future__ import annotations

from dataclasses import dataclass, field

import pyarrow as pa

#: A value was refused: it is blank in ROWS although the file holds something (the command ends with 1).
REFUSED = {
    "bukan-angka": "isi sel bukan angka",
    "luar-batas": "angka di luar yang mungkin bagi kolom ini",
    "waktu": "angka diubah Excel menjadi jam; aslinya tidak terbukti",
    "pecahan": "angka diubah Excel menjadi pecahan hari; aslinya tidak terbukti",
    "tanggal": "angka diubah Excel menjadi tanggal; aslinya tidak terbukti",
    "bukan-tanggal": "isi sel bukan tanggal",
    "mustahil": "tanggal yang tidak ada di kalender, atau tahunnya tidak mungkin",
    "ambigu": "dua bacaan sama-sama mungkin; tidak ditebak",
    "kata-asing": "kata yang tidak dikenal di kolom ini",
    "nik-rusak": "angka NIK hilang karena Excel menyimpannya sebagai bilangan",
    "rumus": "sel berisi rumus tanpa nilai atau dengan galat (#REF!); rumus tidak dihitung",
    "jumlah-sel": "baris memuat lebih banyak sel daripada judul; baris tidak dibaca",
    "bukan-data": "baris tanpa seorang anak (jumlah, tanda tangan, catatan); baris dilewati",
}
#: A value stands in ROWS as read, but something speaks against it: a person should look.
DOUBTED = {
    "z-berbeda": "nilai tidak cocok dengan z-score yang tercetak",
    "label-berbeda": "kata kategori tidak cocok dengan z-score yang tercetak",
    "usia-berbeda": "usia yang tertulis tidak cocok dengan tanggalnya",
    "sebelum-lahir": "tanggal pengukuran sebelum tanggal lahir",
    "bukan-balita": "usia saat diukur lebih dari 7 tahun: salah satu tanggal mungkin salah",
    "setelah-laporan": "tanggal sesudah tanggal berkas dibuat",
    "ragu": "mungkin diubah Excel (8.5 menjadi 08.05); tidak ada yang membuktikan",
    "nik-panjang": "NIK bukan 16 angka; diteruskan apa adanya",
    "baris-ganda": "anak dan tanggal pengukuran yang sama ada di baris lain",
    "tanpa-nama": "baris tanpa nama anak",
    "gabungan": "sel digabung dengan sel lain; hanya yang pertama berisi",
    "kolom-ganda": "dua kolom berjudul sama; yang pertama dipakai",
    "tertukar": "berat dan tinggi tampak tertukar",
    "tanpa-pengukuran": "anak tanpa satu pun penimbangan di lembar setahun ini",
}
#: Read as it should be read, and said aloud: a repair with its proof, or a sign for «not recorded».
NOTED = {
    "tidak-tercatat": "8888 atau 0: tidak diukur",
    "judul-berulang": "baris judul atau nomor kolom di tengah data; dilewati",
    "seri": "tanggal tertulis sebagai nomor seri Excel",
    "kali-sepuluh": "titik desimal bergeser",
    "satuan": "satuan lain (gram, meter)",
    "geser": "isi baris bergeser satu kolom terhadap judul",
}
WORDS = {**REFUSED, **DOUBTED, **NOTED}

#: What happened to the file, not to what was typed into the system it came from: a fresh export has it right.
MENDED_IN_THE_FILE = frozenset(
    {
        *("waktu", "pecahan", "tanggal", "ragu", "nik-rusak", "rumus", "jumlah-sel", "bukan-data"),
        *("gabungan", "kolom-ganda", "tanpa-pengukuran"),
    }
)

#: What the sender does about a value that was not repaired, by word; a word of ``NOTED`` asks for nothing.
TO_DO = {
    "bukan-angka": "Tulis angkanya saja, tanpa satuan atau catatan.",
    "luar-batas": "Cocokkan dengan buku KIA atau ukur ulang, lalu betulkan angkanya.",
    "waktu": "Tulis ulang angka aslinya; ubah dahulu format sel menjadi Teks.",
    "pecahan": "Tulis ulang angka aslinya; ubah dahulu format sel menjadi Teks.",
    "tanggal": "Tulis ulang angka aslinya; ubah dahulu format sel menjadi Teks.",
    "bukan-tanggal": "Tulis tanggal sebagai tahun-bulan-hari, misalnya 2025-06-10.",
    "mustahil": "Cocokkan tanggalnya dengan buku KIA atau akta, lalu betulkan.",
    "ambigu": "Tulis mana yang benar; tanggal sebagai tahun-bulan-hari, misalnya 2025-06-10.",
    "kata-asing": "Pakai kata yang ada pada pilihan kolom ini.",
    "nik-rusak": "Tempel ulang NIK dari aplikasi sebagai teks, 16 angka.",
    "rumus": "Ganti rumus dengan nilainya.",
    "jumlah-sel": "Periksa tanda koma atau titik koma pada baris ini, lalu kirim ulang barisnya.",
    "bukan-data": "Tidak perlu diperbaiki bila baris ini memang bukan anak.",
    "z-berbeda": "Cocokkan berat, tinggi, jenis kelamin dan tanggal dengan buku KIA, lalu betulkan yang salah.",
    "label-berbeda": "Cocokkan berat dan tinggi dengan buku KIA, lalu betulkan yang salah.",
    "usia-berbeda": "Cocokkan tanggal lahir dan tanggal pengukuran, lalu betulkan yang salah.",
    "sebelum-lahir": "Cocokkan tanggal lahir dan tanggal pengukuran, lalu betulkan yang salah.",
    "bukan-balita": "Cocokkan tanggal lahir dan tanggal pengukuran, lalu betulkan yang salah.",
    "setelah-laporan": "Betulkan tanggalnya: hari itu belum tiba ketika berkas dibuat.",
    "ragu": "Cocokkan dengan buku KIA; bila angkanya berubah, tulis ulang.",
    "nik-panjang": "Tulis NIK lengkap, 16 angka.",
    "baris-ganda": "Hapus baris yang salah, atau betulkan tanggal pengukurannya.",
    "tanpa-nama": "Lengkapi nama anak.",
    "gabungan": "Pisahkan sel yang digabung dan isi tiap selnya.",
    "kolom-ganda": "Hapus atau ganti judul salah satu kolom.",
    "tertukar": "Tukar kembali berat dan tinggi bila benar tertukar.",
    "tanpa-pengukuran": "Lengkapi bila anak ini ditimbang tahun ini.",
}


@dataclass
class Problems:
    """Gathers the lines of PROBLEMS; ``refused`` counts values and rows that are blank or missing in ROWS."""

    lines: list[tuple[int | None, str, str, str, str, str]] = field(default_factory=list)
    refused: int = 0

    def add(
        self, row: int | None, column: str, value: str, word: str, repaired_to: str = "", evidence: str = ""
    ) -> None:
        """Add one line; ``word`` is one of ``WORDS``."""
        if word not in WORDS:
            raise KeyError(word)
        if word in REFUSED and not repaired_to:
            self.refused += 1
        self.lines.append((row, column, value, word, repaired_to, evidence))

    @property
    def repaired(self) -> int:
        """Return how many values were repaired."""
        return sum(bool(line[4]) for line in self.lines)

    def table(self) -> pa.Table:
        """Return the lines in the order of the file."""
        lines = sorted(self.lines, key=lambda line: -1 if line[0] is None else line[0])
        names = ("row", "column", "value", "problem", "repaired_to", "evidence")
        columns = list(zip(*lines, strict=True)) if lines else [()] * len(names)
        types = [pa.int64()] + [pa.string()] * (len(names) - 1)
        return pa.table({n: pa.array(c, t) for n, c, t in zip(names, columns, types, strict=True)})
