"""The lokus list as PDF (to be signed) and as workbook (every village, with bounds)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rembuk.charts.intervals import Figure, interval_chart
from rembuk.formats.files import replacing
from rembuk.methods.statistics.checks import number
from rembuk.methods.statistics.lokus import Candidate, Choice
from rembuk.papers.pdf import pdf

_HEADER = (
    "Desa",
    "Urutan menurut jumlah",
    "Urutan menurut prevalensi",
    "Dipilih menurut jumlah",
    "Dipilih menurut prevalensi",
    "Termasuk yang terberat",
    "Peluang termasuk yang terberat",
    "Perkiraan anak pendek",
    "Perkiraan %",
    "Selang bawah %",
    "Selang atas %",
    "Batas terendah %",
    "Batas tertinggi %",
    "Cakupan pengukuran %",
    "Alasan",
)


@dataclass(frozen=True)
class Paper:
    """The facts of one list. ``data_version``: what tells this data from any other (delivery, date, digest)."""

    choice: Choice
    place: str = ""
    period: str = ""
    data_version: str = ""
    source: str = ""


def write_pdf(paper: Paper, path: Path) -> None:
    """Write the list as PDF; the file appears whole or not at all."""
    made = pdf(__package__, "list.typ", _facts(paper))
    with replacing(path) as temporary:
        temporary.write_bytes(made)


def write_workbook(paper: Paper, path: Path) -> None:
    """Write every village with its figures and reason, and a sheet of criteria."""
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False}
    with replacing(path) as temporary, xlsxwriter.Workbook(temporary, options) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Desa")
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(_HEADER) - 2, 14)
        sheet.set_column(len(_HEADER) - 1, len(_HEADER) - 1, 90)
        for at, cells in enumerate([_HEADER, *map(_cells, paper.choice.candidates)]):
            for column, value in enumerate(cells):
                if isinstance(value, str):
                    sheet.write_string(at, column, value, bold if at == 0 else None)
                elif value is not None:
                    sheet.write_number(at, column, value)
        notes = book.add_worksheet("Kriteria")
        notes.set_column(0, 0, 110)
        for at, words in enumerate(_notes(paper)):
            notes.write_string(at, 0, words)


def _cells(c: Candidate) -> list[Any]:
    shares = [None if share is None else 100 * share for share in (c.share, c.low, c.high, c.least, c.most, c.coverage)]
    return [
        c.village, c.rank_by_cases, c.rank_by_prevalence, "ya" if c.by_cases else "tidak",
        "ya" if c.by_prevalence else "tidak", c.tier or "tidak diketahui", c.chance, c.cases, *shares, c.reason,
    ]  # fmt: skip


def _notes(paper: Paper) -> list[str]:
    choice = paper.choice
    held = [
        f"Desa pilihan menurut {way} memuat {number(100 * share, 0)} % dari perkiraan seluruh anak pendek."
        for way, share in (("jumlah", choice.cases_held_by_cases), ("prevalensi", choice.cases_held_by_prevalence))
        if share is not None
    ]
    return [
        f"Kriteria: {choice.criteria}",
        f"{choice.in_both} desa ada di kedua daftar.",
        *held,
        "Menurut jumlah menjangkau anak terbanyak; menurut prevalensi menjangkau desa terberat. TPPS yang memilih.",
        "Tidak ada perkiraan yang memperbaiki keadaan bila anak pendek lebih jarang datang: lihat batas terendah dan "
        "tertinggi di buku kerja.",
        *([f"Versi data: {paper.data_version}."] if paper.data_version else []),
        *([f"Sumber: {paper.source}."] if paper.source else []),
    ]


def _facts(paper: Paper) -> dict[str, Any]:
    candidates = paper.choice.candidates
    by_cases = [c for c in candidates if c.by_cases]
    by_share = sorted((c for c in candidates if c.by_prevalence), key=lambda c: c.rank_by_prevalence or 0)
    unknown = [c.village for c in candidates if c.rank_by_cases is None]
    return {
        "head": [line for line in (paper.place, paper.period) if line],
        "notes": _notes(paper),
        "size": str(paper.choice.size),
        "by_cases": [[str(c.rank_by_cases), c.village, _both(c.by_prevalence), c.reason] for c in by_cases],
        "by_share": [[str(c.rank_by_prevalence), c.village, _both(c.by_cases), c.reason] for c in by_share],
        "unknown": f"Tidak dapat dinilai: {', '.join(unknown)}." if unknown else "",
        "picture": interval_chart(
            [_figure(c) for c in by_share[:40]],
            title="Perkiraan prevalensi desa pilihan menurut prevalensi",
            source=["Garis: selang 90 %."],
            media="print",
        ),
    }


def _both(also: bool) -> str:
    return "kedua daftar" if also else ""


def _figure(c: Candidate) -> Figure:
    share, low, high = (None if value is None else 100 * value for value in (c.share, c.low, c.high))
    return Figure(c.village, share, low, high, count=c.tier or "", kind="estimate")
