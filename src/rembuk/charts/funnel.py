"""The funnel: villages by how many were measured and how many of them are stunted, and what chance alone allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from rembuk.charts.axes import Scale, number, spread, steps
from rembuk.charts.looks import Media, Shape
from rembuk.charts.sheet import EDGE, NBSP, TOP, Sheet, percent, percent_ceiling
from rembuk.charts.svg import element, group, label, line, path_data, text_of
from rembuk.methods.statistics.lokus import funnel, overdispersion

#: The inner and the outer limits.
INNER, OUTER = 0.95, 0.998
#: At most this many villages are named in the picture; the table has all.
NAMED = 8


@dataclass(frozen=True)
class Village:
    """One village: ``cases`` of ``measured`` children."""

    name: str
    cases: int
    measured: int


def funnel_chart(
    villages: Sequence[Village],
    *,
    title: str = "Desa di dalam dan di luar kebetulan",
    subtitle: str = "",
    source: Sequence[str] = (),
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return the picture as ``<svg>``; villages outside the outer limits are named and drawn as triangles."""
    sheet = Sheet.of(media, shape)
    frame, palette = sheet.frame, sheet.palette
    drawn = [v for v in villages if v.measured > 0]
    foot = TOP + frame.plot_height
    if not drawn:
        words = label(EDGE, TOP + 30, "Belum ada anak yang diukur.", font_size=frame.text, fill=palette.quiet)
        return sheet.drawn(
            [words],
            TOP + 60,
            title=title,
            subtitle=subtitle,
            description="Belum ada anak yang diukur.",
            source=source,
            kind="funnel-chart",
            key=key,
        )
    overall = sum(v.cases for v in drawn) / sum(v.measured for v in drawn)
    largest = max(v.measured for v in drawn)
    ceiling, step = percent_ceiling([100 * v.cases / v.measured for v in drawn])
    x = Scale(0, largest * 1.02, frame.left, frame.width - (EDGE + 10 if sheet.narrow else 200))
    y = Scale(0, ceiling, foot, TOP)
    parts = [_axes(sheet, x, y, step, largest), _limits(sheet, overall, largest, x, y)]
    parts.append(
        line(x.start, y(100 * overall), x.end, y(100 * overall), stroke=palette.ink, stroke_width=1.5, class_="overall")
    )
    outside = [v for v, zone in zip(drawn, _zones(drawn, overall), strict=True) if zone == "luar"]
    far = {id(v) for v in outside}
    size = frame.mark * 0.6
    parts += [
        element(
            "g",
            element("title", text_of(f"{v.name}: {v.cases} dari {v.measured} anak yang diukur ({percent(_share(v))})")),
            sheet.mark("triangle" if id(v) in far else "dot", x(v.measured), y(y.clamp(_share(v))), size),
            class_="village",
        )
        for v in drawn
    ]
    parts.append(_names(sheet, sorted(outside, key=lambda v: -_distance(v, overall))[:NAMED], x, y))
    factor = overdispersion([v.cases for v in drawn], [v.measured for v in drawn])
    notes = [
        f"Garis tengah: {percent(100 * overall)} dari seluruh anak yang diukur. Segitiga: di luar batas 99,8{NBSP}%."
    ]
    if factor is not None and factor > 1.5:
        notes.append(
            f"Desa-desa berbeda {number(factor, 1)} kali lebih banyak daripada kebetulan: batas ini terlalu sempit, "
            "dan desa di luarnya tidak masing-masing punya sebab sendiri."
        )
    return sheet.drawn(
        parts,
        foot + frame.small * 3.6,
        title=title,
        subtitle=subtitle,
        description=(
            f"{len(drawn)} desa; prevalensi seluruhnya {percent(100 * overall)}. {len(outside)} desa di luar batas "
            f"99,8 %: {', '.join(v.name for v in outside) or 'tidak ada'}."
        ),
        source=[*notes, *source],
        kind="funnel-chart",
        key=key,
    )


