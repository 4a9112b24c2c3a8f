"""The intake app."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Deliveries of sector files."""

    name = "rembuk.record.intake"
    label = "intake"

    def ready(self) -> None:
        """Name the jobs of this app."""
        from rembuk.record.core.jobs import handles
        from rembuk.record.intake import taking_in, withdrawing

        handles("take_in", taking_in.take_in)
        handles("withdraw", withdrawing.withdraw_rows)
