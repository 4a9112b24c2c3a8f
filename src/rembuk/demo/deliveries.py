"""The files that the offices of the made-up district hand in, month by month, in their layouts, with their damage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from rembuk.demo import layouts
from rembuk.demo.draws import Draws, Ints
from rembuk.demo.excel_damage import DATES, NUMBERS, as_local_date, resaved
from rembuk.demo.layouts import Layout
from rembuk.demo.people import Days
from rembuk.demo.register import Entries, Rows, mended_rows
from rembuk.demo.sizes import FIRST_MONTH, MONTHS, MONTHS_BY_CENTRE
from rembuk.demo.texts import Columns, Printer, mapped, report_time, row_numbers
from rembuk.demo.truth import Truth
from rembuk.demo.world import SEED, World
from rembuk.demo.writers import write_csv, write_html, write_xlsx

#: From this month on the application hides most of a NIK.
MASKED_FROM = np.datetime64("2026-01", "M")
_DINKES = "Dinas Kesehatan"
#: The month that was exported once more after slips were mended.
_AGAIN = np.datetime64("2026-06", "M")
_CAMPAIGNS = (np.datetime64("2026-02", "M"), np.datetime64("2026-08", "M"))


@dataclass(frozen=True)
class Written:
    """One file that was written, for the manifest."""

    path: str
    kind: str
    office: str
    period: str
    rows: int


class Desk:
    """Writes files into a folder and notes the truth behind each of their lines."""

    def __init__(self, folder: Path, world: World, entries: Entries, truth: Truth) -> None:
        self.folder, self.world, self.truth = folder, world, truth
        self.printer = Printer(world, entries)
        self.written: list[Written] = []
        (folder / "kiriman").mkdir(parents=True, exist_ok=True)

    def send(self, form: Form, name: str, rows: Rows, office: str, month: np.datetime64, number: int) -> None:
        """Write rows in one form; a few of them stand in the file twice."""
        path = f"kiriman/{name}{form.ending}"
        twice = Draws(SEED, f"repeated {path}").chance(0.008, len(rows))
        order = np.repeat(np.arange(len(rows)), 1 + twice)
        rows = rows.where(order)
        repeated = np.concatenate([[False], order[1:] == order[:-1]]) if len(order) else np.zeros(0, dtype=bool)
        columns = self.printer.columns(rows, masked=bool(month >= MASKED_FROM), long_words=form.long_words)
        columns["number"] = row_numbers(len(rows))
        damaged: dict[str, np.ndarray] = {}
        if form.resaved:
            columns, damaged = resaved(columns)
        titles = [title.format(time=report_time(month, number)) for title in form.titles]
        form.write(self.folder / path, titles, form.layout, columns)
        self.truth.add(path, np.arange(1, len(rows) + 1), rows, damaged, "excel", repeated)
        self.written.append(Written(path, form.kind, office, str(month), len(rows)))


@dataclass(frozen=True)
class Form:
    """A layout as a kind of file: how it is written, with which titles, whether a spreadsheet went over it."""

    kind: str
    ending: str
    layout: Layout
    write: Callable[[Path, list[str], Layout, Columns], None]
    titles: tuple[str, ...] = ()
    resaved: bool = False
    long_words: bool = False


def _csv(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    write_csv(path, titles, layouts.headers(layout), layouts.cells(layout, columns))


def _csv_bom(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    write_csv(path, titles, layouts.headers(layout), layouts.cells(layout, columns), bom=True)


def _html(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    write_html(path, titles, layouts.headers(layout), layouts.cells(layout, columns))


def _html_1252(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    write_html(path, titles, layouts.headers(layout), layouts.cells(layout, columns), encoding="windows-1252")


def _xlsx(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    write_xlsx(path, titles, layouts.headers(layout), layouts.cells(layout, columns))


def _xlsx_typed(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    names = [name for _, name in layout]
    write_xlsx(
        path,
        titles,
        layouts.headers(layout),
        layouts.cells(layout, columns),
        numbers=[i for i, name in enumerate(names) if name in NUMBERS],
        dates=[i for i, name in enumerate(names) if name in DATES],
    )


_MADE = ("Data Tanggal : {time}",)
_E1_RESAVED = Form("E1", ".csv", layouts.E1, _csv, _MADE, resaved=True)
_E1_RAW = Form("E1", ".csv", layouts.E1, _csv_bom, _MADE, long_words=True)
_E2_TEXT = Form("E2", ".xlsx", layouts.E2, _xlsx, _MADE)
_E2_TYPED = Form("E2", ".xlsx", layouts.E2, _xlsx_typed)
_REPORT = ("Daftar Anak Berdasarkan Status Gizi",)
_E3 = Form("E3", ".xls", layouts.E3_SHIFTED, _html, _REPORT)
_E3_1252 = Form("E3", ".xls", layouts.E3, _html_1252, _REPORT)
_E3_RESAVED = Form("E3", ".csv", layouts.E3, _csv, resaved=True)
_E3_TYPED = Form("E3", ".xlsx", layouts.E3, _xlsx_typed)
_E4 = Form("E4", ".xlsx", layouts.E4, _xlsx)
_BY_CENTRE = (_E3, _E3_RESAVED, _E3_TYPED, _E3_1252)


def send_all(desk: Desk, rows: Rows, entries: Entries) -> None:
    """Write every file of the district that a person of an office would hand in, oldest first."""
    world = desk.world
    month_of = world.weighings.day.astype("datetime64[M]")[rows.weighing]
    for number in range(MONTHS - world.size.months_as_files, MONTHS):
        month = FIRST_MONTH + number
        here = _in_order(world, rows.where(month_of == month))
        if number < MONTHS - MONTHS_BY_CENTRE:
            desk.send(_form_of_month(number), f"{month}-eppgbm", here, _DINKES, month, number)
        else:
            _by_centre(desk, here, month, number)
        if month in _CAMPAIGNS:
            measured = here.where(np.isfinite(here.length))
            desk.send(_E4, f"{month}-operasi-timbang", measured, _DINKES, month, number)
    if world.size.months_as_files == MONTHS:
        again = _in_order(world, mended_rows(world, entries, rows.where(month_of == _AGAIN)))
        desk.send(_E3, f"{_AGAIN}-eppgbm-ulang", again, _DINKES, _AGAIN, MONTHS)
        _year_sheet(desk, rows, month_of)
    _hand_made_list(desk, rows.where(month_of == FIRST_MONTH + (MONTHS - 1)))


def _form_of_month(number: int) -> Form:
    """Return how the Dinkes sent that month: the layouts of 2024, then 2025, then 2026, some saved again on the way."""
    for until, form in ((3, _E1_RESAVED), (6, _E1_RAW), (9, _E2_TEXT), (12, _E2_TYPED)):
        if number < until:
            return form
    return _E3


def _by_centre(desk: Desk, rows: Rows, month: np.datetime64, number: int) -> None:
    """Write one file a health centre, each in its own way."""
    centre = _centre(desk.world, rows)
    for i, name in enumerate(desk.world.places.health_centre_names):
        form = _BY_CENTRE[i % len(_BY_CENTRE)]
        slug = name.lower().replace(" ", "-")
        desk.send(form, f"{month}-{slug}", rows.where(centre == i), f"Puskesmas {name}", month, number + i)


def _centre(world: World, rows: Rows) -> Ints:
    w = world.weighings
    return world.places.village_health_centre[world.places.posyandu_village[w.posyandu[rows.weighing]]]


def _in_order(world: World, rows: Rows) -> Rows:
    """Return the rows as the application lists them: health centre, posyandu, entry."""
    posyandu = world.weighings.posyandu[rows.weighing]
    return rows.where(np.lexsort((rows.weighing, rows.entry, posyandu, _centre(world, rows))))


def _hand_made_list(desk: Desk, rows: Rows) -> None:
    """Write one health centre's own list of children with a problem, with three heading lines and decimal commas."""
    world, month = desk.world, FIRST_MONTH + (MONTHS - 1)
    number = min(1, len(world.places.health_centre_names) - 1)
    name = world.places.health_centre_names[number]
    troubled = (rows.whz < -2) | (rows.haz < -2) | (rows.waz < -2)
    here = _in_order(world, rows.where(troubled & (_centre(world, rows) == number)))
    form = Form(
        "E6",
        ".xlsx",
        layouts.E6,
        _by_hand,
        (f"DAFTAR BALITA BERMASALAH GIZI PUSKESMAS {name.upper()}", "BULAN OKTOBER 2026", ""),
    )
    desk.send(form, f"{month}-daftar-{name.lower().replace(' ', '-')}", here, f"Puskesmas {name}", month, number)


