"""Put codings, values of variables and memos into a project tree (see ``merge``)."""

from __future__ import annotations

from collections.abc import Iterable

from rembuk.formats.refi_qda.extract import (
    attachments,
    code_guids,
    code_of,
    described_only,
    owners,
    passage,
    text_sources,
    value_of,
)
from rembuk.formats.refi_qda.merge import describe, fit_for_xml, rows_of, set_or_drop, wrong
from rembuk.formats.refi_qda.report import short
from rembuk.formats.refi_qda.structure import ELEMENTS, VALUE_ELEMENTS, VARIABLE_TYPES, local, qualified, valid
from rembuk.formats.refi_qda.study import Coding, Memo, Study, Value
from rembuk.formats.refi_qda.tree import Node, children, derived_guid, kind, kind_of, make, section, text_of, things


def codings(root: Node, study: Study, coder: dict[str, str]) -> tuple[dict[str, str], list[Node]]:
    """Put the codings in; return the memos of codings without a passage, and selections that have lost a coding.

    A project file has no place for such memos; the selections are for ``prune`` to look at when the memos are in.
    """
    if study.codings is None:
        return {}, []
    texts = {source.get("guid", ""): source for source in text_sources(root) if source.get("guid") in study.texts}
    known_codes = code_guids(root)
    rows = {row.guid: (number, row) for number, row in rows_of(study, "codings")}
    for number, row in rows.values():
        _check_coding(number, row, texts, known_codes, study)
    present = {
        coding.get("guid", ""): coding
        for source in texts.values()
        for coding in _codings_of(source)
        if code_of(coding) in known_codes or coding.get("guid") in rows
    }
    emptied = _remove_gone(present, rows)
    _move_together(texts, rows, present, _anchor(texts, study))
    memos = {}
    for _, row in rows.values():
        coding = present.get(row.guid)
        coding = make("Coding", guid=row.guid) if coding is None else coding
        emptied += _place(coding, row, texts)
        _fill(coding, row, coder)
        if row.start is None and row.memo:
            memos[row.guid] = row.memo
    return memos, emptied


def _anchor(texts: dict[str, Node], study: Study) -> set[str]:
    """Bring selections with a note to the passage that ``memos`` gives; return those that no coding may move."""
    selections = {s.get("guid", ""): s for source in texts.values() for s in children(source, "PlainTextSelection")}
    anchored: dict[str, tuple[int, int]] = {}
    for number, row in enumerate(study.memos or (), 1):
        selection = selections.get(row.target_guid)
        if selection is None or row.start is None or row.end is None:
            continue
        if anchored.setdefault(row.target_guid, (row.start, row.end)) != (row.start, row.end):
            raise wrong("memos", number, f"bagian {row.target_guid} mempunyai posisi lain pada baris sebelumnya")
        selection.set("startPosition", str(row.start))
        selection.set("endPosition", str(row.end))
    return set(anchored)


def _codings_of(source: Node) -> Iterable[Node]:
    for selection in children(source, "PlainTextSelection"):
        yield from children(selection, "Coding")
    yield from children(source, "Coding")


def _check_coding(number: int, row: Coding, texts: dict[str, Node], codes: set[str], study: Study) -> None:
    if row.source_guid not in texts:
        raise wrong("codings", number, f"sumber {row.source_guid or '(kosong)'} tidak ada di sources.csv")
    if row.code_guid not in codes:
        raise wrong("codings", number, f"kode {row.code_guid or '(kosong)'} tidak ada di codes.csv")
    if (row.start is None) != (row.end is None):
        raise wrong("codings", number, "start dan end harus diisi keduanya atau kosong keduanya")
    length = len(study.texts[row.source_guid])
    if row.start is not None and row.end is not None and not row.start <= row.end <= length:
        raise wrong("codings", number, f"bagian {row.start}–{row.end} tidak ada dalam teksnya ({length} huruf)")
    if row.created and not valid("datetime", row.created):
        raise wrong("codings", number, f"created «{short(row.created)}» harus seperti 2026-01-31T08:30:00Z")


def _remove_gone(present: dict[str, Node], rows: dict[str, tuple[int, Coding]]) -> list[Node]:
    emptied = []
    for guid, coding in present.items():
        above = coding.getparent()
        if guid not in rows and above is not None:
            above.remove(coding)
            emptied.append(above)
    return emptied


def _move_together(
    texts: dict[str, Node], rows: dict[str, tuple[int, Coding]], present: dict[str, Node], anchored: set[str]
) -> None:
    """A selection whose codings all moved or changed their memo alike moves itself, with its references."""
    for source in texts.values():
        for selection in list(children(source, "PlainTextSelection")):
            held = [
                rows[guid][1] for coding in children(selection, "Coding") if (guid := coding.get("guid", "")) in rows
            ]
            wanted = {(row.source_guid, row.start, row.end, row.memo) for row in held if row.guid in present}
            if len(wanted) != 1:
                continue
            source_guid, start, end, memo = wanted.pop()
            if start is None or end is None:
                continue
            moved = source_guid != source.get("guid") or passage(selection) != (start, end)
            if moved and selection.get("guid") in anchored:
                continue
            selection.set("startPosition", str(start))
            selection.set("endPosition", str(end))
            describe(selection, memo)
            if source_guid != source.get("guid"):
                texts[source_guid].append(selection)


