"""Child growth: z-scores of the WHO Child Growth Standards, Indonesian categories, monthly gain, referral.

``score(Measures(...)) -> Scores`` is the one place of the program where a z-score is computed;
``categories(scores)`` gives the words of Permenkes 2/2020 for them; ``weight_gains`` the letters N, T, O, B of the KMS;
``referrals`` what a kader does next, with the rule that fired.
"""

from rembuk.methods.growth.categories import CATEGORY_WORDS, MUAC_WORDS, categories, muac_codes
from rembuk.methods.growth.indices import INDICES, LYING, STANDING, UNKNOWN
from rembuk.methods.growth.monitoring import GAINS, months_not_gaining, weight_gains
from rembuk.methods.growth.referral import ACTIONS, Referrals, referrals, signs
from rembuk.methods.growth.scoring import Measures, Scores, score

__all__ = [
    "ACTIONS",
    "CATEGORY_WORDS",
    "GAINS",
    "INDICES",
    "LYING",
    "MUAC_WORDS",
    "STANDING",
    "UNKNOWN",
    "Measures",
    "Referrals",
    "Scores",
    "categories",
    "months_not_gaining",
    "muac_codes",
    "referrals",
    "score",
    "signs",
    "weight_gains",
]
