"""Schemes of convergence actions as dated data: the eight actions of 2018-2024 and the scheme of 2025.

A new scheme is a new file in ``schemes/``; what is not known of it (supporting actions, weights) stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from pathlib import Path

from rembuk.errors import Refused
from rembuk.knowledge.checked import CONFIDENCE, MARKS, Both, Node, read, unique

LEVELS = ("provinsi", "kabupaten", "kecamatan", "desa")


@dataclass(frozen=True, slots=True)
class Action:
    """One action, the papers that prove it, and when it is done (``when`` is ``None`` where it is not known)."""

    id: str
    name: Both
    evidence: tuple[Both, ...]
    when: Both | None


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme with its days, its actions in order, and the classes of its result, lowest first."""

    id: str
    name: Both
    valid_from: date
    valid_until: date | None
    source: str
    mark: str
    confidence: str
    levels: tuple[str, ...]
    grades: tuple[str, ...]
    grades_note: str
    note: Both
    unknown: tuple[str, ...]
    actions: tuple[Action, ...]


@cache
def schemes() -> tuple[Scheme, ...]:
    """Return the schemes that ship with Rembuk, oldest first."""
    return read_schemes(sorted((p for p in (files(__name__) / "schemes").iterdir()), key=lambda p: p.name))


def scheme_on(day: date) -> Scheme:
    """Return the scheme in force on ``day``; refuses a day before the first scheme."""
    found = [s for s in schemes() if s.valid_from <= day and (s.valid_until is None or day <= s.valid_until)]
    if not found:
        raise Refused("skema_belum_ada", f"Tidak ada skema aksi konvergensi yang dikenal untuk {day:%d-%m-%Y}.")
    return found[-1]


def read_schemes(paths: Iterable[Path | Traversable]) -> tuple[Scheme, ...]:
    """Return the schemes of these files; refuses a file that breaks the schema and two schemes that hold on one day."""
    files_ = [read(path) for path in paths if path.name.endswith(".json")]
    found = sorted(((_scheme(file), file) for file in files_), key=lambda pair: pair[0].valid_from)
    for (old, _), (new, file) in pairwise(found):
        if old.valid_until is None or old.valid_until >= new.valid_from:
            raise file.refuse(f"skema {old.id} dan {new.id} berlaku pada hari yang sama")
    return tuple(scheme for scheme, _ in found)


def _scheme(file: Node) -> Scheme:
    keys = ("schema", "id", "name", "valid_from", "valid_until", "source", "mark", "confidence", "levels", "grades")
    file.only(*keys, "grades_note", "note", "unknown", "actions")
    actions = tuple(_action(node) for node in file.nodes("actions"))
    unique([action.id for action in actions], file, "aksi")
    for level in set(file.texts("levels")) - set(LEVELS):
        raise file.refuse(f"tingkat “{level}” tidak dikenal")
    return Scheme(
        id=file.text("id"),
        name=file.both("name"),
        valid_from=file.day("valid_from"),
        valid_until=file.day_or_none("valid_until"),
        source=file.text("source"),
        mark=file.one_of("mark", MARKS),
        confidence=file.one_of("confidence", CONFIDENCE),
        levels=file.texts("levels"),
        grades=file.texts("grades"),
        grades_note=file.node("grades_note").text_or_blank("id"),
        note=file.both("note"),
        unknown=file.texts("unknown"),
        actions=actions,
    )


def _action(node: Node) -> Action:
    node.only("id", "name", "evidence", "when")
    evidence = tuple(Both(item.text("id"), item.text("en")) for item in node.nodes("evidence"))
    when = node.both("when") if node.node("when").text_or_blank("id") else None
    return Action(node.text("id"), node.both("name"), evidence, when)
