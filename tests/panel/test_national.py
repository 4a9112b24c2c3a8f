"""Many districts as one summary: equal to the record's own figures, blind to order, open about what it left out."""

import datetime
import itertools
import json

import pyarrow.parquet as pq
import pytest
from tests.panel.conftest import counts
from tests.record.intake.conftest import line

from rembuk.errors import Refused
from rembuk.formats import tables
from rembuk.panel.national import summarise
from rembuk.panel.snapshot import write_snapshot
from rembuk.record.core.viewer import OPERATOR
from rembuk.record.indicators import queries as indicators
from rembuk.record.indicators.definitions import INDICATORS

JULY = datetime.date(2025, 7, 1)
AUGUST = datetime.date(2025, 8, 1)


def row(made, level, month=JULY, indicator="stunting", code=None):
    (found,) = [
        r
        for r in made.figures.to_pylist()
        if (r["level"], r["month"], r["indicator"]) == (level, month, indicator) and code in (None, r["code"])
    ]
    return found


def verdicts(made):
    return {line.snapshot.rpartition("/")[2]: line.verdict for line in made.lines}


def test_one_district_gives_the_figures_of_its_record(send, areas, tmp_path):
    send(
        line(1),
        line(2, Nama="Wulan Puspita", Tinggi="70.1", Berat="6.9"),
        line(3, Nama="Rahma Dewi", **{"Tgl Lahir": "2020-07-01", "Tinggi": "105", "Cara Ukur": "Berdiri"}),
        line(4, Nama="Intan Permata", **{"Tinggi": "", "Desa/Kel": "Suka Maju"}),
    )
    for number, day in enumerate(("2025-07-08", "2025-08-07", "2026-03-03"), 1):
        tall = {"Tanggal Pengukuran": day, "Tinggi": f"{74 + number}.3", "Berat": f"{9 - number}.2"}
        send(line(1, **tall), line(2, Nama="Wulan Puspita", **tall), name=f"{number}.csv")
    write_snapshot(OPERATOR, tmp_path / "potret")
    made = summarise([tmp_path / "potret"])
    for indicator in INDICATORS:
        expected = indicators.series(OPERATOR, areas["99.01"].id, indicator)
        assert len(expected) == 4
        for level in ("regency", "province", "nation"):
            found = [r for r in made.figures.to_pylist() if (r["level"], r["indicator"]) == (level, indicator)]
            assert [
                (r["month"], r["cases"], r["n"], r["percent"], r["weighed"], r["registered"], r["coverage_percent"])
                for r in found
            ] == [(f.month, f.cases, f.n, f.percent, f.weighed, f.registered, f.coverage) for f in expected]
    assert sum(r["cases"] for r in made.figures.to_pylist()) > 0


@pytest.fixture
def three(made):
    """Two districts of one province, one of another; one has not measured in August."""
    born = datetime.date(2023, 5, 1)
    return [
        made(
            "a",
            "98.01",
            "ra",
            months=[counts(4, JULY, weighed=9, with_haz=7, stunted=2), counts(4, AUGUST, weighed=3)],
            births=[(4, born, 11)],
        ),
        made("b", "98.02", "rb", months=[counts(4, JULY, weighed=5, with_haz=3, stunted=1)], births=[(4, born, 6)]),
        made("c", "97.01", "rc", months=[counts(4, JULY, weighed=2, with_haz=1)], births=[(4, born, 4)]),
    ]


def test_districts_are_summed_before_anything_is_divided(three):
    made = summarise(three)
    nation = row(made, "nation")
    assert (nation["cases"], nation["n"], nation["weighed"], nation["registered"]) == (3, 11, 16, 21)
    assert (nation["percent"], nation["coverage_percent"]) == (100 * 3 / 11, 100 * 16 / 21)
    assert row(made, "province", code="98")["percent"] == 100 * 3 / 10
    assert row(made, "regency", code="97.01")["percent"] == 0


def test_a_month_without_measuring_says_how_many_districts_it_rests_on_and_no_percent_is_invented(three):
    august = row(summarise(three), "nation", AUGUST)
    assert (august["regencies_measured"], august["regencies"], august["weighed"]) == (1, 3, 3)
    assert (august["n"], august["percent"], august["registered"]) == (0, None, 21)


