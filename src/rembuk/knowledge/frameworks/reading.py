"""From the nodes of the files to the rows of ``models``: schema of a framework, the item bank and the studies."""

from __future__ import annotations

from rembuk.knowledge.checked import CONFIDENCE, Node, unique
from rembuk.knowledge.frameworks.models import (
    Dimension,
    Element,
    Finding,
    Framework,
    Indicator,
    Item,
    ItemBank,
    Note,
    Profile,
    Scale,
    Source,
    Study,
)

KINDS_OF_FINDING = ("obstacle", "driver", "recommendation", "principle")
KINDS_OF_ITEM = ("likert5", "network")


def read_framework(file: Node) -> Framework:
    """Return the framework of one file; ids of dimensions and elements must begin with the framework's id."""
    file.only("schema", "id", "name", "kind", "used_by", "as_of", "sources", "notes", "profiles", "feeds", "dimensions")
    identity = file.text("id")
    dimensions = tuple(_dimension(node, identity) for node in file.nodes("dimensions"))
    if not dimensions:
        raise file.refuse("kerangka tanpa dimensi")
    unique([dimension.id for dimension in dimensions], file, "dimensi")
    unique([element.id for dimension in dimensions for element in dimension.elements], file, "elemen")
    known = {dimension.id for dimension in dimensions}
    sources = tuple(Source(n.text("id"), n.text("cite"), n.text("verified")) for n in file.nodes("sources"))
    if not sources:
        raise file.refuse("kerangka tanpa sumber")
    return Framework(
        id=identity,
        name=file.both("name"),
        kind=file.both("kind"),
        as_of=file.text("as_of"),
        used_by=file.texts("used_by"),
        sources=sources,
        notes=tuple(Note(n.both("about"), n.one_of("confidence", CONFIDENCE)) for n in file.nodes("notes")),
        profiles=tuple(_profile(node, known) for node in file.nodes("profiles")),
        feeds=_feeds(file, known),
        dimensions=dimensions,
    )


def _dimension(node: Node, framework: str) -> Dimension:
    node.only("id", "name", "definition", "confidence", "elements")
    _begins_with(node, framework)
    return Dimension(
        id=node.text("id"),
        name=node.both("name"),
        definition=node.both("definition"),
        confidence=node.one_of("confidence", CONFIDENCE),
        elements=tuple(_element(child, node.text("id")) for child in node.nodes("elements")),
    )


def _element(node: Node, dimension: str) -> Element:
    keys = ("indicators", "survey_items", "traces", "instruments", "constructs", "confidence")
    node.only("id", "name", "definition", *keys)
    _begins_with(node, dimension)
    return Element(
        id=node.text("id"),
        name=node.both("name"),
        definition=node.both("definition"),
        indicators=tuple(Indicator(n.text("id"), n.both("text")) for n in node.nodes("indicators")),
        survey_items=node.texts("survey_items"),
        traces=node.texts("traces"),
        instruments=node.texts("instruments"),
        constructs=node.texts("constructs"),
        confidence=node.one_of("confidence", CONFIDENCE),
    )


def _begins_with(node: Node, parent: str) -> None:
    if not node.text("id").startswith(f"{parent}."):
        raise node.refuse(f"id harus diawali “{parent}.”")


def _profile(node: Node, dimensions: set[str]) -> Profile:
    node.only("id", "name", "groups", "note", "confidence")
    groups = node.values.get("groups")
    if not isinstance(groups, list) or not all(isinstance(group, list) and group for group in groups):
        raise node.refuse("“groups” harus berupa daftar kelompok dimensi")
    listed = [str(dimension) for group in groups for dimension in group]
    unique(listed, node, "dimensi")
    for missing in sorted(set(listed) - dimensions):
        raise node.refuse(f"profil menyebut dimensi “{missing}” yang tidak ada")
    return Profile(
        id=node.text("id"),
        name=node.both("name"),
        groups=tuple(tuple(str(dimension) for dimension in group) for group in groups),
        note=node.both("note"),
        confidence=node.one_of("confidence", CONFIDENCE),
    )


def _feeds(file: Node, dimensions: set[str]) -> tuple[tuple[str, str], ...]:
    arrows = file.values.get("feeds")
    if not isinstance(arrows, list) or not all(isinstance(arrow, list) and len(arrow) == 2 for arrow in arrows):
        raise file.refuse("“feeds” harus berupa daftar pasangan dimensi")
    for missing in sorted({end for arrow in arrows for end in arrow} - dimensions):
        raise file.refuse(f"panah menyebut dimensi “{missing}” yang tidak ada")
    return tuple((str(start), str(end)) for start, end in arrows)


def read_items(file: Node) -> ItemBank:
    """Return the item bank; the short form may name only items that exist."""
    file.only("schema", "as_of", "source", "status", "status_note", "scales", "short_form", "items")
    items = tuple(_item(node) for node in file.nodes("items"))
    unique([item.id for item in items], file, "butir")
    short = file.node("short_form")
    short.only("items", "note")
    for missing in sorted(set(short.texts("items")) - {item.id for item in items}):
        raise short.refuse(f"butir “{missing}” tidak ada di bank")
    return ItemBank(
        status=file.both("status"),
        status_note=file.both("status_note"),
        source=file.text("source"),
        items=items,
        short_form=short.texts("items"),
        short_form_note=short.both("note"),
        scales=tuple(_scale(node) for node in file.nodes("scales")),
    )


def _item(node: Node) -> Item:
    node.only("id", "text", "reverse", "kind")
    return Item(node.text("id"), node.both("text"), node.truth("reverse"), node.one_of("kind", KINDS_OF_ITEM))


def _scale(node: Node) -> Scale:
    node.only("id", "points", "labels", "do_not_know")
    labels = []
    for label in node.nodes("labels"):
        labels.append(Node({"label": label.values}, label.where).both("label"))
    if len(labels) != node.whole("points"):
        raise node.refuse("jumlah label tidak sama dengan jumlah titik skala")
    return Scale(node.text("id"), tuple(labels), node.both("do_not_know"))


def read_studies(file: Node) -> tuple[tuple[Study, ...], tuple[Finding, ...]]:
    """Return the studies and what they found."""
    file.only("schema", "as_of", "source", "studies", "findings")
    studies = []
    for node in file.nodes("studies"):
        node.only("id", "place", "framework", "method", "text", "file", "slips")
        studies.append(
            Study(
                id=node.text("id"),
                place=node.text("place"),
                framework=node.text("framework"),
                method=node.text("method"),
                text=node.text("text"),
                file=node.text("file"),
                slips=node.texts("slips"),
            )
        )
    findings = []
    for node in file.nodes("findings"):
        node.only("id", "study", "kind", "quotes", "elements", "traces", "items", "answer", "shown_by")
        findings.append(
            Finding(
                id=node.text("id"),
                study=node.text("study"),
                kind=node.one_of("kind", KINDS_OF_FINDING),
                quotes=node.texts("quotes"),
                elements=node.texts("elements"),
                traces=node.texts("traces"),
                items=node.texts("items"),
                answer=node.both("answer"),
                shown_by=node.both("shown_by"),
            )
        )
    unique([finding.id for finding in findings], file, "temuan")
    return tuple(studies), tuple(findings)
