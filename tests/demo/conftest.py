"""One small district for all tests of the demo."""

import pytest

from rembuk.demo.district import write_district


@pytest.fixture(scope="session")
def district(tmp_path_factory):
    """Return the folder and the manifest of a small district."""
    folder = tmp_path_factory.mktemp("daerah")
    return folder, write_district("small", folder)
