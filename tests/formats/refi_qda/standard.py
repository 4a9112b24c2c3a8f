"""An independent check of an exported project file: order of elements, attributes, references, GUIDs.

Written out element by element from the standard's description, apart from ``rembuk.formats.refi_qda.structure``.
"""

import re
import xml.etree.ElementTree as ET

NS = "{urn:QDA-XML:project:1.0}"
CODED = ["Coding", "NoteRef", "VariableValue"]
SELECTION = ["Description", "Coding", "NoteRef"]
ORDER = {
    "Project": [
        "Users",
        "CodeBook",
        "Variables",
        "Cases",
        "Sources",
        "Notes",
        "Links",
        "Sets",
        "Graphs",
        "Description",
        "NoteRef",
    ],
    "CodeBook": ["Codes"],
    "Code": ["Description", "NoteRef", "Code"],
    "Variable": ["Description"],
    "Case": ["Description", "CodeRef", "VariableValue", "SourceRef", "SelectionRef"],
    "TextSource": ["Description", "PlainTextContent", "PlainTextSelection", *CODED],
    "Note": ["Description", "PlainTextContent", "PlainTextSelection", *CODED],
    "Representation": ["Description", "PlainTextContent", "PlainTextSelection", *CODED],
    "PDFSource": ["Description", "PDFSelection", "Representation", *CODED],
    "PictureSource": ["Description", "TextDescription", "PictureSelection", *CODED],
    "AudioSource": ["Description", "Transcript", "AudioSelection", *CODED],
    "VideoSource": ["Description", "Transcript", "VideoSelection", *CODED],
    "Transcript": ["Description", "PlainTextContent", "SyncPoint", "TranscriptSelection", "NoteRef"],
    "PDFSelection": ["Description", "Representation", "Coding", "NoteRef"],
    **{f"{kind}Selection": SELECTION for kind in ("PlainText", "Picture", "Audio", "Video", "Transcript")},
    "Coding": ["CodeRef", "NoteRef"],
    "Set": ["Description", "MemberCode", "MemberSource", "MemberNote"],
    "Link": ["NoteRef"],
    "Graph": ["Vertex", "Edge"],
}
NEEDED = {
    "Project": ["name"],
    "User": ["guid"],
    "Code": ["guid", "name", "isCodable"],
    "Variable": ["guid", "name", "typeOfVariable"],
    "PlainTextSelection": ["guid", "startPosition", "endPosition"],
    "PDFSelection": ["guid", "page", "firstX", "firstY", "secondX", "secondY"],
    "Set": ["guid", "name"],
    **{name: ["targetGUID"] for name in ("CodeRef", "NoteRef", "SourceRef", "SelectionRef", "VariableRef")},
    **{name: ["guid"] for name in ("Case", "TextSource", "PDFSource", "Note", "Coding", "Link", "Vertex", "Edge")},
}
NOT_EMPTY = ["Users", "Codes", "Variables", "Cases", "Sources", "Notes", "Links", "Sets", "Graphs"]
GUID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
POINTERS = ["targetGUID", "creatingUser", "modifyingUser", "representedGUID", "originGUID", "sourceVertex"]
POINTERS += ["targetVertex", "creatingUserGUID", "fromSyncPoint", "toSyncPoint"]
VALUES = {
    "BooleanValue": "true|false|1|0",
    "IntegerValue": "[+-]?[0-9]+",
    "FloatValue": r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)",
    "DateValue": r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?",
    "DateTimeValue": r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}T[0-9:.]+(Z|[+-][0-9]{2}:[0-9]{2})?",
}


def faults(project):
    """Return what is wrong with a project file (bytes), as sentences."""
    root = ET.fromstring(project)
    found = []
    guids = [node.get("guid") for node in root.iter() if node.get("guid") is not None]
    if len(set(guids)) < len(guids):
        found.append("a GUID is used twice")
    for node in root.iter():
        if not node.tag.startswith(NS):
            found.append(f"{node.tag} is of another namespace")
            continue
        name = node.tag.removeprefix(NS)
        held = [child.tag.removeprefix(NS) for child in node]
        if name in ORDER:
            if set(held) - set(ORDER[name]):
                found.append(f"{name} holds {set(held) - set(ORDER[name])}")
            elif [ORDER[name].index(child) for child in held] != sorted(ORDER[name].index(child) for child in held):
                found.append(f"{name} holds its parts in another order: {held}")
        if name == "VariableValue" and (held[:1] != ["VariableRef"] or len(held) > 2):
            found.append(f"VariableValue holds {held}")
        if name in VALUES and not re.fullmatch(VALUES[name], (node.text or "").strip()):
            found.append(f"{name} is {node.text!r}")
        if name in NOT_EMPTY and not held:
            found.append(f"{name} is empty")
        if name == "Coding" and held[:1] != ["CodeRef"]:
            found.append("a Coding has no CodeRef")
        found += [f"{name} has no {needed}" for needed in NEEDED.get(name, []) if node.get(needed) is None]
        for pointer in POINTERS:
            if node.get(pointer) is not None and node.get(pointer) not in guids:
                found.append(f"{name} {pointer} points to nothing: {node.get(pointer)}")
        if node.get("guid") is not None and not GUID.fullmatch(node.get("guid")):
            found.append(f"guid {node.get('guid')}")
    return found
