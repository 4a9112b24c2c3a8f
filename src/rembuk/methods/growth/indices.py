"""The eight indices of the WHO Child Growth Standards: what each measures, its table, its rules.

Source: WHO Child Growth Standards (2006, 2007), methods reports; the order of rules as in WHO's own program.
"""

from __future__ import annotations

from dataclasses import dataclass

#: codes of the arrays ``sex`` and ``position``; 0 is unknown in both
UNKNOWN, MALE, FEMALE = 0, 1, 2
LYING, STANDING = 1, 2

DAYS_A_MONTH = 30.4375
#: z exists below 60 months of 30.4375 days, that is below this age in days
END_OF_TABLES_DAYS = 1826.25
#: a position «standing» below 9 months of 30.4375 days is taken as unknown
STANDING_FROM_DAYS = 273.9375
#: from this completed day on a child is measured standing; before it, lying
HEIGHT_FROM_DAY = 731
#: standing height is this much less than lying length (cm)
POSITION_CM = 0.7
#: where age and position are unknown, shorter children count as lying (cm)
LENGTH_BELOW_CM = 87.0


@dataclass(frozen=True)
class Index:
    """One index: the column it measures, its LMS table, whether the ±3 SD rule holds, its flag limits in SD."""

    code: str
    measure: str
    table: str
    restricted: bool
    flag_below: float
    flag_above: float


_ALL = (
    Index("haz", "length_height_cm", "len", restricted=False, flag_below=-6, flag_above=6),
    Index("waz", "weight_kg", "wei", restricted=True, flag_below=-6, flag_above=5),
    Index("whz", "weight_kg", "wfl", restricted=True, flag_below=-5, flag_above=5),
    Index("baz", "bmi", "bmi", restricted=True, flag_below=-5, flag_above=5),
    Index("hcz", "head_cm", "hc", restricted=False, flag_below=-5, flag_above=5),
    Index("muacz", "muac_cm", "ac", restricted=True, flag_below=-5, flag_above=5),
    Index("tsz", "triceps_mm", "ts", restricted=True, flag_below=-5, flag_above=5),
    Index("ssz", "subscapular_mm", "ss", restricted=True, flag_below=-5, flag_above=5),
)

#: code → index, in the order of the output columns
INDICES: dict[str, Index] = {index.code: index for index in _ALL}
