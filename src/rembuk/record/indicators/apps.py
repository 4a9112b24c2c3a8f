"""The indicators app."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """Figures of villages and of the regency."""

    name = "rembuk.record.indicators"
    label = "indicators"
