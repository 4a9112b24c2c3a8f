"""What an edit of the tables does to the exported project, and which rows are impossible."""

import csv
import json
import zipfile

import pytest
from tests.formats.refi_qda.projects import NVIVO, PLAIN, Project, attributes, made_guid
from tests.formats.refi_qda.standard import faults

from rembuk.errors import Refused
from rembuk.formats.refi_qda.reader import import_project
from rembuk.formats.refi_qda.writer import export_project

TEXT = "Rapat batal. Ego sektoral kuat.\nData tidak dibagi."
K, L, S, NOTE, CASE, V = (made_guid(name) for name in ("k", "l", "s", "note", "case", "v"))


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def save(path, table):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, table[0].keys())
        writer.writeheader()
        writer.writerows(table)


@pytest.fixture
def study(tmp_path):
    """A study as imported from NVivo: two codes, two coders, a note, a case, a variable."""
    built = Project("NVivo 14", spell=str.upper)
    ana, budi = built.user("Ana"), built.user("Budi")
    built.book(built.code("Ego", guid=K, inside=built.code("Data", guid=L, codable="false")))
    built.variables.append(f"<Variable{attributes(guid=V, name='Jenis', typeOfVariable='Text')}/>")
    built.cases.append(
        f"<Case{attributes(guid=CASE, name='Bappeda')}><VariableValue><VariableRef{attributes(targetGUID=V)}/>"
        f"<TextValue>dinas</TextValue></VariableValue><SourceRef{attributes(targetGUID=S)}/></Case>"
    )
    first = built.selection(
        TEXT,
        NVIVO,
        13,
        31,
        built.coding(K, ana, guid=made_guid("c1"), created="2026-01-02T03:04:05Z"),
        built.coding(L, budi, guid=made_guid("c2")),
        f"<NoteRef{attributes(targetGUID=NOTE)}/>",
        description="kuat",
        guid=made_guid("sel"),
    )
    second = built.selection(TEXT, NVIVO, 32, 50, built.coding(L, ana, guid=made_guid("c3")))
    built.text("Wawancara", TEXT, NVIVO, first + second, built.coding(K, budi, guid=made_guid("c4")), guid=S)
    built.notes.append(
        f"<Note{attributes(guid=NOTE, name='Ingat', creatingUser=ana)}>"
        "<PlainTextContent>tanya lagi</PlainTextContent></Note>"
    )
    report, _ = import_project(built.write(tmp_path / "p.qdpx"), tmp_path / "baru" / "study")
    assert report.refused == []
    return tmp_path / "baru" / "study"


def exported(study):
    """Export, check against the standard, import again; return the new folder and the project file."""
    out = study.parent / "out.qdpx"
    export_project(study, out)
    with zipfile.ZipFile(out) as archive:
        qde = archive.read("project.qde")
    assert faults(qde) == []
    again = study.parent / f"again{len(list(study.parent.iterdir()))}"
    assert import_project(out, again)[0].refused == []
    return again, qde.decode()


def tables(folder):
    return {path.name: rows(path) for path in folder.glob("*.csv")}


def test_the_tables_of_an_import(study):
    assert [(row["guid"], row["parent_guid"], row["name"]) for row in rows(study / "codes.csv")] == [
        (K, "", "Ego"),
        (L, K, "Data"),
    ]
    codings = rows(study / "codings.csv")
    assert [(c["start"], c["end"], c["coder"], c["memo"], c["quote"]) for c in codings] == [
        ("13", "31", "Ana", "kuat", "Ego sektoral kuat."),
        ("13", "31", "Budi", "kuat", "Ego sektoral kuat."),
        ("32", "50", "Ana", "", "Data tidak dibagi."),
        ("", "", "Budi", "", ""),
    ]
    assert [c["created"] for c in codings] == ["2026-01-02T03:04:05Z", "", "", ""]
    assert (study / "sources" / f"{S}.txt").read_bytes().decode() == TEXT
    (memo,) = rows(study / "memos.csv")
    assert (memo["target_guid"], memo["coder"], memo["title"], memo["text"]) == (
        made_guid("sel"),
        "Ana",
        "Ingat",
        "tanya lagi",
    )
    assert rows(study / "cases.csv") == [{"guid": CASE, "name": "Bappeda", "memo": "", "source_guids": S}]
    assert rows(study / "variables.csv")[0]["value"] == "dinas"
    assert not (study / "finished.csv").exists()
    assert "CRLF dihitung dua" in (study / "import-report.md").read_text(encoding="utf-8")


