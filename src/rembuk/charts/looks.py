"""How pictures look: three media (screen, print, colour-blind) and two shapes (wide, narrow).

Nothing is told by colour alone: a line has its number at the end and a dash or a width of its own, a mark its shape.
Text and lines that carry meaning pass 4.5:1 on white in every medium (tested).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Media = Literal["screen", "print", "colour-blind"]
Shape = Literal["wide", "narrow"]


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one medium. ``lines`` holds the colour of SD 0, ±1, ±2 and ±3 in this order."""

    paper: str
    ink: str
    quiet: str
    grid: str
    grid_strong: str
    child: str
    warning: str
    lines: tuple[str, str, str, str]


PALETTES: dict[Media, Palette] = {
    # Muted forms of the colours that nutritionists know from the WHO charts; the child is in the accent, deep teal.
    "screen": Palette(
        paper="#ffffff",
        ink="#1d2a2c",
        quiet="#55646a",
        grid="#e8edee",
        grid_strong="#c9d2d4",
        child="#0b5a5e",
        warning="#8a3b00",
        lines=("#2e7d32", "#8a6d00", "#b3392f", "#333a3d"),
    ),
    "print": Palette(
        paper="#ffffff",
        ink="#000000",
        quiet="#4a4a4a",
        grid="#e2e2e2",
        grid_strong="#b5b5b5",
        child="#000000",
        warning="#000000",
        lines=("#5a5a5a", "#6e6e6e", "#5a5a5a", "#3c3c3c"),
    ),
    # After Okabe and Ito (2008), darkened where the original does not reach 4.5:1 on white.
    "colour-blind": Palette(
        paper="#ffffff",
        ink="#000000",
        quiet="#4f4f4f",
        grid="#e6e6e6",
        grid_strong="#bdbdbd",
        child="#000000",
        warning="#000000",
        lines=("#0072b2", "#7a6a00", "#b24a00", "#5d3a78"),
    ),
}

#: Dash and width of the lines SD 0, ±1, ±2, ±3; the same in every medium.
LINE_STYLES: tuple[tuple[str | None, float], ...] = ((None, 2.6), ("2 4", 1.5), (None, 1.5), ("9 4", 1.5))


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of one shape, in pixels: the plot and the room around it, the margin, the sizes of letters.

    The picture is as high as plot, axis and legend need.
    """

    width: float
    plot_height: float
    left: float
    right: float
    top: float
    margin: float
    heading: float
    text: float
    small: float
    mark: float


FRAMES: dict[Shape, Frame] = {
    "wide": Frame(960, 500, left=66, right=66, top=92, margin=66, heading=22, text=16, small=15, mark=6.5),
    "narrow": Frame(360, 330, left=40, right=44, top=88, margin=12, heading=16, text=14, small=13, mark=4),
}


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two ``#rrggbb`` colours (WCAG 2.2, relative luminance)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
