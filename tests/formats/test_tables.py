"""A table comes back as it went out, in all three forms; what cannot be read is said in a sentence."""

import datetime

import numpy as np
import pyarrow as pa
import pytest

from rembuk.errors import Refused
from rembuk.formats import tables


def test_a_nik_keeps_its_zeros_and_a_semicolon_file_with_bom_is_read(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("\ufeffnik;nama;berat\n0012345678901234;Sari;8,5\n;;\n".encode())
    table = tables.read(path)
    assert table.column_names == ["nik", "nama", "berat"]
    assert table.column("nik").to_pylist() == ["0012345678901234", ""]
    values, wrong = tables.numbers(table.column("berat"))
    assert values[0] == 8.5 and np.isnan(values[1]) and not wrong.any()


def test_a_quoted_header_with_a_line_break_is_one_header(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text('"a\nb",c\n1,2\n')
    assert tables.read(path).to_pylist() == [{"a\nb": "1", "c": "2"}]


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
def test_round_trip(tmp_path, ending):
    table = pa.table(
        {
            "id": ["=1+1", "b", ""],
            "z": [-1.25, float("nan"), None],
            "day": [datetime.date(2026, 1, 2), None, datetime.date(2024, 2, 29)],
        }
    )
    path = tmp_path / f"t.{ending}"
    tables.write(table, path)
    back = tables.read(path)
    assert tables.texts(back.column("id")) == ["=1+1", "b", ""]
    values, wrong = tables.numbers(back.column("z"))
    assert values[0] == -1.25 and np.isnan(values[1:]).all() and not wrong.any()
    days, wrong = tables.dates(back.column("day"))
    assert days[0] == np.datetime64("2026-01-02") and np.isnat(days[1]) and not wrong.any()


def test_lists_and_durations_of_parquet_become_text_in_the_other_forms(tmp_path):
    table = pa.table({"tags": [[1, 2], None], "wait": [datetime.timedelta(days=1), None], "x": [float("inf"), 1.5]})
    for ending in ("csv", "xlsx"):
        path = tmp_path / f"t.{ending}"
        tables.write(table, path)
        back = tables.read(path)
        assert [tables.texts(back.column(name))[0] for name in ("tags", "wait")] == ["[1, 2]", "1 day, 0:00:00"]


def test_pieces_of_a_table_are_the_table(tmp_path):
    table = pa.table({"a": [str(i) for i in range(30_000)], "b": ["catatan, “a” " * 4 + "."] * 30_000})
    for ending in ("csv", "parquet", "xlsx"):
        path = tmp_path / f"t.{ending}"
        with tables.writing(path) as write:
            for start in range(0, 30_000, 12_000):
                write(table.slice(start, 12_000))
        pieces = list(tables.chunks(path, 8_000))
        assert (len(pieces) > 1) == (ending != "xlsx")
        assert pa.concat_tables(pieces).equals(table)
        assert tables.read(path).equals(table)


def test_a_table_without_rows_is_one_piece_with_its_columns(tmp_path):
    for ending in ("csv", "parquet", "xlsx"):
        path = tmp_path / f"t.{ending}"
        tables.write(pa.table({"a": pa.array([], pa.string())}), path)
        [piece] = tables.chunks(path)
        assert (piece.column_names, piece.num_rows) == (["a"], 0)


def test_a_row_that_breaks_late_leaves_no_result_behind(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("a,b\n" + "1,catatan yang panjang\n" * 100_000 + "1,2,3\n")
    with pytest.raises(Refused) as refused, tables.writing(tmp_path / "out.csv") as write:
        for piece in tables.chunks(source, 1000):
            write(piece)
    assert refused.value.code == "broken-csv"
    assert [file.name for file in tmp_path.iterdir()] == ["in.csv"]


def test_a_workbook_of_ours_never_starts_a_formula(tmp_path):
    import zipfile

    tables.write(pa.table({"=x": ["=HYPERLINK(1)", "+1", "@a"]}), tmp_path / "t.xlsx")
    sheet = zipfile.ZipFile(tmp_path / "t.xlsx").read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


@pytest.mark.parametrize("cell", ["abc", "1e", "inf", "nan", "1,2,3", "1_0"])
def test_what_is_no_number_is_named(cell):
    values, wrong = tables.numbers(pa.chunked_array([["1.5", cell, ""]]))
    assert wrong.tolist() == [False, True, False]
    assert np.isnan(values[1:]).all()


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.csv", b"", "empty-file"),
        ("a.txt", b"x", "unknown-ending"),
        ("a.csv", b"a,b\n1,2,3\n", "broken-csv"),
        ("a.csv", b"a,a\n1,2\n", "double-column"),
        ("a.csv", b"nama\n\xe9t\xe9\n", "not-utf8"),
        ("a.csv", b"a,b\x00\n", "broken-csv"),
        ("a.csv", b"\n1\n", "no-header"),
        ("a.xlsx", b"PK\x03\x04nonsense", "not-a-workbook"),
        ("a.parquet", b"PAR1nonsense", "not-parquet"),
    ],
)
def test_a_broken_file_is_one_sentence(tmp_path, name, content, code):
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(Refused) as refused:
        tables.read(path)
    assert refused.value.code == code


def test_a_folder_and_a_missing_file_are_named(tmp_path):
    for path, code in ((tmp_path, "not-a-file"), (tmp_path / "no.csv", "no-such-file")):
        with pytest.raises(Refused) as refused:
            tables.read(path)
        assert refused.value.code == code


def test_nothing_is_left_behind_when_writing_fails(tmp_path):
    with pytest.raises(Refused):
        tables.write(pa.table({"a": [1]}), tmp_path / "missing" / "t.csv")
    assert list(tmp_path.iterdir()) == []


def test_a_header_without_rows_is_an_empty_table(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n")
    assert tables.read(path).num_rows == 0
