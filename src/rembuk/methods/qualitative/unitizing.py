"""Krippendorff's alpha for unitising: do coders mark the same places of a continuum, with the same ends?

Krippendorff, On the Reliability of Unitizing Continuous Data (Sociological Methodology 25, 1995), and Content Analysis,
2nd edition (2004), section 11.4. One category: each coder's line is a row of units with gaps between them.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate, permutations

from rembuk.methods.qualitative.units import Span


def gaps(units: Sequence[Span], length: int) -> list[Span]:
    """Return the stretches of ``0 … length`` between the units (sorted, not overlapping)."""
    ends = [0, *(end for _, end in units)]
    starts = [*(start for start, _ in units), length]
    return [(start, end) for start, end in zip(ends, starts, strict=True) if start < end]


def observed_disagreement(coders: Sequence[Sequence[Span]], length: int) -> Fraction:
    """Return D_o: over all pairs of coders, how far the ends of their overlapping units lie apart.

    Two overlapping units differ by the squares of the distances of their starts and of their ends; a unit that lies
    within a gap of the other coder counts the square of its own length; everything else counts nothing.
    """
    total = 0
    for one, other in permutations(range(len(coders)), 2):
        total += _overlaps(coders[one], coders[other])
        # The mirrored case (the other's unit in my gap) comes with the mirrored pair, hence twice.
        total += 2 * _within_gaps(coders[one], gaps(coders[other], length))
    return Fraction(total, len(coders) * (len(coders) - 1) * length * length)


def _overlaps(mine: Sequence[Span], theirs: Sequence[Span]) -> int:
    total = first = 0
    for start, end in mine:
        while first < len(theirs) and theirs[first][1] <= start:
            first += 1
        here = first
        while here < len(theirs) and theirs[here][0] < end:
            total += (start - theirs[here][0]) ** 2 + (end - theirs[here][1]) ** 2
            here += 1
    return total


def _within_gaps(units: Sequence[Span], spaces: Sequence[Span]) -> int:
    total = here = 0
    for start, end in units:
        while here < len(spaces) and spaces[here][1] < end:
            here += 1
        if here < len(spaces) and spaces[here][0] <= start:
            total += (end - start) ** 2
    return total


def expected_disagreement(coders: Sequence[Sequence[Span]], length: int) -> Fraction:
    """Return D_e: the disagreement if all units of all coders were thrown on the continuum by chance."""
    lengths = [end - start for units in coders for start, end in units]
    if not lengths:
        return Fraction(0)
    spaces = sorted(end - start for units in coders for start, end in gaps(units, length))
    suffix = [*accumulate(reversed(spaces), initial=0)]
    total = Fraction(0)
    for size in lengths:
        larger = len(spaces) - bisect_left(spaces, size)
        room = suffix[larger] - larger * (size - 1)
        total += Fraction(len(lengths) - 1, 3) * (2 * size**3 - 3 * size**2 + size) + size * size * room
    places = len(coders) * length
    return Fraction(2, length) * total / (places * (places - 1) - sum(size * (size - 1) for size in lengths))


def u_alpha(coders: Sequence[Sequence[Span]], length: int) -> Fraction | None:
    """Return alpha for unitising one category on a continuum of ``length`` characters.

    ``coders`` holds each coder's units in order, not overlapping (touching allowed), as from ``units.merge``.
    ``None`` where nobody marked anything or fewer than two coders are compared.
    """
    if len(coders) < 2 or length < 1:
        return None
    expected = expected_disagreement(coders, length)
    if not expected:
        return None
    return 1 - observed_disagreement(coders, length) / expected
