"""What is behind every line of the district's files: for benchmarks that measure repair and linkage.

``truth.parquet`` has a row for each line of each file: the cells as they stood before a spreadsheet damaged them, whose
they are, what the scale truly showed. ``truth_children.parquet`` has each child and where it lived,
``truth_entries.parquet`` each entry of the register with what is wrong with it.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from rembuk.demo.draws import Floats, Ints
from rembuk.demo.people import Texts
from rembuk.demo.register import NIK_KINDS, Entries, Rows
from rembuk.demo.scored import POSITIONS
from rembuk.demo.world import World


@dataclass
class Truth:
    """Gathers the truth behind the files, in the order in which they are written."""

    world: World
    entries: Entries
    parts: list[pa.Table] = field(default_factory=list)

    def add(
        self, path: str, line: Ints, rows: Rows, damaged: dict[str, np.ndarray], kind: str, repeated: np.ndarray
    ) -> None:
        """Note the lines of one file: their numbers (from 1, the header not counted), their rows, what was damaged."""
        w, children, entries = self.world.weighings, self.world.children, self.entries
        child = entries.child[rows.entry]
        visit = rows.weighing
        self.parts.append(
            pa.table(
                {
                    "file": pa.array([path] * len(rows)).dictionary_encode(),
                    "row": line,
                    "child": child_ids(child),
                    "entry": entry_ids(rows.entry),
                    "weighing": pa.array(visit),
                    "repeated": repeated,
                    "nik": entries.nik[rows.entry],
                    "sex": np.where(entries.female[rows.entry], "f", "m"),
                    "birth_date": pa.array(entries.born[rows.entry]),
                    "measured_on": pa.array(w.day[visit]),
                    "weight_kg": _numbers(rows.weight),
                    "length_height_cm": _numbers(rows.length),
                    "position": POSITIONS[w.position[visit]],
                    "muac_cm": _numbers(w.muac[visit]),
                    "waz": _numbers(rows.waz),
                    "haz": _numbers(rows.haz),
                    "whz": _numbers(rows.whz),
                    "weight_gain": rows.gain,
                    "paper_weight_kg": _numbers(w.weight[visit]),
                    "paper_length_height_cm": _numbers(w.length[visit]),
                    "true_weight_kg": _numbers(np.rint(w.true_weight[visit] * 1000) / 1000),
                    "true_length_height_cm": _numbers(np.rint(w.true_length[visit] * 100) / 100),
                    "true_birth_date": pa.array(children.born[child]),
                    "damaged": _damaged(damaged, kind, len(rows)),
                }
            )
        )

    def table(self) -> pa.Table:
        """Return the truth behind all lines."""
        return pa.concat_tables(self.parts).unify_dictionaries()


def children_truth(world: World) -> pa.Table:
    """Return each child with its family, its true number and name, where it was born and where it lived at the end."""
    children, families, places = world.children, world.families, world.places
    family = children.family
    first, last = families.posyandu[family], families.next_posyandu[family]
    end = np.datetime64("2100-01-01", "D")
    codes = np.array(places.village_codes)
    return pa.table(
        {
            "child": child_ids(np.arange(len(children))),
            "family": pa.array([f"kel-{n + 1:06d}" for n in family.tolist()]),
            "nik": children.nik,
            "name": children.name,
            "sex": np.where(children.female, "f", "m"),
            "birth_date": pa.array(children.born),
            "mother_name": families.mother[family],
            "father_name": families.father[family],
            "family_card": families.family_card[family],
            "twin": children.twin,
            "village_first": codes[places.posyandu_village[first]],
            "village_last": codes[places.village_on(last, np.full(len(last), end))],
            "moved_on": pa.array(families.moved_on[family], mask=first == last),
        }
    )


def entries_truth(entries: Entries) -> pa.Table:
    """Return each entry of the register with the child behind it and what is wrong with its number."""
    return pa.table(
        {
            "entry": entry_ids(np.arange(len(entries.child))),
            "child": child_ids(entries.child),
            "nik": entries.nik,
            "nik_is": np.array(NIK_KINDS)[entries.nik_kind],
            "name": entries.name,
            "baby_name": entries.baby_name,
            "parent_name": entries.parent,
            "birth_date": pa.array(entries.born),
            "begins": pa.array(entries.begins),
            "ends": pa.array(entries.ends, mask=entries.end_reason == ""),
            "end_reason": entries.end_reason,
        }
    )


def child_ids(child: Ints) -> list[str]:
    """Return the names of children in the tables of truth."""
    return [f"anak-{n + 1:06d}" for n in child.tolist()]


def entry_ids(entry: Ints) -> list[str]:
    """Return the names of register entries in the tables of truth."""
    return [f"daftar-{n + 1:06d}" for n in entry.tolist()]


def _numbers(values: Floats) -> pa.Array:
    return pa.array(values, from_pandas=True)


def _damaged(damaged: dict[str, np.ndarray], kind: str, count: int) -> Texts:
    """Return for each line the columns that were damaged, as ``column:kind`` separated by blanks."""
    words = np.full(count, "", dtype=object)
    for name, flags in damaged.items():
        words[flags] += f" {name}:{kind}"
    return np.array([word.strip() for word in words.tolist()], dtype=np.str_)
