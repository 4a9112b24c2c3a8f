"""The children app."""

from django.apps import AppConfig


class ChildrenConfig(AppConfig):
    """The register of children and what is derived from it."""

    name = "rembuk.record.children"
    label = "children"

    def ready(self) -> None:
        """Name what ``rembuk check`` compares with a fresh calculation."""
        from rembuk.record.children import health
        from rembuk.record.core.health import Part, watch

        watch(Part("children", health.findings, health.rebuild))
