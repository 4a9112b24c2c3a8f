"""Lines that say the same, by number: what millions of lines share is looked at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def distinct(columns: Sequence[Any]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the different combinations of some columns in the order in which they appear.

    Return each row's number, and the first row of each number.
    """
    combined = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        numbers = codes(column)
        together = combined * (numbers.max(initial=0) + 1) + numbers
        _, combined = np.unique(together, return_inverse=True)
    _, first, inverse = np.unique(combined, return_index=True, return_inverse=True)
    order = np.argsort(first)
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    return place[inverse], first[order]


def codes(column: Any) -> NDArray[np.int64]:
    """Return a number for each different cell of a column; missing cells share one."""
    whole = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_dictionary(whole.type):
        whole = whole.cast(whole.type.value_type)
    numbers = whole.dictionary_encode().indices.fill_null(-1)
    return np.asarray(numbers.to_numpy(zero_copy_only=False).astype(np.int64) + 1)
