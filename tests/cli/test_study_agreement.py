"""``rembuk study agreement`` as a process: the columns, the exit codes, what is refused."""

import csv

import pytest

COLUMNS = [
    "code_guid",
    "code",
    "basis",
    "coders",
    "n_units",
    "percent",
    "kappa",
    "krippendorff_alpha",
    "u_alpha",
    "note",
]


def study(folder, texts, codings, codes="guid,name\nk1,Anggaran\n", finished=None, newline="\n"):
    """Write a small STUDY folder by hand; ids need not be GUIDs for agreement."""
    (folder / "sources").mkdir(parents=True)
    for name, text in texts.items():
        (folder / "sources" / f"{name}.txt").write_bytes(text.encode())
    rows = "".join(f"{name},Sumber {name}\n" for name in texts)
    (folder / "sources.csv").write_text("guid,name\n" + rows, newline=newline)
    (folder / "codes.csv").write_text(codes, newline=newline)
    head = "guid,source_guid,start,end,code_guid,coder\n"
    (folder / "codings.csv").write_text(
        head + "".join(f"{i},{row}\n" for i, row in enumerate(codings)), newline=newline
    )
    if finished is not None:
        (folder / "finished.csv").write_text("source_guid,coder\n" + "".join(f"{row}\n" for row in finished))
    return folder


def rows(path):
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_nvivos_example_with_six_decimals(rembuk, tmp_path):
    folder = study(
        tmp_path / "s",
        {"s1": "x" * 1000},
        ["s1,0,50,k1,Ana", "S1,100,175,K1,Ana", "{s1},0,50,k1,Budi", "s1,200,275,k1,Budi"],
    )
    done = rembuk("study", "agreement", folder, "-o", tmp_path / "out.csv")
    assert done.returncode == 0, done.stderr
    sentence, character = rows(tmp_path / "out.csv")
    assert list(sentence) == COLUMNS
    assert (sentence["basis"], sentence["n_units"], sentence["percent"], sentence["kappa"]) == (
        "sentence",
        "1",
        "100.000000",
        "",
    )
    assert (character["coders"], character["n_units"], character["percent"]) == ("2", "1000", "85.000000")
    assert (character["kappa"], character["krippendorff_alpha"]) == ("0.314286", "0.314629")
    assert float(character["u_alpha"]) < 1
    assert character["note"] == ""
    assert "Traceback" not in done.stderr


def test_finished_sources_decide_who_counts(rembuk, tmp_path):
    codings = ["s1,,,k1,Ana"]
    texts = {"s1": "Satu. Dua.", "s2": "Tiga. Empat. Lima."}
    alone = study(tmp_path / "a", texts, codings)
    assert rembuk("study", "agreement", alone, "-o", tmp_path / "a.csv").returncode == 0
    assert [(row["n_units"], row["percent"]) for row in rows(tmp_path / "a.csv")] == [("0", "")] * 2
    assert all(row["note"] for row in rows(tmp_path / "a.csv"))
    both = study(tmp_path / "b", texts, codings, finished=["s1,Ana", "s1,Budi", "s2,Budi"])
    assert rembuk("study", "agreement", both, "-o", tmp_path / "b.csv").returncode == 0
    sentence, character = rows(tmp_path / "b.csv")
    assert (sentence["n_units"], sentence["percent"], sentence["kappa"]) == ("2", "0.000000", "0.000000")
    assert (character["n_units"], character["krippendorff_alpha"]) == ("10", "-0.900000")


def test_rows_that_cannot_be_are_refused_and_named(rembuk, tmp_path):
    folder = study(
        tmp_path / "s",
        {"s1": "Satu. Dua."},
        [
            "s1,0,5,k1,Ana",
            "s1,0,5,k1,Budi",
            "s1,0,99,k1,Ana",
            "s1,5,0,k1,Ana",
            "s1,0,5,k9,Ana",
            "s9,0,5,k1,Ana",
            "s1,x,5,k1,Ana",
        ],
    )
    done = rembuk("study", "agreement", folder, "-o", tmp_path / "out.csv")
    assert done.returncode == 1
    assert "5 baris ditolak" in done.stderr
    assert rows(tmp_path / "out.csv")[0]["krippendorff_alpha"] == "1.000000"


def test_semicolons_a_bom_and_crlf_are_read(rembuk, tmp_path):
    folder = study(tmp_path / "s", {"s1": "Satu. Dua."}, ["s1,0,5,k1,Ana", "s1,0,5,k1,Budi"], newline="\r\n")
    for table in folder.glob("*.csv"):
        table.write_bytes(b"\xef\xbb\xbf" + table.read_bytes().replace(b",", b";"))
    assert rembuk("study", "agreement", folder, "-o", tmp_path / "out.parquet").returncode == 0
    import pyarrow.parquet as pq

    table = pq.read_table(tmp_path / "out.parquet")
    assert table.column_names == COLUMNS
    assert table["percent"].to_pylist() == [100.0, 100.0]


@pytest.mark.parametrize("what", ["no folder", "no codes", "ending"])
def test_what_cannot_be_read_ends_with_two_and_writes_nothing(rembuk, tmp_path, what):
    folder = study(tmp_path / "s", {"s1": "Satu."}, [])
    out = tmp_path / ("out.txt" if what == "ending" else "out.csv")
    if what == "no codes":
        (folder / "codes.csv").unlink()
    done = rembuk("study", "agreement", tmp_path / "x" if what == "no folder" else folder, "-o", out)
    assert done.returncode == 2
    assert not out.exists()
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
