"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Deliveries of sector files."""

    name = "rembuk.record.intake"
    label = "intake"

    def ready(self) -> None:
        """Name the jobs of this app."""
        from rembuk.record.core.jobs import handles
        from rembuk.record.intake import loading_history, taking_in, withdrawing

        handles("load_history", loading_history.load_history)
        handles("take_in", taking_in.take_in)
        handles("withdraw", withdrawing.withdraw_rows)
