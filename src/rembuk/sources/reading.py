"""One file read in its own layout into named columns, with every repair and every doubt listed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pyarrow as pa

from rembuk.errors import Refused
from rembuk.sources import body as bodies
from rembuk.sources import opening
from rembuk.sources.catalogue import Source, all_sources, named
from rembuk.sources.cells import Cell
from rembuk.sources.headers import LINES_LOOKED_AT, Header, find
from rembuk.sources.opening import Sheet
from rembuk.sources.problems import Problems
from rembuk.sources.values import interpret

#: A header with this many columns is no register.
MAX_COLUMNS = 200


@dataclass(frozen=True)
class Reading:
    """What a file held: ``rows`` and ``problems`` as COMMANDS.md names their columns, and how the file was known.

    ``layout`` is the layout's name (``E3``), ``sheet`` the sheet it stood on, ``title_date`` the date in «Data Tanggal
    : …» above the header (ISO, blank if none), ``refused`` how many values and lines could not be read, ``repaired``
    how many were repaired with proof. ``headings`` gives the file's own heading of a column of ROWS (none for columns
    that the file has once a month).
    """

    rows: pa.Table
    problems: pa.Table
    source: str
    layout: str
    sheet: str
    title_date: str
    refused: int
    repaired: int
    headings: dict[str, str]


def read(
    path: Path | str,
    source: str | None = None,
    earlier: pa.Table | None = None,
    progress: Callable[[int], None] = lambda lines: None,
) -> Reading:
    """Read one sector file; the layout is known by its header.

    ``source`` names the source where the header fits more than one; ``earlier`` are ROWS of an earlier delivery, which
    may prove what a damaged cell was; ``progress`` is told how many lines have been read. Raises ``Refused`` for what
    is no table, fits no source, or fits several.
    """
    path = Path(path)
    wanted = [named(source)] if source else list(all_sources().values())
    sheet, header = _choose(path, opening.sheets(path), wanted)
    problems = Problems()
    for doubled in header.doubled:
        problems.add(None, doubled, "", "kolom-ganda")
    body = bodies.gather(sheet, header, problems, progress)
    sheet.close()
    rows = interpret(body, header, problems, earlier)
    return Reading(
        rows=rows,
        problems=problems.table(),
        source=header.source.name,
        layout=header.layout,
        sheet=sheet.name,
        title_date=header.title_date,
        refused=problems.refused,
        repaired=problems.repaired,
        headings={place.name: place.header for place in header.places if place.known and not place.month},
    )


def _choose(path: Path, sheets: list[Sheet], sources: list[Source]) -> tuple[Sheet, Header]:
    """Return the one sheet with data whose header fits, and the source that fits it best."""
    fitting = []
    for sheet in sheets:
        lines = list(islice(sheet.rows(), LINES_LOOKED_AT))
        if max(map(_width, lines), default=0) >= MAX_COLUMNS:
            raise Refused(
                "too-many-columns",
                f"{path.name} mempunyai {MAX_COLUMNS} kolom atau lebih: bukan daftar yang dikenal.",
                "Hapus kolom yang bukan bagian daftar.",
            )
        headers = find(lines, sources)
        if headers:
            has_data = any(any(cell != "" for cell in line) for line in islice(sheet.rows(), headers[0].line + 1, None))
            fitting.append((sheet, headers, has_data))
    with_data = [one for one in fitting if one[2]] or fitting[:1]
    # a copy on a hidden sheet is no rival of what the sender sees
    with_data = [one for one in with_data if one[0].visible] or with_data
    if not with_data:
        raise Refused(
            "unknown-header",
            f"{path.name} tidak memuat baris judul yang dikenal.",
            "Pastikan nama kolomnya ada (NIK, Nama, Tgl Lahir, …); daftar sumber: rembuk sources list.",
        )
    if len(with_data) > 1:
        names = ", ".join(f"«{sheet.name}»" for sheet, _, _ in with_data[:6])
        raise Refused(
            "several-sheets",
            f"{path.name} memuat beberapa lembar yang sama-sama berjudul daftar: {names}.",
            "Simpan tiap lembar sebagai berkas sendiri.",
        )
    sheet, headers, _ = with_data[0]
    best = headers[0]
    rivals = [
        one.source.name
        for one in headers
        if one.source.closeness == best.source.closeness and one.matched == best.matched
    ]
    if len(rivals) > 1:
        raise Refused(
            "several-sources",
            f"Judul {path.name} cocok dengan beberapa sumber: {', '.join(rivals)}.",
            "Sebutkan yang dimaksud dengan --source.",
        )
    return sheet, best


def _width(line: list[Cell]) -> int:
    return max((at + 1 for at, cell in enumerate(line) if cell != ""), default=0)
