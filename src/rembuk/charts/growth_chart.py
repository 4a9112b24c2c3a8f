"""The WHO growth chart of one child as SVG: seven lines, the child's visits, what was corrected and what is doubtful.

``growth_chart`` draws, ``rembuk.charts.growth_visits.growth_table`` gives the same visits as rows for the table that
stands under every picture. Sources: the lines, WHO Child Growth Standards 2006; until when a child is measured lying,
Permenkes 2/2020.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

from rembuk.charts import growth_marks as marks
from rembuk.charts.axes import DAYS_PER_MONTH, Scale, measured, number, spread, steps
from rembuk.charts.growth_lines import (
    PICTURES,
    STANDING_FROM,
    Kind,
    Picture,
    Sex,
    StandardLine,
    standard_lines,
    value_range,
)
from rembuk.charts.growth_visits import Placed, Visit, place, sentence
from rembuk.charts.looks import FRAMES, LINE_STYLES, PALETTES, Frame, Media, Palette, Shape
from rembuk.charts.svg import FONT, element, group, label, line, path_data, px, text_of, text_width

Span = Literal["auto", "0-24", "24-60", "0-60"]

#: Ages (days) and lengths or heights (cm) that the level axis shows.
_SPANS: dict[str, tuple[float, float]] = {
    "0-24": (0, 730),
    "24-60": (731, 1826),
    "0-60": (0, 1826),
    "wlz": (45, 110),
    "whz": (65, 120),
}
_SEX_WORDS: dict[Sex, str] = {"m": "Anak laki-laki", "f": "Anak perempuan"}


def growth_chart(
    visits: Sequence[Visit],
    *,
    kind: Kind,
    sex: Sex,
    who: str = "",
    span: Span = "auto",
    media: Media = "screen",
    shape: Shape = "wide",
    key: str = "",
) -> str:
    """Return one growth chart as an ``<svg>`` element.

    ``kind``: waz (BB/U), haz (PB/U – TB/U), wlz (BB/PB, below 24 months), whz (BB/TB, from 24 months), baz (IMT/U).
    ``who``: what stands beside the sex, a name or a pseudonym; the caller decides what the viewer may see. ``span``:
    which ages; ``auto`` shows 0–24 months for a child not yet seen beyond, else 0–60. ``key`` begins the ids in the
    SVG; without it they come from the content, so that two charts on one page share ids only if they are the same.
    """
    drawing = _Drawing(visits, kind, sex, who, span, media, shape)
    body = drawing.body()
    title, description = text_of(drawing.title), text_of(drawing.description)
    key = key or "grafik-" + hashlib.sha256(f"{title}{description}{body}".encode()).hexdigest()[:12]
    return element(
        "svg",
        element("title", title, id=f"{key}-judul"),
        element("desc", description, id=f"{key}-uraian"),
        body,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {px(drawing.frame.width)} {px(drawing.height)}",
        width=drawing.frame.width,
        height=drawing.height,
        role="img",
        lang="id",
        class_=f"growth-chart growth-chart-{kind} growth-chart-{shape}",
        font_family=FONT,
        aria_labelledby=f"{key}-judul {key}-uraian",
    )


class _Drawing:
    """One chart while it is drawn: its frame, its colours, its two scales and the placed visits."""

    def __init__(
        self, visits: Sequence[Visit], kind: Kind, sex: Sex, who: str, span: Span, media: Media, shape: Shape
    ) -> None:
        self.picture: Picture = PICTURES[kind]
        self.frame: Frame = FRAMES[shape]
        self.palette: Palette = PALETTES[media]
        self.narrow = shape == "narrow"
        placed = place(visits, kind, sex)
        low, high = _SPANS[_chosen_span(kind, placed, span)]
        self.shown = [p for p in placed if p.x is not None and p.y is not None and low <= p.x <= high]
        self.hidden = len(placed) - len(self.shown)
        frame = self.frame
        bottom, top = value_range(kind, sex, low, high)
        self.x = Scale(low, high, frame.left, frame.width - frame.right)
        self.y = Scale(bottom, top, frame.top + frame.plot_height, frame.top)
        axis_rows = 5.8 if self.picture.by_age else 4.6
        self.legend_top = self.y.start + frame.small * axis_rows
        self.legend, legend_rows = self._arranged_legend()
        self.source = _source(len(self.shown), self.hidden, self.narrow)
        self.source_top = self.legend_top + frame.small * (1.6 * legend_rows + 0.6)
        self.height = self.source_top + frame.small * (1.4 * len(self.source) - 0.4)
        self.lines = standard_lines(kind, sex, low, high)
        self.subtitle = " · ".join(filter(None, [_SEX_WORDS[sex], who]))
        self.title = f"{self.picture.heading} ({self.picture.short}): {self.subtitle}"
        self.description = _description(self.picture, self.shown, self.hidden, low, high)

    def body(self) -> str:
        """Return everything that is seen, from back to front."""
        frame = self.frame
        return "".join(
            [
                element("rect", width=frame.width, height=self.height, fill=self.palette.paper),
                self._heading(),
                group([*self._upright_grid(), *self._level_grid()], class_="grid"),
                group((self._standard_line(one) for one in self.lines), class_="standard-lines", fill="none"),
                group(self._line_labels(), class_="line-labels", font_size=frame.small),
                group(self._switch(), class_="switch"),
                self._way(),
                group((self._point(p) for p in self.shown), class_="visits"),
                self._legend(),
                self._source_lines(),
            ]
        )

    def _heading(self) -> str:
        """Return the two lines at the head; what is too long for the picture is cut here and whole in its title."""
        frame, palette = self.frame, self.palette
        picture, left = self.picture, frame.margin
        room = frame.width - left - 12
        heading = picture.heading if self.narrow else f"{picture.heading} ({picture.short})"
        size = min(frame.heading, room / text_width(heading, 1))
        subtitle = f"{picture.short} · {self.subtitle}" if self.narrow else self.subtitle
        if text_width(subtitle, frame.text) > room:
            subtitle = subtitle[: int(room / text_width("x", frame.text)) - 1].rstrip() + "…"
        return label(left, 30, heading, font_size=size, font_weight="600", fill=palette.ink) + label(
            left, 30 + frame.text * 1.6, subtitle, font_size=frame.text, fill=palette.quiet
        )

    def _upright_grid(self) -> list[str]:
        picture, frame, palette = self.picture, self.frame, self.palette
        left, right = self.x.start, self.x.end
        parts = [
            line(left, self.y(v), right, self.y(v), stroke=palette.grid)
            for v in steps(self.y.low, self.y.high, picture.grid_step)
        ]
        for value in steps(self.y.low, self.y.high, self._label_step()):
            y = self.y(value)
            parts.append(line(left, y, right, y, stroke=palette.grid_strong))
            parts.append(
                label(
                    left - 8,
                    y + frame.small * 0.35,
                    number(value, 0),
                    font_size=frame.small,
                    fill=palette.ink,
                    text_anchor="end",
                )
            )
        unit = label(
            left - 8, frame.top - 14, picture.unit, font_size=frame.small, fill=palette.quiet, text_anchor="end"
        )
        return [*parts, unit]

    def _label_step(self) -> float:
        step = self.picture.label_step
        return step * 2 if self.narrow and self.picture.kind == "haz" else step

    def _level_grid(self) -> list[str]:
        return self._ages() if self.picture.by_age else self._lengths()

    def _ages(self) -> list[str]:
        """Return the age axis: months small, years large; as many month numbers as there is room for."""
        frame, palette = self.frame, self.palette
        top, foot = self.y.end, self.y.start
        first, last = round(self.x.low / DAYS_PER_MONTH), round(self.x.high / DAYS_PER_MONTH)
        room = (self.x.end - self.x.start) / (last - first)
        every = next(n for n in (1, 2, 3, 6, 12) if room * n >= text_width("00", frame.small) * 1.3)
        parts = []
        for month in range(first, last + 1):
            x = self.x(self.x.clamp(month * DAYS_PER_MONTH))
            whole_year = month % 12 == 0
            if whole_year or room > 6:
                parts.append(line(x, top, x, foot, stroke=palette.grid_strong if whole_year else palette.grid))
            if whole_year:
                words = f"{month // 12} tahun" if month and not (self.narrow and month < last) else f"{month // 12}"
                words = "Lahir" if month == 0 and not self.narrow else words
                parts.append(
                    label(
                        x,
                        foot + frame.small * 2.6,
                        words,
                        font_size=frame.small,
                        font_weight="600",
                        fill=palette.ink,
                        text_anchor="middle",
                    )
                )
            elif month % every == 0:
                parts.append(
                    label(
                        x,
                        foot + frame.small * 1.3,
                        month % 12,
                        font_size=frame.small,
                        fill=palette.quiet,
                        text_anchor="middle",
                    )
                )
        return [*parts, self._axis_name("Umur (angka kecil: bulan, angka tebal: tahun)", "Umur (bulan, tahun)", 4.2)]

    def _lengths(self) -> list[str]:
        frame, palette = self.frame, self.palette
        parts = []
        for value in steps(self.x.low, self.x.high, 5):
            x = self.x(value)
            parts.append(line(x, self.y.end, x, self.y.start, stroke=palette.grid_strong))
            if self.narrow and value % 10:
                continue
            parts.append(
                label(
                    x,
                    self.y.start + frame.small * 1.4,
                    number(value, 0),
                    font_size=frame.small,
                    fill=palette.ink,
                    text_anchor="middle",
                )
            )
        name = "Panjang badan terlentang (cm)" if self.picture.kind == "wlz" else "Tinggi badan berdiri (cm)"
        return [*parts, self._axis_name(name, name, 3)]

    def _axis_name(self, wide: str, narrow: str, lines_down: float) -> str:
        return label(
            (self.x.start + self.x.end) / 2,
            self.y.start + self.frame.small * lines_down,
            narrow if self.narrow else wide,
            font_size=self.frame.small,
            fill=self.palette.quiet,
            text_anchor="middle",
        )

    def _standard_line(self, one: StandardLine) -> str:
        dash, width = LINE_STYLES[abs(one.sd)]
        data = "".join(
            path_data((self.x(a), self.y(b)) for a, b in zip(x.tolist(), y.tolist(), strict=True))
            for x, y in one.pieces
        )
        return element(
            "path",
            d=data,
            stroke=self.palette.lines[abs(one.sd)],
            stroke_width=width,
            stroke_dasharray=dash,
            class_="standard-line",
            data_sd=one.sd,
        )

    def _line_labels(self) -> list[str]:
        """Return the names of the lines at their right ends, from the lowest to the highest, never on each other."""
        size = self.frame.small
        wanted = [-self.y(one.at_end()) for one in self.lines]
        heights = spread(wanted, size * 1.15, -self.y.start, -self.y.end)
        words = [number(one.sd, 0) if one.sd <= 0 else f"+{one.sd}" for one in self.lines]
        return [
            label(
                self.x.end + 8,
                -height + size * 0.35,
                word if self.narrow else f"{word} SD",
                fill=self.palette.lines[abs(one.sd)],
                font_weight="600",
            )
            for one, height, word in zip(self.lines, heights, words, strict=True)
        ]

    def _switch(self) -> list[str]:
        """Return the mark of 24 months, where lying ends and standing begins, for the charts that use length by age."""
        if self.picture.kind not in ("haz", "baz") or not self.x.low < STANDING_FROM < self.x.high:
            return []
        x, size = self.x(STANDING_FROM - 0.5), self.frame.small
        words = [("terlentang ←", "end", -6), ("→ berdiri", "start", 6)]
        y = self.y.start - size * 0.7
        return [
            line(x, self.y.end, x, self.y.start, stroke=self.palette.quiet, stroke_dasharray="3 3"),
            *(
                label(x + shift, y, word, font_size=size, fill=self.palette.quiet, text_anchor=anchor)
                for word, anchor, shift in words
            ),
        ]

    def _way(self) -> str:
        """Return the line through the visits that stand, from the youngest age to the oldest."""
        sure = [p for p in self.shown if p.stands]
        if len(sure) < 2:
            return ""
        return element(
            "path",
            d=path_data(self._spot(p) for p in sure),
            fill="none",
            stroke=self.palette.child,
            stroke_width=2.5 if not self.narrow else 2,
            stroke_linejoin="round",
            class_="child-line",
        )

    def _spot(self, p: Placed) -> tuple[float, float]:
        assert p.x is not None and p.y is not None  # noqa: S101 - `shown` holds placed visits only
        return self.x(p.x), self.y(self.y.clamp(p.y))

    def _point(self, p: Placed) -> str:
        x, y = self._spot(p)
        away = 0 if self.y.holds(p.y or 0) else (1 if (p.y or 0) > self.y.high else -1)
        return element(
            "g",
            element("title", text_of(sentence(p, self.picture))),
            *marks.visit(p, x, y, away, self.palette, self.frame, measured(p.y or 0, 1, 2)),
            class_=" ".join(["visit", p.mark, *p.hooks]),
        )

    def _arranged_legend(self) -> tuple[list[tuple[str, str, float, int]], int]:
        """Return the legend as (mark, words, x, row) and its number of rows."""
        frame, left = self.frame, self.frame.margin
        edge, x, row = frame.width - 12, left, 0
        arranged = []
        for mark, words in marks.legend(self.shown, self.picture, lambda p: not self.y.holds(p.y or 0)):
            wide = 26 + text_width(words, frame.small) + 18
            if x > left and x + wide > edge:
                x, row = left, row + 1
            arranged.append((mark, words, x, row))
            x += wide
        return arranged, row + 1 if arranged else 0

    def _legend(self) -> str:
        frame, palette = self.frame, self.palette
        parts = []
        for mark, words, x, row in self.legend:
            y = self.legend_top + row * frame.small * 1.6
            parts.append(marks.legend_mark(mark, x + 9, y - frame.small * 0.35, palette, frame))
            parts.append(label(x + 26, y, words, font_size=frame.small, fill=palette.ink))
        return group(parts, class_="legend")

    def _source_lines(self) -> str:
        frame = self.frame
        return "".join(
            label(
                frame.margin,
                self.source_top + i * frame.small * 1.4,
                words,
                font_size=frame.small,
                fill=self.palette.quiet,
            )
            for i, words in enumerate(self.source)
        )


def _chosen_span(kind: Kind, placed: Sequence[Placed], span: Span) -> str:
    if not PICTURES[kind].by_age:
        return kind
    if span != "auto":
        return span
    ages = [p.visit.age_days for p in placed if p.visit.age_days is not None]
    return "0-24" if ages and max(ages) < STANDING_FROM - 0.5 else "0-60"


def _source(shown: int, hidden: int, narrow: bool) -> list[str]:
    """Return where the lines come from and how many visits are drawn, on one line or two."""
    drawn = f"{shown} pengukuran digambar" if shown else "Belum ada pengukuran yang digambar"
    others = f", {hidden} lain hanya di tabel." if hidden else "."
    lines = ["Garis: standar WHO 2006.", drawn + others]
    return lines if narrow else [" ".join(lines)]


def _description(picture: Picture, shown: Sequence[Placed], hidden: int, low: float, high: float) -> str:
    """Return what a listener needs: what the picture shows, the first and the last visit, what is doubtful."""
    if picture.by_age:
        reach = f"umur {round(low / DAYS_PER_MONTH)} sampai {round(high / DAYS_PER_MONTH)} bulan"
    else:
        reach = f"{number(low, 0)} sampai {number(high, 0)} cm"
    parts = [f"Tujuh garis standar WHO dari −3 sampai +3 SD, {reach}."]
    if not shown:
        parts.append("Belum ada pengukuran yang dapat digambar.")
    else:
        parts.append(f"{len(shown)} pengukuran.")
        standing = [p for p in shown if p.stands]
        if standing:
            parts.append("Terakhir: " + sentence(standing[-1], picture) + ".")
        for words, count in (
            ("sudah diganti oleh pembetulan", sum(p.visit.replaced for p in shown)),
            ("di luar batas WHO dan perlu diukur ulang", sum(p.doubtful for p in shown)),
        ):
            if count:
                parts.append(f"{count} {words}.")
    if hidden:
        parts.append(f"{hidden} pengukuran lain tidak dapat digambar di sini; lihat tabel.")
    return " ".join(parts)
