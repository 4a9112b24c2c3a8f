"""Shared by all tests: how the program is run as a user would run it."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# A deadline, and a check of how quickly examples are made, measure the machine and not the rule. The examples are the
# same in every run, so that main is green or red for everyone; HYPOTHESIS_PROFILE=explore looks further.
_OF_THE_MACHINE = (HealthCheck.too_slow, HealthCheck.large_base_example, HealthCheck.data_too_large)
settings.register_profile("house", deadline=None, derandomize=True, suppress_health_check=_OF_THE_MACHINE)
settings.register_profile("explore", deadline=None, suppress_health_check=_OF_THE_MACHINE)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))

ROOT = Path(__file__).resolve().parent.parent


def run(*arguments, cwd=None, env=None, timeout=120, stdin=None):
    """Run ``rembuk …`` in a process of its own and return the finished process."""
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


@pytest.fixture
def rembuk():
    """Return a function that runs ``rembuk …`` in a process of its own and returns the finished process."""
    return run
