"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Deliveries of sector files."""

    name = "rembuk.record.intake"
    label = "intake"

    def ready(self) -> None:
        """Name the jobs of this app, and the kept files as a part that ``rembuk check`` looks at."""
        from rembuk.record.core.health import Part, watch
        from rembuk.record.core.jobs import handles
        from rembuk.record.intake import loading_history, queries, taking_in, withdrawing

        handles("load_history", loading_history.load_history)
        handles("take_in", taking_in.take_in)
        handles("withdraw", withdrawing.withdraw_rows)
        watch(Part("files", queries.missing_files))
