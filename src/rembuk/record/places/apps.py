"""The places app."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """Areas, and which areas lie within which."""

    name = "rembuk.record.places"
    label = "places"

    def ready(self) -> None:
        """Name what ``rembuk check`` looks at."""
        from rembuk.record.core.health import Part, watch
        from rembuk.record.places import rules

        watch(Part("places", rules.findings, rules.rebuild))
