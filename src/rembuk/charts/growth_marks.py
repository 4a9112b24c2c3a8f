"""The marks of a growth chart: a shape for each way of measuring, a strike for what was replaced, a ring for doubt.

Shapes, not colours, carry the meaning: circle = lying, square = standing, diamond = not known how; hollow and struck
through = replaced by a correction; a ring = outside the WHO limits; an arrow at the edge = outside the picture.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rembuk.charts.growth_lines import Picture
from rembuk.charts.growth_visits import Placed
from rembuk.charts.looks import Frame, Palette
from rembuk.charts.svg import element, label, line

_WORDS = {
    "weight": "ditimbang",
    "lying": "diukur terlentang",
    "standing": "diukur berdiri",
    "unknown": "cara ukur tidak diketahui",
    "replaced": "nilai lama, sudah dibetulkan",
    "flagged": "di luar batas WHO: ukur ulang",
    "edge": "di luar gambar",
}


def visit(p: Placed, x: float, y: float, away: int, palette: Palette, frame: Frame, value: str) -> list[str]:
    """Return the marks of one visit at ``x``, ``y``; ``away`` is 1 above the picture, −1 below it, 0 inside."""
    size = frame.mark
    parts = []
    if away:
        y += away * size * 2.6
        parts.append(_arrow(x, y, away, size, palette))
        anchor, shift = ("end", -size * 2.4) if x > frame.width / 2 else ("start", size * 2.4)
        parts.append(
            label(
                x + shift,
                y + frame.small * 0.35,
                value,
                font_size=frame.small,
                font_weight="600",
                fill=palette.warning,
                text_anchor=anchor,
            )
        )
    parts.append(_shape(p.mark, x, y, size, palette, hollow=p.visit.replaced))
    if p.visit.replaced:
        parts.append(_strike(x, y, size, palette))
    if p.doubtful:
        parts.append(_ring(x, y, size, palette))
    return parts


def legend(shown: Sequence[Placed], picture: Picture, at_edge: Callable[[Placed], bool]) -> list[tuple[str, str]]:
    """Return the marks that this picture uses, each with its words, in a steady order."""
    used = {p.mark for p in shown}
    used |= {"replaced"} if any(p.visit.replaced for p in shown) else set()
    used |= {"flagged"} if any(p.doubtful for p in shown) else set()
    used |= {"edge"} if any(at_edge(p) for p in shown) else set()
    return [(mark, words) for mark, words in _WORDS.items() if mark in used]


def legend_mark(mark: str, x: float, y: float, palette: Palette, frame: Frame) -> str:
    """Return one mark for the legend."""
    size = frame.mark
    if mark == "replaced":
        return _shape("weight", x, y, size, palette, hollow=True) + _strike(x, y, size, palette)
    if mark == "flagged":
        return _shape("weight", x, y, size, palette) + _ring(x, y, size, palette)
    if mark == "edge":
        return _arrow(x, y + size * 2.6, 1, size, palette)
    return _shape(mark, x, y, size, palette)


def _shape(mark: str, x: float, y: float, size: float, palette: Palette, *, hollow: bool = False) -> str:
    colour = palette.quiet if hollow else palette.child
    paint = {"fill": palette.paper if hollow else colour, "stroke": colour if hollow else palette.paper}
    paint["stroke_width"] = "1.5"
    if mark == "standing":
        side = size * 1.8
        return element("rect", x=x - side / 2, y=y - side / 2, width=side, height=side, **paint)
    if mark == "unknown":
        r = size * 1.35
        corners = f"{x:.2f},{y - r:.2f} {x + r:.2f},{y:.2f} {x:.2f},{y + r:.2f} {x - r:.2f},{y:.2f}"
        return element("polygon", points=corners, **paint)
    return element("circle", cx=x, cy=y, r=size, **paint)


def _strike(x: float, y: float, size: float, palette: Palette) -> str:
    reach = size * 1.5
    return line(x - reach, y + reach, x + reach, y - reach, stroke=palette.quiet, stroke_width=1.5, class_="strike")


def _ring(x: float, y: float, size: float, palette: Palette) -> str:
    return element(
        "circle", cx=x, cy=y, r=size * 1.9, fill="none", stroke=palette.warning, stroke_width=2, class_="ring"
    )


def _arrow(x: float, y: float, away: int, size: float, palette: Palette) -> str:
    """Return a chevron above or below a mark: what was measured lies further that way."""
    tip, foot = y - away * size * 3.1, y - away * size * 2.2
    return element(
        "polyline",
        points=f"{x - size:.2f},{foot:.2f} {x:.2f},{tip:.2f} {x + size:.2f},{foot:.2f}",
        fill="none",
        stroke=palette.warning,
        stroke_width=2,
        class_="edge",
    )
