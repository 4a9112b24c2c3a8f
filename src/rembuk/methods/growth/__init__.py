"""Child growth: z-scores of the WHO Child Growth Standards, Indonesian categories, monthly gain, referral.

``score(Measures(...)) -> Scores`` is the one place of the program where a z-score is computed.
"""

from rembuk.methods.growth.indices import INDICES, LYING, STANDING, UNKNOWN
from rembuk.methods.growth.scoring import Measures, Scores, score

__all__ = ["INDICES", "LYING", "STANDING", "UNKNOWN", "Measures", "Scores", "score"]
