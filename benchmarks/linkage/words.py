"""The words that made-up Indonesian names are drawn from, and how clerks misspell them (``words.json``).

Written from what is known about Indonesian names and registers; nothing here is imported from or by the linkage code.
Both were written by the same people in the same week, though: the gain that the figures show is optimistic.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

_WORDS = json.loads(Path(__file__).with_name("words.json").read_text("utf-8"))
BOYS, GIRLS, ANY, MOTHERS = (_WORDS[key] for key in ("boys", "girls", "any", "mothers"))
#: What a clerk writes for what, in both directions: old and new spelling, Arabic sounds, sounds that are one in speech.
SWAPS: list[tuple[str, str]] = [(one, two) for one, two in _WORDS["swaps"]]
#: Short and other forms of common words.
SHORT: dict[str, list[str]] = _WORDS["short"]
_ONSETS, _VOWELS, _CODAS = (_WORDS[key] for key in ("onsets", "vowels", "codas"))


def rare_words(number: int, seed: int) -> list[str]:
    """Return made-up rare name words of two to four syllables."""
    rng = np.random.default_rng(seed)
    words: set[str] = set()
    while len(words) < number:
        parts = [
            f"{_ONSETS[rng.integers(len(_ONSETS))]}{_VOWELS[rng.integers(len(_VOWELS))]}"
            for _ in range(rng.integers(2, 5))
        ]
        words.add(("".join(parts) + _CODAS[rng.integers(len(_CODAS))]).capitalize())
    return sorted(words)


class Pool:
    """Words drawn by Zipf's law: the known ones first, the rare ones in the long tail."""

    def __init__(self, known: list[str], rare: list[str], seed: int, exponent: float = 1.2) -> None:
        rng = np.random.default_rng(seed)
        self.words = [*rng.permutation(known), *rng.permutation(rare)]
        weights = 1 / (np.arange(len(self.words)) + 8) ** exponent
        self.weights = weights / weights.sum()

    def draw(self, rng: np.random.Generator, number: int) -> list[str]:
        """Draw ``number`` words, the common ones often."""
        return [self.words[i] for i in rng.choice(len(self.words), size=number, p=self.weights)]
