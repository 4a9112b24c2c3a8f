"""What the register holds: entries for children, with the names, numbers and dates as somebody typed them.

A child has one entry, now and then two (registered again elsewhere, under another number and spelling). An entry
may end: moved away, or taken out of the application. Numbers are right, missing, put together, a parent's, or mistyped;
every one of them begins with 99, 00 or stays blank, so that none can belong to a real person.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from rembuk.demo.draws import Draws, Flags, Floats, Ints
from rembuk.demo.people import Children, Days, Families, Texts
from rembuk.demo.sizes import FIRST_MONTH, LAST_DAY
from rembuk.demo.spelling import respelled
from rembuk.demo.weighing import Weighings
from rembuk.demo.world import SEED, World
from rembuk.methods.growth import Measures, score
from rembuk.methods.growth.monitoring import GAINS, weight_gains

#: Letters of «Naik Berat Badan» as e-PPGBM prints them; a first weighing is a dash.
_GAIN_TEXTS = np.array(["-" if letter in ("", "B") else letter for letter in GAINS])
#: What a NIK in the register may be, with its share.
NIK_KINDS = ("right", "missing", "placeholder", "parent", "sibling", "mistyped", "cut short")
_NIK_SHARES = (0.76, 0.08, 0.05, 0.04, 0.01, 0.04, 0.02)


@dataclass(frozen=True)
class Entries:
    """One element an entry of the register."""

    child: Ints
    nik: Texts
    nik_kind: Ints
    name: Texts
    baby_name: Texts
    parent: Texts
    female: Flags
    born: Days
    begins: Days
    ends: Days
    end_reason: Texts
    says_posyandu: Flags


@dataclass(frozen=True)
class Rows:
    """One element a weighing as the register prints it; ``entry`` and ``weighing`` are numbers in their tables."""

    entry: Ints
    weighing: Ints
    weight: Floats
    length: Floats
    waz: Floats
    haz: Floats
    whz: Floats
    gain: Texts

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.entry)

    def where(self, chosen: Flags | Ints) -> Rows:
        """Return some of the rows, by flags or numbers."""
        return Rows(*(getattr(self, name)[chosen] for name in self.__dataclass_fields__))


def make_entries(children: Children, families: Families) -> Entries:
    """Return all entries: first one a child, then the second entries."""
    draws = Draws(SEED, "entries")
    count = len(children)
    second = np.flatnonzero(draws.chance(0.025, count))
    child = np.concatenate([np.arange(count), second])
    n = len(child)
    is_second = np.arange(n) >= count
    first_day = FIRST_MONTH.astype("datetime64[D]")
    again_on = first_day + draws.whole(n, 60, 600)
    ends_early = ~is_second & draws.chance(0.025, n)
    ends_on = first_day + draws.whole(n, 90, 700)
    reason = np.where(draws.chance(0.5, n), "pindah keluar kabupaten", "dihapus dari aplikasi")
    kind = draws.pick(n, _NIK_SHARES)
    family = children.family[child]
    return Entries(
        child=child,
        nik=_niks(draws, kind, children, families, child),
        nik_kind=kind,
        name=respelled(Draws(SEED, "spelling of children"), children.name[child], again=is_second),
        baby_name=_baby_names(draws, families.mother[family]),
        parent=_parents(draws, families.mother[family], families.father[family]),
        female=children.female[child] ^ draws.chance(0.003, n),
        born=_birth_dates(draws, children.born[child]),
        begins=np.where(is_second, again_on, np.datetime64("2000-01-01", "D")),
        ends=np.where(ends_early, ends_on, LAST_DAY + 1),
        end_reason=np.where(ends_early, reason, ""),
        says_posyandu=draws.chance(0.92, n),
    )


def make_rows(world: World, entries: Entries) -> Rows:
    """Return every weighing as printed, in the order of weighing; some under both entries of a child."""
    w = world.weighings
    of_child = np.arange(len(world.children))  # the first entry of child i is entry i
    second_of = np.full(len(world.children), -1)
    extra = np.arange(len(of_child), len(entries.child))
    second_of[entries.child[extra]] = extra
    second = second_of[w.child]
    has_second = (second >= 0) & (w.day >= entries.begins[np.maximum(second, 0)])
    both = has_second & Draws(SEED, "typed twice").chance(0.15, len(w))
    first_too = ~has_second | both
    entry = np.concatenate([w.child[first_too], second[has_second]])
    weighing = np.concatenate([np.flatnonzero(first_too), np.flatnonzero(has_second)])
    known = w.day[weighing] < entries.ends[entry]
    entry, weighing = entry[known], weighing[known]
    order = np.lexsort((entry, weighing))
    return _printed(w, entries, entry[order], weighing[order])


def mended_rows(world: World, entries: Entries, rows: Rows) -> Rows:
    """Return rows as they are printed after the slips that somebody noticed were put right."""
    w = world.weighings
    mended = replace(
        w,
        typed_weight=np.where(w.mended, w.weight, w.typed_weight),
        typed_length=np.where(w.mended, w.length, w.typed_length),
    )
    again = _printed(mended, entries, rows.entry, rows.weighing)
    return replace(again, gain=rows.gain)


def _printed(w: Weighings, entries: Entries, entry: Ints, weighing: Ints) -> Rows:
    """Return the rows with what the application computes: z-scores from what was typed, N, T, O."""
    day = w.day[weighing]
    measures = Measures(
        sex=(1 + entries.female[entry]).astype(np.int8),
        age_days=(day - entries.born[entry]).astype(np.int64).astype(np.float64),
        weight_kg=w.typed_weight[weighing],
        length_height_cm=w.typed_length[weighing],
        position=w.position[weighing].astype(np.int8),
    )
    z = score(measures, ["haz", "waz", "whz"]).z
    gain = _GAIN_TEXTS[weight_gains(entry, day, measures)]
    return Rows(entry, weighing, w.typed_weight[weighing], w.typed_length[weighing], z["waz"], z["haz"], z["whz"], gain)


def _niks(draws: Draws, kind: Ints, children: Children, families: Families, child: Ints) -> Texts:
    """Return the number of each entry, by its kind (``NIK_KINDS``)."""
    n = len(child)
    right = children.nik[child]
    place, digit, filler, short = (draws.whole(n, *limits) for limits in ((6, 15), (1, 9), (0, 2), (0, 2)))
    neighbour = children.nik[np.minimum(child + 1, len(children) - 1)]
    mother, father = (names[children.family[child]] for names in (families.mother_nik, families.father_nik))
    use_father = draws.chance(0.2, n)
    numbers = []
    for i, which in enumerate(kind.tolist()):
        own = str(right[i])
        at = int(place[i])
        numbers.append(
            (
                own,
                "",
                ("0" * 16, "9" * 16, own[:6] + "0" * 10)[filler[i]],
                str(father[i] if use_father[i] else mother[i]),
                str(neighbour[i]),
                own[:at] + str((int(own[at]) + int(digit[i])) % 10) + own[at + 1 :],
                own[: (15, 14, 10)[short[i]]],
            )[which]
        )
    return np.array(numbers)


def _baby_names(draws: Draws, mother: Texts) -> Texts:
    """Return what stands for the name until it is known («BY NY SUMIATI»), blank where it is known at once."""
    waits = draws.chance(0.3, len(mother))
    form = draws.whole(len(mother), 0, 2)
    forms = ("By Ny {}", "BAYI NY. {}", "By. Ny. {}")
    return np.array([forms[f].format(m) if w else "" for m, w, f in zip(mother, waits, form, strict=True)])


def _parents(draws: Draws, mother: Texts, father: Texts) -> Texts:
    """Return the column of the parents: «FATHER / MOTHER», the mother alone, the father alone, a filler."""
    n = len(mother)
    form, filler = draws.pick(n, [0.45, 0.45, 0.05, 0.05]), draws.whole(n, 0, 4)
    spelled = respelled(Draws(SEED, "spelling of mothers"), mother, again=draws.chance(0.12, n))
    fillers = ("-", "ADA", "NN", "belum", "")
    texts = []
    for i, which in enumerate(form.tolist()):
        texts.append((f"{father[i]} / {spelled[i]}", str(spelled[i]), str(father[i]), fillers[int(filler[i])])[which])
    return np.array([text.upper() for text in texts])


def _birth_dates(draws: Draws, born: Days) -> Days:
    """Return dates of birth as typed: mostly right; day and month changed places, the first of the month, a day off."""
    n = len(born)
    form, off = draws.pick(n, [0.955, 0.015, 0.015, 0.015]), draws.whole(n, 0, 1) * 2 - 1
    month = born.astype("datetime64[M]")
    day = (born - month.astype("datetime64[D]")).astype(np.int64) + 1
    number = month.astype(np.int64) % 12 + 1
    year = month.astype("datetime64[Y]").astype("datetime64[M]")
    changed = (year + np.minimum(day, 12) - 1).astype("datetime64[D]") + number - 1
    may_change = (day <= 12) & (changed <= LAST_DAY)
    typed = np.where((form == 1) & may_change, changed, born)
    typed = np.where(form == 2, month.astype("datetime64[D]"), typed)
    return np.where(form == 3, np.minimum(born + off, LAST_DAY), typed)
