"""Each rule of referral fires at its limit, alone, with its sentence; unknown fires nothing."""

import math

import numpy as np
import pytest

from rembuk.methods.growth import ACTIONS, Measures, referrals, score, signs

QUIET = {
    "months_not_gaining": 0.0, "waz": -0.5, "muac_cm": 14.0, "oedema": 0.0, "flags": 0.0, "length_change_cm": 0.5,
}  # fmt: skip


def judged(rule_set=None, **changed):
    found = referrals({name: np.array([value]) for name, value in (QUIET | changed).items()}, rule_set)
    return ACTIONS[found.action[0]], [
        rule.code for rule, on in zip(found.rule_set.rules, found.fired[0], strict=True) if on
    ]


def test_a_child_that_grows_well_is_left_alone():
    assert judged() == ("", [])


@pytest.mark.parametrize("changed,action,rule", [
    ({"months_not_gaining": 1.0}, "rujuk", "not-gaining"),
    ({"waz": -3.01}, "rujuk", "below-red-line"),
    ({"waz": 1.01}, "rujuk", "above-orange-line"),
    ({"muac_cm": 12.4}, "rujuk", "muac"),
    ({"oedema": 1.0}, "rujuk", "oedema"),
    ({"flags": 1.0}, "ukur ulang", "implausible"),
    ({"length_change_cm": -0.6}, "ukur ulang", "falling-length"),
])  # fmt: skip
def test_each_rule_of_buku_kia_2023(changed, action, rule):
    assert judged(**changed) == (action, [rule])


@pytest.mark.parametrize("changed", [{"waz": -3.0}, {"waz": 1.0}, {"muac_cm": 12.5}, {"length_change_cm": -0.5}])
def test_the_limit_itself_fires_nothing(changed):
    assert judged(**changed) == ("", [])


def test_unknown_fires_nothing():
    assert judged(**dict.fromkeys(QUIET, math.nan)) == ("", [])


def test_referring_goes_before_measuring_again_and_both_rules_are_told():
    assert judged(oedema=1.0, flags=2.0) == ("rujuk", ["oedema", "implausible"])


def test_the_older_rule_waits_for_the_second_t():
    assert judged("2t-bgm", months_not_gaining=1.0) == ("", [])
    assert judged("2t-bgm", months_not_gaining=2.0) == ("rujuk", ["not-gaining-twice"])
    assert judged("2t-bgm", waz=1.5) == ("", [])


def test_a_set_that_does_not_exist():
    with pytest.raises(KeyError):
        judged("kms-1980")


def test_signs_of_measured_children():
    """A flagged weight is measured again and not referred for; the arm counts from 6 months; oedema is a sign."""
    measures = Measures(
        sex=np.array([1, 1, 1, 1]),
        age_days=np.array([400.0, 400.0, 100.0, 400.0]),
        weight_kg=np.array([1.2, 6.3, 6.0, 9.6]),
        muac_cm=np.array([14.0, 11.0, 11.0, 15.0]),
        oedema=np.array([False, False, False, True]),
    )
    found = referrals(signs(measures, score(measures), np.zeros(4, int)))
    assert [ACTIONS[action] for action in found.action] == ["ukur ulang", "rujuk", "", "rujuk"]
    assert found.sentences(0) == ["hasil ukur di luar batas wajar WHO"]
    assert found.sentences(1) == ["lingkar lengan atas di bawah 12,5 cm", "berat badan di bawah garis merah (−3 SD)"]
    assert found.sentences(3) == ["ada edema pada kedua kaki"]
