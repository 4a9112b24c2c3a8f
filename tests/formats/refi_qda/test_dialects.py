"""Each program's way of writing a project: the passages are the right ones, whatever way it counts."""

import csv

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from tests.formats.refi_qda.projects import ATLAS, NVIVO, PLAIN, Counting, Project, made_guid

from rembuk.formats.refi_qda import positions
from rembuk.formats.refi_qda.reader import import_project

TEXT = (
    "Wawancara 1\n\nPewawancara: Bagaimana rapat TPPS?\nInforman: Rapat 😀 jarang. Ego sektoral kuat, "
    "data tidak dibagi.\nKami menunggu undangan…\nAnggaran dinas terbatas; kader 👩‍👩‍👧 bekerja sendiri.\nSelesai."
)
PASSAGES = ["Ego sektoral kuat", "data tidak dibagi.", "Kami menunggu undangan…", "Anggaran dinas terbatas", "Selesai."]


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def project(origin, counting, *, passages=PASSAGES, spell=str, **more):
    built = Project(origin, spell=spell, **more)
    user = built.user("Ana")
    built.book(built.code("Hambatan", guid=made_guid("k")))
    selections = []
    for number, words in enumerate(passages):
        start = TEXT.index(words)
        coding = built.coding(made_guid("k"), user, guid=made_guid("c", number), created="2026-01-02T03:04:05Z")
        selections.append(built.selection(TEXT, counting, start, start + len(words), coding))
    built.text("Kabupaten", TEXT, counting, "".join(selections), guid=made_guid("s"))
    return built


def taken(built, tmp_path):
    path = built.write(tmp_path / "p.qdpx")
    report, _ = import_project(path, tmp_path / "study")
    return report, rows(tmp_path / "study" / "codings.csv")


@pytest.mark.parametrize("bom", [False, True])
@pytest.mark.parametrize("bom_counted", [False, True])
@pytest.mark.parametrize("utf16", [False, True])
@pytest.mark.parametrize(
    ("origin", "crlf"),
    [("NVivo 14 for Windows", 2), ("ATLAS.ti 23.2", 1), ("Program lain", 2), ("Program lain", 1), ("", 2)],
)
def test_every_way_of_counting_is_found(tmp_path, origin, crlf, bom, bom_counted, utf16):
    counting = Counting("\r\n", crlf, bom, bom_counted, utf16)
    report, codings = taken(project(origin, counting), tmp_path)
    assert report.refused == []
    assert [row["quote"] for row in codings] == PASSAGES
    text = (tmp_path / "study" / "sources" / f"{made_guid('s')}.txt").read_bytes().decode()
    assert text == TEXT
    assert all(text[int(row["start"]) : int(row["end"])] == row["quote"] for row in codings)
    assert report.countings[0][2]


def test_the_programs_name_decides_where_the_passages_do_not(tmp_path):
    # One passage from the very start to a place where both ways of counting fall between two words.
    for origin, counting in (("NVivo", NVIVO), ("ATLAS.ti Windows", ATLAS)):
        folder = tmp_path / counting.__class__.__name__ / origin.split(".")[0]
        folder.mkdir(parents=True)
        _, codings = taken(project(origin, counting, passages=["Selesai."]), folder)
        assert codings[0]["quote"] == "Selesai."


@pytest.mark.parametrize(
    "how",
    [
        {"qde": "My project.qde"},
        {"qde": "Project.QDE", "folder": "Sources"},
        {"spell": str.upper},
        {"spell": "{{{}}}".format},
        {"folder": "SOURCES", "spell": lambda guid: "{" + guid.upper() + "}"},
    ],
)
def test_spellings_of_names_and_guids(tmp_path, how):
    report, codings = taken(project("ATLAS.ti 8.4 Mac", PLAIN, **how), tmp_path)
    assert report.refused == []
    assert [row["quote"] for row in codings] == PASSAGES
    assert {row["code_guid"] for row in codings} == {made_guid("k")}
    assert [row["guid"] for row in rows(tmp_path / "study" / "coders.csv")] == [made_guid("user", 0)]


