"""Put the tables of a study into a project tree: what the tables say now, around everything they do not hold.

The tree is the cleaned project of the import (or an empty one). A table that is missing leaves its part of the tree as
it is; a row that is gone takes its element with it. ``annotate`` does the same for codings, memos and values.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from rembuk.errors import Refused
from rembuk.formats.refi_qda.clean import MAX_CODE_LEVELS, MAX_NAME
from rembuk.formats.refi_qda.extract import coder_names, text_sources
from rembuk.formats.refi_qda.report import short
from rembuk.formats.refi_qda.sources import own_path
from rembuk.formats.refi_qda.structure import local, qualified, valid
from rembuk.formats.refi_qda.study import Case, Code, Coder, Source, Study
from rembuk.formats.refi_qda.tree import PEOPLE, Node, children, derived_guid, make, section, text_of

# What XML 1.0 cannot hold in any spelling.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def wrong(table: str, row: int, sentence: str) -> Refused:
    """Return the refusal of a row (numbered from 1, the header not counted)."""
    return Refused("wrong-row", f"{table}.csv baris {row}: {sentence}.", "Perbaiki baris itu lalu ekspor lagi.")


def rows_of(study: Study, table: str) -> Iterable[tuple[int, Any]]:
    """Yield the rows of a table with their numbers, checked: GUIDs are GUIDs and unique, text is fit for XML."""
    seen: set[tuple[str, ...]] = set()
    for number, row in enumerate(getattr(study, table) or (), 1):
        for name, value in vars(row).items():
            if isinstance(value, str) and name not in {"quote", "text"}:
                fit_for_xml(table, number, name, value)
            if name == "guid" and not valid("guid", value):
                raise wrong(table, number, f"guid «{short(value)}» bukan GUID")
        if len(getattr(row, "name", "")) > MAX_NAME:
            raise wrong(table, number, f"namanya lebih panjang dari {MAX_NAME} huruf")
        key = tuple(getattr(row, name) for name in row.KEY)
        if key in seen and table not in {"variables", "finished"}:
            raise wrong(table, number, f"guid {key[0]} dipakai dua kali")
        seen.add(key)
        yield number, row


def fit_for_xml(table: str, row: int, column: str, value: str) -> None:
    """Raise ``Refused`` where a cell holds a character that no XML can hold."""
    if _NOT_XML.search(value):
        raise wrong(table, row, f"kolom {column} memuat karakter yang tidak dapat ditulis ke QDPX")


def fill_blank_guids(study: Study) -> int:
    """Give rows that a person added without a GUID one that is always the same for the same row; return how many."""
    filled = 0
    for table in ("codes", "codings", "coders", "cases", "memos"):
        for number, row in enumerate(getattr(study, table) or ()):
            if not row.guid:
                row.guid = derived_guid(table, number, *vars(row).values())
                filled += 1
    return filled


def set_or_drop(node: Node, attribute: str, value: str) -> None:
    """Set an attribute, or take it off where the value is blank."""
    if value:
        node.set(attribute, value)
    elif attribute in node.attrib:
        del node.attrib[attribute]


def describe(node: Node, text: str) -> None:
    """Set an element's description, or take it off where the text is blank."""
    if text_of(node) == text:
        return
    found = node.find(qualified("Description"))
    if not text:
        if found is not None:
            node.remove(found)
        return
    if found is None:
        found = make("Description")
        node.insert(0, found)
    found.text = text


def _replace(
    root: Node, part: str, name: str, rows: Iterable[tuple[int, Any]], fill: Callable[[Node, Any], None]
) -> None:
    """Make the elements ``name`` of a section those of the rows, in their order, each filled from its row."""
    held = section(root, part)
    present = {node.get("guid", ""): node for node in children(held, name)}
    wanted = []
    for _, row in rows:
        node = present.get(row.guid)
        node = make(name, guid=row.guid) if node is None else node
        fill(node, row)
        wanted.append(node)
    for node in present.values():
        held.remove(node)
    held.extend(wanted)


def coders(root: Node, study: Study) -> dict[str, str]:
    """Put the coders in; return the GUID of each name, those that only appear in other tables made new."""
    if study.coders is not None:
        rows = list(rows_of(study, "coders"))
        names = [row.name for _, row in rows]
        for number, row in rows:
            if row.name and names.count(row.name) > 1:
                raise wrong("coders", number, f"nama «{short(row.name)}» dipakai dua pengode; bedakan dengan (2)")
        _replace(root, "Users", "User", rows, lambda node, row: None)
        _forget_others(root, {row.guid for _, row in rows})
        _name_coders(root, [row for _, row in rows])
    guids = {name: guid for guid, name in coder_names(root).items()}
    used = [row.coder for row in study.codings or ()] + [row.coder for row in study.memos or ()]
    for name in dict.fromkeys(used):
        if name and name not in guids:
            guids[name] = derived_guid("coder", name)
            section(root, "Users").append(make("User", guid=guids[name], name=name))
    return guids


