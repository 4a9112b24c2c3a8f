"""What is refused, and that the rest is taken in or nothing is written: hostile and broken archives."""

import csv
import io
import random
import zipfile

import pytest
from tests.formats.refi_qda.projects import PLAIN, Project, attributes, made_guid, zipped

from rembuk.errors import Refused
from rembuk.formats.refi_qda.reader import import_project

TEXT = "Rapat batal. Ego sektoral kuat."


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def small(**more):
    """A project with one good coding; tests add what is wrong."""
    built = Project(**more)
    built.user("Ana")
    built.book(built.code("K", guid=made_guid("k")))
    built.text(
        "Baik",
        TEXT,
        PLAIN,
        built.selection(TEXT, PLAIN, 0, 5, built.coding(made_guid("k"), guid=made_guid("good"))),
        guid=made_guid("s"),
    )
    return built


def refused(tmp_path, content):
    """Import must end with one sentence and leave nothing behind."""
    (tmp_path / "x.qdpx").write_bytes(content)
    with pytest.raises(Refused) as problem:
        import_project(tmp_path / "x.qdpx", tmp_path / "study")
    assert [path.name for path in tmp_path.iterdir()] == ["x.qdpx"]
    assert str(problem.value).strip()
    return problem.value.code


def partly(tmp_path, built):
    """Import must name what it left out and take in the good coding."""
    report, _ = import_project(built.write(tmp_path / "x.qdpx"), tmp_path / "study")
    assert report.refused
    assert [row["guid"] for row in rows(tmp_path / "study" / "codings.csv")] == [made_guid("good")]
    written = (tmp_path / "study" / "import-report.md").read_text(encoding="utf-8")
    assert written.split("## Ditolak atau hilang")[1].strip() != "Tidak ada."
    return report.refused


