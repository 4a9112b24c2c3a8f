"""``rembuk serve`` as a process: it serves, says where, stops when told, and refuses in one sentence."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.conftest import ROOT


def free_port():
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        return door.getsockname()[1]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return the environment of a new record, one for all tests of this file."""
    folder = tmp_path_factory.mktemp("served")
    environment = {
        "REMBUK_DATA": str(folder / "data"),
        "REMBUK_KEY_FILE": str(folder / "keys" / "master.key"),
        "REMBUK_TEST_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
    }
    everything = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment}
    subprocess.run([sys.executable, "-m", "rembuk", "setup"], env=everything, check=True, capture_output=True)
    return environment


def start(environment, port):
    """Start the server and wait until it says where to look; what it says is in the file ``said``."""
    said = Path(environment["REMBUK_DATA"]).parent / f"said-{port}"
    with said.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-m", "rembuk", "serve", "--port", str(port)],
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
            stderr=file,
        )
    deadline = time.monotonic() + 60
    while f":{port}/" not in said.read_text():
        assert process.poll() is None, said.read_text()
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return process


def get(port, path="/masuk/", **headers):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("GET", path, headers={"Host": "localhost", **headers})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body.decode(errors="replace")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_until_it_is_told_to_stop(place, number):
    port = free_port()
    process = start(place, port)
    try:
        answer, page = get(port)
        assert answer.status == 200
        assert "Masuk" in page
        style, _ = get(port, "/static/rembuk.css")
        assert style.status == 200
        assert style.headers["Content-Security-Policy"]
        assert get(port, "/masuk/", Host="jahat.example")[0].status == 400
    finally:
        process.send_signal(number)
        assert process.wait(15) == 0
    assert "Traceback" not in (Path(place["REMBUK_DATA"]).parent / f"said-{port}").read_text()


def test_a_killed_server_starts_again_on_the_same_record(place):
    port = free_port()
    process = start(place, port)
    process.kill()
    process.wait(10)
    again = start(place, port)
    try:
        assert get(port)[0].status == 200
    finally:
        again.terminate()
        again.wait(15)


def test_a_taken_port_is_a_sentence(place, rembuk):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        done = rembuk("serve", "--port", door.getsockname()[1], env=place)
    assert done.returncode == 2
    assert "sudah dipakai" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"REMBUK_DATA": "nowhere"}, "belum ada rekaman"),
        ({"REMBUK_KEY_FILE": "nowhere.key"}, "Berkas kunci"),
        ({"REMBUK_DEMO": "1", "REMBUK_ADDRESS": "0.0.0.0"}, "hanya dilayani di komputer ini"),
        ({"REMBUK_ADDRESS": "bukan alamat"}, "REMBUK_ADDRESS"),
    ],
)
def test_what_cannot_be_served_is_a_sentence(place, rembuk, changes, words, tmp_path):
    began = time.monotonic()
    done = rembuk("serve", "--port", free_port(), env={**place, **changes}, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert words in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert time.monotonic() - began < 60


def test_behind_tls_cookies_are_secure_and_browsers_remember(place):
    port = free_port()
    process = start({**place, "REMBUK_TLS": "1"}, port)
    try:
        answer, _ = get(port, "/masuk/", **{"X-Forwarded-Proto": "https"})
        assert answer.headers["Strict-Transport-Security"]
        assert "Secure" in answer.headers["Set-Cookie"]
    finally:
        process.terminate()
        process.wait(15)
