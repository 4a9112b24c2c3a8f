"""The STUDY folder: read its tables and texts, check them against each other, write a new one.

Cells are taken as they stand: a quote keeps its white space, a name its spelling. Only GUIDs are brought to one form.
"""

from __future__ import annotations

import csv
import dataclasses
import hashlib
import io
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from rembuk.errors import Refused
from rembuk.formats.files import readable
from rembuk.formats.refi_qda.study import TABLES, Study, guid

_GUIDS = {"guid", "parent_guid", "source_guid", "code_guid", "variable_guid", "owner_guid", "target_guid"}
_POSITION = re.compile(r"([0-9]{1,12})(?:\.0+)?")


def read(folder: Path, wanted: tuple[str, ...] = tuple(TABLES)) -> tuple[Study, list[str]]:
    """Read the ``wanted`` tables of a STUDY folder, and the texts of its sources.

    Returns the study and a sentence for every row left out (an impossible position, a text that is missing).
    Raises ``Refused`` where the folder or a table cannot be read at all. A missing table is ``None`` in the study.
    """
    if not folder.is_dir():
        raise Refused("no-study", f"Folder penelitian {folder} tidak ada.", "Buat dengan: rembuk study import.")
    study, problems = Study(), []
    for name in wanted:
        path = folder / f"{name}.csv"
        if path.exists():
            rows, names = [], dict.fromkeys([""])
            for number, cells in _rows(path, TABLES[name][1]):
                names |= dict.fromkeys(cells)
                try:
                    rows.append(_typed(TABLES[name][0], cells))
                except ValueError as wrong:
                    problems.append(f"{path.name} baris {number}: {wrong}.")
            setattr(study, name, rows)
            known = {column.name for column in dataclasses.fields(TABLES[name][0])}
            study.further += [f"{name}.csv: {column}" for column in names if column and column not in known]
    if "sources" in wanted:
        problems += _read_texts(folder / "sources", study)
    return study, problems


def _rows(path: Path, needed: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield row number (the header not counted) and cells by column name."""
    readable(path)
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused(
            "not-utf8", f"{path.name} tidak ditulis dalam UTF-8.", "Simpan ulang sebagai CSV UTF-8."
        ) from None
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    limit = csv.field_size_limit(sys.maxsize)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        names = [name.strip() for name in next(reader, [])]
        for name in needed:
            if names.count(name) != 1:
                raise Refused("no-column", f"{path.name} harus mempunyai satu kolom «{name}».")
        for number, cells in enumerate(reader, 1):
            if any(cells):
                if len(cells) > len(names) and any(cells[len(names) :]):
                    raise Refused(
                        "broken-csv", f"{path.name} baris {number} mempunyai lebih banyak kolom dari judulnya."
                    )
                yield number, dict(zip(names, cells, strict=False))
    except csv.Error:
        raise Refused("broken-csv", f"{path.name} tidak dapat dibaca sebagai CSV.") from None
    finally:
        csv.field_size_limit(limit)


def _typed(row: type, cells: dict[str, str]) -> Any:
    values: dict[str, Any] = {}
    for column in dataclasses.fields(row):
        cell = cells.get(column.name, "")
        if column.name in _GUIDS:
            values[column.name] = guid(cell)
        elif column.name == "source_guids":
            values[column.name] = " ".join(guid(part) for part in cell.split())
        elif column.name in {"start", "end"}:
            values[column.name] = _position(cell, column.name)
        elif column.name == "type":
            values[column.name] = cell.strip() or "Text"
        else:
            values[column.name] = cell
    return row(**values)


def _position(cell: str, column: str) -> int | None:
    if not cell.strip():
        return None
    match = _POSITION.fullmatch(cell.strip())
    if not match:
        raise ValueError(f"{column} «{cell[:40]}» bukan posisi (bilangan bulat dari 0)")
    return int(match[1])


def _read_texts(folder: Path, study: Study) -> list[str]:
    """Fill ``study.texts`` and return a sentence for each source without a readable text."""
    problems = []
    files = {path.name.lower(): path for path in sorted(folder.glob("*"))} if folder.is_dir() else {}
    known = {source.guid: source.sha256 for source in study.sources or ()}
    if study.sources is None:
        known = {guid(name.removesuffix(".txt")): "" for name in files if name.endswith(".txt")}
    for source, recorded in known.items():
        path = files.get(f"{source}.txt") or files.get(f"{{{source}}}.txt")
        if path is None:
            problems.append(f"Teks sumber {source} tidak ada di folder sources.")
            continue
        content = path.read_bytes()
        try:
            study.texts[source] = as_recorded(content, recorded).decode("utf-8")
        except UnicodeDecodeError:
            problems.append(f"Teks sumber {source} bukan UTF-8.")
    return problems


def as_recorded(content: bytes, recorded: str) -> bytes:
    """Return the text as positions count it, even where an editor has since saved it with a BOM or with CRLF.

    Such a save is recognised by the recorded SHA-256, which only the plain text has; anything else is taken as it is.
    """
    if recorded and hashlib.sha256(content).hexdigest() != recorded.strip().lower():
        plain = content.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")
        if hashlib.sha256(plain).hexdigest() == recorded.strip().lower():
            return plain
    return content


def check(study: Study) -> list[str]:
    """Leave out what the tables contradict, and return a sentence for each row left out.

    Codings must name a known code and source and lie inside its text; finished sources must be known.
    """
    problems: list[str] = []
    codes = {code.guid for code in study.codes or ()}

    def keep(rows: list | None, wrong: Callable[[Any], str]) -> list | None:
        if rows is None:
            return None
        kept = []
        for row in rows:
            why = wrong(row)
            if why:
                problems.append(why)
            else:
                kept.append(row)
        return kept

    def coding(row: Any) -> str:
        what = f"Pengodean {row.guid or '(tanpa guid)'}"
        if row.code_guid not in codes:
            return f"{what}: kode {row.code_guid or '(kosong)'} tidak ada di codes.csv."
        return passage(row.source_guid, row.start, row.end, what)

    def passage(source: str, start: int | None, end: int | None, what: str) -> str:
        if source not in study.texts:
            return f"{what}: sumber {source or '(kosong)'} tidak dikenal atau teksnya tidak ada."
        if (start is None) != (end is None):
            return f"{what}: start dan end harus diisi keduanya atau kosong keduanya."
        if start is not None and end is not None and not start <= end <= len(study.texts[source]):
            return f"{what}: bagian {start}–{end} tidak ada dalam teks sumber {source}."
        return ""

    study.codings = keep(study.codings, coding)
    study.finished = keep(
        study.finished,
        lambda row: "" if row.source_guid in study.texts else f"finished.csv: sumber {row.source_guid} tidak dikenal.",
    )
    return problems


def csv_text(rows: list, row: type) -> str:
    """Return rows as CSV: UTF-8 text, commas, LF, blanks for what is not known."""
    names = [column.name for column in dataclasses.fields(row)]
    lines = [",".join(names)]
    lines += [",".join(_cell(getattr(one, name)) for name in names) for one in rows]
    return "\n".join(lines) + "\n"


def _cell(value: Any) -> str:
    text = "" if value is None else str(value)
    # Quoted too where white space at an end, or a lone CR, would be lost by a careless reader.
    if any(mark in text for mark in ',;"\n\r') or text != text.strip():
        return '"' + text.replace('"', '""') + '"'
    return text
