"""The tables of a study from a cleaned project: what a person can read and edit.

The same function reads a stranger's project on import and our own tree on export, so that what we write is by
construction what we would read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rembuk.formats.refi_qda.structure import local, qualified
from rembuk.formats.refi_qda.study import TABLES, Case, Code, Coder, Coding, Finished, Memo, Source, Study, Value
from rembuk.formats.refi_qda.tree import Node, children, kind_of, text_of, things

#: Kept beside the project file, for what REFI-QDA has no place for: dimension, finished, order of rows, …
Sidecar = Mapping[str, Any]


def tables(root: Node, texts: Mapping[str, str], note_texts: Mapping[str, str], sidecar: Sidecar) -> Study:
    """Return the study that a cleaned and tied project holds.

    ``texts`` gives the text of each source that is taken in (others are carried through), ``note_texts`` of each note.
    """
    names = coder_names(root)
    study = Study(
        codes=_codes(root, sidecar),
        sources=[
            Source(source.get("guid", ""), source.get("name", ""))
            for source in text_sources(root)
            if source.get("guid") in texts
        ],
        codings=_codings(root, texts, names, sidecar),
        coders=[Coder(mine, name) for mine, name in names.items()],
        cases=_cases(root),
        variables=_variables(root),
        memos=_memos(root, texts, note_texts, names, sidecar),
        finished=_finished(sidecar, texts),
        texts=dict(texts),
    )
    order = sidecar.get("order")
    for table, keys in order.items() if isinstance(order, dict) else ():
        if table in TABLES and isinstance(keys, list):
            _rearrange(study, table, keys)
    return study


def text_sources(root: Node) -> list[Node]:
    """Return the project's text sources (not the texts that stand for a picture or a PDF)."""
    return [source for sources in children(root, "Sources") for source in children(sources, "TextSource")]


def coder_names(root: Node) -> dict[str, str]:
    """Return each coder's name by GUID; a second coder of one name is called ``name (2)``, a nameless one by GUID."""
    names: dict[str, str] = {}
    taken: set[str] = set()
    for user in root.iter(qualified("User")):
        wanted: str = user.get("name") or user.get("id") or user.get("guid") or ""
        name, number = wanted, 1
        while name in taken:
            number += 1
            name = f"{wanted} ({number})"
        taken.add(name)
        names[user.get("guid", "")] = name
    return names


def key(row: Any) -> str:
    """Return what tells a row from the others of its table."""
    return " ".join(getattr(row, name) for name in row.KEY)


def _rearrange(study: Study, table: str, keys: list[Any]) -> None:
    rows = getattr(study, table)
    if rows:
        place = {wanted: number for number, wanted in enumerate(keys) if isinstance(wanted, str)}
        rows.sort(key=lambda row: place.get(key(row), len(place)))


def _from(sidecar: Sidecar, name: str, mine: str) -> str:
    found = sidecar.get(name)
    value = found.get(mine, "") if isinstance(found, dict) else ""
    return value if isinstance(value, str) else ""


def _codes(root: Node, sidecar: Sidecar) -> list[Code]:
    rows = []
    for node in root.iter(qualified("Code")):
        parent = node.getparent()
        mine = node.get("guid", "")
        rows.append(
            Code(
                mine,
                parent.get("guid", "") if parent is not None and local(parent.tag) == "Code" else "",
                node.get("name", ""),
                text_of(node),
                node.get("color", ""),
                _from(sidecar, "dimension", mine),
            )
        )
    return rows


def code_guids(root: Node) -> set[str]:
    """Return the GUIDs of all codes."""
    return {node.get("guid", "") for node in root.iter(qualified("Code"))}


def code_of(coding: Node) -> str:
    """Return the GUID that a coding points to (a code, or with NVivo a case)."""
    found = coding.find(qualified("CodeRef"))
    return found.get("targetGUID", "") if found is not None else ""


def _codings(root: Node, texts: Mapping[str, str], names: Mapping[str, str], sidecar: Sidecar) -> list[Coding]:
    codes = code_guids(root)
    rows: list[Coding] = []

    def add(coding: Node, source: str, start: int | None, end: int | None, memo: str) -> None:
        code = code_of(coding)
        if code in codes:
            quote = texts[source][start:end] if start is not None else ""
            coder, created = names.get(coding.get("creatingUser", ""), ""), coding.get("creationDateTime", "")
            rows.append(Coding(coding.get("guid", ""), source, start, end, code, coder, created, memo, quote))

    for source in text_sources(root):
        mine = source.get("guid", "")
        if mine not in texts:
            continue
        for selection in children(source, "PlainTextSelection"):
            start, end = passage(selection)
            for coding in children(selection, "Coding"):
                add(coding, mine, start, end, text_of(selection))
        for coding in children(source, "Coding"):
            add(coding, mine, None, None, _from(sidecar, "memo", coding.get("guid", "")))
    return rows


def passage(selection: Node) -> tuple[int, int]:
    """Return the start and end of a text selection."""
    return int(selection.get("startPosition", "0")), int(selection.get("endPosition", "0"))


def _cases(root: Node) -> list[Case]:
    return [
        Case(
            case.get("guid", ""),
            case.get("name", ""),
            text_of(case),
            " ".join(dict.fromkeys(ref.get("targetGUID", "") for ref in children(case, "SourceRef"))),
        )
        for case in root.iter(qualified("Case"))
    ]


