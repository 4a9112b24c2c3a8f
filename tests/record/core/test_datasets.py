"""Every stored column has a class; the system check finds the one that was forgotten and the one that is gone."""

import pytest

from rembuk.knowledge import datasets as knowledge
from rembuk.record.core.datasets import every_column_is_classed


def test_models_and_datasets_agree():
    assert every_column_is_classed(None) == []


def test_a_forgotten_column_and_a_gone_one_are_named(monkeypatch):
    real = knowledge.datasets()
    areas = real["areas"]
    changed = knowledge.Dataset(
        "areas", areas.model, areas.meaning, (*areas.columns[1:], knowledge.Column("gone", "open", "tidak ada"))
    )
    monkeypatch.setattr("rembuk.record.core.datasets.datasets", lambda: {**real, "areas": changed})
    messages = [(message.id, message.msg.split()[0]) for message in every_column_is_classed(None)]
    assert messages[0] == ("rembuk.E001", "places.area.id")
    assert [code for code, _ in messages] == ["rembuk.E001", "rembuk.E002"]


def test_no_secret_or_internal_column_is_in_any_right():
    from rembuk.knowledge.policy import rights

    for right in rights():
        assert not right.classes & {"secret", "internal"}
        assert right.classes <= set(knowledge.classes())
        assert right.datasets <= set(knowledge.datasets())


@pytest.mark.parametrize("kind", ["open", "secret"])
def test_columns_of_a_class(kind):
    accounts = knowledge.datasets()["accounts"]
    assert ("password" in accounts.of_class(kind)) == (kind == "secret")