def funnel_table(villages: Sequence[Village]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that stands beside the picture."""
    drawn = [v for v in villages if v.measured > 0]
    overall = sum(v.cases for v in drawn) / sum(v.measured for v in drawn) if drawn else 0.0
    zone = {id(v): words for v, words in zip(drawn, _zones(drawn, overall), strict=True)}
    words = {"dalam": "di dalam batas 95 %", "tepi": "antara 95 % dan 99,8 %", "luar": "di luar batas 99,8 %"}
    return ["Desa", "Pendek", "Diukur", "Persen", "Letak"], [
        [
            v.name,
            str(v.cases),
            str(v.measured),
            percent(_share(v) if v.measured else None),
            words[zone[id(v)]] if v.measured else "belum ada yang diukur",
        ]
        for v in villages
    ]


def _share(village: Village) -> float:
    return 100 * village.cases / village.measured


def _zones(villages: Sequence[Village], overall: float) -> list[str]:
    """Return for each village ``dalam`` (inside both limits), ``tepi`` (between them) or ``luar``."""
    if not villages:
        return []
    n = np.array([v.measured for v in villages])
    share = np.array([v.cases / v.measured for v in villages])
    inner, outer = funnel(overall, n, INNER), funnel(overall, n, OUTER)
    in_inner = (share >= inner[0] - 1e-12) & (share <= inner[1] + 1e-12)
    in_outer = (share >= outer[0] - 1e-12) & (share <= outer[1] + 1e-12)
    return ["dalam" if a else "tepi" if b else "luar" for a, b in zip(in_inner, in_outer, strict=True)]


def _axes(sheet: Sheet, x: Scale, y: Scale, step: float, largest: int) -> str:
    frame, palette = sheet.frame, sheet.palette
    small = {"font_size": frame.small, "fill": palette.ink}
    parts = []
    for value in steps(0, y.high, step):
        parts.append(line(x.start, y(value), x.end, y(value), stroke=palette.grid_strong))
        words = f"{number(value, 0)} %"
        parts.append(label(x.start - 6, y(value) + frame.small * 0.35, words, text_anchor="end", **small))
    every = next(s * 10**p for p in range(9) for s in (1, 2, 5) if largest <= 6 * s * 10**p)
    for value in steps(0, largest, every):
        words = number(value, 0)
        parts.append(label(x(value), y.start + frame.small * 1.4, words, text_anchor="middle", **small))
    parts.append(
        label(
            (x.start + x.end) / 2,
            y.start + frame.small * 2.8,
            "Anak yang diukur",
            font_size=frame.small,
            fill=palette.quiet,
            text_anchor="middle",
        )
    )
    return group(parts, class_="axes")


def _limits(sheet: Sheet, overall: float, largest: int, x: Scale, y: Scale) -> str:
    """Return the four limits as lines over the whole range of n."""
    sizes = np.unique(np.geomspace(1, max(largest, 2), 160).astype(int))
    parts = []
    for level, dash in ((INNER, "6 4"), (OUTER, None)):
        for limit in funnel(overall, sizes, level):
            points = [(x(n), y(y.clamp(100 * v))) for n, v in zip(sizes.tolist(), limit.tolist(), strict=True)]
            parts.append(
                element(
                    "path",
                    d=path_data(points),
                    fill="none",
                    stroke=sheet.palette.quiet,
                    stroke_width=1.5,
                    stroke_dasharray=dash,
                )
            )
        if not sheet.narrow:
            end = float(funnel(overall, [largest], level)[1][0])
            words = f"{number(100 * level, 1).removesuffix(',0')} %"
            parts.append(
                label(
                    x.end + 6,
                    y(y.clamp(100 * end)) + (4 if level == INNER else -4),
                    words,
                    font_size=sheet.frame.small,
                    fill=sheet.palette.quiet,
                )
            )
    return group(parts, class_="limits")


def _distance(village: Village, overall: float) -> float:
    """Return how many standard errors of chance a village lies from the whole."""
    error = np.sqrt(overall * (1 - overall) / village.measured)
    return float(abs(village.cases / village.measured - overall) / error) if error > 0 else 0.0


def _names(sheet: Sheet, outside: Sequence[Village], x: Scale, y: Scale) -> str:
    """Return the names of the farthest villages in a column at the right, each with a thin line to its mark."""
    if sheet.narrow or not outside:
        return ""
    size = sheet.frame.small
    ordered = sorted(outside, key=lambda v: y(y.clamp(_share(v))))
    places = spread([y(y.clamp(_share(v))) for v in ordered], size * 1.25, y.end, y.start)
    left = x.end + 58
    parts = []
    for village, place in zip(ordered, places, strict=True):
        spot = x(village.measured), y(y.clamp(_share(village)))
        parts.append(line(spot[0] + 6, spot[1], left - 4, place, stroke=sheet.palette.grid_strong))
        name = sheet.fitted(village.name, sheet.frame.width - left - 6, size)
        parts.append(label(left, place + size * 0.35, name, font_size=size, fill=sheet.palette.ink))
    return group(parts, class_="names")
