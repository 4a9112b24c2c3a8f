"""A record from the command line, as the person at the office PC makes it."""

import json
import sqlite3

import pytest


@pytest.fixture
def desk(tmp_path, rembuk):
    """Return a function that runs ``rembuk`` on a record of this test's own."""
    environment = {
        "REMBUK_DATA": str(tmp_path / "data"),
        "REMBUK_KEY_FILE": str(tmp_path / "keys" / "master.key"),
        "REMBUK_TEST_DATABASE": "",
        "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
    }
    return lambda *arguments, **more: rembuk(*arguments, env=environment, **more)


def words(done):
    """Return the printed ``name: value`` lines."""
    return dict(line.split(": ", 1) for line in done.stdout.splitlines() if ": " in line)


def sentence(done):
    """Return the one sentence of a refusal, after making sure that it is no traceback."""
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_set_up_account_areas_receipt_and_check(desk, tmp_path):
    made = desk("setup")
    assert made.returncode == 0, made.stderr
    assert set(words(made)) == {"kunci pemulihan", "akun", "kata sandi pertama"}
    assert "sudah ada rekaman" in sentence(desk("setup"))

    table = tmp_path / "areas.csv"
    table.write_text("kode,nama\n99.01,Kabupaten Rembuk\n99.01.01,Kecamatan Hulu\n99.01.01.2001,Desa Suka Maju\n")
    done = desk("places", "import", table)
    assert done.returncode == 0, done.stderr
    assert "3 baru" in done.stderr
    assert "3 tidak berubah" in desk("places", "import", table).stderr

    added = desk("admin", "add", "ratna", "--name", "Ibu Ratna", "--role", "nutritionist", "--area", "99.01.01")
    assert words(added)["akun"] == "ratna"
    assert "sudah dipakai" in sentence(desk("admin", "add", "ratna", "--name", "X", "--role", "partner"))
    again = desk("admin", "reset-password", "ratna")
    assert words(again)["kata sandi baru"] != words(added)["kata sandi pertama"]
    assert "ratna" in desk("admin", "list").stdout

    receipt = tmp_path / "receipt.json"
    assert desk("ledger", "receipt", "-o", receipt).returncode == 0
    assert desk("ledger", "verify", receipt).returncode == 0
    checked = desk("check")
    assert checked.returncode == 0, checked.stderr
    assert desk("rebuild").returncode == 0

    with sqlite3.connect(tmp_path / "data" / "rembuk.sqlite3") as database:
        database.execute("UPDATE ledger_entry SET verb = 'nothing' WHERE sequence = 1")
    found = desk("ledger", "verify", receipt)
    assert found.returncode == 1
    assert "nomor 1" in found.stdout
    assert desk("check").returncode == 1


def test_a_lost_key_file_comes_back_from_paper(desk, tmp_path):
    paper = words(desk("setup"))["kunci pemulihan"]
    key = tmp_path / "keys" / "master.key"
    before = key.read_text()
    key.unlink()
    wrong = paper[:-4] + ("AAAA" if paper[-4:] != "AAAA" else "BBBB")
    assert "salah ketik" in sentence(desk("setup", "--recover", stdin=wrong + "\n"))
    done = desk("setup", "--recover", stdin=paper + "\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(key.read_text()) == json.loads(before)


def test_the_key_is_not_in_the_data_folder(desk, tmp_path):
    recovery = words(desk("setup"))["kunci pemulihan"].replace("-", "")
    secret = json.loads((tmp_path / "keys" / "master.key").read_text())["rembuk_master_key"]
    for file in (tmp_path / "data").rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            assert secret.encode() not in content
            assert recovery.encode() not in content


@pytest.mark.parametrize(
    "arguments",
    [("check",), ("rebuild",), ("admin", "list"), ("ledger", "receipt", "-o", "x.json"), ("places", "import", "a.csv")],
)
def test_without_a_record_there_is_a_sentence(desk, tmp_path, arguments):
    (tmp_path / "a.csv").write_text("code,name\n99,Contoh\n")
    assert "rekaman" in sentence(desk(*arguments, cwd=tmp_path))
    assert not (tmp_path / "x.json").exists()


def test_a_table_that_is_wrong_changes_nothing(desk, tmp_path):
    desk("setup")
    table = tmp_path / "areas.csv"
    table.write_text("code,name\n99.01,Kabupaten\n99.01.01,\n")
    assert "baris 2" in sentence(desk("places", "import", table))
    table.write_text("kode\n99.01\n")
    assert "kolom name" in sentence(desk("places", "import", table))
    assert desk("check").returncode == 0


@pytest.mark.parametrize(
    "content",
    ["", "{}", "[]", "x", '{"kind": "rembuk-ledger-receipt", "version": 1, "record": "a", "sequence": 1, "hash": "b"}'],
)
def test_what_is_no_receipt_of_this_record_is_a_sentence(desk, tmp_path, content):
    desk("setup")
    file = tmp_path / "r.json"
    file.write_text(content)
    sentence(desk("ledger", "verify", file))


def test_a_newer_database_is_not_downgraded(desk, tmp_path):
    desk("setup")
    with sqlite3.connect(tmp_path / "data" / "rembuk.sqlite3") as database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_later', '2030-01-01')"
        )
    assert "lebih baru" in sentence(desk("check"))


def test_bad_use_and_bad_settings_are_sentences(rembuk, tmp_path):
    for arguments, environment in (
        (("settings",), {"REMBUK_PORT": "many"}),
        (("settings",), {"REMBUK_TIMEZONE": "Mars/Olympus"}),
        (("settings",), {"REMBUK_DATABSE": "x"}),
        (("settings",), {"REMBUK_DATABASE": "mysql://x"}),
    ):
        sentence(rembuk(*arguments, env={"REMBUK_DATA": str(tmp_path / "d"), **environment}))
    assert rembuk("nothing").returncode == 2
    assert rembuk("--help").returncode == 0


def test_a_folder_that_cannot_be_made_is_a_sentence(rembuk, tmp_path):
    (tmp_path / "file").write_text("x")
    done = rembuk("setup", env={"REMBUK_DATA": str(tmp_path / "file" / "data"), "REMBUK_KEY_FILE": str(tmp_path / "k")})
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_two_databases_side_by_side_are_two_records(rembuk, tmp_path):
    keys = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    for name in ("a", "b"):
        done = rembuk("setup", env={**keys, "REMBUK_DATABASE": str(tmp_path / f"{name}.sqlite3")}, cwd=tmp_path)
        assert done.returncode == 0, done.stderr
        assert (tmp_path / f"{name}-data" / "record.json").exists()
        assert (tmp_path / f"{name}.sqlite3").exists()
    checked = rembuk("check", env={**keys, "REMBUK_DATABASE": str(tmp_path / "a.sqlite3")}, cwd=tmp_path)
    assert checked.returncode == 0, checked.stderr
    assert len(list((tmp_path / "config" / "rembuk").glob("*.key"))) == 2
