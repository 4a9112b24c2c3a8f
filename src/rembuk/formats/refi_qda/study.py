"""What a STUDY folder holds, as plain rows: the columns of its tables in their order (docs/study.md).

GUIDs are lower-case without braces; positions are code points of the source's text, the end not included.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass
class Code:
    """One code; the order of rows is the order of the codebook."""

    KEY: ClassVar = ("guid",)
    guid: str
    parent_guid: str = ""
    name: str = ""
    definition: str = ""
    color: str = ""
    dimension: str = ""


@dataclass
class Source:
    """One text source."""

    KEY: ClassVar = ("guid",)
    guid: str
    name: str = ""
    sha256: str = ""


@dataclass
class Coding:
    """One code on one passage by one coder; ``start`` and ``end`` are ``None`` for the source as a whole."""

    KEY: ClassVar = ("guid",)
    guid: str
    source_guid: str
    start: int | None
    end: int | None
    code_guid: str
    coder: str = ""
    created: str = ""
    memo: str = ""
    quote: str = ""


@dataclass
class Coder:
    """One person who codes; names are unique in a study."""

    KEY: ClassVar = ("guid",)
    guid: str
    name: str = ""


@dataclass
class Case:
    """One informant, office or place, with the sources that speak of it (GUIDs separated by spaces)."""

    KEY: ClassVar = ("guid",)
    guid: str
    name: str = ""
    memo: str = ""
    source_guids: str = ""


@dataclass
class Value:
    """One value of a variable; owner and value are blank for a variable that has none."""

    KEY: ClassVar = ("variable_guid", "owner_guid")
    variable_guid: str
    variable: str = ""
    type: str = "Text"
    owner_guid: str = ""
    value: str = ""


@dataclass
class Memo:
    """One note on one thing, or one passage that has a description and no code (then the target is its source)."""

    KEY: ClassVar = ("guid", "target_guid")
    guid: str
    target_guid: str = ""
    start: int | None = None
    end: int | None = None
    coder: str = ""
    created: str = ""
    title: str = ""
    text: str = ""


@dataclass
class Finished:
    """A coder has finished a source: what they left uncoded there is a "no"."""

    KEY: ClassVar = ("source_guid", "coder")
    source_guid: str
    coder: str


@dataclass
class Study:
    """All tables of a study; ``None`` is a table that is not there. ``texts`` gives each source's text by GUID."""

    codes: list[Code] | None = None
    sources: list[Source] | None = None
    codings: list[Coding] | None = None
    coders: list[Coder] | None = None
    cases: list[Case] | None = None
    variables: list[Value] | None = None
    memos: list[Memo] | None = None
    finished: list[Finished] | None = None
    texts: dict[str, str] = field(default_factory=dict)
    #: Columns that a person has added to a table: accepted, but an export has no place for them.
    further: list[str] = field(default_factory=list)


#: table → (its row, the columns a reader cannot do without)
TABLES: dict[str, tuple[type, tuple[str, ...]]] = {
    "codes": (Code, ("guid",)),
    "sources": (Source, ("guid",)),
    "codings": (Coding, ("source_guid", "start", "end", "code_guid", "coder")),
    "coders": (Coder, ("guid", "name")),
    "cases": (Case, ("guid",)),
    "variables": (Value, ("variable_guid", "owner_guid", "value")),
    "memos": (Memo, ("guid", "target_guid", "text")),
    "finished": (Finished, ("source_guid", "coder")),
}


def guid(text: str) -> str:
    """Return a GUID as the tables spell it: lower case, no braces, no white space around it."""
    return text.strip().removeprefix("{").removesuffix("}").lower()
