"""The nutritional categories of Permenkes 2/2020 and the arm circumference classes, from their data files."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class CategorySet:
    """The categories of one index, mildest limits resolved to whole hundredths of a z-score.

    ``edges`` (ascending, centi-z): a child is in category ``i`` when exactly ``i`` edges are ≤ its centi-z.
    """

    code: str
    title: str
    z: str
    words: tuple[str, ...]
    english: tuple[str, ...]
    edges: tuple[int, ...]


@dataclass(frozen=True)
class MuacClasses:
    """Arm circumference classes for ages ``from_months`` ≤ age < ``below_months``; ``edges_mm`` as in CategorySet."""

    words: tuple[str, ...]
    edges_mm: tuple[int, ...]
    from_months: int
    below_months: int
    oedema_word: str


@cache
def category_sets() -> dict[str, CategorySet]:
    """Return the sets by their column name: ``bb_u``, ``tb_u``, ``bb_tb``, ``imt_u``."""
    data = load("permenkes_2_2020.json")
    return {
        code: CategorySet(
            code,
            entry["title"],
            entry["z"],
            tuple(category["word"] for category in entry["categories"]),
            tuple(category["english"] for category in entry["categories"]),
            tuple(_edge(category) for category in entry["categories"][:-1]),
        )
        for code, entry in data["indices"].items()
    }


@cache
def muac_classes() -> MuacClasses:
    """Return the arm circumference classes."""
    data = load("muac_classes.json")
    return MuacClasses(
        tuple(category["word"] for category in data["categories"]),
        tuple(round(10 * category["below_cm"]) for category in data["categories"][:-1]),
        data["from_months"],
        data["below_months"],
        data["oedema"],
    )


def load(name: str) -> Any:
    """Return one of this folder's JSON files."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


def _edge(category: dict[str, float]) -> int:
    """Return the first centi-z that lies beyond a category."""
    return round(100 * category["below"]) if "below" in category else round(100 * category["up_to"]) + 1
