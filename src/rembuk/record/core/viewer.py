"""Who asks. Every query and every verb takes a viewer; nothing reads the record without one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Viewer:
    """Ids only, so that it can be handed to a job, a log or the database as it stands.

    ``account``: who is signed in (None for the command line and for jobs of the record itself).
    ``office``: the organisation for which they act. ``area``: the area that office or account answers for; None = none.
    ``role``: a role of ``knowledge/policy/roles.json``. ``purpose``: why they ask (``knowledge/policy/purposes.json``).
    """

    account: UUID | None
    office: UUID | None
    area: UUID | None
    role: str
    purpose: str

    def for_purpose(self, purpose: str) -> Viewer:
        """Return the same viewer asking for another purpose."""
        return replace(self, purpose=purpose)


#: The person at the machine's own command line: they hold the files and the keys already.
OPERATOR = Viewer(account=None, office=None, area=None, role="operator", purpose="operation")
