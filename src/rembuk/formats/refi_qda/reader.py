"""``study import``: a QDPX becomes a STUDY folder, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from lxml import etree

from rembuk.errors import Refused
from rembuk.formats.files import readable, reason
from rembuk.formats.refi_qda import archive as qdpx
from rembuk.formats.refi_qda import codebook
from rembuk.formats.refi_qda.clean import clean, parse
from rembuk.formats.refi_qda.extract import Sidecar, tables
from rembuk.formats.refi_qda.folder import csv_text
from rembuk.formats.refi_qda.report import Report, short
from rembuk.formats.refi_qda.sources import Taken, take
from rembuk.formats.refi_qda.structure import MEDIA, local
from rembuk.formats.refi_qda.study import TABLES, Study
from rembuk.formats.refi_qda.ties import tie
from rembuk.formats.refi_qda.tree import Node

#: In ``rest/``: the cleaned project, the project file as it came in, and which file of the archive is where.
PROJECT, ORIGINAL, FILES = "project.qde", "original.qde", "files.csv"


@dataclass
class Imported:
    """A project taken in: its cleaned tree, its tables, and what there is to say about it."""

    root: Node
    study: Study
    taken: Taken
    report: Report


def import_project(path: Path, folder: Path) -> tuple[Report, bool]:
    """Take a QDPX, or a code book (QDC), into a new STUDY folder; return the report and whether the folder was written.

    A folder that already holds exactly this is left as it is. Raises ``Refused``, with nothing written, where the
    file cannot be taken in or the folder holds anything else.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused("not-a-folder", f"{folder} adalah berkas, bukan folder.", "Pilih nama folder baru dengan --dir.")
    book = codebook.as_archive(readable(path).read_bytes(), path.name) if path.suffix.lower() == ".qdc" else None
    with qdpx.opened(path, book) as archive:
        member = archive.project()
        original = archive.read(member)
        imported = read_project(original, member, archive)
        parent = folder.resolve().parent
        try:
            parent.mkdir(parents=True, exist_ok=True)
            temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name[:50]}.", dir=parent))
        except OSError as problem:
            raise _unwritable(folder, problem) from None
        try:
            _write(temporary, imported, original, archive, path.name, member)
            return imported.report, _put(temporary, folder)
        except OSError as problem:
            raise _unwritable(folder, problem) from None
        finally:
            shutil.rmtree(temporary, ignore_errors=True)


def read_project(original: bytes, member: str, archive: qdpx.Archive) -> Imported:
    """Return what a project file and its archive hold."""
    report = Report()
    root = clean(parse(original, member), report)
    sidecar = _sidecar(root, archive, report)
    taken = take(root, archive, report)
    tie(root, report)
    study = tables(root, taken.texts, taken.note_texts, sidecar)
    _tell(root, study, taken, archive, report)
    return Imported(root, study, taken, report)


def _sidecar(root: Node, archive: qdpx.Archive, report: Report) -> Sidecar:
    member = archive.member(qdpx.SIDECAR)
    if member is None or not root.get("origin", "").startswith("Rembuk"):
        return {}
    try:
        found = json.loads(archive.read(member).decode("utf-8"))
    except (ValueError, RecursionError):
        report.refused.append(f"{qdpx.SIDECAR} di dalam arsip tidak dapat dibaca dan tidak dipakai.")
        return {}
    return found if isinstance(found, dict) else {}


def _tell(root: Node, study: Study, taken: Taken, archive: qdpx.Archive, report: Report) -> None:
    """Fill in what was understood and what is carried through."""
    origin, name = root.get("origin", "tidak disebut"), root.get("name", "")
    report.understood.append(f"Proyek «{short(name)}», ditulis oleh {short(origin)}")
    for rows, what in (
        (study.codes, "kode"),
        (study.sources, "sumber teks"),
        (study.codings, "pengodean"),
        (study.coders, "pengode"),
        (study.cases, "kasus"),
        (study.variables, "baris variabel"),
        (study.memos, "baris catatan"),
    ):
        report.understood.append(f"{len(rows or [])} {what}")
    codes = {code.guid for code in study.codes or ()}
    kinds = Counter(local(node.tag) for node in root.iter())
    on_cases = sum(1 for node in root.iter() if local(node.tag) == "CodeRef" and node.get("targetGUID") not in codes)
    words = {
        "PictureSource": "gambar",
        "PDFSource": "PDF",
        "AudioSource": "rekaman suara",
        "VideoSource": "rekaman video",
        "Link": "tautan",
        "Set": "himpunan",
        "Graph": "diagram",
    }
    report.carried += [f"{kinds[kind]} {word}" for kind, word in words.items() if kinds[kind]]
    media = sum(
        1 for node in root.iter() if local(node.tag) in MEDIA for inner in node.iter() if local(inner.tag) == "Coding"
    )
    if media:
        report.carried.append(f"{media} pengodean pada gambar, PDF, suara atau video")
    if on_cases:
        report.carried.append(f"{on_cases} pengodean yang kodenya sebuah kasus")
    closed = sum(1 for node in root.iter() if node.get("isCodable") in {"false", "0"})
    if closed:
        report.carried.append(f"{closed} kode yang tidak boleh dipakai mengode (isCodable)")
    files = [name for name in taken.files if taken.files[name] is not None]
    carried = len([name for name in files if name not in {archive.project(), archive.member(qdpx.SIDECAR)}])
    if carried:
        report.carried.append(f"{carried} berkas lain di dalam arsip")
    report.refused += [
        f"Berkas «{short(double)}» ada dua kali di dalam arsip; yang pertama dipakai." for double in archive.doubles
    ]


