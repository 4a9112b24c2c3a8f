"""The parts of a framework of collaboration, as frozen rows."""

from __future__ import annotations

from dataclasses import dataclass

from rembuk.knowledge.checked import Both


@dataclass(frozen=True, slots=True)
class Source:
    """A publication that a framework rests on, with what of it was really checked."""

    id: str
    cite: str
    verified: str


@dataclass(frozen=True, slots=True)
class Indicator:
    """Something a district team can look at to judge an element."""

    id: str
    text: Both


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a framework: what it means, and the items, traces and instruments that speak about it."""

    id: str
    name: Both
    definition: Both
    indicators: tuple[Indicator, ...]
    survey_items: tuple[str, ...]
    traces: tuple[str, ...]
    instruments: tuple[str, ...]
    constructs: tuple[str, ...]
    confidence: str


@dataclass(frozen=True, slots=True)
class Dimension:
    """A dimension, phase or factor: a named group of elements."""

    id: str
    name: Both
    definition: Both
    confidence: str
    elements: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """A published selection of dimensions: each group counts as one element of that list."""

    id: str
    name: Both
    groups: tuple[tuple[str, ...], ...]
    note: Both
    confidence: str


@dataclass(frozen=True, slots=True)
class Note:
    """Something a reader of the framework must know, with how sure we are."""

    about: Both
    confidence: str


@dataclass(frozen=True, slots=True)
class Framework:
    """A framework with its dimensions, sources, profiles and the arrows between its dimensions."""

    id: str
    name: Both
    kind: Both
    as_of: str
    used_by: tuple[str, ...]
    sources: tuple[Source, ...]
    notes: tuple[Note, ...]
    profiles: tuple[Profile, ...]
    feeds: tuple[tuple[str, str], ...]
    dimensions: tuple[Dimension, ...]

    @property
    def elements(self) -> tuple[Element, ...]:
        """All elements in the order of the framework."""
        return tuple(element for dimension in self.dimensions for element in dimension.elements)


@dataclass(frozen=True, slots=True)
class Construct:
    """A construct that several frameworks share, each with its own words, and the elements that express it."""

    id: str
    name: Both
    elements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A survey question in our own words; ``reverse`` = agreeing is unfavourable; ``likert5`` or ``network``."""

    id: str
    text: Both
    reverse: bool
    kind: str


@dataclass(frozen=True, slots=True)
class Scale:
    """An answer scale: its points from lowest to highest, and the answer that is not a point."""

    id: str
    labels: tuple[Both, ...]
    do_not_know: Both


@dataclass(frozen=True, slots=True)
class ItemBank:
    """The survey questions with their status: every page and paper with a score must show ``status`` beside it."""

    status: Both
    status_note: Both
    source: str
    items: tuple[Item, ...]
    short_form: tuple[str, ...]
    short_form_note: Both
    scales: tuple[Scale, ...]


@dataclass(frozen=True, slots=True)
class Instrument:
    """A published instrument: referred to, never copied."""

    id: str
    name: str
    source: str
    holds: str
    scale: str
    access: str
    validity: str


@dataclass(frozen=True, slots=True)
class Sector:
    """A sector of actors; ``standing`` is ``negara``, ``semi_negara`` or ``nonnegara``."""

    id: str
    name: Both
    standing: str


@dataclass(frozen=True, slots=True)
class Study:
    """One of the four studies everything started from, with the slips in its text that must not become data."""

    id: str
    place: str
    framework: str
    method: str
    text: str
    file: str
    slips: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a study found: kind ``obstacle``, ``driver``, ``recommendation`` or ``principle``, and where it belongs.

    ``answer`` is what in Rembuk answers it, ``shown_by`` what would show a change.
    """

    id: str
    study: str
    kind: str
    quotes: tuple[str, ...]
    elements: tuple[str, ...]
    traces: tuple[str, ...]
    items: tuple[str, ...]
    answer: Both
    shown_by: Both


@dataclass(frozen=True, slots=True)
class Library:
    """Everything together, with every reference resolved."""

    frameworks: tuple[Framework, ...]
    constructs: tuple[Construct, ...]
    bank: ItemBank
    instruments: tuple[Instrument, ...]
    sectors: tuple[Sector, ...]
    studies: tuple[Study, ...]
    findings: tuple[Finding, ...]

    def framework(self, identity: str) -> Framework:
        """Return one framework by its id (``KeyError`` where there is none)."""
        return {framework.id: framework for framework in self.frameworks}[identity]

    def element(self, identity: str) -> Element:
        """Return one element by its id, for example ``emerson.sm.trust`` (``KeyError`` where there is none)."""
        return {e.id: e for framework in self.frameworks for e in framework.elements}[identity]

    def findings_of(self, element: str) -> tuple[Finding, ...]:
        """Return what the studies found about an element."""
        return tuple(finding for finding in self.findings if element in finding.elements)

    def same_construct(self, element: str) -> tuple[str, ...]:
        """Return the elements of any framework that express a construct of ``element`` too, without itself."""
        shared = [c.elements for c in self.constructs if element in c.elements]
        return tuple(dict.fromkeys(e for group in shared for e in group if e != element))