def test_edits_of_every_table_are_written_and_come_back(study):
    codes = rows(study / "codes.csv")
    new = made_guid("baru")
    codes[1].update(parent_guid="", name="Data; bersama", color="#00ff00", dimension="Prinsip")
    codes.insert(0, {**dict.fromkeys(codes[0], ""), "guid": new, "name": "Baru", "definition": "baris 1\nbaris 2"})
    save(study / "codes.csv", codes)
    codings = rows(study / "codings.csv")
    codings[0].update(start="0", end="12", quote="Rapat batal.", memo="")
    codings[2].update(code_guid=new, coder="Budi", created="2026-05-05T05:05:05Z")
    codings[3].update(memo="seluruh teks")
    codings.insert(1, {**codings[2], "guid": made_guid("c5"), "start": "13", "end": "16", "quote": "Ego", "memo": "m"})
    del codings[2]
    save(study / "codings.csv", codings)
    sources = rows(study / "sources.csv")
    other = made_guid("lain")
    (study / "sources" / f"{other}.txt").write_bytes("\ufeffx\r\ny".encode())
    save(study / "sources.csv", [{"guid": other, "name": "Lain", "sha256": ""}, {**sources[0], "name": "Wawancara 1"}])
    save(study / "cases.csv", [{"guid": CASE, "name": "Dinas", "memo": "m", "source_guids": f"{other} {S}"}])
    variables = rows(study / "variables.csv")
    variables += [
        {"variable_guid": made_guid("w"), "variable": "Tahun", "type": "Integer", "owner_guid": other, "value": "7"}
    ]
    save(study / "variables.csv", variables)
    memos = rows(study / "memos.csv")
    memos[0].update(text="tanya dua kali", title="Ingat!")
    memos.append({**memos[0], "target_guid": K, "start": "", "end": ""})
    memos.append({**memos[0], "guid": made_guid("n2"), "target_guid": CASE, "start": "", "end": "", "text": "kasus"})
    memos.append({**memos[0], "guid": made_guid("n3"), "target_guid": "", "start": "", "end": "", "text": "proyek"})
    memos.append({**memos[0], "guid": made_guid("n4"), "target_guid": S, "start": "0", "end": "5", "text": "bagian"})
    save(study / "memos.csv", memos)
    save(study / "finished.csv", [{"source_guid": S, "coder": "Ana"}, {"source_guid": other, "coder": "Cici"}])
    before = tables(study)
    again, qde = exported(study)
    after = tables(again)
    before["sources.csv"][0]["sha256"] = after["sources.csv"][0]["sha256"]
    assert after == before
    assert (again / "sources" / f"{other}.txt").read_bytes() == "\ufeffx\r\ny".encode()
    assert f'guid="{L}" name="Data; bersama" isCodable="false"' in qde
    twice, _ = exported(again)
    assert tables(twice) == after


def test_rows_taken_out_take_their_things_with_them(study):
    for table in ("codings", "memos", "variables", "cases"):
        (study / f"{table}.csv").write_text(",".join(rows(study / f"{table}.csv")[0]) + "\n")
    again, qde = exported(study)
    assert all(tables(again)[f"{table}.csv"] == [] for table in ("codings", "memos", "variables", "cases"))
    assert "PlainTextSelection" not in qde
    (study / "sources.csv").write_text("guid,name,sha256\n")
    _, qde = exported(study)
    assert "TextSource" not in qde
    with zipfile.ZipFile(study.parent / "out.qdpx") as archive:
        assert not [name for name in archive.namelist() if name.endswith(".txt")]


def test_tables_may_be_missing_and_a_study_may_be_made_by_hand(study, tmp_path):
    before = tables(study)
    for table in study.glob("*.csv"):
        table.unlink()
    assert tables(exported(study)[0]) == before
    hand = tmp_path / "tangan"
    (hand / "sources").mkdir(parents=True)
    (hand / "sources" / f"{S.upper()}.TXT").write_bytes(TEXT.encode())
    (hand / "sources.csv").write_text(f"guid;name\n{{{S.upper()}}};Satu\n")
    (hand / "codes.csv").write_text(f"\ufeffguid,name\n{K},Ego\n", encoding="utf-8")
    (hand / "codings.csv").write_text(f"guid,source_guid,start,end,code_guid,coder\n,{S},13,31,{K},Dewi\n")
    again, _ = exported(hand)
    (coding,) = rows(again / "codings.csv")
    assert (coding["coder"], coding["quote"]) == ("Dewi", "Ego sektoral kuat.")
    assert [row["name"] for row in rows(again / "coders.csv")] == ["Dewi"]