def _forget_others(root: Node, present: set[str]) -> None:
    """Take off every mention of a person who is not in the table any more."""
    for node in root.iter():
        for attribute in PEOPLE:
            if attribute in node.attrib and node.get(attribute) not in present:
                del node.attrib[attribute]


def _name_coders(root: Node, rows: list[Coder]) -> None:
    """Name the users as the table does; one whose name came out of the same rule anyway stays as it came in."""
    found = coder_names(root)
    if any(row.name and found[row.guid] != row.name for row in rows):
        users = {user.get("guid"): user for user in root.iter(qualified("User"))}
        for row in rows:
            set_or_drop(users[row.guid], "name", row.name)


def codes(root: Node, study: Study) -> None:
    """Build the code book from the rows, in their order and under their parents."""
    if study.codes is None:
        return
    rows = list(rows_of(study, "codes"))
    parents = {row.guid: row.parent_guid for _, row in rows}
    for number, row in rows:
        _check_ancestry(number, row, parents)
        if row.color and not valid("rgb", row.color.strip()):
            raise wrong("codes", number, f"warna «{short(row.color)}» harus seperti #a1b2c3")
    present = {node.get("guid", ""): node for node in root.iter(qualified("Code"))}
    for node in present.values():
        above = node.getparent()
        if above is not None:
            above.remove(node)
    book = section(root, "CodeBook")
    top = book.find(qualified("Codes"))
    if top is None:
        top = make("Codes")
        book.insert(0, top)
    made: dict[str, Node] = {}
    for _, row in rows:
        found = present.get(row.guid)
        made[row.guid] = make("Code", guid=row.guid, isCodable="true") if found is None else found
        _fill_code(made[row.guid], row)
    for _, row in rows:
        (made[row.parent_guid] if row.parent_guid else top).append(made[row.guid])


def _fill_code(node: Node, row: Code) -> None:
    node.set("name", row.name)
    set_or_drop(node, "color", row.color.strip())
    describe(node, row.definition)


def _check_ancestry(number: int, row: Code, parents: dict[str, str]) -> None:
    level, at = 0, row.guid
    while at:
        level += 1
        if at not in parents:
            raise wrong("codes", number, f"induk {at} tidak ada di codes.csv")
        if level > len(parents):
            raise wrong("codes", number, "kode ini menjadi induk dari dirinya sendiri")
        at = parents[at]
    if level > MAX_CODE_LEVELS:
        raise wrong("codes", number, f"kode bertingkat lebih dari {MAX_CODE_LEVELS}")


def sources(root: Node, study: Study) -> None:
    """Put the text sources in, in their order; pictures, recordings and references keep their places."""
    if study.sources is None:
        return
    held = section(root, "Sources")
    present = {
        source.get("guid", ""): source
        for source in text_sources(root)
        if source.get("plainTextPath") == own_path(source.get("guid", ""))
    }
    wanted = []
    for _, row in rows_of(study, "sources"):
        source = present.get(row.guid)
        wanted.append(_fill_source(make("TextSource", guid=row.guid) if source is None else source, row))
    turn = iter(wanted)
    arranged = []
    for node in held:
        if node.get("guid", "") not in present or local(node.tag) != "TextSource":
            arranged.append(node)
        elif (following := next(turn, None)) is not None:
            arranged.append(following)
    held[:] = [*arranged, *turn]


def _fill_source(source: Node, row: Source) -> Node:
    if source.get("name", "") != row.name:
        set_or_drop(source, "name", row.name)
    source.set("plainTextPath", own_path(row.guid))
    return source


def cases(root: Node, study: Study) -> None:
    """Put the cases in, with their description and the sources that speak of them."""
    if study.cases is None:
        return
    known = {node.get("guid", "") for held in children(root, "Sources") for node in held}
    rows = list(rows_of(study, "cases"))
    for number, row in rows:
        for source in row.source_guids.split():
            if source not in known:
                raise wrong("cases", number, f"sumber {source} tidak ada")
    _replace(root, "Cases", "Case", rows, _fill_case)


def _fill_case(node: Node, row: Case) -> None:
    if node.get("name", "") != row.name:
        set_or_drop(node, "name", row.name)
    describe(node, row.memo)
    wanted = list(dict.fromkeys(row.source_guids.split()))
    present = list(children(node, "SourceRef"))
    if [reference.get("targetGUID") for reference in present] != wanted:
        for reference in present:
            node.remove(reference)
        node.extend([make("SourceRef", targetGUID=source) for source in wanted])
