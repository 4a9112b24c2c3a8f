"""Nutritional categories in Indonesian: Permenkes 2/2020 by z-score, and classes of the arm circumference."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rembuk.knowledge.growth.categories import category_sets, muac_classes
from rembuk.methods.growth.indices import DAYS_A_MONTH
from rembuk.methods.growth.scoring import NOISE, Scores

Codes = NDArray[np.int8]

#: the columns ``bb_u tb_u bb_tb imt_u`` and their words, from «very low» to «very high»
CATEGORY_WORDS: dict[str, tuple[str, ...]] = {code: one.words for code, one in category_sets().items()}
MUAC_WORDS: tuple[str, ...] = muac_classes().words


def categories(scores: Scores) -> dict[str, Codes]:
    """Return for each of ``bb_u tb_u bb_tb imt_u`` the place of a child's word in ``CATEGORY_WORDS``, −1 without z.

    The limits are those of z rounded to 2 decimals; a boundary value belongs to the milder category (−2.00 is normal,
    −3.00 is «Pendek»). A flagged z has a category too: whether it is believed is the flag's matter. Columns whose
    z-score was not asked for are left out. Source: Permenkes 2/2020.
    """
    return {code: category_codes(scores.z[one.z], code) for code, one in category_sets().items() if one.z in scores.z}


def category_codes(z: NDArray[np.float64], code: str) -> Codes:
    """Return the category numbers of z-scores of one column (``bb_u`` …), −1 for NaN; z is rounded to 2 decimals."""
    edges = np.array(category_sets()[code].edges, dtype=np.float64)
    centi = np.floor(z * 100 + (0.5 + NOISE))
    found = sum(((centi >= edge).view(np.int8) for edge in edges), start=np.zeros(len(centi), np.int8))
    found[np.isnan(centi)] = -1
    return found


def muac_codes(muac_cm: NDArray[np.float64], age_days: NDArray[np.float64], oedema: NDArray[np.bool_]) -> Codes:
    """Return the place of each child's word in ``MUAC_WORDS``, −1 where unmeasured, or outside 6 to 59 months.

    Bilateral pitting oedema is severe («Gizi buruk») whatever the arm, at the same ages. Source: ``muac_classes.json``.
    """
    classes = muac_classes()
    millimetres = np.where(muac_cm > 0, muac_cm, np.nan) * 10 + NOISE
    found = sum(((millimetres >= edge).view(np.int8) for edge in classes.edges_mm), np.zeros(len(muac_cm), np.int8))
    found[np.isnan(millimetres)] = -1
    found[oedema] = classes.words.index(classes.oedema_word)
    months = (age_days + NOISE) / DAYS_A_MONTH
    found[~((months >= classes.from_months) & (months < classes.below_months))] = -1
    return found
