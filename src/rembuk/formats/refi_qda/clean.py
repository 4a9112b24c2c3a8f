"""Bring a project file of any program into the form of the standard: one spelling of GUIDs, one order, no loose ends.

What cannot be brought there is taken out and said so in the report; nothing is changed silently.
"""

from __future__ import annotations

from xml.parsers import expat

from lxml import etree

from rembuk.errors import Refused
from rembuk.formats.refi_qda.report import Report, short
from rembuk.formats.refi_qda.structure import (
    ELEMENTS,
    VALUE_SPELLINGS,
    VARIABLE_TYPES,
    local,
    valid,
)
from rembuk.formats.refi_qda.study import guid as one_spelling
from rembuk.formats.refi_qda.tree import Node, children, derived_guid, make, named, section

MAX_NAME = 10_000
MAX_CODE_LEVELS = 200
#: Elements nested deeper than this are no project: 200 levels of codes need little more.
_MAX_DEPTH = 300
_NOBODY = "00000000-0000-0000-0000-000000000000"
_REFERENCES = frozenset({"CodeRef", "SourceRef", "SelectionRef", "NoteRef", "VariableRef"})


def parse(content: bytes, name: str, wanted: str = "Project") -> Node:
    """Return the root of a project file, or of a ``CodeBook``.

    Raises ``Refused`` for a DOCTYPE, broken XML or another kind of file.
    """
    _scan(content, name)
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=True,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=False,
    )
    try:
        root = etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise _broken(name) from None
    if root is None or local(root.tag) != wanted:
        raise Refused(
            "no-project", f"{name} bukan berkas proyek REFI-QDA.", "Ekspor ulang sebagai proyek REFI-QDA (QDPX)."
        )
    return root


def _scan(content: bytes, name: str) -> None:
    """Walk once over the raw XML, before a parser could act on a DOCTYPE or pile up a deep tree."""
    depth = 0
    scanner = expat.ParserCreate()

    def doctype(*_: object) -> None:
        raise Refused(
            "doctype",
            f"{name} memuat DOCTYPE, yang tidak diperlukan dan dapat berbahaya; berkas itu tidak dibuka.",
            "Minta pengirim mengekspor ulang proyeknya.",
        )

    def opens(*_: object) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            raise Refused("too-deep", f"{name} memuat kode yang bertingkat lebih dari {MAX_CODE_LEVELS}.")

    def closes(*_: object) -> None:
        nonlocal depth
        depth -= 1

    scanner.StartDoctypeDeclHandler = doctype
    scanner.StartElementHandler = opens
    scanner.EndElementHandler = closes
    try:
        scanner.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError):
        raise _broken(name) from None


def _broken(name: str) -> Refused:
    return Refused("broken-project", f"{name} bukan XML yang utuh.", "Minta pengirim mengekspor ulang proyeknya.")


def clean(root: Node, report: Report) -> Node:
    """Return the project rebuilt in the standard's form, with a line in ``report`` for each thing changed."""
    new = _Rebuild(report).element(root, "Project", "Project", "proyek", 0)
    for book in list(children(new, "CodeBook")):
        for sets in list(children(book, "Sets")):
            # The project standard knows sets of codes only beside the other sets.
            section(new, "Sets").extend(list(sets))
            book.remove(sets)
    return new


