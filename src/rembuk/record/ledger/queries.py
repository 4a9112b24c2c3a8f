"""Reads of the ledger: is it whole, does it agree with the receipts."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.health import Finding
from rembuk.record.core.transactions import reading, trusted_reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.ledger.chain import Receipt, broken_links
from rembuk.record.ledger.models import Entry, Head, IssuedReceipt
from rembuk.record.ledger.rules import HEAD, RECEIPT_KIND, link

#: Who looks through the ledger (knowledge/policy/rights.json says the same; a test holds the two together).
READERS = frozenset({"operator", "secretary", "chair"})


@dataclass(frozen=True)
class EntryView:
    """One entry as a reader of the ledger sees it: the open columns, no account and no detail."""

    sequence: int
    at: datetime.datetime
    office: UUID | None
    purpose: str
    verb: str
    thing: str
    hash: str


@dataclass(frozen=True)
class State:
    """How long the ledger is, and what the last receipt covers (``receipt_at`` None: none was issued)."""

    entries: int
    covered: int
    receipt_at: datetime.datetime | None


def entries(viewer: Viewer, before: int | None = None, most: int = 100) -> list[EntryView]:
    """Return the latest entries, newest first, or those before a sequence number. Raises ``Denied``."""
    _must_read(viewer)
    with reading(viewer):
        rows = Entry.objects.order_by("-sequence")
        if before is not None:
            rows = rows.filter(sequence__lt=before)
        return [
            EntryView(row.sequence, row.at, row.office, row.purpose, row.verb, row.thing, row.hash)
            for row in rows[:most]
        ]


def state(viewer: Viewer) -> State:
    """Return where the ledger and its last receipt stand. Raises ``Denied``."""
    _must_read(viewer)
    with reading(viewer):
        last = IssuedReceipt.objects.order_by("-sequence").first()
        head = Head.objects.filter(pk=HEAD).first()
        return State(head.sequence if head else 0, last.sequence if last else 0, last.at if last else None)


def _must_read(viewer: Viewer) -> None:
    if viewer.role not in READERS:
        raise Denied("Buku perubahan dibaca oleh sekretaris TPPS, ketua TPPS dan operator.")


def findings(extra: Iterable[Receipt] = ()) -> Iterator[Finding]:
    """Yield what is wrong with the chain, held against every receipt that was issued and those in ``extra``."""
    with trusted_reading("check"):
        head = Head.objects.filter(pk=HEAD).first()
        issued = [Receipt(str(head.record) if head else "", r.sequence, r.hash) for r in IssuedReceipt.objects.all()]
        if head is not None:
            issued.append(Receipt(str(head.record), head.sequence, head.hash))
        entries = ((link(entry), entry.hash) for entry in Entry.objects.order_by("sequence").iterator(2000))
        receipts = [receipt for receipt in (*issued, *extra) if receipt.sequence > 0]
        found = [Finding("ledger", sentence) for _, sentence in broken_links(entries, receipts)]
        last = Entry.objects.count()
        if not found and last > (head.sequence if head else 0):
            found.append(
                Finding("ledger", "Buku perubahan lebih panjang daripada kepalanya: ada catatan yang ditambahkan.")
            )
    yield from found


def covered() -> tuple[int, int]:
    """Return how many entries there are, and how many of them the last receipt covers."""
    with trusted_reading("check"):
        last = IssuedReceipt.objects.order_by("-sequence").first()
        return Entry.objects.count(), last.sequence if last else 0


def receipt_of(content: Any) -> Receipt:
    """Return the receipt in a decoded JSON file; raises ``Refused`` where it is none, or of another record."""
    try:
        if content["kind"] != RECEIPT_KIND or content["version"] != 1:
            raise KeyError("kind")
        receipt = Receipt(str(content["record"]), int(content["sequence"]), str(content["hash"]))
    except (KeyError, TypeError, ValueError):
        raise Refused("not-a-receipt", "Berkas itu bukan tanda terima buku perubahan Rembuk.") from None
    with trusted_reading("check"):
        head = Head.objects.filter(pk=HEAD).first()
    if head is None or str(head.record) != receipt.record:
        raise Refused("other-record", "Tanda terima itu milik rekaman Rembuk yang lain.", "Periksa REMBUK_DATABASE.")
    return receipt
