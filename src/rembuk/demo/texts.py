"""The cells of the register as e-PPGBM prints them: text, decimal points, ISO dates, its own words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rembuk.demo.draws import Draws, Floats
from rembuk.demo.growing import birth_sizes
from rembuk.demo.people import Days, Texts
from rembuk.demo.places import PROVINCE_NAME, REGENCY_NAME, Places
from rembuk.demo.register import Entries, Rows
from rembuk.demo.sizes import LAST_DAY
from rembuk.demo.world import SEED, World
from rembuk.methods.growth.categories import category_codes

#: Words of e-PPGBM for the categories, from the lowest to the highest; in some files the long ones are mixed in.
_WORDS = {
    "bb_u": ("Sangat Kurang", "Kurang", "Berat Badan Normal", "Risiko Lebih"),
    "tb_u": ("Sangat Pendek", "Pendek", "Normal", "Tinggi"),
    "bb_tb": ("Gizi Buruk", "Gizi Kurang", "Gizi Baik", "Risiko Gizi Lebih", "Gizi Lebih", "Obesitas"),
}
_LONG_WORDS = ("Berat Badan Sangat Kurang", "Berat Badan Kurang", "Berat Badan Normal", "Risiko Berat Badan Lebih")
_POSITIONS = np.array(["", "Terlentang", "Berdiri"])
#: The register learned of the split village this much later than the village itself.
_VILLAGE_LAG = 60
_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}
_ARABIC = {arabic: roman for roman, arabic in _ROMAN.items()}

Columns = dict[str, Texts]


class Printer:
    """Prints rows of the register; what does not change from row to row is made once."""

    def __init__(self, world: World, entries: Entries) -> None:
        self._world, self._entries = world, entries
        self._birth_weight, self._birth_length = birth_sizes(SEED, world.ways)
        self._posyandu = _spellings_of_posyandu(world.places)
        count = len(entries.child)
        draws = Draws(SEED, "odds and ends")
        self._gestation = np.clip(np.rint(39 + draws.normal(count, 1.4)), 30, 42).astype(np.int64)
        self._head = np.rint((33.5 + draws.normal(count, 1.2)) * 2) / 2
        self._breastfed = np.where(draws.chance(0.6, count), "Ya", np.where(draws.chance(0.5, count), "Tidak", "-"))
        self._book = np.where(draws.chance(0.8, count), "Ya", "-")
        self._mother_class = np.where(draws.chance(0.2, count), "Ya", np.where(draws.chance(0.7, count), "Tidak", "-"))
        self._meals = np.where(draws.chance(0.3, count), "Ya", "-")
        visits = len(world.weighings)
        self._unrecorded_arm = draws.chance(0.004, visits)
        self._long_word = draws.chance(0.5, visits)
        self._vitamin = draws.chance(0.85, visits)
        self._screening = draws.pick(visits, (0.5, 0.2, 0.28, 0.02)).astype(np.int8)

    def columns(self, rows: Rows, *, masked: bool = False, long_words: bool = False) -> Columns:
        """Return the cells of rows by column, each an array of texts; ``masked``: numbers as ``ddddd**********``."""
        w, children, families = self._world.weighings, self._world.children, self._world.families
        places, entries = self._world.places, self._entries
        entry, weighing = rows.entry, rows.weighing
        child = entries.child[entry]
        family = children.family[child]
        day, posyandu = w.day[weighing], w.posyandu[weighing]
        village = places.village_on(posyandu, day - _VILLAGE_LAG)
        age = w.age_days[weighing]
        nik = entries.nik[entry]
        upper = np.char.upper
        return {
            "nik": _masked(nik) if masked else nik,
            "name": np.where(
                (entries.baby_name[entry] != "") & (age < 75), upper(entries.baby_name[entry]), entries.name[entry]
            ),
            "sex": np.where(entries.female[entry], "P", "L"),
            "birth_date": iso(entries.born[entry]),
            "birth_weight_kg": plain(self._birth_weight[child]),
            "birth_length_cm": plain(self._birth_length[child]),
            "parent_name": entries.parent[entry],
            "province": np.full(len(rows), PROVINCE_NAME.upper()),
            "regency": np.full(len(rows), REGENCY_NAME.upper()),
            "district": upper(np.array(places.district_names))[places.village_district[village]],
            "health_centre": upper(np.array(places.health_centre_names))[places.village_health_centre[village]],
            "village": upper(np.array(places.village_names))[village],
            "posyandu": np.where(entries.says_posyandu[entry], self._posyandu[posyandu], ""),
            "rt": mapped(families.rt[family], lambda n: f"{n:03d}"),
            "rw": mapped(families.rw[family], lambda n: f"{n:03d}"),
            "address": upper(families.address[family]),
            "age_text": age_texts(entries.born[entry], day),
            "measured_on": iso(day),
            "weight_kg": plain(rows.weight),
            "length_height_cm": plain(rows.length),
            "position": _POSITIONS[w.position[weighing]],
            "muac_cm": np.where(self._unrecorded_arm[weighing], "8888", plain(w.muac[weighing])),
            "waz_category": _words(rows.waz, "bb_u", self._long_word[weighing] & long_words),
            "waz_reported": plain(rows.waz),
            "haz_category": _words(rows.haz, "tb_u"),
            "haz_reported": plain(rows.haz),
            "whz_category": _words(rows.whz, "bb_tb"),
            "whz_reported": plain(rows.whz),
            "weight_gain": rows.gain,
            "food_supplement_kg": np.full(len(rows), "-"),
            "vitamin_a_count": np.where(_vitamin_month(day) & (age > 180) & self._vitamin[weighing], "1", "-"),
            "development_screening": np.array(["-", "", "Sesuai", "Penyimpangan"])[self._screening[weighing]],
            "mother_child_book": self._book[entry],
            "mother_class": self._mother_class[entry],
            "free_meals": self._meals[entry],
            "detail": np.full(len(rows), "Detail"),
            "family_card": families.family_card[family],
            "birth_order": mapped(children.order_in_family[child], str),
            "parent_nik": _masked(families.mother_nik[family]) if masked else families.mother_nik[family],
            "parent_phone": families.phone[family],
            "gestation_weeks": mapped(self._gestation[entry], str),
            "birth_head_cm": plain(self._head[entry]),
            "early_breastfeeding": self._breastfed[entry],
        }


def mapped(values: NDArray[Any], write: Callable[[Any], str]) -> Texts:
    """Return texts of values, each distinct value written once."""
    distinct, where = np.unique(values, return_inverse=True)
    return np.array([write(value) for value in distinct.tolist()], dtype=np.str_)[where]


def plain(values: Floats) -> Texts:
    """Return numbers with at most two decimals and no useless zeros: 12.0 → ``12``; NaN → blank."""
    return mapped(values, lambda v: "" if v != v else f"{v + 0.0:.2f}".rstrip("0").rstrip("."))


def iso(days: Days) -> Texts:
    """Return days as ``2026-10-31``."""
    return np.datetime_as_string(days, unit="D")


def age_texts(born: Days, day: Days) -> Texts:
    """Return «2 Tahun - 3 Bulan - 11 Hari», blank where the day is before the birth."""
    born_month, this_month = born.astype("datetime64[M]"), day.astype("datetime64[M]")
    born_day = (born - born_month.astype("datetime64[D]")).astype(np.int64)
    this_day = (day - this_month.astype("datetime64[D]")).astype(np.int64)
    months = (this_month - born_month).astype(np.int64) - (this_day < born_day)
    last = ((born_month + months + 1).astype("datetime64[D]") - (born_month + months).astype("datetime64[D]")).astype(
        np.int64
    )
    turned = (born_month + months).astype("datetime64[D]") + np.minimum(born_day, last - 1)
    rest = (day - turned).astype(np.int64)
    key = np.where(day < born, -1, months * 32 + rest)
    return mapped(key, lambda k: "" if k < 0 else f"{k // 384} Tahun - {k // 32 % 12} Bulan - {k % 32} Hari")


def _words(z: Floats, code: str, long: NDArray[np.bool_] | None = None) -> Texts:
    words = np.array([*_WORDS[code], ""])
    codes = category_codes(z, code)
    texts = words[codes]
    return texts if long is None else np.where(long, np.array([*_LONG_WORDS, ""])[codes], texts)


def _masked(nik: Texts) -> Texts:
    return np.where(nik == "", "", np.char.add(nik.astype("<U5"), "*" * 10))


def _vitamin_month(day: Days) -> NDArray[np.bool_]:
    month = day.astype("datetime64[M]").astype(np.int64) % 12 + 1
    return np.isin(month, (2, 8))


def _spellings_of_posyandu(places: Places) -> Texts:
    """Return the name of each posyandu as the register spells it: II or 2, with or without the blank before it."""
    style = Draws(SEED, "spelling of posyandu").pick(len(places.posyandu_names), (0.7, 0.15, 0.15))
    names = []
    for name, how in zip(places.posyandu_names, style.tolist(), strict=True):
        head, _, tail = name.rpartition(" ")
        if how and (tail in _ROMAN or tail in _ARABIC):
            arabic = _ROMAN.get(tail, tail)
            other = _ARABIC[arabic] if tail in _ARABIC else arabic
            name = f"{head} {other}" if how == 1 else f"{head}{arabic}"
        names.append(name.upper())
    return np.array(names)


def report_time(month: np.datetime64, minute: int) -> str:
    """Return when an export was made, some days after its month: ``2026-11-03 10:53:16``."""
    day = min((month + 1).astype("datetime64[D]") + 2 + minute % 5, LAST_DAY + 8)
    return f"{day} {8 + minute % 7:02d}:{minute * 7 % 60:02d}:{minute * 13 % 60:02d}"


def row_numbers(count: int) -> Texts:
    """Return 1 … count as texts."""
    return np.arange(1, count + 1).astype(np.str_)
