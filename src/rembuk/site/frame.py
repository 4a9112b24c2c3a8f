"""What stands around every page: navigation, who is signed in and why they ask, the language switch."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop

from rembuk import __version__
from rembuk.knowledge.policy import roles
from rembuk.record.ledger.queries import READERS

#: Who looks at deliveries (knowledge/policy/rights.json; a test holds the two together).
DELIVERY_READERS = frozenset({"operator", "secretary", "chair", "nutritionist", "sector"})

#: Address, word, and the roles to which the link is shown (None: all). What a role may see is decided by the queries.
NAVIGATION: tuple[tuple[str, str, frozenset[str] | None], ...] = (
    ("desk", gettext_noop("Meja"), None),
    ("district", gettext_noop("Kabupaten"), None),
    ("areas", gettext_noop("Wilayah"), None),
    ("deliveries", gettext_noop("Kiriman"), DELIVERY_READERS),
    ("team", gettext_noop("Tim"), None),
    ("accounts", gettext_noop("Akun"), frozenset({"operator"})),
    ("ledger", gettext_noop("Buku perubahan"), READERS),
)


def frame(request: HttpRequest) -> dict[str, Any]:
    """Return the frame's values for a template; nothing of a person where nobody is fully signed in."""
    person = getattr(request, "person", None) if getattr(request, "stage", "") == "in" else None
    values: dict[str, Any] = {
        "version": __version__,
        "demo": settings.DEMO,
        "languages": settings.LANGUAGES,
        "language": getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE),
        "person": person,
        "here": request.path,
        "navigation": [],
        "purposes": (),
    }
    if person is not None:
        values["viewer"] = request.viewer  # type: ignore[attr-defined]
        values["purposes"] = roles()[person.role].purposes
        for name, word, shown_to in NAVIGATION:
            if shown_to is None or person.role in shown_to:
                address = reverse(name)
                inside = request.path == address or (address != "/" and request.path.startswith(address))
                values["navigation"].append((address, gettext(word), inside))
    return values
