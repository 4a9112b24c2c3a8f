"""How a program counted the positions in a source, found out from who wrote it and how well passages fall on words.

The text that we keep has no BOM and LF for CRLF. A program may have counted the BOM or not, a CRLF as two or as one,
and code points or UTF-16 units: eight ways. All count from 0 and do not include the end.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

BOM = "\ufeff"


class Counting(NamedTuple):
    """One way to count positions in the text as it came in."""

    crlf_as_two: bool
    bom_counted: bool
    utf16: bool


WAYS = [Counting(two, bom, utf16) for two in (False, True) for bom in (False, True) for utf16 in (False, True)]
#: How our own exports count: code points of the text that we keep.
OURS = Counting(crlf_as_two=False, bom_counted=False, utf16=False)
#: How far what other sources of the project say, or the program's name, may weigh against a source's own passages.
_MOST_FROM_OTHERS = 4.0
#: Passages of which fewer than this share fall on words, whatever the way of counting, are no evidence for any.
_LEAST_ON_WORDS = 0.7
#: How much a program that is known to count a CRLF one way weighs: about two passages that say otherwise.
_KNOWN_PROGRAM = 6.0


class SourceText:
    """A text as it came in and as we keep it, and where each kept character lay by each way of counting."""

    def __init__(self, raw: str, *, inline: bool = False) -> None:
        """``inline``: the text stood in the XML, where a CRLF has become LF before anyone could count it."""
        points = np.frombuffer(raw.encode("utf-32-le"), dtype="<u4")
        self.has_bom = raw.startswith(BOM)
        points = points[1:] if self.has_bom else points
        before_feed = np.zeros(len(points), dtype=bool)
        before_feed[:-1] = (points[:-1] == 13) & (points[1:] == 10)
        after_return = np.zeros(len(points), dtype=bool)
        after_return[1:] = before_feed[:-1]
        self.points = points[~before_feed]
        self._doubled = after_return[~before_feed]
        self.inline_lines = inline and not self._doubled.any()
        if self.inline_lines:
            self._doubled = self.points == 10
        self._astral = self.points > 0xFFFF
        self.text = raw.removeprefix(BOM).replace("\r\n", "\n")
        self.has_crlf = bool(self._doubled.any())
        self.has_astral = bool(self._astral.any())
        self._kinds: NDArray[np.int8] | None = None

    def ways(self) -> list[Counting]:
        """Return the ways of counting that give different positions in this text."""
        return [
            way
            for way in WAYS
            if (self.has_crlf or not way.crlf_as_two)
            and (self.has_bom or not way.bom_counted)
            and (self.has_astral or not way.utf16)
        ]

    def starts(self, way: Counting) -> NDArray[np.int64]:
        """Return where each kept character began by this way of counting, and where the text ended."""
        widths = np.ones(len(self.points), dtype=np.int64)
        if way.crlf_as_two:
            widths += self._doubled
        if way.utf16:
            widths += self._astral
        first = int(self.has_bom and way.bom_counted)
        starts = np.concatenate([[0], np.cumsum(widths)]) + first
        return np.asarray(starts, dtype=np.int64)

    def kept(
        self, way: Counting, passages: Sequence[tuple[int, int]]
    ) -> tuple[list[tuple[int, int] | None], list[bool]]:
        """Return each passage in kept characters (``None``: not in the text), and which fell inside a character."""
        starts = self.starts(way)
        found: list[tuple[int, int] | None] = []
        inside: list[bool] = []
        begins = np.array([start for start, _ in passages], dtype=np.int64)
        ends = np.array([end for _, end in passages], dtype=np.int64)
        lowest, highest = 0, int(starts[-1])
        fits = (begins >= lowest) & (ends <= highest) & (begins <= ends)
        first, first_inside = self._place(starts, begins, up=False)
        last, last_inside = self._place(starts, ends, up=way.utf16)
        for row in range(len(passages)):
            found.append((int(first[row]), int(last[row])) if fits[row] else None)
            inside.append(bool(fits[row] and (first_inside[row] or last_inside[row])))
        return found, inside

    def _place(
        self, starts: NDArray[np.int64], at: NDArray[np.int64], *, up: bool
    ) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the kept character at each counted position; one inside a character goes to its start.

        ``up``: the second half of a surrogate pair goes to the pair's end, so that a passage keeps whole characters.
        """
        place = np.searchsorted(starts, at, side="left")
        place = np.minimum(place, len(starts) - 1)
        inside = (starts[place] != at) & (place > 0)
        before = np.maximum(place - 1, 0)
        moved = np.where(inside, before, place)
        if up and len(self.points):
            split = inside & self._astral[np.minimum(before, len(self.points) - 1)]
            moved = np.where(split, place, moved)
        return moved, inside

    def fit(self, way: Counting, passages: Sequence[tuple[int, int]]) -> float:
        """Return how well the passages fall on words by this way of counting: 0 is perfect, lower is worse."""
        kinds = self.kinds()
        found, inside = self.kept(way, passages)
        score = 0.0
        for span, split in zip(found, inside, strict=True):
            if span is None:
                score -= 8.0
                continue
            score += _START[_at(kinds, span[0] - 1), _at(kinds, span[0])]
            score += _END[_at(kinds, span[1] - 1), _at(kinds, span[1])]
            score -= 4.0 if split else 0.0
        return score

    def on_words(self, way: Counting, passages: Sequence[tuple[int, int]]) -> int:
        """Return how many passages neither begin nor end inside a word."""
        kinds = self.kinds()
        whole = 0
        for span in self.kept(way, passages)[0]:
            if span is not None:
                cut = [_at(kinds, place - 1) == _at(kinds, place) == _WORD for place in span]
                whole += not any(cut)
        return whole

    def kinds(self) -> NDArray[np.int8]:
        """Return for each kept character whether it is white space, of a word, a mark over another, or other."""
        if self._kinds is None:
            distinct, places = np.unique(self.points, return_inverse=True)
            table = np.array([_kind(chr(point)) for point in distinct.tolist()], dtype=np.int8)
            self._kinds = table[places] if len(distinct) else np.zeros(0, dtype=np.int8)
        return self._kinds


