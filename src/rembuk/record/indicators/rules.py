"""Verbs of indicators: record what a survey published."""

from __future__ import annotations

from uuid import UUID

from rembuk.record.core.errors import Denied, Refused
from rembuk.record.core.transactions import writing
from rembuk.record.core.viewer import Viewer
from rembuk.record.indicators.definitions import INDICATORS
from rembuk.record.indicators.models import SurveyFigure


def record_survey_figure(
    viewer: Viewer,
    area: UUID,
    indicator: str,
    year: int,
    survey: str,
    estimate: float,
    source: str,
    low: float | None = None,
    high: float | None = None,
    n: int | None = None,
    method: str = SurveyFigure.Method.UNKNOWN,
) -> UUID:
    """Record a published estimate in per cent, with its interval where it was published, and return its id."""
    if viewer.role not in {"operator", "secretary"}:
        raise Denied("Angka survei dicatat oleh sekretaris TPPS atau operator.")
    if indicator not in INDICATORS:
        raise Refused(
            "unknown-indicator", f"Indikator «{indicator}» tidak dikenal.", f"Pilih: {', '.join(INDICATORS)}."
        )
    if method not in SurveyFigure.Method.values:
        raise Refused("unknown-method", f"Cara «{method}» tidak dikenal.")
    if not 0 <= estimate <= 100 or (low is not None and low > estimate) or (high is not None and high < estimate):
        raise Refused("impossible-figure", f"Angka {estimate} atau rentangnya tidak mungkin.", "Periksa publikasinya.")
    if not source.strip():
        raise Refused("no-source", "Sumber angka survei belum ditulis.")
    with writing(viewer, "record_survey_figure") as write:
        if SurveyFigure.objects.filter(area=area, indicator=indicator, year=year, survey=survey).exists():
            raise Refused("double-figure", f"Angka {survey} {year} untuk wilayah itu sudah tercatat.")
        made = SurveyFigure.objects.create(
            area_id=area,
            indicator=indicator,
            year=year,
            survey=survey,
            estimate=estimate,
            low=low,
            high=high,
            n=n,
            method=method,
            source=source,
        )
        write.changed("survey_figure", made.id)
    return made.id
