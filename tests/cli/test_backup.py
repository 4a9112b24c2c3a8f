"""A record in one file and back, by the commands that an operator types."""

import base64
import json
import os
import random
import sqlite3
import subprocess
import sys
import tarfile

import pytest
from tests.conftest import ROOT, run
from tests.record.intake.conftest import file_of, line

AREAS = "kode,nama\n99.01,Kabupaten Rembuk\n99.01.01,Kecamatan Hulu\n99.01.01.2001,Desa Suka Maju\n"


class Office:
    """A desk whose data folder, key and database a test can choose."""

    def __init__(self, folder):
        self.data, self.key = folder / "data", folder / "keys" / "master.key"

    def environment(self, **more):
        return {
            "REMBUK_DATA": str(self.data),
            "REMBUK_KEY_FILE": str(self.key),
            "REMBUK_TEST_DATABASE": "",
            "DJANGO_SETTINGS_MODULE": "rembuk.site.settings",
            **more,
        }

    def __call__(self, *arguments, stdin=None, **more):
        return run(*arguments, env=self.environment(**more), stdin=stdin)


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return an office with areas, accounts, a delivery and a receipt; its backup; and its recovery key."""
    folder = tmp_path_factory.mktemp("office")
    office = Office(folder)
    made = office("setup")
    assert made.returncode == 0, made.stderr
    paper = dict(text.split(": ", 1) for text in made.stdout.splitlines())["kunci pemulihan"]
    (folder / "areas.csv").write_text(AREAS)
    (folder / "juni.csv").write_bytes(
        file_of(*(line(i, Nama=f"Anak {i}", **{"Tgl Lahir": f"2024-03-{i:02}"}) for i in range(1, 21)))
    )
    for arguments in (
        ("places", "import", folder / "areas.csv"),
        ("admin", "add-office", "Puskesmas Hulu", "--kind", "health_facility", "--area", "99.01.01"),
        ("deliver", folder / "juni.csv", "--from", "Puskesmas Hulu"),
        ("ledger", "receipt", "-o", folder / "receipt.json"),
        ("backup", "-o", folder / "cadangan.rembuk"),
    ):
        done = office(*arguments)
        assert done.returncode in ((0, 1) if arguments[0] == "deliver" else (0,)), done.stderr
    return office, folder / "cadangan.rembuk", paper, folder / "receipt.json"


@pytest.fixture
def elsewhere(filled, tmp_path):
    """Return another machine: an empty data folder, and the key of the record."""
    office = Office(tmp_path)
    office.key = filled[0].key
    return office


def tables(database):
    with sqlite3.connect(database) as open_:
        return list(open_.iterdump())


def nothing_left(folder):
    return [path.name for path in folder.iterdir()] == []


def sentence(done):
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    return done.stderr


def test_a_record_comes_back_as_it_was(filled, elsewhere):
    office, backup, _, receipt = filled
    assert office("check").returncode == 0
    done = elsewhere("restore", backup)
    assert done.returncode == 0, done.stderr
    assert tables(elsewhere.data / "rembuk.sqlite3") == tables(office.data / "rembuk.sqlite3")
    before = {path.relative_to(office.data): path.read_bytes() for path in (office.data / "files").rglob("*/*")}
    after = {path.relative_to(elsewhere.data): path.read_bytes() for path in (elsewhere.data / "files").rglob("*/*")}
    assert before
    assert after == before
    assert (elsewhere.data / "record.json").read_bytes() == (office.data / "record.json").read_bytes()
    assert elsewhere("check").returncode == 0
    assert elsewhere("ledger", "verify", receipt).returncode == 0
    # the restored record goes on working: the same file again is known, a new account is added
    assert "sudah pernah" in elsewhere("deliver", receipt.parent / "juni.csv", "--from", "Puskesmas Hulu").stderr
    assert (
        elsewhere("admin", "add", "ratna", "--name", "Ibu Ratna", "--role", "secretary", "--area", "99.01").returncode
        == 0
    )
    assert sorted(path.name for path in elsewhere.data.parent.iterdir()) == ["data"]


def test_verify_changes_nothing(filled, elsewhere, tmp_path):
    done = elsewhere("restore", filled[1], "--verify")
    assert done.returncode == 0, done.stderr
    assert "0 temuan" in done.stderr
    assert nothing_left(tmp_path)
    over = filled[0]("restore", filled[1], "--verify")  # beside a record that is in use
    assert over.returncode == 0, over.stderr


def test_an_existing_record_is_not_overwritten(filled, elsewhere):
    before = tables(filled[0].data / "rembuk.sqlite3")
    assert "sudah ada rekaman" in sentence(filled[0]("restore", filled[1]))
    assert tables(filled[0].data / "rembuk.sqlite3") == before
    elsewhere.data.mkdir()
    (elsewhere.data / "catatan.txt").write_text("milik orang")
    assert "sudah berisi" in sentence(elsewhere("restore", filled[1]))
    (elsewhere.data / "catatan.txt").unlink()
    assert elsewhere("restore", filled[1]).returncode == 0


def test_the_key_and_the_people_are_not_readable_in_it(filled):
    office, backup, paper, _ = filled
    content = backup.read_bytes()
    secret = json.loads(office.key.read_text())["rembuk_master_key"]
    for word in (secret.encode(), base64.b64decode(secret), paper.encode(), paper.replace("-", "").encode()):
        assert word not in content
    for word in (b"SQLite format", b"Anak 1", b"Suka Maju", b"Puskesmas"):
        assert word not in content
    with pytest.raises(tarfile.TarError):
        tarfile.open(backup).close()


def test_another_key_a_missing_key_and_the_key_from_paper(filled, elsewhere, tmp_path):
    _, backup, paper, _ = filled
    (tmp_path / "a").mkdir()
    stranger = Office(tmp_path / "a")
    stranger("setup")
    elsewhere.key = stranger.key
    assert "bukan kunci cadangan" in sentence(elsewhere("restore", backup))
    assert "milik rekaman lain" in sentence(elsewhere("restore", backup, "--recover", stdin=paper + "\n"))
    elsewhere.key = tmp_path / "new" / "master.key"
    assert "--recover" in sentence(elsewhere("restore", backup))
    assert not elsewhere.data.exists()
    assert "salah ketik" in sentence(elsewhere("restore", backup, "--recover", stdin="AAAA\n"))
    done = elsewhere("restore", backup, "--recover", stdin=paper + "\n")
    assert done.returncode == 0, done.stderr
    assert elsewhere("check").returncode == 0
    assert json.loads(elsewhere.key.read_text()) == json.loads(filled[0].key.read_text())


def test_damage_anywhere_is_refused(filled, elsewhere, tmp_path, monkeypatch):
    """Fifty flipped bytes and some cut files, in one process each way would take minutes: the verb is called here."""
    from rembuk.errors import Refused
    from rembuk.site import backup as backups

    for name, value in elsewhere.environment().items():
        monkeypatch.setenv(name, value)
    content = filled[1].read_bytes()
    chance = random.Random(10)
    damaged = tmp_path / "damaged"
    for at in [0, 15, 30, len(content) - 1, *(chance.randrange(len(content)) for _ in range(50))]:
        damaged.write_bytes(content[:at] + bytes([content[at] ^ (1 << chance.randrange(8))]) + content[at + 1 :])
        with pytest.raises(Refused):
            backups.restore(damaged)
    for end in [1, 14, 100, len(content) - 1, *(chance.randrange(1, len(content)) for _ in range(10))]:
        damaged.write_bytes(content[:end])
        with pytest.raises(Refused):
            backups.restore(damaged)
    assert [path.name for path in tmp_path.iterdir()] == ["damaged"]


@pytest.mark.parametrize(
    "content", [b"", b"x", b"rembuk-backup\n", b"rembuk-backup\n\xff\xff\xff\xff{}", b"PK\x03\x04"]
)
def test_what_is_no_backup_is_a_sentence(elsewhere, tmp_path, content):
    (tmp_path / "x").write_bytes(content)
    sentence(elsewhere("restore", tmp_path / "x"))
    assert [path.name for path in tmp_path.iterdir()] == ["x"]


def test_a_newer_backup_and_a_newer_database_are_refused(filled, elsewhere, tmp_path):
    content = filled[1].read_bytes()
    (tmp_path / "later").write_bytes(content.replace(b'"format": 1', b'"format": 2', 1))
    assert "lebih baru" in sentence(elsewhere("restore", tmp_path / "later"))
    assert elsewhere("restore", filled[1]).returncode == 0
    with sqlite3.connect(elsewhere.data / "rembuk.sqlite3") as database:
        database.execute("INSERT INTO django_migrations (app, name, applied) VALUES ('ledger', '9999_x', '2030-01-01')")
    assert elsewhere("backup", "-o", tmp_path / "newer").returncode == 0
    elsewhere.data = tmp_path / "second"
    assert "lebih baru" in sentence(elsewhere("restore", tmp_path / "newer"))
    assert not elsewhere.data.exists()


def test_what_was_wrong_before_the_backup_is_said(filled, elsewhere, tmp_path):
    assert elsewhere("restore", filled[1]).returncode == 0
    one, other, *_ = sorted((elsewhere.data / "files").glob("*/*"))
    one.write_bytes(one.read_bytes()[:-1] + b"\0")
    other.unlink()
    with sqlite3.connect(elsewhere.data / "rembuk.sqlite3") as database:
        database.execute("UPDATE ledger_entry SET verb = 'nothing' WHERE sequence = 1")
    assert "tidak ada di folder rekaman" in elsewhere("check").stdout
    assert elsewhere("backup", "-o", tmp_path / "ill").returncode == 0
    found = elsewhere("restore", tmp_path / "ill", "--verify")
    assert found.returncode == 1
    assert "rusak ketika dicadangkan" in found.stdout
    assert "nomor 1 " in found.stdout
    assert "tidak ada di folder rekaman" in found.stdout


def test_a_backup_while_others_write_is_of_one_moment(filled, elsewhere, tmp_path):
    assert elsewhere("restore", filled[1]).returncode == 0
    program = (
        "from rembuk.site import installation; installation.open_record()\n"
        "from rembuk.record.core.viewer import OPERATOR\n"
        "from rembuk.record.parties import rules\n"
        "print('begun', flush=True)\n"
        "for i in range(100000): rules.add_organisation(OPERATOR, f'Kantor {i}', 'regional', None)\n"
    )
    ours = {name: value for name, value in os.environ.items() if not name.startswith(("REMBUK_", "DJANGO_"))}
    environment = {**ours, **elsewhere.environment(), "PYTHONPATH": str(ROOT / "src")}
    writer = subprocess.Popen([sys.executable, "-c", program], env=environment, stdout=subprocess.PIPE)
    try:
        assert writer.stdout.readline() == b"begun\n"
        for name in ("one", "two"):
            done = elsewhere("backup", "-o", tmp_path / name)
            assert done.returncode == 0, done.stderr
        assert writer.poll() is None
    finally:
        writer.kill()
        writer.communicate()
    entries = []
    for name in ("one", "two"):
        done = elsewhere("restore", tmp_path / name, "--verify")
        assert done.returncode == 0, done.stdout + done.stderr
        entries.append(int(done.stderr.split(" catatan")[0].rsplit(" ", 1)[1]))
    assert entries[0] < entries[1]
    assert not (elsewhere.data / ".backup.sqlite3").exists()


def test_what_cannot_be_backed_up_is_a_sentence(filled, elsewhere, tmp_path):
    assert "belum ada rekaman" in sentence(elsewhere("backup", "-o", tmp_path / "b"))
    assert "tidak dapat ditulis" in sentence(filled[0]("backup", "-o", tmp_path / "no" / "b"))
    there = filled[0]("backup", "-o", tmp_path / "b", REMBUK_DATABASE="postgres://rembuk@localhost/rembuk")
    assert "PostgreSQL" in sentence(there)
    assert "pg_dump" in there.stderr
    assert "lain" in sentence(elsewhere("restore", filled[1], REMBUK_DATABASE=str(tmp_path / "x.sqlite3")))
    assert nothing_left(tmp_path)
