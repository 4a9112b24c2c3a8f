"""What a file is, by its first bytes and never by its name; and its sheets as rows of cells."""

from __future__ import annotations

import codecs
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rembuk.errors import Refused
from rembuk.formats.files import readable
from rembuk.sources.cells import Cell

#: more than any register of a district holds (300,000 children × 40 columns); above it a file is refused
MAX_CELLS = 12_000_000
#: a text file (CSV, HTML) larger than this is no register
MAX_TEXT_BYTES = 1_000_000_000
#: one line of a CSV, one cell: longer ones are no table
MAX_LINE = 1_000_000
MAX_CELL = 100_000

_WRONG_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "PDF"),
    (b"\xff\xd8\xff", "foto JPEG"),
    (b"\x89PNG", "gambar PNG"),
    (b"GIF8", "gambar GIF"),
    (b"Rar!", "arsip RAR"),
    (b"7z\xbc\xaf", "arsip 7-Zip"),
    (b"\x1f\x8b", "arsip gzip"),
    (b"SQLite format 3", "basis data SQLite"),
    (b"PAR1", "Parquet"),
    (b"{\\rtf", "dokumen RTF"),
)


@dataclass
class Sheet:
    """One sheet: its rows (read anew at each call), cells whose formula has no value, merged areas of its body.

    ``rows`` gives lists of cells; ``formulas`` and ``merged`` name cells by 0-based row and column as ``rows`` counts.
    """

    name: str
    rows: Callable[[], Iterator[list[Cell]]]
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    visible: bool = True

    def close(self) -> None:
        """Let go of the workbook behind the rows; there are none from here on."""
        self.rows = lambda: iter(())


def sheets(path: Path) -> list[Sheet]:
    """Open a file as its sheets. Raises ``Refused`` with a sentence for everything that is no table."""
    from rembuk.sources import delimited, web_table, workbook

    readable(path)
    if not path.is_file():
        raise Refused("not-a-file", f"{path.name} bukan berkas biasa.")
    with path.open("rb") as file:
        start = file.read(65_536)
    for mark, kind in _WRONG_TYPES:
        if start.startswith(mark):
            raise Refused(
                "wrong-type",
                f"{path.name} adalah {kind}, bukan tabel.",
                "Minta berkas Excel atau CSV dari aplikasinya, bukan cetakannya.",
            )
    if start.startswith(b"PK"):
        return workbook.from_zip(path)
    if start.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return workbook.from_compound_file(path)
    encoding, longest = survey(path)
    text = start.decode(encoding, errors="replace").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        return web_table.sheets(path, encoding, text)
    if text.casefold().startswith(("mime-version:", "from: <saved")):
        raise web_table.saved_as_web_page(path)
    if longest > MAX_LINE:
        raise Refused(
            "line-too-long", f"{path.name} memuat satu baris yang panjangnya lebih dari {MAX_LINE} huruf: bukan tabel."
        )
    return delimited.sheets(path, encoding)


def survey(path: Path) -> tuple[str, int]:
    """Return a text file's encoding and its longest line in bytes; raises ``Refused`` where it is no text.

    A byte-order mark decides; else UTF-8 if all of it is valid UTF-8, else Windows-1252 (what Excel writes).
    """
    if path.stat().st_size > MAX_TEXT_BYTES:
        raise too_large(path)
    with path.open("rb") as file:
        first = file.read(4)
        if first.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16", 0
        if len(first) == 4 and first[1] == 0 and first[3] == 0 and first[0]:
            return "utf-16-le", 0
        file.seek(0)
        decoder = codecs.getincrementaldecoder("utf-8")()
        valid, longest, open_line = True, 0, 0
        while chunk := file.read(1 << 20):
            if b"\x00" in chunk:
                raise Refused(
                    "not-text",
                    f"{path.name} bukan tabel: isinya bukan teks, atau berkasnya rusak.",
                    "Minta pengirim mengunduh ulang berkasnya.",
                )
            if valid:
                try:
                    decoder.decode(chunk)
                except UnicodeDecodeError:
                    valid = False
            newline = chunk.find(b"\n")
            if newline < 0:
                open_line += len(chunk)
            else:
                longest = max(longest, open_line + newline)
                open_line = len(chunk) - chunk.rfind(b"\n")
                if len(chunk) > MAX_LINE:
                    longest = max(longest, max(map(len, chunk.split(b"\n"))))
        longest = max(longest, open_line)
    if valid:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            valid = False
    return ("utf-8-sig" if valid else "cp1252"), longest


def too_large(path: Path) -> Refused:
    """Return the refusal of a file that holds more than a register can."""
    return Refused(
        "too-large",
        f"{path.name} terlalu besar untuk sebuah daftar (paling banyak {MAX_CELLS // 1_000_000} juta sel).",
        "Hapus baris dan kolom kosong, atau bagi menjadi beberapa berkas.",
    )


def broken(path: Path) -> Refused:
    """Return the refusal of a workbook that is cut off or damaged."""
    return Refused(
        "not-a-workbook",
        f"{path.name} bukan buku kerja Excel yang utuh.",
        "Unduh ulang, atau buka di Excel dan simpan ulang sebagai .xlsx.",
    )


def members(path: Path, most_bytes: int) -> zipfile.ZipFile:
    """Open a zip whose contents are honest about their size and not more than ``most_bytes`` in all."""
    try:
        archive = zipfile.ZipFile(path)
        listed = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise broken(path) from None
    if len(listed) > 10_000 or sum(member.file_size for member in listed) > most_bytes:
        archive.close()
        raise too_large(path)
    return archive
