"""``rembuk growth quality`` as a user runs it: faults found where they were made, children to measure again listed."""

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from rembuk.cli.growth.quality import quality

SURVEY = Path(__file__).parent.parent / "methods" / "statistics" / "data" / "survey_faulty_input.csv"
COLUMNS = ["by", "group", "check", "value", "unit", "n", "p", "class", "penalty", "next_step"]


def read(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def run(*arguments):
    done = CliRunner().invoke(quality, list(map(str, arguments)), standalone_mode=False)
    if done.exception:
        raise done.exception
    return done.return_value, done.stderr


def test_the_faults_are_found_at_their_team(rembuk, tmp_path):
    out, listing = tmp_path / "out.csv", tmp_path / "list.csv"
    done = rembuk("growth", "quality", SURVEY, "-o", out, "--by", "team", "--list", listing)
    assert (done.returncode, done.stdout) == (0, "")
    rows = read(out)
    assert list(rows[0]) == COLUMNS
    bad = {(row["group"], row["check"]) for row in rows if row["class"] == "problem"}
    assert {
        ("2", "digits_weight"),
        ("3", "digits_height"),
        ("4", "sd_whz"),
        ("", "sex_ratio"),
        ("", "age_heaping_12"),
    } <= bad
    assert not {("1", "digits_weight"), ("1", "digits_height"), ("1", "sd_whz"), ("1", "sex_ratio")} & bad
    survey = read(SURVEY)
    for item in read(listing):
        if item["check"] == "who_flag_haz":
            assert survey[int(item["row"]) - 1]["haz_flag"] == "1"


def test_raw_tables_are_scored_and_visits_compared(tmp_path):
    (tmp_path / "in.csv").write_text(
        "nik,name,sex,birth_date,measured_on,weight_kg,length_height_cm,posyandu\n"
        "3200000000000001,A,L,2024-01-01,2026-01-05,11.2,86.0,Mawar\n"
        "3200000000000001,A,L,2024-01-01,2026-02-05,11.2,86.0,Mawar\n"
        "3200000000000002,B,P,2024-02-01,2026-01-05,10.9,85.0,Mawar\n"
        "3200000000000002,B,P,2024-02-01,2026-02-05,11.1,82.0,Mawar\n"
        "3200000000000003,C,P,2024-03-01,2026-02-05,10.1,84.0,Melati\n"
        "3200000000000003,C,P,2024-03-01,2026-02-05,10.1,84.0,Melati\n"
    )
    assert (
        run(
            tmp_path / "in.csv",
            "-o",
            tmp_path / "out.csv",
            "--by",
            "posyandu",
            "--by",
            "month",
            "--list",
            tmp_path / "l.csv",
        )[0]
        == 0
    )
    rows = {(row["by"], row["group"], row["check"]): row for row in read(tmp_path / "out.csv")}
    assert float(rows["", "", "shrunk"]["value"]) == 50
    assert float(rows["", "", "carried_forward"]["value"]) == 50
    assert float(rows["posyandu", "Melati", "duplicates"]["value"]) == 50
    assert rows["", "", "shrunk"]["class"] == "too_few"
    assert "Ukur ulang 1 anak" in rows["", "", "shrunk"]["next_step"]
    assert ("month", "2026-02", "who_flag_haz") in rows
    listed = {(row["row"], row["check"]) for row in read(tmp_path / "l.csv")}
    assert listed >= {("4", "shrunk"), ("2", "carried_forward"), ("6", "duplicates")}


@pytest.mark.parametrize(
    "content",
    ["sex,age_days,weight_kg,length_height_cm\n", "sex,age_days,weight_kg,length_height_cm\n1,,,\n", "haz\n-1.2\n"],
)
def test_thin_tables_say_that_nothing_can_be_judged(tmp_path, content):
    (tmp_path / "in.csv").write_text(content)
    code, _ = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    rows = read(tmp_path / "out.csv")
    assert code == (1 if content.count("\n") == 1 else 0)
    assert {row["class"] for row in rows} <= {"no_data", "too_few", "not_judged"}
    assert not any("nan" in row["value"] for row in rows)


def test_masked_niks_make_no_child(tmp_path):
    (tmp_path / "in.csv").write_text(
        "nik,haz,measured_on,weight_kg,length_height_cm\n"
        + "".join(f"32050*********12,-1,2026-0{m}-01,9,{80 - m}\n" for m in range(1, 5))
    )
    run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    assert not {row["check"] for row in read(tmp_path / "out.csv")} & {"shrunk", "duplicates"}


def test_unreadable_cells_are_counted(tmp_path):
    (tmp_path / "in.csv").write_text("sex,age_days,weight_kg,length_height_cm\n1,400,8 kg,75\n2,500,9,77\n")
    code, said = run(tmp_path / "in.csv", "-o", tmp_path / "out.csv")
    rows = {row["check"]: row for row in read(tmp_path / "out.csv")}
    assert code == 1
    assert "weight_kg 1 (baris 1)" in said
    assert float(rows["unreadable_weight_kg"]["value"]) == 50
