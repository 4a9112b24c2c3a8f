"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Leftmost app: it imports no other app of the record."""

    name = "rembuk.record.core"
    label = "core"

    def ready(self) -> None:
        """Register the system checks of the record."""
        from rembuk.record.core import datasets  # noqa: F401
