"""What the register's indicators are, in plain values: read by queries here and, without a database, by ``panel``."""

from __future__ import annotations

import datetime

#: Indicator → the count and the denominator in the register's summaries.
INDICATORS = {
    "stunting": ("stunted", "with_haz"),
    "severe_stunting": ("severely_stunted", "with_haz"),
    "underweight": ("underweight", "with_waz"),
    "severe_underweight": ("severely_underweight", "with_waz"),
    "wasting": ("wasted", "with_whz"),
    "severe_wasting": ("severely_wasted", "with_whz"),
}

#: A child counts as under five through this many months after the month of birth.
UNDER_FIVE_MONTHS = 60


def under_five(born: datetime.date, month: datetime.date) -> bool:
    """Return whether a child born in the month of ``born`` counts as under five in ``month``."""
    return 0 <= (month.year - born.year) * 12 + month.month - born.month < UNDER_FIVE_MONTHS
