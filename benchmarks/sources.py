"""How long a register of 200,000 lines takes to read: ``python benchmarks/sources.py FOLDER [KIND …]``.

Made-up lines in layout E2, written by the tests' writers; each kind is read in a process of its own.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

from tests.sources import damage, files  # noqa: E402

from rembuk.sources import read  # noqa: E402

MEASURES = ("Berat", "Tinggi", "ZS BB/U", "ZS TB/U", "ZS BB/TB", "LiLA")
KINDS: dict[str, tuple[Callable, Callable | None]] = {
    "clean.csv": (files.write_csv, None),
    "clean.xlsx": (files.write_xlsx, None),
    "clean.xls": (files.write_html, None),
    "excel.csv": (files.write_csv, damage.excel_text),
    "excel.xlsx": (files.write_xlsx, damage.excel_cell),
}


def lines(spoil: Callable | None, children: int = 20_000, times: int = 10) -> Iterator[list]:
    """Yield the lines of a register: ``children`` different ones, ``times`` over under other names."""
    made = files.children(children, seed=5)
    for turn in range(times):
        for at, child in enumerate(made):
            other = {
                **child,
                "name": f"{child['name']} {turn}",
                "nik": f"{child['nik'][:12]}{(at * 7 + turn) % 10000:04d}",
            }
            row = files.cells(other, files.E2)
            if spoil is not None:
                row |= {name: spoil(row[name]) for name in MEASURES}
            yield list(row.values())


def main() -> None:
    """Make the files that are missing, then read each in a process of its own."""
    folder = Path(sys.argv[1])
    for kind in sys.argv[2:] or KINDS:
        if not (folder / kind).exists():
            write, spoil = KINDS[kind]
            write(folder / kind, files.E2, lines(spoil))
        subprocess.run([sys.executable, __file__, "--read", str(folder / kind)], check=True)


def measure(path: Path) -> None:
    """Read one file and print what it cost."""
    start = time.process_time()
    reading = read(path)
    cost = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(f"{path.name}: {reading.rows.num_rows} rows, {cost:.1f} CPU s, {memory} MB, ", end="")
    print(f"{reading.repaired} repaired, {reading.refused} refused")


if __name__ == "__main__":
    measure(Path(sys.argv[2])) if sys.argv[1] == "--read" else main()
