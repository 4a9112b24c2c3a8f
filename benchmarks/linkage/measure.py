"""Accuracy and speed of linkage on a made-up district, beside what districts do today.

    python -m benchmarks.linkage.measure --children 50000 --level hard --seed 11
    python -m benchmarks.linkage.measure --children 1000000 --level typical --seed 12 --increment

The files are written before the clock starts; linking is timed as the command runs it, from reading the two Parquet
files to writing the pairs, in a process of its own. ``--increment`` prepares the register once and times 5,000 new rows
and single children.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from benchmarks.linkage import evaluate, generate, noise

from rembuk.methods.linkage.link import Register

NEW_ROWS, SEARCHES = 5000, 20


def command(folder: Path) -> pa.Table:
    """Run ``rembuk linkage run`` on the files of a folder; print its wall and CPU seconds and peak memory."""
    files = [str(folder / name) for name in ("left.parquet", "right.parquet", "pairs.parquet")]
    start, before = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(
        [sys.executable, "-m", "rembuk", "linkage", "run", *files[:2], "-o", files[2]], check=True, env=os.environ
    )
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime
    print(f"command: {time.perf_counter() - start:.1f} s wall, {cpu:.1f} s CPU, {used.ru_maxrss / 1e6:.2f} GB")
    return pq.read_table(files[2])


def joined(left: pa.Table, right: pa.Table, keys: list[str]) -> pa.Table:
    """Return the baseline that joins on equal, filled columns (names without regard to case), as pairs."""
    sides = []
    for table, key in ((left, "left_id"), (right, "right_id")):
        columns = [[str(cell).lower() for cell in table[name].to_pylist()] for name in keys]
        rows = dict(zip(keys, columns, strict=True)) | {key: table["id"].to_pylist()}
        side = pa.table(rows)
        for name in keys:
            side = side.filter(pa.array([cell not in {"", "-", "0"} for cell in side[name].to_pylist()]))
        sides.append(side)
    found = sides[0].join(sides[1], keys, join_type="inner")
    return found.append_column("decision", pa.array(["same"] * found.num_rows))


def increments(left: pa.Table, right: pa.Table) -> None:
    """Print how long the register takes to prepare, a delivery of NEW_ROWS to link, one child to find."""
    start = time.perf_counter()
    with Register(left) as register:
        print(f"register prepared: {time.perf_counter() - start:.1f} s")
        start, cpu = time.perf_counter(), time.process_time()
        register.link(right.slice(0, NEW_ROWS))
        print(f"{NEW_ROWS} new rows: {time.perf_counter() - start:.2f} s wall, {time.process_time() - cpu:.2f} s CPU")
        times = []
        for child in right.slice(NEW_ROWS, SEARCHES).drop_columns(["id", "family"]).to_pylist():
            start = time.perf_counter()
            register.search(child)
            times.append(time.perf_counter() - start)
        times.sort()
        print(f"one child: median {times[len(times) // 2] * 1000:.0f} ms, slowest {times[-1] * 1000:.0f} ms")


def main() -> None:
    """Make the files, link them, print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--children", type=int, default=50_000)
    parser.add_argument("--level", choices=sorted(noise.LEVELS), default="typical")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--village-names", action="store_true", help="villages by a number only, no district in it")
    parser.add_argument("--increment", action="store_true")
    chosen = parser.parse_args()
    left, right, truth = generate.make(chosen.children, noise.LEVELS[chosen.level], chosen.seed)
    if chosen.village_names:
        left, right = (
            side.set_column(
                side.column_names.index("village"),
                "village",
                pa.array([f"Desa {v}X" for v in side["village"].to_pylist()]),
            )
            for side in (left, right)
        )
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for table, file in ((left, "left"), (right, "right")):
            pq.write_table(table, folder / f"{file}.parquet")
        results = {"rembuk": command(folder)}
    results["exact NIK"] = joined(left, right, ["nik"])
    results["name + birth date"] = joined(left, right, ["name", "birth_date"])
    for method, pairs in results.items():
        found = evaluate.figures(left, right, truth, pairs)
        print(f"{method:18}", "  ".join(f"{key} {value:.4f}" for key, value in found.items()))
    if chosen.increment:
        increments(left, right)


if __name__ == "__main__":
    main()