def test_a_blank_guid_gets_one_that_stays_the_same(study):
    codings = rows(study / "codings.csv")
    codings.append({**codings[0], "guid": "", "start": "0", "end": "5", "quote": "Rapat"})
    save(study / "codings.csv", codings)
    again, _ = exported(study)
    first = rows(again / "codings.csv")[-1]["guid"]
    again, _ = exported(study)
    assert rows(again / "codings.csv")[-1]["guid"] == first


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("codings", {"end": "51"}),
        ("codings", {"start": "40"}),
        ("codings", {"start": "lima"}),
        ("codings", {"start": ""}),
        ("codings", {"code_guid": made_guid("nowhere")}),
        ("codings", {"source_guid": made_guid("nowhere")}),
        ("codings", {"guid": "bukan-guid"}),
        ("codings", {"guid": K}),
        ("codings", {"created": "kemarin"}),
        ("codes", {"parent_guid": L}),
        ("codes", {"parent_guid": made_guid("nowhere")}),
        ("codes", {"color": "merah"}),
        ("codes", {"name": "x" * 10_001}),
        ("codes", {"name": "\x0b"}),
        ("codes", {"guid": L}),
        ("cases", {"source_guids": made_guid("nowhere")}),
        ("variables", {"owner_guid": made_guid("nowhere")}),
        ("variables", {"type": "Angka"}),
        ("memos", {"target_guid": made_guid("nowhere")}),
        ("sources", {"guid": made_guid("nowhere")}),
        ("coders", {"name": "Budi"}),
    ],
)
def test_impossible_rows_end_with_two_and_write_nothing(study, table, change):
    changed = rows(study / f"{table}.csv")
    changed[0].update(change)
    save(study / f"{table}.csv", changed)
    with pytest.raises(Refused):
        export_project(study, study.parent / "out.qdpx")
    assert sorted(path.name for path in study.parent.iterdir()) == ["study"]


def test_the_same_study_gives_the_same_file(study):
    exported(study)
    first = (study.parent / "out.qdpx").read_bytes()
    exported(study)
    assert (study.parent / "out.qdpx").read_bytes() == first


def test_the_sidecar_of_another_program_is_not_trusted(study):
    save(study / "finished.csv", [{"source_guid": S, "coder": "Ana"}])
    exported(study)
    with zipfile.ZipFile(study.parent / "out.qdpx") as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    assert json.loads(files["rembuk.json"])["finished"] == [[S, "Ana"]]
    for number, sidecar in enumerate(
        [b"[]", b'{"order": 3, "finished": {"a": 1}, "memo": [], "case_notes": [1]}', b"{"]
    ):
        with zipfile.ZipFile(study.parent / "x.qdpx", "w") as archive:
            for name, content in {**files, "rembuk.json": sidecar}.items():
                archive.writestr(name, content)
        report, _ = import_project(study.parent / "x.qdpx", study.parent / f"x{number}")
        assert len(report.refused) == (sidecar == b"{")
        assert tables(study.parent / f"x{number}")["codings.csv"] == tables(study)["codings.csv"]


def test_a_memo_on_what_a_removed_case_takes_with_it_is_refused_and_not_lost(tmp_path):
    built = Project("NVivo 14")
    built.cases.append(f"<Case{attributes(guid=CASE, name='Bappeda')}/>")
    on_case = built.coding(CASE, guid=made_guid("cc"), notes=f"<NoteRef{attributes(targetGUID=NOTE)}/>")
    built.text("W", TEXT, PLAIN, built.selection(TEXT, PLAIN, 0, 5, on_case), guid=S)
    built.notes.append(f"<Note{attributes(guid=NOTE)}><PlainTextContent>n</PlainTextContent></Note>")
    import_project(built.write(tmp_path / "p.qdpx"), tmp_path / "s" / "study")
    study = tmp_path / "s" / "study"
    assert rows(study / "memos.csv")[0]["target_guid"] == made_guid("cc")
    (study / "cases.csv").write_text("guid,name,memo,source_guids\n")
    with pytest.raises(Refused, match=r"memos\.csv baris 1"):
        export_project(study, tmp_path / "out.qdpx")
    (study / "memos.csv").write_text("guid,target_guid,start,end,coder,created,title,text\n")
    again, qde = exported(study)
    assert "Coding" not in qde and rows(again / "cases.csv") == []