def _place(coding: Node, row: Coding, texts: dict[str, Node]) -> list[Node]:
    """Bring a coding to its passage, in a selection of its own where it has none yet; return what it left empty."""
    above, source = coding.getparent(), texts[row.source_guid]
    if row.start is None or row.end is None:
        fits = above is source
    else:
        fits = (
            above is not None
            and local(above.tag) == "PlainTextSelection"
            and above.getparent() is source
            and passage(above) == (row.start, row.end)
            and text_of(above) == row.memo
        )
    if fits:
        return []
    if above is not None:
        above.remove(coding)
    if row.start is None or row.end is None:
        source.append(coding)
    else:
        selection = make(
            "PlainTextSelection",
            guid=derived_guid("selection", row.guid, row.source_guid, row.start, row.end, row.memo),
            startPosition=str(row.start),
            endPosition=str(row.end),
        )
        describe(selection, row.memo)
        selection.append(coding)
        source.append(selection)
    return [above] if above is not None else []


def _fill(coding: Node, row: Coding, coder: dict[str, str]) -> None:
    reference = coding.find(qualified("CodeRef"))
    if reference is None:
        reference = make("CodeRef")
        coding.insert(0, reference)
    reference.set("targetGUID", row.code_guid)
    set_or_drop(coding, "creatingUser", coder[row.coder] if row.coder else "")
    set_or_drop(coding, "creationDateTime", row.created)


def prune(emptied: list[Node], study: Study) -> None:
    """Take out selections that have lost their last coding and hold nothing else that a table speaks of."""
    memos = {row.guid for row in study.memos or ()}
    for selection in emptied:
        above = selection.getparent()
        if local(selection.tag) != "PlainTextSelection" or above is None:
            continue
        if any(True for _ in children(selection, "Coding")):
            continue
        if any(True for _ in children(selection, "NoteRef")):
            describe(selection, "")
        elif selection.get("guid") not in memos:
            above.remove(selection)


def variables(root: Node, study: Study) -> None:
    """Put the variables and their values in."""
    if study.variables is None:
        return
    known = {owner.get("guid", ""): owner for owner in owners(root)}
    defined: dict[str, Value] = {}
    values: dict[str, list[Value]] = {}
    for number, row in rows_of(study, "variables"):
        if not valid("guid", row.variable_guid):
            raise wrong("variables", number, f"variable_guid «{short(row.variable_guid)}» bukan GUID")
        first = defined.setdefault(row.variable_guid, row)
        if (first.variable, first.type) != (row.variable, row.type):
            raise wrong("variables", number, "nama atau jenis variabel ini berbeda dari baris sebelumnya")
        if row.type not in VARIABLE_TYPES:
            raise wrong(
                "variables", number, f"jenis «{short(row.type)}» harus salah satu dari {', '.join(VARIABLE_TYPES)}"
            )
        if row.owner_guid:
            if row.owner_guid not in known:
                raise wrong("variables", number, f"pemilik {row.owner_guid} bukan kasus atau sumber yang dikenal")
            values.setdefault(row.owner_guid, []).append(row)
        elif row.value:
            raise wrong("variables", number, "ada nilai tanpa owner_guid")
    held = section(root, "Variables")
    present = {node.get("guid", ""): node for node in children(held, "Variable")}
    for node in present.values():
        held.remove(node)
    for guid, row in defined.items():
        found = present.get(guid)
        node = make("Variable", guid=guid) if found is None else found
        node.set("name", row.variable)
        node.set("typeOfVariable", row.type)
        held.append(node)
    for guid, owner in known.items():
        _set_values(owner, values.get(guid, []))


def _set_values(owner: Node, rows: list[Value]) -> None:
    present = list(children(owner, "VariableValue"))
    if sorted(value_of(value) for value in present) == sorted((row.variable_guid, row.value) for row in rows):
        return
    for value in present:
        owner.remove(value)
    for row in rows:
        value = make("VariableValue")
        value.append(make("VariableRef", targetGUID=row.variable_guid))
        name, spelling = VALUE_ELEMENTS[row.type]
        if spelling is not None and not valid(spelling, row.value.strip()):
            # The value stands as it stood; only a text may hold it then.
            name = "TextValue"
        if row.value or row.type == "Text":
            written = make(name)
            written.text = row.value
            value.append(written)
        owner.append(value)


