"""The parties app."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """Who sits at the table, by which decree, and who may sign in for whom."""

    name = "rembuk.record.parties"
    label = "parties"
