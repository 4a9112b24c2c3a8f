"""The sheet that statistical pictures share: heading, frame for what is drawn, source lines, words for listeners."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.charts.axes import number
from rembuk.charts.looks import FRAMES, PALETTES, Frame, Media, Palette, Shape
from rembuk.charts.svg import FONT, element, group, label, line, px, text_of, text_width

#: Where the drawing begins, below heading and subtitle.
TOP = 88.0
#: Keeps a number and its sign on one line.
NBSP = "\u00a0"
#: Room to the right of the drawing.
EDGE = 14.0


@dataclass(frozen=True)
class Sheet:
    """One picture's paper: its measures and colours."""

    frame: Frame
    palette: Palette
    narrow: bool

    @classmethod
    def of(cls, media: Media, shape: Shape) -> Sheet:
        """Return the sheet of a medium (screen, print, colour-blind) and a shape (wide, narrow)."""
        return cls(FRAMES[shape], PALETTES[media], shape == "narrow")

    def fitted(self, words: str, room: float, size: float) -> str:
        """Return the words, cut with an ellipsis where they are wider than ``room``."""
        if text_width(words, size) <= room:
            return words
        return words[: max(int(room / text_width("x", size)) - 1, 1)].rstrip() + "…"

    def label_room(self, labels: Sequence[str]) -> float:
        """Return the width of a column of names at the left, at most two fifths of the sheet."""
        widest = max((text_width(words, self.frame.small) for words in labels), default=0.0)
        return min(widest, self.frame.width * 0.4) + 10

    def drawn(
        self,
        body: Sequence[str],
        bottom: float,
        *,
        title: str,
        subtitle: str,
        description: str,
        source: Sequence[str],
        kind: str,
        key: str,
    ) -> str:
        """Return the whole picture; ``bottom`` is where the drawing ends and the source lines begin."""
        frame, palette = self.frame, self.palette
        room = frame.width - 2 * EDGE
        lines = [piece for words in source for piece in wrapped(words, room, frame.small)]
        height = bottom + frame.small * (1.4 * len(lines) + 1.2)
        size = min(frame.heading, room / max(text_width(title, 1), 1))
        inside = "".join(
            [
                element("rect", width=frame.width, height=height, fill=palette.paper),
                label(EDGE, 30, title, font_size=size, font_weight="600", fill=palette.ink),
                label(
                    EDGE,
                    30 + frame.text * 1.6,
                    self.fitted(subtitle, room, frame.text),
                    font_size=frame.text,
                    fill=palette.quiet,
                ),
                *body,
                group(
                    (
                        label(EDGE, bottom + frame.small * (1.4 * i + 1.4), words, font_size=frame.small)
                        for i, words in enumerate(lines)
                    ),
                    fill=palette.quiet,
                ),
            ]
        )
        heading, words = text_of(title), text_of(description)
        key = key or f"{kind}-" + hashlib.sha256(f"{heading}{words}{inside}".encode()).hexdigest()[:12]
        return element(
            "svg",
            element("title", heading, id=f"{key}-judul"),
            element("desc", words, id=f"{key}-uraian"),
            inside,
            xmlns="http://www.w3.org/2000/svg",
            viewBox=f"0 0 {px(frame.width)} {px(height)}",
            width=frame.width,
            height=height,
            role="img",
            lang="id",
            class_=kind,
            font_family=FONT,
            aria_labelledby=f"{key}-judul {key}-uraian",
        )

    def mark(self, form: str, x: float, y: float, size: float | None = None) -> str:
        """Return a mark: ``dot``, ``square``, ``diamond``, ``triangle`` or ``ring`` (hollow)."""
        r, palette = size or self.frame.mark, self.palette
        if form == "square":
            return element("rect", x=x - r, y=y - r, width=2 * r, height=2 * r, fill=palette.child)
        if form == "diamond":
            return _polygon([(x, y - 1.3 * r), (x + 1.3 * r, y), (x, y + 1.3 * r), (x - 1.3 * r, y)], palette.child)
        if form == "triangle":
            return _polygon([(x, y - 1.2 * r), (x + 1.2 * r, y + r), (x - 1.2 * r, y + r)], palette.child)
        if form == "ring":
            return element("circle", cx=x, cy=y, r=r, fill=palette.paper, stroke=palette.child, stroke_width=2)
        return element("circle", cx=x, cy=y, r=r, fill=palette.child)

    def words(self, x: float, y: float, content: str, **attributes: object) -> str:
        """Return small words with a rim of paper, so that lines under them do not cross them out."""
        rim = {"stroke": self.palette.paper, "stroke_width": 4, "stroke_linejoin": "round", "paint_order": "stroke"}
        return label(x, y, content, font_size=self.frame.small, **{"fill": self.palette.ink, **rim, **attributes})

    def whisker(self, x1: float, x2: float, y: float) -> str:
        """Return a level interval with short ends."""
        end = self.frame.mark * 0.8
        ink = {"stroke": self.palette.child, "stroke_width": 2}
        return line(x1, y, x2, y, **ink) + line(x1, y - end, x1, y + end, **ink) + line(x2, y - end, x2, y + end, **ink)

    def upright(self, x: float, y1: float, y2: float) -> str:
        """Return an upright interval with short ends."""
        end = self.frame.mark * 0.8
        ink = {"stroke": self.palette.child, "stroke_width": 2}
        return line(x, y1, x, y2, **ink) + line(x - end, y1, x + end, y1, **ink) + line(x - end, y2, x + end, y2, **ink)


def _polygon(corners: Sequence[tuple[float, float]], fill: str) -> str:
    return element("polygon", points=" ".join(f"{px(x)},{px(y)}" for x, y in corners), fill=fill)


def percent_ceiling(values: Sequence[float]) -> tuple[float, float]:
    """Return a round upper end (at most 100) above all per cents, and the step of its labels."""
    highest = max(values, default=0.0)
    step = next(s for s in (1.0, 2.0, 5.0, 10.0, 20.0) if highest <= 7 * s or s == 20.0)
    return min(max(math.ceil(highest / step + 1e-9), 1) * step, 100.0), step


def percent(value: float | None) -> str:
    """Return a per cent with one decimal, ``–`` where it is not known."""
    return "–" if value is None else f"{number(value, 1)}{NBSP}%"


def wrapped(words: str, room: float, size: float) -> list[str]:
    """Return the words on as many lines as the room asks for."""
    lines: list[str] = []
    for word in words.split(" "):
        if lines and text_width(f"{lines[-1]} {word}", size) <= room:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
