"""Prevalences with their intervals, one below the other; villages in tiers look the same way.

The mark's form says what kind of figure it is, so that survey and register never look alike.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rembuk.charts.axes import Scale, number, steps
from rembuk.charts.looks import Media, Shape
from rembuk.charts.sheet import EDGE, TOP, Sheet, percent, percent_ceiling
from rembuk.charts.svg import element, group, label, line, text_of, text_width
from rembuk.knowledge import statistics as facts

Kind = Literal["survey", "register", "estimate"]
_FORMS: dict[Kind, str] = {"survey": "dot", "register": "square", "estimate": "diamond"}
_KINDS: dict[Kind, str] = {"survey": "survei", "register": "pencatatan", "estimate": "perkiraan"}


@dataclass(frozen=True)
class Figure:
    """One line of the picture. Per cents; ``percent`` None = not known (``note`` says why), limits None = no interval.

    ``count``: the words beside the figure («27 dari 96 anak yang diukur, 41 % dari sasaran»).
    """

    name: str
    percent: float | None
    low: float | None = None
    high: float | None = None
    count: str = ""
    kind: Kind = "survey"
    note: str = ""


def interval_chart(
    figures: Sequence[Figure],
    *,
    title: str,
    subtitle: str = "",
    source: Sequence[str] = (),
    severity: str = "",
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return the picture as ``<svg>``. ``severity`` stunting, wasting or overweight draws the WHO class limits."""
    sheet = Sheet.of(media, shape)
    frame, palette = sheet.frame, sheet.palette
    known = [v for f in figures for v in (f.percent, f.high) if v is not None]
    ceiling, step = percent_ceiling(known)
    left = EDGE + sheet.label_room([f.name for f in figures])
    counted = not sheet.narrow and any(f.count for f in figures)
    x = Scale(0, ceiling, left, frame.width - (330 if counted else EDGE + 10))
    pitch = frame.text * 2
    top = TOP + (frame.small * 1.6 if severity else 0)
    foot = top + pitch * max(len(figures), 1)
    parts = [
        element("g", line(x(v), top, x(v), foot, stroke=palette.grid_strong), _tick(sheet, x(v), foot, v))
        for v in steps(0, ceiling, step if x(step) - x(0) > frame.small * 2.6 or ceiling % (2 * step) else 2 * step)
    ]
    if severity:
        parts.append(_classes(sheet, severity, x, top, foot))
    parts += [_row(sheet, f, x, top + pitch * (i + 0.5), counted) for i, f in enumerate(figures)]
    if not figures:
        parts.append(label(left, top + pitch * 0.7, "Belum ada angka.", font_size=frame.text, fill=palette.quiet))
    kinds = [kind for kind in _FORMS if any(f.kind == kind for f in figures)]
    legend_top = foot + frame.small * 3.2
    parts.append(_legend(sheet, kinds, legend_top))
    return sheet.drawn(
        parts,
        legend_top + frame.small * 0.4,
        title=title,
        subtitle=subtitle,
        description=_description(figures),
        source=[*([_class_words(severity)] if severity else []), *source],
        kind="interval-chart",
        key=key,
    )


def interval_table(figures: Sequence[Figure]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that stands beside the picture."""
    header = ["Nama", "Jenis", "Persen", "Selang", "Jumlah", "Catatan"]
    return header, [[f.name, _KINDS[f.kind], percent(f.percent), _interval(f), f.count, f.note] for f in figures]


def _tick(sheet: Sheet, x: float, foot: float, value: float) -> str:
    words = number(value, 0) if value else "0 %"
    size = sheet.frame.small
    return label(x, foot + size * 1.3, words, font_size=size, fill=sheet.palette.ink, text_anchor="middle")


def _classes(sheet: Sheet, severity: str, x: Scale, top: float, foot: float) -> str:
    """Return the class limits as dashed lines, each named at its right where there is room."""
    limits = facts.severity_limits(severity)
    parts, size = [], sheet.frame.small
    for i, (name, low) in enumerate(limits):
        high = limits[i + 1][1] if i + 1 < len(limits) else x.high
        if low >= x.high:
            break
        if low > 0:
            ink = {"stroke": sheet.palette.warning, "stroke_dasharray": "5 4"}
            parts.append(line(x(low), top - size * 0.3, x(low), foot, **ink))
        room = x(min(high, x.high)) - x(low) - 6
        if text_width(name, size) * 0.9 <= room:
            parts.append(label(x(low) + 4, top - size * 0.5, name, font_size=size, fill=sheet.palette.warning))
    return group(parts, class_="classes")


def _class_words(severity: str) -> str:
    limits = facts.severity_limits(severity)
    below = [f"{name} di bawah {_short(high)} %" for (name, _), (_, high) in itertools.pairwise(limits)]
    return f"Garis putus: kelas WHO. {'; '.join(below).capitalize()}; {limits[-1][0]} mulai {_short(limits[-1][1])} %."


def _short(value: float) -> str:
    return number(value, 1).removesuffix(",0")


def _row(sheet: Sheet, figure: Figure, x: Scale, y: float, counted: bool) -> str:
    frame, palette = sheet.frame, sheet.palette
    base = y + frame.small * 0.35
    room = x.start - EDGE - 10
    parts = [
        element("title", text_of(_sentence(figure))),
        label(EDGE, base, sheet.fitted(figure.name, room, frame.small), font_size=frame.small, fill=palette.ink),
    ]
    if figure.percent is None:
        words = sheet.fitted(f"tidak diketahui. {figure.note}".strip(), x.end - x.start, frame.small)
        parts.append(sheet.words(x.start + 6, base, words, fill=palette.quiet))
    else:
        if figure.low is not None and figure.high is not None:
            parts.append(sheet.whisker(x(x.clamp(figure.low)), x(x.clamp(figure.high)), y))
        parts.append(sheet.mark(_FORMS[figure.kind], x(x.clamp(figure.percent)), y))
    if counted:
        words = " · ".join(filter(None, [percent(figure.percent), figure.count]))
        parts.append(
            label(
                x.end + 14,
                base,
                sheet.fitted(words, frame.width - x.end - 24, frame.small),
                font_size=frame.small,
                fill=palette.ink,
            )
        )
    return element("g", *parts, class_="figure")


def _legend(sheet: Sheet, kinds: Sequence[Kind], y: float) -> str:
    parts, x, size = [], EDGE + 9, sheet.frame.small
    for kind in kinds:
        parts.append(sheet.mark(_FORMS[kind], x, y - size * 0.35))
        parts.append(label(x + 16, y, _KINDS[kind], font_size=size, fill=sheet.palette.ink))
        x += 46 + len(_KINDS[kind]) * size * 0.6
    return group(parts, class_="legend")


def _interval(figure: Figure) -> str:
    return "–" if figure.low is None or figure.high is None else f"{percent(figure.low)} – {percent(figure.high)}"


def _sentence(figure: Figure) -> str:
    if figure.percent is None:
        return f"{figure.name}: tidak diketahui. {figure.note}".strip()
    within = "" if figure.low is None else f", selang {_interval(figure)}"
    count = f"; {figure.count}" if figure.count else ""
    return f"{figure.name} ({_KINDS[figure.kind]}): {percent(figure.percent)}{within}{count}. {figure.note}".strip()


def _description(figures: Sequence[Figure]) -> str:
    if not figures:
        return "Belum ada angka."
    return " ".join(_sentence(f) for f in figures[:12]) + (
        f" Dan {len(figures) - 12} lainnya; lihat tabel." if len(figures) > 12 else ""
    )
