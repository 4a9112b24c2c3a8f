"""Kappa, alpha and u-alpha: published values, and equality with a slow calculation unit by unit."""

from fractions import Fraction
from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.methods.qualitative.agreement import CodedText, agreement, bootstrap_interval
from rembuk.methods.qualitative.krippendorff import alpha
from rembuk.methods.qualitative.patterns import kappa, nominal_alpha
from rembuk.methods.qualitative.unitizing import expected_disagreement, gaps, observed_disagreement, u_alpha
from rembuk.methods.qualitative.units import merge, sentences

_ = None
# Krippendorff, Computing Krippendorff's Alpha-Reliability (2011): the data of its sections A, B and C.
BINARY = [[0, 1, 0, 0, 0, 0, 0, 0, 1, 0], [1, 1, 1, 0, 0, 1, 0, 0, 0, 0]]
NOMINAL = [list("aabbdcccedda"), list("babbbccceddd")]
FOUR_CODERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
    [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
]


def test_alpha_equals_krippendorffs_published_values():
    assert alpha(BINARY) == pytest.approx(0.0952, abs=5e-5)
    assert alpha(NOMINAL) == pytest.approx(0.6920, abs=5e-4)
    published = {"nominal": 0.7434, "ordinal": 0.8154, "interval": 0.8491, "ratio": 0.7974}
    for level, value in published.items():
        assert alpha(FOUR_CODERS, level) == pytest.approx(value, abs=5e-5)


def test_alpha_is_not_defined_without_variation_or_without_pairs():
    assert alpha([[1, 1, 1], [1, 1, _]]) is None
    assert alpha([[1, _, 2], [_, 1, _]]) is None
    assert alpha([[], []]) is None
    with pytest.raises(ValueError, match="every coder"):
        alpha([[1, 2], [1]])


@pytest.mark.parametrize(
    ("table", "value"),
    [((20, 5, 10, 15), 0.4), ((45, 15, 25, 15), 0.1304), ((25, 35, 5, 35), 0.2593), ((1, 0, 0, 0), None)],
)
def test_kappa_equals_the_textbook_tables(table, value):
    assert kappa(table) == (None if value is None else pytest.approx(value, abs=5e-5))


def test_nvivos_example():
    # 1000 characters, 50 coded by both, 75 by each one alone, 800 by none: 85 % agreement.
    text = CodedText(
        "x" * 1000, frozenset("AB"), {("k", "A"): [(0, 50), (100, 175)], ("k", "B"): [(0, 50), (200, 275)]}
    )
    row = agreement(["k"], [text])[1]
    assert (row.basis, row.coders, row.n_units, row.percent) == ("character", 2, 1000, 85.0)
    assert row.kappa == pytest.approx(0.3143, abs=5e-5)
    assert row.krippendorff_alpha == pytest.approx(0.3146, abs=5e-5)


def test_unitizing_alpha_equals_published_values():
    one_long, three_short = [(1, 9)], [(2, 3), (4, 5), (6, 7)]
    assert float(observed_disagreement([one_long, three_short], 10)) == pytest.approx(0.9100, abs=5e-5)
    assert float(expected_disagreement([one_long, three_short], 10)) == pytest.approx(0.5352, abs=5e-5)
    assert float(u_alpha([one_long, three_short], 10)) == pytest.approx(-0.7003, abs=5e-5)
    # Krippendorff (2004), page 254: continuum 150 to 450, category c.
    first, second = [(75, 145), (220, 250)], [(70, 150), (205, 225), (250, 270)]
    assert float(observed_disagreement([first, second], 300)) == pytest.approx(0.0144, abs=1e-4)
    assert float(expected_disagreement([first, second], 300)) == pytest.approx(0.0532, abs=1e-4)
    assert float(u_alpha([first, second], 300)) == pytest.approx(0.7286, abs=1e-4)
    assert u_alpha([[(1, 2)], [], []], 20) == 0
    assert u_alpha([[], []], 20) is None
    assert u_alpha([[(0, 20)], [(0, 20)]], 20) == 1


def test_absent_is_not_no():
    both = CodedText("a b. c d.", frozenset("AB"), {("k", "A"): [(0, 4)], ("k", "B"): [(0, 4)]})
    alone = CodedText("e. f. g. h.", frozenset("A"), {("k", "A"): [(0, 11)], ("k", "B"): [(3, 5)]})
    sentence, character = agreement(["k"], [both, alone])
    assert (sentence.n_units, sentence.percent, sentence.kappa, sentence.krippendorff_alpha) == (2, 100.0, 1.0, 1.0)
    assert (character.n_units, character.u_alpha, character.note) == (9, 1.0, "")


def test_what_is_not_defined_is_blank_and_says_why():
    one = CodedText("a. b.", frozenset("A"), {("k", "A"): [(0, 2)]})
    for row in agreement(["k"], [one]):
        assert (row.coders, row.n_units, row.percent, row.kappa, row.krippendorff_alpha, row.u_alpha) == (0, 0) + (
            None,
        ) * 4
        assert "dua pengode" in row.note
    unused = CodedText("a. b.", frozenset("AB"), {})
    for row in agreement(["k"], [unused]):
        assert (row.percent, row.kappa, row.krippendorff_alpha, row.u_alpha) == (100.0, None, None, None)
        assert all(word in row.note for word in ("kappa", "krippendorff_alpha", "u_alpha"))


