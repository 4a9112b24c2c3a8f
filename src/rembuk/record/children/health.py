"""Is everything derived from the register equal to a fresh calculation, and how to make it anew."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rembuk.record.children import derive
from rembuk.record.children.models import AreaBirths, AreaMonth, Child, ChildMonth, ChildStatus
from rembuk.record.core.health import Finding
from rembuk.record.core.transactions import trusted_reading, turn_to_write

#: Children looked at in one piece: memory stays flat on a large district.
_PIECE = 5000


def findings() -> Iterator[Finding]:
    """Yield a sentence for each derived table that differs anywhere from a fresh calculation."""
    with trusted_reading("check"):
        months, statuses = _children_that_differ()
        counts = _differences(_stored_counts(), derive.counts_of(None, None))
        births = _differences(
            {(row.area_id, row.birth_month): row.children for row in AreaBirths.objects.all()}, derive.births_of(None)
        )
    for number, what in (
        (months, "bulan anak"),
        (statuses, "keadaan terakhir anak"),
        (counts, "ringkasan wilayah per bulan"),
        (births, "jumlah anak terdaftar menurut bulan lahir"),
    ):
        if number:
            yield Finding("children", f"Turunan «{what}» berbeda di {number} tempat dari hitungan baru.")


def rebuild() -> None:
    """Make everything derived anew, in one transaction."""
    with turn_to_write(), trusted_reading("rebuild"):
        derive.everything_anew()


def _children_that_differ() -> tuple[int, int]:
    everyone = list(Child.objects.values_list("id", flat=True))
    months = statuses = 0
    for piece in derive.slices(everyone, _PIECE):
        fresh = derive.months_of(piece)
        stored = {
            (row.child_id, row.month): tuple(getattr(row, name) for name in derive.MONTH_FIELDS)
            for row in ChildMonth.objects.filter(child__in=piece)
        }
        wanted = {key: tuple(getattr(month, name) for name in derive.MONTH_FIELDS) for key, month in fresh.items()}
        months += _differences(stored, wanted)
        statuses += _differences(
            {
                row.child_id: {name: getattr(row, name) for name in derive.STATUS_FIELDS}
                for row in ChildStatus.objects.filter(child__in=piece)
            },
            {child: derive.status_values(*status) for child, status in derive.statuses_of(fresh.values()).items()},
        )
    return months, statuses


def _stored_counts() -> dict[Any, dict[str, int]]:
    return {
        (row.area_id, row.month): {name: getattr(row, name) for name in derive.COUNTS}
        for row in AreaMonth.objects.all()
    }


def _differences(stored: dict[Any, Any], fresh: dict[Any, Any]) -> int:
    return sum(stored.get(key) != fresh.get(key) for key in stored.keys() | fresh.keys())
