"""import(export(import(x))) gives the same tables, and everything else is there again."""

import zipfile
from collections import Counter

from hypothesis import HealthCheck, given, settings
from lxml import etree
from tests.formats.refi_qda.rich import projects
from tests.formats.refi_qda.standard import faults

from rembuk.formats.refi_qda import folder as study_folder
from rembuk.formats.refi_qda.reader import import_project
from rembuk.formats.refi_qda.writer import export_project


def files_of(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.relative_to(folder).parts[0] not in {"rest", "import-report.md"}
    }


def census(qde):
    """Count elements by name, but for the few that are written another way: nothing that came in may be missing."""
    names = [node.tag.rsplit("}", 1)[-1] for node in etree.fromstring(qde).iter()]
    return Counter(name for name in names if name != "PlainTextContent" and not name.endswith("Value"))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects())
def test_export_and_import_give_the_same_tables(tmp_path_factory, project):
    here = tmp_path_factory.mktemp("round")
    report, written = import_project(project.write(here / "a.qdpx"), here / "a")
    assert written
    assert report.refused == []
    export_project(here / "a", here / "b.qdpx")
    with zipfile.ZipFile(here / "b.qdpx") as archive:
        qde = archive.read("project.qde")
        names = set(archive.namelist())
    assert faults(qde) == []
    again, _ = import_project(here / "b.qdpx", here / "b")
    assert again.refused == []
    assert files_of(here / "a") == files_of(here / "b")
    assert census(qde) == census(project.xml().encode())
    assert {name for name in project.files if "laporan" in name} == {
        f"{project.folder}/{name.split('/')[1]}" for name in names if "laporan" in name
    }
    export_project(here / "b", here / "c.qdpx")
    assert (here / "b.qdpx").read_bytes() == (here / "c.qdpx").read_bytes()
    study, problems = study_folder.read(here / "a")
    assert problems == [] and study_folder.check(study) == []
    for coding in study.codings:
        if coding.start is not None:
            assert coding.quote == study.texts[coding.source_guid][coding.start : coding.end]
