"""Run a command beside a PostgreSQL cluster of its own, on a free port, stopped and removed afterwards.

Usage: ``python tools/postgres.py COMMAND …``. The command sees ``REMBUK_TEST_DATABASE`` with the address of a database
whose owner is no superuser (row-level security binds it), and no one else can reach the cluster.
"""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from pathlib import Path


def binaries() -> Path:
    """Return the folder of the newest PostgreSQL server programs on this machine."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    for place in (
        *found,
        Path("/opt/homebrew/opt/postgresql@15/bin/initdb"),
        Path("/usr/local/opt/postgresql@15/bin/initdb"),
    ):
        if place.exists() and (not found or place == found[-1]):
            return place.parent
    initdb = shutil.which("initdb")
    if initdb:
        return Path(initdb).resolve().parent
    sys.exit("PostgreSQL is missing: run python3 tools/system_packages.py postgresql")


def free_port() -> int:
    """Return a TCP port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def main() -> int:
    """Start the cluster, run the command, stop the cluster; return the command's exit code."""
    programs, port = binaries(), free_port()
    folder = Path(tempfile.mkdtemp(prefix="rembuk-pg-"))
    # initdb refuses to run as root: then the system's own postgres account owns the cluster.
    account = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if account:
        shutil.chown(folder, "postgres", "postgres")

    def run(*command: str) -> None:
        subprocess.run([*account, *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)

    try:
        data = folder / "data"
        run(
            str(programs / "initdb"),
            "-D",
            str(data),
            "-U",
            "admin",
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c max_connections=60 -c jit=off -c fsync=off"
        run(str(programs / "pg_ctl"), "-D", str(data), "-o", options, "-l", str(folder / "log"), "-w", "start")
        try:
            psql = [
                str(programs / "psql"),
                "-h",
                "127.0.0.1",
                "-p",
                str(port),
                "-U",
                "admin",
                "-d",
                "postgres",
                "-q",
                "-c",
            ]
            run(*psql, "CREATE ROLE rembuk_owner LOGIN CREATEDB CREATEROLE NOSUPERUSER")
            run(*psql, "CREATE DATABASE rembuk OWNER rembuk_owner")
            address = f"postgres://rembuk_owner@127.0.0.1:{port}/rembuk"
            environment = {**os.environ, "REMBUK_TEST_DATABASE": address}
            return subprocess.run(sys.argv[1:], check=False, env=environment).returncode
        finally:
            run(str(programs / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
    except subprocess.CalledProcessError as failed:
        print(f"PostgreSQL did not start for {getpass.getuser()}: {failed}", file=sys.stderr)
        return 1
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
