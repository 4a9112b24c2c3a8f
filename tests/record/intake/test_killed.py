"""A delivery whose process is killed at any moment is finished by the next one: nothing lost, nothing doubled."""

import datetime
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.record.intake.conftest import file_of, line

SRC = str(Path(__file__).resolve().parents[3] / "src")
ROWS = 1500
KILLS = 10
FIRST = ["Sari", "Dewi", "Ayu", "Rina", "Wulan", "Tuti", "Ratna", "Budi", "Agus", "Joko", "Wahyu", "Bayu", "Fajar"]


def lines():
    random_ = random.Random(3)
    for number in range(ROWS):
        yield line(
            number + 1,
            Nama=f"{random_.choice(FIRST)} {random_.choice(FIRST)}",
            **{
                "Nama Ortu": f"{random_.choice(FIRST)} {number}{random_.choice(FIRST)}",
                "Tgl Lahir": str(datetime.date(2021, 1, 1) + datetime.timedelta(random_.randrange(1500))),
                "Berat": f"{random_.uniform(6, 14):.1f}",
                "Tinggi": f"{random_.uniform(60, 100):.1f}",
            },
        )


@pytest.mark.slow
def test_ten_kills_lose_and_double_nothing(tmp_path):
    kill_and_finish(tmp_path, seed=20261122)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(20))
def test_two_hundred_kills_lose_and_double_nothing(tmp_path, seed):
    kill_and_finish(tmp_path, seed)


def kill_and_finish(tmp_path, seed):
    """Deliver one file, kill the process at ten random moments, let the next one finish, and count everything."""
    environment = {
        **os.environ,
        "PYTHONPATH": SRC,
        "REMBUK_DATA": str(tmp_path / "data"),
        "REMBUK_KEY_FILE": str(tmp_path / "key"),
        "REMBUK_TEST_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
    }

    def start(*arguments):
        command = [sys.executable, "-m", "rembuk", *map(str, arguments)]
        return subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def run(*arguments):
        with start(*arguments) as process:
            out, err = process.communicate(timeout=300)
        assert process.returncode in {0, 1}, err
        return out + err

    (tmp_path / "areas.csv").write_text(
        "code,name,level,parent\n99.01,Kabupaten Rembuk,,\n99.01.01,Kecamatan Hulu,,\n99.01.01.2001,Desa Suka Maju,,\n"
        "P1,Melati I,posyandu,99.01.01.2001\n"
    )
    (tmp_path / "juni.csv").write_bytes(file_of(*lines()))
    run("setup")
    run("places", "import", tmp_path / "areas.csv")
    run("admin", "add-office", "Puskesmas Hulu", "--kind", "health_facility")

    random_ = random.Random(seed)
    for _ in range(KILLS):
        process = start("deliver", tmp_path / "juni.csv", "--from", "Puskesmas Hulu")
        time.sleep(random_.uniform(0.3, 3.0))
        os.kill(process.pid, signal.SIGKILL)
        process.communicate()
    run("deliver", tmp_path / "juni.csv", "--from", "Puskesmas Hulu")
    assert "temuan" not in run("check")

    with sqlite3.connect(tmp_path / "data" / "rembuk.sqlite3") as database:

        def one(statement):
            return database.execute(statement).fetchone()[0]

        assert one("PRAGMA integrity_check") == "ok"
        assert one("SELECT count(*) FROM intake_delivery") == 1
        assert one("SELECT state FROM intake_delivery") == "done"
        measured = one("SELECT count(*) FROM children_measurement")
        asked = one("SELECT count(*) FROM intake_question")
        assert measured + asked == ROWS
        assert one("SELECT count(DISTINCT row) FROM children_measurement") == measured
        assert one("SELECT count(*) FROM children_child") <= measured
        assert one("SELECT new_measurements + corrections + unchanged + questions FROM intake_delivery") == ROWS
