"""What is derived from the facts, freshly calculated: the one rule that writing, checking and rebuilding share."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    BooleanField,
    Case,
    Count,
    DateField,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    SmallIntegerField,
    Sum,
    Value,
    When,
    Window,
)
from django.db.models.functions import Coalesce, RowNumber

from rembuk.record.children.models import AreaBirths, AreaMonth, Child, ChildMonth, ChildStatus, Measurement
from rembuk.record.core.bulk import insert_selected

#: The limits of z in hundredths: below −2 and below −3 (strictly; −2.00 is normal).
LOW, VERY_LOW = -200, -300
#: Index → the letter in ``Measurement.flagged`` that says its z lies outside the WHO limits.
FLAG_LETTERS = {"haz": "h", "waz": "w", "whz": "l", "baz": "b"}

#: A child counts where it lives (village) and where it comes (posyandu).
PLACES = ("area_id", "posyandu_id")
MONTH_FIELDS = ("measurement_id", "area_id", "posyandu_id", "weighed", "haz", "waz", "whz")
STATUS_FIELDS = ("measured_on", "measurement_id", "haz", "waz", "whz", "months")
COUNTS = (
    "weighed",
    "with_haz",
    "stunted",
    "severely_stunted",
    "with_waz",
    "underweight",
    "severely_underweight",
    "with_whz",
    "wasted",
    "severely_wasted",
    "haz_sum",
)


@dataclass(frozen=True)
class Month:
    """A child's month as ``ChildMonth`` stores it."""

    child_id: UUID
    month: datetime.date
    measured_on: datetime.date
    measurement_id: UUID
    area_id: UUID
    posyandu_id: UUID | None
    weighed: bool
    haz: int | None
    waz: int | None
    whz: int | None


def month_of(day: datetime.date) -> datetime.date:
    """Return the first day of a month."""
    return day.replace(day=1)


