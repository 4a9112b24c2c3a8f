"""A table of children in the columns of ``rembuk growth``: from its cells to ``Measures``, and scores back to columns.

The codes of ``sex``, ``position`` and ``oedema`` are read in every accepted spelling, in any case. A cell that holds
something unreadable is never taken for blank: every result that would need it stays blank, and it is reported.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rembuk.errors import Refused
from rembuk.formats.tables import dates, numbers, texts
from rembuk.methods.growth import CATEGORY_WORDS, INDICES, Measures, Scores, categories

Bools = NDArray[np.bool_]

SEX = {"": 0}
SEX |= dict.fromkeys(["1", "m", "male", "l", "lk", "laki-laki", "laki laki", "laki"], 1)
SEX |= dict.fromkeys(["2", "f", "female", "p", "pr", "perempuan"], 2)
POSITION = {"": 0}
POSITION |= dict.fromkeys(["lying", "l", "terlentang", "telentang", "berbaring"], 1)
POSITION |= dict.fromkeys(["standing", "h", "berdiri"], 2)
OEDEMA = {"": 0}
OEDEMA |= dict.fromkeys(["n", "no", "2", "0", "false", "tidak"], 0)
OEDEMA |= dict.fromkeys(["y", "yes", "1", "true", "ya"], 1)

MEASURED = ("weight_kg", "length_height_cm", "head_cm", "muac_cm", "triceps_mm", "subscapular_mm")
INPUT = ("sex", "age_days", "birth_date", "measured_on", "position", "oedema", *MEASURED)
#: names of the columns that scoring adds, in their order
OUTPUT = (
    *INDICES,
    *(f"{code}_flag" for code in INDICES),
    "length_height_adjusted_cm",
    *CATEGORY_WORDS,
)


@dataclass(frozen=True)
class Children:
    """What a table says of its children. ``refused``: column → which rows hold something that cannot be used there.

    ``not_measured``: cells at or below zero, taken as not measured. ``disagreeing_ages``: rows whose ``age_days`` and
    dates differ by more than a day (``age_days`` counts).
    """

    measures: Measures
    refused: dict[str, Bools] = field(default_factory=dict)
    not_measured: int = 0
    disagreeing_ages: int = 0


def children(table: pa.Table, enough: bool = True) -> Children:
    """Read a table's columns (others are ignored; names in any case) into measures, one element a row.

    An unreadable ``sex`` or age leaves nothing to compute; an unreadable ``position`` takes the length away, an
    unreadable ``oedema`` the weight. Raises ``Refused('missing-columns')`` where no index at all could be computed,
    unless ``enough`` is false (for tables that are scored already).
    """
    columns = {name: table.column(at) for name, at in _places(table).items()}
    if enough:
        _check_enough(columns)
    refused: dict[str, Bools] = {}
    count = table.num_rows

    def code(name: str, words: dict[str, int]) -> NDArray[np.int8]:
        if name not in columns:
            return np.zeros(count, np.int8)
        values = _codes(columns[name], words)
        refused[name] = values < 0
        return np.maximum(values, 0)

    measured: dict[str, NDArray[np.float64]] = {}
    for name in MEASURED:
        if name in columns:
            measured[name], refused[name] = numbers(columns[name])
    age, disagreeing = _ages(columns, count, refused)
    position, oedema = code("position", POSITION), code("oedema", OEDEMA)
    sex = code("sex", SEX)
    for doubtful, name in (("position", "length_height_cm"), ("oedema", "weight_kg")):
        if doubtful in refused and name in measured and refused[doubtful].any():
            measured[name] = np.where(refused[doubtful], np.nan, measured[name])
    return Children(
        Measures(sex, age, position=position, oedema=oedema == 1, **measured),
        {name: rows for name, rows in refused.items() if rows.any()},
        not_measured=sum(int((values <= 0).sum()) for values in measured.values()),
        disagreeing_ages=disagreeing,
    )


def with_scores(table: pa.Table, scores: Scores) -> pa.Table:
    """Return the table with the columns of ``OUTPUT``: in place where a name exists already, else at its end."""
    made = _score_columns(scores)
    names = list(table.column_names)
    arrays = [made.pop(name) if name in made else table.column(name) for name in names]
    return pa.table([*arrays, *made.values()], names=[*names, *made])


def _score_columns(scores: Scores) -> dict[str, pa.Array]:
    columns = {code: pa.array(z, from_pandas=True) for code, z in scores.z.items()}
    columns |= {f"{code}_flag": pa.array(flag, mask=flag < 0) for code, flag in scores.flag.items()}
    columns["length_height_adjusted_cm"] = pa.array(scores.adjusted_cm, from_pandas=True)
    for code, numbers_of_words in categories(scores).items():
        words = pa.array(CATEGORY_WORDS[code], pa.string())
        columns[code] = words.take(pa.array(numbers_of_words, mask=numbers_of_words < 0))
    return {name: columns[name] for name in OUTPUT if name in columns}


def _places(table: pa.Table) -> dict[str, int]:
    """Return where each input column stands; an exact name is taken before one that differs in case or blanks."""
    names = table.column_names
    plain = {name.strip().casefold(): at for at, name in reversed(list(enumerate(names)))}
    return {name: names.index(name) if name in names else plain[name] for name in INPUT if name in plain}


def _check_enough(columns: dict[str, pa.ChunkedArray]) -> None:
    dated = "age_days" in columns or {"birth_date", "measured_on"} <= columns.keys()
    measures = [name for name in MEASURED if name in columns]
    if "sex" in columns and ((dated and measures) or {"weight_kg", "length_height_cm"} <= set(measures)):
        return
    missing = [] if "sex" in columns else ["sex"]
    missing += [] if dated else ["age_days (atau birth_date dan measured_on)"]
    missing += [] if measures else ["weight_kg atau length_height_cm"]
    raise Refused(
        "missing-columns",
        f"Tidak ada yang dapat dihitung: kolom {', '.join(missing)} tidak ada.",
        "Beri kolom nama seperti dalam `rembuk growth score --help`.",
    )


def _codes(column: pa.ChunkedArray, words: dict[str, int]) -> NDArray[np.int8]:
    """Return each cell's code, −1 for a word that is not in ``words``; distinct words are read once."""
    encoded = pa.chunked_array([column.combine_chunks()] if column.num_chunks != 1 else column.chunks)
    array = encoded.chunk(0) if encoded.num_chunks else pa.array([], column.type)
    if not pa.types.is_dictionary(array.type):
        array = array.dictionary_encode()
    distinct = [words.get(_plain(word), -1) for word in texts(array.dictionary)]
    of_word = np.array([*distinct, words[""]], dtype=np.int8)
    return of_word[np.asarray(pc.fill_null(array.indices, len(distinct)))]


