"""Survey figures as published: the second truth beside the register."""

from django.db import models

from rembuk.record.core.identity import uuid7
from rembuk.record.places.models import Area


class SurveyFigure(models.Model):
    """One published estimate with its interval; a modelled figure says so."""

    class Method(models.TextChoices):
        """How the estimate came about."""

        DIRECT = "direct", "langsung dari sampel"
        MODEL = "model", "perkiraan model (SAE)"
        UNKNOWN = "unknown", "tidak disebut"

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="survey_figures")
    indicator = models.CharField(max_length=40)
    year = models.PositiveSmallIntegerField()
    survey = models.CharField(max_length=40)
    estimate = models.FloatField()
    low = models.FloatField(null=True)
    high = models.FloatField(null=True)
    n = models.PositiveIntegerField(null=True)
    method = models.CharField(max_length=8, choices=Method.choices, default=Method.UNKNOWN)
    source = models.CharField(max_length=240)

    class Meta:
        """One figure a survey, year, area and indicator; a corrected one replaces nothing silently: it is refused."""

        ordering = ["area", "indicator", "year"]
        constraints = [
            models.UniqueConstraint(fields=["area", "indicator", "year", "survey"], name="survey_figure_once")
        ]

    def __str__(self) -> str:
        """Return survey, year and estimate."""
        return f"{self.survey} {self.year}: {self.estimate}"
