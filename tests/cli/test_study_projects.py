"""``rembuk study import`` and ``export`` as processes: exit codes and messages."""

from tests.formats.refi_qda.projects import PLAIN, Project, made_guid

TEXT = "Rapat batal. Ego sektoral kuat.\nData tidak dibagi."
K, S = made_guid("k"), made_guid("s")


def test_in_and_out_and_in_again(rembuk, tmp_path):
    built = Project("ATLAS.ti")
    built.book(built.code("K", guid=K))
    built.text("S", TEXT, PLAIN, built.selection(TEXT, PLAIN, 13, 31, built.coding(K)), guid=S)
    done = rembuk("study", "import", built.write(tmp_path / "a.qdpx"), "--dir", tmp_path / "a")
    assert (done.returncode, done.stdout) == (0, "")
    assert "1 pengodean" in done.stderr
    assert rembuk("study", "export", tmp_path / "a", "-o", tmp_path / "b.qdpx").returncode == 0
    assert rembuk("study", "import", tmp_path / "b.qdpx", "--dir", tmp_path / "b").returncode == 0
    for table in (tmp_path / "a").glob("*.csv"):
        assert table.read_bytes() == (tmp_path / "b" / table.name).read_bytes()


def test_what_is_refused_ends_with_one_and_is_named(rembuk, tmp_path):
    built = Project()
    built.book(built.code("K", guid=K))
    built.text("S", TEXT, PLAIN, built.selection(TEXT, PLAIN, "0", "999", built.coding(K)), guid=S)
    done = rembuk("study", "import", built.write(tmp_path / "p.qdpx"), "--dir", tmp_path / "s")
    assert done.returncode == 1
    assert "0–999" in done.stderr and "0–999" in (tmp_path / "s" / "import-report.md").read_text(encoding="utf-8")
    done = rembuk("study", "import", tmp_path / "tidak-ada.qdpx", "--dir", tmp_path / "t")
    assert done.returncode == 2 and not (tmp_path / "t").exists()
    done = rembuk("study", "export", tmp_path / "tidak-ada", "-o", tmp_path / "t.qdpx")
    assert done.returncode == 2 and not (tmp_path / "t.qdpx").exists()

    (tmp_path / "s" / "codes.csv").write_text("guid,name\n")
    done = rembuk("study", "export", tmp_path / "s", "-o", tmp_path / "t.qdpx")
    assert done.returncode == 0
    (tmp_path / "s" / "codings.csv").write_text(f"guid,source_guid,start,end,code_guid,coder\n,{S},0,5,{K},\n")
    done = rembuk("study", "export", tmp_path / "s", "-o", tmp_path / "u.qdpx")
    assert done.returncode == 2 and not (tmp_path / "u.qdpx").exists()
    assert "codings.csv baris 1" in done.stderr and len(done.stderr.strip().splitlines()) == 1
