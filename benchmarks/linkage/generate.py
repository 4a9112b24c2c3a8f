"""Make a register and a delivery with known truth.

    python -m benchmarks.linkage.generate --children 50000 --level typical --seed 1 --dir DIR

A register of N children under five (250 a village, 12 villages a kecamatan, 18 kecamatan a kabupaten; 22 % siblings, of
those 6 % twins) and a delivery: 70 % of them with the noise of the level, 3 % of these twice, and a tenth as many
children whom the register does not have (some of them siblings and twins of children it has).
"""

from __future__ import annotations

import argparse
import datetime
import random
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pyarrow as pa
from benchmarks.linkage import noise
from benchmarks.linkage.words import ANY, BOYS, GIRLS, MOTHERS, Pool, rare_words

PER_VILLAGE, VILLAGES, DISTRICTS = 250, 12, 18
FIRST_BIRTH = datetime.date(2021, 1, 1)
BIRTH_DAYS = 1826


@dataclass(frozen=True)
class Child:
    """One made-up child. ``family`` is the same for brothers and sisters."""

    nik: str
    name: str
    sex: str
    born: datetime.date
    mother: str
    father: str
    village: str
    family: int
    mother_nik: str


def village_code(number: int) -> str:
    """Return the 10-digit code of the number-th village (Kemendagri's form: desa begin with 2)."""
    district, village = divmod(number, VILLAGES)
    regency, district = divmod(district, DISTRICTS)
    return f"{32 + regency // 90}{regency % 90 + 1:02d}{district + 1:02d}2{village + 1:03d}"


def make_nik(village: str, born: datetime.date, female: bool, taken: dict[str, int], draw: random.Random) -> str:
    """Return the next NIK of a place and birth date."""
    start = f"{village[:6]}{born.day + 40 * female:02d}{born:%m%y}"
    taken[start] = taken.get(start, draw.choice((0, 0, 0, 0, 1, 2, 4))) + 1
    return f"{start}{taken[start]:04d}"


class Maker:
    """Makes children; the same seed makes the same children."""

    def __init__(self, seed: int) -> None:
        self.draw = random.Random(seed)
        self.rng = np.random.default_rng(seed)
        rare = rare_words(6000, seed)
        self.boys = Pool([*BOYS, *ANY], rare[:3500], seed)
        self.girls = Pool([*GIRLS, *ANY], rare[2500:], seed + 1)
        self.mothers = Pool([*MOTHERS, *ANY], rare[:2000], seed + 2)
        self.fathers = Pool([*BOYS, *ANY], rare[3000:5000], seed + 3)
        self.niks: dict[str, int] = {}
        self.stock: dict[int, list[str]] = {}

    def word(self, pool: Pool) -> str:
        """Draw one word (from a stock, since drawing one by one is slow)."""
        stock = self.stock.setdefault(id(pool), [])
        if not stock:
            stock.extend(pool.draw(self.rng, 20_000))
        return stock.pop()

    def name(self, pool: Pool, one_word: float) -> str:
        """Draw a full name of one to three different words."""
        chance = self.draw.random()
        number = 1 if chance < one_word else 2 if chance < one_word + 0.6 * (1 - one_word) else 3
        return " ".join(dict.fromkeys(self.word(pool) for _ in range(number)))

    def children(self, number: int, villages: range, first_family: int) -> list[Child]:
        """Make ``number`` children, spread evenly over the villages."""
        made: list[Child] = []
        share = number / len(villages)
        for place, village in enumerate(villages):
            wanted = round(share * (place + 1)) - round(share * place)
            here: list[Child] = []
            for _ in range(wanted):
                if here and self.draw.random() < 0.22:
                    here.append(self.sibling(self.draw.choice(here)))
                else:
                    here.append(self.first_child(village_code(village), first_family + len(made) + len(here)))
            made += here
        return made

    def first_child(self, village: str, family: int) -> Child:
        """Make a child of a new family."""
        born = FIRST_BIRTH + datetime.timedelta(days=self.draw.randrange(BIRTH_DAYS))
        mother = self.name(self.mothers, 0.28)
        adult = datetime.date(self.draw.randrange(1980, 2006), self.draw.randrange(1, 13), self.draw.randrange(1, 29))
        mother_nik = make_nik(village, adult, True, self.niks, self.draw)
        return self._child(village, born, mother, self.name(self.fathers, 0.25), family, mother_nik)

    def sibling(self, other: Child, twin: float = 0.06) -> Child:
        """Make a brother or sister: mostly a year or more apart, sometimes a twin."""
        born = other.born
        if self.draw.random() >= twin:
            apart = datetime.timedelta(days=self.draw.randrange(300, 1400))
            born = born + apart if born + apart < FIRST_BIRTH + datetime.timedelta(BIRTH_DAYS) else born - apart
            born = max(born, FIRST_BIRTH)
        made = self._child(other.village, born, other.mother, other.father, other.family, other.mother_nik)
        words = other.name.split(" ")
        if len(words) > 1 and self.draw.random() < 0.3:
            made = replace(made, name=f"{made.name.split(' ')[0]} {words[-1]}")
        return made if made.name != other.name else replace(made, name=f"{made.name} {self.word(self.boys)}")

    def _child(
        self, village: str, born: datetime.date, mother: str, father: str, family: int, mother_nik: str
    ) -> Child:
        female = self.draw.random() < 0.49
        name = self.name(self.girls if female else self.boys, 0.08)
        in_nik = born
        if self.draw.random() < 0.005:
            in_nik = born + datetime.timedelta(days=self.draw.choice((-365, -31, -30, -1, 1, 30)))
        nik = make_nik(village, in_nik, female, self.niks, self.draw)
        return Child(nik, name, "f" if female else "m", born, mother, father, village, family, mother_nik)


