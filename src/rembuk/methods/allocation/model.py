"""Needs, offers and the plan between them, as columns: a large district has half a million needs."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from rembuk.errors import Refused

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

CODE = re.compile(r"(?=.*\d)[A-Za-z0-9][A-Za-z0-9._:/-]{0,63}")
CITIZEN_NUMBER = re.compile(r"\d{16}")

CAUSES = {
    "tanpa_pemberi": "belum ada pemberi untuk jenis ini di desa ini",
    "kuota_habis": "kuota semua pemberi yang dapat melayani desa ini sudah terpakai untuk skor yang lebih tinggi",
    "anggaran_habis": "kuota masih ada, tetapi anggaran pemberinya sudah habis",
}


def _codes(what: str, values: Sequence[str]) -> None:
    """Refuse what is not a code: a name must never reach a giver, a NIK never leaves the register."""
    for value in values:
        if not CODE.fullmatch(value) or CITIZEN_NUMBER.fullmatch(value):
            raise Refused(
                "bukan_kode",
                f"Kolom {what} hanya boleh berisi kode (huruf dan angka tanpa spasi, bukan nama, bukan NIK).",
                "Pakai kode dari Rembuk.",
            )


def _lengths(what: str, **columns: Sequence[object] | NDArray) -> int:
    sizes = {name: len(column) for name, column in columns.items()}
    if len(set(sizes.values())) > 1:
        raise Refused("kolom_tidak_sama_panjang", f"Kolom {what} tidak sama panjang: {sizes}.")
    return next(iter(sizes.values()))


def _whole(what: str, values: ArrayLike, least: int) -> Ints:
    array = np.asarray(values, dtype=np.float64).ravel()
    if array.size and (not np.isfinite(array).all() or (array != np.floor(array)).any() or array.min() < least):
        raise Refused("jumlah_salah", f"Kolom {what} harus bilangan bulat {least} atau lebih.")
    return array.astype(np.int64)


@dataclass(frozen=True)
class Needs:
    """What is needed, one row a need: code, recipient's code, village, kind of help, units, and score a unit (≥ 0)."""

    ids: tuple[str, ...]
    recipients: tuple[str, ...]
    villages: tuple[str, ...]
    kinds: tuple[str, ...]
    units: Ints
    priority: Floats
    benefit: Floats

    @staticmethod
    def of(
        ids: Sequence[str],
        recipients: Sequence[str],
        villages: Sequence[str],
        kinds: Sequence[str],
        units: ArrayLike,
        priority: ArrayLike,
        benefit: Mapping[str, float],
    ) -> Needs:
        """Return the needs; ``priority`` is the recipient's, ``benefit`` that of a kind of help, both 0 or more.

        Refuses names or NIKs in place of codes, one need twice, a kind without a benefit, and what is not a number.
        """
        whole, urgent = _whole("satuan kebutuhan", units, 1), np.asarray(priority, dtype=np.float64).ravel()
        columns = {"ids": ids, "recipients": recipients, "villages": villages, "kinds": kinds}
        _lengths("kebutuhan", **columns, units=whole, priority=urgent)
        _codes("kebutuhan", ids)
        _codes("penerima", recipients)
        if len(set(ids)) != len(ids):
            raise Refused("kebutuhan_ganda", "Ada kebutuhan yang tercantum dua kali.")
        missing = sorted(set(kinds) - set(benefit))
        if missing:
            raise Refused("manfaat_belum_ada", f"Manfaat jenis bantuan “{missing[0]}” belum ditetapkan.")
        worth = np.array([benefit[kind] for kind in kinds], dtype=np.float64)
        for what, array in (("prioritas", urgent), ("manfaat", worth)):
            if array.size and (not np.isfinite(array).all() or array.min() < 0):
                raise Refused("skor_salah", f"Kolom {what} harus bilangan nol atau lebih.")
        return Needs(tuple(ids), tuple(recipients), tuple(villages), tuple(kinds), whole, urgent, worth)

    @property
    def score(self) -> Floats:
        """Priority × benefit, for one unit."""
        return self.priority * self.benefit

    def __len__(self) -> int:
        """Return the number of needs."""
        return len(self.ids)