@pytest.mark.parametrize(
    "doctype", ['<!DOCTYPE Project [<!ENTITY a "b">]>', '<!DOCTYPE x SYSTEM "file:///etc/passwd">']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype(tmp_path, doctype, encoding):
    xml = small().xml().replace("\n", doctype, 1).replace("utf-8", encoding).encode(encoding)
    assert refused(tmp_path, zipped({"project.qde": xml})) == "doctype"


def test_the_word_doctype_in_a_comment_or_a_text_is_no_doctype(tmp_path):
    built = small()
    built.description = "<!DOCTYPE html>"
    report, _ = import_project(built.write(tmp_path / "x.qdpx"), tmp_path / "study")
    assert report.refused == []


@pytest.mark.parametrize(
    "name", ["../x.txt", "sources/../../x.txt", "/etc/x", "C:/x", "..\\x.txt", "sources\\..\\..\\x"]
)
def test_names_that_lead_outside(tmp_path, name):
    built = small()
    built.files[name] = b"x"
    assert refused(tmp_path, built.bytes()) == "path-escape"


def test_paths_that_lead_outside_are_never_read(tmp_path):
    (tmp_path / "rahasia.txt").write_text("rahasia")
    for number, path in enumerate(
        [
            f"absolute://{tmp_path}/rahasia.txt",
            "relative://../rahasia.txt",
            "internal://../rahasia.txt",
            "../rahasia.txt",
        ]
    ):
        folder = tmp_path / str(number)
        folder.mkdir()
        built = small()
        built.text("Luar", "", PLAIN, path=path, guid=made_guid("out"))
        del built.files[f"sources/{made_guid('out')}.txt"]
        assert any("Luar" in line for line in partly(folder, built))
        assert not any(file.read_bytes() == b"rahasia" for file in folder.rglob("*") if file.is_file())


@pytest.mark.slow
def test_an_archive_that_unpacks_to_more_than_a_gigabyte(tmp_path):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", small().xml())
        with archive.open("sources/besar.txt", "w", force_zip64=True) as member:
            for _ in range(101):
                member.write(b"\0" * 10_000_000)
    assert refused(tmp_path, out.getvalue()) == "too-large"


@pytest.mark.parametrize("names", [[], ["a.qde", "b.qde"], ["project.xml"]])
def test_an_archive_without_its_one_project_file(tmp_path, names):
    assert refused(tmp_path, zipped({name: small().xml() for name in names} | {"x": b""})) == "no-project"


def test_a_second_project_file_of_macos_is_none(tmp_path):
    built = small()
    built.files["__MACOSX/._project.qde"] = b"\0\5\26\7"
    assert import_project(built.write(tmp_path / "x.qdpx"), tmp_path / "s")[0].refused == []


@pytest.mark.parametrize(
    "xml", ["", "<Project", "<html/>", "\0", '<Project xmlns="urn:QDA-XML:project:1.0">&x;</Project>', "teks"]
)
def test_a_project_file_that_is_none(tmp_path, xml):
    assert refused(tmp_path, zipped({"project.qde": xml})) in {"broken-project", "no-project"}


def test_names_that_are_too_long(tmp_path):
    built = small()
    built.book(built.code("x" * 10_001))
    assert refused(tmp_path, built.bytes()) == "long-name"
    built = small()
    built.files["sources/" + "x" * 10_000] = b""
    assert refused(tmp_path, built.bytes()) == "long-name"


def nested(built, levels):
    inside = ""
    for level in range(levels, 0, -1):
        inside = built.code(f"k{level}", inside=inside, guid=made_guid("deep", level))
    return inside


def test_codes_nested_too_deep(tmp_path):
    built = small()
    built.book(nested(built, 200))
    assert import_project(built.write(tmp_path / "ok.qdpx"), tmp_path / "ok")[0].refused == []
    (tmp_path / "a").mkdir()
    built = small()
    built.book(nested(built, 201))
    assert any("200" in line for line in partly(tmp_path / "a", built))
    assert len(rows(tmp_path / "a" / "study" / "codes.csv")) == 201
    for levels in (1_000, 100_000):
        here = tmp_path / str(levels)
        here.mkdir()
        built = small()
        built.codes.append("<Code>" * levels + "</Code>" * levels)
        assert refused(here, built.bytes()) == "too-deep"


@pytest.mark.parametrize(("start", "end"), [(0, len(TEXT) + 1), (-1, 4), (5, 2), (0, 10**30), ("x", 4), (4, "")])
def test_passages_outside_their_text(tmp_path, start, end):
    built = small()
    selection = built.selection(TEXT, PLAIN, str(start), str(end), built.coding(made_guid("k")))
    built.text("Buruk", TEXT, PLAIN, selection)
    partly(tmp_path, built)


@pytest.mark.parametrize("content", [None, b"\xff\xfeR\x00", b"caf\xe9", b"\xed\xa0\x80"])
def test_texts_that_are_missing_or_not_utf8(tmp_path, content):
    built = small()
    guid = built.text("Buruk", TEXT, PLAIN, built.selection(TEXT, PLAIN, 0, 5, built.coding(made_guid("k"))))
    built.files[f"sources/{guid}.txt"] = content
    if content is None:
        del built.files[f"sources/{guid}.txt"]
    assert any("1 pengodean" in line for line in partly(tmp_path, built))
    assert [row["name"] for row in rows(tmp_path / "study" / "sources.csv")] == ["Baik"]


def test_two_things_with_one_guid(tmp_path):
    built = small()
    inner = built.code("Anak", guid=made_guid("anak"))
    built.book(built.code("Kembar", guid=made_guid("k").upper(), inside=inner))
    assert any(made_guid("k") in line for line in partly(tmp_path, built))
    names = {row["name"]: row["parent_guid"] for row in rows(tmp_path / "study" / "codes.csv")}
    assert names == {"K": "", "Anak": ""}


def test_unknown_codes(tmp_path):
    built = small()
    built.text("Lain", TEXT, PLAIN, built.selection(TEXT, PLAIN, 0, 5, built.coding(made_guid("nowhere"))))
    assert any(made_guid("nowhere") in line for line in partly(tmp_path, built))


def test_guids_that_are_none_never_become_file_names(tmp_path):
    built = small()
    built.sources.append(f"<TextSource{attributes(guid='../../x', name='Jahat')}><PlainTextContent/></TextSource>")
    assert any("../../x" in line for line in partly(tmp_path, built))


def test_an_archive_with_a_password_or_damage(tmp_path):
    content = bytearray(small().bytes())
    place = content.index(b"PK\x01\x02")
    content[place + 8] |= 1
    assert refused(tmp_path, bytes(content)) == "broken-archive"
    assert refused(tmp_path, b"PK\x03\x04 bukan zip") == "not-an-archive"
    assert refused(tmp_path, small().bytes()[:200]) == "not-an-archive"


def test_a_folder_in_use_is_never_overwritten(tmp_path):
    path = small().write(tmp_path / "x.qdpx")
    assert import_project(path, tmp_path / "study")[1] is True
    assert import_project(path, tmp_path / "study")[1] is False
    codes = tmp_path / "study" / "codes.csv"
    codes.write_text(codes.read_text().replace(",K,", ",Kode saya,"))
    before = codes.read_bytes()
    with pytest.raises(Refused, match="tidak ada yang ditimpa"):
        import_project(path, tmp_path / "study")
    assert codes.read_bytes() == before
    (tmp_path / "kosong").mkdir()
    assert import_project(path, tmp_path / "kosong")[1] is True
    assert sorted(p.name for p in tmp_path.iterdir()) == ["kosong", "study", "x.qdpx"]


def test_damaged_files_never_give_more_than_a_sentence(tmp_path):
    """Mutations of a good file: bytes of the zip, and characters of the project file inside it."""
    generator = random.Random(20261122)
    good = small()
    whole, xml = good.bytes(), good.xml()
    for number in range(300):
        if number % 3 == 0:
            content = bytearray(whole)
            for _ in range(generator.randint(1, 20)):
                content[generator.randrange(len(content))] = generator.randrange(256)
            content = bytes(content)
        else:
            text = list(xml)
            for _ in range(generator.randint(1, 6)):
                place = generator.randrange(len(text))
                text[place : place + generator.randint(0, 3)] = generator.choices('<>/"=aZ0-{}&; \u0000😀', k=2)
            content = zipped({"project.qde": "".join(text).encode(), **good.files})
        (tmp_path / "x.qdpx").write_bytes(content)
        try:
            import_project(tmp_path / "x.qdpx", tmp_path / f"s{number}")
        except Refused:
            assert not (tmp_path / f"s{number}").exists()
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_what_hangs_on_something_refused_goes_with_it_to_the_last(tmp_path):
    """A long chain of links, each from the one before, hanging on a thing that is not there."""
    built = small()
    links = [made_guid("link", number) for number in range(3_000)]
    ends = [made_guid("nowhere"), *links]
    built.tail += "<Links>"
    for number in reversed(range(3_000)):
        pointers = attributes(guid=links[number], originGUID=ends[number], targetGUID=made_guid("s"))
        built.tail += f"<Link{pointers}/>"
    built.tail += "</Links>"
    assert len(partly(tmp_path, built)) == 3_000
    assert b"Link" not in (tmp_path / "study" / "rest" / "project.qde").read_bytes()
