"""How a person names things on the command line."""

from __future__ import annotations

from uuid import UUID

from rembuk.errors import Refused


def office_named(name: str) -> UUID:
    """Return the id of the one organisation with this name or short name; raises ``Refused`` for none or several."""
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import queries

    wanted = name.strip().lower()
    fitting = [o for o in queries.organisations(OPERATOR) if wanted in {o.name.lower(), o.short_name.lower()}]
    if len(fitting) != 1:
        many = f"Ada {len(fitting)} kantor bernama {name}." if fitting else f"Kantor {name} belum terdaftar."
        raise Refused("unknown-organisation", many, "Daftarkan dengan rembuk admin add-office.")
    return fitting[0].id
