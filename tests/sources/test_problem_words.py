"""Every problem word is explained in the guide, and the guide explains no word that does not exist."""

import re
from pathlib import Path

from rembuk.sources.problems import WORDS


def test_words_and_guide_agree():
    guide = (Path(__file__).parents[2] / "docs" / "sources.md").read_text("utf-8")
    explained = set(re.findall(r"^\| `([a-z-]+)` \| \S", guide.split("## Words of PROBLEMS")[1], re.MULTILINE))
    assert explained == set(WORDS)
