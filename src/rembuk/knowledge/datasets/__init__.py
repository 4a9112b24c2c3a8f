"""Every data set of the record: its columns, and for each column the class that decides who may see it.

One JSON file per data set. Classes are defined in ``classes.json``, from open to secret, with the law behind them.
"""

from __future__ import annotations

import functools
import json
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True)
class Column:
    """One stored column: its name in the model, its class, and what it means."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Dataset:
    """One data set: the Django model that stores it, its meaning, and its columns."""

    name: str
    model: str
    meaning: str
    columns: tuple[Column, ...]

    def of_class(self, *kinds: str) -> frozenset[str]:
        """Return the names of the columns whose class is one of ``kinds``."""
        return frozenset(column.name for column in self.columns if column.kind in kinds)


@functools.cache
def classes() -> dict[str, str]:
    """Return each class of column with its meaning, from the most open to the most closed."""
    text = resources.files(__name__).joinpath("classes.json").read_text("utf-8")
    return {str(name): str(meaning) for name, meaning in json.loads(text)["classes"].items()}


@functools.cache
def datasets() -> dict[str, Dataset]:
    """Return all data sets by name. Raises ``ValueError`` where a file names a class that is not defined."""
    found = {}
    for file in sorted(resources.files(__name__).iterdir(), key=lambda file: file.name):
        if not file.name.endswith(".json") or file.name == "classes.json":
            continue
        content = json.loads(file.read_text("utf-8"))
        columns = tuple(Column(name, kind, meaning) for name, kind, meaning in content["columns"])
        for column in columns:
            if column.kind not in classes():
                raise ValueError(f"{file.name}: class {column.kind!r} of {column.name} is not in classes.json")
        name = file.name.removesuffix(".json")
        found[name] = Dataset(name, content["model"], content["meaning"], columns)
    return found
