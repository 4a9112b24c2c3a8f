"""A STUDY folder that no import has made: whatever its tables say goes out and comes back, in their order."""

import csv
import hashlib

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.formats.refi_qda.projects import made_guid
from tests.formats.refi_qda.standard import faults

from rembuk.formats.refi_qda.reader import import_project
from rembuk.formats.refi_qda.writer import export_project

WORDS = st.text(alphabet="ab ;,\"'\n\r\t<&>é😀\u0301\u00a0\u2028=", max_size=12)
TEXTS = st.text(alphabet="ab .\n\r\t\u00a0\u2028\u0301😀\ufeff\x00\x0b", max_size=40)
DATES = st.sampled_from(["", "2026-01-02T03:04:05Z", "2024-02-29T00:00:00+07:00"])
COLUMNS = {
    "codes": ["guid", "parent_guid", "name", "definition", "color", "dimension"],
    "sources": ["guid", "name", "sha256"],
    "codings": ["guid", "source_guid", "start", "end", "code_guid", "coder", "created", "memo", "quote"],
    "coders": ["guid", "name"],
    "cases": ["guid", "name", "memo", "source_guids"],
    "variables": ["variable_guid", "variable", "type", "owner_guid", "value"],
    "memos": ["guid", "target_guid", "start", "end", "coder", "created", "title", "text"],
    "finished": ["source_guid", "coder"],
}


@st.composite
def studies(draw):
    """Draw tables as lists of rows, and the texts."""
    names = draw(st.lists(WORDS.filter(bool), max_size=3, unique=True))
    coders = [[made_guid("coder", i), name] for i, name in enumerate(names)]
    who = st.sampled_from(["", *names])
    codes = []
    for i in range(draw(st.integers(0, 5))):
        parent = draw(st.sampled_from(["", *(row[0] for row in codes)]))
        color = draw(st.sampled_from(["", "#a1b2c3"]))
        codes.append([made_guid("code", i), parent, draw(WORDS), draw(WORDS), color, draw(WORDS)])
    codes = draw(st.permutations(codes))
    texts = {made_guid("source", i): draw(TEXTS) for i in range(draw(st.integers(0, 3)))}
    sources = [[guid, draw(WORDS), hashlib.sha256(text.encode()).hexdigest()] for guid, text in texts.items()]

    def passage(guid):
        start = draw(st.integers(0, len(texts[guid])))
        return start, draw(st.integers(start, len(texts[guid])))

    codings = []
    for i in range(draw(st.integers(0, 6)) if codes and texts else 0):
        guid, code = draw(st.sampled_from(list(texts))), draw(st.sampled_from(codes))[0]
        start, end = passage(guid) if draw(st.booleans()) else ("", "")
        quote = texts[guid][start:end] if start != "" else ""
        codings.append([made_guid("coding", i), guid, start, end, code, draw(who), draw(DATES), draw(WORDS), quote])
    cases = [
        [made_guid("case", i), draw(WORDS), draw(WORDS), " ".join(draw(st.permutations(sorted(texts))))]
        for i in range(draw(st.integers(0, 2)))
    ]
    variables, owners = [], [*texts, *(row[0] for row in cases)]
    for i in range(draw(st.integers(0, 3))):
        kind = draw(st.sampled_from(["Text", "Boolean", "Integer", "Float", "Date", "DateTime"]))
        about = [made_guid("variable", i), draw(WORDS), kind]
        held = draw(st.lists(st.sampled_from(owners), unique=True, max_size=3)) if owners else []
        variables += [[*about, owner, draw(WORDS)] for owner in held] or [[*about, "", ""]]
    memos = []
    things = [*(row[0] for row in codes), *texts, *(row[0] for row in codings), *(row[0] for row in cases)]
    for i in range(draw(st.integers(0, 3))):
        about = [draw(who), draw(DATES), draw(WORDS), draw(WORDS)]
        for target in draw(st.lists(st.sampled_from(["", *things]), unique=True, min_size=1, max_size=2)):
            memos.append([made_guid("memo", i), target, "", "", *about])
    for i in range(draw(st.integers(0, 2)) if texts else 0):
        guid = draw(st.sampled_from(list(texts)))
        memos.append(
            [made_guid("part", i), guid, *passage(guid), draw(who), draw(DATES), draw(WORDS), draw(WORDS) + "x"]
        )
    finished = draw(st.lists(st.tuples(st.sampled_from(list(texts)), who), max_size=3)) if texts else []
    tables = {
        "codes": codes,
        "sources": draw(st.permutations(sources)),
        "codings": draw(st.permutations(codings)),
        "coders": draw(st.permutations(coders)),
        "cases": draw(st.permutations(cases)),
        "variables": draw(st.permutations(variables)),
        "memos": draw(st.permutations(memos)),
        "finished": finished,
    }
    return tables, texts


def save(folder, tables, texts):
    (folder / "sources").mkdir(parents=True)
    for guid, text in texts.items():
        (folder / "sources" / f"{guid}.txt").write_bytes(text.encode())
    for name, held in tables.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, quoting=csv.QUOTE_ALL).writerows([COLUMNS[name], *held])


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(studies())
def test_tables_made_by_hand_come_back_as_they_were(tmp_path_factory, study):
    tables, texts = study
    here = tmp_path_factory.mktemp("hand")
    save(here / "s", tables, texts)
    export_project(here / "s", here / "a.qdpx")
    report, _ = import_project(here / "a.qdpx", here / "t")
    assert report.refused == []
    for name, held in tables.items():
        assert rows(here / "t" / f"{name}.csv") == [COLUMNS[name], *([str(cell) for cell in row] for row in held)], name
    for guid, text in texts.items():
        assert (here / "t" / "sources" / f"{guid}.txt").read_bytes() == text.encode()
    assert faults((here / "t" / "rest" / "original.qde").read_bytes()) == []
