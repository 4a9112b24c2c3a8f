"""From scored pairs to decisions: the same child, ask a person, or different children.

The register's side (left) may be claimed by several delivered rows, for a delivery can hold one child twice; a
delivered row gets at most one ``same``. A wrong merge mixes two children's measurements, a missed one costs a person
a minute: whatever speaks against, however likely the pair, makes it a question.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from rembuk.methods.linkage import model

#: A pair is the same child from this probability on …
SAME = 0.9
#: … a question from this one on …
ASK = 0.1
#: … and if the next best register row is at least this many bits behind.
MARGIN = 3.0
#: How many register rows a question may offer for one delivered row.
OFFERED = 3

_NAME_FAR = ("nama berbeda", "kata terakhir nama sama, kata pertama berbeda")
_NAME_DOUBTFUL = (*_NAME_FAR, "nama agak mirip", "kata pertama nama sama", "kata pertama nama hampir sama")
_NAME_SURE = ("nama sama", "kata nama sama, urutan atau pemisahannya berbeda")
_NIK_SAME = ("NIK sama",)
_NIK_SEQUENCE = ("NIK hanya beda nomor urut: anak lain yang lahir pada hari yang sama",)
_DATE_FAR = ("tanggal lahir berbeda", "tanggal lahir berselisih paling banyak sebulan", "bulan dan tahun lahir sama")

#: What is said beside the reasons when a likely pair is a question all the same.
REMARKS = (
    "",
    "anak lain di register hampir sama cocoknya",
    "nama berbeda: mungkin kembar atau saudara",
    "NIK sama tetapi nama dan tanggal lahir berbeda: mungkin NIK anak lain",
    "NIK hanya beda nomor urut: mungkin kembar",
    "baris lain yang namanya berbeda lebih cocok dengan anak ini",
)
_RIVAL, _SIBLING, _OTHERS_NIK, _TWIN, _CLAIMED = 1, 2, 3, 4, 5
DIFFERENT, ASKED, SAME_CHILD = 0, 1, 2


@dataclass(frozen=True)
class Decisions:
    """One entry a pair of ``best``: ``decision`` (DIFFERENT, ASKED, SAME_CHILD), ``remark`` (place in REMARKS) and
    ``probability``: of the best link that nothing speaks against the calibrated one, else the pair's own.
    """

    decision: NDArray[np.int8]
    remark: NDArray[np.int8]
    probability: NDArray[np.float64]


def decide(best: pa.Table) -> Decisions:
    """Decide on the best pairs of each delivered row (``right``, ``rank``, ``weight``, ``probability``, levels).

    The table is ordered by ``right`` and ``rank``; so is the answer.
    """
    rank = np.asarray(best["rank"])
    remark = _objections(best)
    remark[(remark == 0) & _has_rival(best)] = _RIVAL
    alone = (rank == 1) & (remark == 0)
    shift, slope = model.calibration()
    odds = np.clip(shift + slope * np.asarray(best["weight"]), -50, 50)
    probability = np.where(alone, 1 / (1 + 2.0**-odds), np.asarray(best["probability"]))
    decision = np.where(probability >= ASK, ASKED, DIFFERENT).astype(np.int8)
    decision[alone & (probability >= SAME)] = SAME_CHILD
    decision[(remark == _TWIN) & reached(best, "name", *_NAME_DOUBTFUL)] = DIFFERENT
    settled = np.isin(np.asarray(best["right"]), np.asarray(best["right"])[decision == SAME_CHILD])
    decision[settled & (decision == ASKED)] = DIFFERENT
    return Decisions(decision, remark, probability)


def withdraw(best: pa.Table, decisions: Decisions, weaker: pa.Table) -> Decisions:
    """Return the decisions with the claims in ``weaker`` (``left``, ``right``) made questions.

    A claim is weaker when another delivered row, whose name says that it is another child, fits the register row
    better.
    """
    width = int(np.asarray(best["right"]).max(initial=0)) + 1
    key = np.asarray(best["left"]) * width + np.asarray(best["right"])
    lost = np.isin(key, np.asarray(weaker["left"]) * width + np.asarray(weaker["right"]))
    decision, remark = decisions.decision.copy(), decisions.remark.copy()
    lost &= decision == SAME_CHILD
    decision[lost], remark[lost] = ASKED, _CLAIMED
    return Decisions(decision, remark, decisions.probability)


def reached(pairs: pa.Table, comparison: str, *labels: str) -> NDArray[np.bool_]:
    """Return which pairs reach one of the named levels of a comparison."""
    return np.isin(np.asarray(pairs[comparison]), levels(comparison, *labels))


def levels(comparison: str, *labels: str) -> list[int]:
    """Return the numbers of the named levels."""
    numbers = {label: number for number, label in model.words(comparison).items()}
    return [numbers[label] for label in labels]


def names_that_differ() -> list[int]:
    """Return the levels of the name at which two delivered rows are held to be different children."""
    return levels("name", *_NAME_DOUBTFUL)


def _objections(best: pa.Table) -> NDArray[np.int8]:
    far = reached(best, "name", *_NAME_FAR)
    same_nik = reached(best, "nik", *_NIK_SAME)
    remark = np.zeros(best.num_rows, dtype=np.int8)
    remark[far & ~same_nik] = _SIBLING
    remark[far & same_nik & reached(best, "birth_date", *_DATE_FAR)] = _OTHERS_NIK
    remark[reached(best, "nik", *_NIK_SEQUENCE) & ~reached(best, "name", *_NAME_SURE)] = _TWIN
    return remark


def _has_rival(best: pa.Table) -> NDArray[np.bool_]:
    """Tell the pairs whose delivered row has another register row less than MARGIN bits behind the best one."""
    right, weight = np.asarray(best["right"]), np.asarray(best["weight"])
    rank = np.asarray(best["rank"])
    if len(right) < 2:
        return np.zeros(len(right), dtype=bool)
    close = (right[1:] == right[:-1]) & (rank[1:] == 2) & (weight[:-1] - weight[1:] < MARGIN)
    contested = right[:-1][close]
    best_weight = np.zeros(int(right.max()) + 1)
    best_weight[right[rank == 1]] = weight[rank == 1]
    return np.isin(right, contested) & (best_weight[right] - weight < MARGIN)
