"""The agreements app."""

from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    """One function decides what a viewer may see of a data set."""

    name = "rembuk.record.agreements"
    label = "agreements"