@pytest.mark.parametrize(
    "path",
    [
        "internal://{}.txt",
        "relative://sources/{}.txt",
        "relative:///{}.txt",
        "sources/{}.txt",
        "{}.txt",
        "absolute://C:\\Users\\ana\\proyek\\sources\\{}.txt",
        "internal://sources/{}.TXT",
        None,
    ],
)
def test_spellings_of_paths(tmp_path, path):
    built = Project("MAXQDA 24")
    built.book(built.code("K", guid=made_guid("k")))
    selection = built.selection(TEXT, PLAIN, 0, 9, built.coding(made_guid("k")))
    built.text("S", TEXT, PLAIN, selection, path=path)
    report, codings = taken(built, tmp_path)
    assert report.refused == []
    assert [row["quote"] for row in codings] == ["Wawancara"]
    assert (codings[0]["coder"], codings[0]["created"]) == ("", "")


def test_maxqda_selections_without_a_code_are_memos(tmp_path):
    built = Project("MAXQDA 24")
    user = built.user("Ana")
    selection = built.selection(
        TEXT, PLAIN, 0, 9, description="lihat lagi", guid=made_guid("x"), creatingUser=user, name="Catatan"
    )
    source = built.text("S", TEXT, PLAIN, selection)
    taken(built, tmp_path)
    (memo,) = rows(tmp_path / "study" / "memos.csv")
    assert memo == {
        "guid": made_guid("x"),
        "target_guid": source,
        "start": "0",
        "end": "9",
        "coder": "Ana",
        "created": "",
        "title": "Catatan",
        "text": "lihat lagi",
    }


def test_nvivo_codings_on_cases_are_carried_and_double_code_names_stay(tmp_path):
    built = Project("NVivo 12")
    built.book(
        built.code("Peran", inside=built.code("Camat", guid=made_guid("a")), guid=made_guid("p")),
        built.code("Tempat", inside=built.code("Camat", guid=made_guid("b")), guid=made_guid("q")),
    )
    built.cases.append(f'<Case guid="{made_guid("case")}" name="Ibu A"/>')
    built.text(
        "S",
        TEXT,
        PLAIN,
        built.selection(TEXT, PLAIN, 0, 9, built.coding(made_guid("case")), built.coding(made_guid("b"))),
    )
    report, codings = taken(built, tmp_path)
    assert [row["code_guid"] for row in codings] == [made_guid("b")]
    assert [row["name"] for row in rows(tmp_path / "study" / "codes.csv")] == ["Peran", "Camat", "Tempat", "Camat"]
    assert any("kasus" in line for line in report.carried)
    assert report.refused == []


def test_the_text_is_kept_as_it_is_but_for_bom_and_crlf(tmp_path):
    raw = "\ufeff\ufeffe\u0301 \u00e9\u00a0x\u2028y\rz\r\n\r\r\nÅ\ufb01 \x00\x0b\t \ufeff\r\n"
    built = Project("QualCoder 3.6")
    guid = built.text("S", "")
    built.files[f"sources/{guid}.txt"] = raw.encode()
    taken(built, tmp_path)
    kept = (tmp_path / "study" / "sources" / f"{guid}.txt").read_bytes().decode()
    assert kept == raw[1:].replace("\r\n", "\n")
    assert any(path.read_bytes() == raw.encode() for path in (tmp_path / "study" / "rest").rglob("*.txt"))


def test_two_coders_of_one_name_stay_two(tmp_path):
    built = Project()
    people = [built.user("Ana"), built.user("Ana"), built.user("Ana")]
    built.book(built.code("K", guid=made_guid("k")))
    built.text(
        "S", TEXT, PLAIN, built.selection(TEXT, PLAIN, 0, 9, *(built.coding(made_guid("k"), who) for who in people))
    )
    _, codings = taken(built, tmp_path)
    assert [row["coder"] for row in codings] == ["Ana", "Ana (2)", "Ana (3)"]


