"""Estimates, standard errors, intervals and design effects are those of R `survey` 4.1-1."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.statistics import survey

DATA = Path(__file__).parent / "data"


def column(rows, name, kind=float):
    return np.array([kind(row[name]) if row[name] != "" else np.nan for row in rows])


@pytest.fixture(scope="module")
def children():
    with (DATA / "survey_faulty_input.csv").open() as file:
        return list(csv.DictReader(file))


def reference():
    with (DATA / "r_survey_svyby.csv").open() as file:
        return list(csv.DictReader(file))


def values_of(children, variable):
    if variable == "zlen":
        z, flag = column(children, "haz"), column(children, "haz_flag")
        return np.where(flag == 0, z, np.nan)
    return column(children, variable)


def design_of(children, kind):
    weight = column(children, "sample_weight")
    cluster = None if kind == "nocl" else [row["psu"] for row in children]
    stratum = None if kind == "nostrat" else [row["stratum"] for row in children]
    return survey.Design.of(len(children), weight, cluster, stratum)


@pytest.mark.parametrize("lonely", ["adjust", "certainty", "average", "remove"])
def test_equals_r_survey(children, lonely):
    checked = 0
    for row in reference():
        if row["lonely"] != lonely:
            continue
        design = design_of(children, row["design"])
        domain = (
            None
            if row["domain"] == "all"
            else np.array([0 if child[row["domain"]] == row["level"] else -1 for child in children])
        )
        found = survey.means(design, values_of(children, row["var"]), domain, 1, lonely)
        assert found.df == int(row["df"])
        assert found.estimate[0] == pytest.approx(float(row["est"]), abs=1e-9)
        checked += 1
        if row["se"] == "":
            assert np.isnan(found.se[0])
            continue
        assert found.se[0] == pytest.approx(float(row["se"]), abs=1e-9)
        if float(row["deff"]) > 1e-12:
            assert found.deff[0] == pytest.approx(float(row["deff"]), rel=1e-9)
        low, high = survey.linear_interval(found.estimate, found.se, found.df)
        assert [low[0], high[0]] == pytest.approx([float(row["lin_l"]), float(row["lin_u"])], abs=1e-6)
        if row["logit_l"]:
            low, high = survey.logit_interval(found.estimate, found.se, found.df)
            assert [low[0], high[0]] == pytest.approx([float(row["logit_l"]), float(row["logit_u"])], abs=1e-6)
    assert checked == {"adjust": 99}.get(lonely, 33)


def test_all_domains_at_once_are_each_domain_alone(children):
    design, stunted = design_of(children, "full"), values_of(children, "stunted")
    team = column(children, "team", int) - 1
    together = survey.means(design, stunted, team)
    for one in range(4):
        alone = survey.means(design, stunted, np.where(team == one, 0, -1), 1)
        assert together.estimate[one] == alone.estimate[0]
        assert together.se[one] == pytest.approx(alone.se[0], rel=1e-12)
    assert together.n.sum() == np.count_nonzero(~np.isnan(stunted))


def test_equal_cluster_numbers_in_two_strata_are_two_clusters():
    design = survey.Design.of(8, cluster=[1, 1, 2, 2] * 2, stratum=["a"] * 4 + ["b"] * 4)
    assert design.df == 2


def test_fail_names_the_stratum(children):
    with pytest.raises(Refused, match="«4»"):
        survey.means(design_of(children, "full"), values_of(children, "stunted"), lonely="fail")


def test_average_counts_only_strata_of_the_domain(children):
    """R averages the strata that hold rows of the domain; averaging over all four would give another figure."""
    design, stunted = design_of(children, "full"), values_of(children, "stunted")
    stratum = column(children, "stratum", int)
    four = survey.means(design, stunted, np.where(stratum == 4, 0, -1), 1, "average")
    assert np.isnan(four.se[0]), "nothing to average"
    two = survey.means(design, stunted, np.where(stratum >= 3, 0, -1), 1, "average")
    share = survey.means(design, stunted, np.where(stratum >= 3, 0, -1), 1, "remove").se[0] ** 2
    assert two.se[0] ** 2 == pytest.approx(2 * share), "stratum 3 is the only one to average"


def test_one_per_cent_is_no_boundary():
    """WHO Anthro prints [1, 1] for an estimate of exactly 1.0 %."""
    y = np.zeros(200)
    y[:2] = 1
    found = survey.means(survey.Design.of(200), y)
    low, high = survey.logit_interval(found.estimate, found.se, found.df)
    assert found.estimate[0] == 0.01
    assert low[0] == pytest.approx(0.0025, abs=1e-4)
    assert high[0] == pytest.approx(0.0395, abs=1e-4)


def test_totals_of_a_census_of_clusters():
    """Two clusters of totals 3 and 5: variance of the total is n/(n-1)·Σ(z - mean)² = 4."""
    found = survey.totals(survey.Design.of(4, cluster=[1, 1, 2, 2]), [1, 2, 2, 3])
    assert (found.estimate[0], found.se[0]) == (8, 2)


def test_an_empty_domain_is_unknown():
    found = survey.means(survey.Design.of(3), [1.0, 2.0, np.nan], [0, 0, 1], 3)
    assert found.n.tolist() == [2, 0, 0]
    assert np.isnan(found.estimate[1:]).all()
    assert np.isnan(found.se[1:]).all()


@pytest.mark.parametrize("weight", [[1, -1], [1, np.nan], [1, np.inf], [1]])
def test_impossible_weights_are_no_design(weight):
    with pytest.raises(ValueError, match="weights"):
        survey.Design.of(2, weight)


@given(
    st.lists(st.tuples(st.booleans(), st.floats(0.1, 50), st.integers(0, 5), st.integers(0, 2)), min_size=3),
    st.floats(0.01, 1000),
)
def test_scaling_weights_and_order_change_nothing(records, factor):
    y, weight, cluster, stratum = (np.array(part, dtype=float) for part in zip(*records, strict=True))
    first = survey.means(survey.Design.of(len(y), weight, cluster, stratum), y)
    order = np.arange(len(y))[::-1]
    other = survey.means(survey.Design.of(len(y), (weight * factor)[order], cluster[order], stratum[order]), y[order])
    assert 0 <= first.estimate[0] <= 1 + 1e-12
    assert other.estimate[0] == pytest.approx(first.estimate[0], rel=1e-9, abs=1e-12)
    assert other.se[0] == pytest.approx(first.se[0], rel=1e-6, abs=1e-9)
