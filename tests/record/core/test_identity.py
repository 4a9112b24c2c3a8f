"""Identifiers sort by the time they were made and never repeat."""

import time

from rembuk.record.core.identity import uuid7


def test_a_later_identifier_sorts_later():
    first = uuid7()
    time.sleep(0.002)
    assert first < uuid7()


def test_version_and_variant_are_those_of_the_standard():
    made = {uuid7() for _ in range(10_000)}
    assert len(made) == 10_000
    assert {one.version for one in made} == {7}
    assert {one.variant for one in made} == {"specified in RFC 4122"}
