"""``study export``: a STUDY folder becomes a QDPX that other programs, and we ourselves, read back."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

from rembuk import __version__
from rembuk.errors import Refused
from rembuk.formats.files import replacing
from rembuk.formats.refi_qda import annotate, codebook, merge
from rembuk.formats.refi_qda.archive import SIDECAR, leads_outside
from rembuk.formats.refi_qda.clean import clean, parse
from rembuk.formats.refi_qda.extract import natural_order, note_text, passage, tables, text_sources
from rembuk.formats.refi_qda.folder import read
from rembuk.formats.refi_qda.positions import BOM
from rembuk.formats.refi_qda.reader import FILES, PROJECT, serialised
from rembuk.formats.refi_qda.report import Report, short
from rembuk.formats.refi_qda.sources import own_path
from rembuk.formats.refi_qda.structure import PATHS
from rembuk.formats.refi_qda.study import TABLES, Source, Study
from rembuk.formats.refi_qda.ties import tie
from rembuk.formats.refi_qda.tree import Node, children, in_order, make


def export_project(folder: Path, out: Path) -> list[str]:
    """Write a STUDY folder to a QDPX, or its code book alone to a QDC; return remarks for the user.

    Raises ``Refused``, with nothing written, where a row of a table is impossible or a text is missing.
    """
    study, problems = read(folder)
    if problems:
        more = f" ({len(problems) - 1} masalah lain)" if len(problems) > 1 else ""
        raise Refused("wrong-row", problems[0] + more, "Perbaiki dulu lalu ekspor lagi.")
    rest = _Rest(folder / "rest")
    if rest.project is None and all(getattr(study, table) is None for table in TABLES):
        raise Refused("no-study", f"{folder} tidak memuat tabel penelitian.", "Buat dengan: rembuk study import.")
    if rest.project is None and study.sources is None:
        study.sources = [Source(mine) for mine in study.texts]
    root = rest.project if rest.project is not None else make("Project", name=folder.resolve().name)
    before = _paths(root)
    remarks = _doubts(study)
    sidecar = _merge(root, study, rest, remarks)
    root.set("origin", f"Rembuk {__version__}")
    if out.suffix.lower() == ".qdc":
        with replacing(out) as temporary:
            temporary.write_bytes(codebook.written(root))
        return remarks
    members = rest.carried(before - _paths(root))
    texts = _texts(root, study, {name.casefold() for name in members})
    content = {"project.qde": serialised(root), **texts, **members}
    if sidecar:
        content[SIDECAR] = json.dumps(sidecar, ensure_ascii=False, sort_keys=True, indent=1).encode("utf-8")
    with replacing(out) as temporary, zipfile.ZipFile(temporary, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            # One fixed date, so that the same study gives the same file.
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            archive.writestr(info, data)
    return remarks


def _merge(root: Node, study: Study, rest: _Rest, remarks: list[str]) -> dict[str, Any]:
    """Put the tables into the tree; return what goes into the sidecar."""
    filled = merge.fill_blank_guids(study)
    if filled:
        remarks.append(f"{filled} baris tanpa guid diberi guid.")
    notes = {node.get("guid", ""): note_text(node, rest.file) or "" for node in _notes(root)}
    coder = merge.coders(root, study)
    merge.codes(root, study)
    merge.sources(root, study)
    own = {node.get("guid", "") for node in _own(root)}
    missing = own - study.texts.keys()
    if missing:
        raise Refused("no-text", f"Teks sumber {min(missing)} tidak ada di folder sources.")
    study.texts = {mine: text for mine, text in study.texts.items() if mine in own}
    merge.cases(root, study)
    annotate.variables(root, study)
    memo, emptied = annotate.codings(root, study, coder)
    # What a removed code or case takes with it goes now, so that a memo on it is refused and not lost.
    report = Report()
    _check_guids(root)
    tie(root, report)
    on_cases = annotate.memos(root, study, coder, notes)
    annotate.prune(emptied, study)
    _check(root, study)
    in_order(root)
    tie(root, report)
    remarks += report.refused
    sidecar: dict[str, Any] = {
        "dimension": {code.guid: code.dimension for code in study.codes or () if code.dimension},
        "memo": memo,
        "case_notes": on_cases,
    }
    sidecar = {name: value for name, value in sidecar.items() if value}
    if study.finished is not None:
        sidecar["finished"] = [[row.source_guid, row.coder] for row in study.finished]
        _check_finished(study)
    order = natural_order(study, tables(root, study.texts, notes, sidecar))
    return {**sidecar, "order": order} if order else sidecar


def _check_finished(study: Study) -> None:
    for number, row in enumerate(study.finished or (), 1):
        if row.source_guid not in study.texts:
            raise merge.wrong("finished", number, f"sumber {row.source_guid or '(kosong)'} tidak dikenal")


def _check_guids(root: Node) -> None:
    """Raise ``Refused`` where two things share a GUID."""
    twice = [
        mine for mine, count in Counter(n.get("guid") for n in root.iter() if "guid" in n.attrib).items() if count > 1
    ]
    if twice:
        raise Refused("double-guid", f"GUID {twice[0]} dipakai dua hal yang berbeda.", "Beri guid lain salah satunya.")


def _check(root: Node, study: Study) -> None:
    """Raise ``Refused`` where two things share a GUID, or a carried passage is no longer inside its text."""
    _check_guids(root)
    for source in _own(root):
        length = len(study.texts[source.get("guid", "")])
        for selection in children(source, "PlainTextSelection"):
            start, end = passage(selection)
            if not 0 <= start <= end <= length:
                raise Refused(
                    "outside-text",
                    f"Bagian {start}–{end} pada «{short(source.get('name', ''))}» di luar teksnya ({length} huruf).",
                    "Teks sumber rupanya diubah; kembalikan teks itu.",
                )


def _doubts(study: Study) -> list[str]:
    differ = 0
    for row in study.codings or ():
        text = study.texts.get(row.source_guid, "")
        quote = text[row.start : row.end] if row.start is not None and row.end is not None else ""
        differ += bool(row.quote) and row.quote != quote
    doubts = [f"{differ} kutipan (quote) berbeda dari teksnya; yang dipakai start dan end."] if differ else []
    for source in study.sources or ():
        content = study.texts.get(source.guid, "").encode("utf-8")
        if source.sha256 and hashlib.sha256(content).hexdigest() != source.sha256.strip().lower():
            doubts.append(
                f"Teks «{short(source.name)}» sudah diubah sejak sha256-nya dicatat; posisi dipakai apa adanya."
            )
    if study.further:
        doubts.append(f"Kolom tambahan tidak ikut ke QDPX: {', '.join(study.further)}.")
    return doubts


def _own(root: Node) -> list[Node]:
    return [s for s in text_sources(root) if s.get("plainTextPath") == own_path(s.get("guid", ""))]


def _notes(root: Node) -> list[Node]:
    return [note for held in children(root, "Notes") for note in children(held, "Note")]


def _paths(root: Node) -> set[str]:
    return {path for node in root.iter() for attribute in PATHS if (path := node.get(attribute))}


def _texts(root: Node, study: Study, taken: set[str]) -> dict[str, bytes]:
    """Return the texts by their names in the archive, none of which a carried file has."""
    found = {}
    for source in _own(root):
        mine, number = source.get("guid", ""), 0
        name = f"{mine}.txt"
        while f"sources/{name}" in taken:
            number += 1
            name = f"{mine}-{number}.txt"
        source.set("plainTextPath", f"internal://{name}")
        found[f"sources/{name}"] = as_file(study.texts[mine])
    return found


def as_file(text: str) -> bytes:
    """Return a text as a file that reads back as the same text.

    A reader takes one BOM off and turns CRLF into LF, so a text that begins with U+FEFF or has CR before LF gets one
    more of each.
    """
    content = text.replace("\r\n", "\r\r\n")
    return (BOM + content if content.startswith(BOM) else content).encode("utf-8")


class _Rest:
    """What an import has set aside: the cleaned project and the files that no table holds."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        path = folder / PROJECT
        self.project = clean(parse(path.read_bytes(), f"rest/{PROJECT}"), Report()) if path.is_file() else None
        self._files: dict[str, Path] = {}
        index = folder / FILES
        if index.is_file():
            for row in csv.DictReader(io.StringIO(index.read_bytes().decode("utf-8-sig"), newline="")):
                file, name = row.get("file") or "", row.get("path") or ""
                if (
                    row.get("role") == "carried"
                    and file
                    and name
                    and not leads_outside(file)
                    and not leads_outside(name)
                ):
                    self._files[name] = folder / file

    def file(self, path: str) -> bytes | None:
        """Return a carried file by its path in the project file."""
        found = self._files.get("sources/" + path.removeprefix("internal://"))
        return found.read_bytes() if found is not None and found.is_file() else None

    def carried(self, gone: set[str]) -> dict[str, bytes]:
        """Return the carried files by name, without those that only a removed thing pointed to (``gone``)."""
        unwanted = {"sources/" + path.removeprefix("internal://") for path in gone}
        members = {}
        for name, file in self._files.items():
            if name in unwanted:
                continue
            if not file.is_file():
                raise Refused("no-file", f"Berkas {file.name} hilang dari folder rest/files.", "Impor ulang proyeknya.")
            members[name] = file.read_bytes()
        return members
