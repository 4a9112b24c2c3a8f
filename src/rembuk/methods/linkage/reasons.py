"""Why a pair was decided so, in the words of the people who decide."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rembuk.methods.linkage import decide, model


def in_words(pairs: pa.Table, remark: NDArray[np.int8]) -> pa.Array:
    """Return one sentence part a pair: what agrees and what does not, one phrase a comparison, then the remark.

    ``pairs`` has one column of levels a comparison; each distinct combination is put into words once.
    """
    names = model.comparisons()
    code = remark.astype(np.int64)
    for name in names:
        code = code * 32 + np.asarray(pairs[name]).astype(np.int64) + 1
    distinct, place = np.unique(code, return_inverse=True)
    return pa.array([_sentence(int(one), names) for one in distinct], pa.string()).take(pa.array(place))


def _sentence(code: int, names: list[str]) -> str:
    phrases: list[str] = []
    for name in reversed(names):
        code, level = divmod(code, 32)
        phrases.insert(0, model.words(name)[level - 1])
    if code:
        phrases.append(decide.REMARKS[code])
    return "; ".join(phrases)
