"""``scope(viewer, dataset)``: which columns, which areas, at which level, on which basis. When in doubt: no."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rembuk.knowledge.datasets import datasets
from rembuk.knowledge.policy import rights
from rembuk.record.core.errors import Denied
from rembuk.record.core.viewer import Viewer


@dataclass(frozen=True)
class Scope:
    """What a viewer may see of one data set.

    ``columns``: names of the columns. ``areas``: roots; rows of these areas and of all within them are visible; None
    means everywhere. ``office``: rows of this organisation only; None means of any. ``level``: ``named``,
    ``pseudonymous`` or ``counts``. ``basis``: the rule or agreement that gives it, in words.
    """

    dataset: str
    columns: frozenset[str]
    areas: frozenset[UUID] | None
    office: UUID | None
    level: str
    basis: str


def scope(viewer: Viewer, dataset: str) -> Scope:
    """Return what ``viewer`` may see of ``dataset``; raises ``Denied`` naming what is missing.

    Every query of every app asks here. Agreements between organisations will add to it without a query changing.
    """
    if dataset not in datasets():
        raise KeyError(f"{dataset} is no data set of knowledge/datasets")
    for right in rights():
        if viewer.role in right.roles and dataset in right.datasets:
            break
    else:
        raise Denied(
            f"Peran Anda belum memberi hak melihat data ini ({datasets()[dataset].meaning}).",
            "Ajukan perjanjian berbagi data dengan kantor yang memegangnya.",
        )
    if right.reach == "own" and viewer.area is None:
        raise Denied("Akun Anda belum terhubung dengan wilayah mana pun.", "Minta operator melengkapi akun Anda.")
    if right.reach == "office" and viewer.office is None:
        raise Denied("Akun Anda belum terhubung dengan kantor mana pun.", "Minta operator melengkapi akun Anda.")
    return Scope(
        dataset=dataset,
        columns=datasets()[dataset].of_class(*right.classes),
        areas=frozenset({viewer.area}) if right.reach == "own" and viewer.area else None,
        office=viewer.office if right.reach == "office" else None,
        level=right.level,
        basis=right.basis,
    )
