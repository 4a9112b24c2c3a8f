"""Roles, purposes, and what each role sees by right, without any agreement. A permission is written here, once."""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources
from typing import Any


@dataclass(frozen=True)
class Role:
    """A kind of user: its word on the screen, what it is for, and whether it must answer for an area.

    ``purposes`` are the reasons for which it may ask (``purposes.json``); the first is the one it begins with.
    """

    name: str
    label: str
    meaning: str
    needs_area: bool
    purposes: tuple[str, ...]


@dataclass(frozen=True)
class Right:
    """What some roles see of some data sets by right.

    ``reach`` is ``all`` (the whole record), ``own`` (the viewer's area and all within it) or ``office`` (rows of the
    viewer's own organisation). ``level`` is ``named``, ``pseudonymous`` or ``counts``. ``classes`` are the classes of
    columns (``knowledge/datasets/classes.json``). ``basis`` is the rule in words, shown to the user.
    """

    roles: frozenset[str]
    datasets: frozenset[str]
    reach: str
    level: str
    classes: frozenset[str]
    basis: str


def _load(name: str) -> Any:
    return json.loads(resources.files(__name__).joinpath(name).read_text("utf-8"))


@functools.cache
def roles() -> dict[str, Role]:
    """Return all roles by name."""
    content = _load("roles.json")["roles"]
    return {
        name: Role(name, row["label"], row["meaning"], row["needs_area"], tuple(row["purposes"]))
        for name, row in content.items()
    }


@functools.cache
def purposes() -> dict[str, str]:
    """Return all purposes by name, with their words on the screen."""
    return {str(name): str(label) for name, label in _load("purposes.json")["purposes"].items()}


@functools.cache
def rights() -> tuple[Right, ...]:
    """Return all rights in the order of the file; the first that fits a role and a data set holds."""
    return tuple(
        Right(
            frozenset(row["roles"]),
            frozenset(row["datasets"]),
            row["reach"],
            row["level"],
            frozenset(row["classes"]),
            row["basis"],
        )
        for row in _load("rights.json")["rights"]
    )
