"""How long a large delivery takes, from bytes to summaries: ``python benchmarks/intake.py [ROWS] [csv|xlsx]``.

Makes a made-up regency and one e-PPGBM file of ROWS children, sets up a record in a temporary folder and runs
``rembuk deliver`` in a process of its own, whose CPU seconds and peak memory the operating system tells.
"""

from __future__ import annotations

import datetime
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pyarrow as pa

from rembuk.formats import tables

CHILDREN_A_VILLAGE = 450
EPOCH = datetime.date(1970, 1, 1)
FIRST = [
    *("Sari", "Dewi", "Ayu", "Putri", "Rina", "Wulan", "Tuti", "Nur", "Siti", "Ratna"),
    *("Budi", "Agus", "Dwi", "Tri", "Eko", "Joko", "Wahyu", "Bayu", "Rizki", "Fajar"),
]
SECOND = [
    *("Lestari", "Wati", "Hartono", "Susanto", "Pratama", "Saputra", "Anggraini"),
    *("Rahma", "Hidayat", "Kusuma", "Wijaya", "Utami", "Sari", "Santoso"),
]


def village(number: int) -> str:
    """Return a village name that is its own."""
    return f"Desa {chr(65 + number // 26 % 26)}{chr(97 + number % 26)}{number // 676} Maju"


def write_files(rows: int, kind: str, folder: Path) -> tuple[Path, Path]:
    """Write the table of areas and the delivery; return both paths."""
    random_ = random.Random(rows)
    villages = max(1, rows // CHILDREN_A_VILLAGE)
    areas = [{"code": "99.01", "name": "Kabupaten Rembuk"}, {"code": "99.01.01", "name": "Kecamatan Hulu"}]
    areas += [{"code": f"99.01.01.{2001 + n}", "name": village(n)} for n in range(villages)]
    tables.write(pa.Table.from_pylist(areas), folder / "areas.csv")
    lines = []
    for number in range(rows):
        born = 19_100 + random_.randrange(1500)
        day, birth = EPOCH + datetime.timedelta(20_700 + number % 20), EPOCH + datetime.timedelta(born)
        months = (20_700 - born) / 30.4375
        height = 50 + 3.2 * min(months, 12) ** 0.8 + 0.75 * max(0, months - 12) + random_.gauss(0, 2.5)
        lines.append(
            {
                "No": str(number + 1),
                "NIK": "",
                "Nama": f"{random_.choice(FIRST)} {random_.choice(SECOND)} {random_.choice(FIRST)}",
                "JK": random_.choice("LP"),
                "Tgl Lahir": str(birth),
                "BB Lahir": "3.1",
                "TB Lahir": "49",
                "Nama Ortu": f"{random_.choice(FIRST)} {random_.choice(SECOND)}",
                "Prov": "Contoh",
                "Kab/Kota": "Rembuk",
                "Kec": "Hulu",
                "Pukesmas": "Hulu",
                "Desa/Kel": village(number % villages),
                "Posyandu": "",
                "Tanggal Pengukuran": str(day),
                "Berat": f"{3.3 + 0.55 * months**0.75 + random_.gauss(0, 0.6):.1f}",
                "Tinggi": f"{height:.1f}",
                "Cara Ukur": "Berdiri" if months > 24 else "Terlentang",
                "BB/U": "",
                "ZS BB/U": "",
                "TB/U": "",
                "ZS TB/U": "",
                "BB/TB": "",
                "ZS BB/TB": "",
                "Naik Berat Badan": random_.choice("NTO"),
                "PMT Diterima (kg)": "",
                "Jml Vit A": "1",
            }
        )
    path = folder / f"register.{kind}"
    tables.write(pa.Table.from_pylist(lines), path)
    return folder / "areas.csv", path


def main() -> None:
    """Measure one delivery and print what it took."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000
    kind = sys.argv[2] if len(sys.argv) > 2 else "csv"
    with tempfile.TemporaryDirectory(prefix="rembuk-bench-") as name:
        folder = Path(name)
        areas, register = write_files(rows, kind, folder)
        environment = {
            **os.environ,
            "REMBUK_DATA": str(folder / "data"),
            "REMBUK_KEY_FILE": str(folder / "master.key"),
        }

        def rembuk(*arguments: str) -> None:
            done = subprocess.run(
                [sys.executable, "-m", "rembuk", *arguments],
                env=environment,
                capture_output=True,
                text=True,
                check=False,
            )
            if done.returncode == 2:
                sys.exit(done.stderr)
            print(done.stderr.splitlines()[-1] if done.stderr else "")

        rembuk("setup")
        rembuk("places", "import", str(areas))
        rembuk("admin", "add-office", "Puskesmas Hulu", "--kind", "health_facility")
        before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        rembuk("deliver", str(register), "--from", "Puskesmas Hulu")
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{rows} rows ({kind}, {register.stat().st_size / 1e6:.0f} MB): {cpu:.0f} CPU-s, ", end="")
        print(f"{time.monotonic() - began:.0f} s wall, peak {after.ru_maxrss / 1e6:.2f} GB")


if __name__ == "__main__":
    main()
