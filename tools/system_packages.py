"""Bring Chromium and PostgreSQL through the system's own package manager where they are missing.

Usage: ``python3 tools/system_packages.py chromium postgresql``. Runs before anything is installed, so it needs only
the standard library. On a machine where it may not install, it says in one sentence what to install by hand.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = {
    "chromium": {"apt": ["chromium"], "brew": ["--cask", "chromium"]},
    "postgresql": {"apt": ["postgresql"], "brew": ["postgresql@15"]},
}


def has(what: str) -> bool:
    """Return whether the program is on this machine."""
    if what == "postgresql":
        places = [
            Path("/usr/lib/postgresql"),
            Path("/opt/homebrew/opt/postgresql@15"),
            Path("/usr/local/opt/postgresql@15"),
        ]
        return any(
            list(place.glob("*/bin/initdb")) or (place / "bin/initdb").exists() for place in places if place.exists()
        )
    mac = Path("/Applications/Chromium.app")
    return any(map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))) or mac.exists()


def main() -> int:
    """Install what is missing; return 0 when all is there."""
    missing = [what for what in sys.argv[1:] if not has(what)]
    if not missing:
        return 0
    system = "brew" if platform.system() == "Darwin" else "apt"
    packages = [name for what in missing for name in PACKAGES[what][system]]
    if system == "brew":
        commands = [["brew", "install", *packages]]
    else:
        root = [] if os.geteuid() == 0 else ["sudo"]
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        commands = [
            [*root, "apt-get", "update", "-q"],
            [*root, *environment, "apt-get", "install", "-y", "-q", "--no-install-recommends", *packages],
        ]
    for command in commands:
        print("+", *command, file=sys.stderr)
        if shutil.which(command[0]) is None or subprocess.run(command, stdout=sys.stderr, check=False).returncode:
            print(
                f"Install {' and '.join(missing)} with your package manager, then run make test again.", file=sys.stderr
            )
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
