"""The facts behind the figures carry their source, and their classes have the edges of the paper."""

import pytest

from rembuk.knowledge import statistics


@pytest.mark.parametrize(
    ("indicator", "percent", "expected"),
    [
        ("stunting", 0, "very_low"),
        ("stunting", 2.5, "low"),
        ("stunting", 9.99, "low"),
        ("stunting", 20, "high"),
        ("stunting", 30, "very_high"),
        ("stunting", 100, "very_high"),
        ("wasting", 4.9, "low"),
        ("wasting", 15, "very_high"),
        ("overweight", 10, "high"),
    ],
)
def test_severity_classes(indicator, percent, expected):
    assert statistics.severity(indicator, percent) == expected
    assert statistics.severity_word(expected)


def test_every_published_figure_has_source_and_series():
    series = statistics.series()
    assert {entry.series for entry in series} == {"survey", "register"}
    assert all(entry.source and entry.confidence and 0 < entry.percent < 100 for entry in series)
    counted = [entry for entry in series if entry.cases and entry.measured]
    assert len(counted) == 4
    assert all(abs(100 * entry.cases / entry.measured - entry.percent) < 0.15 for entry in counted)


def test_targets_are_dated_data():
    targets = statistics.targets()
    assert [target.year for target in targets] == sorted(target.year for target in targets)
    assert {(target.year, target.value) for target in targets} >= {(2024, 14.0), (2029, 14.2), (2045, 5.0)}
    assert all(target.source and target.date for target in targets)


def test_smart_table_is_whole():
    for name, rule in statistics.smart()["checks"].items():
        assert len(rule["penalties"]) == len(rule["limits"]) + 1, name
        assert rule["penalties"] == sorted(rule["penalties"]), name
