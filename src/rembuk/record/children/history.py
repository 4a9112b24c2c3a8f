"""The past of a register in bulk: facts first, hidden with their delivery; then all that is derived, at once.

Until ``publish`` the delivery of a load in bulk does not count, so that a load which stops half-way changes no figure.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from rembuk.methods import growth
from rembuk.record.children import derive
from rembuk.record.children.models import Batch, Child, Measurement
from rembuk.record.children.rules import IDENTITY, Identity
from rembuk.record.children.scoring import POSITIONS, SEXES, stored_scores
from rembuk.record.core.bulk import insert
from rembuk.record.core.identity import uuid7
from rembuk.record.core.transactions import Writing


@dataclass(frozen=True)
class Past:
    """Measurings as columns of one length. Masses in grams, lengths in tenths of a millimetre, NaN where unknown."""

    row: NDArray[np.int64]
    child: Sequence[Child]
    area: Sequence[UUID]
    posyandu: Sequence[UUID | None]
    day: NDArray[np.datetime64]
    weight_g: NDArray[np.float64]
    length_tenth_mm: NDArray[np.float64]
    muac_tenth_mm: NDArray[np.float64]
    position: Sequence[str]
    weight_gain: Sequence[str]


def newcomer(batch: UUID, child: UUID, identity: Identity) -> Child:
    """Return a child as its first row says, not stored yet; ``rules.follow`` lets it follow the later ones."""
    values = {name: getattr(identity, name) for name in IDENTITY}
    return Child(id=child, area_id=identity.area, posyandu_id=identity.posyandu, batch_id=batch, **values)


def load(write: Writing, batch: UUID, newcomers: Sequence[Child], past: Past) -> None:
    """Add new children and measurings, scored in one call, in the caller's transaction. Nothing is derived yet."""
    Child.objects.bulk_create(newcomers, batch_size=500)
    count = len(past.row)
    if count == 0:
        return
    births = np.array([child.birth_date for child in past.child], dtype="datetime64[D]")
    scores = stored_scores(
        growth.Measures(
            sex=np.array([SEXES[child.sex] for child in past.child], dtype=np.int8),
            age_days=(past.day - births).astype(float),
            weight_kg=past.weight_g / 1000,
            length_height_cm=past.length_tenth_mm / 100,
            position=np.array([POSITIONS.get(word, growth.UNKNOWN) for word in past.position], dtype=np.int8),
        )
    )
    insert(
        Measurement,
        {
            "id": [uuid7().hex for _ in range(count)],
            "child_id": [child.id.hex for child in past.child],
            "measured_on": np.datetime_as_string(past.day, unit="D").tolist(),
            "weight_g": _whole(past.weight_g),
            "length_tenth_mm": _whole(past.length_tenth_mm),
            "position": list(past.position),
            "muac_tenth_mm": _whole(past.muac_tenth_mm),
            "weight_gain": list(past.weight_gain),
            **scores,
            "area_id": [area.hex for area in past.area],
            "posyandu_id": [posyandu.hex if posyandu else None for posyandu in past.posyandu],
            "batch_id": [batch.hex] * count,
            "row": past.row.tolist(),
        },
    )


def publish(write: Writing, batch: UUID) -> None:
    """Let a load in bulk count, and derive everything within the database."""
    Batch.objects.filter(pk=batch).update(withdrawn=False)
    derive.everything_anew()


def _whole(values: NDArray[np.float64]) -> list[Any]:
    return [None if missing else int(value) for value, missing in zip(values, np.isnan(values), strict=True)]