def test_u_alpha_is_not_defined_where_different_people_finished_different_texts():
    texts = [CodedText("abc", frozenset(team), {("k", "A"): [(0, 1)], ("k", "B"): [(0, 2)]}) for team in ("AB", "ABC")]
    assert agreement(["k"], texts)[1].u_alpha is None
    assert "tidak sama" in agreement(["k"], texts)[1].note


LETTERS = "xy.\n "


@st.composite
def coded(draw):
    text = draw(st.text(alphabet=LETTERS, max_size=25))
    people = draw(st.frozensets(st.sampled_from("ABCD")))
    span = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda pair: tuple(sorted(pair)))
    passages = {("k", who): draw(st.lists(span, max_size=4)) for who in "ABCD"}
    return CodedText(text, people, passages)


def slow_units(texts, basis):
    """Each unit's verdict by coder, one unit at a time."""
    units = []
    for text in texts:
        ranges = [(i, i + 1) for i in range(len(text.text))] if basis == "character" else sentences(text.text)
        for start, end in ranges:
            places = [i for i in range(start, end) if basis == "character" or not text.text[i].isspace()]
            units.append(
                {who: int(any(a <= i < b for a, b in text.passages["k", who] for i in places)) for who in text.finished}
            )
    return [unit for unit in units if len(unit) > 1]


@settings(max_examples=120)
@given(st.lists(coded(), max_size=3))
def test_the_sweep_equals_a_count_unit_by_unit(texts):
    for row in agreement(["k"], texts):
        units = slow_units(texts, row.basis)
        people = sorted({who for unit in units for who in unit})
        assert (row.n_units, row.coders) == (len(units), len(people))
        percents, kappas = [], []
        for one, other in combinations(people, 2):
            pairs = [(unit[one], unit[other]) for unit in units if one in unit and other in unit]
            if not pairs:
                continue
            table = tuple(pairs.count(cell) for cell in ((1, 1), (1, 0), (0, 1), (0, 0)))
            percents.append(100 * (table[0] + table[3]) / len(pairs))
            if kappa(table) is not None:
                kappas.append(float(kappa(table)))
        assert row.percent == (pytest.approx(sum(percents) / len(percents)) if percents else None)
        assert row.kappa == (pytest.approx(sum(kappas) / len(kappas)) if kappas else None)
        expected = alpha([[unit.get(who) for unit in units] for who in people]) if units else None
        assert row.krippendorff_alpha == (None if expected is None else pytest.approx(expected))
        for name in ("percent", "kappa", "krippendorff_alpha", "u_alpha"):
            assert getattr(row, name) is not None or name in row.note or "satuan" in row.note


def slow_u_alpha(coders, length):
    """The two formulas of Krippendorff (1995), each pair of sections compared one by one."""
    lines = [[(s, e - s, 1) for s, e in units] + [(s, e - s, 0) for s, e in gaps(units, length)] for units in coders]
    observed = 0
    for one, other in permutations(lines, 2):
        for b, size, v in one:
            for b2, size2, v2 in other:
                if v and v2 and -size < b - b2 < size2:
                    observed += (b - b2) ** 2 + (b + size - b2 - size2) ** 2
                elif v and not v2 and size2 - size >= b - b2 >= 0:
                    observed += size**2
                elif not v and v2 and size - size2 >= b2 - b >= 0:
                    observed += size2**2
    m = len(coders)
    units = [size for line in lines for _, size, v in line if v]
    if not units:
        return None
    expected = Fraction(0)
    for size in units:
        room = sum(size2 - size + 1 for line in lines for _, size2, v in line if not v and size2 >= size)
        expected += Fraction(len(units) - 1, 3) * (2 * size**3 - 3 * size**2 + size) + size**2 * room
    expected *= Fraction(2, length)
    expected /= m * length * (m * length - 1) - sum(size * (size - 1) for size in units)
    return 1 - Fraction(observed, m * (m - 1) * length**2) / expected if expected else None


@settings(max_examples=80)
@given(
    st.lists(
        st.lists(st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda p: tuple(sorted(p))), max_size=5).map(
            merge
        ),
        min_size=2,
        max_size=4,
    )
)
def test_u_alpha_equals_the_formula_section_by_section(coders):
    assert u_alpha(coders, 20) == slow_u_alpha(coders, 20)


def test_the_interval_draws_whole_sources_and_needs_five():
    texts = [CodedText("ab. cd.", frozenset("AB"), {("k", "A"): [(0, 3)], ("k", "B"): [(0, i)]}) for i in range(6)]

    def statistic(drawn):
        return agreement(["k"], drawn)[0].krippendorff_alpha

    low, high = bootstrap_interval(texts, statistic, draws=200)
    assert low <= statistic(texts) <= high
    assert bootstrap_interval(texts, statistic, draws=200) == (low, high)
    assert bootstrap_interval(texts[:4], statistic) is None


def test_nominal_alpha_of_patterns_equals_the_general_one():
    patterns = {(0b11, 0b11): 2, (0b11, 0b01): 3, (0b11, 0): 5, (0b01, 0b01): 9}
    rows = [[1, 1] + [1] * 3 + [0] * 5 + [1] * 9, [1, 1] + [0] * 8 + [_] * 9]
    assert float(nominal_alpha(patterns)) == pytest.approx(alpha(rows))
