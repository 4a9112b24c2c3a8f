"""Reads of the ledger: is it whole, does it agree with the receipts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rembuk.record.core.errors import Refused
from rembuk.record.core.health import Finding
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.ledger.chain import Receipt, broken_links
from rembuk.record.ledger.models import Entry, Head, IssuedReceipt
from rembuk.record.ledger.rules import HEAD, RECEIPT_KIND, link


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