class _Rebuild:
    """Copies a project element by element into the standard's form."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.seen: set[str] = set()

    def element(self, old: Node, name: str, kind: str, parent: str, number: int, level: int = 0) -> Node:
        """Return the copy of one element, or raise ``_Left`` where it cannot be taken in."""
        rule = ELEMENTS[kind]
        new = make(name)
        if rule.text:
            new.text = "".join(str(part) for part in old.itertext())
            return new
        self._attributes(old, new, name, kind, parent, number)
        if kind == "Code" and level > MAX_CODE_LEVELS:
            raise _Left(f"Kode «{short(new.get('name', ''))}» berada lebih dari {MAX_CODE_LEVELS} tingkat di bawah.")
        double = self._seen_before(new, kind)
        if double and kind != "Code":
            raise _Left(double)
        if (old.text or "").strip():
            self.report.repaired[f"Teks lepas di dalam {name} dibuang"] += 1
        held, in_turn = self._children(old, name, kind, new.get("guid", parent), level)
        if double:
            # Codes below a code that is refused stand without it: they move up to the code above.
            raise _Left(double, held["Code"])
        if kind == "Coding" and not held["CodeRef"]:
            raise _Left(f"Pengodean {new.get('guid')} tidak menunjuk kode.")
        new.extend([copy for copies in held.values() for copy in copies] if rule.ordered else in_turn)
        return new

    def _children(
        self, old: Node, name: str, kind: str, me: str, level: int
    ) -> tuple[dict[str, list[Node]], list[Node]]:
        """Return the copies of an element's children by name, and the same in the order they came in."""
        rule = ELEMENTS[kind]
        held: dict[str, list[Node]] = {child: [] for child in rule.children}
        in_turn: list[Node] = []
        for place, child in enumerate(old):
            child_name = local(child.tag)
            if child_name not in rule.children:
                if child_name:
                    self.report.repaired[f"Unsur {child_name[:60]} di dalam {name} tidak dikenal standar, dibuang"] += 1
                continue
            child_kind, often = rule.children[child_name]
            one_value = kind == "VariableValue" and child_name != "VariableRef" and any(list(held.values())[1:])
            if one_value or (often in "?!" and held[child_name]):
                self.report.repaired[f"{name} memuat lebih dari satu {child_name}; yang pertama dipakai"] += 1
                continue
            try:
                copies = [self.element(child, child_name, child_kind, me, place, level + (child_kind == "Code"))]
            except _Left as left:
                self.report.refused.append(left.sentence)
                copies = left.orphans
            held[child_name] += copies
            in_turn += copies
        if kind == "VariableValue":
            self._values(held)
        return held, in_turn

    def _values(self, held: dict[str, list[Node]]) -> None:
        """Write a value that is not spelt as its kind demands as text, so that it stays as it stood."""
        for name, spelling in VALUE_SPELLINGS.items():
            if spelling is None or not held[name]:
                continue
            written = held[name][0].text or ""
            if not written:
                held[name] = []
            elif not valid(spelling, written.strip()):
                held[name] = []
                held["TextValue"] = [make("TextValue")]
                held["TextValue"][0].text = written
                self.report.repaired[f"Nilai «{short(written)}» bukan {name}; disimpan sebagai teks"] += 1

    def _seen_before(self, new: Node, kind: str) -> str:
        mine = new.get("guid")
        if mine is None or kind in _REFERENCES:
            return ""
        if mine in self.seen:
            return f"{named(new)} ditolak: GUID {mine} sudah dipakai hal lain."
        self.seen.add(mine)
        return ""

    def _attributes(self, old: Node, new: Node, name: str, kind: str, parent: str, number: int) -> None:
        rule = ELEMENTS[kind]
        given = {}
        for key, value in old.attrib.items():
            attribute = str(key)
            if attribute.startswith("{"):
                continue
            if attribute not in rule.attributes:
                if kind in _REFERENCES and attribute == "guid":
                    continue
                self.report.repaired[f"Atribut {attribute[:60]} pada {name} tidak dikenal standar, dibuang"] += 1
                continue
            given[attribute] = str(value)
        if kind in _REFERENCES and "targetGUID" not in given and "guid" in old.attrib:
            # Sets of a code book (QDC) point with guid.
            given["targetGUID"] = str(old.attrib["guid"])
        if len(given.get("name", "")) > MAX_NAME:
            raise Refused(
                "long-name", f"Proyek ini memuat {name} dengan nama yang lebih panjang dari {MAX_NAME} huruf."
            )
        for attribute, spelling in rule.attributes.items():
            said = self._value(given.get(attribute), attribute, spelling, kind)
            if said is None and attribute in rule.required:
                said = self._missing(attribute, given.get(attribute), name, new.get("guid", parent), number)
            if said is not None:
                new.set(attribute, said)

    def _value(self, value: str | None, attribute: str, spelling: str, kind: str) -> str | None:
        """Return an attribute in the standard's spelling, ``None`` where there is none to be had."""
        if value is None or spelling == "text":
            return value
        value = value.strip()
        if spelling == "guid":
            value = one_spelling(value)
            if value == _NOBODY and attribute != "guid":
                return None
        elif spelling == "boolean":
            value = value.lower()
        elif spelling == "type":
            value = next((known for known in VARIABLE_TYPES if known.lower() == value.lower()), value)
        elif spelling == "datetime" and valid(spelling, value.replace(" ", "T", 1)):
            if " " in value:
                self.report.repaired["Tanggal dan jam yang dipisah spasi ditulis dengan T"] += 1
            value = value.replace(" ", "T", 1)
        if valid(spelling, value):
            return value
        if value:
            self.report.repaired[f"{attribute} pada {kind} tidak dapat dibaca dan dibuang: «{short(value)}»"] += 1
        return None

    def _missing(self, attribute: str, given: str | None, name: str, parent: str, number: int) -> str:
        if attribute == "guid" and not given:
            self.report.repaired[f"{name} tanpa GUID diberi GUID"] += 1
            return derived_guid(parent, name, number)
        default = {"name": "", "isCodable": "true", "typeOfVariable": "Text"}.get(attribute)
        if default is None:
            raise _Left(f"{name} {parent} tidak dapat diambil: {attribute} «{short(given or '')}» tidak dapat dibaca.")
        self.report.repaired[f"{name} tanpa {attribute} dianggap «{default}»"] += 1
        return default


class _Left(Exception):
    """An element that is not taken in; ``orphans`` are its children that can stand without it."""

    def __init__(self, sentence: str, orphans: list[Node] | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.orphans = orphans or []
