"""One data-quality sheet as PDF (for signing and the wall) and as workbook (with the whole list of children)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rembuk.charts.quality_matrix import CLASS_WORDS, Cell, quality_matrix
from rembuk.errors import Refused
from rembuk.formats.files import replacing
from rembuk.formats.workbooks import MAX_SHEET_ROWS
from rembuk.knowledge import statistics as facts
from rembuk.methods.statistics.checks import BY_CHANCE, NO_DATA, NOTHING_TO_DO, Finding, number
from rembuk.papers.pdf import pdf

#: Groups shown in the picture, and children on the printed list; the workbook has all.
GROUPS_SHOWN, CHILDREN_SHOWN = 25, 200
_IDLE = {NOTHING_TO_DO, BY_CHANCE, NO_DATA, ""}
_ORDER = ("problem", "acceptable", "too_few", "good", "excellent", "not_judged", "no_data")


@dataclass(frozen=True)
class Row:
    """One row to look at again: its number in the file, what names the child there, why."""

    row: int
    who: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Paper:
    """The facts of one sheet. ``findings`` (by, group, finding) as ``quality.table`` gives them.

    ``place``, ``period``, ``source`` stand in its head (blank = left out); ``who`` names the columns of ``Row.who``.
    """

    findings: Sequence[tuple[str, str, Finding]]
    listed: Sequence[Row]
    who: tuple[str, ...] = ()
    place: str = ""
    period: str = ""
    source: str = ""


def write_pdf(paper: Paper, path: Path) -> None:
    """Write the sheet as PDF; the file appears whole or not at all."""
    made = pdf(__package__, "sheet.typ", _facts(paper))
    with replacing(path) as temporary:
        temporary.write_bytes(made)


def write_workbook(paper: Paper, path: Path) -> None:
    """Write the sheet as workbook: what to do, all findings, the children to measure again."""
    import xlsxwriter

    sheets: list[tuple[str, list[str], list[list[Any]]]] = [
        ("Yang perlu dikerjakan", ["Kelompok", "Pemeriksaan", "Kelas", "Langkah berikutnya"], _tasks(paper)),
        (
            "Semua pemeriksaan",
            ["Pembagian", "Kelompok", "Pemeriksaan", "Nilai", "Satuan", "n", "p", "Kelas", "Poin SMART", "Langkah"],
            [
                [by, group, facts.check_word(f.check), f.value, f.unit, f.n, f.p, CLASS_WORDS[f.klass], f.penalty,
                 f.next_step]
                for by, group, f in paper.findings
            ],
        ),
        ("Diukur ulang", ["Baris", *paper.who, "Sebab"], [[r.row, *r.who, r.reason] for r in paper.listed]),
    ]  # fmt: skip
    if any(len(rows) >= MAX_SHEET_ROWS for _, _, rows in sheets):
        raise Refused("too-many-rows", "Hasilnya tidak muat di satu lembar Excel.", "Pakai -o dengan akhiran .csv.")
    options = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, options) as book:
        bold = book.add_format({"bold": True})
        for name, header, rows in sheets:
            sheet = book.add_worksheet(name)
            sheet.set_column(0, len(header) - 1, 18)
            sheet.set_column(len(header) - 1, len(header) - 1, 90)
            sheet.freeze_panes(1, 0)
            for column, word in enumerate(header):
                sheet.write_string(0, column, word, bold)
            for at, cells in enumerate(rows, start=1):
                for column, value in enumerate(cells):
                    if isinstance(value, str):
                        sheet.write_string(at, column, value)
                    elif value is not None:
                        sheet.write_number(at, column, value)


def _facts(paper: Paper) -> dict[str, Any]:
    """Return what the template prints: texts and ready pictures only."""
    total = next((f for by, _, f in paper.findings if not by and f.check == "smart_total"), None)
    rows = next((f.n for by, _, f in paper.findings if not by and f.check == "children"), 0)
    tasks = _tasks(paper)
    picture, hidden = _picture(paper)
    return {
        "head": [line for line in (paper.place, paper.period) if line],
        "source": paper.source,
        "rows": _count(rows),
        "picture": picture,
        "hidden": f"{hidden} kelompok lain ada di buku kerja." if hidden else "",
        "tasks": [[group, check, step] for group, check, _, step in tasks[:60]],
        "more_tasks": f"{len(tasks) - 60} baris lagi ada di buku kerja." if len(tasks) > 60 else "",
        "parts": [
            [facts.check_word(f.check), _value(f), CLASS_WORDS[f.klass], str(f.penalty)]
            for by, _, f in paper.findings
            if not by and f.penalty is not None and f.check != "smart_total"
        ],
        "total": "" if total is None or total.value is None else f"{total.value:.0f} ({CLASS_WORDS[total.klass]})",
        "total_note": "" if total is None else total.next_step,
        "who": list(paper.who),
        "listed": [[str(r.row), *r.who, r.reason] for r in paper.listed[:CHILDREN_SHOWN]],
        "more_listed": (
            f"{_count(len(paper.listed) - CHILDREN_SHOWN)} baris lagi ada di buku kerja."
            if len(paper.listed) > CHILDREN_SHOWN
            else ""
        ),
    }


def _tasks(paper: Paper) -> list[list[Any]]:
    """Return what is to be done, the gravest first: (group, check, class, next step).

    Troubles of every group; and for the whole table also the children to measure again where the share is small.
    """
    wanted = [
        [_group(by, group), facts.check_word(f.check), CLASS_WORDS[f.klass], f.next_step, _ORDER.index(f.klass), i]
        for i, (by, group, f) in enumerate(paper.findings)
        if f.check != "smart_total"
        and f.next_step not in _IDLE
        and (f.klass in {"problem", "acceptable"} or (not by and f.unit == "percent"))
    ]
    return [row[:4] for row in sorted(wanted, key=lambda row: (row[4], row[5]))]


def _group(by: str, group: str) -> str:
    return f"{by} {group}" if by else "Semua"


def _picture(paper: Paper) -> tuple[str, int]:
    """Return the matrix of the whole table and its groups (those with most trouble), and how many are left out."""
    shown = [(by, group, f) for by, group, f in paper.findings if f.check in facts.matrix_checks()]
    trouble: dict[tuple[str, str], int] = {}
    for by, group, f in shown:
        key = (by, group)
        trouble[key] = trouble.get(key, 0) + (f.klass == "problem") * 10 + (f.klass == "acceptable")
    chosen = sorted(trouble, key=lambda key: (key != ("", ""), -trouble[key]))[: GROUPS_SHOWN + 1]
    place = {check: i for i, check in enumerate(facts.matrix_checks())}
    cells = [
        Cell(_group(by, group), facts.check_word(f.check), f.klass, _value(f), f.next_step)
        for key in chosen
        for by, group, f in sorted((entry for entry in shown if entry[:2] == key), key=lambda e: place[e[2].check])
    ]
    return quality_matrix(cells, title="Mutu menurut kelompok", media="print"), len(trouble) - len(chosen)


def _value(finding: Finding) -> str:
    if finding.value is None:
        return "–"
    return f"{number(finding.value, 1)} %" if finding.unit == "percent" else number(finding.value, 2)


def _count(count: int) -> str:
    return f"{count:,}".replace(",", ".")
