"""Whatever is altered, deleted, added or reordered below a receipt is found, a thousand times out of a thousand."""

import random
from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from rembuk.record.ledger.chain import GENESIS, Link, Receipt, broken_links


def chain(length):
    entries, previous = [], GENESIS
    for number in range(1, length + 1):
        link = Link(
            number, f"e{number}", f"2026-11-22T00:00:{number:02d}+00:00", "a", "o", "coordination", "",
            "record_meeting", "meeting", f"m{number}", {"n": number}, previous,
        )  # fmt: skip
        previous = link.hash()
        entries.append((link, previous))
    return entries


def alter(random_, entries):
    """Return the entries after one forgery, with every later hash made to fit again (a forger with the database)."""
    forged = list(entries)
    place = random_.randrange(len(forged))
    kind = random_.choice(["value", "delete", "swap", "insert", "truncate", "silent"])
    link, stored = forged[place]
    if kind in {"value", "silent"}:
        name = random_.choice([field.name for field in fields(Link) if field.name not in {"sequence", "previous"}])
        value = {"forged": True} if name == "detail" else "forged"
        forged[place] = (replace(link, **{name: value}), stored)
    elif kind == "delete":
        del forged[place]
    elif kind == "swap":
        other = random_.randrange(len(forged) - 1)
        other += other >= place
        forged[place], forged[other] = forged[other], forged[place]
    elif kind == "insert":
        forged.insert(place, (replace(link, entry_id="new"), stored))
    else:
        del forged[place:]
    if kind == "silent":
        return forged
    rebuilt, previous = [], GENESIS
    for number, (link, _) in enumerate(forged, 1):
        link = replace(link, sequence=number, previous=previous)
        previous = link.hash()
        rebuilt.append((link, previous))
    return rebuilt


def test_a_whole_chain_has_no_findings():
    entries = chain(30)
    assert not list(broken_links(entries, [Receipt("r", 30, entries[-1][1]), Receipt("r", 7, entries[6][1])]))
    assert not list(broken_links([], []))


def test_a_thousand_forgeries_below_a_receipt_are_all_found():
    entries = chain(30)
    receipt = Receipt("r", 30, entries[-1][1])
    random_ = random.Random(20261122)
    missed = [seed for seed in range(1000) if not list(broken_links(alter(random_, entries), [receipt]))]
    assert missed == []


def test_what_came_after_the_last_receipt_is_not_claimed_to_be_proved():
    entries = chain(30)
    receipt = Receipt("r", 10, entries[9][1])
    assert not list(broken_links(entries[:20], [receipt]))
    assert list(broken_links(entries[:9], [receipt]))


@given(st.text(), st.dictionaries(st.text(), st.integers()))
def test_the_hash_covers_every_letter(verb, detail):
    link = chain(1)[0][0]
    changed = replace(link, verb=verb, detail=detail)
    assert (changed.hash() == link.hash()) == (changed == link)
