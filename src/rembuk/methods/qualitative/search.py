"""Sentences a coder may have missed: BM25 over stemmed words, and character n-grams for slips of the pen.

A hint for a person who reviews their coding, never a coding: each hit names the words for which it was found, nothing
is coded by machine, and in a blind round hints stay hidden. No model, no download: the same texts give the same hits.
BM25 after Robertson & Zaragoza (2009), ranks joined by reciprocal rank fusion (Cormack et al. 2009).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log

from rembuk.methods.qualitative.units import Span, sentences
from rembuk.methods.qualitative.words import COMMON, Roots, words

_K1, _B = 1.5, 0.75
#: Constant of the reciprocal rank fusion.
_FUSION = 60
#: Two words are taken for one with a slip where they share at least this part of their letter groups.
_ALIKE = 0.5


@dataclass(frozen=True)
class Hit:
    """One sentence that may speak of what was asked, and the words of it that say so."""

    source: str
    start: int
    end: int
    score: float
    because: tuple[str, ...]


class SentenceSearch:
    """The sentences of a set of texts, ready to be searched."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """``texts`` gives each source's text by its id; its order is the order of equal hits."""
        self._places: list[tuple[str, int, int]] = []
        self._words: list[list[str]] = []
        for source, text in texts.items():
            for start, end in sentences(text):
                self._places.append((source, start, end))
                self._words.append([word for word in words(text[start:end]) if word not in COMMON])
        vocabulary = {word for held in self._words for word in held}
        self._roots = Roots(vocabulary)
        self._root_of = {word: self._roots.root(word) for word in vocabulary}
        self._grams = {word: _grams(word) for word in vocabulary}
        self._containing: dict[str, dict[int, int]] = defaultdict(dict)
        for number, held in enumerate(self._words):
            for root, count in Counter(self._root_of[word] for word in held).items():
                self._containing[root][number] = count
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for number, held in enumerate(self._words):
            for word in dict.fromkeys(held):
                self._with_word[word].append(number)
        self._mean = sum(map(len, self._words)) / max(len(self._words), 1)

    def find(self, query: str, *, coded: Mapping[str, Sequence[Span]] | None = None, limit: int = 20) -> list[Hit]:
        """Return the sentences nearest to ``query`` (a code's name, definition, examples), best first.

        Sentences that a passage in ``coded`` (by source) already covers are left out. Every hit has a reason.
        """
        asked = list(dict.fromkeys(word for word in words(query) if word not in COMMON))
        roots = {self._roots.root(word) for word in asked}
        by_words = self._bm25(roots)
        near = self._near(asked)
        by_letters: dict[int, float] = defaultdict(float)
        for word, likeness in near.items():
            rarity = log(1 + len(self._words) / len(self._with_word[word]))
            for number in self._with_word[word]:
                by_letters[number] += likeness * rarity
        joined: dict[int, float] = defaultdict(float)
        for scores in (by_words, by_letters):
            for rank, number in enumerate(sorted(scores, key=lambda at: (-scores[at], at)), 1):
                joined[number] += 1 / (_FUSION + rank)
        hits = []
        for number in sorted(joined, key=lambda at: (-joined[at], at)):
            source, start, end = self._places[number]
            if any(first < end and last > start for first, last in (coded or {}).get(source, ())):
                continue
            because = [word for word in self._words[number] if self._root_of[word] in roots or word in near]
            hits.append(Hit(source, start, end, joined[number], tuple(dict.fromkeys(because))))
            if len(hits) == limit:
                break
        return hits

    def _bm25(self, roots: set[str]) -> dict[int, float]:
        scores: dict[int, float] = defaultdict(float)
        for root in sorted(roots):
            held = self._containing.get(root, {})
            rarity = log(1 + (len(self._words) - len(held) + 0.5) / (len(held) + 0.5))
            for number, count in held.items():
                length = 1 - _B + _B * len(self._words[number]) / self._mean
                scores[number] += rarity * count * (_K1 + 1) / (count + _K1 * length)
        return scores

    def _near(self, asked: Sequence[str]) -> dict[str, float]:
        """Return the words of the texts that look like one that was asked for, and how much."""
        found: dict[str, float] = {}
        for word in asked:
            mine = _grams(word)
            for other, grams in self._grams.items():
                likeness = 2 * len(mine & grams) / (len(mine) + len(grams))
                if likeness >= _ALIKE:
                    found[other] = max(likeness, found.get(other, 0.0))
        return found


def _grams(word: str) -> frozenset[str]:
    """Return the groups of three letters of a word, its edges marked."""
    marked = f" {word} "
    return frozenset(marked[place : place + 3] for place in range(len(marked) - 2))
