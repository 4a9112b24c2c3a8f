"""``rembuk growth prevalence`` as a user runs it: R's figures from raw and from scored tables, and every bad input."""

import csv
from pathlib import Path

import pyarrow as pa
import pytest
from click.testing import CliRunner

from rembuk.cli.growth.prevalence import prevalence
from rembuk.errors import Refused
from rembuk.formats import tables

DATA = Path(__file__).parent.parent / "methods" / "statistics" / "data"
SURVEY = DATA / "survey_faulty_input.csv"
FULL = ["--weight", "sample_weight", "--cluster", "psu", "--stratum", "stratum"]
COLUMNS = ["by", "group", "indicator", "n", "weighted_n", "estimate", "se", "ci_low", "ci_high", "df", "note"]
Z_COLUMNS = {f"{i}{end}" for i in ("haz", "waz", "whz", "baz") for end in ("", "_flag")}


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write(path, rows, columns=None, delimiter=","):
    columns = columns or list(rows[0])
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=delimiter, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    return path


def run(*arguments):
    """Run in this process; return exit code, standard error and the error raised for code 2."""
    done = CliRunner().invoke(prevalence, list(map(str, arguments)), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.stderr


def same_as_r(out, design, by):
    found = read(out)
    assert list(found[0]) == COLUMNS
    expected = [row for row in read(DATA / f"anthro_prevalence_{design}.csv") if row["by"] in ("", *by)]
    mine = {(row["by"], row["group"], row["indicator"]): row for row in found}
    assert len(found) == len(expected)
    for row in expected:
        got = mine[row["by"], row["group"], row["indicator"]]
        for name, tolerance in (("n", 0), ("weighted_n", 1e-6), ("estimate", 1e-6), ("se", 1e-6)):
            assert float(got[name]) == pytest.approx(float(row[name]), abs=tolerance), (name, row)
        for name in ("ci_low", "ci_high"):
            assert float(got[name]) == pytest.approx(float(row[name]), abs=1e-5), (name, row)
    return found


def test_the_command_gives_the_figures_of_r(rembuk, tmp_path):
    out = tmp_path / "out.csv"
    by = ["--by", "sex", "--by", "area", "--by", "team"]
    done = rembuk("growth", "prevalence", SURVEY, "-o", out, *by, *FULL)
    assert (done.returncode, done.stdout) == (0, "")
    found = same_as_r(out, "full_design", ("sex", "area", "team"))
    assert [row["by"] for row in found[::12]] == ["", "sex", "sex", "area", "area", *["team"] * 4]
    assert {row["df"] for row in found} == {"32"}


@pytest.mark.parametrize("design", ["no_design", "weights_only", "cluster_only", "full_design"])
def test_raw_measures_are_scored_first(tmp_path, design):
    rows = read(SURVEY)
    raw = write(tmp_path / "raw.csv", rows, [name for name in rows[0] if name not in Z_COLUMNS])
    options = {"no_design": [], "weights_only": FULL[:2], "cluster_only": FULL[2:4], "full_design": FULL}[design]
    assert run(raw, "-o", tmp_path / "out.csv", "--by", "sex", *options)[0] == 0
    same_as_r(tmp_path / "out.csv", design, ("sex",))


def test_scored_tables_need_no_measures_and_no_flags(tmp_path):
    names = ["haz", "waz", "whz", "baz", "oedema", "sample_weight", "psu", "stratum", "age_days"]
    table = write(tmp_path / "scored.csv", read(SURVEY), names)
    assert run(table, "-o", tmp_path / "out.csv", *FULL)[0] == 0
    same_as_r(tmp_path / "out.csv", "full_design", ())


@pytest.mark.parametrize("ending", [".xlsx", ".parquet"])
def test_other_forms_of_table(tmp_path, ending):
    tables.write(tables.read(SURVEY), tmp_path / f"in{ending}")
    assert run(tmp_path / f"in{ending}", "-o", tmp_path / "out.csv", "--by", "team", *FULL)[0] == 0
    same_as_r(tmp_path / "out.csv", "full_design", ("team",))
    assert run(SURVEY, "-o", tmp_path / f"out{ending}")[0] == 0
    assert tables.read(tmp_path / f"out{ending}").column_names == COLUMNS


def test_decimal_commas_and_semicolons(tmp_path):
    rows = [{name: cell.replace(".", ",") for name, cell in row.items()} for row in read(SURVEY)]
    table = write(tmp_path / "in.csv", rows, delimiter=";")
    assert run(table, "-o", tmp_path / "out.csv", *FULL)[0] == 0
    same_as_r(tmp_path / "out.csv", "full_design", ())


def test_records_without_a_place_in_the_sample_are_left_out_and_counted(tmp_path):
    rows = read(SURVEY)
    for row, cell in zip(rows, ["", "-3", "abc", "0"], strict=False):
        row["sample_weight"] = cell
    rows[10]["psu"] = ""
    rows[11]["stratum"] = " "
    rows[12]["age_days"] = "1827"
    code, said = run(write(tmp_path / "in.csv", rows), "-o", tmp_path / "out.csv", *FULL)
    assert code == 1
    for sentence in (
        "3 baris ditinggalkan: tanpa bobot",
        "1 baris ditinggalkan: tanpa klaster",
        "1 baris ditinggalkan: tanpa strata",
        "1 baris ditinggalkan: berumur lebih dari 1826 hari",
        "939 dari 945 anak masuk hitungan",
    ):
        assert sentence in said


def test_one_cluster_has_figures_but_no_interval(tmp_path):
    table = write(tmp_path / "in.csv", [row for row in read(SURVEY) if row["psu"] == "36"])
    assert run(table, "-o", tmp_path / "out.csv", *FULL)[0] == 0
    row = read(tmp_path / "out.csv")[0]
    assert float(row["estimate"]) > 0
    assert (row["se"], row["ci_low"], row["ci_high"]) == ("", "", "")
    assert "satu klaster" in row["note"]


def test_a_group_in_one_cluster_has_no_false_interval(tmp_path):
    """R prints a standard error of 3e-18 for stratum 4."""
    run(SURVEY, "-o", tmp_path / "out.csv", "--by", "stratum", *FULL)
    row = next(row for row in read(tmp_path / "out.csv") if (row["group"], row["indicator"]) == ("4", "stunting"))
    assert (row["n"], row["se"]) == ("30", "")
    assert row["note"]


def test_a_header_without_rows(tmp_path):
    (tmp_path / "in.csv").write_text("sex,age_days,weight_kg,length_height_cm\n")
    code, said = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert code == 1
    assert "tidak memuat satu baris pun" in said
    rows = read(tmp_path / "out.csv")
    assert len(rows) == 12
    assert {(row["n"], row["estimate"], row["se"]) for row in rows} == {("0", "", "")}
    assert all(row["note"] for row in rows)


def test_wrong_columns_leave_no_file(rembuk, tmp_path):
    for options in (["--by", "kampung"], ["--weight", "w"], ["--cluster", "c"], ["--stratum", "s"]):
        done = rembuk("growth", "prevalence", SURVEY, "-o", tmp_path / "out.csv", *options)
        assert done.returncode == 2
        assert f"Kolom «{options[1]}» tidak ada" in done.stderr
        assert "Traceback" not in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_table_of_something_else_is_refused(tmp_path):
    table = write(tmp_path / "in.csv", [{"desa": "A", "jumlah": "3"}])
    with pytest.raises(Refused, match="Tidak ada yang dapat dihitung"):
        run(table, "-o", tmp_path / "out.csv")


def test_unreadable_cells_are_unknown_and_said(tmp_path):
    rows = read(SURVEY)
    rows[0]["haz"] = "pendek"
    code, said = run(write(tmp_path / "in.csv", rows), "-o", tmp_path / "out.csv")
    assert code == 1
    assert "haz 1 (baris 1)" in said
    assert read(tmp_path / "out.csv")[0]["n"] == "898"


def test_a_scored_table_needs_no_readable_measures(tmp_path):
    rows = read(SURVEY)
    for row in rows:
        row |= {"sex": "anak", "position": "?", "weight_kg": "berat"}
    code, said = run(write(tmp_path / "in.csv", rows), "-o", tmp_path / "out.csv", *FULL)
    assert (code, "tidak dapat dipakai" in said) == (0, False)
    same_as_r(tmp_path / "out.csv", "full_design", ())


def test_blank_group_cells_are_a_group_of_their_own(tmp_path):
    rows = read(SURVEY)
    for row in rows[:50]:
        row["area"] = ""
    run(write(tmp_path / "in.csv", rows), "-o", tmp_path / "out.csv", "--by", "area")
    groups = [row["group"] for row in read(tmp_path / "out.csv")[::12]]
    assert groups == ["", "Rural", "Urban", "tidak diketahui"]


def test_age_groups_are_made_only_when_asked(tmp_path):
    run(SURVEY, "-o", tmp_path / "out.csv", "--by", "age_group")
    rows = [row for row in read(tmp_path / "out.csv") if row["indicator"] == "underweight"]
    assert [row["group"] for row in rows[1:]] == [
        "00-05", "06-11", "12-23", "24-35", "36-47", "48-59", "tidak diketahui",
    ]  # fmt: skip
    assert sum(int(row["n"]) for row in rows[1:]) == int(rows[0]["n"])


def test_months_come_from_the_day_of_measuring(tmp_path):
    table = pa.table({"haz": [-1.0, -3.0], "measured_on": ["2026-02-03", "2026-03-04"]})
    tables.write(table, tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", "-o", tmp_path / "out.csv", "--by", "month")
    assert {row["group"] for row in read(tmp_path / "out.csv")} == {"", "2026-02", "2026-03"}


def test_the_fail_rule_names_the_stratum(tmp_path):
    with pytest.raises(Refused, match="«4»"):
        run(SURVEY, "-o", tmp_path / "out.csv", "--lonely", "fail", *FULL)
    assert list(tmp_path.iterdir()) == []
