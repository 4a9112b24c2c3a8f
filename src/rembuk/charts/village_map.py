"""The map of villages in WHO severity classes: as the ground lies where outlines are given, else as tiles.

One ramp that stays readable in grey print; hatched where few children were measured; outline only where nothing is
known. The table beside it has every figure.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.charts.axes import number
from rembuk.charts.looks import Media, Shape
from rembuk.charts.sheet import EDGE, TOP, Sheet, percent
from rembuk.charts.svg import element, group, label, line, px, text_of, text_width
from rembuk.knowledge import statistics as facts

Ring = Sequence[tuple[float, float]]
#: Below this coverage a figure is hatched.
LOW_COVERAGE = 0.8
_RAMPS: dict[Media, tuple[str, ...]] = {
    "screen": ("#eaf3f3", "#bcd9da", "#83b5b8", "#37787d", "#0b4f53"),
    "colour-blind": ("#eef3f8", "#c3d7e8", "#8fb3d1", "#41749e", "#1d4f7c"),
    "print": ("#f4f4f4", "#d0d0d0", "#a2a2a2", "#6a6a6a", "#303030"),
}
#: How wide the hatched strip of a tile is, beside its words.
_STRIP = 18.0
#: From this class on (0…4) letters on the fill are white.
_WHITE_FROM = 3


@dataclass(frozen=True)
class Area:
    """One village. ``percent`` None = not known; ``coverage`` 0…1, None = not known, which is hatched too.

    ``rings``: outlines as (longitude, latitude), outer and inner ones alike; empty = drawn as a tile. ``count``: the
    words beside the figure («27 dari 96 anak yang diukur»).
    """

    name: str
    percent: float | None
    coverage: float | None = None
    count: str = ""
    rings: Sequence[Ring] = ()


def village_map(
    areas: Sequence[Area],
    *,
    title: str,
    indicator: str = "stunting",
    subtitle: str = "",
    source: Sequence[str] = (),
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return the picture as ``<svg>``; ``indicator`` (stunting, wasting, overweight) says which classes hold.

    A map is drawn where every area has outlines; otherwise all are tiles, in the order given.
    """
    sheet = Sheet.of(media, shape)
    hatch = "arsir-" + hashlib.sha256(f"{key}{title}{areas!r}".encode()).hexdigest()[:10]
    as_ground = bool(areas) and all(area.rings for area in areas)
    draw = _ground if as_ground else _tiles
    parts, foot = draw(sheet, areas, indicator, media, hatch)
    legend, bottom = _legend(sheet, indicator, media, hatch, foot + sheet.frame.small * 1.6)
    known = [area for area in areas if area.percent is not None]
    thin = [area for area in known if _is_thin(area)]
    return sheet.drawn(
        [_pattern(sheet, hatch), *parts, legend],
        bottom,
        title=title,
        subtitle=subtitle,
        description=" ".join(
            [
                f"{len(areas)} wilayah; {len(areas) - len(known)} tidak diketahui, {len(thin)} bercakupan rendah.",
                *(_sentence(area, indicator) for area in sorted(known, key=lambda a: -(a.percent or 0))[:12]),
            ]
        ),
        source=source,
        kind="village-map",
        key=key,
    )


def map_table(areas: Sequence[Area], indicator: str = "stunting") -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that stands beside the picture."""
    return ["Wilayah", "Persen", "Kelas WHO", "Cakupan", "Jumlah"], [
        [
            area.name,
            percent(area.percent),
            "tidak diketahui" if area.percent is None else facts.severity_word(facts.severity(indicator, area.percent)),
            "tidak diketahui" if area.coverage is None else percent(100 * area.coverage),
            area.count,
        ]
        for area in areas
    ]


def _is_thin(area: Area) -> bool:
    return area.coverage is None or area.coverage < LOW_COVERAGE


def _class_of(area: Area, indicator: str) -> int | None:
    """Return the area's class 0…4, None where nothing is known."""
    if area.percent is None:
        return None
    names = [name for name, _ in facts.severity_limits(indicator)]
    return names.index(facts.severity_word(facts.severity(indicator, area.percent)))


def _sentence(area: Area, indicator: str) -> str:
    if area.percent is None:
        return f"{area.name}: tidak diketahui."
    word = facts.severity_word(facts.severity(indicator, area.percent))
    covered = "cakupan tidak diketahui" if area.coverage is None else f"cakupan {percent(100 * area.coverage)}"
    count = f", {area.count}" if area.count else ""
    return f"{area.name}: {percent(area.percent)}, {word}{count}, {covered}."


def _pattern(sheet: Sheet, hatch: str) -> str:
    """Return slanted lines with a pale rim, to be seen on every fill."""
    strokes = [
        line(6, 0, 6, 12, stroke=sheet.palette.paper, stroke_width=4),
        line(6, 0, 6, 12, stroke=sheet.palette.ink, stroke_width=1.4),
    ]
    size = {"width": 12, "height": 12, "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)"}
    pattern = element("pattern", *strokes, id=hatch, **size)
    return element("defs", pattern)


