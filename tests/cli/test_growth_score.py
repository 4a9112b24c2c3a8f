"""``rembuk growth score`` as a user runs it: the reference children, damaged cells, other columns, all file forms."""

import csv
import datetime

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner
from tests.methods.growth.oracle import KNOWN_FAULTS, ROWS

from rembuk.cli.growth.score import score
from rembuk.formats import tables
from rembuk.formats.children import OUTPUT
from rembuk.methods.growth import INDICES

INPUT = list(ROWS[0])[:11]


def write_csv(path, rows, columns, delimiter=","):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(rows)
    return path


def read_csv(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    path = tmp_path_factory.mktemp("reference") / "children.csv"
    return write_csv(path, [[row[name] for name in INPUT] for row in ROWS], INPUT)


@pytest.fixture
def scored(tmp_path):
    """Score a few children given as dicts in this process; returns (what was said and returned, rows out)."""

    def run(*children, columns=None):
        columns = columns or list(children[0])
        cells = [[child.get(name, "") for name in columns] for child in children]
        path = write_csv(tmp_path / "in.csv", cells, columns)
        out = tmp_path / "out.csv"
        done = CliRunner().invoke(score, [str(path), "-o", str(out)], standalone_mode=False, catch_exceptions=False)
        return done, read_csv(out)

    return run


CHILD = {"sex": "f", "age_days": "731", "weight_kg": "9.1", "length_height_cm": "79.4", "position": "lying"}


#: of 9.1 kg, a girl of 731 days: L −0.2942, M 11.4809, S 0.1239 → ((9.1/M)^L − 1)/(S·L)
WAZ = "-1.94"


def assert_reference(rows, r_compatible):
    for row, expected in zip(rows, ROWS, strict=True):
        for code in INDICES:
            if not r_compatible and row["id"] in KNOWN_FAULTS.get(code, {}):
                continue
            for name in (code, f"{code}_flag"):
                assert (float(row[name]) if row[name] else None) == (
                    float(expected[name]) if expected[name] else None
                ), (row["id"], name)


@pytest.mark.parametrize("option", [[], ["--r-compatible"]])
@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_the_reference_children(rembuk, reference, tmp_path, ending, option):
    if ending == "csv":
        source = reference
    else:
        source = tmp_path / f"in.{ending}"
        table = tables.read(reference)
        for name in ("age_days", *INPUT[3:5], *INPUT[7:]):
            values, _ = tables.numbers(table.column(name))
            table = table.set_column(INPUT.index(name), name, pa.array(values, from_pandas=True))
        tables.write(table, source)
    out = tmp_path / f"out.{ending}"
    done = rembuk("growth", "score", source, "-o", out, *option)
    assert done.returncode == 0, done.stderr
    table = tables.read(out)
    assert table.column_names == [*INPUT, *OUTPUT]
    rows = [dict(zip(table.column_names, cells, strict=True)) for cells in zip(*map(tables.texts, table), strict=True)]
    assert_reference([{**row, **{k: v.replace("inf", "Inf") for k, v in row.items()}} for row in rows], bool(option))


def test_other_columns_stay_as_they_are_and_in_place(scored):
    child = {"nama": 'Dewi, "Ayu"', "nik": "0012345678901234", **CHILD, "catatan": " =1+1 "}
    done, [row] = scored(child)
    assert done.return_value == 0
    assert {name: row[name] for name in child} == child
    assert list(row) == [*child, *OUTPUT]


@pytest.mark.parametrize("sex", ["f", "F", "2", "2.0", "P", "p", "Perempuan", " female "])
@pytest.mark.parametrize("position", ["lying", "L", "l", "Terlentang", "TERLENTANG", "telentang"])
def test_codes_in_every_spelling(sex, position):
    from rembuk.formats.children import children

    read = children(
        pa.table({**{name: [value] for name, value in CHILD.items()}, "sex": [sex], "position": [position]})
    )
    assert (read.measures.sex.tolist(), read.measures.position.tolist(), read.refused) == ([2], [1], {})


@pytest.mark.parametrize("column,value,lost", [
    ("sex", "x", set(INDICES)),
    ("age_days", "dua", {"haz", "waz", "whz", "baz"}),
    ("age_days", "-3", {"haz", "waz", "whz", "baz"}),
    ("weight_kg", "9,1,2", {"waz", "whz", "baz"}),
    ("weight_kg", "berat", {"waz", "whz", "baz"}),
    ("length_height_cm", "79.4cm", {"haz", "whz", "baz"}),
    ("position", "miring", {"haz", "whz", "baz"}),
    ("oedema", "?", {"waz", "whz", "baz"}),
])  # fmt: skip
def test_an_unreadable_cell_blanks_what_needs_it_and_is_counted(scored, column, value, lost):
    done, rows = scored(CHILD, {**CHILD, column: value}, CHILD, columns=[*CHILD, "oedema"])
    assert done.return_value == 1
    assert f"1 sel tidak dapat dipakai dan hasil yang memerlukannya dikosongkan: {column} 1 (baris 2)." in done.stderr
    assert rows[0]["haz"] and rows[0] == rows[2]
    given = {"haz", "waz", "whz", "baz"}
    assert {code for code in given if not rows[1][code]} == lost & given
    assert all(not rows[1][f"{code}_flag"] for code in lost)
    assert rows[1][column] == value


def test_decimal_commas_and_blanks_around_numbers(scored):
    done, [plain, comma] = scored(CHILD, {**CHILD, "weight_kg": " 9,1 ", "length_height_cm": "79,4"})
    assert done.return_value == 0
    assert {name: plain[name] for name in OUTPUT} == {name: comma[name] for name in OUTPUT}


def test_a_semicolon_file_with_a_bom(rembuk, tmp_path):
    path = tmp_path / "in.csv"
    path.write_text("\ufeffsex;age_days;weight_kg\nP;731;9,1\n", encoding="utf-8")
    assert rembuk("growth", "score", path, "-o", tmp_path / "out.csv").returncode == 0
    assert read_csv(tmp_path / "out.csv")[0]["waz"] == WAZ


def test_dates_in_place_of_an_age(scored):
    child = {name: value for name, value in CHILD.items() if name != "age_days"}
    done, rows = scored(
        CHILD | {"birth_date": "", "measured_on": ""},
        child | {"birth_date": "2022-01-01", "measured_on": "2024-01-02"},
        child | {"birth_date": "2022-01-01", "measured_on": ""},
    )
    assert done.return_value == 0
    assert [row["haz"] for row in rows] == [rows[0]["haz"], rows[0]["haz"], ""]
    assert rows[1]["length_height_adjusted_cm"] == "78.7"
    assert rows[2]["whz"] != ""  # without an age, the position chooses the table


@pytest.mark.parametrize("born,measured,column", [
    ("2024-01-02", "2024-01-01", "measured_on"), ("kemarin", "2024-01-01", "birth_date"),
    ("2022-02-30", "2024-01-01", "birth_date"), ("2022-01-01", "02/03/2024", "measured_on"),
])  # fmt: skip
def test_dates_that_cannot_be(scored, born, measured, column):
    child = {name: value for name, value in CHILD.items() if name != "age_days"}
    done, [row] = scored(child | {"birth_date": born, "measured_on": measured})
    assert done.return_value == 1
    assert f"{column} 1 (baris 1)" in done.stderr
    assert not any(row[code] for code in INDICES)


def test_the_age_counts_before_the_dates_and_disagreement_is_said(scored):
    done, [row] = scored(CHILD | {"birth_date": "2020-01-01", "measured_on": "2024-01-02"})
    assert done.return_value == 0
    assert "1 baris age_days tidak sesuai" in done.stderr
    assert row["length_height_adjusted_cm"] == "78.7"


def test_scoring_again_replaces_the_columns_and_says_so(rembuk, scored, tmp_path):
    _, [first] = scored(CHILD)
    damaged = tmp_path / "again.csv"
    write_csv(damaged, [[*CHILD.values(), "99", "kosong", "x"]], [*CHILD, "haz", "tb_u", "lain"])
    done = rembuk("growth", "score", damaged, "-o", tmp_path / "again-out.csv")
    assert done.returncode == 0
    assert "diganti: haz, tb_u" in done.stderr
    [row] = read_csv(tmp_path / "again-out.csv")
    assert list(row)[:8] == [*CHILD, "haz", "tb_u", "lain"]
    assert (row["haz"], row["tb_u"], row["lain"]) == (first["haz"], first["tb_u"], "x")
    assert len(row) == len(CHILD) + 1 + len(OUTPUT)


def test_the_file_can_be_its_own_result(rembuk, tmp_path):
    path = write_csv(tmp_path / "in.csv", [CHILD.values()], CHILD)
    assert rembuk("growth", "score", path, "-o", path).returncode == 0
    assert read_csv(path)[0]["waz"] == WAZ


def test_missing_columns_leave_their_indices_blank(scored):
    done, [row] = scored({"sex": "m", "weight_kg": "9", "length_height_cm": "75"})
    assert done.return_value == 0
    assert row["whz"] and not row["haz"]
    done, [row] = scored({"sex": "m", "age_days": "400", "head_cm": "46"})
    assert done.return_value == 0
    assert row["hcz"] and not row["waz"] and row["bb_u"] == ""


@pytest.mark.parametrize("columns,named", [
    (["age_days", "weight_kg"], "sex"), (["sex", "weight_kg"], "age_days"), (["sex", "age_days"], "weight_kg"),
    (["nama"], "sex"),
])  # fmt: skip
def test_without_the_needed_columns_nothing_is_written(rembuk, tmp_path, columns, named):
    path = write_csv(tmp_path / "in.csv", [["1"] * len(columns)], columns)
    done = rembuk("growth", "score", path, "-o", tmp_path / "out.csv")
    assert done.returncode == 2
    assert "tidak ada" in done.stderr and named in done.stderr
    assert "Traceback" not in done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_a_header_without_rows(rembuk, tmp_path):
    path = write_csv(tmp_path / "in.csv", [], CHILD)
    done = rembuk("growth", "score", path, "-o", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "tidak memuat satu baris pun" in done.stderr
    assert (tmp_path / "out.csv").read_text().count("\n") == 1


@pytest.mark.parametrize("name,content", [("a.csv", b""), ("a.txt", b"sex\n"), ("a.xlsx", b"PK"), ("a.parquet", b"x")])
def test_what_is_no_table_is_one_sentence(rembuk, tmp_path, name, content):
    (tmp_path / name).write_bytes(content)
    for source in (tmp_path / name, tmp_path / "tidak-ada.csv", tmp_path):
        done = rembuk("growth", "score", source, "-o", tmp_path / "out.csv")
        assert done.returncode == 2
        assert done.stderr.count("\n") == 1
        assert not (tmp_path / "out.csv").exists()


def test_a_result_that_cannot_be_written(rembuk, tmp_path):
    path = write_csv(tmp_path / "in.csv", [CHILD.values()], CHILD)
    for out in (tmp_path / "tidak" / "ada.csv", tmp_path / "out.doc"):
        done = rembuk("growth", "score", path, "-o", out)
        assert (done.returncode, done.stderr.count("\n")) == (2, 1)


def test_typed_parquet_columns(rembuk, tmp_path):
    """Whole numbers, booleans, dates, dictionaries and nulls of Parquet are read as what they are."""
    tables.write(
        pa.table(
            {
                "sex": pa.array([1, 2, None], pa.int64()),
                "birth_date": [datetime.date(2022, 1, 1)] * 3,
                "measured_on": pa.array(["2024-01-02T09:30"] * 3).cast(pa.timestamp("us")),
                "weight_kg": pa.array([11, 10, 9], pa.int32()),
                "length_height_cm": pa.array([85.0, 84.5, np.nan], pa.float32()),
                "position": pa.array(["berdiri", None, "H"]).dictionary_encode(),
                "oedema": [False, True, None],
                "muac_cm": pa.nulls(3),
            }
        ),
        tmp_path / "in.parquet",
    )
    done = rembuk("growth", "score", tmp_path / "in.parquet", "-o", tmp_path / "out.parquet")
    assert done.returncode == 0, done.stderr
    boy, girl, unknown = tables.read(tmp_path / "out.parquet").to_pylist()
    assert boy["haz"] is not None and boy["whz"] is not None and boy["length_height_adjusted_cm"] == 85
    assert girl["haz"] is not None and girl["waz"] is None and girl["waz_flag"] is None and girl["bb_u"] is None
    assert all(unknown[code] is None for code in INDICES)


def test_large_tables_are_scored_in_pieces_with_row_numbers_through_all_of_them(monkeypatch, tmp_path):
    monkeypatch.setattr(tables.chunks, "__defaults__", (1000,))
    count = 70_000
    rows = [["m", "400", "9.5" if i != 69_999 else "x", "catatan " * 8] for i in range(count)]
    for name in ("in.csv", "in.parquet"):
        path = tmp_path / name
        if name == "in.csv":
            write_csv(path, rows, ["sex", "age_days", "weight_kg", "lain"])
        else:
            tables.write(tables.read(tmp_path / "in.csv"), path)
        assert len(list(tables.chunks(path))) > 2
        done = CliRunner().invoke(score, [str(path), "-o", str(tmp_path / "out.parquet")], standalone_mode=False)
        assert done.return_value == 1
        assert "weight_kg 1 (baris 70000)" in done.stderr
        z = tables.read(tmp_path / "out.parquet").column("waz")
        assert (len(z), z.null_count) == (count, 1)
