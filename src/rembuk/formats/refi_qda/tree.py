"""The project as a tree of elements: what every part of this room needs to find and make them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

from lxml import etree

from rembuk.formats.refi_qda.report import short
from rembuk.formats.refi_qda.structure import ELEMENTS, NAMESPACE, SELECTIONS, SOURCES, local, qualified

Node = etree._Element
#: GUIDs that we give ourselves are derived from this one, so that the same input gives the same GUIDs.
OURS = uuid.UUID("6f1d1f6a-5f3c-5f0e-9a55-7265666971da")
_NAMESPACES: dict[str | None, str] = {None: NAMESPACE}
#: attributes that name a person
PEOPLE = ("creatingUser", "modifyingUser", "creatingUserGUID", "modifyingUserGUID")


def derived_guid(*parts: object) -> str:
    """Return a GUID that is always the same for the same parts."""
    return str(uuid.uuid5(OURS, "\x1f".join(map(str, parts))))


def make(tag: str, /, **attributes: str) -> Node:
    """Return a new element of the standard."""
    return etree.Element(qualified(tag), attributes, nsmap=_NAMESPACES)  # type: ignore[arg-type]


def named(node: Node) -> str:
    """Return what an element is, and its name, for a sentence."""
    name = node.get("name")
    return f"{local(node.tag)} «{short(name)}»" if name else local(node.tag)


def things(root: Node) -> dict[str, Node]:
    """Return every thing of a cleaned project by its GUID."""
    return {mine: node for node in root.iter() if (mine := node.get("guid")) is not None}


def kind_of(node: Node | None) -> str:
    """Return what a reference to ``node`` may call it: code, case, source, selection, note, variable, coding, other."""
    if node is None:
        return ""
    name = local(node.tag)
    if name in SELECTIONS:
        return "selection"
    if name in SOURCES:
        return "source"
    return {
        **{"Code": "code", "Case": "case", "Note": "note", "Variable": "variable", "Coding": "coding"},
        **{"SyncPoint": "sync", "Vertex": "vertex", "User": "user"},
    }.get(name, "other")


def section(root: Node, name: str) -> Node:
    """Return the section of the project, made in its place if it is not there."""
    found = root.find(qualified(name))
    if found is None:
        found = make(name)
        order = list(ELEMENTS["Project"].children)
        later = [child for child in root if order.index(local(child.tag)) > order.index(name)]
        if later:
            later[0].addprevious(found)
        else:
            root.append(found)
    return found


def in_order(root: Node) -> None:
    """Put the children of every element in the standard's order, keeping the order among equals."""
    for node in root.iter():
        rule = ELEMENTS.get(kind(node))
        if rule is not None and rule.ordered and len(node) > 1:
            places = {name: place for place, name in enumerate(rule.children)}
            numbers = [places[local(child.tag)] for child in node]
            if numbers != sorted(numbers):
                node[:] = sorted(node, key=lambda child: places[local(child.tag)])


_ALIASES = {"TextDescription": "TextSource", "Representation": "TextSource", "Note": "TextSource"} | {
    "MemberCode": "CodeRef",
    "MemberSource": "SourceRef",
    "MemberNote": "NoteRef",
}


def kind(node: Node) -> str:
    """Return which rule of ``structure.ELEMENTS`` an element follows."""
    name = local(node.tag)
    return _ALIASES.get(name, name)


def children(node: Node, name: str) -> Iterator[Node]:
    """Yield an element's own children of that name."""
    return node.iterchildren(qualified(name))


def text_of(node: Node, name: str = "Description") -> str:
    """Return the text of an element's child, blank where there is none."""
    found = node.find(qualified(name))
    return (found.text or "") if found is not None else ""
