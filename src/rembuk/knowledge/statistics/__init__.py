"""Facts behind the figures: severity classes, SMART penalties, targets and published series, each with its source."""

from __future__ import annotations

import csv
import json
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def _document(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((files(__name__) / name).read_text(encoding="utf-8"))
    return loaded


def severity(indicator: str, percent: float) -> str:
    """Return the public-health class of a prevalence: very_low, low, medium, high, very_high (de Onis 2019).

    ``indicator`` is stunting, wasting or overweight; raises ``KeyError`` for one that has no classes.
    """
    document = _document("severity.json")
    classes: list[str] = document["classes"]
    return classes[bisect_right(document["lower_limits"][indicator], percent) - 1]


def severity_limits(indicator: str) -> list[tuple[str, float]]:
    """Return the classes of an indicator in Indonesian, each with the per cent from which it holds."""
    document = _document("severity.json")
    limits = document["lower_limits"][indicator]
    return [(document["words"][name], float(low)) for name, low in zip(document["classes"], limits, strict=True)]


def severity_word(name: str) -> str:
    """Return a severity class in Indonesian."""
    word: str = _document("severity.json")["words"][name]
    return word


def smart() -> dict[str, Any]:
    """Return the SMART penalty table: ``checks`` by name, ``classes``, ``total``, expected age ratio."""
    return _document("smart_2017.json")


def limit(name: str) -> Any:
    """Return one of our own limits of data quality (quality_limits.json says where each comes from)."""
    return _document("quality_limits.json")["limits"][name]["value"]


def sd_haz_seen() -> tuple[float, float]:
    """Return the 5th and 95th percentile of the SD of HAZ in national surveys."""
    low, high = _document("quality_limits.json")["sd_haz_seen"]["value"]
    return low, high


@dataclass(frozen=True)
class Target:
    """A stunting target: ``value`` per cent of under-fives in ``year``."""

    year: int
    value: float
    area: str
    source: str
    date: str
    confidence: str


def targets() -> tuple[Target, ...]:
    """Return the stunting targets in the order of their years."""
    return tuple(Target(**entry) for entry in _document("targets.json")["targets"])


@dataclass(frozen=True)
class Published:
    """One published prevalence. ``series`` (survey or register) is never to share a line with the other, unlabelled.

    ``cases``, ``measured``, ``targeted`` None = not published; ``method`` direct, register, or unknown (a district's
    survey figure may be modelled).
    """

    area: str
    area_code: str
    series: str
    round: str
    year: int
    percent: float
    cases: int | None
    measured: int | None
    targeted: int | None
    method: str
    source: str
    confidence: str


@cache
def series() -> tuple[Published, ...]:
    """Return the published prevalence series of Indonesia and of the districts of the founding studies."""
    text = (files(__name__) / "series.csv").read_text(encoding="utf-8")
    return tuple(
        Published(
            area=row["area"],
            area_code=row["area_code"],
            series=row["series"],
            round=row["round"],
            year=int(row["year"]),
            percent=float(row["percent"]),
            cases=int(row["cases"]) if row["cases"] else None,
            measured=int(row["measured"]) if row["measured"] else None,
            targeted=int(row["targeted"]) if row["targeted"] else None,
            method=row["method"],
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in csv.DictReader(text.splitlines())
    )


def check_word(check: str) -> str:
    """Return what people call a check of data quality."""
    word: str | None = _document("quality_words.json")["checks"].get(check)
    return word if word is not None else check.replace("unreadable_", "tidak terbaca: ")


def matrix_checks() -> list[str]:
    """Return the checks that a quality matrix shows, in their order."""
    checks: list[str] = _document("quality_words.json")["matrix"]
    return checks
