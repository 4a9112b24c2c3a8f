"""One writer at a time, whoever they are; a killed writer leaves the way free."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from rembuk.errors import Refused
from rembuk.record.core.lock import exclusive

SRC = str(Path(__file__).resolve().parents[3] / "src")
ADD_ONE = """
import sys, pathlib
from rembuk.record.core.lock import exclusive
lock, counter = map(pathlib.Path, sys.argv[1:])
for _ in range(50):
    with exclusive(lock):
        number = int(counter.read_text())
        counter.write_text(str(number + 1))
"""
HOLD = """
import sys, pathlib, time
from rembuk.record.core.lock import exclusive
with exclusive(pathlib.Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def start(code, *arguments, **options):
    environment = {**os.environ, "PYTHONPATH": SRC}
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], env=environment, text=True, **options)


def test_four_processes_and_four_threads_lose_no_turn(tmp_path):
    lock, counter = tmp_path / "lock", tmp_path / "counter"
    counter.write_text("0")
    processes = [start(ADD_ONE, lock, counter) for _ in range(4)]

    def add():
        for _ in range(50):
            with exclusive(lock):
                counter.write_text(str(int(counter.read_text()) + 1))

    threads = [threading.Thread(target=add) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in processes] == [0] * 4
    assert counter.read_text() == "400"


def test_a_killed_writer_leaves_the_way_free(tmp_path):
    lock = tmp_path / "lock"
    holder = start(HOLD, lock, stdout=subprocess.PIPE)
    with holder:
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(Refused) as refused, exclusive(lock, patience=0.1):
            pass
        assert refused.value.code == "busy"
        os.kill(holder.pid, signal.SIGKILL)
        holder.wait()
        with exclusive(lock, patience=5):
            pass


def test_a_thread_that_holds_the_lock_passes_through(tmp_path):
    with exclusive(tmp_path / "lock"), exclusive(tmp_path / "lock"):
        pass
    begin = time.monotonic()
    with exclusive(tmp_path / "lock"):
        pass
    assert time.monotonic() - begin < 30
