"""The shape of a network: equal to networkx and to counting by hand, on graphs nobody prepared."""

from __future__ import annotations

from datetime import date
from itertools import permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.collaboration import core_periphery as cp
from rembuk.methods.collaboration import network as net
from rembuk.methods.collaboration.brokerage import brokerage


@st.composite
def graphs(draw: st.DrawFn, most: int = 12) -> tuple[int, list[tuple[int, int]]]:
    n = draw(st.integers(1, most))
    node = st.integers(0, n - 1)
    return n, draw(st.lists(st.tuples(node, node), max_size=4 * most))


def as_networkx(n: int, arcs: list[tuple[int, int]]) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(n))
    graph.add_edges_from((a, b) for a, b in arcs if a != b)
    return graph


@given(graphs())
def test_density_reciprocity_and_degrees_equal_networkx(case: tuple[int, list[tuple[int, int]]]) -> None:
    n, arcs = case
    graph, ours = as_networkx(n, arcs), net.Network.of(n, arcs)
    assert len(ours.arcs) == graph.number_of_edges()
    assert len(ours.pairs) == graph.to_undirected().number_of_edges()
    assert ours.degrees().tolist() == [d for _, d in graph.to_undirected().degree()]
    assert ours.degrees("in").tolist() == [d for _, d in graph.in_degree()]
    if n > 1:
        assert net.density(ours) == pytest.approx(nx.density(graph))
    if graph.number_of_edges():
        assert net.reciprocity_arc(ours) == pytest.approx(nx.reciprocity(graph))
    else:
        assert net.reciprocity_arc(ours) is None and net.reciprocity_dyad(ours) is None


@given(graphs(most=7), st.lists(st.integers(0, 3), min_size=7, max_size=7))
def test_brokerage_equals_looking_at_every_path(case: tuple[int, list[tuple[int, int]]], labels: list[int]) -> None:
    n, arcs = case
    graph, group = as_networkx(n, arcs), labels[:n]
    expected: dict[str, list[int]] = {
        role: [0] * n for role in ("coordinator", "consultant", "representative", "gatekeeper", "liaison")
    }
    for a, b, c in permutations(range(n), 3):
        if graph.has_edge(a, b) and graph.has_edge(b, c) and not graph.has_edge(a, c):
            x, y, z = group[a], group[b], group[c]
            if x == y == z:
                role = "coordinator"
            elif x == z:
                role = "consultant"
            elif x == y:
                role = "representative"
            elif y == z:
                role = "gatekeeper"
            else:
                role = "liaison"
            expected[role][b] += 1
    found = brokerage(net.Network.of(n, arcs), group)
    assert {role: getattr(found, role).tolist() for role in expected} == expected


def test_the_search_for_a_core_finds_the_best_of_all_splits() -> None:
    for seed in range(60):
        random = np.random.default_rng(seed)
        n = int(random.integers(4, 13))
        graph = net.Network.of(n, np.argwhere(random.random((n, n)) < random.uniform(0.05, 0.8)))
        exact, searched = cp.core_periphery(graph), cp._search(graph, starts=60, seed=0)
        if exact.correlation is None:
            assert searched.correlation is None
        else:
            assert searched.correlation == pytest.approx(exact.correlation), seed


def test_an_ideal_core_of_ten_in_sixty_is_found() -> None:
    random = np.random.default_rng(4)
    arcs = [(a, b) for a in range(10) for b in range(10) if a != b]
    arcs += [(int(random.integers(0, 10)), b) for b in range(10, 60)]
    found = cp.core_periphery(net.Network.of(60, arcs))
    assert found.core == tuple(str(i) for i in range(10))
    assert found.correlation == pytest.approx(1)
    assert not found.exact and found.has_core


@pytest.mark.parametrize("n", [0, 1, 2, 3])
def test_a_core_is_not_defined_for_very_few(n: int) -> None:
    assert cp.core_periphery(net.Network.of(n, [])).correlation is None


def test_a_large_network_without_ties_or_with_all_of_them_has_no_core() -> None:
    assert cp.core_periphery(net.Network.of(30, [])).correlation is None
    full = [(a, b) for a in range(30) for b in range(30)]
    assert cp.core_periphery(net.Network.of(30, full)).correlation is None


def test_star_and_ring_bound_centralisation() -> None:
    for n in range(3, 40):
        star = net.Network.of(n, [(0, i) for i in range(1, n)])
        ring = net.Network.of(n, [(i, (i + 1) % n) for i in range(n)])
        assert net.degree_centralisation(star) == pytest.approx(1)
        assert net.degree_centralisation(star, "out") == pytest.approx(1)
        assert net.degree_centralisation(ring) == pytest.approx(0)


