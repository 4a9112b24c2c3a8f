"""How the same name is written by different hands: old spelling, lost vowels, short forms, words in capital letters."""

from __future__ import annotations

import numpy as np

from rembuk.demo.draws import Draws, Flags
from rembuk.demo.people import Texts

_SHORT_FORMS = (("Muhammad", "Muh."), ("Muhammad", "M."), ("Muh.", "Muhammad"), ("Moh.", "Muhamad"), ("Abdul", "Abd."))
_SHORT_FORMS_OF_WOMEN = (("Siti", "St."), ("St.", "Siti"), ("Sitti", "Siti"), ("Nur ", "Nur"), ("Hj. ", ""))
_SOUNDS = (
    ("sy", "s"),
    ("kh", "h"),
    ("f", "p"),
    ("v", "f"),
    ("z", "s"),
    ("u", "oe"),
    ("y", "j"),
    ("c", "tj"),
    ("dh", "d"),
)
_DOUBLE_LETTERS = ("aa", "ll", "nn", "ss", "mm", "tt")


def respelled(draws: Draws, names: Texts, again: Flags) -> Texts:
    """Return the names as the register has them: in capitals, some spelt otherwise (most where ``again``)."""
    count = len(names)
    chance, which, where = draws.uniform(count), draws.whole(count, 0, 999), draws.uniform(count)
    spelt = []
    for i, name in enumerate(names.tolist()):
        if chance[i] < (0.75 if again[i] else 0.06):
            name = _otherwise(name, int(which[i]), float(where[i]))
        spelt.append(name.upper())
    return np.array(spelt)


def _otherwise(name: str, which: int, where: float) -> str:
    """Return one other way to write a name; the same name where none of the ways fits."""
    for old, new in (*_SHORT_FORMS, *_SHORT_FORMS_OF_WOMEN):
        if old in name and which % 3:
            return name.replace(old, new, 1)
    style = which % 4
    words = name.split()
    if style == 0 and len(words) > 2:
        return " ".join(words[:-1])
    if style == 1:
        for double in _DOUBLE_LETTERS:
            if double in name.lower():
                return _replace(name, double, double[0])
    if style == 2:
        at = 1 + int(where * (len(name) - 2))
        return name[:at] + name[at + 1 :] if name[at] != " " else name.replace(" ", "", 1)
    sounds = _SOUNDS[which % len(_SOUNDS) :] + _SOUNDS[: which % len(_SOUNDS)]
    for old, new in sounds:
        if old in name.lower()[1:]:
            return name[0] + _replace(name[1:], old, new)
    return name


def _replace(name: str, old: str, new: str) -> str:
    at = name.lower().find(old)
    return name[:at] + new + name[at + len(old) :]
