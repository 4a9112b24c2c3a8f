"""No cell breaks the reading of a table of children: it is used, or blank, or refused and its results stay blank."""

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.formats.children import INPUT, OUTPUT, children, with_scores
from rembuk.methods.growth import score

USUAL = ["", " ", "L", "p", "1", "2.0", "9,5", "-1", "1e5", "2024-01-01", "berdiri", "YA"]
CELL = st.one_of(st.text(max_size=8), st.sampled_from(USUAL))


@given(st.lists(st.fixed_dictionaries(dict.fromkeys(INPUT, CELL)), min_size=1, max_size=8))
@settings(max_examples=80, deadline=None)
def test_any_text_in_any_column(rows):
    table = pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in INPUT})
    read = children(table)
    scores = score(read.measures)
    out = with_scores(table, scores)
    assert out.column_names == [*INPUT, *OUTPUT]
    assert out.select(list(INPUT)).equals(table)
    for column, lost in (("sex", "waz"), ("weight_kg", "baz"), ("position", "haz"), ("oedema", "whz")):
        if column in read.refused:
            assert np.isnan(scores.z[lost][read.refused[column]]).all()


@given(st.lists(st.one_of(st.none(), st.integers(-5, 3000)), min_size=1, max_size=6))
def test_typed_columns_with_nulls(values):
    table = pa.table(
        {
            "sex": pa.array([1] * len(values), pa.int8()),
            "age_days": pa.array(values, pa.int32()),
            "weight_kg": pa.array([None if v is None else v / 10 for v in values], pa.float64()),
        }
    )
    read = children(table)
    assert read.refused.get("age_days", np.zeros(len(values), bool)).tolist() == [(v or 0) < 0 for v in values]
