"""Frameworks of collaboration as data: ``library()`` reads and checks them all.

A framework is one file in ``library/``: copy one, change it, and it is there, in the crosswalk too (its elements name
the constructs they express). Definitions and survey items are in Rembuk's own words; published instruments are
referred to, not copied. How sure we are stands beside every element.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rembuk.knowledge.checked import Both, Node, read, unique
from rembuk.knowledge.frameworks.models import (
    Construct,
    Dimension,
    Element,
    Finding,
    Framework,
    Indicator,
    Instrument,
    Item,
    ItemBank,
    Library,
    Note,
    Profile,
    Scale,
    Sector,
    Source,
    Study,
)
from rembuk.knowledge.frameworks.reading import read_framework, read_items, read_studies
from rembuk.knowledge.traces import registry

__all__ = [
    "Both",
    "Construct",
    "Dimension",
    "Element",
    "Finding",
    "Framework",
    "Indicator",
    "Instrument",
    "Item",
    "ItemBank",
    "Library",
    "Note",
    "Profile",
    "Scale",
    "Sector",
    "Source",
    "Study",
    "library",
    "read_library",
]

STANDINGS = ("negara", "semi_negara", "nonnegara")


@cache
def library() -> Library:
    """Return the frameworks, item bank, crosswalk and findings that ship with Rembuk."""
    return read_library(files(__name__))


def read_library(folder: Path | Traversable) -> Library:
    """Return the library in ``folder``: ``library/*.json`` one framework each, and the shared files beside them.

    Raises ``Refused`` with one sentence where a file breaks the schema or points to something that does not exist.
    """
    bank = read_items(read(folder / "items.json"))
    instruments = _instruments(read(folder / "instruments.json"))
    constructs_file = read(folder / "constructs.json")
    constructs = _constructs(constructs_file)
    papers = sorted((p for p in (folder / "library").iterdir() if p.name.endswith(".json")), key=lambda p: p.name)
    nodes = [read(paper) for paper in papers]
    frameworks = tuple(read_framework(node) for node in nodes)
    for node, framework in zip(nodes, frameworks, strict=True):
        _check_references(node, framework, bank, instruments, set(constructs))
    unique([f.id for f in frameworks], constructs_file, "kerangka")
    studies_file = read(folder / "seeds.json")
    studies, findings = read_studies(studies_file)
    library = Library(
        frameworks=frameworks,
        constructs=tuple(
            Construct(identity, name, tuple(e.id for f in frameworks for e in f.elements if identity in e.constructs))
            for identity, name in constructs.items()
        ),
        bank=bank,
        instruments=instruments,
        sectors=_sectors(read(folder / "sectors.json")),
        studies=studies,
        findings=findings,
    )
    _check_findings(studies_file, library)
    return library


def _constructs(file: Node) -> dict[str, Both]:
    file.only("schema", "as_of", "source", "constructs")
    nodes = list(file.nodes("constructs"))
    unique([node.text("id") for node in nodes], file, "konstruk")
    return {node.text("id"): node.both("name") for node in nodes}


def _instruments(file: Node) -> tuple[Instrument, ...]:
    file.only("schema", "as_of", "rule", "instruments")
    keys = ("id", "name", "source", "holds", "scale", "access", "validity")
    return tuple(Instrument(*(node.text(key) for key in keys)) for node in file.nodes("instruments"))


def _sectors(file: Node) -> tuple[Sector, ...]:
    file.only("schema", "as_of", "source", "sectors")
    return tuple(
        Sector(node.text("id"), node.both("name"), node.one_of("standing", STANDINGS)) for node in file.nodes("sectors")
    )


def _check_references(
    node: Node, framework: Framework, bank: ItemBank, instruments: tuple[Instrument, ...], constructs: set[str]
) -> None:
    """Refuse an element that points to an item, trace, instrument or construct that does not exist."""
    known = {
        "butir survei": {item.id for item in bank.items},
        "jejak": {trace.id for trace in registry().traces},
        "instrumen": {instrument.id for instrument in instruments},
        "konstruk": constructs,
    }
    for element in framework.elements:
        used = (element.survey_items, element.traces, element.instruments, element.constructs)
        for (what, there), mentioned in zip(known.items(), used, strict=True):
            for missing in sorted(set(mentioned) - there):
                raise node.refuse(f"elemen {element.id} menyebut {what} “{missing}” yang tidak ada")


def _check_findings(file: Node, library: Library) -> None:
    """Refuse a finding that points to a study, element or item that does not exist."""
    elements = {element.id for framework in library.frameworks for element in framework.elements}
    items = {item.id for item in library.bank.items}
    studies = {study.id for study in library.studies}
    for finding in library.findings:
        for what, there, mentioned in (
            ("studi", studies, (finding.study,)),
            ("elemen", elements, finding.elements),
            ("butir survei", items, finding.items),
            ("jejak", {trace.id for trace in registry().traces}, finding.traces),
        ):
            for missing in sorted(set(mentioned) - there):
                raise file.refuse(f"temuan {finding.id} menyebut {what} “{missing}” yang tidak ada")