def test_a_star_around_the_secretariat_is_empty_without_it() -> None:
    star = net.Network.of(["bappeda", "a", "b", "c", "d"], [(0, i) for i in range(1, 5)])
    assert net.degree_centralisation(star) == 1
    assert net.degree_centralisation(star.without(["bappeda"])) == 0


@given(graphs(), st.lists(st.integers(0, 2), min_size=12, max_size=12))
@settings(deadline=None, max_examples=30)
def test_the_expected_ei_is_the_mean_over_shuffled_groups(
    case: tuple[int, list[tuple[int, int]]], labels: list[int]
) -> None:
    n, arcs = case
    ours, groups = net.Network.of(n, arcs), np.array(labels[:n])
    found = net.external_internal(ours, groups.tolist(), permutations=19)
    again = net.external_internal(ours, groups.tolist(), permutations=19)
    assert found == again
    if found.index is None:
        assert not len(ours.pairs) and found.p is None
        return
    assert found.p is not None and 0 < found.p <= 1
    random = np.random.default_rng(1)
    mean = np.mean(
        [
            np.mean(np.where(shuffled[ours.pairs[:, 0]] == shuffled[ours.pairs[:, 1]], -1, 1))
            for shuffled in (random.permutation(groups) for _ in range(2000))
        ]
    )
    assert found.expected == pytest.approx(mean, abs=0.12)


def test_the_permutation_sees_what_groups_of_ties_are_not_chance() -> None:
    inside = [(a, b) for block in (0, 6, 12) for a in range(block, block + 6) for b in range(a + 1, block + 6)]
    found = net.external_internal(net.Network.of(18, inside), [i // 6 for i in range(18)])
    assert found.index == -1 and found.p is not None and found.p <= 0.01 and found.p_inward == found.p


def test_ties_count_in_their_days_and_on_the_roster_only() -> None:
    day = date(2026, 3, 1)
    ties = [
        net.Tie("a", "b", "data", day),
        net.Tie("b", "a", "data", date(2026, 7, 1)),
        net.Tie("a", "c", "perjanjian", date(2025, 1, 1), date(2026, 3, 15)),
        net.Tie("a", "luar", "data", day),
        net.Tie("c", "c", "data", day),
    ]
    march = net.network_of(ties, ["a", "b", "c", "d"], date(2026, 3, 1), date(2026, 3, 31))
    assert march.arcs.tolist() == [[0, 1], [0, 2]]
    assert march.n == 4
    data = net.network_of(ties, ["a", "b", "c", "d"], date(2026, 1, 1), date(2026, 12, 31), ["data"])
    assert data.arcs.tolist() == [[0, 1], [1, 0]]
    assert net.network_of(ties, ["a", "b", "c"], date(2026, 3, 16), date(2026, 6, 30)).arcs.tolist() == []


def test_multiplexity_is_the_mean_number_of_kinds_per_tied_pair() -> None:
    all_ties = net.Network.of(3, [(0, 1), (1, 0), (1, 2)])
    kinds = [net.Network.of(3, [(0, 1)]), net.Network.of(3, [(1, 0), (1, 2)]), net.Network.of(3, [])]
    assert net.multiplexity(all_ties, kinds) == pytest.approx(1.5)
    assert net.multiplexity(net.Network.of(3, []), kinds) is None


def test_unknown_organisations_and_missing_groups_are_refused() -> None:
    with pytest.raises(Refused, match="3 lembaga"):
        net.Network.of(3, [(0, 3)])
    with pytest.raises(Refused, match="bidang"):
        net.external_internal(net.Network.of(3, [(0, 1)]), [0, 1])
    with pytest.raises(Refused, match="daftar lembaga yang sama"):
        net.multiplexity(net.Network.of(3, [(0, 1)]), [net.Network.of(2, [(0, 1)])])


def test_the_bootstrap_is_repeatable_and_shrinks_with_the_roster() -> None:
    random = np.random.default_rng(3)

    def error(n: int) -> float:
        arcs = np.argwhere(random.random((n, n)) < 0.3)
        result = net.vertex_bootstrap(net.Network.of(n, arcs), net.density, draws=200)
        assert result is not None
        assert result == net.vertex_bootstrap(net.Network.of(n, arcs), net.density, draws=200)
        return result

    assert 0 < error(60) < error(12) < 0.3


@pytest.mark.slow
def test_ten_thousand_organisations_and_a_million_ties_take_seconds() -> None:
    import time

    random = np.random.default_rng(1)
    n, m = 10_000, 1_000_000
    arcs = random.integers(0, n, (m, 2))
    groups = random.integers(0, 16, n).tolist()
    begin = time.process_time()
    network = net.Network.of(n, arcs)
    net.density(network), net.degree_centralisation(network), net.reciprocity_dyad(network)
    net.external_internal(network, groups, permutations=199)
    cp.core_periphery(network)
    assert brokerage(network, groups).total.sum() > 0
    assert time.process_time() - begin < 60
