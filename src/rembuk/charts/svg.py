"""The few words of SVG that our pictures need: elements as text, everything escaped, numbers short.

A picture uses presentation attributes and class hooks only: no ``style=``, no script, no address of another machine,
so that it shows under a content security policy without ``unsafe-inline`` and in a saved file alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape

#: Characters that no XML document may hold, escaped or not (XML 1.0, section 2.2).
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

#: The system's own letters, as on every page of Rembuk (the first one there is).
FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', Arial, sans-serif"


def text_of(value: object) -> str:
    """Return a value as text that may stand in an element or an attribute."""
    return escape(_FORBIDDEN.sub("\ufffd", str(value)), quote=True)


def px(number: float) -> str:
    """Return a coordinate with at most two decimals and no useless zeros: 12.50 → ``12.5``, -0.001 → ``0``."""
    short = f"{number:.2f}".rstrip("0").rstrip(".")
    return "0" if short == "-0" else short


def element(name: str, *children: str, **attributes: object) -> str:
    """Return one element; children are markup, attributes are escaped.

    ``stroke_width=2`` becomes ``stroke-width="2"``, ``class_="x"`` becomes ``class="x"``; floats are shortened by
    ``px``; an attribute that is ``None`` is left out.
    """
    parts = [name]
    for key, value in attributes.items():
        if value is None:
            continue
        shown = px(value) if isinstance(value, float) else text_of(value)
        parts.append(f'{key.rstrip("_").replace("_", "-")}="{shown}"')
    opening = " ".join(parts)
    return f"<{opening}>{''.join(children)}</{name}>" if children else f"<{opening}/>"


def group(children: Iterable[str], **attributes: object) -> str:
    """Return a ``<g>`` around the children, or nothing where there are none."""
    inside = "".join(children)
    return element("g", inside, **attributes) if inside else ""


def label(x: float, y: float, content: object, **attributes: object) -> str:
    """Return a text whose baseline begins (or is anchored) at ``x``, ``y``."""
    return element("text", text_of(content), x=px(x), y=px(y), **attributes)


def line(x1: float, y1: float, x2: float, y2: float, **attributes: object) -> str:
    """Return a straight line."""
    return element("line", x1=px(x1), y1=px(y1), x2=px(x2), y2=px(y2), **attributes)


def path_data(points: Iterable[tuple[float, float]]) -> str:
    """Return the ``d`` of an open path through the points."""
    return "".join(f"{'L' if i else 'M'}{px(x)} {px(y)}" for i, (x, y) in enumerate(points))


def text_width(content: str, size: float) -> float:
    """Return about how wide a text will be (0.6 of its size a letter: the wider system faces)."""
    return 0.6 * size * len(content)
