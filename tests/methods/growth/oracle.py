"""The reference answers: 5,000 invented children scored by WHO's R package anthro (see data/README.md)."""

import csv
import gzip
from pathlib import Path

import numpy as np

from rembuk.methods.growth import Measures

PATH = Path(__file__).parent / "data" / "anthro_first5000.csv.gz"
SEX = {"1": 1, "m": 1, "L": 1, "2": 2, "f": 2, "P": 2, "": 0}
POSITION = {"": 0, "L": 1, "lying": 1, "Terlentang": 1, "H": 2, "standing": 2, "Berdiri": 2}

with gzip.open(PATH, "rt", encoding="utf-8") as file:
    ROWS = list(csv.DictReader(file))


def numbers(column):
    return np.array([float(row[column]) if row[column] else np.nan for row in ROWS])


def flags(column):
    return np.array([int(row[column]) if row[column] else -1 for row in ROWS])


def measures():
    return Measures(
        sex=np.array([SEX[row["sex"]] for row in ROWS]),
        age_days=numbers("age_days"),
        weight_kg=numbers("weight_kg"),
        length_height_cm=numbers("length_height_cm"),
        position=np.array([POSITION[row["position"]] for row in ROWS]),
        oedema=np.array([row["oedema"] == "y" for row in ROWS]),
        head_cm=numbers("head_cm"),
        muac_cm=numbers("muac_cm"),
        triceps_mm=numbers("triceps_mm"),
        subscapular_mm=numbers("subscapular_mm"),
    )


#: id → what is right where R is wrong: a wrong table row; weight 0; length 0 or less after the correction
KNOWN_FAULTS = {
    "whz": {"1158": 0.40, **dict.fromkeys(["215", "565", "2060", "3076", "3759", "4296"], np.nan)},
    "baz": dict.fromkeys(
        ["447", "1284", "1340", "2095", "2254", "3944", "3975", "4254", "4411", "4586", "4724"], np.nan
    ),
}
