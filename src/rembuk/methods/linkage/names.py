"""Indonesian names made comparable: one pass over the distinct names of a file.

The result is for comparing only, never for display: the spelling rules lose distinctions on purpose
(``Oe`` and ``u``, ``Dj`` and ``j``, ``F``, ``V`` and ``P`` become one). Words that stand for one another are data in
``knowledge/linkage/names.json``.
"""

from __future__ import annotations

import functools
import json
import re
import unicodedata
from dataclasses import dataclass
from importlib import resources
from typing import Any

_NOT_LETTERS = re.compile(r"[^A-Z]+")
_QUOTES = re.compile(r"['’‘`´ʼ]")
_VOWELS = re.compile(r"[AEIOU]")
_DOUBLES = re.compile(r"(.)\1+")
_SOUND = {
    **{"OE": "U", "DJ": "J", "TJ": "C", "KH": "H", "CH": "H", "SY": "S", "SH": "S", "TH": "T", "DH": "D"},
    **{"EI": "AI", "IE": "I", "Q": "K", "F": "P", "V": "P", "Z": "S", "Y": "I", "O": "U", "X": "KS", "W": "U"},
}
_SOUNDS = re.compile("|".join(sorted(_SOUND, key=len, reverse=True)))
#: Words that may stand between «Bayi» and «Ny», or before «Bayi».
_BEFORE_BABY = frozenset({"AN", "ANAK", "DARI", "DR"})
_HARD = {"B": "P", "D": "T", "G": "K"}
_FINAL = re.compile(r"(?<=[AIUE])[BDG]$")
_ROMAN = {"I", "II", "III", "IV"}


@dataclass(frozen=True)
class ReadName:
    """What the text in a name cell says.

    ``name`` is the comparable name (words separated by one space, blank when the cell names nobody). ``mother`` is
    the comparable mother's name of a baby without a name of its own («By Ny Siti»), else blank. ``unsure`` is true
    where «Bayi Siti» may be a baby called Siti or the baby of Siti: then both are filled.
    """

    name: str
    mother: str = ""
    unsure: bool = False


@dataclass(frozen=True)
class _Words:
    variants: dict[str, str]
    titles: frozenset[str]
    child_of: frozenset[str]
    no_name: frozenset[str]
    baby: frozenset[str]
    mother: frozenset[str]
    article: frozenset[str]
    after_article: frozenset[str]
    first_only: dict[str, str]
    special_raw: frozenset[str]
    special: frozenset[str]


def normalise(text: str) -> str:
    """Return the comparable form of a name: upper-case words, blank when the cell names nobody.

    ``normalise(normalise(x)) == normalise(x)`` for every text.
    """
    return read(text).name


def read(text: str) -> ReadName:
    """Return what a name cell says: a name, or whose baby it is («By Ny Siti» has no name, but mother Siti)."""
    tokens = _tokens(text)
    rest, sure = _baby_of(tokens)
    if rest is None:
        return ReadName(_comparable(tokens))
    mother = _comparable(rest)
    if sure:
        return ReadName("", mother)
    return ReadName(mother, mother, unsure=True) if mother else ReadName("")


def keys(name: str) -> dict[str, str]:
    """Return the keys of a comparable name: first and last word, words sorted, consonant skeleton.

    Two names with the same skeleton differ only in vowels and in where the words are cut.
    """
    words = name.split(" ")
    return {
        "first": words[0],
        "last": words[-1],
        "sorted": " ".join(sorted(words)),
        "skeleton": _VOWELS.sub("", name).replace(" ", ""),
    }


def is_special(word: str) -> bool:
    """Return whether a name with this word needs more than each word's canonical form (titles, babies, «bin» …)."""
    words = _words()
    return word in words.special_raw or canonical_word(word) in words.special


def _tokens(text: str) -> list[str]:
    if not text.isascii():
        text = "".join(c for c in unicodedata.normalize("NFKD", _QUOTES.sub("", text)) if not unicodedata.combining(c))
    return _NOT_LETTERS.sub(" ", _QUOTES.sub("", text).upper()).split()


def _baby_of(tokens: list[str]) -> tuple[list[str] | None, bool]:
    """Return the words after «By Ny», and whether they surely name the mother; None where it is no baby's cell."""
    words = _words()
    if not tokens:
        return None, False
    start = 0
    while start < len(tokens) and (tokens[start] in words.baby or tokens[start] in _BEFORE_BABY):
        start += 1
    is_baby = any(token in words.baby for token in tokens[:start])
    of_mother = start < len(tokens) and tokens[start] in words.mother
    if not is_baby and not of_mother:
        return None, False
    rest = [token for token in tokens[start:] if token not in words.mother]
    while len(rest) > 1 and rest[-1] in _ROMAN:
        rest = rest[:-1]
    return rest, of_mother


def _comparable(tokens: list[str]) -> str:
    words = _words()
    known = [word for word in (canonical_word(token) for token in tokens) if word and word not in words.titles]
    while len(known) > 1 and known[0] in words.article and known[1] in words.after_article:
        known = known[1:]
    for place in range(1, len(known)):
        if known[place] in words.child_of:
            known = known[:place]
            break
    if len(known) > 1:
        known[0] = words.first_only.get(known[0], known[0])
    name = " ".join(known)
    return "" if name in words.no_name else name


@functools.lru_cache(maxsize=500_000)
def canonical_word(word: str) -> str:
    """Return the spelling that stands for all spellings of a word (``MOCH`` → ``MUHAMAT``, ``DJOKO`` → ``JUKU``)."""
    variants = _words().variants
    while True:
        spelt = variants.get(word) or _sounds(word)
        if spelt == word:
            return word
        word = spelt


def _sounds(word: str) -> str:
    """Rewrite a word by its sound until nothing changes; a final H falls away, a final B, D or G hardens."""
    while True:
        spelt = _DOUBLES.sub(r"\1", _SOUNDS.sub(lambda found: _SOUND[found.group()], word)).removesuffix("H")
        spelt = _FINAL.sub(lambda found: _HARD[found.group()], spelt)
        if spelt == word:
            return word
        word = spelt


@functools.cache
def _words() -> _Words:
    """Return the word lists of knowledge, each word in its sounded form."""
    facts = _facts()
    variants: dict[str, str] = {}
    for standard, spellings in facts["words"].items():
        target = _sounds(standard)
        for spelling in (standard, *spellings):
            for form in {spelling, _sounds(spelling)}:
                if form != target and (form == spelling or len(form) > 3):
                    variants[form] = target

    def sounded(names: list[str]) -> frozenset[str]:
        return frozenset(
            " ".join(filter(None, (variants.get(w) or _sounds(w) for w in name.split()))) for name in names
        )

    no_name = sounded(facts["no_name"])
    baby, mother = frozenset(facts["baby_words"]), frozenset(facts["mother_words"])
    titles, child_of, article = (sounded(facts[key]) for key in ("titles", "child_of", "balinese_article"))
    in_no_name = {word for name in no_name for word in name.split()}
    return _Words(
        variants=variants,
        titles=titles,
        child_of=child_of,
        no_name=no_name,
        baby=baby,
        mother=mother,
        article=article,
        after_article=sounded(facts["balinese_after_article"]),
        first_only={letter: _sounds(name) for letter, name in facts["first_word_only"].items()},
        special_raw=baby | mother | _BEFORE_BABY,
        special=titles | child_of | article | in_no_name | set(facts["first_word_only"]) | {""},
    )


@functools.cache
def _facts() -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((resources.files("rembuk.knowledge.linkage") / "names.json").read_text("utf-8"))
    return facts
