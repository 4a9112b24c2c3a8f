"""A verb stands whole, with its ledger entry, or not at all."""

import pytest

from rembuk.record.core.transactions import reading, trusted_reading, writing
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.ledger.models import Entry
from rembuk.record.places.models import Area

STRANGER = Viewer(None, None, None, "partner", "reporting")


def entries():
    with trusted_reading("check"):
        return list(Entry.objects.values_list("verb", flat=True))


def test_what_fails_leaves_neither_row_nor_entry(record):
    with pytest.raises(ZeroDivisionError), writing(OPERATOR, "try") as write:
        Area.objects.create(code="99", name="Contoh", level="province")
        write.changed("area", None)
        raise ZeroDivisionError
    assert entries() == []
    with trusted_reading("check"):
        assert not Area.objects.exists()


def test_a_verb_that_tells_the_ledger_nothing_is_undone(record):
    with pytest.raises(RuntimeError, match="did not tell"), writing(OPERATOR, "silent"):
        Area.objects.create(code="99", name="Contoh", level="province")
    with trusted_reading("check"):
        assert not Area.objects.exists()


def test_one_entry_a_verb(record):
    with pytest.raises(RuntimeError, match="twice"), writing(OPERATOR, "talkative") as write:
        write.changed("area", None)
        write.changed("area", None)
    assert entries() == []


def test_verbs_do_not_nest_and_a_reading_has_one_viewer(record):
    with pytest.raises(RuntimeError, match="inside another"), writing(OPERATOR, "outer"), writing(OPERATOR, "inner"):
        pass
    with pytest.raises(RuntimeError, match="one viewer"), reading(OPERATOR), reading(STRANGER):
        pass
    with reading(OPERATOR), reading(OPERATOR):
        pass


def test_the_way_is_free_again_after_a_failure(record):
    for _ in range(2):
        with pytest.raises(ZeroDivisionError), writing(OPERATOR, "try"):
            raise ZeroDivisionError
    with writing(OPERATOR, "done") as write:
        write.changed("area", None)
    assert entries() == ["done"]