def first_birth_under_five(month: datetime.date) -> datetime.date:
    """Return the earliest birth date of a child who counts as under five in a month (60 months of birth)."""
    return datetime.date(month.year - 5 + month.month // 12, month.month % 12 + 1, 1)


def next_month(month: datetime.date) -> datetime.date:
    """Return the first day of the month after."""
    return (month.replace(day=28) + datetime.timedelta(days=4)).replace(day=1)


def effective() -> Any:
    """Return the measurements that count: of a delivery that was not withdrawn, and not replaced by one that counts."""
    replacing = Measurement.objects.filter(replaces=OuterRef("pk"), batch__withdrawn=False)
    return Measurement.objects.filter(~Exists(replacing), batch__withdrawn=False)


def months_of(
    children: Collection[UUID], months: Collection[datetime.date] | None = None
) -> dict[tuple[UUID, datetime.date], Month]:
    """Return the months of some children (``months``: only these): the last measuring of each."""
    rows = effective().filter(child__in=children).order_by("child_id", "measured_on", "id")
    if months is not None:
        rows = rows.filter(measured_on__gte=min(months), measured_on__lt=next_month(max(months)))
    values = rows.values_list(
        "child_id", "measured_on", "id", "area_id", "posyandu_id", "weight_g", "haz", "waz", "whz", "flagged"
    )
    found: dict[tuple[UUID, datetime.date], Month] = {}
    for child, day, pk, area, posyandu, weight, haz, waz, whz, flagged in values.iterator(5000):
        month = month_of(day)
        if months is not None and month not in months:
            continue
        found[child, month] = Month(
            child,
            month,
            day,
            pk,
            area,
            posyandu,
            weight is not None,
            None if FLAG_LETTERS["haz"] in flagged else haz,
            None if FLAG_LETTERS["waz"] in flagged else waz,
            None if FLAG_LETTERS["whz"] in flagged else whz,
        )
    return found


def statuses_of(months: Iterable[Month]) -> dict[UUID, tuple[Month, int]]:
    """Return for each child its last month and how many months it has."""
    found: dict[UUID, tuple[Month, int]] = {}
    for month in months:
        last, count = found.get(month.child_id, (month, 0))
        found[month.child_id] = (month if month.month >= last.month else last, count + 1)
    return found


def counts_of(
    areas: Collection[UUID] | None, months: Collection[datetime.date] | None
) -> dict[tuple[UUID, datetime.date], dict[str, int]]:
    """Return the counts by (area, month) from the children's months: villages by ``area``, posyandu by ``posyandu``."""
    found: dict[tuple[UUID, datetime.date], dict[str, int]] = {}
    for column in PLACES:
        rows = _counts_by(column)
        if areas is not None:
            rows = rows.filter(**{f"{column}__in": areas})
        if months is not None:
            rows = rows.filter(month__in=months)
        for area, month, *counts in rows:
            found[area, month] = dict(zip(COUNTS, counts, strict=True))
    return found


def _counts_by(column: str) -> Any:
    """Return rows of (area, month, the counts of ``COUNTS``) from the children's months."""
    rows = ChildMonth.objects.filter(**{f"{column}__isnull": False}).values(column, "month")
    counted = rows.annotate(
        n_weighed=_count(Q(weighed=True)),
        n_with_haz=_count(Q(haz__isnull=False)),
        n_stunted=_count(Q(haz__lt=LOW)),
        n_severely_stunted=_count(Q(haz__lt=VERY_LOW)),
        n_with_waz=_count(Q(waz__isnull=False)),
        n_underweight=_count(Q(waz__lt=LOW)),
        n_severely_underweight=_count(Q(waz__lt=VERY_LOW)),
        n_with_whz=_count(Q(whz__isnull=False)),
        n_wasted=_count(Q(whz__lt=LOW)),
        n_severely_wasted=_count(Q(whz__lt=VERY_LOW)),
        n_haz_sum=Coalesce(Sum("haz"), 0),
    )
    return counted.order_by().values_list(column, "month", *(f"n_{name}" for name in COUNTS))


def births_of(areas: Collection[UUID] | None) -> dict[tuple[UUID, datetime.date], int]:
    """Return how many registered children were born in each (area, month), villages and posyandu alike."""
    found: dict[tuple[UUID, datetime.date], int] = {}
    for column in PLACES:
        rows = _births_by(column)
        if areas is not None:
            rows = rows.filter(**{f"{column}__in": areas})
        found |= {(area, born): children for area, born, children in rows}
    return found


def _births_by(column: str) -> Any:
    """Return rows of (area, month of birth, children) of the registered children."""
    rows = registered().filter(**{f"{column}__isnull": False}).annotate(born=_MonthStart("birth_date"))
    return rows.values(column, "born").annotate(n=Count("id")).order_by().values_list(column, "born", "n")


def registered() -> Any:
    """Return the children who are in the register: brought by a delivery that stands, or measured in one."""
    return Child.objects.filter(Q(batch__withdrawn=False) | Exists(ChildMonth.objects.filter(child=OuterRef("pk"))))


class _MonthStart(Func):
    """The first day of a date's month, by the database itself."""

    output_field = DateField()
    template = "date_trunc('month', %(expressions)s)::date"

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        """Return the same in SQLite's words."""
        return self.as_sql(compiler, connection, template="date(%(expressions)s, 'start of month')", **more)


def everything_anew() -> None:
    """Derive all of it within the database, in the caller's transaction: for a rebuild, and after a load in bulk.

    ``rembuk check`` compares the result with what ``months_of`` and ``statuses_of`` make of the same facts.
    """
    for model in (ChildStatus, ChildMonth, AreaMonth, AreaBirths):
        model.objects.all().delete()
    month = _MonthStart("measured_on")
    last = Window(RowNumber(), partition_by=[F("child_id"), month], order_by=[F("measured_on").desc(), F("id").desc()])
    weighed = Case(When(weight_g__isnull=False, then=True), default=False, output_field=BooleanField())
    months = effective().annotate(place=last, month=month, weighed=weighed, **_unflagged()).filter(place=1)
    insert_selected(
        ChildMonth,
        ("child_id", "month", *MONTH_FIELDS),
        months.values_list(
            "child_id", "month", "id", "area_id", "posyandu_id", "weighed", "sure_haz", "sure_waz", "sure_whz"
        ),
    )
    latest = Window(RowNumber(), partition_by=F("child_id"), order_by=F("month").desc())
    count = Window(Count("id"), partition_by=F("child_id"))
    statuses = ChildMonth.objects.annotate(place=latest, count=count).filter(place=1)
    insert_selected(
        ChildStatus,
        ("child_id", *STATUS_FIELDS),
        statuses.values_list("child_id", "measurement__measured_on", "measurement_id", "haz", "waz", "whz", "count"),
    )
    for column in PLACES:
        insert_selected(AreaMonth, ("area_id", "month", *COUNTS), _counts_by(column))
        insert_selected(AreaBirths, ("area_id", "birth_month", "children"), _births_by(column))


def _unflagged() -> dict[str, Any]:
    return {
        f"sure_{name}": Case(
            When(flagged__contains=FLAG_LETTERS[name], then=None), default=F(name), output_field=SmallIntegerField()
        )
        for name in ("haz", "waz", "whz")
    }


def refresh(
    children: Collection[UUID], more_areas: Collection[UUID] = (), months: Collection[datetime.date] | None = None
) -> None:
    """Bring everything derived from these children up to date, within the caller's transaction.

    ``more_areas`` are the areas whose list of registered children may have changed; ``months`` the only months in which
    anything did (None: any month).
    """
    if children and (months is None or months):
        stored = ChildMonth.objects.filter(child__in=children)
        if months is not None:
            stored = stored.filter(month__in=months)
        before = {(row.child_id, row.month): row for row in stored}
        after = months_of(children, months)
        touched = {(area, key[1]) for key, row in before.items() for area in (row.area_id, row.posyandu_id) if area}
        touched |= {(area, key[1]) for key, row in after.items() for area in (row.area_id, row.posyandu_id) if area}
        _store_months(before, after)
        _store_statuses(children, after)
        _store_counts(touched)
    _store_births(set(more_areas))


def _store_months(
    before: dict[tuple[UUID, datetime.date], ChildMonth], after: dict[tuple[UUID, datetime.date], Month]
) -> None:
    gone = [row.pk for key, row in before.items() if key not in after]
    if gone:
        ChildMonth.objects.filter(pk__in=gone).delete()
    new, changed = [], []
    for key, month in after.items():
        values = {name: getattr(month, name) for name in MONTH_FIELDS}
        row = before.get(key)
        if row is None:
            new.append(ChildMonth(child_id=key[0], month=key[1], **values))
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            changed.append(row)
    ChildMonth.objects.bulk_create(new, batch_size=500)
    ChildMonth.objects.bulk_update(
        changed, ["measurement", "area", "posyandu", "weighed", "haz", "waz", "whz"], batch_size=500
    )


def _store_statuses(children: Collection[UUID], fresh: dict[tuple[UUID, datetime.date], Month]) -> None:
    """Store the status of children whose months stand already; ``fresh`` are months that need not be read again."""
    sums = ChildMonth.objects.filter(child__in=children).values_list("child").annotate(n=Count("id"), last=Max("month"))
    known = {child: (count, last) for child, count, last in sums.order_by()}
    elsewhere = [child for child, (_, last) in known.items() if (child, last) not in fresh]
    if elsewhere:
        wanted = {last for child, (_, last) in known.items() if child in set(elsewhere)}
        fresh = {**fresh, **months_of(elsewhere, wanted)}
    gone = [child for child in children if child not in known]
    if gone:
        ChildStatus.objects.filter(child__in=gone).delete()
    ChildStatus.objects.bulk_create(
        [
            ChildStatus(child_id=child, **status_values(fresh[child, last], count))
            for child, (count, last) in known.items()
        ],
        update_conflicts=True,
        unique_fields=["child"],
        update_fields=["measured_on", "measurement", "haz", "waz", "whz", "months"],
        batch_size=500,
    )


def status_values(month: Month, count: int) -> dict[str, Any]:
    """Return what ``ChildStatus`` stores of a child's last month."""
    return {
        "measured_on": month.measured_on,
        "measurement_id": month.measurement_id,
        "haz": month.haz,
        "waz": month.waz,
        "whz": month.whz,
        "months": count,
    }


def _store_counts(touched: Collection[tuple[UUID, datetime.date]]) -> None:
    if not touched:
        return
    fresh = counts_of({area for area, _ in touched}, {month for _, month in touched})
    empty = [key for key in touched if key not in fresh]
    for area, month in empty:
        AreaMonth.objects.filter(area=area, month=month).delete()
    AreaMonth.objects.bulk_create(
        [
            AreaMonth(area_id=area, month=month, **fresh[area, month])
            for area, month in touched
            if (area, month) in fresh
        ],
        update_conflicts=True,
        unique_fields=["area", "month"],
        update_fields=list(COUNTS),
        batch_size=500,
    )


def _store_births(areas: Collection[UUID]) -> None:
    if not areas:
        return
    fresh = births_of(areas)
    present = {(row.area_id, row.birth_month): row for row in AreaBirths.objects.filter(area__in=areas)}
    gone = [row.pk for key, row in present.items() if key not in fresh]
    if gone:
        AreaBirths.objects.filter(pk__in=gone).delete()
    AreaBirths.objects.bulk_create(
        [
            AreaBirths(area_id=area, birth_month=month, children=count)
            for (area, month), count in fresh.items()
            if (area, month) not in present or present[area, month].children != count
        ],
        update_conflicts=True,
        unique_fields=["area", "birth_month"],
        update_fields=["children"],
        batch_size=500,
    )


def _count(condition: Q) -> Any:
    one = Case(When(condition, then=Value(1)), default=Value(0), output_field=IntegerField())
    return Sum(one)


def slices(ids: Collection[UUID], size: int = 500) -> Iterator[list[UUID]]:
    """Yield ids in pieces that a database takes in one statement."""
    everything = sorted(ids)
    for start in range(0, len(everything), size):
        yield everything[start : start + size]