def memos(root: Node, study: Study, coder: dict[str, str], note_texts: dict[str, str]) -> list[list[str]]:
    """Put notes and described passages in; return the (note, case) pairs, for which the standard has no place."""
    if study.memos is None:
        return []
    texts = {source.get("guid", ""): source for source in text_sources(root) if source.get("guid") in study.texts}
    notes: dict[str, list[tuple[int, Memo]]] = {}
    passages: dict[str, tuple[int, Memo]] = {}
    for number, row in rows_of(study, "memos"):
        if row.created and not valid("datetime", row.created):
            raise wrong("memos", number, f"created «{short(row.created)}» harus seperti 2026-01-31T08:30:00Z")
        if row.target_guid in texts and row.start is not None:
            passages[row.guid] = number, row
        else:
            notes.setdefault(row.guid, []).append((number, row))
    loose = {note.get("guid", "") for note in root.iter(qualified("Note"))} - attachments(root).keys()
    _described(texts, passages, study, coder, code_guids(root))
    _notes(root, notes, coder, note_texts)
    return _attach(root, notes, loose)


def _described(
    texts: dict[str, Node], rows: dict[str, tuple[int, Memo]], study: Study, coder: dict[str, str], codes: set[str]
) -> None:
    present = {s.get("guid", ""): s for source in texts.values() for s in children(source, "PlainTextSelection")}
    for guid, selection in present.items():
        if guid not in rows and described_only(selection, codes):
            describe(selection, "")
            if not any(local(child.tag) in {"Coding", "NoteRef"} for child in selection):
                selection.getparent().remove(selection)  # type: ignore[union-attr]
    for guid, (number, row) in rows.items():
        length = len(study.texts[row.target_guid])
        if row.start is None or row.end is None or not row.start <= row.end <= length:
            raise wrong("memos", number, f"bagian {row.start}–{row.end} tidak ada dalam teksnya ({length} huruf)")
        if not row.text:
            raise wrong("memos", number, "bagian tanpa kode harus mempunyai teks catatan")
        fit_for_xml("memos", number, "text", row.text)
        found = present.get(guid)
        selection = make("PlainTextSelection", guid=guid) if found is None else found
        if selection.getparent() is not texts[row.target_guid]:
            texts[row.target_guid].append(selection)
        selection.set("startPosition", str(row.start))
        selection.set("endPosition", str(row.end))
        if selection.get("name", "") != row.title:
            set_or_drop(selection, "name", row.title)
        set_or_drop(selection, "creatingUser", coder[row.coder] if row.coder else "")
        set_or_drop(selection, "creationDateTime", row.created)
        describe(selection, row.text)


def _notes(
    root: Node, notes: dict[str, list[tuple[int, Memo]]], coder: dict[str, str], note_texts: dict[str, str]
) -> None:
    held = section(root, "Notes")
    present = {node.get("guid", ""): node for node in children(held, "Note")}
    hanging = attachments(root)
    for guid, node in present.items():
        held.remove(node)
        for thing in hanging.get(guid, ()) if guid not in notes else ():
            _unhang(thing, guid)
    for guid, rows in notes.items():
        number, row = rows[0]
        for other, again in rows[1:]:
            if (again.text, again.title, again.coder, again.created) != (row.text, row.title, row.coder, row.created):
                raise wrong("memos", other, f"isi catatan {guid} berbeda dari barisnya yang lain (baris {number})")
        found = present.get(guid)
        note = make("Note", guid=guid) if found is None else found
        if found is None or note_texts.get(guid, "") != row.text:
            _write_note(note, number, row.text)
        note_texts[guid] = row.text
        if note.get("name", "") != row.title:
            set_or_drop(note, "name", row.title)
        set_or_drop(note, "creatingUser", coder[row.coder] if row.coder else "")
        set_or_drop(note, "creationDateTime", row.created)
        held.append(note)


def _write_note(note: Node, number: int, text: str) -> None:
    fit_for_xml("memos", number, "text", text)
    for content in list(children(note, "PlainTextContent")):
        note.remove(content)
    set_or_drop(note, "plainTextPath", "")
    content = make("PlainTextContent")
    content.text = text
    note.append(content)


def _attach(root: Node, notes: dict[str, list[tuple[int, Memo]]], loose: set[str]) -> list[list[str]]:
    """Make each note hang where its rows say; return the pairs of note and case.

    ``loose`` notes hung nowhere before: with a blank target they stay so, while a new one is hung on the project.
    """
    present = attachments(root)
    known = things(root)
    on_cases: list[list[str]] = []
    for guid, rows in notes.items():
        hanging = {thing.get("guid", ""): thing for thing in present.get(guid, ())}
        wanted = {row.target_guid: number for number, row in rows}
        for target, thing in hanging.items():
            if target not in wanted:
                _unhang(thing, guid)
        for target, number in wanted.items():
            if target in hanging or (not target and guid in loose):
                continue
            place = known.get(target) if target else root
            if place is None or "NoteRef" not in ELEMENTS[kind(place)].children:
                raise wrong("memos", number, f"target_guid {target} bukan hal yang dapat diberi catatan")
            if kind_of(place) == "case":
                on_cases.append([guid, target])
            else:
                place.append(make("NoteRef", targetGUID=guid))
    return on_cases


def _unhang(thing: Node, note: str) -> None:
    for reference in list(children(thing, "NoteRef")):
        if reference.get("targetGUID") == note:
            thing.remove(reference)
