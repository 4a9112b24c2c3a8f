"""These tests are about PostgreSQL itself; the SQLite run does not collect them (`make test` runs both)."""

import os

if not os.environ.get("REMBUK_TEST_DATABASE"):
    collect_ignore_glob = ["test_*.py"]
