"""The texts of a project: found in the archive, brought to the form we keep, their passages counted anew."""

from __future__ import annotations

from dataclasses import dataclass, field

from rembuk.formats.refi_qda import positions
from rembuk.formats.refi_qda.archive import Archive, leads_outside, split_path
from rembuk.formats.refi_qda.extract import note_text, text_sources
from rembuk.formats.refi_qda.report import Report, short
from rembuk.formats.refi_qda.structure import PATHS, local, qualified
from rembuk.formats.refi_qda.tree import Node, children


@dataclass
class Taken:
    """What was taken out of the archive: texts by GUID, and where each of its other files goes on export."""

    texts: dict[str, str] = field(default_factory=dict)
    note_texts: dict[str, str] = field(default_factory=dict)
    #: member of the archive → its name in an export, or ``None`` for the text of a source that the tables hold
    files: dict[str, str | None] = field(default_factory=dict)


def own_path(source: str) -> str:
    """Return the path that marks a source whose text is in the tables."""
    return f"internal://{source}.txt"


def take(root: Node, archive: Archive, report: Report) -> Taken:
    """Take the texts in; sources without a readable text are taken out of ``root``, or stay as references."""
    taken = Taken()
    origin = root.get("origin", "")
    sources: list[tuple[Node, positions.SourceText]] = []
    own_members: set[str] = set()
    for source in text_sources(root):
        found = _raw(source, archive, report)
        if found is not None:
            raw, member = found
            sources.append((source, positions.SourceText(raw, inline=member is None)))
            if member is not None:
                own_members.add(member)
            _ours(source)
    spans = [[_span(selection) for selection in children(source, "PlainTextSelection")] for source, _ in sources]
    counted = positions.choose([text for _, text in sources], spans, origin)
    for (source, text), passages, (way, why) in zip(sources, spans, counted, strict=True):
        mine = source.get("guid", "")
        taken.texts[mine] = text.text
        _count_anew(source, text, way, passages, report)
        _coders(source, origin, report)
        report.countings.append((short(source.get("name", "") or mine), positions.described(way, text), why))
    referenced = _resolve(root, archive, report)
    for member in archive.members:
        taken.files[member] = referenced.get(
            member, f"sources/{_inner(member)}" if _inner(member) != member else member
        )
    for member in own_members - set(referenced):
        taken.files[member] = None
    _notes(root, archive, taken, report)
    return taken


def _raw(source: Node, archive: Archive, report: Report) -> tuple[str, str | None] | None:
    """Return a source's text as it came in and the member it stood in (``None``: in the project file itself)."""
    path = source.get("plainTextPath")
    content = source.find(qualified("PlainTextContent"))
    member = archive.find(path) if path else None
    name = f"«{short(source.get('name', ''))}» ({source.get('guid')})"
    if member is not None:
        try:
            return archive.read(member).decode("utf-8"), member
        except UnicodeDecodeError:
            _refuse(source, f"Sumber {name} ditolak: teksnya bukan UTF-8", report)
            return None
    if content is not None:
        return content.text or "", None
    if path and _elsewhere(path):
        report.refused.append(
            f"Teks sumber {name} berada di luar arsip ({short(path)}); sumber itu dibawa sebagai rujukan saja."
        )
    else:
        _refuse(source, f"Sumber {name} ditolak: teksnya tidak ada di dalam arsip", report)
    return None


def _elsewhere(path: str) -> bool:
    """Say whether a path honestly names a file outside the archive."""
    scheme, bare = split_path(path)
    return scheme in {"relative", "absolute"} or (not scheme and leads_outside(bare) and ".." not in bare.split("/"))


def _refuse(source: Node, sentence: str, report: Report) -> None:
    codings = sum(1 for _ in source.iter(qualified("Coding")))
    report.refused.append(f"{sentence}{f', {codings} pengodeannya ikut hilang' if codings else ''}.")
    parent = source.getparent()
    if parent is not None:
        parent.remove(source)


