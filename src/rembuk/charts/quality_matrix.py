"""The quality matrix: groups down, checks across, in every cell a form and a word; colour says nothing alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rembuk.charts.looks import Media, Shape
from rembuk.charts.sheet import EDGE, TOP, Sheet, wrapped
from rembuk.charts.svg import element, group, label, line, text_of, text_width

#: Words of the classes of ``rembuk growth quality``, and the sign of each in a cell.
CLASS_WORDS = {
    "excellent": "baik sekali",
    "good": "baik",
    "acceptable": "cukup",
    "problem": "bermasalah",
    "too_few": "terlalu sedikit",
    "not_judged": "tidak dinilai",
    "no_data": "tanpa data",
}


@dataclass(frozen=True)
class Cell:
    """One finding: ``klass`` one of ``CLASS_WORDS``; ``value`` in words; ``next_step`` what to do."""

    group: str
    check: str
    klass: str
    value: str = ""
    next_step: str = ""


def quality_matrix(
    cells: Sequence[Cell],
    *,
    title: str = "Mutu data pengukuran",
    subtitle: str = "",
    source: Sequence[str] = (),
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return the picture as ``<svg>``; groups and checks keep the order in which they first come."""
    sheet = Sheet.of(media, shape)
    frame, palette = sheet.frame, sheet.palette
    groups, checks = list(dict.fromkeys(c.group for c in cells)), list(dict.fromkeys(c.check for c in cells))
    left = EDGE + sheet.label_room(groups)
    width = (frame.width - left - EDGE) / max(len(checks), 1)
    roomy = all(text_width(word, frame.small) <= width for check in checks for word in check.split())
    heads = [wrapped(check, width - 6, frame.small) if roomy else [str(i)] for i, check in enumerate(checks, start=1)]
    key_lines = [] if roomy else ["; ".join(f"{i} {check}" for i, check in enumerate(checks, start=1)) + "."]
    top = TOP + frame.small * 1.25 * max((len(head) for head in heads), default=1) + 6
    pitch = frame.text * 1.9
    foot = top + pitch * max(len(groups), 1)
    parts = [
        label(
            left + width * (i + 0.5),
            TOP + frame.small * 1.25 * (row + 0.6),
            sheet.fitted(words, width - 4, frame.small),
            font_size=frame.small,
            fill=palette.ink,
            text_anchor="middle",
        )
        for i, head in enumerate(heads)
        for row, words in enumerate(head)
    ]
    for i, name in enumerate(groups):
        base = top + pitch * (i + 0.5)
        words = sheet.fitted(name, left - EDGE - 8, frame.small)
        parts.append(line(EDGE, top + pitch * i, frame.width - EDGE, top + pitch * i, stroke=palette.grid_strong))
        parts.append(label(EDGE, base + frame.small * 0.35, words, font_size=frame.small, fill=palette.ink))
    for cell in cells:
        x = left + width * (checks.index(cell.check) + 0.5)
        parts.append(_cell(sheet, cell, x, top + pitch * (groups.index(cell.group) + 0.5)))
    legend, bottom = _legend(sheet, [k for k in CLASS_WORDS if any(c.klass == k for c in cells)], foot)
    bad = [c for c in cells if c.klass == "problem"]
    return sheet.drawn(
        [*parts, legend],
        bottom,
        title=title,
        subtitle=subtitle,
        description=" ".join(
            [
                f"{len(groups)} kelompok, {len(checks)} pemeriksaan, {len(bad)} bermasalah.",
                *(f"{c.group}, {c.check}: {c.next_step or c.value}" for c in bad[:12]),
            ]
        ),
        source=[*key_lines, *source],
        kind="quality-matrix",
        key=key,
    )


def matrix_table(cells: Sequence[Cell]) -> tuple[list[str], list[list[str]]]:
    """Return header and rows of the table that stands beside the picture."""
    header = ["Kelompok", "Pemeriksaan", "Nilai", "Kelas", "Langkah berikutnya"]
    return header, [[c.group, c.check, c.value, CLASS_WORDS[c.klass], c.next_step] for c in cells]


def _cell(sheet: Sheet, cell: Cell, x: float, y: float) -> str:
    words = f"{cell.group}, {cell.check}: {CLASS_WORDS[cell.klass]} {cell.value}. {cell.next_step}".strip()
    return element("g", element("title", text_of(words)), *_sign(sheet, cell.klass, x, y), class_=f"cell {cell.klass}")


def _sign(sheet: Sheet, klass: str, x: float, y: float) -> list[str]:
    """Return the class's sign: rings are good, a triangle warns, a cross is the worst, a dash says nothing is known."""
    palette, r = sheet.palette, sheet.frame.mark
    if klass in {"excellent", "good"}:
        inner = [element("circle", cx=x, cy=y, r=r * 0.45, fill=palette.child)] if klass == "excellent" else []
        return [element("circle", cx=x, cy=y, r=r, fill="none", stroke=palette.child, stroke_width=1.5), *inner]
    if klass == "acceptable":
        return [sheet.mark("triangle", x, y, r * 0.9)]
    if klass == "problem":
        ink = {"stroke": palette.warning, "stroke_width": 3.5}
        return [line(x - r, y - r, x + r, y + r, **ink), line(x - r, y + r, x + r, y - r, **ink)]
    dash = {"too_few": "n", "not_judged": "·", "no_data": "–"}[klass]
    size = sheet.frame.small
    return [label(x, y + size * 0.35, dash, font_size=size, fill=palette.quiet, text_anchor="middle")]


def _legend(sheet: Sheet, classes: Sequence[str], foot: float) -> tuple[str, float]:
    size, x, y = sheet.frame.small, EDGE + 16.0, foot + sheet.frame.small * 1.6
    parts = []
    for klass in classes:
        wide = 46 + len(CLASS_WORDS[klass]) * size * 0.6
        if x + wide > sheet.frame.width - EDGE and x > EDGE + 16:
            x, y = EDGE + 16.0, y + size * 1.6
        parts += _sign(sheet, klass, x, y - size * 0.35)
        parts.append(label(x + 24, y, CLASS_WORDS[klass], font_size=size, fill=sheet.palette.ink))
        x += wide
    return group(parts, class_="legend"), y + size * 0.6
