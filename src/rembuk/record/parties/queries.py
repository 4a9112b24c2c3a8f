"""Reads of parties, each with a viewer."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from uuid import UUID

from rembuk.record.core.transactions import reading
from rembuk.record.core.viewer import Viewer
from rembuk.record.parties.models import Account, Decree, Organisation


@dataclass(frozen=True)
class OrganisationView:
    """An organisation as pages and papers see it."""

    id: UUID
    name: str
    short_name: str
    kind: str
    area: UUID | None


@dataclass(frozen=True)
class SeatView:
    """A line of the SK: position, organisation, who fills it, and the duties as written (none is shown as none)."""

    position: str
    field: str
    organisation: UUID
    holder: str
    duties: tuple[str, ...]


@dataclass(frozen=True)
class DecreeView:
    """An SK with its members."""

    id: UUID
    number: str
    title: str
    area: UUID
    signed_on: datetime.date
    valid_from: datetime.date
    valid_until: datetime.date | None
    seats: tuple[SeatView, ...]


@dataclass(frozen=True)
class AccountView:
    """An account as its office and the operator see it; never its password."""

    id: UUID
    username: str
    name: str
    role: str
    organisation: UUID | None
    area: UUID | None
    valid_until: datetime.date | None
    is_active: bool
    has_second_factor: bool


def organisations(viewer: Viewer) -> list[OrganisationView]:
    """Return all organisations by name: who is at the table is known to all members."""
    with reading(viewer):
        return [
            OrganisationView(row.id, row.name, row.short_name, row.kind, row.area_id)
            for row in Organisation.objects.all()
        ]


def decree_in_force(viewer: Viewer, area: UUID, on: datetime.date) -> DecreeView | None:
    """Return the SK of an area that is in force on a day; None is a finding, not a fault."""
    with reading(viewer):
        rows = Decree.objects.filter(area=area, valid_from__lte=on).exclude(valid_until__lte=on)
        decree = rows.prefetch_related("seats__duties").order_by("-valid_from", "-signed_on").first()
        if decree is None:
            return None
        seats = tuple(
            SeatView(
                seat.position,
                seat.field,
                seat.organisation_id,
                seat.holder,
                tuple(duty.text for duty in seat.duties.all()),
            )
            for seat in decree.seats.all()
        )
        return DecreeView(
            decree.id,
            decree.number,
            decree.title,
            decree.area_id,
            decree.signed_on,
            decree.valid_from,
            decree.valid_until,
            seats,
        )


def accounts(viewer: Viewer) -> list[AccountView]:
    """Return the accounts that the viewer may see: the operator all, others those of their own office."""
    with reading(viewer):
        rows = Account.objects.all()
        if viewer.role != "operator":
            rows = rows.filter(organisation=viewer.office) if viewer.office else rows.none()
        return [
            AccountView(
                row.id,
                row.username,
                row.name,
                row.role,
                row.organisation_id,
                row.area_id,
                row.valid_until,
                row.is_active,
                row.totp_sealed is not None,
            )
            for row in rows
        ]
