"""The past loaded in bulk is the past as if it had come through the door, and counts only when all of it is there."""

import datetime
import io
import random
from collections import Counter

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from rembuk.errors import Refused
from rembuk.record.children import queries
from rembuk.record.children.models import AreaBirths, AreaMonth, Child, ChildMonth, ChildStatus, Measurement
from rembuk.record.core import jobs
from rembuk.record.core.health import parts
from rembuk.record.core.transactions import trusted_reading
from rembuk.record.intake import loading_history, rules
from rembuk.record.intake import queries as intake
from rembuk.record.intake.models import Question
from tests.record.intake.conftest import line

FIRST = ["Sari", "Dewi", "Ayu", "Rina", "Wulan", "Tuti", "Ratna", "Budi", "Agus", "Joko", "By Ny Tuti", ""]
MONTHS = [datetime.date(2025, month, 10) for month in range(1, 9)]
VILLAGES = [("Hulu", "Suka Maju", "Melati I"), ("Hulu", "Suka Maju", ""), ("Hilir", "Muara Jaya", "")]


def everything_holds():
    return [finding.sentence for part in parts() for finding in part.check()]


def person(random_, number):
    """Return one family's words; some numbers are missing, masked or wrong, some names are not given yet."""
    born = datetime.date(2021, 1, 1) + datetime.timedelta(random_.randrange(1500))
    number_ = f"9901012{number:09d}"
    return {
        "nik": random_.choice([number_, "", f"{number_[:6]}**********", "0000000000000000"]),
        "name": f"{random_.choice(FIRST)} {random_.choice(FIRST)}".strip(),
        "parent_name": random_.choice(["", f"{random_.choice(FIRST)} {random_.choice(FIRST)}"]),
        "sex": random_.choice(["m", "f", "f", "m", ""] if number % 40 == 0 else ["m", "f"]),
        "birth_date": born,
        "address": random_.choice(["", "Dusun I"]),
        "rt": "001",
        "rw": "",
    }


def past(children=60, seed=7):
    """Return eight months of made-up weighings, with repeated lines, moves, villages that no list has, and doubts."""
    random_ = random.Random(seed)
    people = [(person(random_, number), random_.choice(VILLAGES)) for number in range(children)]
    rows = []
    for month in MONTHS:
        for who, place in people:
            if random_.random() < 0.3:
                continue
            district, village, posyandu = place if random_.random() < 0.95 else random_.choice(VILLAGES)
            if random_.random() < 0.01:
                village = "Tidak Ada"
            row = {
                **who,
                "district": district,
                "village": village,
                "posyandu": posyandu,
                "measured_on": month + datetime.timedelta(random_.randrange(3)),
                "weight_kg": None if random_.random() < 0.05 else round(random_.uniform(6, 18), 1),
                "length_height_cm": None if random_.random() < 0.1 else round(random_.uniform(58, 112), 1),
                "position": random_.choice(["lying", "standing", ""]),
                "weight_gain": random_.choice(["N", "T", "-"]),
            }
            rows.append(row)
            if random_.random() < 0.05:
                rows.append({**row, "weight_kg": row["weight_kg"] if random_.random() < 0.5 else 7.7})
    return pa.Table.from_pylist(rows)


def as_bytes(table):
    buffer = io.BytesIO()
    pq.write_table(table, buffer)
    return buffer.getvalue()


@pytest.fixture
def receive(ratna, health_centre):
    """Return a function that hands a table in as the past, without loading it."""
    return lambda table: rules.receive(ratna, health_centre, "riwayat.parquet", as_bytes(table), in_bulk=True)


@pytest.mark.parametrize("seed", [7, 8, 9])
def test_the_bulk_load_equals_the_rows_taken_in_one_by_one(receive, ratna, health_centre, monkeypatch, seed):
    table = past(seed=seed)
    received = receive(table)
    monkeypatch.setattr(loading_history, "CHUNK", 61)
    jobs.run(received.job)
    assert everything_holds() == []
    bulk, view = contents(), intake.delivery(ratna, received.delivery)
    assert (view.state, view.period) == ("done", datetime.date(2025, 8, 1))
    assert intake.problems(ratna, received.delivery).num_rows == 0
    assert view.new_children == count(Child) > 40
    assert view.new_measurements == count(Measurement) > 200
    assert view.questions == count(Question) > 0
    assert view.held_back > 0
    assert view.unchanged > 0

    rules.withdraw(ratna, received.delivery)
    while jobs.run_next():
        pass
    assert everything_holds() == []
    assert count(ChildMonth) == 0
    with trusted_reading("test"):
        for model in (Question, ChildStatus, ChildMonth, AreaMonth, AreaBirths, Measurement, Child):
            model.objects.all().delete()

    class Read:
        source = layout = "riwayat"
        rows = table.append_column("row", pa.array(range(1, table.num_rows + 1))).append_column(
            "muac_cm", pa.nulls(table.num_rows, pa.float64())
        )
        problems = pa.table({"row": []})
        headings = {}
        repaired = refused = 0

    monkeypatch.setattr("rembuk.record.intake.taking_in.sources.read", lambda path: Read)
    one_by_one = rules.receive(ratna, health_centre, "riwayat-2.parquet", as_bytes(table))
    jobs.run(one_by_one.job)
    rows = contents()
    for what, expected in rows.items():
        assert (what, bulk[what] - expected, expected - bulk[what]) == (what, Counter(), Counter())
    assert everything_holds() == []


