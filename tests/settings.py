"""The record as tests see it: a data folder of its own, quick password hashing, a database file that threads share."""

import os
import tempfile
from pathlib import Path

_folder = Path(tempfile.mkdtemp(prefix="rembuk-test-"))
os.environ["REMBUK_DATA"] = str(_folder)

from rembuk.record.core import keys  # noqa: E402
from rembuk.site.settings import *  # noqa: E402, F403
from rembuk.site.settings import DATABASES  # noqa: E402

KEY_FILE = _folder / "master.key"
keys.create(KEY_FILE)
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if "sqlite" in DATABASES["default"]["ENGINE"]:
    DATABASES["default"]["TEST"] = {"NAME": str(_folder / "test.sqlite3")}
