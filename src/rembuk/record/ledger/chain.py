"""The arithmetic of the chain, without a database: what an entry's hash is, and whether a run of entries is whole."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import Any

#: The hash before the first entry.
GENESIS = "0" * 64


@dataclass(frozen=True)
class Link:
    """What an entry says, as it is hashed: plain text and numbers only, times in UTC with microseconds."""

    sequence: int
    entry_id: str
    at: str
    account: str
    office: str
    purpose: str
    agreement: str
    verb: str
    thing: str
    thing_id: str
    detail: dict[str, Any]
    previous: str

    def hash(self) -> str:
        """Return the SHA-256 of the entry as canonical JSON (sorted keys, no spaces, UTF-8)."""
        text = json.dumps(asdict(self), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True)
class Receipt:
    """What a partner keeps: up to ``sequence`` the chain of record ``record`` ended in ``hash``."""

    record: str
    sequence: int
    hash: str


def broken_links(entries: Iterable[tuple[Link, str]], receipts: Iterable[Receipt] = ()) -> Iterator[tuple[int, str]]:
    """Yield ``(sequence, sentence)`` for each place where the chain or a receipt does not hold.

    ``entries`` are (what it says, its stored hash) by rising sequence. The first break ends the search: what follows a
    break cannot be told from it. A receipt whose entry is missing or different is named as well.
    """
    waiting = sorted(receipts, key=lambda receipt: receipt.sequence)
    previous, expected = GENESIS, 1
    for link, stored in entries:
        if link.sequence != expected:
            yield expected, f"Catatan nomor {expected} hilang dari buku perubahan."
            return
        if link.previous != previous or link.hash() != stored:
            yield link.sequence, f"Catatan nomor {link.sequence} dalam buku perubahan telah diubah atau dipindahkan."
            return
        while waiting and waiting[0].sequence == link.sequence:
            if waiting.pop(0).hash != stored:
                yield link.sequence, f"Catatan nomor {link.sequence} tidak sama dengan tanda terima."
                return
        previous, expected = stored, expected + 1
    for receipt in waiting:
        yield (
            receipt.sequence,
            f"Buku perubahan berakhir di nomor {expected - 1}, tetapi tanda terima mencatat nomor {receipt.sequence}.",
        )
        return
