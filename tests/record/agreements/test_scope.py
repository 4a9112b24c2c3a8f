"""One function says what a viewer may see; what no rule gives, it refuses with a sentence."""

import pytest

from rembuk.knowledge.datasets import datasets
from rembuk.knowledge.policy import rights, roles
from rembuk.record.agreements.scope import scope
from rembuk.record.core.errors import Denied
from rembuk.record.core.identity import uuid7
from rembuk.record.core.viewer import Viewer


def viewer(role, office=None, area=None):
    return Viewer(None, office, area, role, "coordination")


@pytest.mark.parametrize("role", list(roles()))
@pytest.mark.parametrize("dataset", list(datasets()))
def test_every_role_meets_every_data_set_with_an_answer_of_the_policy(role, dataset):
    fitting = [right for right in rights() if role in right.roles and dataset in right.datasets]
    someone = viewer(role, uuid7(), uuid7())
    if not fitting:
        with pytest.raises(Denied):
            scope(someone, dataset)
        return
    given = scope(someone, dataset)
    assert given.columns == datasets()[dataset].of_class(*fitting[0].classes)
    assert given.basis
    assert (given.office == someone.office) == (fitting[0].reach == "office")


def test_nobody_ever_sees_a_secret_column():
    for role in roles():
        for dataset in datasets():
            try:
                columns = scope(viewer(role, uuid7(), uuid7()), dataset).columns
            except Denied:
                continue
            assert not columns & datasets()[dataset].of_class("secret", "internal")


def test_without_an_office_there_are_no_office_rows():
    with pytest.raises(Denied) as denied:
        scope(viewer("sector"), "accounts")
    assert "kantor" in denied.value.missing


def test_an_unknown_role_sees_nothing():
    for dataset in datasets():
        with pytest.raises(Denied):
            scope(viewer("king", uuid7(), uuid7()), dataset)
    with pytest.raises(KeyError):
        scope(viewer("operator"), "no such data set")
