"""Workbooks: .xlsx, .xlsb, .ods and true .xls, by python-calamine; surveyed first, so that a bomb is never unpacked."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from lxml import etree

from rembuk.errors import Refused
from rembuk.sources.cells import Cell
from rembuk.sources.opening import MAX_CELLS, Sheet, broken, members, too_large

#: what a workbook may unpack to: 300,000 children in some 40 columns stay below it
MAX_UNPACKED_BYTES = 700_000_000
MAX_COMPOUND_BYTES = 200_000_000
_CHUNK = 1 << 22
_OVERLAP = 1 << 13

_CELL = re.compile(rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)><')
_FORMULA = re.compile(
    rb'<(?:\w+:)?c (?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"<(?:\w+:)?f(?:/>|[^>]*?/>|[^>]*>([^<]*)</(?:\w+:)?f>)(?:<(?:\w+:)?v/>|<(?:\w+:)?v>0?</(?:\w+:)?v>)?</(?:\w+:)?c>"
)
_ERROR = re.compile(
    rb'<(?:\w+:)?c (?=[^>]*t="e")(?:[^>]*? )?r="([A-Z]{1,3})(\d{1,7})"[^>]*>'
    rb"(?:<(?:\w+:)?f[^>]*/>|<(?:\w+:)?f[^>]*>[^<]*</(?:\w+:)?f>)?<(?:\w+:)?v>(#[^<]*)</"
)


def from_zip(path: Path) -> list[Sheet]:
    """Return the sheets of a zipped workbook; refuses archives that are broken, dishonest, or something else."""
    with members(path, MAX_UNPACKED_BYTES) as archive:
        names = set(archive.namelist())
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            raise _not_a_workbook(path, names)
        formulas = _survey(path, archive)
    return _sheets(path, formulas)


def from_compound_file(path: Path) -> list[Sheet]:
    """Return the sheets of a true .xls; refuses a workbook behind a password, and Word's and Outlook's files."""
    if path.stat().st_size > MAX_COMPOUND_BYTES:
        raise too_large(path)
    content = path.read_bytes()
    if "EncryptedPackage".encode("utf-16-le") in content or "EncryptionInfo".encode("utf-16-le") in content:
        raise _locked(path)
    if "WordDocument".encode("utf-16-le") in content:
        raise Refused("wrong-type", f"{path.name} adalah dokumen Word, bukan tabel.")
    return _sheets(path, {})


def _locked(path: Path) -> Refused:
    return Refused(
        "password",
        f"{path.name} terkunci dengan kata sandi.",
        "Buka di Excel, hapus kata sandinya (Info > Proteksi), simpan, lalu kirim lagi.",
    )


def _not_a_workbook(path: Path, names: set[str]) -> Refused:
    if "word/document.xml" in names:
        return Refused("wrong-type", f"{path.name} adalah dokumen Word, bukan tabel.")
    if any(name.casefold().endswith((".xlsx", ".xls", ".csv", ".zip")) for name in names):
        return Refused("archive", f"{path.name} adalah arsip zip.", "Keluarkan dahulu berkas di dalamnya.")
    return Refused("wrong-type", f"{path.name} adalah arsip zip, bukan buku kerja Excel.")


def _survey(path: Path, archive: zipfile.ZipFile) -> dict[str, dict[tuple[int, int], str]]:
    """Read every part once: sizes as declared, no DOCTYPE, no sheet too wide or long; return formulas without value."""
    parts = _sheet_parts(archive)
    formulas: dict[str, dict[tuple[int, int], str]] = {}
    try:
        for member in archive.infolist():
            sheet = parts.get(member.filename, "")
            found = _survey_part(path, archive, member, is_sheet="/worksheets/" in f"/{member.filename}")
            if sheet and found:
                formulas[sheet] = found
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError, RuntimeError, zlib.error):
        raise broken(path) from None
    return formulas


def _survey_part(
    path: Path, archive: zipfile.ZipFile, member: zipfile.ZipInfo, is_sheet: bool
) -> dict[tuple[int, int], str]:
    formulas: dict[tuple[int, int], str] = {}
    widest, longest, count, rest, first = 0, 0, 0, b"", True
    if member.flag_bits & 0x1:
        raise _locked(path)
    with archive.open(member) as file:
        while chunk := file.read(_CHUNK):
            if first and b"<!DOCTYPE" in chunk[:2000]:
                raise broken(path)
            first = False
            if not is_sheet:
                continue
            text = rest + chunk
            cut = max(text.rfind(b"</c>"), text.rfind(b"</row>"), 0)
            body, rest = (text[: cut + 4], text[cut + 4 :]) if cut else (b"", text)
            if len(rest) > 40_000_000:
                raise too_large(path)
            cells = _CELL.findall(body)
            count += len(cells)
            widest = max(widest, *map(_column, {letters for letters, _ in cells}), 0)
            longest = max(longest, int(cells[-1][1]) if cells else 0)
            if (widest + 1) * longest > MAX_CELLS or count > MAX_CELLS:
                raise too_large(path)
            if b't="e"' in body:
                for letters, row, error in _ERROR.findall(body):
                    formulas[int(row) - 1, _column(letters)] = error.decode("utf-8", "replace")
            if b"<f" in body or b":f>" in body:
                for letters, row, formula in _FORMULA.findall(body):
                    formulas[int(row) - 1, _column(letters)] = "=" + formula.decode("utf-8", "replace")
    return formulas


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def _sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the part of each sheet → its name, as far as the workbook says."""
    space = {
        "m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "p": "http://schemas.openxmlformats.org/package/2006/relationships",
    }
    link = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    try:
        book = _parse(archive.read("xl/workbook.xml"))
        links = _parse(archive.read("xl/_rels/workbook.xml.rels"))
        targets = {one.get("Id"): one.get("Target") or "" for one in links.iterfind("p:Relationship", space)}
        return {
            str(PurePosixPath("xl") / targets[one.get(link)].removeprefix("/xl/")): one.get("name") or ""
            for one in book.iterfind("m:sheets/m:sheet", space)
            if one.get(link) in targets
        }
    except (KeyError, etree.XMLSyntaxError, zipfile.BadZipFile, OSError, ValueError):
        return {}