def test_children_of_a_district_whose_snapshot_is_older_than_the_month_are_unknown_not_absent(made, three):
    old = made("old", "96.01", "ro", births=[(4, datetime.date(2023, 5, 1), 100)], month="2025-07")
    assert row(summarise([*three, old]), "nation", JULY)["registered"] == 121
    assert row(summarise([*three, old]), "nation", AUGUST)["registered"] == 21


def test_under_five_begins_with_the_month_of_birth_and_ends_after_sixty(made):
    births = [(4, datetime.date(2020, 7, 1), 1), (4, datetime.date(2020, 8, 1), 10), (4, JULY, 100), (4, AUGUST, 1000)]
    one = made("a", months=[counts(4, JULY, weighed=1)], births=births)
    assert row(summarise([one]), "nation")["registered"] == 110


def test_a_posyandu_is_not_counted_beside_its_village(made):
    one = made(
        "a",
        months=[counts(area, JULY, weighed=3) for area in (4, 5)],
        births=[(area, datetime.date(2024, 1, 1), 5) for area in (4, 5)],
    )
    assert (row(summarise([one]), "nation")["weighed"], row(summarise([one]), "nation")["registered"]) == (3, 5)


def test_the_order_of_the_snapshots_changes_nothing(three):
    results = [summarise(order) for order in itertools.permutations(three)]
    assert all(one.figures.equals(results[0].figures) and one.lines == results[0].lines for one in results)


def test_of_one_record_the_later_ledger_position_counts_once_and_it_is_said(made, three):
    later = made("later", "98.01", "ra", 9, months=[counts(4, JULY, weighed=10, with_haz=8, stunted=3)])
    copy = made("z-copy", "98.01", "ra", 9, months=[counts(4, JULY, weighed=10, with_haz=8, stunted=3)])
    for order in itertools.permutations([three[0], later, copy]):
        result = summarise(order)
        assert (row(result, "nation")["cases"], row(result, "nation")["n"]) == (3, 8)
        assert verdicts(result) == {"a": "older", "later": "counted", "z-copy": "copy"}


def test_what_contradicts_is_refused_on_both_sides(made, three):
    other = made("other", "98.02", "someone else", 900, months=[counts(4, JULY, weighed=1)])
    result = summarise([*three, other])
    assert verdicts(result) == {"a": "counted", "b": "refused", "c": "counted", "other": "refused"}
    assert any("98.02" in line.sentence and str(three[1]) in line.sentence for line in result.lines)
    forked = made("forked", "97.01", "rc", 5, months=[counts(4, JULY, weighed=2, with_haz=1, stunted=1)])
    assert verdicts(summarise([*three, forked])) == {
        "a": "counted",
        "b": "counted",
        "c": "refused",
        "forked": "refused",
    }


def spoil(folder, change):
    """Change the manifest of a snapshot."""
    path = folder / "manifest.json"
    content = json.loads(path.read_text())
    change(content)
    path.write_text(json.dumps(content))


def cut(folder):
    path = folder / "area_months.parquet"
    path.write_bytes(path.read_bytes()[:-9])


def not_parquet(folder):
    import hashlib

    (folder / "areas.parquet").write_bytes(b"PAR1 none PAR1")
    spoil(folder, lambda m: m["files"][0].update(sha256=hashlib.sha256(b"PAR1 none PAR1").hexdigest()))


