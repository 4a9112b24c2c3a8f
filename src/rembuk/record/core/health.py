"""``rembuk check`` and ``rembuk rebuild``: each app names what it derives and how to make it anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it should be, in a sentence."""

    part: str
    sentence: str


@dataclass(frozen=True)
class Part:
    """One derived thing: ``check`` yields what differs from a fresh calculation, ``rebuild`` makes it anew."""

    name: str
    check: Callable[[], Iterator[Finding]]
    rebuild: Callable[[], None] | None = None


_parts: dict[str, Part] = {}


def watch(part: Part) -> None:
    """Name a part of the record that ``rembuk check`` looks at (an app does so when Django starts)."""
    _parts[part.name] = part


def parts() -> list[Part]:
    """Return all parts, in the order in which the apps named them."""
    return list(_parts.values())
