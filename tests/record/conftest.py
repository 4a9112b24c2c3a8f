"""People and places that the tests of the record share; nobody exists, and the codes are outside the real ones."""

import datetime

import pytest

from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.parties import rules as parties
from rembuk.record.places import queries as places
from rembuk.record.places.rules import AreaRow, import_areas

AREAS = [
    AreaRow(1, "99.01", "Kabupaten Rembuk"),
    AreaRow(2, "99.01.01", "Kecamatan Hulu"),
    AreaRow(3, "99.01.02", "Kecamatan Hilir"),
    AreaRow(4, "99.01.01.2001", "Desa Suka Maju"),
    AreaRow(5, "99.01.02.2001", "Desa Muara Jaya"),
    AreaRow(6, "PSY-0001", "Melati I", level="posyandu", parent="99.01.01.2001"),
]


@pytest.fixture
def record(transactional_db):
    """Return nothing: an empty record whose transactions are real ones."""


@pytest.fixture
def areas(record):
    """Return the areas of the made-up district by code."""
    import_areas(OPERATOR, AREAS)
    return {row.code: places.area_by_code(OPERATOR, row.code) for row in AREAS}


@pytest.fixture
def health_office(areas):
    """Return the id of the health office."""
    return parties.add_organisation(OPERATOR, "Dinas Kesehatan", "regional", areas["99.01"].id, "Dinkes")


@pytest.fixture
def social_office(areas):
    """Return the id of the social office."""
    return parties.add_organisation(OPERATOR, "Dinas Sosial", "regional", areas["99.01"].id, "Dinsos")


@pytest.fixture
def secretary(areas, health_office):
    """Return Ibu Sari of the secretariat as a viewer."""
    return Viewer(None, health_office, areas["99.01"].id, "secretary", "coordination")


TODAY = datetime.date(2026, 11, 22)
