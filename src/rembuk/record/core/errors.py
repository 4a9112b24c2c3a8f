"""How the record refuses: ``Refused`` (it cannot be done) and ``Denied`` (it is not yours to see or do)."""

from __future__ import annotations

from rembuk.errors import Refused


class Denied(Refused):
    """A read or a verb that nothing allows; ``missing`` names what would allow it (a role, an area, an agreement)."""

    def __init__(self, missing: str, next_step: str = "") -> None:
        super().__init__("denied", missing, next_step)
        self.missing = missing


__all__ = ["Denied", "Refused"]
