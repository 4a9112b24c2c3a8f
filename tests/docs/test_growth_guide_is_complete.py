"""The guide to growth names every column, word, reason, letter and rule set that the program knows."""

from pathlib import Path

from rembuk.formats.children import INPUT, OUTPUT
from rembuk.knowledge.growth.monitoring import rule_sets
from rembuk.methods.growth import ACTIONS, CATEGORY_WORDS, MUAC_WORDS
from rembuk.methods.growth.explanation import REASONS

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "growth.md").read_text(encoding="utf-8")


def test_columns():
    flags = {name for name in OUTPUT if name.endswith("_flag")}
    missing = [name for name in (*INPUT, *OUTPUT) if name not in flags and name not in GUIDE]
    assert missing == []
    assert "`haz_flag` … `ssz_flag`" in GUIDE


def test_words():
    words = {
        *ACTIONS,
        *MUAC_WORDS,
        *REASONS,
        *rule_sets(),
        *(word for set_ in CATEGORY_WORDS.values() for word in set_),
    }
    assert [word for word in words if word not in GUIDE] == []
