"""A snapshot is the record at one moment, without a name in it; the folder appears whole or not at all."""

import datetime
import hashlib
import json
import threading

import pyarrow.parquet as pq
import pytest
from django.db import connection
from tests.record.intake.conftest import line

from rembuk.errors import Refused
from rembuk.knowledge.datasets import datasets
from rembuk.panel import layout, snapshot
from rembuk.record.children import derive
from rembuk.record.core.errors import Denied
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.ledger import queries as ledger

NIK = "9901014503240001"


@pytest.fixture
def delivered(send):
    """Three months of two children; one measuring is mended, one delivery is of a second village."""
    send(line(1, NIK=NIK, Alamat="Jalan Kenanga 7"), line(2, Nama="Wulan Puspita", **{"Tgl Lahir": "2023-11-20"}))
    send(line(1, NIK=NIK, **{"Tanggal Pengukuran": "2025-07-08", "Berat": "9.3", "Tinggi": "84.9"}), name="juli.csv")
    send(line(1, NIK=NIK, **{"Tanggal Pengukuran": "2025-07-08", "Berat": "9.3", "Tinggi": "74.9"}), name="juli2.csv")
    send(line(1, NIK=NIK, **{"Tanggal Pengukuran": "2025-07-29", "Berat": "9.5", "Tinggi": "75.0"}), name="juli3.csv")


def rows_of(folder, name):
    return pq.read_table(folder / name).to_pylist()


def test_the_manifest_says_what_is_there_and_where_the_ledger_stood(delivered, tmp_path):
    returned = snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    manifest = json.loads((tmp_path / "potret" / "manifest.json").read_text())
    assert manifest == returned
    assert manifest["ledger_position"] == ledger.state(OPERATOR).entries > 0
    written = {p.relative_to(tmp_path / "potret").as_posix() for p in (tmp_path / "potret").rglob("*.parquet")}
    assert written == {file["path"] for file in manifest["files"]}
    for file in manifest["files"]:
        path = tmp_path / "potret" / file["path"]
        assert hashlib.sha256(path.read_bytes()).hexdigest() == file["sha256"]
        assert pq.read_table(path).num_rows == file["rows"]
        described = [column["name"] for column in manifest["tables"][file["table"]]["columns"]]
        assert pq.read_schema(path).names == described


def test_only_measurings_that_count_are_there_each_in_its_month(delivered, tmp_path):
    snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    june = rows_of(tmp_path / "potret", "measurements/2025-06.parquet")
    july = rows_of(tmp_path / "potret", "measurements/2025-07.parquet")
    assert len(june) == 2
    assert sorted((row["length_tenth_mm"], row["counts"]) for row in july) == [(7490, False), (7500, True)]
    with trusted_reading("check"):
        stored = sorted(derive.effective().values_list("haz", "waz", "whz", "weight_g"))
    assert sorted((r["haz"], r["waz"], r["whz"], r["weight_g"]) for r in june + july) == stored
    assert {row["month"] for row in july} == {datetime.date(2025, 7, 1)}
    children = rows_of(tmp_path / "potret", "children.parquet")
    assert {row["birth_month"] for row in children} == {datetime.date(2024, 3, 1), datetime.date(2023, 11, 1)}
    assert {row["child"] for row in june} == {row["child"] for row in children}


def test_no_name_nik_address_or_id_of_the_record_is_in_its_bytes(delivered, tmp_path):
    from rembuk.record.children.models import Child

    snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    with trusted_reading("check"):
        ids = list(Child.objects.values_list("id", flat=True))
    secrets = [b"Sari", b"Aulia", b"Wulan", b"sari", b"Budi", b"Hartono", NIK.encode(), b"Kenanga"]
    secrets += [part for one in ids for part in (str(one).encode(), one.hex.encode(), one.bytes)]
    for path in (p for p in (tmp_path / "potret").rglob("*") if p.is_file()):
        content = path.read_bytes()
        if path.suffix == ".parquet":  # the columns too, without their compression
            content += str(pq.read_table(path).to_pylist()).encode()
        assert [secret for secret in secrets if secret in content] == [], path.name


