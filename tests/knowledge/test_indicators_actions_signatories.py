"""Indicators, action schemes and signatories are dated data that say their source and what is not known."""

from __future__ import annotations

import json
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from rembuk.errors import Refused
from rembuk.knowledge.actions import read_schemes, scheme_on, schemes
from rembuk.knowledge.indicators import indicator_sets, read_sets, sets_on
from rembuk.knowledge.signatories import read_signatories, signatories


def copied(package: str, folder: str, name: str, target: Path, **changes: object) -> Path:
    data = json.loads((files(package) / folder / name).read_text(encoding="utf-8"))
    path = target / name
    path.write_text(json.dumps(data | changes), encoding="utf-8")
    return path


def test_the_two_sets_are_whole() -> None:
    sets = {s.id: s for s in indicator_sets()}
    assert [i.id for i in sets["layanan-esensial-29"].indicators] == [f"L{n:02}" for n in range(1, 30)]
    annex = sets["perpres72-lampiran-a"].indicators
    assert [i.id for i in annex] == [f"S{n}" for n in range(1, 10)] + [f"N{n}" for n in range(1, 12)]
    assert "35 indikator pasokan" in sets["layanan-esensial-29"].unknown


def test_targets_are_those_of_the_decree_and_say_whether_they_were_read() -> None:
    annex = {i.id: i.target for s in indicator_sets() for i in s.indicators if i.target}
    values = {code: target.value for code, target in annex.items()}
    assert values["S1"] == 90 and values["S3"] == 58 and values["N2"] == 15.5 and values["N6"] == 112.9
    assert values["N10"] == 15_600_039
    assert {code for code, target in annex.items() if target.sourced} == {"S1", "S2", "S3", "N1", "N2", "N3"}
    assert all(target.year == 2024 for target in annex.values())
    assert annex["N10"].confidence == "low"


def test_less_is_better_where_it_is() -> None:
    down = {i.id for s in indicator_sets() for i in s.indicators if i.better == "turun"}
    assert down == {"L12", "L13", "N2"}


def test_the_sets_are_tied_where_they_count_the_same_in_the_same_unit() -> None:
    by_id = {i.id: i for s in indicator_sets() for i in s.indicators}
    pairs = [(i, by_id[other]) for i in by_id.values() for other in i.same_as]
    assert len(pairs) == 15
    assert all(one.unit == other.unit and one.better == other.better for one, other in pairs)


def test_sets_hold_from_their_day() -> None:
    assert [s.id for s in sets_on(date(2021, 8, 4))] == []
    assert [s.id for s in sets_on(date(2022, 1, 1))] == ["perpres72-lampiran-a"]
    assert len(sets_on(date(2026, 11, 1))) == 2


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (('"S1"\n', '"S99"\n'), "S99"),
        (('"better": "naik"', '"better": "lebih"'), "lebih"),
        (('"valid_from": "2022-11-27"', '"valid_from": "27-11-2022"'), "tanggal"),
        (('"mark": "R"', '"mark": "X"'), "mark"),
    ],
)
def test_a_fault_in_a_set_is_one_sentence(tmp_path: Path, edit: tuple[str, str], words: str) -> None:
    home = files("rembuk.knowledge.indicators") / "sets"
    for name in ("layanan-esensial-29.json", "perpres72-lampiran-a.json"):
        text = (home / name).read_text(encoding="utf-8")
        if name.startswith("layanan"):
            assert edit[0] in text
            text = text.replace(edit[0], edit[1], 1)
        (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(Refused, match=words):
        read_sets(sorted(tmp_path.iterdir()))


def test_the_scheme_of_a_day() -> None:
    assert [s.id for s in schemes()] == ["aksi8-2018", "aksi-2025"]
    assert scheme_on(date(2024, 12, 31)).id == "aksi8-2018"
    now = scheme_on(date(2026, 11, 22))
    assert now.id == "aksi-2025" and now.grades == ("Bertumbuh", "Berkembang", "Berdaya")
    assert "kecamatan" in now.levels and "nama aksi pendukung" in now.unknown
    with pytest.raises(Refused, match="01-01-2017"):
        scheme_on(date(2017, 1, 1))


def test_the_actions_are_eight_and_four_and_each_names_its_papers() -> None:
    assert [len(s.actions) for s in schemes()] == [8, 4]
    assert all(action.evidence for s in schemes() for action in s.actions)
    eight = schemes()[0]
    assert eight.actions[2].name.id == "Rembuk stunting"
    assert eight.actions[7].when is not None and schemes()[1].actions[0].when is None


def test_a_new_scheme_is_a_new_file_and_may_not_overlap(tmp_path: Path) -> None:
    home = "rembuk.knowledge.actions"
    old = copied(home, "schemes", "aksi-2025.json", tmp_path, valid_until="2027-12-31")
    new = copied(home, "schemes", "aksi8-2018.json", tmp_path, id="aksi-2028", valid_from="2028-01-01", valid_until="")
    assert [s.id for s in read_schemes([new, old])] == ["aksi-2025", "aksi-2028"]
    old = copied(home, "schemes", "aksi-2025.json", tmp_path)
    with pytest.raises(Refused, match="hari yang sama"):
        read_schemes([old, new])


def test_who_signs_keeps_its_mark() -> None:
    known = signatories()
    assert known.paper("sk-tpps-provinsi").signed_by == ("gubernur",)
    assert known.paper("laporan-semester").mark == "R" and not known.paper("laporan-semester").to_check
    assert known.paper("kerja-sama-desa").mark == "U" and known.paper("kerja-sama-desa").to_check
    assert "Setda" in known.caution.id
    assert all(paper.basis and paper.note.id for paper in known.papers)


def test_what_can_be_signed_with_a_company_on_each_level() -> None:
    def ids(party: str, level: str) -> set[str]:
        return {paper.id for paper in signatories().with_party(party, level)}

    assert {"kesepakatan-bersama", "pks", "surat-kerja-sama-sederhana", "komitmen-bersama"} <= ids(
        "perusahaan", "kabupaten"
    )
    assert "pks" not in ids("perusahaan", "desa") and "kerja-sama-desa" in ids("perusahaan", "desa")
    assert "komitmen-bersama" not in {p.id for p in signatories().with_party("gubernur", "kabupaten")}
    assert ids("perangkat_daerah", "kabupaten") >= {"perjanjian-berbagi-data", "surat-permintaan-data"}


@pytest.mark.parametrize(
    ("key", "value"), [("signed_by", ["raja"]), ("signed_by", []), ("with", ["ufo"]), ("mark", "S")]
)
def test_a_fault_in_the_papers_is_one_sentence(tmp_path: Path, key: str, value: object) -> None:
    data = json.loads((files("rembuk.knowledge.signatories") / "documents.json").read_text(encoding="utf-8"))
    data["documents"][0][key] = value
    path = tmp_path / "documents.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(Refused, match="sk-tpps-provinsi"):
        read_signatories(path)