def owners(root: Node) -> list[Node]:
    """Return the cases and sources, which may have values of variables, in the order of the project."""
    cases = [case for held in children(root, "Cases") for case in held]
    return cases + [source for held in children(root, "Sources") for source in held]


def value_of(value: Node) -> tuple[str, str]:
    """Return the variable's GUID and the value as it stood."""
    written = next((child for child in value if local(child.tag) != "VariableRef"), None)
    reference = value.find(qualified("VariableRef"))
    return (
        reference.get("targetGUID", "") if reference is not None else "",
        (written.text or "") if written is not None else "",
    )


def _variables(root: Node) -> list[Value]:
    held: dict[str, list[tuple[str, str]]] = {}
    for owner in owners(root):
        for value in children(owner, "VariableValue"):
            whose_value, written = value_of(value)
            held.setdefault(whose_value, []).append((owner.get("guid", ""), written))
    rows = []
    for variable in root.iter(qualified("Variable")):
        mine = variable.get("guid", "")
        about = mine, variable.get("name", ""), variable.get("typeOfVariable", "Text")
        rows += [Value(*about, whose, written) for whose, written in held.get(mine) or [("", "")]]
    return rows


def attachments(root: Node) -> dict[str, list[Node]]:
    """Return for each note what it is attached to."""
    found: dict[str, list[Node]] = {}
    for reference in root.iter(qualified("NoteRef")):
        parent = reference.getparent()
        if parent is not None:
            found.setdefault(reference.get("targetGUID", ""), []).append(parent)
    return found


def _memos(
    root: Node,
    texts: Mapping[str, str],
    note_texts: Mapping[str, str],
    names: Mapping[str, str],
    sidecar: Sidecar,
) -> list[Memo]:
    attached = attachments(root)
    known = things(root)
    on_cases: dict[str, list[str]] = {}
    for pair in sidecar.get("case_notes") or ():
        if isinstance(pair, list) and len(pair) == 2 and kind_of(known.get(str(pair[1]))) == "case":
            on_cases.setdefault(str(pair[0]), []).append(str(pair[1]))
    rows: dict[str, Memo] = {}
    for note in root.iter(qualified("Note")):
        mine = note.get("guid", "")
        about = {
            "coder": names.get(note.get("creatingUser", ""), ""),
            "created": note.get("creationDateTime", ""),
            "title": note.get("name", ""),
            "text": note_texts.get(mine, ""),
        }
        targets: list[tuple[str, int | None, int | None]] = [
            (thing.get("guid", ""), *_place(thing, texts)) for thing in attached.get(mine, ())
        ]
        targets += [(case, None, None) for case in on_cases.get(mine, ())]
        for target, start, end in targets or [("", None, None)]:
            row = Memo(mine, target, start, end, **about)
            rows.setdefault(key(row), row)
    codes = code_guids(root)
    for text in text_sources(root):
        if text.get("guid", "") in texts:
            for selection in children(text, "PlainTextSelection"):
                if described_only(selection, codes):
                    row = _described(selection, text.get("guid", ""), names)
                    rows.setdefault(key(row), row)
    return list(rows.values())


def _place(thing: Node, texts: Mapping[str, str]) -> tuple[int | None, int | None]:
    parent = thing.getparent()
    if local(thing.tag) == "PlainTextSelection" and parent is not None and parent.get("guid") in texts:
        return passage(thing)
    return None, None


def described_only(selection: Node, codes: set[str]) -> bool:
    """Say whether a text selection has a description and no code."""
    return bool(text_of(selection)) and not any(code_of(coding) in codes for coding in children(selection, "Coding"))


def _described(selection: Node, source: str, names: Mapping[str, str]) -> Memo:
    start, end = passage(selection)
    return Memo(
        selection.get("guid", ""),
        source,
        start,
        end,
        names.get(selection.get("creatingUser", ""), ""),
        selection.get("creationDateTime", ""),
        selection.get("name", ""),
        text_of(selection),
    )


def _finished(sidecar: Sidecar, texts: Mapping[str, str]) -> list[Finished] | None:
    pairs = sidecar.get("finished")
    if not isinstance(pairs, list):
        return None
    return [
        Finished(pair[0], pair[1])
        for pair in pairs
        if isinstance(pair, list) and len(pair) == 2 and pair[0] in texts and isinstance(pair[1], str)
    ]


def note_text(note: Node, read: Callable[[str], bytes | None]) -> str | None:
    """Return a note's text, ``None`` where its file is missing or not UTF-8 (``read`` gives a file by its path)."""
    path = note.get("plainTextPath")
    if path is None:
        return text_of(note, "PlainTextContent")
    content = read(path)
    if content is None:
        return None
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return None


def natural_order(study: Study, read_back: Study) -> dict[str, list[str]]:
    """Return for each table whose rows the project file cannot hold in their order, the keys in that order."""
    order = {}
    for table in TABLES:
        wanted, found = getattr(study, table), getattr(read_back, table)
        if wanted and found:
            keys = [key(row) for row in wanted]
            if keys != [key(row) for row in found]:
                order[table] = keys
    return order
