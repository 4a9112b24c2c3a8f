"""Who may sign which paper with whom, as far as it is known: each with its basis, mark (R, K, U) and confidence.

No legal advice. What is not marked R (read in a source) goes to the legal section before it is signed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from rembuk.knowledge.actions import LEVELS
from rembuk.knowledge.checked import CONFIDENCE, MARKS, Both, Node, read, unique

SIGNATURES = ("tte_atau_basah", "basah")
ANY_PARTNER = "mitra"
PARTNERS = ("perusahaan", "perguruan_tinggi", "baznas", "ormas", "warga")


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper: on which levels it exists, which roles sign it, with which kinds of parties (none = alone)."""

    id: str
    name: Both
    levels: tuple[str, ...]
    signed_by: tuple[str, ...]
    parties: tuple[str, ...]
    signature: str
    basis: str
    mark: str
    confidence: str
    note: Both

    @property
    def to_check(self) -> bool:
        """Whether the legal section must look at it first: not read in a source, or not sure."""
        return self.mark != "R" or self.confidence != "high"


@dataclass(frozen=True, slots=True)
class Signatories:
    """All papers, the names of roles and parties, and the two sentences that stand under every list."""

    caution: Both
    electronic: Both
    roles: dict[str, Both]
    parties: dict[str, Both]
    papers: tuple[Paper, ...]

    def paper(self, identity: str) -> Paper:
        """Return one paper (``KeyError`` where there is none)."""
        return {paper.id: paper for paper in self.papers}[identity]

    def with_party(self, party: str, level: str) -> tuple[Paper, ...]:
        """Return the papers of a level that can be signed with a kind of party, for example ``perusahaan``."""
        wanted = {party} | ({ANY_PARTNER} if party in PARTNERS else set())
        return tuple(paper for paper in self.papers if level in paper.levels and wanted & set(paper.parties))


@cache
def signatories() -> Signatories:
    """Return what ships with Rembuk."""
    return read_signatories(files(__name__) / "documents.json")


def read_signatories(path: Path | Traversable) -> Signatories:
    """Return the papers of one file; ``Refused`` with a sentence where it breaks the schema."""
    file = read(path)
    file.only("schema", "as_of", "source", "caution", "electronic", "signatures", "roles", "parties", "documents")
    roles = {node.text("id"): node.both("name") for node in file.nodes("roles")}
    parties = {node.text("id"): node.both("name") for node in file.nodes("parties")}
    papers = tuple(_paper(node, set(roles), set(parties)) for node in file.nodes("documents"))
    unique([paper.id for paper in papers], file, "dokumen")
    return Signatories(file.both("caution"), file.both("electronic"), roles, parties, papers)


def _paper(node: Node, roles: set[str], parties: set[str]) -> Paper:
    node.only("id", "name", "levels", "signed_by", "with", "signature", "basis", "mark", "confidence", "note")
    for key, known in (("levels", set(LEVELS)), ("signed_by", roles), ("with", parties)):
        for missing in sorted(set(node.texts(key)) - known):
            raise node.refuse(f"“{key}” menyebut “{missing}” yang tidak ada")
    if not node.texts("signed_by") or not node.texts("levels"):
        raise node.refuse("dokumen tanpa penanda tangan atau tanpa tingkat")
    return Paper(
        id=node.text("id"),
        name=node.both("name"),
        levels=node.texts("levels"),
        signed_by=node.texts("signed_by"),
        parties=node.texts("with"),
        signature=node.one_of("signature", SIGNATURES),
        basis=node.text("basis"),
        mark=node.one_of("mark", MARKS),
        confidence=node.one_of("confidence", CONFIDENCE),
        note=node.both("note"),
    )
