"""Units of text: characters (Unicode code points) and sentences, and which of them a passage covers.

Positions count code points from 0, the end not included. The sentence rule is fixed (docs/study.md), so that two
coders, two machines and two years give the same units: a sentence runs up to ``.``, ``!``, ``?`` or ``…`` followed by
white space, or to the end of the line. What holds only white space is no sentence.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable

#: A passage: start and end (not included).
Span = tuple[int, int]

# Only a line feed ends a line: other line-like characters (lone CR, U+2028) are white space inside a line.
_SENTENCE = re.compile(r"[^\n]*?[.!?…](?=\s)|[^\n]+")


def sentences(text: str) -> list[Span]:
    """Return the sentences of ``text`` in order, each trimmed to its first and last character that is not white space.

    >>> sentences("Rapat batal. Tidak ada undangan!\\n\\nSelesai")
    [(0, 12), (13, 32), (34, 41)]
    """
    found = []
    for match in _SENTENCE.finditer(text):
        trimmed = trim(text, match.start(), match.end())
        if trimmed:
            found.append(trimmed)
    return found


def trim(text: str, start: int, end: int) -> Span | None:
    """Return the passage without white space at its ends, or ``None`` where nothing else is in it."""
    passage = text[start:end]
    front = len(passage) - len(passage.lstrip())
    if front == len(passage):
        return None
    return start + front, start + len(passage.rstrip())


def merge(spans: Iterable[Span]) -> list[Span]:
    """Return one coder's passages in order, overlapping ones as one; touching ones stay two, empty ones fall away."""
    merged: list[Span] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return merged


class Sentences:
    """The sentences of one text, ready to say which of them a passage covers."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.spans = sentences(text)
        self._starts = [start for start, _ in self.spans]
        self._ends = [end for _, end in self.spans]

    def __len__(self) -> int:
        """Return how many sentences the text has."""
        return len(self.spans)

    def covered(self, span: Span) -> Span:
        """Return the numbers of the sentences that ``span`` covers, as a range (end not included).

        A sentence is covered when the span holds one of its characters that is not white space.
        """
        trimmed = trim(self.text, *span)
        if trimmed is None:
            return 0, 0
        return bisect_right(self._ends, trimmed[0]), bisect_left(self._starts, trimmed[1])
