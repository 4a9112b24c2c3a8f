"""Papers of the record are made from deliveries: the people and places of the record's own tests."""

import io

import pytest
import python_calamine
from tests.record.conftest import areas, health_office, record, secretary, social_office
from tests.record.intake.conftest import health_centre, ratna, send

__all__ = ["areas", "health_centre", "health_office", "ratna", "record", "secretary", "send", "social_office"]


@pytest.fixture
def sheets():
    """Return a function that reads a workbook's bytes back: rows of cells by sheet."""

    def read(made):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(made))
        return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}

    return read


@pytest.fixture
def table(sheets):
    """Return a function that reads the table under a sheet's head: a dict a row, by column title."""

    def rows(made, name, first):
        lines = sheets(made)[name]
        at = next(i for i, line in enumerate(lines) if line[0] == first)
        return [dict(zip(lines[at], line, strict=True)) for line in lines[at + 1 :]]

    return rows
