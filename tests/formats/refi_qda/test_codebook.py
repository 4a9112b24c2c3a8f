"""QDC, the code book alone: in from three namespaces, out in the standard's."""

import csv
import xml.etree.ElementTree as ET
import zipfile

import pytest
from tests.formats.refi_qda.projects import made_guid
from tests.formats.refi_qda.standard import faults

from rembuk.errors import Refused
from rembuk.formats.refi_qda.reader import import_project
from rembuk.formats.refi_qda.writer import export_project

BOOK = (
    '<?xml version="1.0" encoding="utf-8"?><CodeBook xmlns="{}" origin="Taguette 1.5"><Codes>'
    '<Code guid="{}" name="Ego &amp; sektor" isCodable="true" color="#ff0000"><Description>kuat</Description>'
    '<Code guid="{}" name="Data" isCodable="false"/></Code></Codes>'
    '<Sets><Set guid="{}" name="S"><MemberCode guid="{}"/></Set></Sets></CodeBook>'
)
A, B, S = made_guid("a"), made_guid("b"), made_guid("s")


def codes(folder):
    with (folder / "codes.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("edition", ["1.0", "1:0", "0:4"])
def test_a_code_book_comes_in_and_goes_out(tmp_path, edition):
    (tmp_path / "k.qdc").write_text(
        BOOK.format(f"urn:QDA-XML:codebook:{edition}", A.upper(), B, S, A), encoding="utf-8"
    )
    report, _ = import_project(tmp_path / "k.qdc", tmp_path / "study")
    assert report.refused == []
    assert [
        (c["guid"], c["parent_guid"], c["name"], c["definition"], c["color"]) for c in codes(tmp_path / "study")
    ] == [
        (A, "", "Ego & sektor", "kuat", "#ff0000"),
        (B, A, "Data", "", ""),
    ]
    export_project(tmp_path / "study", tmp_path / "out.qdc")
    root = ET.parse(tmp_path / "out.qdc").getroot()
    assert root.tag == "{urn:QDA-XML:codebook:1.0}CodeBook"
    assert [node.get("isCodable") for node in root.iter("{urn:QDA-XML:codebook:1.0}Code")] == ["true", "false"]
    import_project(tmp_path / "out.qdc", tmp_path / "again")
    assert codes(tmp_path / "again") == codes(tmp_path / "study")
    export_project(tmp_path / "study", tmp_path / "out.qdpx")
    with zipfile.ZipFile(tmp_path / "out.qdpx") as archive:
        qde = archive.read("project.qde")
    assert faults(qde) == [] and S.encode() in qde
    import_project(tmp_path / "out.qdpx", tmp_path / "third")
    assert codes(tmp_path / "third") == codes(tmp_path / "study")


@pytest.mark.parametrize("content", ["", "<CodeBook", "<Project/>", "<!DOCTYPE x><CodeBook/>", "PK"])
def test_what_is_no_code_book_is_refused(tmp_path, content):
    (tmp_path / "k.qdc").write_text(content)
    with pytest.raises(Refused):
        import_project(tmp_path / "k.qdc", tmp_path / "study")
    assert not (tmp_path / "study").exists()


def test_a_study_without_codes_has_no_code_book(tmp_path):
    (tmp_path / "study").mkdir()
    (tmp_path / "study" / "codes.csv").write_text("guid,name\n")
    with pytest.raises(Refused):
        export_project(tmp_path / "study", tmp_path / "out.qdc")
    assert not (tmp_path / "out.qdc").exists()
