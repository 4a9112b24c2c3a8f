"""The trace registry is complete, says what it needs, and sets no thresholds and no persons."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rembuk.errors import Refused
from rembuk.knowledge.traces import read_registry, registry


def test_the_fifty_traces_are_there_in_order_with_words_in_both_languages() -> None:
    traces = registry().traces
    assert [t.id for t in traces] == [f"T{n:02}" for n in range(1, 51)]
    for trace in traces:
        for text in (trace.name, trace.formula, trace.caveat, trace.better):
            assert text.id.strip() not in ("", "-"), trace.id
            assert text.en.strip() not in ("", "-"), trace.id
        assert trace.tables, trace.id


def test_the_two_sentences_of_every_page_are_there() -> None:
    assert registry().seen.id == "Jejak yang tercatat di Rembuk; di luar itu tidak terlihat."
    assert registry().first_semester.id.startswith("Masa pengisian")


def test_the_screen_never_says_ego_sektoral() -> None:
    assert not any("ego sektoral" in t.name.id.lower() + t.formula.id.lower() for t in registry().traces)


def test_no_trace_needs_who_read_what() -> None:
    assert not any("access_log" in table or "read" in table for t in registry().traces for table in t.tables)


@pytest.mark.parametrize(("field", "value"), [("min_n", 0), ("unit", "poin"), ("tables", ["a", "a"]), ("id", "")])
def test_a_fault_is_refused_with_its_place(tmp_path: Path, field: str, value: object) -> None:
    import rembuk.knowledge.traces as room

    data = json.loads((Path(room.__file__).parent / "registry.json").read_text(encoding="utf-8"))
    data["traces"][3][field] = value
    path = tmp_path / "registry.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(Refused, match=r"registry\.json"):
        read_registry(path)