def _filled(shape: str, area: Area, sheet: Sheet, indicator: str, media: Media, **form: object) -> str:
    """Return the shape in its class's colour, outline only where nothing is known."""
    klass = _class_of(area, indicator)
    edge = {"stroke": sheet.palette.quiet, "stroke_width": 1, **form}
    if klass is None:
        return element(shape, fill="none", stroke_dasharray="3 3", **edge)
    return element(shape, fill=_RAMPS[media][klass], **edge)


def _hatched(shape: str, area: Area, hatch: str, **form: object) -> list[str]:
    """Return the hatching of a figure that rests on few children."""
    if area.percent is None or not _is_thin(area):
        return []
    return [element(shape, fill=f"url(#{hatch})", stroke="none", **form)]


def _ground(sheet: Sheet, areas: Sequence[Area], indicator: str, media: Media, hatch: str) -> tuple[list[str], float]:
    """Return the areas as they lie; a degree of longitude is as much shorter as the middle latitude asks."""
    points = [point for area in areas for ring in area.rings for point in ring]
    west, east = min(x for x, _ in points), max(x for x, _ in points)
    south, north = min(y for _, y in points), max(y for _, y in points)
    narrowing = math.cos(math.radians((south + north) / 2))
    wide, high = max((east - west) * narrowing, 1e-9), max(north - south, 1e-9)
    room = sheet.frame.width - 2 * EDGE
    scale = min(room / wide, sheet.frame.plot_height * 1.2 / high)
    left = EDGE + (room - wide * scale) / 2

    def outline(ring: Ring) -> str:
        spots = (f"{px(left + (x - west) * narrowing * scale)} {px(TOP + (north - y) * scale)}" for x, y in ring)
        return "M" + "L".join(spots) + "Z"

    parts = []
    for area in areas:
        form = {"d": "".join(map(outline, area.rings)), "fill_rule": "evenodd"}
        parts.append(
            element(
                "g",
                element("title", text_of(_sentence(area, indicator))),
                _filled("path", area, sheet, indicator, media, **form),
                *_hatched("path", area, hatch, **form),
                class_="area",
            )
        )
    return parts, TOP + high * scale


def _tiles(sheet: Sheet, areas: Sequence[Area], indicator: str, media: Media, hatch: str) -> tuple[list[str], float]:
    """Return the areas as equal tiles with name and figure, in the order given."""
    size, gap = sheet.frame.small, 4.0
    columns = 3 if sheet.narrow else 6
    wide = (sheet.frame.width - 2 * EDGE - gap * (columns - 1)) / columns
    high = size * 3.4
    parts = []
    for i, area in enumerate(areas):
        x, y = EDGE + (i % columns) * (wide + gap), TOP + (i // columns) * (high + gap)
        dark = (_class_of(area, indicator) or 0) >= _WHITE_FROM
        ink = sheet.palette.paper if dark else sheet.palette.ink
        name = sheet.fitted(area.name, wide - 8 - _STRIP, size)
        strip = {"x": x + wide - _STRIP, "y": y + 1, "width": _STRIP - 1, "height": high - 2}
        parts.append(
            element(
                "g",
                element("title", text_of(_sentence(area, indicator))),
                _filled("rect", area, sheet, indicator, media, x=x, y=y, width=wide, height=high),
                *_hatched("rect", area, hatch, **strip),
                label(x + 6, y + size * 1.4, name, font_size=size, fill=ink),
                label(x + 6, y + size * 2.8, percent(area.percent), font_size=size, font_weight="600", fill=ink),
                class_="area",
            )
        )
    if not areas:
        parts.append(label(EDGE, TOP + 20, "Belum ada wilayah.", font_size=size, fill=sheet.palette.quiet))
    rows = max(math.ceil(len(areas) / columns), 1)
    return parts, TOP + rows * (high + gap)


def _legend(sheet: Sheet, indicator: str, media: Media, hatch: str, y: float) -> tuple[str, float]:
    """Return the classes with their limits, the hatching and the outline, on as many lines as they need."""
    limits, size = facts.severity_limits(indicator), sheet.frame.small
    entries = []
    for i, (name, low) in enumerate(limits):
        upper = f"< {_short(limits[i + 1][1])} %" if i + 1 < len(limits) else f"≥ {_short(low)} %"
        entries.append((f"{name} ({upper})", {"fill": _RAMPS[media][i]}))
    entries.append(
        (f"cakupan di bawah {_short(100 * LOW_COVERAGE)} % atau tidak diketahui", {"fill": f"url(#{hatch})"})
    )
    entries.append(("tidak diketahui", {"fill": "none", "stroke_dasharray": "3 3"}))
    x, parts = EDGE, []
    for words, fill in entries:
        wide = 24 + text_width(words, size) + 14
        if x > EDGE and x + wide > sheet.frame.width - EDGE:
            x, y = EDGE, y + size * 1.6
        box = {"stroke": sheet.palette.quiet, "stroke_width": 1, **fill}
        parts.append(element("rect", x=x, y=y - size * 0.85, width=size, height=size, **box))
        parts.append(label(x + size + 6, y, words, font_size=size, fill=sheet.palette.ink))
        x += wide
    return group(parts, class_="legend"), y + size * 0.4


def _short(value: float) -> str:
    return number(value, 1).removesuffix(",0")
