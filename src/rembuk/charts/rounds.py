"""The slope of rounds: published or computed figures over the years, survey and register as separate named lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rembuk.charts.axes import Scale, number, spread, steps
from rembuk.charts.looks import Media, Shape
from rembuk.charts.sheet import EDGE, TOP, Sheet, percent, percent_ceiling
from rembuk.charts.svg import element, group, label, line, path_data, text_of

Series = Literal["survey", "register"]
_FORMS: dict[Series, str] = {"survey": "dot", "register": "square"}
_WORDS: dict[Series, str] = {"survey": "survei", "register": "pencatatan"}


@dataclass(frozen=True)
class Point:
    """One round of one line. ``year`` may have a fraction; ``modelled`` figures (small-area estimates) are hollow."""

    line: str
    series: Series
    year: float
    percent: float
    label: str = ""
    low: float | None = None
    high: float | None = None
    note: str = ""
    modelled: bool = False


@dataclass(frozen=True)
class Goal:
    """A dated target, drawn as a diamond and never joined to a line."""

    year: float
    percent: float
    name: str


def rounds_chart(
    points: Sequence[Point],
    goals: Sequence[Goal] = (),
    *,
    title: str,
    subtitle: str = "",
    source: Sequence[str] = (),
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return the picture as ``<svg>``. A line joins points of one name **and** one series, nothing else."""
    sheet = Sheet.of(media, shape)
    frame, palette = sheet.frame, sheet.palette
    lines = _lines(points)
    values = [v for p in points for v in (p.percent, p.high) if v is not None] + [g.percent for g in goals]
    ceiling, step = percent_ceiling(values)
    years = [p.year for p in points] + [g.year for g in goals] or [2020.0]
    first, last = min(years), max(years)
    room = max((sheet.label_room([_name(k)]) for k in lines), default=40.0)
    x = Scale(first - 0.3, max(last, first + 1) + 0.3, frame.left, frame.width - EDGE - (room if lines else 10))
    y = Scale(0, ceiling, TOP + frame.plot_height, TOP)
    parts = [_axes(sheet, x, y, step, first, last)]
    ends: list[tuple[float, float, str]] = []
    for (name, series), line_points in lines.items():
        spots = [(x(p.year), y(y.clamp(p.percent))) for p in line_points]
        parts.append(
            element(
                "path",
                d=path_data(spots),
                fill="none",
                stroke=palette.child,
                stroke_width=2,
                stroke_dasharray=None if series == "survey" else "7 4",
            )
        )
        ends.append((*spots[-1], _name((name, series))))
    parts.append(_end_names(sheet, ends, x, y))
    if not sheet.narrow:
        parts.append(_values(sheet, points, goals, x, y))
    parts += [_point(sheet, p, x, y) for p in points]
    parts += [_goal(sheet, goal, x, y) for goal in goals]
    notes = ["Garis utuh dan bulatan: survei. Garis putus dan kotak: pencatatan. Keduanya tidak untuk dibandingkan."]
    if any(p.low is None for p in points if p.series == "survey"):
        notes.append("Angka survei tanpa garis tegak: selangnya tidak terbit; perubahan kecil belum tentu nyata.")
    if goals:
        notes.append("Belah ketupat: target.")
    return sheet.drawn(
        parts,
        y.start + frame.small * 2.4,
        title=title,
        subtitle=subtitle,
        description=" ".join(_sentence(p) for p in points) or "Belum ada angka.",
        source=[*notes, *source],
        kind="rounds-chart",
        key=key,
    )


