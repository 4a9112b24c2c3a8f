"""Child growth: z-scores of the WHO Child Growth Standards, Indonesian categories, monthly gain, referral.

``score(Measures(...)) -> Scores`` is the one place of the program where a z-score is computed;
``categories(scores)`` gives the words of Permenkes 2/2020 for them.
"""

from rembuk.methods.growth.categories import CATEGORY_WORDS, MUAC_WORDS, categories, muac_codes
from rembuk.methods.growth.indices import INDICES, LYING, STANDING, UNKNOWN
from rembuk.methods.growth.scoring import Measures, Scores, score

__all__ = [
    "CATEGORY_WORDS",
    "INDICES",
    "LYING",
    "MUAC_WORDS",
    "STANDING",
    "UNKNOWN",
    "Measures",
    "Scores",
    "categories",
    "muac_codes",
    "score",
]