_EDGE, _SPACE, _WORD, _MARK, _OTHER = range(5)


def _kind(character: str) -> int:
    if character.isspace():
        return _SPACE
    category = unicodedata.category(character)
    if category[0] in "LN":
        return _WORD
    return _MARK if category[0] == "M" or character in "\u200d\ufe0f" else _OTHER


def _at(kinds: NDArray[np.int8], place: int) -> int:
    return int(kinds[place]) if 0 <= place < len(kinds) else _EDGE


# Log-likelihoods, rounded: of 753 codings of a real NVivo project 738 begin at a word and 640 end after a sentence's
# mark; a random position falls inside a word in about two cases of three.
_START = np.full((5, 5), -0.7)
_START[_WORD, _WORD] = _START[_MARK, _WORD] = -4.0
_START[:, _MARK] = -4.0
_START[_WORD, _OTHER] = _START[_MARK, _OTHER] = -2.0
_START[:, _SPACE] = -2.5
_START[_SPACE, _WORD] = _START[_EDGE, _WORD] = 0.0
_END = np.full((5, 5), -0.7)
_END[_WORD, _WORD] = _END[_MARK, _WORD] = -4.0
_END[:, _MARK] = -4.0
_END[_SPACE, :] = -2.0
_END[_SPACE, _SPACE] = -2.5
_END[_OTHER, _WORD] = -2.0
_END[_OTHER, _SPACE] = _END[_OTHER, _EDGE] = 0.0
_END[_WORD, _SPACE] = _END[_WORD, _EDGE] = _END[_WORD, _OTHER] = 0.0


