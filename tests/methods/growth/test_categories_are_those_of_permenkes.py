"""The words of Permenkes 2/2020 at every limit: a boundary value belongs to the milder category."""

import numpy as np
import pytest

from rembuk.methods.growth import CATEGORY_WORDS, MUAC_WORDS, Measures, categories, muac_codes, score
from rembuk.methods.growth.categories import category_codes

WASTING = [
    (-9.0, "Gizi buruk"), (-3.01, "Gizi buruk"), (-3.0, "Gizi kurang"), (-2.01, "Gizi kurang"),
    (-2.0, "Gizi baik (normal)"), (0.0, "Gizi baik (normal)"), (1.0, "Gizi baik (normal)"),
    (1.01, "Berisiko gizi lebih"), (2.0, "Berisiko gizi lebih"), (2.01, "Gizi lebih"), (3.0, "Gizi lebih"),
    (3.01, "Obesitas"), (9.0, "Obesitas"),
]  # fmt: skip
CASES = {
    "bb_u": [
        (-3.01, "Berat badan sangat kurang"), (-3.0, "Berat badan kurang"), (-2.01, "Berat badan kurang"),
        (-2.0, "Berat badan normal"), (1.0, "Berat badan normal"), (1.01, "Risiko berat badan lebih"),
        (4.0, "Risiko berat badan lebih"),
    ],
    "tb_u": [
        (-3.01, "Sangat pendek"), (-3.0, "Pendek"), (-2.01, "Pendek"), (-2.0, "Normal"), (1.5, "Normal"),
        (3.0, "Normal"), (3.01, "Tinggi"),
    ],
    "bb_tb": WASTING,
    "imt_u": WASTING,
}  # fmt: skip


@pytest.mark.parametrize("code,z,word", [(code, *case) for code, cases in CASES.items() for case in cases])
def test_the_word_at_every_limit(code, z, word):
    assert CATEGORY_WORDS[code][category_codes(np.array([z]), code)[0]] == word


@pytest.mark.parametrize("z,word", [(-2.004, "Normal"), (-2.0051, "Pendek"), (-1.999, "Normal")])
def test_the_limit_is_that_of_the_rounded_z(z, word):
    assert CATEGORY_WORDS["tb_u"][category_codes(np.array([z]), "tb_u")[0]] == word


def test_every_hundredth_has_exactly_one_category_and_they_rise():
    z = np.arange(-700, 701) / 100
    for code, words in CATEGORY_WORDS.items():
        found = category_codes(z, code)
        assert sorted(set(found.tolist())) == list(range(len(words)))
        assert (np.diff(found) >= 0).all()


def test_no_z_no_category():
    scores = score(Measures(np.array([0, 1]), np.array([400.0, 400.0]), weight_kg=np.array([9.0, np.nan])))
    assert all((codes == -1).all() for codes in categories(scores).values())


@pytest.mark.parametrize("muac,days,oedema,word", [
    (11.49, 400, False, "Gizi buruk"), (11.5, 400, False, "Gizi kurang"), (12.49, 400, False, "Gizi kurang"),
    (12.5, 400, False, "Gizi baik (normal)"), (14.0, 400, True, "Gizi buruk"), (np.nan, 400, True, "Gizi buruk"),
    (np.nan, 400, False, None), (0.0, 400, False, None), (11.0, 182, False, None), (11.0, 183, False, "Gizi buruk"),
    (11.0, 1826, False, "Gizi buruk"), (11.0, 1827, False, None), (11.0, np.nan, False, None),
])  # fmt: skip
def test_arm_circumference_between_6_and_59_months(muac, days, oedema, word):
    code = muac_codes(np.array([muac]), np.array([float(days)]), np.array([oedema]))[0]
    assert (None if code < 0 else MUAC_WORDS[code]) == word
