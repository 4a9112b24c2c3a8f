"""From a z-score back to the measure: the lines of a growth chart, and children made up for a demonstration."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


def value_at(lms: Floats, z: Floats | float, *, restricted: bool = False) -> Floats:
    """Return the measure that has z-score ``z``, for rows of L, M, S (last axis 3); the inverse of ``score``.

    ``restricted``: beyond ±3 SD go on in a straight line by the distance between 2 and 3 SD, as WHO does for every
    index but height and head; leave it out for the drawn lines. Source: WHO Child Growth
    Standards, methods report (2006).
    """
    power, median, spread = np.moveaxis(lms, -1, 0)

    def line(sd: Floats | float) -> Floats:
        return np.asarray(median * (1 + power * spread * sd) ** (1 / power))

    if not restricted:
        return line(z)
    side = np.sign(z)
    beyond = np.maximum(np.abs(z) - 3, 0)
    inside = line(np.clip(z, -3, 3))
    return inside + beyond * (line(3 * side) - line(2 * side))
