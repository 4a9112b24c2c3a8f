"""Verbs of the ledger: append an entry (the last act of every verb), hand out a receipt."""

from __future__ import annotations

import datetime
import json
from typing import Any

from rembuk.record.core.clock import now
from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.transactions import Writing, writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.ledger.chain import GENESIS, Link
from rembuk.record.ledger.models import Entry, Head, IssuedReceipt

HEAD = 1
RECEIPT_KIND = "rembuk-ledger-receipt"


def append(write: Writing) -> None:
    """Append the entry of an open verb. The head stays locked until commit, so sequence order is commit order."""
    head = _locked_head()
    entry = Entry(
        sequence=head.sequence + 1,
        at=now(),
        account=write.viewer.account,
        office=write.viewer.office,
        purpose=write.viewer.purpose,
        agreement=write.agreement,
        verb=write.verb,
        thing=write.thing,
        thing_id=write.thing_id,
        detail=json.loads(json.dumps(write.detail, default=str)),  # what the database will give back
        previous=head.hash,
    )
    entry.hash = link(entry).hash()
    entry.save(force_insert=True)
    head.sequence, head.hash = entry.sequence, entry.hash
    head.save(update_fields=["sequence", "hash"])


def issue_receipt(viewer: Viewer) -> dict[str, Any]:
    """Return a receipt for all entries so far, as plain JSON values; the office that keeps it can prove them later."""
    if viewer.role not in {"operator", "secretary"}:
        raise Denied("Tanda terima buku perubahan dikeluarkan oleh sekretaris TPPS atau operator.")
    with writing(viewer, "issue_receipt") as write:
        head = _locked_head()
        if head.sequence == 0:
            raise Refused("empty-ledger", "Buku perubahan masih kosong: belum ada yang dapat ditandaterimakan.")
        receipt = IssuedReceipt.objects.create(at=now(), sequence=head.sequence, hash=head.hash)
        write.changed("receipt", receipt.id, covers=receipt.sequence)
    return {
        "kind": RECEIPT_KIND,
        "version": 1,
        "record": str(head.record),
        "sequence": receipt.sequence,
        "hash": receipt.hash,
        "at": _moment(receipt.at),
    }


def link(entry: Entry) -> Link:
    """Return what an entry says, as it is hashed."""
    return Link(
        sequence=entry.sequence,
        entry_id=str(entry.entry_id),
        at=_moment(entry.at),
        account=str(entry.account or ""),
        office=str(entry.office or ""),
        purpose=entry.purpose,
        agreement=str(entry.agreement or ""),
        verb=entry.verb,
        thing=entry.thing,
        thing_id=str(entry.thing_id or ""),
        detail=entry.detail,
        previous=entry.previous,
    )


def _locked_head() -> Head:
    head = Head.objects.select_for_update().filter(pk=HEAD).first()
    if head is None:
        Head.objects.bulk_create([Head(id=HEAD, hash=GENESIS)], ignore_conflicts=True)
        head = Head.objects.select_for_update().get(pk=HEAD)
    return head


def _moment(at: datetime.datetime) -> str:
    return at.astimezone(datetime.UTC).isoformat(timespec="microseconds")
