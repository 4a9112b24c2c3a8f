"""The job behind a withdrawal: summaries of the children it touched, piece by piece."""

from __future__ import annotations

from uuid import UUID

from rembuk.record.children import rules as children
from rembuk.record.children.derive import slices
from rembuk.record.core.jobs import Progress
from rembuk.record.core.transactions import trusted_reading, writing
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.intake.models import Delivery


def withdraw_rows(delivery_id: UUID, progress: Progress) -> str:
    """Bring the summaries up to date after a withdrawal; safe to run again from the start."""
    with trusted_reading("withdraw"):
        touched = children.children_of(delivery_id)
    done = 0
    for piece in slices(touched):
        with writing(OPERATOR, "refresh_after_withdrawal") as write:
            children.refresh_after_withdrawal(write, piece)
            write.changed("delivery", delivery_id, children=len(piece))
        done += len(piece)
        progress.tell(done, len(touched))
    with writing(OPERATOR, "end_withdrawal") as write:
        Delivery.objects.filter(pk=delivery_id).update(state=Delivery.State.WITHDRAWN)
        write.changed("delivery", delivery_id)
    return f"Kiriman ditarik; {len(touched)} anak diperbarui."
