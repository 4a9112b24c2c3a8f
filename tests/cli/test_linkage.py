"""``rembuk linkage run`` as a user runs it."""

import csv
import os
import subprocess
import sys

from tests.conftest import ROOT

LEFT = """id,nik,name,sex,birth_date,mother_name,village
L1,3201014503210001,Rina Wulandari,f,2021-03-05,Siti Maimunah,3201012001
L2,,Bayu Pratama,m,2022-07-19,Endang Lestari,3201012002
"""
RIGHT = """id;parent_name;name;birth_date;village;weight
R1;SITI MAIMUNAH;RINA WOELANDARI;2021-05-03;3201012001;9,1
R2;Maria;Yohanes;2020-01-09;3201012001;8
R3;;Bayu Pratama;2022-07-19;3201012002;8
"""


def run(rembuk, folder, left=LEFT, right=RIGHT, output="pairs.csv"):
    (folder / "left.csv").write_text(left, "utf-8")
    (folder / "right.csv").write_text(right, "utf-8")
    return rembuk("linkage", "run", "left.csv", "right.csv", "-o", output, cwd=folder)


def test_pairs_are_written(rembuk, tmp_path):
    done = run(rembuk, tmp_path)
    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    with (tmp_path / "pairs.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["left_id", "right_id", "probability", "decision", "reasons"]
    assert [(row["left_id"], row["right_id"], row["decision"]) for row in rows] == [
        ("L1", "R1", "same"),
        ("L2", "R3", "same"),
    ]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["left.csv", "pairs.csv", "right.csv"]


def test_the_same_input_gives_the_same_bytes(rembuk, tmp_path):
    run(rembuk, tmp_path, output="once.csv")
    lines = RIGHT.splitlines()
    run(rembuk, tmp_path, right="\n".join([lines[0], *reversed(lines[1:])]) + "\n", output="again.csv")
    assert (tmp_path / "once.csv").read_bytes() == (tmp_path / "again.csv").read_bytes()


def test_a_header_without_rows_gives_a_header_without_rows(rembuk, tmp_path):
    done = run(rembuk, tmp_path, right="id,name\n")
    assert done.returncode == 0
    assert (tmp_path / "pairs.csv").read_text("utf-8").split() == [
        '"left_id","right_id","probability","decision","reasons"'
    ]


def test_bad_input_is_one_sentence_and_nothing_written(rembuk, tmp_path):
    done = run(rembuk, tmp_path, right="id,name\nR1,Rina\nR1,Rani\n")
    assert done.returncode == 2
    assert "right.csv" in done.stderr and "«R1»" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "pairs.csv").exists()


def test_an_unread_date_is_said_and_ends_with_1(rembuk, tmp_path):
    done = run(rembuk, tmp_path, right=RIGHT.replace("2020-01-09", "2020-01-99"))
    assert done.returncode == 1
    assert "2020-01-99" in done.stderr and (tmp_path / "pairs.csv").exists()


def test_spark_is_asked_for_where_it_is_missing(tmp_path):
    (tmp_path / "left.csv").write_text(LEFT, "utf-8")
    without = "import sys; sys.modules['pyspark'] = None; from rembuk.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", without, "linkage", "run", "left.csv", "left.csv", "-o", "p.csv", "--engine", "spark"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "rembuk[spark]" in done.stderr and "Traceback" not in done.stderr
    assert not (tmp_path / "p.csv").exists()
