"""The printed z-score as a checksum: it says which of the possible originals of a damaged cell is the true one.

The register computes BB/U, TB/U and BB/TB by age in days (WHO Child Growth Standards) and prints them with two
decimals. A weight of 8.5 kg that Excel turned into 08.05 therefore leaves a proof behind: only 8.5 gives the printed z.
A candidate counts as proved when it alone agrees with every printed z of its line, with or without the correction of
0.7 cm for the position; where two agree, nothing is guessed.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rembuk.methods.growth import LYING, STANDING, Measures, score
from rembuk.methods.growth.indices import HEIGHT_FROM_DAY
from rembuk.sources.frame import Frame
from rembuk.sources.numerals import Candidate, Numeral, as_text

#: the register's z and ours differ by rounding, not by more (98 to 100 of 100 real lines)
TOLERANCE = 0.02 + 1e-6
#: lines whose candidates are scored in one call
CHUNK = 5_000


WEIGHT, HEIGHT = "weight_kg", "length_height_cm"
INDICES = ("waz", "haz", "whz")
PRINTED = {"waz": "waz_reported", "haz": "haz_reported", "whz": "whz_reported"}
NAMES = {"waz": "BB/U", "haz": "TB/U", "whz": "BB/TB"}

#: a wrong value here makes these indices disagree
_TOUCHES = {
    WEIGHT: {"waz", "whz"},
    HEIGHT: {"haz", "whz"},
    "waz_reported": {"waz"},
    "haz_reported": {"haz"},
    "whz_reported": {"whz"},
}
_WHO = ("birth_date", "measured_on", "sex")

Floats = NDArray[np.float64]


#: a measure that the line does not have
_NOTHING = Candidate(np.nan)


@dataclass
class Line:
    """One line under examination: what its measures and printed z may be, and what each pair of measures gives.

    ``place`` is where a pair stands in ``scores`` (by index: z as measured, z with the other position); ``chosen`` are
    the pairs that agree with every printed z; ``alone`` the weights that BB/U, the heights that TB/U alone allows.
    """

    at: int
    weights: list[Candidate]
    heights: list[Candidate]
    printed: dict[str, list[Candidate]]
    place: dict[tuple[float, float], int] = field(default_factory=dict)
    scores: dict[str, list[list[float]]] = field(default_factory=dict)
    chosen: list[tuple[float, float]] = field(default_factory=list)
    alone: dict[str, list[float]] = field(default_factory=lambda: {WEIGHT: [], HEIGHT: []})

    def pairs(self) -> list[tuple[Candidate, Candidate]]:
        """Return every pair of measures, a missing one included; a swap only as a whole."""
        pairs = itertools.product([*self.weights, _NOTHING], [*self.heights, _NOTHING])
        return [(w, h) for w, h in pairs if ("tertukar" in (w.word, h.word)) == (w.word == h.word == "tertukar")]

    def z(self, index: str, pair: tuple[float, float]) -> list[float]:
        """Return the z of a pair of measures, without and with position correction, where they exist."""
        at = self.place[pair]
        return [one for one in (self.scores[index][0][at], self.scores[index][1][at]) if not math.isnan(one)]

    def agrees(self, index: str, pair: tuple[float, float]) -> list[Candidate]:
        """Return the readings of a printed z that this pair of measures gives."""
        computed = self.z(index, pair)
        return [option for option in self.printed[index] if any(abs(option.value - z) <= TOLERANCE for z in computed)]


class Checksum:
    """The lines of one file whose sex is known, scored as they stand; without an age only BB/TB can speak."""

    def __init__(self, frame: Frame) -> None:
        """Take sex, age and measures from the frame; a column that the file lacks is blank throughout."""
        self.frame = frame
        count = len(frame)
        blank = [""] * count
        nobody = [None] * count
        sex = frame.texts.get("sex", blank)
        born = np.array(frame.dates.get("birth_date", nobody), dtype="datetime64[D]")
        on = np.array(frame.dates.get("measured_on", nobody), dtype="datetime64[D]")
        age = (on - born).astype("timedelta64[D]").astype(np.float64)
        age[np.isnat(on) | np.isnat(born) | (age < 0)] = np.nan
        self.sex = np.array([{"m": 1, "f": 2}.get(one, 0) for one in sex], dtype=np.int8)
        positions = {"lying": LYING, "standing": STANDING}
        self.position = np.array([positions.get(one, 0) for one in frame.texts.get("position", blank)], dtype=np.int8)
        self.age = age
        self.known = self.sex > 0

    def column(self, name: str) -> Floats:
        """Return a number column, NaN throughout where the file has none."""
        return self.frame.numbers.get(name, np.full(len(self.frame), np.nan))

    def score(self, lines: NDArray[np.intp], weight: Floats, height: Floats) -> dict[str, NDArray[np.float64]]:
        """Return z of each index in two rows: as measured, and with the 0.7 cm of the position unusual at that age.

        The second is NaN for a child that was measured in the usual position: nothing was to be corrected. Where the
        age is unknown the two rows are BB/TB by the table for lying and by the one for standing children.
        """
        undated = np.isnan(self.age[lines])
        usual = np.where(self.age[lines] < HEIGHT_FROM_DAY, LYING, STANDING).astype(np.int8)
        unusual = np.where(usual == LYING, STANDING, LYING).astype(np.int8)
        rows = [
            score(Measures(self.sex[lines], self.age[lines], weight, height, position), INDICES).z
            for position in (np.where(undated, usual, 0).astype(np.int8), unusual)
        ]
        nothing_to_correct = (self.position[lines] == usual) & ~undated
        rows[1]["haz"][nothing_to_correct] = np.nan
        rows[1]["whz"][nothing_to_correct] = np.nan
        return {index: np.stack([row[index] for row in rows]) for index in INDICES}

    def prove(self) -> None:
        """Repair what is proved, list what disagrees, leave the rest as it is read."""
        if not self.known.any() or not any(name in self.frame.numbers for name in (WEIGHT, HEIGHT)):
            return
        lines = np.flatnonzero(self.known & self._suspicious())
        for start in range(0, len(lines), CHUNK):
            examined = [self._line(int(at)) for at in lines[start : start + CHUNK]]
            self._score_pairs(examined)
            for line in examined:
                Verdict(self.frame, line).pronounce()

    def _suspicious(self) -> NDArray[np.bool_]:
        """Return the lines with a damaged or doubtful cell, or with a printed z that the measures do not give."""
        every = np.arange(len(self.frame))
        z = self.score(every, self.column(WEIGHT), self.column(HEIGHT))
        found = np.zeros(len(every), dtype=bool)
        for index in INDICES:
            away = np.abs(z[index] - self.column(PRINTED[index]))
            found |= ~np.isnan(away).all(axis=0) & ~(away <= TOLERANCE).any(axis=0)
        for name in (WEIGHT, HEIGHT, *PRINTED.values()):
            numerals = self.frame.numerals.get(name, [])
            found |= np.array([bool(one.word and one.candidates) or one.suspect for one in numerals] or [False])
        swap = np.array([None not in pair for pair in self._stood(every)])
        return found | (swap & np.isnan(self.column(WEIGHT)) & np.isnan(self.column(HEIGHT)))

    def _stood(self, lines: NDArray[np.intp]) -> Iterator[tuple[float | None, float | None]]:
        nothing = [Numeral()] * len(self.frame)
        weights, heights = (self.frame.numerals.get(name, nothing) for name in (WEIGHT, HEIGHT))
        return ((weights[at].stood, heights[at].stood) for at in lines)

    def _line(self, at: int) -> Line:
        weights, heights = (self._options(name, at) for name in (WEIGHT, HEIGHT))
        columns = self.frame.header.source.columns
        (stood,) = self._stood(np.array([at]))
        if None not in stood:
            for options, other, name in ((weights, stood[1], WEIGHT), (heights, stood[0], HEIGHT)):
                if other is not None and columns[name].lowest <= other <= columns[name].highest:
                    options.append(Candidate(other, "tertukar"))
        return Line(at, weights, heights, {index: self._options(PRINTED[index], at) for index in INDICES})

    def _options(self, name: str, at: int) -> list[Candidate]:
        numerals = self.frame.numerals.get(name)
        if numerals is None:
            return []
        return list(numerals[at].options)

    def _score_pairs(self, lines: list[Line]) -> None:
        """Score every pair of every line in one call, and mark the pairs that agree with what is printed."""
        keys = [(number, pair) for number, line in enumerate(lines) for pair in line.pairs()]
        of_line = np.array([number for number, _ in keys], dtype=np.intp)
        weights, heights = (np.array([pair[side].value for _, pair in keys]) for side in (0, 1))
        z = self.score(np.array([line.at for line in lines], dtype=np.intp)[of_line], weights, heights)
        testable: dict[str, NDArray[np.bool_]] = {}
        agrees: dict[str, NDArray[np.bool_]] = {}
        for index in INDICES:
            printed = _padded([[option.value for option in line.printed[index]] for line in lines])[of_line]
            testable[index] = np.asarray(~np.isnan(z[index]).all(axis=0) & ~np.isnan(printed).all(axis=1))
            away = np.abs(z[index][:, :, None] - printed[None, :, :])
            agrees[index] = np.asarray((away <= TOLERANCE).any(axis=(0, 2)))
        tests = np.sum(list(testable.values()), axis=0)
        most = np.zeros(len(lines), dtype=tests.dtype)
        np.maximum.at(most, of_line, tests)
        # a pair that fewer printed z can be held against proves less than its rivals
        whole = (tests > 0) & (tests == most[of_line])
        for index in INDICES:
            whole &= agrees[index] | ~testable[index]
        self._hand_out(lines, keys, {index: z[index].tolist() for index in INDICES}, whole.tolist(), agrees)

    def _hand_out(
        self,
        lines: list[Line],
        keys: list[tuple[int, tuple[Candidate, Candidate]]],
        z: dict[str, list[list[float]]],
        whole: list[bool],
        agrees: dict[str, NDArray[np.bool_]],
    ) -> None:
        light, tall = agrees["waz"].tolist(), agrees["haz"].tolist()
        for at, (number, (weight, height)) in enumerate(keys):
            line = lines[number]
            pair = weight.value, height.value
            line.place[pair], line.scores = at, z
            if whole[at]:
                line.chosen.append(pair)
            if light[at] and weight.word != "tertukar" and pair[0] not in line.alone[WEIGHT]:
                line.alone[WEIGHT].append(pair[0])
            if tall[at] and height.word != "tertukar" and pair[1] not in line.alone[HEIGHT]:
                line.alone[HEIGHT].append(pair[1])


def _padded(rows: list[list[float]]) -> Floats:
    """Return lists of different lengths as one array, NaN where a list is shorter."""
    result = np.full((len(rows), max(map(len, rows), default=0) or 1), np.nan)
    for at, row in enumerate(rows):
        result[at, : len(row)] = row
    return result


class Verdict:
    """What the printed z of one line prove about its measures, and about each other."""

    def __init__(self, frame: Frame, line: Line) -> None:
        """Take the line with its candidates scored."""
        self.frame = frame
        self.line = line
        self.words = {(WEIGHT, o.value): o.word for o in line.weights} | {
            (HEIGHT, o.value): o.word for o in line.heights
        }

    def pronounce(self) -> None:
        """Choose the one pair of measures that agrees with every printed z, if there is one; then judge each cell."""
        chosen = self.line.chosen
        self._settle(WEIGHT, [weight for weight, _ in chosen] if chosen else self.line.alone[WEIGHT])
        self._settle(HEIGHT, [height for _, height in chosen] if chosen else self.line.alone[HEIGHT])
        weight = self._final(WEIGHT)
        height = self._final(HEIGHT)
        if (weight, height) in self.line.place:
            self._judge_printed(weight, height)

    def _word(self, name: str, value: float) -> str:
        return self.words.get((name, value), "")

    def _settle(self, name: str, agreeing: list[float]) -> None:
        """Give one measure its proved value; where two remain, leave it blank."""
        if name not in self.frame.numerals:
            return
        at = self.line.at
        one = self.frame.numerals[name][at]
        values = [value for value in dict.fromkeys(agreeing) if not np.isnan(value)]
        if not values:
            return
        if len(values) == 1 and values[0] == one.value and not one.word:
            self.frame.numerals[name][at] = Numeral(one.value, one.stood)
        elif len(values) == 1:
            self._repair(name, values[0], self._proof(name, values[0]))
        elif one.word or one.doubtful or one.value not in values:
            both = " atau ".join(map(as_text, sorted(values)))
            self.frame.say(at, name, "ambigu", evidence=f"z tercetak cocok dengan {both}")
            self._set(name, np.nan)

    def _repair(self, name: str, value: float, evidence: str) -> None:
        word = self._word(name, value) or self.frame.numerals[name][self.line.at].word
        self.frame.say(self.line.at, name, word, as_text(value), evidence)
        self._set(name, value)

    def _set(self, name: str, value: float) -> None:
        self.frame.numbers[name][self.line.at] = value
        self.frame.numerals[name][self.line.at] = Numeral(None if np.isnan(value) else value)

    def _proof(self, name: str, value: float) -> str:
        side = 0 if name == WEIGHT else 1
        pair = next((one for one in self.line.chosen or self.line.place if one[side] == value), None)
        said = []
        if pair is not None:
            for index in INDICES:
                if index in _TOUCHES[name] and (agreed := self.line.agrees(index, pair)):
                    computed = min(self.line.z(index, pair), key=lambda z: abs(z - agreed[0].value))
                    said.append(f"z {NAMES[index]} tercetak {agreed[0].value:.2f}, dihitung {computed:.2f}")
        return "; ".join(said)

    def _final(self, name: str) -> float:
        value = float(self.frame.numbers[name][self.line.at]) if name in self.frame.numbers else np.nan
        return np.nan if np.isnan(value) else value  # the one NaN that the pairs are filed under

    def _judge_printed(self, weight: float, height: float) -> None:
        """Repair printed z that the measures prove; list the cells that can explain why one disagrees."""
        tested, wrong = set(), set()
        for index in INDICES:
            name = PRINTED[index]
            computed = self.line.z(index, (weight, height))
            if name not in self.frame.numerals or not computed:
                continue
            one = self.frame.numerals[name][self.line.at]
            agreed = {option.value: option for option in self.line.agrees(index, (weight, height))}
            if one.value is not None and not one.word:
                tested.add(index)
            if not self.line.printed[index]:
                continue
            if one.value in agreed and not one.word:
                self.frame.numerals[name][self.line.at] = Numeral(one.value, one.stood)
            elif len(agreed) == 1:
                (option,) = agreed.values()
                nearest = min(computed, key=lambda z: abs(z - option.value))
                self.words[name, option.value] = option.word or one.word
                evidence = f"dihitung {nearest:.2f} dari ukuran di baris ini"
                self.frame.say(self.line.at, name, option.word or one.word, as_text(option.value), evidence)
                self._set(name, option.value)
            elif one.value is not None and not one.word:
                wrong.add(index)
        if wrong:
            self._doubt(tested, wrong, weight, height)

    def _doubt(self, tested: set[str], wrong: set[str], weight: float, height: float) -> None:
        said = []
        for index in sorted(wrong):
            value = self.frame.numbers[PRINTED[index]][self.line.at]
            computed = min(self.line.z(index, (weight, height)), key=lambda z: abs(z - value))
            said.append(f"z {NAMES[index]} tercetak {value:.2f}, dihitung {computed:.2f}")
        for name in suspects(tested, wrong):
            if name in self.frame.body.columns:
                self.frame.say(self.line.at, name, "z-berbeda", evidence="; ".join(said))


def suspects(tested: set[str], wrong: set[str]) -> list[str]:
    """Return the columns of which a single wrong value explains why exactly these indices disagree."""
    exact = [name for name, touched in _TOUCHES.items() if touched & tested == wrong]
    # age and sex move BB/U and TB/U together; BB/TB hardly feels them
    if wrong >= {"waz", "haz"} & tested and wrong & {"waz", "haz"}:
        exact += _WHO
    return exact or [WEIGHT, HEIGHT, *_WHO, *(PRINTED[index] for index in wrong)]
