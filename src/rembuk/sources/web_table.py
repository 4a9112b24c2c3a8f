"""HTML tables: what Sigizi serves under the name .xls. Read as a stream; no tree is built, nothing is fetched."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lxml import etree

from rembuk.errors import Refused
from rembuk.sources.cells import Cell, tidy
from rembuk.sources.opening import MAX_CELL, MAX_CELLS, Sheet, too_large

#: no page of the ministry nests deeper, or writes so many tags before its first row
MAX_DEPTH = 500
MAX_TAGS_WITHOUT_ROW = 500_000
#: a cell that spans more columns than this, a row of more cells, is damage
MAX_SPAN = 200
MAX_ROW = 1000
_CHUNK = 1 << 18


def sheets(path: Path, encoding: str, start: str) -> list[Sheet]:
    """Return the tables of a page as one sheet, row after row."""
    head = start.casefold()
    if "<!entity" in head or ("<!doctype" in head[:500] and "[" in head[: head.find(">") + 1]):
        raise Refused("not-a-table", f"{path.name} bukan tabel: di dalamnya ada DOCTYPE dengan isian sendiri.")
    if "urn:schemas-microsoft-com:office:spreadsheet" in head and "<workbook" in head:
        raise Refused(
            "wrong-type",
            f"{path.name} disimpan sebagai «XML Spreadsheet 2003», yang tidak dibaca.",
            "Buka di Excel dan simpan ulang sebagai .xlsx.",
        )
    if "<frameset" in head or ("sheet001.htm" in head and "<table" not in head):
        raise saved_as_web_page(path)
    return [Sheet(path.name, lambda: _rows(path, encoding))]


def saved_as_web_page(path: Path) -> Refused:
    """Return the refusal of Excel's «Web Page», whose data lies in other files."""
    return Refused(
        "frameset",
        f"{path.name} disimpan Excel sebagai halaman web: isinya tidak ada di berkas ini, tetapi di sheet001.htm.",
        "Buka berkas aslinya di Excel, pilih Simpan Sebagai, lalu .xlsx.",
    )


@dataclass
class _Rows:
    """Receives the tags and gathers finished rows; a table inside a cell gives rows of its own."""

    path: Path
    done: list[list[Cell]] = field(default_factory=list)
    tables: list[_Table] = field(default_factory=list)
    depth: int = 0
    tags: int = 0
    silent: int = 0

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Open a table, a row or a cell."""
        self.depth += 1
        self.tags += 1
        if self.depth > MAX_DEPTH or self.tags > MAX_TAGS_WITHOUT_ROW:
            raise Refused("not-a-table", f"{self.path.name} adalah halaman web tanpa tabel yang wajar.")
        if tag in ("td", "th"):
            self._table().open_cell(attributes)
        elif tag == "tr":
            self._close_row()
            self._table().row = []
        elif tag == "table":
            self.tables.append(_Table())
        elif tag in ("script", "style"):
            self.silent += 1
        elif tag in ("br", "p", "div") and self.tables:
            self.data(" ")

    def end(self, tag: str) -> None:
        """Close a cell, a row or a table."""
        self.depth -= 1
        if tag in ("td", "th") and self.tables:
            self.tables[-1].close_cell()
        elif tag == "tr":
            self._close_row()
        elif tag == "table" and self.tables:
            self._close_row()
            self.tables.pop()
        elif tag in ("script", "style"):
            self.silent -= 1

    def data(self, data: str) -> None:
        """Add text to the open cell."""
        if self.tables and not self.silent:
            self.tables[-1].add(data, self.path)

    def comment(self, text: str) -> None:
        """Leave comments out."""

    def close(self) -> None:
        """Finish the last row of a page that was cut off."""
        while self.tables:
            self._close_row()
            self.tables.pop()

    def _table(self) -> _Table:
        if not self.tables:
            self.tables.append(_Table())
        return self.tables[-1]

    def _close_row(self) -> None:
        if self.tables and self.tables[-1].row is not None:
            self.done.append(self.tables[-1].close_row())
            if len(self.done[-1]) > MAX_ROW:
                raise Refused("not-a-table", f"{self.path.name} memuat baris dengan lebih dari {MAX_ROW} sel.")
            self.tags = 0


@dataclass
class _Table:
    """One open table: the row being filled, the cell being read, columns still covered from above (rowspan)."""

    row: list[Cell] | None = None
    text: list[str] | None = None
    size: int = 0
    across: int = 1
    down: int = 1
    covered: dict[int, int] = field(default_factory=dict)

    def open_cell(self, attributes: dict[str, str]) -> None:
        self.close_cell()
        if self.row is None:
            self.row = []
        self._skip_covered(self.row)
        self.text, self.size = [], 0
        self.across = _span(attributes.get("colspan"))
        self.down = _span(attributes.get("rowspan"))

    def add(self, text: str, path: Path) -> None:
        if self.text is not None:
            self.size += len(text)
            if self.size > MAX_CELL:
                raise Refused("not-a-table", f"{path.name} memuat satu sel berisi lebih dari {MAX_CELL} huruf.")
            self.text.append(text)

    def close_cell(self) -> None:
        if self.text is None or self.row is None:
            return
        for column in range(len(self.row), len(self.row) + self.across):
            if self.down > 1:
                self.covered[column] = self.down
        self.row.append(tidy("".join(self.text)))
        self.row.extend([""] * (self.across - 1))
        self.text = None

    def close_row(self) -> list[Cell]:
        self.close_cell()
        row, self.row = self.row or [], None
        self._skip_covered(row)
        self.covered = {column: left - 1 for column, left in self.covered.items() if left > 1}
        return row

    def _skip_covered(self, row: list[Cell]) -> None:
        while len(row) in self.covered:
            row.append("")


def _span(text: str | None) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text and text.isascii() and text.isdigit() and len(text) < 10 else 1


def _rows(path: Path, encoding: str) -> Iterator[list[Cell]]:
    target = _Rows(path)
    receiver: Any = target
    parser = etree.HTMLParser(target=receiver, recover=True, encoding="utf-8", no_network=True)
    count = 0
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while chunk := file.read(_CHUNK):
            parser.feed(chunk.encode())
            for row in target.done:
                count += len(row)
                if count > MAX_CELLS:
                    raise too_large(path)
                yield row
            target.done.clear()
    parser.close()
    target.close()
    yield from target.done