def spoil(child: Child, other: Child, level: noise.Level, maker: Maker) -> dict[str, str]:
    """Return a child's row as a noisy file has it. ``other`` is whose NIK may be typed by mistake."""
    draw = maker.draw
    right, missing, filler, typo, mothers, _ = np.cumsum(level.nik)
    chance = draw.random()
    if chance < right:
        nik = child.nik
    elif chance < missing:
        nik = draw.choice(["", "-", "0", ""])
    elif chance < filler:
        nik = noise.placeholder(child.nik, draw)
    elif chance < typo:
        nik = noise.mistyped(child.nik, draw)
    else:
        nik = child.mother_nik if chance < mothers else other.nik
    born: datetime.date | None = child.born
    if draw.random() < level.birth_date:
        born = noise.noisy_date(child.born, draw)
    name = noise.noisy_name(child.name, level.names, draw)
    mother = noise.noisy_name(child.mother, 0.7 * level.names, draw)
    if draw.random() < 0.025 * level.names:
        name = f"{draw.choice(['By Ny', 'Bayi Ny.', 'By. Ny', 'BY NY'])} {mother}"
    chance = draw.random()
    if chance < 0.08:
        mother = ""
    elif chance < 0.08 + 0.05 * level.names:
        mother = noise.noisy_name(child.father, level.names, draw)
    village = child.village
    chance = draw.random()
    if chance < 0.07:
        village = f"{village[:7]}{draw.randrange(VILLAGES) + 1:03d}"
    elif chance < 0.10:
        village = other.village
    if draw.random() < 0.5:
        name, mother = name.upper(), mother.upper()
    sex = child.sex if draw.random() > 0.005 * level.names else "mf"[child.sex == "m"]
    return {"nik": nik, "name": name, "sex": sex, "birth_date": born.isoformat() if born else "",
            "mother_name": mother, "village": village}  # fmt: skip


def make(children: int, level: noise.Level, seed: int) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Return register, delivery and truth (``left_id``, ``right_id``, one row for each true pair)."""
    maker = Maker(seed)
    draw = maker.draw
    villages = range(max(1, round(children / PER_VILLAGE)))
    register = maker.children(children, villages, 0)
    rows = [_row(child, f"A{i:07d}", level, maker, register) for i, child in enumerate(register)]

    delivered, truth = [], []
    for i, child in enumerate(register):
        if draw.random() >= 0.7:
            continue
        for _ in range(2 if draw.random() < 0.03 else 1):
            delivered.append((spoil(child, draw.choice(register), level, maker), f"A{i:07d}", child.family))
    strangers = maker.children(max(1, children // 10), villages, 10_000_000)
    for child in strangers:
        if draw.random() < 0.15:
            child = maker.sibling(draw.choice(register))
        delivered.append((spoil(child, draw.choice(register), level, maker), "", child.family))
    draw.shuffle(delivered)
    right = []
    for i, (row, left_id, _) in enumerate(delivered):
        right.append({"id": f"B{i:07d}", **row})
        if left_id:
            truth.append({"left_id": left_id, "right_id": f"B{i:07d}"})
    left = [{**row, "family": str(child.family)} for row, child in zip(rows, register, strict=True)]
    right = [{**row, "family": str(family)} for row, (_, _, family) in zip(right, delivered, strict=True)]
    return pa.Table.from_pylist(left), pa.Table.from_pylist(right), pa.Table.from_pylist(truth)


def _row(child: Child, key: str, level: noise.Level, maker: Maker, register: list[Child]) -> dict[str, str]:
    if maker.draw.random() < level.noisy_left:
        row = {"id": key, **spoil(child, maker.draw.choice(register), level, maker)}
        nik = "" if maker.draw.random() < level.no_nik else child.nik
        return row | {"nik": nik, "village": child.village}
    row = {"id": key, "nik": child.nik, "name": child.name, "sex": child.sex, "birth_date": child.born.isoformat()}
    if maker.draw.random() < level.no_nik:
        row["nik"] = ""
    return row | {"mother_name": child.mother, "village": child.village}


def main() -> None:
    """Write left.parquet, right.parquet and truth.parquet into a folder."""
    import pyarrow.parquet as pq

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=50_000)
    parser.add_argument("--level", choices=sorted(noise.LEVELS), default="typical")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--dir", type=Path, required=True)
    chosen = parser.parse_args()
    chosen.dir.mkdir(parents=True, exist_ok=True)
    tables = make(chosen.children, noise.LEVELS[chosen.level], chosen.seed)
    for name, table in zip(("left", "right", "truth"), tables, strict=True):
        pq.write_table(table, chosen.dir / f"{name}.parquet")


if __name__ == "__main__":
    main()
