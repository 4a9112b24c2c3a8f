"""Every measure of collaboration equals its reference answer (governance_measures.json says how each was checked)."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from rembuk.methods.collaboration import network as net
from rembuk.methods.collaboration import spread, survey
from rembuk.methods.collaboration.core_periphery import core_periphery

CASES = json.loads((Path(__file__).parent / "governance_measures.json").read_text(encoding="utf-8"))["cases"]


def graph(given: dict[str, Any]) -> net.Network:
    return net.Network.of(given["nodes"], given["arcs"])


MEASURES: dict[str, Callable[[dict[str, Any]], float | None]] = {
    "density": lambda g: net.density(graph(g)),
    "degree_centralisation": lambda g: net.degree_centralisation(graph(g), g["mode"]),
    "reciprocity_dyad": lambda g: net.reciprocity_dyad(graph(g)),
    "reciprocity_arc": lambda g: net.reciprocity_arc(graph(g)),
    "ei_index": lambda g: net.external_internal(graph(g), g["groups"], permutations=9).index,
    "ei_expected": lambda g: net.external_internal(graph(g), g["groups"], permutations=9).expected,
    "cronbach_alpha": lambda g: survey.cronbach_alpha(g["rows"]).value,
    "omega_total": lambda g: survey.omega_total(g["rows"], draws=2).value,
    "icc1": lambda g: survey.icc(g["groups"]).icc1,
    "icck": lambda g: survey.icc(g["groups"]).icck,
    "icc_k0": lambda g: survey.icc(g["groups"]).k0,
    "rwg": lambda g: survey.rwg(g["ratings"], g["scale_points"], g["null"]),
    "rwg_j": lambda g: survey.rwg_j(g["rows"], g["scale_points"], g["null"]),
    "evenness": lambda g: spread.evenness(g["counts"]),
    "gini": lambda g: spread.gini(g["values"]),
}
ELSEWHERE = {"krippendorff_alpha"}  # coders of texts: methods/qualitative


@pytest.mark.parametrize("case", [c for c in CASES if c["measure"] in MEASURES], ids=lambda c: c["id"])
def test_reference_value(case: dict[str, Any]) -> None:
    value = MEASURES[case["measure"]](case["input"])
    if case["value"] is None:
        assert value is None
    else:
        assert value == pytest.approx(case["value"], abs=case["tolerance"])


@pytest.mark.parametrize("case", [c for c in CASES if c["measure"] == "core_periphery"], ids=lambda c: c["id"])
def test_reference_core(case: dict[str, Any]) -> None:
    found = core_periphery(graph(case["input"]))
    assert found.correlation == pytest.approx(case["value"]["correlation"], abs=case["tolerance"])
    expected = case["value"]["core"]
    assert found.core == (None if expected is None else tuple(str(node) for node in expected))
    assert found.exact


def test_no_reference_case_is_left_out() -> None:
    assert {c["measure"] for c in CASES} == set(MEASURES) | ELSEWHERE | {"core_periphery"}