def prior(way: Counting, origin: str, *, inline: bool) -> float:
    """Return how likely a way of counting is before any passage is looked at, from the program that wrote the file.

    NVivo for Windows counts a CRLF as two, ATLAS.ti as one; QualCoder keeps a BOM in its texts. Else the standard's
    own words hold: code points, of the characters that are in the file.
    """
    program = origin.casefold()
    score = -1.0 * way.utf16
    score += (0.5 if "qualcoder" in program else -0.5) * way.bom_counted
    if inline:
        return score - 4.0 * way.crlf_as_two
    if "atlas" in program:
        return score - _KNOWN_PROGRAM * way.crlf_as_two
    return score + (_KNOWN_PROGRAM if "nvivo" in program else 0.5) * way.crlf_as_two


def choose(
    texts: Sequence[SourceText], passages: Sequence[Sequence[tuple[int, int]]], origin: str
) -> list[tuple[Counting, str]]:
    """Return for each source the way of counting, and the reason in Indonesian for the report.

    A source's own passages decide; the other sources of the project and the program's name count as far as
    ``_MOST_FROM_OTHERS`` allows.
    """
    if origin.casefold().startswith("rembuk"):
        return [(OURS, "ditulis oleh Rembuk")] * len(texts)
    own = [_evidence(text, spans) for text, spans in zip(texts, passages, strict=True)]
    # A feature that a text does not have (no BOM, say) tells nothing: its score stands for both answers.
    full = [{way: scores[_without(way, text)] for way in WAYS} for text, scores in zip(texts, own, strict=True)]
    together = {way: sum(scores[way] for scores in full) for way in WAYS}
    chosen = []
    for text, spans, scores, mine in zip(texts, passages, own, full, strict=True):
        ways = text.ways()
        others = {way: together[way] - mine[way] for way in ways}
        best_other = max(others.values())
        total = {
            way: scores[way]
            + max(others[way] - best_other, -_MOST_FROM_OTHERS)
            + prior(way, origin, inline=text.inline_lines)
            for way in ways
        }
        best = max(ways, key=lambda way: total[way])
        chosen.append((best, _reason(text, spans, best, total, origin)))
    return chosen


def _evidence(text: SourceText, passages: Sequence[tuple[int, int]]) -> dict[Counting, float]:
    """Return how well the passages fit each way, nothing where they do not fall on words by any of them."""
    ways = text.ways()
    if len(ways) > 1 and passages:
        best = max(text.on_words(way, passages) for way in ways)
        if best >= _LEAST_ON_WORDS * len(passages):
            return {way: text.fit(way, passages) for way in ways}
    return dict.fromkeys(ways, 0.0)


def _without(way: Counting, text: SourceText) -> Counting:
    return Counting(way.crlf_as_two and text.has_crlf, way.bom_counted and text.has_bom, way.utf16 and text.has_astral)


def described(way: Counting, text: SourceText) -> str:
    """Return a way of counting in words, only what matters for this text."""
    words = ["unit UTF-16" if way.utf16 else "titik kode Unicode"]
    if text.has_crlf and not text.inline_lines:
        words.append("CRLF dihitung dua" if way.crlf_as_two else "CRLF dihitung satu")
    elif way.crlf_as_two:
        words.append("pindah baris dihitung dua")
    if text.has_bom:
        words.append("BOM dihitung" if way.bom_counted else "BOM tidak dihitung")
    return ", ".join(words)


def _reason(
    text: SourceText, passages: Sequence[tuple[int, int]], best: Counting, total: dict[Counting, float], origin: str
) -> str:
    if len(total) == 1:
        return "semua cara menghitung memberi posisi yang sama"
    if not passages:
        return f"tidak ada bagian yang ditandai; menurut program penulisnya ({origin or 'tidak disebut'})"
    second = max((way for way in total if way != best), key=lambda way: total[way])
    return (
        f"{text.on_words(best, passages)} dari {len(passages)} bagian jatuh pada batas kata; "
        f"pilihan kedua ({described(second, text)}) {text.on_words(second, passages)}; "
        f"ditulis oleh {origin or 'program yang tidak disebut'}"
    )
