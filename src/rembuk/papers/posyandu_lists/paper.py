"""The workbook of one area and month: a summary and four lists, by village and posyandu."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Callable, Sequence
from typing import TypeVar
from uuid import UUID

from rembuk.knowledge.growth.monitoring import rule_sets
from rembuk.papers.workbook import Cell, Sheet, day_words, month_words, workbook
from rembuk.record.children import followup
from rembuk.record.children.derive import month_of
from rembuk.record.children.queries import ChildView
from rembuk.record.core.clock import now, today
from rembuk.record.core.errors import Denied
from rembuk.record.core.viewer import Viewer
from rembuk.record.intake import monthly
from rembuk.record.places import queries as places
from rembuk.record.places.queries import AreaView
from rembuk.sources.problems import TO_DO, WORDS

T = TypeVar("T")
_WHERE = (("Desa", 15), ("Posyandu", 15))
_WHO = (("Nama anak", 20), ("L/P", 5), ("Tgl lahir", 11), ("Umur (bulan)", 8), ("Orang tua", 18))
_VISIT, _RESULT = "Sebab / hasil kunjungan", "Hasil"
_SEX = {"m": "L", "f": "P"}
_NO_DELIVERY = "Belum ada kiriman e-PPGBM bulan ini dari kantor Anda, jadi tidak diketahui apa yang perlu diperbaiki."
_GREY = "Kotak abu-abu: tidak tercatat."


def build(viewer: Viewer, area: UUID, month: datetime.date, rule_set: str | None = None) -> bytes:
    """Return the workbook of an area (village, posyandu, puskesmas or larger) and a month, as far as the viewer sees.

    ``rule_set``: the rules of referral (default: Buku KIA 2023). A list that is not open to the viewer says so in its
    place. Raises ``Denied`` for a viewer who may not see children, ``Refused`` for an unknown area.
    """
    month = month_of(month)
    place = places.area(viewer, area)
    children = followup.expected(viewer, area, month)
    absent = [one.child for one in children if not one.weighed]
    to_follow = followup.follow_up(viewer, area, month, rule_set)
    not_entered, not_entered_denied = _if_open(lambda: monthly.not_entered(viewer, area, month))
    mending, mending_denied = _if_open(lambda: monthly.to_mend(viewer, area, month))
    if mending is not None and not mending.files:
        mending, mending_denied = None, _NO_DELIVERY
    head = _head(viewer, place, month, mending)
    rules = next(iter(rule_sets().values())) if rule_set is None else rule_sets()[rule_set]

    def sheet(
        name: str, count: str, columns: Sequence[tuple[str, int]], rows: Sequence[Sequence[Cell]], nothing: str = ""
    ) -> Sheet:
        lines = [*head, count, _GREY] if rows else [*head, count]
        return Sheet(
            name,
            f"{name} · {month_words(month)}",
            lines,
            columns,
            rows,
            nothing or "Tidak ada.",
            grouped=2,
            by_hand=frozenset({_VISIT, _RESULT}),
        )

    weighed = len(children) - len(absent)
    return workbook(
        [
            sheet(
                "Ringkasan",
                f"Sasaran {len(children)} balita terdaftar; {weighed} ditimbang; {len(absent)} belum.",
                _SUMMARY,
                _summary(children, to_follow, not_entered, mending),
                "Tidak ada balita terdaftar di wilayah ini.",
            ),
            sheet(
                "Belum ditimbang",
                f"{len(absent)} dari {len(children)} balita terdaftar belum ada berat badannya bulan ini.",
                (*_WHERE, *_WHO, ("Alamat", 20), ("Terakhir diukur", 11), (_VISIT, 20)),
                [[*_who(child, month), child.address, child.measured_on, None] for child in absent],
            ),
            sheet(
                "Belum dientri",
                _count_not_entered(not_entered),
                (*_WHERE, *_WHO, ("Tanggal", 11), ("Yang tercatat", 11), ("Berkas", 18), ("Catatan", 20)),
                [
                    [*_who(one.child, month), one.seen_on, one.what, one.file_name, one.note or "–"]
                    for one in (not_entered.children if not_entered else ())
                ],
                not_entered_denied,
            ),
            sheet(
                "Perbaiki di Sigizi",
                _count_mending(mending),
                _MENDING,
                [_mend(one) for one in (mending.cells if mending else ())],
                mending_denied,
            ),
            sheet(
                "Ukur ulang, rujuk",
                f"{len(to_follow)} anak. Aturan: {rules.title}. Edema tidak tercatat di register: lihat sendiri.",
                (*_WHERE, *_WHO, ("Tgl ukur", 11), ("BB (kg)", 8), ("PB/TB (cm)", 8), ("Tindakan", 10),
                 ("Aturan yang berlaku", 28), (_RESULT, 16)),
                [
                    [*_who(one.child, month), one.measured_on, one.weight_kg, one.length_height_cm, one.action,
                     "; ".join(one.rules), None]
                    for one in to_follow
                ],
            ),
        ],
        now(),
    )  # fmt: skip


def file_name(place: AreaView, month: datetime.date) -> str:
    """Return the name under which the workbook is saved."""
    stem = re.sub(r"[^\w-]+", "-", place.name).strip("-") or "wilayah"
    return f"daftar-posyandu-{stem[:60]}-{month:%Y-%m}.xlsx"


_SUMMARY = (*_WHERE, ("Sasaran (S)", 10), ("Ditimbang (D)", 10), ("Belum ditimbang", 11), ("Belum dientri", 11),
            ("Isian perlu diperbaiki", 12), ("Ukur ulang", 10), ("Rujuk", 10))  # fmt: skip
_MENDING = (*_WHERE, ("Nama anak", 18), ("Tgl lahir", 11), ("Tgl ukur", 11), ("Kolom", 12), ("Tertulis", 12),
            ("Seharusnya", 12), ("Sebab dan bukti", 26), ("Yang dikerjakan", 26), ("Berkas, baris", 16))  # fmt: skip


def _if_open(ask: Callable[[], T]) -> tuple[T | None, str]:
    """Return the answer, or None and the sentence that says why the viewer does not get it."""
    try:
        return ask(), ""
    except Denied as denied:
        return None, str(denied)


def _head(viewer: Viewer, place: AreaView, month: datetime.date, mending: monthly.Mending | None) -> list[str]:
    path = ", ".join(one.name for one in reversed(places.path_to(viewer, place.id)))
    files = mending.files if mending else ()
    named = f" ({', '.join(files[-3:])}{' dan lainnya' if len(files) > 3 else ''})" if files else ""
    return [
        f"{path} · {month_words(month)}",
        f"Sumber: register Rembuk dari {len(files)} kiriman e-PPGBM{named}" if mending else "Sumber: register Rembuk",
        f"Dibuat {day_words(today())}",
    ]


def _who(child: ChildView, month: datetime.date) -> list[Cell]:
    born = child.birth_date
    months = (month.year - born.year) * 12 + month.month - born.month
    return [
        child.area_name,
        child.posyandu_name or "tanpa posyandu",
        child.name,
        _SEX.get(child.sex, ""),
        born,
        months,
        child.parent_name,
    ]


def _mend(one: monthly.ToMend) -> list[Cell]:
    why = WORDS[one.problem] + (f" ({one.evidence})" if one.evidence else "")
    return [
        one.village,
        one.posyandu or "tanpa posyandu",
        one.name,
        _day(one.birth_date),
        _day(one.measured_on),
        one.heading or "seluruh baris",
        one.value,
        one.should_be,
        why,
        "Tulis angka pada kolom «Seharusnya»." if one.should_be else TO_DO[one.problem],
        f"{one.file_name}, {one.row}",
    ]


def _day(text: str) -> Cell:
    """Return a day that was read as a day, whatever else stood there as it is."""
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        return text


def _count_not_entered(found: monthly.NotEntered | None) -> str:
    if found is None:
        return "Tidak diketahui."
    unknown = f" {found.unknown} anak lain ditimbang menurut kiriman kantor lain." if found.unknown else ""
    return f"{len(found.children)} anak ada di berkas lain tetapi tidak di kiriman e-PPGBM bulan ini.{unknown}"


def _count_mending(found: monthly.Mending | None) -> str:
    if found is None:
        return "Tidak diketahui."
    return f"{len(found.cells)} isian perlu diperbaiki; {found.closed} sudah diperbaiki oleh kiriman berikutnya."


def _summary(
    children: Sequence[followup.Expected],
    to_follow: Sequence[followup.FollowUp],
    not_entered: monthly.NotEntered | None,
    mending: monthly.Mending | None,
) -> list[list[Cell]]:
    expected = Counter(_place(one.child) for one in children)
    weighed = Counter(_place(one.child) for one in children if one.weighed)
    entry = Counter(_place(one.child) for one in not_entered.children) if not_entered else None
    cells = Counter((one.village, one.posyandu) for one in mending.cells) if mending else None
    actions = {
        action: Counter(_place(one.child) for one in to_follow if one.action == action)
        for action in ("ukur ulang", "rujuk")
    }
    found = set(expected) | set(cells or ())
    return [
        [
            key[0],
            key[1] or "tanpa posyandu",
            expected[key],
            weighed[key],
            expected[key] - weighed[key],
            None if entry is None else entry[key],
            None if cells is None else cells[key],
            actions["ukur ulang"][key],
            actions["rujuk"][key],
        ]
        for key in sorted(found, key=lambda key: (key[0], key[1] or "\uffff"))
    ]


def _place(child: ChildView) -> tuple[str, str]:
    return (child.area_name, child.posyandu_name)
