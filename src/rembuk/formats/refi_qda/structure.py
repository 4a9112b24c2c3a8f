"""The REFI-QDA 1.0 project standard as data: which element holds which, in which order, with which attributes.

Written from the standard's description (QDA-XML 1.0, Rotterdam Exchange Format Initiative, 18 March 2019). Where a
program is known to write more than the standard allows and it does no harm (sets inside the code book, notes on a
case), the place is listed too, so that it can be carried through.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

NAMESPACE = "urn:QDA-XML:project:1.0"

#: attributes by name: how their value is spelt; what is not listed is text
_SPELT = {
    "guid": "guid",
    "targetGUID": "guid",
    "creatingUser": "guid",
    "modifyingUser": "guid",
    "creatingUserGUID": "guid",
    "modifyingUserGUID": "guid",
    "representedGUID": "guid",
    "originGUID": "guid",
    "sourceVertex": "guid",
    "targetVertex": "guid",
    "fromSyncPoint": "guid",
    "toSyncPoint": "guid",
    "creationDateTime": "datetime",
    "modifiedDateTime": "datetime",
    "isCodable": "boolean",
    "color": "rgb",
    "typeOfVariable": "type",
    "direction": "direction",
    "shape": "shape",
    "lineStyle": "line",
} | dict.fromkeys(
    [
        *("startPosition", "endPosition", "firstX", "firstY", "secondX", "secondY"),
        *("page", "begin", "end", "timeStamp", "position"),
    ],
    "integer",
)

VARIABLE_TYPES = ("Text", "Boolean", "Integer", "Float", "Date", "DateTime")
_DATE = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_YMD = re.compile(r"-?([0-9]+)-([0-9]{2})-([0-9]{2})")
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))?"
_TIME = r"(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?|24:00:00(?:\.0+)?)"
_HEX = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"

#: spelling → the whole of a valid value
SPELLINGS = {
    "guid": re.compile(_HEX),
    "datetime": re.compile(f"{_DATE}T{_TIME}{_ZONE}"),
    "date": re.compile(_DATE + _ZONE),
    "boolean": re.compile("true|false|1|0"),
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "whole": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "rgb": re.compile("#(?:[0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})"),
    "type": re.compile("|".join(VARIABLE_TYPES)),
    "direction": re.compile("Associative|OneWay|Bidirectional"),
    "shape": re.compile(
        "Person|Oval|Rectangle|RoundedRectangle|Star|LeftTriangle|RightTriangle|UpTriangle|DownTriangle|Note"
    ),
    "line": re.compile("dotted|dashed|solid"),
}
#: what a value of each type of variable is written in, and how it must be spelt
VALUE_ELEMENTS = {
    "Text": ("TextValue", None),
    "Boolean": ("BooleanValue", "boolean"),
    "Integer": ("IntegerValue", "whole"),
    "Float": ("FloatValue", "decimal"),
    "Date": ("DateValue", "date"),
    "DateTime": ("DateTimeValue", "datetime"),
}


VALUE_SPELLINGS = dict(VALUE_ELEMENTS.values())


@dataclass(frozen=True)
class Element:
    """What an element may hold: children in order (name → kind, how often) and attributes (name → spelling)."""

    children: dict[str, tuple[str, str]]
    attributes: dict[str, str]
    required: frozenset[str]
    ordered: bool = True
    text: bool = False


def _element(children: str = "", attributes: str = "", *, ordered: bool = True) -> Element:
    """Read the short form: ``Name=Kind*`` for a child (? once at most, ! once, * any, + at least one), ``name!``."""
    held = {}
    for word in children.split():
        name, _, kind = word[:-1].partition("=")
        held[name] = (kind or name, word[-1])
    names = [word.rstrip("!") for word in attributes.split()]
    needed = frozenset(word[:-1] for word in attributes.split() if word.endswith("!"))
    return Element(held, {name: _SPELT.get(name, "text") for name in names}, needed, ordered)


_MADE = "creatingUser creationDateTime modifyingUser modifiedDateTime"
_MEDIUM = f"guid! name path currentPath {_MADE}"
_CODED = "Coding* NoteRef* VariableValue*"
_SELECTED = "Description? Coding* NoteRef*"
_BOX = "firstX! firstY! secondX! secondY!"

ELEMENTS: dict[str, Element] = {
    "Project": _element(
        "Users? CodeBook? Variables? Cases? Sources? Notes? Links? Sets? Graphs? Description? NoteRef*",
        "name! origin creatingUserGUID creationDateTime modifyingUserGUID modifiedDateTime basePath",
    ),
    "Users": _element("User+"),
    "User": _element("", "guid! name id"),
    "CodeBook": _element("Codes! Sets?"),
    "Codes": _element("Code+"),
    "Code": _element("Description? NoteRef* Code*", "guid! name! isCodable! color"),
    "Variables": _element("Variable+"),
    "Variable": _element("Description?", "guid! name! typeOfVariable!"),
    "Cases": _element("Case+"),
    "Case": _element("Description? CodeRef* VariableValue* SourceRef* SelectionRef* NoteRef*", "guid! name"),
    "VariableValue": _element(
        "VariableRef! TextValue? BooleanValue? IntegerValue? FloatValue? DateValue? DateTimeValue?"
    ),
    "Sources": _element("TextSource* PictureSource* PDFSource* AudioSource* VideoSource*", ordered=False),
    "TextSource": _element(
        f"Description? PlainTextContent? PlainTextSelection* {_CODED}",
        f"guid! name richTextPath plainTextPath {_MADE}",
    ),
    "PlainTextSelection": _element(_SELECTED, f"guid! name startPosition! endPosition! {_MADE}"),
    "PictureSource": _element(f"Description? TextDescription=TextSource? PictureSelection* {_CODED}", _MEDIUM),
    "PictureSelection": _element(_SELECTED, f"guid! name {_BOX} {_MADE}"),
    "PDFSource": _element(f"Description? PDFSelection* Representation=TextSource? {_CODED}", _MEDIUM),
    "PDFSelection": _element(
        "Description? Representation=TextSource? Coding* NoteRef*", f"guid! name page! {_BOX} {_MADE}"
    ),
    "AudioSource": _element(f"Description? Transcript* AudioSelection* {_CODED}", _MEDIUM),
    "AudioSelection": _element(_SELECTED, f"guid! name begin! end! {_MADE}"),
    "VideoSource": _element(f"Description? Transcript* VideoSelection* {_CODED}", _MEDIUM),
    "VideoSelection": _element(_SELECTED, f"guid! name begin! end! {_MADE}"),
    "Transcript": _element(
        "Description? PlainTextContent? SyncPoint* TranscriptSelection* NoteRef*",
        f"guid! name richTextPath plainTextPath {_MADE}",
    ),
    "SyncPoint": _element("", "guid! timeStamp position"),
    "TranscriptSelection": _element(_SELECTED, f"guid! name fromSyncPoint toSyncPoint {_MADE}"),
    "Coding": _element("CodeRef! NoteRef*", "guid! creatingUser creationDateTime"),
    "Notes": _element("Note=TextSource+"),
    "Links": _element("Link+"),
    "Link": _element("NoteRef*", "guid! name direction color originGUID targetGUID"),
    "Sets": _element("Set+"),
    "Set": _element("Description? MemberCode=CodeRef* MemberSource=SourceRef* MemberNote=NoteRef*", "guid! name!"),
    "Graphs": _element("Graph+"),
    "Graph": _element("Vertex* Edge*", "guid! name"),
    "Vertex": _element("", "guid! representedGUID name firstX! firstY! secondX secondY shape color"),
    "Edge": _element("", "guid! representedGUID name sourceVertex! targetVertex! color direction lineStyle"),
}
for _name in ("CodeRef", "SourceRef", "SelectionRef", "NoteRef", "VariableRef"):
    ELEMENTS[_name] = _element("", "targetGUID!")
for _name in ("Description", "PlainTextContent", *(name for name, _ in VALUE_ELEMENTS.values())):
    ELEMENTS[_name] = Element({}, {}, frozenset(), text=True)

MEDIA = ("PictureSource", "PDFSource", "AudioSource", "VideoSource")
SOURCES = ("TextSource", *MEDIA)
SELECTIONS = tuple(name for name in ELEMENTS if name.endswith("Selection"))
#: attributes that name a file
PATHS = ("plainTextPath", "richTextPath", "path", "currentPath")


def valid(spelling: str, value: str) -> bool:
    """Say whether an attribute or value is spelt as the standard demands (``text`` is always)."""
    if spelling == "text":
        return True
    if not SPELLINGS[spelling].fullmatch(value):
        return False
    if spelling in {"date", "datetime"}:
        year, month, day = (int(part) for part in _YMD.match(value).groups())  # type: ignore[union-attr]
        return year > 0 and day <= calendar.monthrange(2000 + year % 400, month)[1]
    return True


def qualified(name: str) -> str:
    """Return an element's name with the standard's namespace, as lxml spells it."""
    return f"{{{NAMESPACE}}}{name}"


def local(tag: object) -> str:
    """Return an element's name without its namespace; blank for comments and processing instructions."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""
