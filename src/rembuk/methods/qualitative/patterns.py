"""How often which coders said yes: the one table from which every coefficient for a single code is computed.

A *pattern* is the pair (who finished, who said yes), each a set of coders as the bits of an integer; its count is the
number of units with that pattern. A text of a million characters gives a handful of patterns, found by a sweep over
the ends of passages, never by a walk over characters.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from rembuk.methods.qualitative.units import Span

#: (coders who finished, coders who said yes) → number of units
Patterns = Mapping[tuple[int, int], int]


def sweep(length: int, finished: int, spans: Mapping[int, Sequence[Span]]) -> Counter[tuple[int, int]]:
    """Count the patterns of one text of ``length`` units.

    ``finished`` holds the coders as bits; ``spans`` gives for each coder's bit their passages in units (disjoint or
    touching, as from ``units.merge``). Passages of coders who have not finished are not counted.
    """
    events: list[tuple[int, int]] = []
    for bit, passages in spans.items():
        if bit & finished:
            for start, end in passages:
                events.append((start, bit))
                events.append((end, -bit))
    counts: Counter[tuple[int, int]] = Counter()
    position, said_yes = 0, 0
    for place, change in sorted(events):
        if place > position:
            counts[finished, said_yes] += place - position
            position = place
        # Adding and subtracting bits is exact because a coder's own passages never overlap; at a touching point the
        # closing (negative) change sorts first.
        said_yes += change
    if length > position:
        counts[finished, said_yes] += length - position
    return counts


def comparable(patterns: Patterns) -> Patterns:
    """Return the patterns of units that at least two coders have finished."""
    return {pattern: count for pattern, count in patterns.items() if count and pattern[0].bit_count() >= 2}


def coders_of(patterns: Patterns) -> list[int]:
    """Return the coders (bits) who finished any unit of ``patterns``."""
    together = 0
    for finished, _ in patterns:
        together |= finished
    return [1 << place for place in range(together.bit_length()) if together >> place & 1]


def pair_table(patterns: Patterns, first: int, second: int) -> tuple[int, int, int, int]:
    """Return how often two coders said yes-yes, yes-no, no-yes and no-no on the units that both finished."""
    cells = [0, 0, 0, 0]
    for (finished, said_yes), count in patterns.items():
        if finished & first and finished & second:
            cells[(0 if said_yes & first else 2) + (0 if said_yes & second else 1)] += count
    return cells[0], cells[1], cells[2], cells[3]


def percent(table: tuple[int, int, int, int]) -> Fraction | None:
    """Return the percentage of units on which two coders agree, ``None`` without units."""
    total = sum(table)
    return Fraction(100 * (table[0] + table[3]), total) if total else None


def kappa(table: tuple[int, int, int, int]) -> Fraction | None:
    """Return Cohen's kappa (1960) of two coders; ``None`` where agreement by chance would be complete."""
    both, first_only, second_only, neither = table
    total = sum(table)
    by_chance = (both + first_only) * (both + second_only) + (neither + second_only) * (neither + first_only)
    if total * total == by_chance:
        return None
    return Fraction(total * (both + neither) - by_chance, total * total - by_chance)


def pairwise(patterns: Patterns) -> tuple[list[Fraction], list[Fraction], int]:
    """Return percent and kappa of each pair of coders where defined, and the number of pairs that share units."""
    percents, kappas, pairs = [], [], 0
    for first, second in combinations(coders_of(patterns), 2):
        table = pair_table(patterns, first, second)
        agreed = percent(table)
        if agreed is None:
            continue
        pairs += 1
        percents.append(agreed)
        chance_corrected = kappa(table)
        if chance_corrected is not None:
            kappas.append(chance_corrected)
    return percents, kappas, pairs


def nominal_alpha(patterns: Patterns) -> Fraction | None:
    """Return Krippendorff's alpha for yes and no (nominal, any number of coders, missing ones left out).

    Krippendorff, Computing Krippendorff's Alpha-Reliability (2011), section B to D. ``None`` where all values are the
    same or no unit has two coders: then no disagreement could be expected.
    """
    yes = no = 0
    observed = Fraction(0)
    for (finished, said_yes), count in patterns.items():
        coders = finished.bit_count()
        if coders < 2:
            continue
        positive = said_yes.bit_count()
        yes += count * positive
        no += count * (coders - positive)
        observed += Fraction(count * positive * (coders - positive), coders - 1)
    if not yes or not no:
        return None
    return 1 - (yes + no - 1) * observed / (yes * no)
