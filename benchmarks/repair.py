"""How well `sources read` reads the made-up district's files: every cell compared with the truth behind it.

PYTHONPATH=src python benchmarks/repair.py FOLDER   (a folder that `rembuk demo --dir FOLDER --no-serve` wrote)
"""

import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq

from rembuk.demo.district import read_manifest
from rembuk.formats import tables
from rembuk.sources import read

VALUES = {
    "weight_kg": "weight_kg",
    "length_height_cm": "length_height_cm",
    "muac_cm": "muac_cm",
    "waz_reported": "waz",
    "haz_reported": "haz",
    "whz_reported": "whz",
    "birth_date": "birth_date",
    "measured_on": "measured_on",
}
KINDS = ("E1", "E2", "E3", "E4")


def same(got, wanted):
    """Tell whether two cells hold the same number, or else the same text."""
    try:
        return abs(float(got) - float(wanted)) < 1e-9
    except ValueError:
        return got == wanted


def judged(reading, lines):
    """Count the cells of one file: right, blank and listed, wrong; those that a spreadsheet changed apart."""
    counts = Counter()
    problems = reading.problems
    listed = set(
        zip(map(int, tables.texts(problems.column("row"))), tables.texts(problems.column("column")), strict=True)
    )
    rows = [int(row) for row in tables.texts(reading.rows.column("row"))]
    at = {row: i for i, row in enumerate(lines.column("row").to_pylist())}
    damaged = [set(cell.split()) for cell in tables.texts(lines.column("damaged"))]
    for name, wanted_name in VALUES.items():
        got = tables.texts(reading.rows.column(name))
        wanted = tables.texts(lines.column(wanted_name))
        for row, cell in zip(rows, got, strict=True):
            i = at[row]
            group = "rusak" if f"{name}:excel" in damaged[i] else "utuh"
            if cell == "" and wanted[i]:
                counts[group, name, "kosong, terdaftar" if (row, name) in listed else "KOSONG DIAM-DIAM"] += 1
            elif same(cell, wanted[i]):
                counts[group, name, "benar"] += bool(wanted[i])
            else:
                counts[group, name, "SALAH, terdaftar" if (row, name) in listed else "SALAH DIAM-DIAM"] += 1
    return counts


def main():
    """Read every e-PPGBM file of a folder and print the counts as a table."""
    folder = Path(sys.argv[1])
    manifest = read_manifest(folder)
    truth = pq.read_table(folder / "truth.parquet")
    files = truth.column("file").cast("string")
    total, lines_read, seconds = Counter(), 0, 0.0
    for file in manifest.files:
        if file.kind not in KINDS:
            continue
        begun = time.process_time()
        reading = read(folder / file.path)
        seconds += time.process_time() - begun
        lines_read += reading.rows.num_rows
        total += judged(reading, truth.filter(pc.equal(files, file.path)))
    print(f"{lines_read} lines, {seconds:.1f} CPU s, {lines_read / seconds:.0f} lines a CPU s")
    words = sorted({word for _, _, word in total})
    print("| cells | column | " + " | ".join(words) + " |\n|---|---|" + "---|" * len(words))
    for group in ("rusak", "utuh"):
        for name in VALUES:
            counts = np.array([total[group, name, word] for word in words])
            if counts.sum():
                print(f"| {group} | {name} | " + " | ".join(str(n) for n in counts) + " |")


if __name__ == "__main__":
    main()
