"""The table of the district's children, and the same table scored: what ``rembuk growth score`` reads and writes."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from rembuk.demo.draws import Ints
from rembuk.demo.world import World
from rembuk.formats.children import children, with_scores
from rembuk.methods.growth import score

#: Words of the position column, by the code of ``Weighings.position``.
POSITIONS = np.array(["", "lying", "standing"])


def children_table(world: World, rows: Ints) -> pa.Table:
    """Return weighings (their numbers) as a table of children in the columns of ``growth score``."""
    w = world.weighings.where(rows)
    children, places = world.children, world.places
    village = places.village_on(w.posyandu, w.day)
    return pa.table(
        {
            "id": [f"anak-{n + 1:06d}" for n in w.child.tolist()],
            "name": children.name[w.child],
            "sex": np.where(children.female[w.child], "f", "m"),
            "birth_date": pa.array(children.born[w.child]),
            "measured_on": pa.array(w.day),
            "weight_kg": w.typed_weight,
            "length_height_cm": pa.array(w.typed_length, from_pandas=True),
            "position": POSITIONS[w.position],
            "muac_cm": pa.array(w.muac, from_pandas=True),
            "village": np.array(places.village_names)[village],
            "village_code": np.array(places.village_codes)[village],
            "posyandu": np.array(places.posyandu_names)[w.posyandu],
            "health_centre": np.array(places.health_centre_names)[places.village_health_centre[village]],
        }
    )


def scored(table: pa.Table) -> pa.Table:
    """Return a table of children with z-scores, flags and categories beside its columns."""
    return with_scores(table, score(children(table).measures))
