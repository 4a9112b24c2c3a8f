"""The ledger in the database: one entry a verb, found when forged, whole under concurrent writers."""

import threading

import pytest
from django.db import connection

from rembuk.errors import Refused
from rembuk.record.core.errors import Denied
from rembuk.record.core.transactions import trusted_reading, turn_to_write, writing
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.ledger import queries, rules
from rembuk.record.ledger.models import Entry, Head


def act(number):
    with writing(OPERATOR, "act") as write:
        write.changed("thing", None, number=number)


def forge(statement, *values):
    """Change the tables behind the program's back, as someone with the database file could."""
    with turn_to_write(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_one_entry_a_verb_in_the_order_of_commits(record):
    for number in range(5):
        act(number)
    with trusted_reading("check"):
        entries = list(Entry.objects.all())
    assert [entry.sequence for entry in entries] == [1, 2, 3, 4, 5]
    assert [entry.detail["number"] for entry in entries] == [0, 1, 2, 3, 4]
    assert not list(queries.findings())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET verb = 'other' WHERE sequence = 2",
        "UPDATE ledger_entry SET purpose = 'research' WHERE sequence = 3",
        "DELETE FROM ledger_entry WHERE sequence = 2",
        "DELETE FROM ledger_entry WHERE sequence = 3",
        "UPDATE ledger_entry SET hash = previous WHERE sequence = 1",
        "UPDATE ledger_head SET sequence = 2",
    ],
)
def test_a_forgery_is_found(record, statement):
    for number in range(3):
        act(number)
    forge(statement)
    assert list(queries.findings())


def test_a_receipt_finds_what_was_rebuilt_from_there_on(record):
    for number in range(3):
        act(number)
    receipt = rules.issue_receipt(OPERATOR)
    assert receipt["sequence"] == 3
    assert not list(queries.findings([queries.receipt_of(receipt)]))
    forge("DELETE FROM ledger_issuedreceipt")
    forge("DELETE FROM ledger_entry")
    forge("UPDATE ledger_head SET sequence = 0, hash = %s", "0" * 64)
    for number in range(4):
        act(number + 10)
    assert not list(queries.findings())
    assert list(queries.findings([queries.receipt_of(receipt)]))
    assert queries.covered() == (4, 0)


def test_a_receipt_of_another_record_is_refused(record):
    act(1)
    receipt = rules.issue_receipt(OPERATOR)
    for content in ({**receipt, "record": "other"}, {**receipt, "kind": "x"}, [], {"kind": 1}, None):
        with pytest.raises(Refused):
            queries.receipt_of(content)


def test_only_some_roles_issue_receipts(record):
    with pytest.raises(Denied):
        rules.issue_receipt(Viewer(None, None, None, "kader", "child_care"))
    with pytest.raises(Refused) as refused:
        rules.issue_receipt(OPERATOR)
    assert refused.value.code == "empty-ledger"


def test_concurrent_writers_leave_no_gap(record):
    problems = []

    def work():
        try:
            for number in range(10):
                act(number)
        except Exception as problem:
            problems.append(problem)
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    with trusted_reading("check"):
        assert list(Entry.objects.values_list("sequence", flat=True)) == list(range(1, 41))
        assert Head.objects.get().sequence == 40
    assert not list(queries.findings())
