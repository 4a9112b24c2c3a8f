"""Quality of a survey of members: reliability, agreement within organisations, and answers by sector.

A figure here is the opinion of those who answered, not of an organisation. Nothing is shown below five answers, nor
what could be worked out from the rest. Rows are respondents, columns items; reversed items are turned by ``turned``
first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import optimize, stats

from rembuk.errors import Refused
from rembuk.methods.collaboration.intervals import CONFIDENCE, mean_interval

FEWEST_SHOWN = 5
SLIGHT_SKEW = {5: 1.34}  # variance of a slightly skewed null, James, Demaree & Wolf (1984)

Null = Literal["uniform", "slight"]
Table = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reliability:
    """A coefficient with its interval, from ``n`` complete respondents on ``items`` items; ``None`` = not defined."""

    value: float | None
    low: float | None
    high: float | None
    n: int
    items: int


def _complete(rows: ArrayLike) -> Table:
    table = np.asarray(rows, dtype=np.float64)
    if table.ndim != 2:
        raise Refused("tabel_salah", "Jawaban harus berupa tabel: baris penjawab, kolom butir.")
    return table[np.isfinite(table).all(axis=1)]


def turned(rows: ArrayLike, reverse: Sequence[bool], points: int = 5) -> Table:
    """Return the answers with the reversed items turned: 1 becomes ``points``; missing ones stay missing."""
    table = np.asarray(rows, dtype=np.float64).copy()
    flags = np.asarray(reverse, dtype=bool)
    table[:, flags] = points + 1 - table[:, flags]
    return table


def cronbach_alpha(rows: ArrayLike, confidence: float = CONFIDENCE) -> Reliability:
    """Return Cronbach's alpha with Feldt's (1965) interval; respondents with a missing answer are left out."""
    table = _complete(rows)
    n, items = table.shape
    none = Reliability(None, None, None, n, items)
    if n < 2 or items < 2:
        return none
    spread = table.sum(axis=1).var(ddof=1)
    if spread <= 1e-12:
        return none
    value = float(items / (items - 1) * (1 - table.var(axis=0, ddof=1).sum() / spread))
    freedom = (n - 1, (n - 1) * (items - 1))
    low = 1 - (1 - value) * float(stats.f.ppf((1 + confidence) / 2, *freedom))
    high = 1 - (1 - value) * float(stats.f.ppf((1 - confidence) / 2, *freedom))
    return Reliability(value, low, high, n, items)


def omega_total(rows: ArrayLike, confidence: float = CONFIDENCE, draws: int = 300, seed: int = 0) -> Reliability:
    """Return McDonald's omega total for one factor (unweighted least squares on the correlations).

    The interval is the percentile bootstrap over respondents. Not defined below three items (one factor cannot be
    told), below three complete respondents, or where an item does not vary.
    """
    table = _complete(rows)
    n, items = table.shape
    value = _omega(table)
    if value is None:
        return Reliability(None, None, None, n, items)
    random = np.random.default_rng(seed)
    drawn = [_omega(table[random.integers(0, n, n)]) for _ in range(draws)]
    found = [draw for draw in drawn if draw is not None]
    if len(found) < draws / 2:
        return Reliability(value, None, None, n, items)
    low, high = np.quantile(found, [(1 - confidence) / 2, (1 + confidence) / 2])
    return Reliability(value, float(low), float(high), n, items)


def _omega(table: Table) -> float | None:
    n, items = table.shape
    if n < 3 or items < 3 or (table.std(axis=0) <= 1e-12).any():
        return None
    loadings = one_factor(np.asarray(np.corrcoef(table, rowvar=False), dtype=np.float64))
    common = float(loadings.sum()) ** 2
    below = common + float((1 - loadings**2).sum())
    return common / below if below > 0 else None


def one_factor(correlations: Table) -> Table:
    """Return the loadings of one factor, least squares on the correlations below the diagonal, each within -1..1."""
    items = len(correlations)
    first, second = np.triu_indices(items, 1)
    wanted = correlations[first, second]
    values, vectors = np.linalg.eigh(correlations)
    begin = np.clip(vectors[:, -1] * np.sqrt(max(values[-1], 0)), -0.95, 0.95)

    def misfit(loadings: Table) -> Table:
        return wanted - loadings[first] * loadings[second]

    def slope(loadings: Table) -> Table:
        table = np.zeros((len(first), items))
        row = np.arange(len(first))
        table[row, first] = -loadings[second]
        table[row, second] = -loadings[first]
        return table

    best = optimize.least_squares(misfit, begin, slope, bounds=(-1, 1), xtol=1e-14, ftol=1e-14, gtol=1e-14)
    loadings = np.asarray(best.x, dtype=np.float64)
    return loadings if loadings.sum() >= 0 else -loadings


@dataclass(frozen=True, slots=True)
class WithinGroups:
    """ICC(1), ICC(k) and the mean group size k0 of a one-way analysis.

    They may be negative, and are shown so; ICC(k) is minus infinity where the means of all groups are equal.
    """

    icc1: float | None
    icck: float | None
    k0: float | None


def icc(groups: Sequence[Sequence[float]]) -> WithinGroups:
    """Return how much belonging to a group explains (one-way random ANOVA, groups of unequal size)."""
    filled = [np.asarray(group, dtype=np.float64) for group in groups if len(group)]
    every = sum(len(group) for group in filled)
    kinds = len(filled)
    if kinds < 2:
        return WithinGroups(None, None, None)
    k0 = float((every - sum(len(g) ** 2 for g in filled) / every) / (kinds - 1))
    if every <= kinds:
        return WithinGroups(None, None, k0)
    mean = float(np.concatenate(filled).mean())
    between = sum(len(g) * (float(g.mean()) - mean) ** 2 for g in filled) / (kinds - 1)
    within = sum(float(((g - g.mean()) ** 2).sum()) for g in filled) / (every - kinds)
    below = between + (k0 - 1) * within
    icc1 = (between - within) / below if abs(below) > 1e-12 else None
    icck = (between - within) / between if between > 1e-12 else -np.inf if within > 1e-12 else None
    return WithinGroups(icc1, icck, k0)


def _null_variance(points: int, null: Null) -> float:
    if points < 2:
        raise Refused("skala_salah", "Skala harus punya sedikitnya dua titik.")
    if null == "uniform":
        return (points**2 - 1) / 12
    if points not in SLIGHT_SKEW:
        raise Refused("skala_salah", "Pembanding condong ringan hanya tersedia untuk skala lima titik.")
    return SLIGHT_SKEW[points]


def rwg(ratings: Sequence[float], points: int = 5, null: Null = "uniform") -> float | None:
    """Return the agreement of one group on one item: 1 - s²/σ²; below two ratings not defined, may be negative."""
    variance = _null_variance(points, null)
    values = np.asarray(ratings, dtype=np.float64)
    values = values[np.isfinite(values)]
    return float(1 - values.var(ddof=1) / variance) if len(values) > 1 else None


def rwg_j(rows: ArrayLike, points: int = 5, null: Null = "uniform") -> float | None:
    """Return the agreement of one group on J items: J(1-q)/(J(1-q)+q), q = mean item variance/σ²; 0 where q ≥ 1."""
    variance = _null_variance(points, null)
    table = _complete(rows)
    n, items = table.shape
    if n < 2 or items < 1:
        return None
    q = float(table.var(axis=0, ddof=1).mean()) / variance
    return 0.0 if q >= 1 else items * (1 - q) / (items * (1 - q) + q)


@dataclass(frozen=True, slots=True)
class Response:
    """One anonymous sheet: the sector and the answers by item (``None`` = do not know). It holds no key to a person."""

    sector: str
    answers: Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Cell:
    """Answers of one sector (``""`` = all): the response rate is always there, the rest only where it may be shown."""

    sector: str
    invited: int
    answered: int
    n: int | None
    mean: float | None
    low: float | None
    high: float | None
    counts: tuple[int, ...] | None

    @property
    def hidden(self) -> bool:
        """Whether the answers are kept back (fewer than five, or deducible from the rest)."""
        return self.counts is None

    @property
    def rate(self) -> float | None:
        """Answered / invited; ``None`` where nobody was invited."""
        return self.answered / self.invited if self.invited else None

    @property
    def wording(self) -> str:
        """The words that stand beside the figure."""
        if self.n is None:
            return f"kurang dari {FEWEST_SHOWN} jawaban, atau dapat ditebak dari yang lain: tidak ditampilkan"
        return f"pendapat {self.n} dari {self.answered} penjawab, bukan lembaga"


def by_sector(
    responses: Sequence[Response], invited: Mapping[str, int], item: str, points: int = 5
) -> tuple[Cell, tuple[Cell, ...]]:
    """Return the answers to one item of everybody and of each invited sector (in alphabetical order, not by value).

    A sector under five answers is hidden; where the hidden ones together have under five, the smallest shown sector is
    hidden too, so that nothing can be worked out from the total. Refuses answers from a sector that was not invited,
    more answers than invitations, and answers off the scale.
    """
    answers: dict[str, list[int]] = {sector: [] for sector in sorted(invited)}
    sheets = dict.fromkeys(answers, 0)
    for response in responses:
        if response.sector not in answers:
            raise Refused("sektor_tidak_diundang", f"Ada jawaban dari sektor “{response.sector}” yang tidak diundang.")
        sheets[response.sector] += 1
        value = response.answers.get(item)
        if value is None:
            continue
        if not 1 <= value <= points:
            raise Refused("jawaban_di_luar_skala", f"Jawaban {value} untuk butir {item} di luar skala 1-{points}.")
        answers[response.sector].append(value)
    for sector, number in sheets.items():
        if number > invited[sector]:
            raise Refused("jawaban_berlebih", f"Sektor “{sector}”: {number} jawaban untuk {invited[sector]} undangan.")
    hidden = _hidden({sector: len(values) for sector, values in answers.items()})
    every = [value for values in answers.values() for value in values]
    total = _cell("", sum(invited.values()), sum(sheets.values()), every, points, len(every) < FEWEST_SHOWN)
    cells = tuple(_cell(s, invited[s], sheets[s], answers[s], points, s in hidden) for s in answers)
    return total, cells


def element_score(
    responses: Sequence[Response], items: Sequence[str], reverse: Sequence[bool], points: int = 5
) -> Cell:
    """Return the mean over respondents of their mean answer to the items of one element, reversed items turned.

    A respondent counts who answered at least half of the items. ``counts`` holds the rounded means by point (half up).
    """
    if len(items) != len(reverse) or not items:
        raise Refused("tabel_salah", "Setiap butir harus disebut arahnya, dan sedikitnya satu butir.")
    means = []
    for response in responses:
        values = []
        for item, turn in zip(items, reverse, strict=True):
            value = response.answers.get(item)
            if value is None:
                continue
            if not 1 <= value <= points:
                raise Refused("jawaban_di_luar_skala", f"Jawaban {value} untuk butir {item} di luar skala 1-{points}.")
            values.append(points + 1 - value if turn else value)
        if 2 * len(values) >= len(items):
            means.append(sum(values) / len(values))
    return _cell("", len(responses), len(responses), means, points, len(means) < FEWEST_SHOWN)


def _hidden(sizes: Mapping[str, int]) -> set[str]:
    hidden = {sector for sector, size in sizes.items() if size < FEWEST_SHOWN}
    while 0 < sum(sizes[sector] for sector in hidden) < FEWEST_SHOWN and len(hidden) < len(sizes):
        shown = [sector for sector in sizes if sector not in hidden]
        hidden.add(min(shown, key=lambda sector: (sizes[sector], sector)))
    return hidden


def _cell(sector: str, invited: int, answered: int, values: Sequence[float], points: int, hide: bool) -> Cell:
    if hide:
        return Cell(sector, invited, answered, None, None, None, None, None)
    limits = mean_interval(values)
    low, high = (max(1.0, limits[0]), min(float(points), limits[1])) if limits else (None, None)
    counts = tuple(sum(int(value + 0.5) == point for value in values) for point in range(1, points + 1))
    return Cell(sector, invited, answered, len(values), float(np.mean(values)), low, high, counts)