def _parse(content: bytes) -> Any:
    return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))


def _sheets(path: Path, formulas: dict[str, dict[tuple[int, int], str]]) -> list[Sheet]:
    import python_calamine

    try:
        with path.open("rb") as file:
            book = python_calamine.CalamineWorkbook.from_filelike(file)
        pages = [(page.name, page.visible == python_calamine.SheetVisibleEnum.Visible) for page in book.sheets_metadata]
    except python_calamine.PasswordError:
        raise _locked(path) from None
    except Exception:
        raise broken(path) from None
    return [_sheet(path, book, name, formulas.get(name, {}), visible) for name, visible in pages]


def _sheet(path: Path, book: Any, name: str, formulas: dict[tuple[int, int], str], visible: bool) -> Sheet:
    """Return one sheet, loaded when its rows are first asked for; calamine counts columns from the first used one."""
    result = Sheet(name, lambda: iter(()), {}, [], visible)
    loaded: list[Any] = []

    def rows() -> Iterator[list[Cell]]:
        if not loaded:
            try:
                loaded.append(book.get_sheet_by_name(name))
            except Exception:
                raise broken(path) from None
            left = (loaded[0].start or (0, 0))[1]
            result.formulas.update({(row, column - left): text for (row, column), text in formulas.items()})
            areas = loaded[0].merged_cell_ranges or []
            result.merged.extend((top, c1 - left, bottom, c2 - left) for (top, c1), (bottom, c2) in areas)
        if loaded[0].start is not None:
            yield from loaded[0].iter_rows()

    result.rows = rows
    return result
