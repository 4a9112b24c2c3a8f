"""How a register's row looks in another office's file: the errors and how often they are made (assumed rates)."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass

from benchmarks.linkage.words import SHORT, SWAPS

LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Level:
    """How noisy a delivery is. Shares of NIKs: right, missing, placeholder, typing error, mother's, another child's."""

    name: str
    nik: tuple[float, float, float, float, float, float]
    birth_date: float
    names: float
    no_nik: float
    noisy_left: float


TYPICAL = Level("typical", (0.62, 0.18, 0.08, 0.05, 0.04, 0.03), 0.12, 1.0, 0.015, 0.0)
HARD = Level("hard", (0.35, 0.35, 0.12, 0.07, 0.07, 0.04), 0.24, 1.6, 0.20, 0.3)
LEVELS = {level.name: level for level in (TYPICAL, HARD)}


def typing_error(word: str, draw: random.Random) -> str:
    """Drop, double, swap or replace one letter."""
    if len(word) < 3:
        return word
    at = draw.randrange(1, len(word))
    kind = draw.random()
    if kind < 0.3:
        return word[:at] + word[at + 1 :]
    if kind < 0.5:
        return word[:at] + word[at] + word[at:]
    if kind < 0.75:
        return word[: at - 1] + word[at] + word[at - 1] + word[at + 1 :]
    return word[:at] + draw.choice(LETTERS) + word[at + 1 :]


def respell(word: str, draw: random.Random) -> str:
    """Write a word as another clerk would."""
    if word in SHORT and draw.random() < 0.7:
        return draw.choice(SHORT[word])
    low = word.lower()
    usable = [(a, b) for one, two in SWAPS for a, b in ((one, two), (two, one)) if a in low]
    if not usable:
        return typing_error(word, draw)
    old, new = draw.choice(usable)
    return low.replace(old, new, 1).capitalize()


def lose_vowel(word: str, draw: random.Random) -> str:
    """Write a word without one of its inner vowels."""
    places = [i for i, letter in enumerate(word) if i and letter in "aiueo"]
    if len(places) < 2:
        return word
    at = draw.choice(places)
    return word[:at] + word[at + 1 :]


def noisy_name(name: str, rate: float, draw: random.Random) -> str:
    """Return a name as another file has it; ``rate`` 1 is typical, 1.6 hard."""
    words = name.split(" ")
    for i, word in enumerate(words):
        chance = draw.random()
        if word in SHORT and chance < 0.45 * rate:
            words[i] = draw.choice(SHORT[word])
        elif chance < 0.21 * rate:
            words[i] = respell(word, draw)
        elif chance < 0.25 * rate:
            words[i] = lose_vowel(word, draw)
        elif chance < 0.29 * rate:
            words[i] = typing_error(word, draw)
    chance = draw.random()
    if len(words) > 1:
        if chance < 0.07 * rate:
            words.pop(draw.randrange(len(words)) if draw.random() < 0.25 else -1)
        elif chance < 0.11 * rate:
            at = draw.randrange(len(words) - 1)
            words[at : at + 2] = [words[at] + words[at + 1].lower()]
        elif chance < 0.13 * rate:
            draw.shuffle(words)
    chance = draw.random()
    if chance < 0.03 * rate:
        words.insert(0, draw.choice(["An.", "an", "An", "Anak"]))
    elif chance < 0.04 * rate:
        words.append(draw.choice(["An", "(An)"]))
    return " ".join(words)


def noisy_date(born: datetime.date, draw: random.Random) -> datetime.date | None:
    """Return a wrong or missing birth date."""
    kind = draw.random()
    try:
        if kind < 0.22 and born.day <= 12 and born.day != born.month:
            return born.replace(month=born.day, day=born.month)
        if kind < 0.34:
            return born.replace(month=1, day=1)
        if kind < 0.44:
            return born.replace(day=1)
        if kind < 0.60:
            return born + datetime.timedelta(days=draw.choice((-1, 1)))
        if kind < 0.70:
            return born.replace(month=born.month % 12 + 1)
        if kind < 0.80:
            return born.replace(year=born.year + draw.choice((-1, 1)))
        if kind < 0.90:
            return born.replace(day=draw.choice([day for day in range(1, 29) if day != born.day]))
    except ValueError:
        return born.replace(day=1)
    return None


def placeholder(nik: str, draw: random.Random) -> str:
    """Return what is typed when there is no NIK but the form wants sixteen digits."""
    digit = draw.choice("0009998")
    place = nik[:6]
    home_made = f"{place}{nik[6:12]}0000"
    return draw.choice([digit * 16, digit * 16, "1234567890123456", f"{place}0000000000", home_made, nik[:12], "-"])


def mistyped(nik: str, draw: random.Random) -> str:
    """Return a NIK with one digit wrong, two swapped, one lost or one too many."""
    at = draw.randrange(15)
    kind = draw.random()
    if kind < 0.6:
        return nik[:at] + draw.choice([d for d in "0123456789" if d != nik[at]]) + nik[at + 1 :]
    if kind < 0.8:
        return nik[:at] + nik[at + 1] + nik[at] + nik[at + 2 :]
    return nik[:at] + nik[at + 1 :] if kind < 0.9 else nik[:at] + nik[at] + nik[at:]
