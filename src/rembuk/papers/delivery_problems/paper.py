"""The workbook of what to mend in one delivery, from what was kept when it was read."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from rembuk.papers.workbook import Cell, Sheet, day_words, month_words, workbook
from rembuk.record.core.clock import local_day
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake import queries
from rembuk.record.intake.queries import DeliveryView
from rembuk.sources.catalogue import all_sources
from rembuk.sources.problems import NOTED, REFUSED, TO_DO, WORDS

_COLUMNS = (
    ("Baris", 7),
    ("Kolom", 15),
    ("Tertulis di berkas", 18),
    ("Dibaca menjadi", 15),
    ("Sebab", 28),
    ("Bukti", 28),
    ("Yang dikerjakan", 32),
)


def build(viewer: Viewer, delivery: UUID) -> bytes:
    """Return the workbook of one delivery: what to mend, what was repaired with proof, what was only noted.

    Raises ``Refused`` where the delivery is not the viewer's to see or was not read yet.
    """
    about = queries.delivery(viewer, delivery)
    lines = queries.problems(viewer, delivery)
    headings = queries.headings(lines)
    sheets: dict[str, list[list[Cell]]] = {"mend": [], "repaired": [], "noted": []}
    for line in lines.to_pylist():
        kind = "repaired" if line["repaired_to"] else "noted" if line["problem"] in NOTED else "mend"
        sheets[kind].append(_cells(line, headings))
    head = _head(about)
    return workbook(
        [
            Sheet(
                "Perlu diperbaiki",
                f"Yang perlu diperbaiki: {about.file_name}",
                [
                    *head,
                    f"{len(sheets['mend'])} isian perlu dilihat. Perbaiki di sumbernya, lalu kirim lagi berkasnya.",
                ],
                _COLUMNS,
                sheets["mend"],
                "Tidak ada yang perlu diperbaiki.",
            ),
            Sheet(
                "Sudah dibetulkan",
                f"Dibetulkan karena ada bukti: {about.file_name}",
                [*head, f"{len(sheets['repaired'])} isian. Yang tersimpan adalah kolom «Dibaca menjadi»."],
                _COLUMNS,
                sheets["repaired"],
                "Tidak ada yang dibetulkan.",
            ),
            Sheet(
                "Catatan",
                f"Sekadar catatan: {about.file_name}",
                [*head, f"{len(sheets['noted'])} isian. Tidak perlu dikerjakan."],
                _COLUMNS,
                sheets["noted"],
                "Tidak ada catatan.",
            ),
        ],
        about.received_at,
    )


def file_name(about: DeliveryView) -> str:
    """Return the name under which the workbook of a delivery is saved."""
    stem = re.sub(r"[^\w-]+", "-", about.file_name.rsplit(".", 1)[0]).strip("-") or "kiriman"
    return f"perbaikan-{stem[:80]}.xlsx"


def _head(about: DeliveryView) -> list[str]:
    received = day_words(local_day(about.received_at))
    month = f" · data {month_words(about.period)}" if about.period else ""
    return [
        f"{about.office_name} · diterima {received}{month} · {about.rows} baris dibaca",
        "Baris 1 adalah baris pertama di bawah judul kolom. Kotak abu-abu: tidak ada isinya.",
    ]


def _cells(line: dict[str, Any], headings: dict[str, str]) -> list[Cell]:
    word = line["problem"]
    return [
        "berkas" if line["row"] is None else line["row"],
        _heading(line["column"], headings),
        line["value"],
        line["repaired_to"] or _became(word),
        WORDS[word],
        line["evidence"] or "–",
        _to_do(line),
    ]


def _became(word: str) -> str:
    """Return what an unrepaired cell was read as."""
    if word in {"bukan-data", "jumlah-sel", "judul-berulang"}:
        return "baris dilewati"
    return "kosong" if word in REFUSED or word == "tidak-tercatat" else "apa adanya"


def _to_do(line: dict[str, Any]) -> str:
    if line["repaired_to"]:
        return "Tidak perlu; betulkan di sumbernya bila di sana pun salah."
    return TO_DO.get(line["problem"], "Tidak perlu.")


def _heading(column: str, headings: dict[str, str]) -> str:
    """Return the file's own heading of a column, else the register's usual one, else the column as it is named."""
    if not column:
        return "seluruh baris"
    if column in headings:
        return headings[column]
    return next((one.columns[column].title for one in all_sources().values() if column in one.columns), column)
