"""The market of a proposal: places (village and kind), the offers that can serve each, and the units that flow."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, field

import numpy as np

from rembuk.methods.allocation.model import Ints, Needs, Offers


@dataclass
class Market:
    """Places, offers, and how many units flow from each offer to each place.

    ``eligible`` lists the offers of a place in the order of use; ``slack`` the units an offer has left, ``money`` the
    rupiah of the givers that have a budget. A place is ``closed`` when nothing can be made free for it any more.
    """

    place_of: Ints
    eligible: list[list[int]]
    slack: list[int]
    price: list[int]
    purse: list[int]  # index of the giver's budget, -1 = no limit
    money: list[int]
    flow: list[dict[int, int]] = field(default_factory=list)
    pointer: list[int] = field(default_factory=list)
    closed: bytearray = field(default_factory=bytearray)

    @staticmethod
    def of(needs: Needs, offers: Offers) -> Market:
        """Return the empty market; narrow offers stand before wide ones, then cheap before dear, then by giver."""
        numbers: dict[tuple[str, str], int] = {}
        place_of = np.array(
            [numbers.setdefault(place, len(numbers)) for place in zip(needs.villages, needs.kinds, strict=True)],
            dtype=np.int64,
        )
        by_kind: dict[str, list[tuple[int, str]]] = defaultdict(list)
        for (village, kind), number in numbers.items():
            by_kind[kind].append((number, village))
        eligible: list[list[int]] = [[] for _ in numbers]
        for offer in _in_order_of_use(offers):
            villages = offers.villages[offer]
            for number, village in by_kind[offers.kinds[offer]]:
                if villages is None or village in villages:
                    eligible[number].append(offer)
        purses = {giver: number for number, giver in enumerate(sorted(offers.budgets))}
        market = Market(
            place_of=place_of,
            eligible=eligible,
            slack=offers.units.tolist(),
            price=offers.prices.tolist(),
            purse=[purses.get(giver, -1) for giver in offers.givers],
            money=[offers.budgets[giver] for giver in purses],
            flow=[{} for _ in range(len(offers))],
        )
        market.open()
        return market

    def open(self) -> None:
        """Look at every place and offer anew."""
        self.pointer = [0] * len(self.eligible)
        self.closed = bytearray(0 if offers else 1 for offers in self.eligible)

    def reopened(self, offers: Offers) -> Market:
        """Return the market with what flows now, and what ``offers`` really hold in units and money beyond that."""
        used = [sum(places.values()) for places in self.flow]
        purses = {giver: number for number, giver in enumerate(sorted(offers.budgets))}
        money = [offers.budgets[giver] for giver in purses]
        purse = [purses.get(giver, -1) for giver in offers.givers]
        for offer, units in enumerate(used):
            if purse[offer] >= 0:
                money[purse[offer]] -= units * self.price[offer]
        slack = [int(units) - done for units, done in zip(offers.units, used, strict=True)]
        market = Market(self.place_of, self.eligible, slack, self.price, purse, money, self.flow)
        market.open()
        return market

    def room(self, offer: int) -> int:
        """Return the units that the offer can still give: quota, and money of its giver."""
        purse, price = self.purse[offer], self.price[offer]
        if purse < 0 or price == 0:
            return self.slack[offer]
        return min(self.slack[offer], self.money[purse] // price)

    def push(self, place: int, units: int) -> int:
        """Serve up to ``units`` more in ``place``; return how many it became."""
        served = 0
        offers = self.eligible[place]
        while served < units and not self.closed[place]:
            at = self.pointer[place]
            if at < len(offers):
                room = self.room(offers[at])
                if room == 0:
                    self.pointer[place] += 1
                    continue
                part = min(room, units - served)
                self._take(offers[at], place, part)
            else:
                part = self._hand_on(place, units - served)
            served += part
        return served

    def _take(self, offer: int, place: int, units: int) -> None:
        self.slack[offer] -= units
        if self.purse[offer] >= 0:
            self.money[self.purse[offer]] -= units * self.price[offer]
        self.flow[offer][place] = self.flow[offer].get(place, 0) + units

    def _hand_on(self, place: int, units: int) -> int:
        """Make room by handing units of other places on to givers that still have some; 0 = impossible for ever."""
        came: dict[int, tuple[int, int]] = {place: (-1, -1)}  # place -> (offer that frees a unit of it, place served)
        seen: set[int] = set()
        queue = deque([place])
        while queue:
            here = queue.popleft()
            for offer in self.eligible[here]:
                if offer in seen:
                    continue
                seen.add(offer)
                room = self.room(offer)
                if room:
                    return self._move(came, here, offer, min(room, units))
                for other, there in self.flow[offer].items():
                    if there and other not in came:
                        came[other] = (offer, here)
                        queue.append(other)
        for shut in came:
            self.closed[shut] = 1
        return 0

    def _move(self, came: dict[int, tuple[int, int]], last: int, offer: int, units: int) -> int:
        step = last
        while came[step][0] >= 0:
            units = min(units, self.flow[came[step][0]][step])
            step = came[step][1]
        self._take(offer, last, units)
        step = last
        while came[step][0] >= 0:
            given, taker = came[step]
            left = self.flow[given][step] - units
            if left:
                self.flow[given][step] = left
            else:
                del self.flow[given][step]
            self.flow[given][taker] = self.flow[given].get(taker, 0) + units
            step = taker
        return units


def _in_order_of_use(offers: Offers) -> list[int]:
    """Return the offers, narrow before wide, cheap before dear, then by giver: the same for any order of the rows."""
    prices, units = offers.prices.tolist(), offers.units.tolist()
    villages = [(1 << 60, [""]) if v is None else (len(v), sorted(v)) for v in offers.villages]
    return sorted(
        range(len(offers)),
        key=lambda o: (villages[o][0], prices[o], offers.givers[o], villages[o][1], units[o]),
    )
