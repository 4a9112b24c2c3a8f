"""Shared by all tests: how the program is run as a user would run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# A deadline measures the machine, not the rule: on shared cores the same example takes 50 or 500 ms.
settings.register_profile("no-deadline", deadline=None)
settings.load_profile("no-deadline")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def rembuk():
    """Return a function that runs ``rembuk …`` in a process of its own and returns the finished process."""

    def run(*arguments, cwd=None, env=None, timeout=120, stdin=None):
        ours = {name: value for name, value in os.environ.items() if not name.startswith(("REMBUK_", "DJANGO_"))}
        environment = {**ours, "PYTHONPATH": str(ROOT / "src"), **(env or {})}
        return subprocess.run(
            [sys.executable, "-m", "rembuk", *map(str, arguments)],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=timeout,
            input=stdin,
            check=False,
        )

    return run