def test_no_column_comes_from_a_class_that_points_at_a_person():
    for name, columns in layout.TABLES.items():
        kinds = {column.name: column.kind for column in datasets()[name].columns}
        assert not {kinds[column.source] for column in columns} & {"personal", "identifier", "secret"}


def test_one_recipient_knows_a_child_again_and_two_recipients_cannot_join(delivered, tmp_path):
    def pseudonyms(name, recipient):
        snapshot.write_snapshot(OPERATOR, tmp_path / name, recipient)
        return {row["child"] for row in rows_of(tmp_path / name, "children.parquet")}

    assert pseudonyms("a", "Bappenas") == pseudonyms("b", "Bappenas")
    assert (tmp_path / "a/measurements/2025-07.parquet").read_bytes() == (
        tmp_path / "b/measurements/2025-07.parquet"
    ).read_bytes()
    others = [pseudonyms("c", "Universitas"), pseudonyms("d", ""), pseudonyms("e", "")]
    assert len(set().union(*others, pseudonyms("f", "Bappenas"))) == 2 * 4


@pytest.mark.parametrize("role", ["operator", "secretary", "nutritionist", "researcher"])
def test_nobody_but_the_command_line_makes_one(areas, role, tmp_path):
    someone = Viewer(None, areas["99.01"].id, areas["99.01"].id, role, "research")
    with pytest.raises(Denied):
        snapshot.write_snapshot(someone, tmp_path / "potret")
    assert list(tmp_path.glob("potret")) == []


def test_all_files_show_one_moment_though_others_write_meanwhile(delivered, send, tmp_path, monkeypatch):
    before = ledger.state(OPERATOR).entries
    real, writers = snapshot._write, []

    def meanwhile():
        send(line(1, Nama="Intan Permata", **{"Tgl Lahir": "2022-01-30"}), name="lain.csv")
        connection.close()

    def write(*arguments):
        if not writers:
            writers.append(threading.Thread(target=meanwhile))
            writers[0].start()
            writers[0].join(60)
        return real(*arguments)

    monkeypatch.setattr(snapshot, "_write", write)
    manifest = snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    rows = {table: sum(f["rows"] for f in manifest["files"] if f["table"] == table) for table in layout.TABLES}
    assert ledger.state(OPERATOR).entries > before == manifest["ledger_position"]
    assert (rows["children"], rows["measurements"]) == (2, 4)
    assert sum(row["children"] for row in rows_of(tmp_path / "potret", "area_births.parquet")) == 2 * 2


def test_a_folder_with_something_in_it_is_left_alone(delivered, tmp_path):
    (tmp_path / "potret").mkdir()
    snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    before = (tmp_path / "potret" / "manifest.json").read_bytes()
    with pytest.raises(Refused, match="tidak kosong"):
        snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    assert (tmp_path / "potret" / "manifest.json").read_bytes() == before


def test_when_writing_fails_halfway_nothing_is_left(delivered, tmp_path, monkeypatch):
    real, calls = snapshot.pq.write_table, []

    def full(*arguments, **options):
        calls.append(arguments)
        if len(calls) == 5:
            raise OSError(28, "No space left on device")
        real(*arguments, **options)

    monkeypatch.setattr(snapshot.pq, "write_table", full)
    home = tmp_path / "out"
    with pytest.raises(Refused, match="penyimpanan penuh"):
        snapshot.write_snapshot(OPERATOR, home / "potret")
    assert list(home.iterdir()) == []


def test_an_empty_record_makes_an_empty_snapshot(areas, health_centre, tmp_path):
    manifest = snapshot.write_snapshot(OPERATOR, tmp_path / "potret")
    rows = {file["table"]: file["rows"] for file in manifest["files"]}
    assert rows == {"areas": 6, "children": 0, "area_months": 0, "area_births": 0}