def count(model):
    with trusted_reading("test"):
        return model.objects.count()


def column(model, name):
    with trusted_reading("test"):
        return list(model.objects.order_by("id").values_list(name, flat=True))


def contents():
    """Return what the register holds, without ids that are drawn anew each time."""
    with trusted_reading("test"):
        children = {
            child.id: (child.name, child.parent_name, child.sex, child.birth_date, bytes(child.nik_digest or b""))
            for child in Child.objects.all()
        }
        follow = [
            (*children[child.id], child.name_key, child.parent_key, child.area_id, child.posyandu_id, child.address)
            for child in Child.objects.all()
        ]
        fields = ("child_id", "row", "measured_on", "area_id", "posyandu_id", "weight_g", "length_tenth_mm", "position")
        scores = ("muac_tenth_mm", "weight_gain", "haz", "waz", "whz", "baz", "flagged")
        measured = [(children[row[0]], *row[1:]) for row in Measurement.objects.values_list(*fields, *scores)]
        status = [(children[row[0]], *row[1:]) for row in ChildStatus.objects.values_list("child_id", "haz", "months")]
        asked = list(Question.objects.values_list("row", "reason", "identity"))
        births = list(AreaBirths.objects.values_list("area_id", "birth_month", "children"))
        months = list(AreaMonth.objects.values_list("area_id", "month", "weighed", "stunted", "haz_sum"))
    names = ("children", "measured", "status", "asked", "births", "months")
    return dict(zip(names, map(Counter, (follow, measured, status, asked, births, months)), strict=True))


def test_a_killed_load_counts_nothing_and_the_next_one_goes_on(receive, monkeypatch):
    table = past(30)
    received = receive(table)
    monkeypatch.setattr(loading_history, "CHUNK", 20)
    applied, calls = loading_history._apply, []

    def dies_at_the_third(*arguments):
        calls.append(1)
        if len(calls) == 3:
            raise KeyboardInterrupt
        applied(*arguments)

    monkeypatch.setattr(loading_history, "_apply", dies_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(received.job)
    assert count(Measurement) > 0
    assert count(ChildMonth) == 0
    assert everything_holds() == []
    kept = set(column(Child, "id"))

    monkeypatch.setattr(loading_history, "_apply", applied)
    jobs.run(received.job)
    whole = count(Measurement)
    assert kept < set(column(Child, "id"))
    assert whole == len(set(zip(column(Measurement, "child"), column(Measurement, "measured_on"), strict=True)))
    assert whole == len(set(column(Measurement, "row")))
    assert everything_holds() == []
    assert jobs.run(received.job)
    assert receive(table).job is None
    assert count(Measurement) == whole


def test_a_later_file_knows_the_children_of_the_past(receive, send, ratna, areas):
    row = {
        **{"nik": "9901014503240001", "name": "SARI AULIA", "parent_name": "BUDI HARTONO", "sex": "f"},
        **{"birth_date": datetime.date(2024, 3, 5), "district": "HULU", "village": "SUKA MAJU"},
        **{"posyandu": "MELATI 1", "measured_on": datetime.date(2025, 5, 10), "weight_kg": 8.8},
    }
    jobs.run(receive(pa.Table.from_pylist([row])).job)
    send(line(1))
    (child,) = queries.children(ratna, areas["99.01.01"].id)
    assert len(queries.measurements(ratna, child.id)) == 2
    assert everything_holds() == []


def test_the_past_comes_first_or_not_at_all(receive, send):
    send(line(1))
    with pytest.raises(Refused) as refused:
        jobs.run(receive(past(3)).job)
    assert refused.value.code == "register-not-empty"
    assert count(Child) == 1
    assert everything_holds() == []


def test_a_past_without_lines_is_a_past_without_children(receive):
    jobs.run(receive(past(2).slice(0, 0)).job)
    assert count(Child) == 0
    assert everything_holds() == []


@pytest.mark.parametrize("missing", ["measured_on", "birth_date", "village"])
def test_a_table_that_is_no_register_is_refused(receive, missing):
    with pytest.raises(Refused) as refused:
        jobs.run(receive(past(3).drop_columns([missing])).job)
    assert refused.value.code == "not-a-register"
    assert missing in refused.value.sentence
    assert count(Child) == 0


def test_a_rebuild_gives_what_the_deliveries_had_kept_up_to_date(send):
    from rembuk.record.children import health

    send(line(1), line(2, Nama="Wulan Puspita", Tinggi="40"), line(3, Nama="Dewi Ayu", Berat=""))
    send(line(1, Berat="9.4"), line(2, Nama="Wulan Puspita", **{"Tanggal Pengukuran": "2025-07-09"}), name="juli.csv")
    models = (ChildMonth, ChildStatus, AreaMonth, AreaBirths)
    before = [stored(model) for model in models]
    assert all(before)
    health.rebuild()
    assert [stored(model) for model in models] == before


def stored(model):
    """Return the rows of a derived table without their numbers."""
    fields = [field.attname for field in model._meta.concrete_fields if field.name != "id"]
    with trusted_reading("test"):
        return sorted(model.objects.values_list(*fields), key=repr)