def _write(
    folder: Path, imported: Imported, original: bytes, archive: qdpx.Archive, name: str, project_member: str
) -> None:
    study = imported.study
    (folder / "sources").mkdir()
    rest = folder / "rest"
    rest.mkdir()
    for source in study.sources or ():
        content = study.texts[source.guid].encode("utf-8")
        source.sha256 = hashlib.sha256(content).hexdigest()
        (folder / "sources" / f"{source.guid}.txt").write_bytes(content)
    for table, (row, _) in TABLES.items():
        rows = getattr(study, table)
        if rows is not None:
            (folder / f"{table}.csv").write_bytes(csv_text(rows, row).encode("utf-8"))
    (rest / PROJECT).write_bytes(serialised(imported.root))
    (rest / ORIGINAL).write_bytes(original)
    lines = ["file,path,role"]
    ours = {project_member, archive.member(qdpx.SIDECAR)}
    for number, (member, path) in enumerate(sorted(imported.taken.files.items()), 1):
        if member in ours:
            continue
        file = f"files/{number:04d}-{_plain(member)}"
        (rest / "files").mkdir(exist_ok=True)
        (rest / file).write_bytes(archive.read(member))
        lines.append(",".join(_quoted(cell) for cell in (file, path or member, "text" if path is None else "carried")))
    (rest / FILES).write_text("\n".join(lines) + "\n", encoding="utf-8", newline="")
    (folder / "import-report.md").write_text(imported.report.markdown(name), encoding="utf-8", newline="")


def serialised(root: Node) -> bytes:
    """Return a project tree as the bytes of a project file."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"'


def _plain(member: str) -> str:
    """Return a name that every file system takes."""
    name = PurePosixPath(member).name
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    stem = re.sub(r"[^A-Za-z0-9_-]+", "_", stem)[:60] or "_"
    ending = re.sub(r"[^A-Za-z0-9]+", "", ending)[:10]
    return f"{stem}.{ending}" if ending else stem


def _put(temporary: Path, folder: Path) -> bool:
    """Move the finished folder into its place; return ``False`` where the same was already there."""
    mask = os.umask(0)
    os.umask(mask)
    temporary.chmod(0o777 & ~mask)
    if folder.exists() and any(folder.iterdir()):
        if _same(temporary, folder):
            return False
        raise Refused(
            "folder-in-use",
            f"Folder {folder} sudah berisi penelitian lain atau yang sudah diubah; tidak ada yang ditimpa.",
            "Pilih folder baru dengan --dir.",
        )
    if folder.exists():
        folder.rmdir()
    temporary.rename(folder)
    return True


def _same(fresh: Path, present: Path) -> bool:
    """Say whether the folder that is there holds everything just as the fresh one does, and no further table."""
    wanted = {path.relative_to(fresh) for path in fresh.rglob("*") if path.is_file()} - {Path("import-report.md")}
    tables_there = {Path(f"{table}.csv") for table in TABLES if (present / f"{table}.csv").exists()}
    texts_there = {path.relative_to(present) for path in present.glob("sources/*")}
    return (tables_there | texts_there) <= wanted and all(
        (present / path).is_file() and (present / path).read_bytes() == (fresh / path).read_bytes() for path in wanted
    )


def _unwritable(folder: Path, problem: OSError) -> Refused:
    return Refused("unwritable", f"{folder} tidak dapat ditulis: {reason(problem)}.", "Pilih folder lain dengan --dir.")