def test_a_passage_that_ends_inside_a_crlf_ends_before_the_line_feed(tmp_path):
    built = project("NVivo", NVIVO)
    text = "Satu dua\nTiga empat"
    built.text(
        "T", text, NVIVO, built.selection(text, NVIVO, 0, "9", built.coding(made_guid("k"))), guid=made_guid("t")
    )
    _, codings = taken(built, tmp_path)
    assert [row["quote"] for row in codings if row["source_guid"] == made_guid("t")] == ["Satu dua"]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 600), st.integers(0, 80)), min_size=4, max_size=20), st.sampled_from([1, 2]))
def test_passages_cut_anywhere_say_nothing_then_the_program_decides(cuts, crlf):
    words = ["koordinasi", "penurunan", "stunting", "terhambat", "kelembagaan", "keterbatasan", "pendampingan"]
    text = "\n".join(" ".join(words[i % 7 :] + words[: i % 7]) for i in range(8))
    spans = [(min(a, len(text)), min(a + b, len(text))) for a, b in cuts]
    counting = Counting("\r\n", crlf)
    stored = positions.SourceText(counting.stored(text))
    said = [(counting.count(text, start), counting.count(text, end)) for start, end in spans]
    ((way, _),) = positions.choose([stored], [said], "NVivo 14" if crlf == 2 else "ATLAS.ti 23")
    inside_a_word = [any(text[p - 1 : p].isalpha() and text[p : p + 1].isalpha() for p in span) for span in spans]
    assume(sum(inside_a_word) > len(spans) / 2)
    if way.crlf_as_two != (crlf == 2):
        # Only passages that fall on words by the other way, seven of ten, may overrule the program's name.
        assert stored.on_words(way, said) >= 0.7 * len(said)
    else:
        assert stored.kept(way, said)[0] == spans


def test_a_project_zipped_with_its_folder_and_names_with_spaces(tmp_path):
    built = Project("MAXQDA", qde="Penelitian/project.qde", folder="Penelitian/sources")
    guid = built.text("S", TEXT, PLAIN, path="internal://Wawancara%201.txt")
    built.files["Penelitian/sources/Wawancara 1.txt"] = built.files.pop(f"Penelitian/sources/{guid}.txt")
    report, _ = taken(built, tmp_path)
    assert report.refused == []
    assert (tmp_path / "study" / "sources" / f"{guid}.txt").read_bytes().decode() == TEXT


def test_coders_known_only_by_guid_stay_apart(tmp_path):
    built = Project("x")
    built.book(built.code("K", guid=made_guid("k")))
    people = [made_guid("a"), made_guid("b"), "00000000-0000-0000-0000-000000000000"]
    held = "".join(
        built.selection(TEXT, PLAIN, 0, 9, built.coding(made_guid("k"), who), guid=made_guid("sel", who))
        for who in people
    )
    built.text("S", TEXT, PLAIN, held)
    report, codings = taken(built, tmp_path)
    assert [row["coder"] for row in codings] == [*people[:2], ""]
    assert report.refused == []


def test_dates_are_kept_as_they_are_or_said_to_be_unreadable(tmp_path):
    built = Project("x")
    built.book(built.code("K", guid=made_guid("k")))
    given = ["2026-01-02T03:04:05.5+07:00", "2026-01-02 03:04:05", "", "2026-02-30T00:00:00", "kemarin"]
    held = "".join(
        built.selection(TEXT, PLAIN, 0, 9, built.coding(made_guid("k"), created=date), guid=made_guid("sel", date))
        for date in given
    )
    built.text("S", TEXT, PLAIN, held)
    report, codings = taken(built, tmp_path)
    assert [row["created"] for row in codings] == ["2026-01-02T03:04:05.5+07:00", "2026-01-02T03:04:05", "", "", ""]
    assert sum("tidak dapat dibaca" in line for line in report.repaired) == 2
