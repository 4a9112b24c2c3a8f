"""Survey answers: nothing under five is shown or can be worked out; coefficients are undefined rather than wrong."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.collaboration import survey
from rembuk.methods.collaboration.survey import Response, by_sector


def sheets(sizes: dict[str, list[int | None]]) -> list[Response]:
    return [Response(sector, {"Q01": value}) for sector, values in sizes.items() for value in values]


@given(
    st.dictionaries(
        st.sampled_from(["bisnis", "desa", "kesehatan", "media", "sosial"]),
        st.lists(st.one_of(st.none(), st.integers(1, 5)), max_size=12),
        min_size=1,
    )
)
def test_nothing_under_five_is_shown_or_follows_from_the_rest(sizes: dict[str, list[int | None]]) -> None:
    invited = dict.fromkeys(sizes, 12)
    total, cells = by_sector(sheets(sizes), invited, "Q01")
    real = {sector: sum(v is not None for v in values) for sector, values in sizes.items()}
    for cell in cells:
        if not cell.hidden:
            assert real[cell.sector] >= 5 and cell.n == real[cell.sector]
            assert cell.counts is not None and sum(cell.counts) == cell.n
        assert cell.answered == len(sizes[cell.sector]) and cell.rate == cell.answered / 12
    if total.hidden:
        assert sum(real.values()) < 5
    else:
        rest = sum(real[cell.sector] for cell in cells if cell.hidden)
        assert rest == 0 or rest >= 5
    assert [cell.sector for cell in cells] == sorted(sizes)


def test_one_small_sector_takes_the_smallest_other_with_it() -> None:
    sizes: dict[str, list[int | None]] = {"a": [4] * 9, "b": [2] * 6, "c": [1, 1, 1]}
    total, cells = by_sector(sheets(sizes), {"a": 10, "b": 10, "c": 10}, "Q01")
    assert [c.hidden for c in cells] == [False, True, True]
    assert total.n == 18 and total.wording == "pendapat 18 dari 18 penjawab, bukan lembaga"
    assert "tidak ditampilkan" in cells[2].wording


def test_do_not_know_counts_as_a_sheet_but_not_as_an_answer() -> None:
    total, _ = by_sector(sheets({"a": [1, 2, 3, 4, 5, None]}), {"a": 8}, "Q01")
    assert (total.answered, total.n, total.mean) == (6, 5, 3)


@pytest.mark.parametrize(
    ("responses", "invited", "words"),
    [
        (sheets({"x": [1]}), {"a": 5}, "tidak diundang"),
        (sheets({"a": [1, 1]}), {"a": 1}, "2 jawaban untuk 1 undangan"),
        (sheets({"a": [6]}), {"a": 5}, "di luar skala"),
        (sheets({"a": [0]}), {"a": 5}, "di luar skala"),
    ],
)
def test_impossible_sheets_are_refused(responses: list[Response], invited: dict[str, int], words: str) -> None:
    with pytest.raises(Refused, match=words):
        by_sector(responses, invited, "Q01")


def test_the_score_of_an_element_turns_reversed_items_and_needs_half_of_them() -> None:
    def sheet(**answers: int | None) -> Response:
        return Response("a", answers)

    full = [sheet(Q35=1, Q18=5)] * 4
    half, empty = sheet(Q35=3, Q18=None), sheet(Q35=None)
    score = survey.element_score([*full, half, empty], ["Q35", "Q18"], [True, False])
    assert (score.n, score.answered, score.mean) == (5, 6, (4 * 5 + 3) / 5)
    assert score.counts == (0, 0, 1, 0, 4)
    assert survey.element_score([*full, empty], ["Q35", "Q18"], [True, False]).hidden
    with pytest.raises(Refused, match="arahnya"):
        survey.element_score(full, ["Q35"], [])
    with pytest.raises(Refused, match="di luar skala"):
        survey.element_score([sheet(Q35=9)], ["Q35"], [True])


def test_a_response_holds_no_key_to_a_person() -> None:
    assert set(Response.__dataclass_fields__) == {"sector", "answers"}


def simulated(n: int = 400, items: int = 6, loading: float = 0.7, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    factor = random.normal(size=(n, 1))
    return loading * factor + math.sqrt(1 - loading**2) * random.normal(size=(n, items))


def test_alpha_and_omega_agree_on_a_scale_of_equal_items_and_hold_the_truth() -> None:
    truth = (6 * 0.7) ** 2 / ((6 * 0.7) ** 2 + 6 * (1 - 0.49))
    rows = simulated()
    alpha, omega = survey.cronbach_alpha(rows), survey.omega_total(rows, draws=100)
    assert alpha.value == pytest.approx(truth, abs=0.03) and omega.value == pytest.approx(truth, abs=0.03)
    for found in (alpha, omega):
        assert found.low is not None and found.high is not None and found.value is not None
        assert found.low < found.value < found.high and found.low < truth < found.high
    assert omega == survey.omega_total(rows, draws=100)


def test_the_interval_of_alpha_covers_nineteen_times_of_twenty() -> None:
    truth = (4 * 0.6) ** 2 / ((4 * 0.6) ** 2 + 4 * (1 - 0.36))
    hits = 0
    for seed in range(400):
        found = survey.cronbach_alpha(simulated(30, 4, 0.6, seed))
        assert found.low is not None and found.high is not None
        hits += found.low <= truth <= found.high
    assert 0.92 <= hits / 400 <= 0.98


def test_incomplete_sheets_are_left_out_and_counted() -> None:
    rows = simulated(20)
    holed = rows.copy()
    holed[:3, 0] = np.nan
    assert survey.cronbach_alpha(holed).n == 17
    assert survey.cronbach_alpha(holed).value == pytest.approx(survey.cronbach_alpha(rows[3:]).value)


@pytest.mark.parametrize("rows", [[[1, 2, 3]], [[1, 1, 1], [1, 1, 1], [1, 1, 1]], [[1], [2], [3]]])
def test_a_coefficient_without_meaning_is_undefined(rows: list[list[float]]) -> None:
    assert survey.omega_total(rows, draws=2).value is None
    assert survey.cronbach_alpha(rows).value is None


def test_two_items_have_no_single_factor() -> None:
    assert survey.omega_total(simulated(50, 2), draws=2).value is None
    assert survey.cronbach_alpha(simulated(50, 2)).value is not None


def test_turning_a_reversed_item_keeps_missing_missing() -> None:
    turned = survey.turned([[1, 5, np.nan], [2, 3, 4]], [True, False, True])
    assert turned[0, 0] == 5 and turned[0, 1] == 5 and np.isnan(turned[0, 2])
    assert turned[1].tolist() == [4, 3, 2]


def test_icc_and_rwg_without_variation_or_people_are_undefined() -> None:
    assert survey.icc([[3, 3]]).icc1 is None
    assert survey.icc([[3], [4]]).icc1 is None
    assert survey.icc([[3, 3], [3, 3]]).icc1 is None
    assert survey.icc([[1, 5], [5, 1]]).icck == -math.inf
    assert survey.rwg([4]) is None
    assert survey.rwg_j([[4, 4]]) is None
    with pytest.raises(Refused, match="lima titik"):
        survey.rwg([1, 2, 3], 7, "slight")


def test_people_who_all_contradict_each_other_have_negative_agreement() -> None:
    value = survey.rwg([1, 5, 1, 5])
    assert value is not None and value < 0
    assert survey.rwg_j([[1, 5], [5, 1], [1, 5], [5, 1]]) == 0