def _ours(source: Node) -> None:
    for content in list(children(source, "PlainTextContent")):
        source.remove(content)
    source.set("plainTextPath", own_path(source.get("guid", "")))


def _span(selection: Node) -> tuple[int, int]:
    return int(selection.get("startPosition", "0")), int(selection.get("endPosition", "0"))


def _count_anew(
    source: Node,
    text: positions.SourceText,
    way: positions.Counting,
    passages: list[tuple[int, int]],
    report: Report,
) -> None:
    found, inside = text.kept(way, passages)
    name = short(source.get("name", "") or source.get("guid", ""))
    for selection, said, span, split in zip(
        list(children(source, "PlainTextSelection")), passages, found, inside, strict=True
    ):
        if span is None:
            codings = sum(1 for _ in children(selection, "Coding"))
            why = "akhirnya sebelum awalnya" if said[1] < said[0] else f"di luar teks ({len(text.text)} huruf)"
            report.refused.append(
                f"Bagian {said[0]}–{said[1]} ({selection.get('guid')}) pada sumber «{name}» ditolak: {why}; "
                f"{codings} pengodean ikut hilang."
            )
            source.remove(selection)
            continue
        if split:
            report.repaired[f"Bagian pada sumber «{name}» berujung di tengah CRLF atau emoji, digeser ke tepinya"] += 1
        selection.set("startPosition", str(span[0]))
        selection.set("endPosition", str(span[1]))


def _coders(source: Node, origin: str, report: Report) -> None:
    """Where a program names the coder on the selection only, that is who coded."""
    if origin.casefold().startswith("rembuk"):
        return
    for selection in children(source, "PlainTextSelection"):
        person = selection.get("creatingUser")
        for coding in children(selection, "Coding"):
            if person is not None and coding.get("creatingUser") is None:
                coding.set("creatingUser", person)
                report.repaired["Pengode diambil dari bagian yang ditandainya, karena pengodeannya tidak bernama"] += 1


def _resolve(root: Node, archive: Archive, report: Report) -> dict[str, str]:
    """Spell every path to a file in the archive the standard's way; return those files with their names on export."""
    names: dict[str, str] = {}
    for node in root.iter():
        if node.tag == qualified("TextSource") and node.get("plainTextPath") == own_path(node.get("guid", "")):
            attributes: tuple[str, ...] = ("richTextPath",)
        else:
            attributes = PATHS
        for attribute in attributes:
            path = node.get(attribute)
            if path is None or attribute == "currentPath":
                continue
            member = archive.find(path)
            if member is not None:
                inner = _inner(member)
                names[member] = f"sources/{inner}"
                node.set(attribute, f"internal://{inner}")
                continue
            scheme, bare = split_path(path)
            what = f"{local(node.tag)} «{short(node.get('name', ''))}»"
            if leads_outside(bare) and not _elsewhere(path):
                report.refused.append(f"{attribute} pada {what} dibuang: menunjuk ke luar arsip ({short(path)}).")
                del node.attrib[attribute]
            elif scheme == "internal" or not _elsewhere(path):
                report.carried.append(
                    f"{what}: berkasnya ({short(path)}) tidak ada di dalam arsip; tetap sebagai rujukan."
                )
            else:
                report.carried.append(f"{what}: rujukan ke berkas di luar arsip ({short(path)}).")
    return names


def _inner(member: str) -> str:
    """Return a member's name inside the folder of sources, its whole name where it lies elsewhere."""
    return member[8:] if member[:8].casefold() == "sources/" else member


def _notes(root: Node, archive: Archive, taken: Taken, report: Report) -> None:
    def read(path: str) -> bytes | None:
        member = archive.find(path)
        return archive.read(member) if member is not None else None

    for note in root.iter(qualified("Note")):
        text = note_text(note, read)
        if text is None:
            report.refused.append(
                f"Teks catatan «{short(note.get('name', ''))}» tidak ada di dalam arsip atau bukan UTF-8."
            )
            text = ""
        taken.note_texts[note.get("guid", "")] = text
