"""The data files of growth say where they come from, and their rules are ones that can be applied."""

import json

import numpy as np
import pytest

from rembuk.knowledge.growth.categories import FOLDER, category_sets, muac_classes
from rembuk.knowledge.growth.monitoring import minimum_gain_grams, rule_sets

FILES = ["permenkes_2_2020.json", "muac_classes.json", "kbm.json"]


@pytest.mark.parametrize("name", FILES)
def test_every_file_names_source_date_and_confidence(name):
    data = json.loads((FOLDER / name).read_text(encoding="utf-8"))
    assert all(data[key] for key in ("title", "version", "source", "recorded", "confidence"))


def test_the_minimum_gain_of_every_month():
    boys, girls = minimum_gain_grams()
    assert np.isnan([boys[0], girls[0]]).all()
    assert boys[1:12].tolist() == [800, 900, 800, 600, 500, 400, 400, 300, 300, 300, 300]
    assert girls[1:12].tolist() == [800, 900, 800, 600, 500, 400, 300, 300, 300, 300, 200]
    assert set(boys[12:]) == set(girls[12:]) == {200} and len(boys) == 61


def test_categories_reach_from_one_end_to_the_other():
    for group in category_sets().values():
        assert len(group.words) == len(group.english) == len(group.edges) + 1
        assert list(group.edges) == sorted(set(group.edges))


def test_arm_limits():
    assert muac_classes().edges_mm == (115, 125)


def test_the_default_rules_come_first_and_every_rule_has_one_limit_and_one_known_sign():
    data = json.loads((FOLDER / "referral_rules.json").read_text(encoding="utf-8"))
    assert next(iter(rule_sets())) == data["default"] == "buku-kia-2023"
    for one in rule_sets().values():
        assert one.source
        for rule in one.rules:
            assert [rule.at_least, rule.below, rule.above].count(None) == 2, rule
            assert rule.sign in data["signs"] and rule.action in data["actions"] and rule.sentence
