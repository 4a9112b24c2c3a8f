"""CSV: semicolons, commas or tabs, in whatever encoding Excel left it."""

from __future__ import annotations

import csv
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from rembuk.errors import Refused
from rembuk.sources.cells import Cell
from rembuk.sources.opening import MAX_CELL, MAX_CELLS, MAX_LINE, Sheet, too_large

_SEPARATORS = (";", ",", "\t", "|")


def sheets(path: Path, encoding: str) -> list[Sheet]:
    """Return the one sheet of a CSV."""
    separator, skip = _separator(path, encoding)

    def rows() -> Iterator[list[Cell]]:
        csv.field_size_limit(MAX_CELL)
        count = 0
        with path.open(encoding=encoding, errors="replace", newline="") as file:
            try:
                for line in itertools.islice(csv.reader(file, delimiter=separator), skip, None):
                    count += len(line)
                    if count > MAX_CELLS:
                        raise too_large(path)
                    yield list(line)
            except (csv.Error, UnicodeError):
                raise Refused(
                    "broken-csv",
                    f"{path.name} tidak dapat dibaca sebagai CSV: tanda kutip atau panjang selnya tidak wajar.",
                    "Buka di Excel dan simpan ulang sebagai CSV UTF-8.",
                ) from None

    return [Sheet(path.name, rows)]


def _separator(path: Path, encoding: str) -> tuple[str, int]:
    """Return the sign between cells, and how many lines (``sep=;``) to skip: the sign that parts a line most often."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        try:
            lines = [line for line in (file.readline(MAX_LINE) for _ in range(100)) if line.strip()]
        except UnicodeError:
            raise Refused("not-text", f"{path.name} bukan tabel: isinya bukan teks.") from None
    if not lines:
        raise Refused("empty-file", f"Berkas {path.name} tidak memuat satu baris pun.")
    if lines[0].strip().casefold().startswith("sep=") and len(lines[0].strip()) == 5:
        return lines[0].strip()[4], 1
    most = Counter({sign: max(line.count(sign) for line in lines) for sign in _SEPARATORS})
    return max(_SEPARATORS, key=lambda sign: most[sign]), 0