def _plain(word: str) -> str:
    word = " ".join(word.split()).casefold()
    return word[:-2] if word.endswith(".0") else word


def _ages(
    columns: dict[str, pa.ChunkedArray], count: int, refused: dict[str, Bools]
) -> tuple[NDArray[np.float64], int]:
    """Return ages in days, NaN where unknown and −1 where there is one that cannot be used, and how many disagree.

    ``age_days`` counts before the dates; a row without it takes its age from them.
    """
    age = np.full(count, np.nan)
    unusable = np.zeros(count, dtype=bool)
    if "age_days" in columns:
        age, wrong = numbers(columns["age_days"])
        refused["age_days"] = unusable = wrong | (age < 0)
    if not {"birth_date", "measured_on"} <= columns.keys():
        return np.where(unusable, -1.0, age), 0
    needed = np.isnan(age) & ~unusable
    born, unread_birth = dates(columns["birth_date"])
    measured, unread_day = dates(columns["measured_on"])
    from_dates = (measured - born).astype("timedelta64[D]").astype(np.float64)
    from_dates[np.isnat(measured) | np.isnat(born)] = np.nan
    refused["birth_date"] = needed & unread_birth
    refused["measured_on"] = needed & (unread_day | (from_dates < 0))
    unusable = unusable | refused["birth_date"] | refused["measured_on"]
    disagreeing = int((np.abs(age - from_dates) > 1).sum())
    return np.where(unusable, -1.0, np.where(needed, from_dates, age)), disagreeing