DAMAGE = {
    "a cut file": cut,
    "a child table that was changed": lambda f: (f / "children.parquet").write_bytes(b"x"),
    "no file": lambda f: (f / "area_births.parquet").unlink(),
    "no manifest": lambda f: (f / "manifest.json").unlink(),
    "an empty manifest": lambda f: (f / "manifest.json").write_bytes(b""),
    "bytes": lambda f: (f / "manifest.json").write_bytes(b"\xff\xfe\x00"),
    "a list": lambda f: (f / "manifest.json").write_text("[]"),
    "deep": lambda f: (f / "manifest.json").write_text("[" * 100_000),
    "of another program": lambda f: spoil(f, lambda m: m.update(kind="delta")),
    "of a later version": lambda f: spoil(f, lambda m: m.update(version=2)),
    "no position": lambda f: spoil(f, lambda m: m.pop("ledger_position")),
    "no record": lambda f: spoil(f, lambda m: m.update(record="")),
    "a negative position": lambda f: spoil(f, lambda m: m.update(ledger_position=-1)),
    "a month that is none": lambda f: spoil(f, lambda m: m.update(month="2025-13")),
    "a file outside": lambda f: spoil(f, lambda m: m["files"][0].update(path="../b/areas.parquet")),
    "a table twice": lambda f: spoil(f, lambda m: m["files"].append(m["files"][2])),
    "no list of files": lambda f: spoil(f, lambda m: m.update(files=7)),
    "another count of rows": lambda f: spoil(f, lambda m: m["files"][2].update(rows=99)),
    "no parquet": not_parquet,
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_broken_snapshot_is_refused_by_name_and_the_others_go_on(three, name):
    DAMAGE[name](three[0])
    result = summarise(three)
    assert verdicts(result) == {"a": "refused", "b": "counted", "c": "counted"}
    assert row(result, "nation")["n"] == 4
    with pytest.raises(Refused, match="Tidak satu pun"):
        summarise(three[:1])


@pytest.mark.parametrize(
    "months",
    [
        [counts(4, JULY, weighed=-1)],
        [counts(4, JULY, with_haz=1, stunted=2)],
        [counts(4, datetime.date(2025, 7, 2), weighed=1)],
        [counts(4, JULY, weighed=1), counts(4, JULY, weighed=1)],
        [counts(77, JULY, weighed=1)],
        [{**counts(4, JULY), "weighed": None}],
        [counts(4, JULY, weighed=2**62)],
    ],
)
def test_counts_that_cannot_be_are_refused_even_with_a_right_fingerprint(made, three, months):
    assert verdicts(summarise([*three, made("x", "95.01", "rx", months=months)]))["x"] == "refused"


def test_the_commands_write_what_they_say_and_end_as_they_should(rembuk, made, three, tmp_path):
    out = tmp_path / "out"
    done = rembuk("national", *three, "-o", out)
    assert done.returncode == 0, done.stderr
    written = pq.read_table(out / "national.parquet")
    assert written.equals(summarise(three).figures)
    assert tables.read(out / "national.csv").column_names == written.column_names
    assert len((out / "report.csv").read_text().splitlines()) == 4

    cut(three[1])
    done = rembuk("national", *reversed(three), "-o", out)
    assert done.returncode == 1
    assert str(three[1]) in done.stderr
    assert "Traceback" not in done.stderr


def test_the_commands_refuse_in_one_sentence_and_write_nothing(rembuk, three, tmp_path):
    out = tmp_path / "out"
    (tmp_path / "file").write_text("x")
    for arguments, word in (
        (["national", *three, "-o", out, "--engine", "spark"], "Spark belum dibuat"),
        (["national", tmp_path / "nowhere", "-o", out], "nowhere"),
        (["national", tmp_path / "file", "-o", out], "bukan folder"),
        (["national", *three, "-o", tmp_path / "file"], "tidak dapat ditulis"),
        (["snapshot", "-o", out], "belum ada rekaman"),
    ):
        done = rembuk(*arguments, cwd=tmp_path, env={"REMBUK_DATA": str(tmp_path / "no-record")})
        assert done.returncode == 2, done.stderr
        assert word in done.stderr
        assert len(done.stderr.strip().splitlines()) == 1
        assert not out.exists()


@pytest.mark.slow
def test_a_new_record_is_photographed_and_summed_by_process(rembuk, tmp_path):
    environment = {
        "REMBUK_DATA": str(tmp_path / "data"),
        "REMBUK_KEY_FILE": str(tmp_path / "keys" / "master.key"),
        "REMBUK_TEST_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
    }
    assert rembuk("setup", env=environment).returncode == 0
    done = rembuk("snapshot", "-o", tmp_path / "potret", "--for", "Bappenas", env=environment)
    assert done.returncode == 0, done.stderr
    assert "0 anak" in done.stderr
    again = rembuk("snapshot", "-o", tmp_path / "potret", env=environment)
    assert (again.returncode, "tidak kosong" in again.stderr) == (2, True)
    assert rembuk("national", tmp_path / "potret", "-o", tmp_path / "out").returncode == 0
