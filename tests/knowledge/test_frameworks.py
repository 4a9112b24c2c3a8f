"""The frameworks are data: every reference holds, a new framework is a new file, each obstacle has its place."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest

from rembuk.errors import Refused
from rembuk.knowledge import frameworks
from rembuk.knowledge.frameworks import library, read_library

HOME = Path(frameworks.__file__).parent

# What each study's authors themselves set as the place of their obstacle (abstracts and text of the four studies).
OBSTACLES = {
    "Ego sektoral": ("S000", {"emerson.sm.commitment", "emerson.context.network"}),
    "ketidakseimbangan kapasitas antar OPD": ("S000", {"emerson.cja.resources"}),
    "rendahnya partisipasi sektor swasta serta masyarakat": ("S000", {"emerson.pe.discovery"}),
    "kurangnya integrasi data lintas sektor": ("S000", {"emerson.cja.knowledge"}),
    "dominasi koordinasi top-down": ("S000", {"emerson.context.power", "deseve.structure.main"}),
    "ketidaksesuaian pemangku kepentingan": ("S001", {"morse.assessment.stakeholders"}),
    "keterbatasan sumber daya": ("S001", {"morse.initiation.design"}),
    "kurangnya aturan dasar kolaborasi": ("S001", {"morse.deliberation.rules"}),
    "hambatan dalam tata kelola serta keberlanjutan program": (
        "S001",
        {"morse.implementation.structure", "morse.implementation.sustain"},
    ),
    "tidak ada perjanjian tertulis": ("S002", {"deseve.governance.rules", "emerson.cja.institutions"}),
    "kemungkinan terputusnya kerja sama": ("S002", {"morse.implementation.sustain"}),
    "kurangnya kesadaran masyrakat tentang stunting dan bersifat masa bodoh": ("S002", {"hoogerwerf.support.public"}),
    "kapasitas sumber daya manusia (SDM) yang masih rendah": ("S003", {"hoogerwerf.information.capability"}),
    "fasilitas kesehatan yang terbatas": ("S003", {"hoogerwerf.distribution.capacity"}),
    "koordinasi lintas sektor yang kurang optimal": ("S003", {"hoogerwerf.distribution.coordination"}),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    target = tmp_path / "frameworks"
    shutil.copytree(HOME, target, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return target


def change(path: Path, **changes: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text(encoding="utf-8")) | changes), encoding="utf-8")


def test_the_five_frameworks_have_their_published_dimensions() -> None:
    sizes = {f.id: (len(f.dimensions), len(f.elements)) for f in library().frameworks}
    assert sizes == {
        "ansell": (5, 14),
        "deseve": (9, 12),
        "emerson": (6, 26),
        "hoogerwerf": (4, 9),
        "morse": (5, 17),
    }


def test_every_element_is_complete_in_both_languages() -> None:
    for framework in library().frameworks:
        for element in framework.elements:
            texts = [element.name, element.definition, *(i.text for i in element.indicators)]
            assert all(text.id.strip() and text.en.strip() for text in texts), element.id
            assert element.indicators, element.id
            assert element.survey_items or element.traces, element.id


@pytest.mark.parametrize(("quote", "place"), OBSTACLES.items())
def test_each_obstacle_of_the_studies_has_its_element(quote: str, place: tuple[str, set[str]]) -> None:
    found = [f for f in library().findings if quote in f.quotes]
    assert [(f.study, f.kind, set(f.elements)) for f in found] == [(place[0], "obstacle", place[1])]


def test_garut_has_one_obstacle_in_each_of_the_four_phases() -> None:
    phases = [
        {element.rsplit(".", 1)[0] for element in finding.elements}
        for finding in library().findings
        if finding.study == "S001" and finding.kind == "obstacle" and finding.elements[0].startswith("morse.")
    ]
    assert phases == [{"morse.assessment"}, {"morse.initiation"}, {"morse.deliberation"}, {"morse.implementation"}]


def test_every_obstacle_can_be_watched_by_a_trace_or_a_question() -> None:
    lib = library()
    for finding in lib.findings:
        if finding.kind == "obstacle":
            elements = [lib.element(e) for e in finding.elements]
            assert finding.traces or finding.items or any(e.traces or e.survey_items for e in elements), finding.id


def test_every_finding_of_the_studies_has_its_answer_in_both_languages() -> None:
    findings = library().findings
    assert {s: sum(f.study == s for f in findings) for s in ("S000", "S001", "S002", "S003")} == {
        "S000": 15,
        "S001": 7,
        "S002": 18,
        "S003": 7,
    }
    assert all(f.answer.id != f.answer.en and f.shown_by.id for f in findings)


def test_quotes_are_short() -> None:
    assert all(len(q.split()) <= 12 for f in library().findings for q in f.quotes)


def test_the_three_profiles_of_deseve_have_nine_eight_and_seven_elements() -> None:
    profiles = {p.id: p for p in library().framework("deseve").profiles}
    assert {k: len(p.groups) for k, p in profiles.items()} == {"deseve9": 9, "sudarmo8": 8, "pocomal7": 7}
    flat = {k: {d for g in p.groups for d in g} for k, p in profiles.items()}
    assert flat["deseve9"] - flat["sudarmo8"] == {"deseve.leadership"}
    assert profiles["pocomal7"].confidence == "low"


def test_the_crosswalk_joins_trust_over_the_frameworks() -> None:
    assert set(library().same_construct("emerson.sm.trust")) == {
        "deseve.trust.main",
        "ansell.process.trust",
        "morse.initiation.socialcapital",
    }
    assert all(len(c.elements) >= 3 for c in library().constructs)


def test_the_item_bank_is_our_own_and_says_that_it_is_not_validated() -> None:
    bank = library().bank
    assert bank.status.id == "belum tervalidasi"
    assert len([i for i in bank.items if i.kind == "likert5"]) == 52
    assert len([i for i in bank.items if i.kind == "network"]) == 3
    assert len(bank.short_form) == 20
    assert {"Q35", "Q36"} <= set(bank.short_form)
    assert {i.id for i in bank.items if i.reverse} == {"Q02", "Q08", "Q35", "Q36", "Q38", "Q42"}
    assert len(bank.scales[0].labels) == 5


def test_no_person_of_a_household_or_number_of_a_citizen_is_in_the_data() -> None:
    for path in HOME.rglob("*.json"):
        assert not re.search(r"\b\d{16}\b", path.read_text(encoding="utf-8")), path.name


def test_a_new_framework_is_one_new_file_and_joins_the_crosswalk(copy: Path) -> None:
    new = {
        "schema": 1,
        "id": "baru",
        "name": {"id": "Kerangka baru", "en": "A new framework"},
        "kind": {"id": "Daftar", "en": "List"},
        "used_by": [],
        "as_of": "2027-01",
        "sources": [{"id": "B27", "cite": "Anon. (2027). A framework.", "verified": "not checked"}],
        "notes": [],
        "profiles": [],
        "feeds": [],
        "dimensions": [
            {
                "id": "baru.satu",
                "name": {"id": "Satu", "en": "One"},
                "definition": {"id": "Dimensi satu.", "en": "Dimension one."},
                "confidence": "low",
                "elements": [
                    {
                        "id": "baru.satu.percaya",
                        "name": {"id": "Percaya", "en": "Trust"},
                        "definition": {"id": "Saling percaya.", "en": "Trust."},
                        "indicators": [{"id": "baru.satu.percaya.i1", "text": {"id": "janji", "en": "promises"}}],
                        "survey_items": ["Q11"],
                        "traces": ["T13"],
                        "instruments": [],
                        "constructs": ["kepercayaan"],
                        "confidence": "low",
                    }
                ],
            }
        ],
    }
    (copy / "library" / "baru.json").write_text(json.dumps(new), encoding="utf-8")
    grown = read_library(copy)
    assert len(grown.frameworks) == 6
    assert "baru.satu.percaya" in grown.same_construct("emerson.sm.trust")


@pytest.mark.parametrize(
    ("file", "edit", "words"),
    [
        ("library/morse.json", ('"Q20"', '"Q99"'), ["morse.json", "butir survei", "Q99"]),
        ("library/morse.json", ('"T19"', '"T99"'), ["jejak", "T99"]),
        ("library/morse.json", ('"confidence": "high"', '"confidence": "sure"'), ["confidence", "sure"]),
        ("library/morse.json", ('"definition"', '"defnition"'), ["defnition"]),
        ("library/morse.json", ('"morse.deliberation.rules"', '"deliberation.rules"'), ["morse.deliberation."]),
        ("library/deseve.json", ('"deseve.leadership"\n', '"deseve.pemimpin"\n'), ["deseve.pemimpin"]),
        ("library/ansell.json", ('"schema": 1', '"schema": 2'), ["skema 2"]),
        ("library/ansell.json", ("{", "{{"), ["JSON"]),
        ("seeds.json", ('"emerson.context.policy"', '"emerson.context.polcy"'), ["S001.06", "emerson.context.polcy"]),
        ("items.json", ('"reverse": true', '"reverse": "ya"'), ["reverse"]),
    ],
)
def test_a_fault_in_a_file_is_one_sentence_that_names_it(
    copy: Path, file: str, edit: tuple[str, str], words: list[str]
) -> None:
    path = copy / file
    text = path.read_text(encoding="utf-8")
    assert edit[0] in text
    path.write_text(text.replace(edit[0], edit[1], 1), encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_library(copy)
    assert all(word in refused.value.sentence for word in words), refused.value.sentence


def test_two_frameworks_with_one_name_are_refused(copy: Path) -> None:
    shutil.copy(copy / "library" / "morse.json", copy / "library" / "salinan.json")
    with pytest.raises(Refused, match="morse"):
        read_library(copy)


def test_the_file_must_hold_an_object(copy: Path) -> None:
    (copy / "items.json").write_text("[]", encoding="utf-8")
    with pytest.raises(Refused, match=r"items\.json"):
        read_library(copy)
    (copy / "items.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(Refused, match=r"items\.json"):
        read_library(copy)