@dataclass(frozen=True)
class Offers:
    """What is offered, one row a giver and kind: units, villages served (``None`` = all), and price of a unit.

    ``budgets`` holds the rupiah of a giver over all its offers; a giver that is not in it has no limit of money.
    """

    givers: tuple[str, ...]
    kinds: tuple[str, ...]
    units: Ints
    villages: tuple[frozenset[str] | None, ...]
    prices: Ints
    budgets: Mapping[str, int]

    @staticmethod
    def of(
        givers: Sequence[str],
        kinds: Sequence[str],
        units: ArrayLike,
        villages: Sequence[frozenset[str] | None],
        prices: ArrayLike | None = None,
        budgets: Mapping[str, int] | None = None,
    ) -> Offers:
        """Return the offers; without ``prices`` every unit costs nothing. Refuses what is not a whole number."""
        room = _whole("satuan tawaran", units, 0)
        cost = _whole("harga satuan", np.zeros(len(givers)) if prices is None else prices, 0)
        _lengths("tawaran", givers=givers, kinds=kinds, units=room, villages=villages, prices=cost)
        money = dict(budgets or {})
        _whole("anggaran", list(money.values()), 0)
        return Offers(tuple(givers), tuple(kinds), room, tuple(villages), cost, money)

    def __len__(self) -> int:
        """Return the number of offers."""
        return len(self.givers)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the proposal, with its reason in words."""

    need: str
    recipient: str
    giver: str
    village: str
    kind: str
    units: int
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Unserved:
    """What of a need stays open: units, cause (a word of ``CAUSES``) and the cause in words."""

    need: str
    units: int
    cause: str
    reason: str


@dataclass(frozen=True)
class Plan:
    """The proposal: arrays of equal length for its lines, arrays for what stays open, and what it is worth.

    ``value`` = Σ score × units. ``ceiling`` = the value that no plan can exceed with these quotas (found without floors
    and budgets, where the method is exact). ``below_floor``: villages that could not be brought to the floor, with the
    share they got.
    """

    needs: Needs
    offers: Offers
    need: Ints
    offer: Ints
    units: Ints
    for_floor: NDArray[np.bool_]
    choices: Ints
    open_need: Ints
    open_units: Ints
    open_cause: tuple[str, ...]
    value: float
    ceiling: float
    below_floor: Mapping[str, float]

    @property
    def gap(self) -> float:
        """At most this share of the best possible value is missing, 0..1."""
        return max(0.0, 1 - self.value / self.ceiling) if self.ceiling > 0 else 0.0

    def reason(self, line: int) -> str:
        """Return why this line is there, in words for the table."""
        need, offer = self.need[line], self.offer[line]
        urgent, worth = self.needs.priority[need], self.needs.benefit[need]
        score = _comma(urgent * worth)
        parts = [f"skor {score} (prioritas {_comma(urgent)} × manfaat {_comma(worth)})"]
        if self.for_floor[line]:
            parts.append("didahulukan demi batas adil desa")
        count = int(self.choices[line])
        parts.append("satu-satunya pemberi yang melayani desa ini" if count == 1 else f"satu dari {count} pemberi")
        if self.units[line] < self.needs.units[need]:
            parts.append(f"{self.units[line]} dari {self.needs.units[need]} satuan")
        if self.offers.villages[offer] is not None:
            parts.append("pemberi yang cakupannya paling sempit dipakai lebih dulu")
        return "; ".join(parts)

    def lines(self) -> Iterator[Line]:
        """Yield the lines by need, as the office sees them (codes of recipients, no names)."""
        score = self.needs.score
        for line, (need, offer) in enumerate(zip(self.need.tolist(), self.offer.tolist(), strict=True)):
            yield Line(
                need=self.needs.ids[need],
                recipient=self.needs.recipients[need],
                giver=self.offers.givers[offer],
                village=self.needs.villages[need],
                kind=self.needs.kinds[need],
                units=int(self.units[line]),
                score=float(score[need]),
                reason=self.reason(line),
            )

    def unserved(self) -> Iterator[Unserved]:
        """Yield what stays open, each with its cause."""
        for need, units, cause in zip(self.open_need.tolist(), self.open_units.tolist(), self.open_cause, strict=True):
            yield Unserved(self.needs.ids[need], units, cause, CAUSES[cause])

    def for_giver(self, giver: str) -> dict[tuple[str, str], int]:
        """Return what a giver is asked for: units by (village, kind). No recipient is in it, not even as a code."""
        asked: dict[tuple[str, str], int] = defaultdict(int)
        for need, offer, units in zip(self.need.tolist(), self.offer.tolist(), self.units.tolist(), strict=True):
            if self.offers.givers[offer] == giver:
                asked[self.needs.villages[need], self.needs.kinds[need]] += units
        return dict(sorted(asked.items()))


def _comma(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")