def _by_hand(path: Path, titles: list[str], layout: Layout, columns: Columns) -> None:
    local = layouts.by_hand(columns)
    local["birth_date"] = mapped(columns["birth_date"], as_local_date)
    write_xlsx(path, titles, layouts.headers(layout), layouts.cells(layout, local))


def _year_sheet(desk: Desk, rows: Rows, month_of: Days) -> None:
    """Write the sheet of 2025 of three posyandu of the first health centre: a line a child, its months side by side."""
    w, world = desk.world.weighings, desk.world
    in_2025 = (month_of >= np.datetime64("2025-01", "M")) & (month_of <= np.datetime64("2025-12", "M"))
    rows = rows.where(in_2025)
    posyandu = w.posyandu[rows.weighing]
    mine = _centre(world, rows) == 0
    largest = np.argsort(-np.bincount(posyandu[mine], minlength=len(world.places.posyandu_names)), kind="stable")[:3]
    rows = rows.where(mine & np.isin(posyandu, largest))
    month = month_of[in_2025][mine & np.isin(posyandu, largest)].astype(np.int64) % 12
    entry, first, line = np.unique(rows.entry, return_index=True, return_inverse=True)
    cells = desk.printer.columns(rows)
    who = {name: column[first] for name, column in cells.items()}
    who["number"] = row_numbers(len(entry))
    header, body = layouts.headers(layouts.YEAR_WHO), layouts.cells(layouts.YEAR_WHO, who)
    for number, month_name in enumerate(layouts.MONTHS):
        for word, name in layouts.YEAR_MONTH:
            column = np.full(len(entry), "", dtype=cells[name].dtype)
            column[line[month == number]] = cells[name][month == number]
            header.append(f"{month_name}_{word}")
            body.append(column.tolist())
    path = "kiriman/2025-posyandu-setahun.xlsx"
    write_xlsx(desk.folder / path, (), header, body)
    desk.truth.add(path, line + 1, rows, {}, "", np.zeros(len(rows), dtype=bool))
    office = f"Puskesmas {world.places.health_centre_names[0]}"
    desk.written.append(Written(path, "year-sheet", office, "2025", len(entry)))
