"""Words of Indonesian brought to what they share: a light stemming of our own, without a dictionary.

Affixes are taken off by rule; where a nasal prefix has swallowed the first letter (*penurunan* from *turun*), each
letter it may have been is a candidate, and ``Roots`` chooses the one that the texts at hand support best.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_WORD = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
#: Words that carry no finding. Negations (tidak, belum, bukan, kurang, tanpa) are not among them: they carry it.
COMMON = frozenset(
    [
        "ada",
        "adalah",
        "agar",
        "akan",
        "antara",
        "apa",
        "atas",
        "atau",
        "bagi",
        "bahwa",
        "bisa",
        "dalam",
        "dan",
        "dapat",
        "dari",
        "dengan",
        "di",
        "dia",
        "hal",
        "hanya",
        "harus",
        "ia",
        "ini",
        "itu",
        "jadi",
        "jika",
        "juga",
        "kami",
        "kalau",
        "karena",
        "ke",
        "kepada",
        "ketika",
        "kita",
        "lain",
        "lebih",
        "maka",
        "mereka",
        "namun",
        "oleh",
        "pada",
        "para",
        "per",
        "pun",
        "saat",
        "saja",
        "sampai",
        "sangat",
        "saya",
        "sebagai",
        "sebuah",
        "secara",
        "sedang",
        "sehingga",
        "seperti",
        "serta",
        "setiap",
        "suatu",
        "sudah",
        "tapi",
        "telah",
        "tentang",
        "terhadap",
        "tersebut",
        "tetapi",
        "untuk",
        "yaitu",
        "yakni",
        "yang",
        "the",
        "of",
        "and",
        "in",
        "to",
        "a",
        "is",
        "are",
        "for",
        "on",
        "with",
        "as",
        "by",
        "at",
        "an",
        "it",
        "that",
        "this",
        "be",
        "from",
        "or",
        "was",
        "were",
        "their",
        "they",
        "we",
        "which",
        "has",
        "have",
    ]
)
_SHORTEST = 4
#: prefix → the letters that it may have swallowed (blank: none)
_NASAL = {"meng": ("", "k"), "peng": ("", "k"), "meny": ("s",), "peny": ("s",)} | {
    "mem": ("", "p"),
    "pem": ("", "p"),
    "men": ("", "t"),
    "pen": ("", "t"),
}
_PLAIN = ("memper", "diper", "ber", "bel", "ter", "per", "pel", "ke", "di", "se", "me", "pe", "be")
#: What may follow a nasal prefix whose root has lost its first letter: a vowel.
_VOWELS = frozenset("aeiou")


def words(text: str) -> list[str]:
    """Return the words of a text in lower case; repeated words (*teman-teman*) once."""
    found = []
    for match in _WORD.finditer(text):
        word = match[0].casefold()
        first, _, second = word.partition("-")
        found.append(first if first == second else word)
    return found


def candidates(word: str) -> list[str]:
    """Return what may be the root of a word, the least changed first.

    >>> candidates("penurunan")
    ['penurunan', 'penurun', 'urunan', 'turunan', 'nurunan', 'urun', 'turun', 'nurun']
    """
    stems = [word]
    for particle in ("lah", "kah", "pun", "nya", "ku", "mu"):
        if word.endswith(particle) and len(word) - len(particle) >= _SHORTEST:
            stems.append(word.removesuffix(particle))
            break
    for stem in list(stems[-1:]):
        stems += [
            stem.removesuffix(suffix)
            for suffix in ("kan", "an", "i")
            if stem.endswith(suffix) and len(stem) - len(suffix) >= _SHORTEST
        ]
    found = dict.fromkeys(stems)
    for stem in stems:
        for once in _without_prefix(stem):
            found[once] = None
            for twice in _without_prefix(once):
                found[twice] = None
    return list(found)


def _without_prefix(word: str) -> list[str]:
    found = []
    for prefix, swallowed in _NASAL.items():
        rest = word.removeprefix(prefix)
        if rest != word:
            found += [
                letter + rest
                for letter in swallowed
                if len(letter + rest) >= _SHORTEST and (not letter or rest[:1] in _VOWELS)
            ]
    for prefix in _PLAIN:
        rest = word.removeprefix(prefix)
        # Bare me- and pe- stand before l, m, n, r, w, y and a vowel; elsewhere they are part of a longer prefix.
        bare = prefix not in {"me", "pe"} or (rest[:1] in set("lmnrwy") and rest[1:2] in _VOWELS)
        if rest != word and len(rest) >= _SHORTEST and bare:
            found.append(rest)
    return found


class Roots:
    """The roots of a body of words: of each word's candidates the one that most other words share."""

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self._shared = Counter(root for word in set(vocabulary) for root in candidates(word))

    def root(self, word: str) -> str:
        """Return the root of a word: the candidate that most words share, the shortest among equals."""
        return max(candidates(word), key=lambda root: (self._shared[root], -len(root), root))
