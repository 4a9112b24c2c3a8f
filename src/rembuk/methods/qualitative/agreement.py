"""Agreement between coders, code by code, on sentences and on characters (docs/study.md says how to read it).

Absent is not "no": a coder counts only in the texts they have finished; there every unit without the code is a "no".
Units with fewer than two coders are left out of every figure. Percent agreement never stands alone, because two coders
who agree on nothing still agree on most of a long text that neither marked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import mean

import numpy as np

from rembuk.methods.qualitative import patterns as table
from rembuk.methods.qualitative.unitizing import u_alpha
from rembuk.methods.qualitative.units import Sentences, Span, merge


@dataclass(frozen=True)
class CodedText:
    """One source: its text, who finished it, and the passages of each (code, coder), as (start, end) in code points."""

    text: str
    finished: frozenset[str]
    passages: Mapping[tuple[str, str], Sequence[Span]] = field(default_factory=dict)


@dataclass(frozen=True)
class Agreement:
    """The figures of one code on one basis; ``None`` is "not defined", and ``note`` says why."""

    code: str
    basis: str
    coders: int
    n_units: int
    percent: float | None
    kappa: float | None
    krippendorff_alpha: float | None
    u_alpha: float | None
    note: str


def agreement(codes: Sequence[str], texts: Sequence[CodedText]) -> list[Agreement]:
    """Return two rows for each code (``sentence``, then ``character``), the texts pooled in their order."""
    compared = [_Prepared(text) for text in texts if text.text and len(text.finished) > 1]
    names = sorted({coder for prepared in compared for coder in prepared.coded.finished})
    bits = {name: 1 << place for place, name in enumerate(names)}
    rows = []
    for code in codes:
        sentence, character = Counter[tuple[int, int]](), Counter[tuple[int, int]]()
        for prepared in compared:
            by_sentence, by_character = prepared.patterns(code, bits)
            sentence.update(by_sentence)
            character.update(by_character)
        rows.append(_row(code, "sentence", sentence, None, "u_alpha: hanya dihitung per karakter"))
        unitizing, why = _unitizing(code, compared)
        rows.append(_row(code, "character", character, unitizing, why))
    return rows


class _Prepared:
    """A text whose sentences are cut once, for all codes."""

    def __init__(self, coded: CodedText) -> None:
        self.coded = coded
        self.sentences = Sentences(coded.text)
        self.coders: dict[str, list[str]] = {}
        for code, coder in coded.passages:
            if coder in coded.finished:
                self.coders.setdefault(code, []).append(coder)

    def patterns(self, code: str, bits: Mapping[str, int]) -> tuple[Counter, Counter]:
        finished = sum(bits[coder] for coder in self.coded.finished)
        by_sentence, by_character = {}, {}
        for coder in self.coders.get(code, ()):
            spans = merge(self.coded.passages[code, coder])
            by_character[bits[coder]] = spans
            by_sentence[bits[coder]] = merge(self.sentences.covered(span) for span in spans)
        return (
            table.sweep(len(self.sentences), finished, by_sentence),
            table.sweep(len(self.coded.text), finished, by_character),
        )


def _row(code: str, basis: str, counted: Counter, unitizing: Fraction | None, unitizing_note: str) -> Agreement:
    usable = table.comparable(counted)
    coders = len(table.coders_of(usable))
    units = sum(usable.values())
    if not units:
        why = "tidak ada satuan teks yang selesai dikode oleh dua pengode atau lebih"
        return Agreement(code, basis, coders, 0, None, None, None, None, why)
    percents, kappas, pairs = table.pairwise(usable)
    alpha = table.nominal_alpha(usable)
    notes = []
    if not kappas:
        notes.append(
            "kappa: tidak ada variasi, tiap pasangan pengode sama-sama selalu atau tidak pernah memakai kode ini"
        )
    elif len(kappas) < pairs:
        notes.append(f"kappa: rata-rata {len(kappas)} dari {pairs} pasangan, pada sisanya tidak ada variasi")
    if alpha is None:
        notes.append(f"krippendorff_alpha: {_no_variation(usable)}")
    if unitizing is None:
        notes.append(unitizing_note)
    return Agreement(
        code,
        basis,
        coders,
        units,
        _mean(percents),
        _mean(kappas),
        None if alpha is None else float(alpha),
        None if unitizing is None else float(unitizing),
        "; ".join(notes),
    )


def _no_variation(usable: table.Patterns) -> str:
    said_yes = any(pattern[1] for pattern in usable)
    return f"tidak ada variasi, semua satuan {'memakai' if said_yes else 'tanpa'} kode ini"


def _mean(values: Sequence[Fraction]) -> float | None:
    return float(mean(values)) if values else None


def _unitizing(code: str, compared: Sequence[_Prepared]) -> tuple[Fraction | None, str]:
    """Return u-alpha of the texts laid end to end, or why it is not defined."""
    teams = {prepared.coded.finished for prepared in compared}
    if len(teams) != 1:
        return None, "u_alpha: pengode yang selesai tidak sama pada semua sumber"
    coders = sorted(next(iter(teams)))
    lines: dict[str, list[Span]] = {coder: [] for coder in coders}
    length = 0
    for prepared in compared:
        for coder in prepared.coders.get(code, ()):
            passages = merge(prepared.coded.passages[code, coder])
            lines[coder].extend((start + length, end + length) for start, end in passages)
        length += len(prepared.coded.text)
    value = u_alpha([lines[coder] for coder in coders], length)
    return value, "" if value is not None else "u_alpha: tidak ada bagian yang memakai kode ini"


def bootstrap_interval(
    texts: Sequence[CodedText],
    statistic: Callable[[Sequence[CodedText]], float | None],
    *,
    draws: int = 1000,
    level: float = 0.95,
    seed: int = 20260101,
) -> tuple[float, float] | None:
    """Return a percentile interval of ``statistic`` when whole sources are drawn with replacement.

    Sources, not units, are the independent things. ``None`` with fewer than five sources, or where the statistic is
    undefined in more than a tenth of the draws: then an interval would claim more than is known.
    """
    if len(texts) < 5:
        return None
    generator = np.random.default_rng(seed)
    found = []
    for _ in range(draws):
        value = statistic([texts[i] for i in generator.integers(0, len(texts), len(texts))])
        if value is not None:
            found.append(value)
    if len(found) < 0.9 * draws:
        return None
    tail = (1 - level) / 2
    low, high = np.quantile(found, [tail, 1 - tail])
    return float(low), float(high)