def rounds_table(points: Sequence[Point]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that stands beside the picture."""
    return ["Nama", "Jenis", "Tahun", "Putaran", "Persen", "Selang", "Catatan"], [
        [
            p.line,
            _WORDS[p.series] + (", hasil model" if p.modelled else ""),
            number(p.year, 0),
            p.label,
            percent(p.percent),
            "–" if p.low is None or p.high is None else f"{percent(p.low)} – {percent(p.high)}",
            p.note,
        ]
        for p in points
    ]


def _lines(points: Sequence[Point]) -> dict[tuple[str, Series], list[Point]]:
    lines: dict[tuple[str, Series], list[Point]] = {}
    for point in sorted(points, key=lambda p: p.year):
        lines.setdefault((point.line, point.series), []).append(point)
    return lines


def _name(key: tuple[str, Series]) -> str:
    return f"{key[0]} ({_WORDS[key[1]]})"


def _axes(sheet: Sheet, x: Scale, y: Scale, step: float, first: float, last: float) -> str:
    frame, palette = sheet.frame, sheet.palette
    small = {"font_size": frame.small, "fill": palette.ink}
    parts = []
    for value in steps(0, y.high, step):
        parts.append(line(x.start, y(value), x.end, y(value), stroke=palette.grid_strong))
        words = f"{number(value, 0)} %"
        parts.append(label(x.start - 6, y(value) + frame.small * 0.35, words, text_anchor="end", **small))
    per_year = (x.end - x.start) / (x.high - x.low)
    every = next(n for n in (1, 2, 5, 10, 20) if per_year * n >= frame.small * 3.2 or n == 20)
    for year in steps(first, last, every):
        parts.append(label(x(year), y.start + frame.small * 1.5, number(year, 0), text_anchor="middle", **small))
    return group(parts, class_="axes")


def _point(sheet: Sheet, point: Point, x: Scale, y: Scale) -> str:
    spot = x(point.year), y(y.clamp(point.percent))
    parts = [element("title", text_of(_sentence(point)))]
    if point.low is not None and point.high is not None:
        parts.append(sheet.upright(spot[0], y(y.clamp(point.low)), y(y.clamp(point.high))))
    parts.append(sheet.mark("ring" if point.modelled else _FORMS[point.series], *spot))
    return element("g", *parts, class_=f"round {point.series}")


def _goal(sheet: Sheet, goal: Goal, x: Scale, y: Scale) -> str:
    words = f"Target {goal.name}, {number(goal.year, 0)}: {percent(goal.percent)}"
    mark = sheet.mark("diamond", x(goal.year), y(y.clamp(goal.percent)))
    return element("g", element("title", text_of(words)), mark, class_="goal")


def _values(sheet: Sheet, points: Sequence[Point], goals: Sequence[Goal], x: Scale, y: Scale) -> str:
    """Return the figures beside their marks, those of one year moved apart."""
    told = [(p.year, p.percent, number(p.percent, 1)) for p in points]
    told += [(g.year, g.percent, f"{number(g.percent, 1)} target {g.name}") for g in goals]
    size = sheet.frame.small
    parts = []
    for year in sorted({year for year, _, _ in told}):
        here = sorted((y(y.clamp(value)), words) for when, value, words in told if when == year)
        places = spread([place - size * 0.9 for place, _ in here], size * 1.1, y.end - size, y.start)
        parts += [
            sheet.words(x(year) + sheet.frame.mark * 1.2, place + size * 0.6, words)
            for place, (_, words) in zip(places, here, strict=True)
        ]
    return group(parts, class_="values")


def _end_names(sheet: Sheet, ends: Sequence[tuple[float, float, str]], x: Scale, y: Scale) -> str:
    """Return the names of the lines in a column at the right, each led to by a thin line from its last point."""
    size = sheet.frame.small
    ordered = sorted(ends, key=lambda end: end[1])
    places = spread([spot for _, spot, _ in ordered], size * 1.25, y.end, y.start)
    room = sheet.frame.width - x.end - EDGE
    parts = []
    for place, (last, spot, words) in zip(places, ordered, strict=True):
        parts.append(line(last, spot, x.end + 2, place, stroke=sheet.palette.grid_strong, stroke_dasharray="1 3"))
        name = sheet.fitted(words, room, size)
        parts.append(label(x.end + 6, place + size * 0.35, name, font_size=size, fill=sheet.palette.ink))
    return group(parts, class_="line-names")


def _sentence(point: Point) -> str:
    when = point.label or number(point.year, 0)
    within = "" if point.low is None or point.high is None else f", selang {percent(point.low)} – {percent(point.high)}"
    model = ", hasil model" if point.modelled else ""
    return f"{point.line}, {_WORDS[point.series]}{model}, {when}: {percent(point.percent)}{within}."
