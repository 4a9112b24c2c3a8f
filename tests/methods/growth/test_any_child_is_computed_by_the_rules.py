"""Any child at all: the block calculation equals the formulas of one child, and no input breaks it."""

import math

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rembuk.methods.growth import INDICES, Measures, score
from rembuk.methods.growth.explanation import explain

maybe = lambda numbers: st.one_of(st.just(math.nan), numbers)  # noqa: E731
tenths = lambda low, high: st.integers(low, high).map(lambda n: n / 10)  # noqa: E731
CHILD = st.fixed_dictionaries(
    {
        "sex": st.integers(0, 2),
        "age_days": maybe(st.one_of(st.integers(-2, 1900).map(float), st.floats(-2, 1900))),
        "weight_kg": maybe(st.one_of(tenths(-10, 600), st.floats(0, 60))),
        "length_height_cm": maybe(st.one_of(tenths(-10, 1400), st.floats(0, 140))),
        "position": st.integers(0, 2),
        "oedema": st.booleans(),
        "head_cm": maybe(tenths(0, 700)),
        "muac_cm": maybe(tenths(0, 300)),
        "triceps_mm": maybe(tenths(0, 400)),
        "subscapular_mm": maybe(tenths(0, 400)),
    }
)


def near_a_half(z):
    """Whether rounding could go either way within the noise of two ways to compute."""
    return abs(abs(z * 100 % 1) - 0.5) < 1e-6 * max(1, abs(z))


@given(st.lists(CHILD, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
@example([{"sex": 1, "age_days": 1000.0, "weight_kg": 16.6, "length_height_cm": 103.1, "position": 1, "oedema": False,
           "head_cm": 49.0, "muac_cm": 15.0, "triceps_mm": 8.0, "subscapular_mm": 6.0}])  # fmt: skip
def test_together_as_alone_and_as_explained(children):
    columns = {name: np.array([child[name] for child in children]) for name in children[0]}
    scores = score(Measures(**columns))
    for at, child in enumerate(children):
        alone = Measures(**{name: np.array([value]) for name, value in child.items()})
        for steps in explain(alone).indices:
            z = scores.z[steps.code][at]
            if math.isnan(z):
                assert (steps.calculation, scores.flag[steps.code][at]) == (None, -1)
                continue
            done = steps.calculation
            assert z == done.z
            assert near_a_half(done.unrounded) or z == math.floor(done.unrounded * 100 + 0.5) / 100
            limits = INDICES[steps.code]
            assert scores.flag[steps.code][at] == (z < limits.flag_below or z > limits.flag_above)


@given(
    st.lists(st.floats(), min_size=8, max_size=8),
    st.lists(st.floats(), min_size=8, max_size=8),
    st.lists(st.floats(), min_size=8, max_size=8),
    st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_no_number_breaks_it_and_every_z_is_finite(age, weight, height, as_r):
    measures = Measures(
        sex=np.array([0, 1, 2, 1, 2, 1, 2, 3]),
        age_days=np.array(age),
        weight_kg=np.array(weight),
        length_height_cm=np.array(height),
        position=np.arange(8) % 3,
        muac_cm=np.array(weight),
    )
    scores = score(measures, r_compatible=as_r)
    for code in INDICES:
        z, flag = scores.z[code], scores.flag[code]
        assert as_r or not np.isinf(z).any()
        assert ((flag == -1) == np.isnan(z)).all()
        assert scores.centi(code).shape == (8,)
