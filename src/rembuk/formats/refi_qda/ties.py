"""The references of a project: every one points to something that is there, and may be pointed to."""

from __future__ import annotations

from rembuk.formats.refi_qda.report import Report
from rembuk.formats.refi_qda.structure import local, qualified
from rembuk.formats.refi_qda.tree import PEOPLE, Node, kind_of, make, named, section, things

_POINTS = ("representedGUID", "fromSyncPoint", "toSyncPoint")
_MAY_POINT_TO = {
    "MemberCode": ("code",),
    "MemberSource": ("source",),
    "MemberNote": ("note",),
    "SourceRef": ("source",),
    "SelectionRef": ("selection",),
    "NoteRef": ("note",),
    "VariableRef": ("variable",),
}


def tie(root: Node, report: Report) -> None:
    """Take out every reference that points to nothing, and what cannot be without it, until none is left.

    A coder who is only named by a GUID becomes a user without a name: two coders stay two.
    """
    _people(root, report)
    known = things(root)
    pointing = _pointing(root)
    waiting = list(root.iter())
    while waiting:
        gone: list[str] = []
        for node in waiting:
            above, why = node.getparent(), _loose(node, known)
            if why and above is not None and any(higher is root for higher in node.iterancestors()):
                above.remove(node)
                report.refused.append(why)
                gone += [
                    mine
                    for inner in node.iter()
                    if (mine := inner.get("guid")) is not None and known.pop(mine, None) is not None
                ]
        # Only what pointed to a thing that is gone can have come loose by it.
        waiting = [node for mine in gone for node in pointing.get(mine, ())]
    for node in root.iter():
        for attribute in _POINTS:
            target = node.get(attribute)
            if target is not None and target not in known:
                del node.attrib[attribute]
                report.refused.append(f"{attribute} pada {named(node)} dibuang: {target} tidak ada dalam proyek.")
    _drop_empty(root)


def _pointing(root: Node) -> dict[str, list[Node]]:
    """Return for each GUID the elements that stand or fall with it."""
    found: dict[str, list[Node]] = {}
    for node in root.iter():
        for attribute in ("targetGUID", "originGUID", "sourceVertex", "targetVertex"):
            target, above = node.get(attribute), node.getparent()
            if target is not None:
                found.setdefault(target, []).append(node)
                if above is not None and local(above.tag) in {"Coding", "VariableValue"}:
                    found[target].append(above)
    return found


def _loose(node: Node, known: dict[str, Node]) -> str:
    """Return why an element cannot stay, blank where it can."""
    name, parent = local(node.tag), node.getparent()
    above = local(parent.tag) if parent is not None else ""
    if name == "Coding":
        code = next((child.get("targetGUID", "") for child in node if local(child.tag) == "CodeRef"), "")
        if kind_of(known.get(code)) not in {"code", "case"}:
            return f"Pengodean {node.get('guid')} ditolak: kode {code} tidak ada dalam proyek."
    elif name == "VariableValue":
        if not any(kind_of(known.get(child.get("targetGUID", ""))) == "variable" for child in node):
            return f"Nilai variabel pada {named(parent) if parent is not None else ''} ditolak: variabelnya tidak ada."
    elif name == "CodeRef":
        if above != "Coding" and kind_of(known.get(node.get("targetGUID", ""))) != "code":
            return f"Rujukan pada {above} ke kode {node.get('targetGUID')} dibuang: tidak ada dalam proyek."
    elif name in _MAY_POINT_TO and above != "VariableValue":
        if kind_of(known.get(node.get("targetGUID", ""))) not in _MAY_POINT_TO[name]:
            return f"{name} pada {above} dibuang: {node.get('targetGUID')} tidak ada dalam proyek."
    elif name in {"Link", "Edge"}:
        for attribute in ("originGUID", "targetGUID", "sourceVertex", "targetVertex"):
            target = node.get(attribute)
            if target is not None and target not in known:
                return f"{named(node)} dibuang: {attribute} {target} tidak ada dalam proyek."
    return ""


def _people(root: Node, report: Report) -> None:
    known = things(root)
    missing: list[str] = []
    for node in root.iter():
        for attribute in PEOPLE:
            person = node.get(attribute)
            if person is None or kind_of(known.get(person)) == "user":
                continue
            if person in known:
                report.repaired[f"{attribute} pada {local(node.tag)} menunjuk yang bukan orang, dibuang"] += 1
                del node.attrib[attribute]
            elif person not in missing:
                missing.append(person)
    if missing:
        users = section(root, "Users")
        for person in missing:
            users.append(make("User", guid=person))
        report.repaired["Pengode yang hanya disebut dengan GUID dijadikan pengode tanpa nama"] += len(missing)


def _drop_empty(root: Node) -> None:
    """Remove containers that the standard does not allow to be empty."""
    for name in ("Users", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"):
        for found in list(root.iter(qualified(name))):
            if not len(found):
                found.getparent().remove(found)  # type: ignore[union-attr]
    for book in root.findall(qualified("CodeBook")):
        codes = book.find(qualified("Codes"))
        if codes is None or not len(codes):
            root.remove(book)
