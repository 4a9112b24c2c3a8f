"""What is true in the district, what its survey finds, what its register says: near, and far."""

import numpy as np
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from rembuk.demo.growing import SURVEY_DAY, height_z, length_cm, under_five, weight_kg
from rembuk.demo.scored import scored
from rembuk.demo.sizes import SIZES
from rembuk.demo.survey import survey_table
from rembuk.demo.world import make_world
from rembuk.formats import tables
from rembuk.methods.growth import Measures, score


@pytest.fixture(scope="module")
def world():
    return make_world(SIZES["small"])


def floats(table, name):
    return table.column(name).to_numpy(zero_copy_only=False).astype(float)


def stunting_of_survey(table):
    z, weight = scored(table), floats(table, "sample_weight")
    haz, flag = floats(z, "haz"), floats(z, "haz_flag")
    known = np.isfinite(haz) & (flag == 0)
    return float(weight[known & (haz < -2)].sum() / weight[known].sum())


def test_a_quarter_of_the_children_is_stunted_and_the_survey_finds_it(world):
    child = np.flatnonzero(under_five(world.children, np.full(len(world.children), SURVEY_DAY)))
    age = (SURVEY_DAY - world.children.born[child]).astype(int)
    assert (height_z(world.ways, child, age) < -2).mean() == pytest.approx(0.25, abs=0.002)
    assert stunting_of_survey(survey_table(world)) == pytest.approx(0.25, abs=0.035)


@pytest.mark.slow
def test_the_survey_of_a_larger_district_is_near_too():
    assert stunting_of_survey(survey_table(make_world(SIZES["medium"]))) == pytest.approx(0.25, abs=0.03)


def test_the_register_says_less_than_half_as_much(district):
    truth = pq.read_table(district[0] / "truth.parquet")
    august = truth.filter(pc.starts_with(truth.column("file").cast("string"), "kiriman/2026-08-operasi"))
    haz = floats(august, "haz")
    haz = haz[np.abs(haz) <= 6]
    assert 0.07 < (haz < -2).mean() < 0.14
    assert 0.65 < len(august) / 2054 < 0.9, "not everybody comes"


def test_those_who_stay_away_are_shorter_and_posyandu_read_too_long(world):
    w = world.weighings
    here = (w.day.astype("datetime64[M]") == np.datetime64("2026-08")) & np.isfinite(w.length)
    came = np.unique(w.child[here])
    child = np.flatnonzero(under_five(world.children, np.full(len(world.children), SURVEY_DAY)))
    z = height_z(world.ways, child, (SURVEY_DAY - world.children.born[child]).astype(int))
    assert z[np.isin(child, came)].mean() > z[~np.isin(child, came)].mean() + 0.2
    assert np.nanmean(w.length - w.true_length) > 1


def test_posyandu_differ_in_their_last_digits(world):
    w = world.weighings
    measured = np.isfinite(w.length)
    heaped = np.rint(w.length * 10) % 5 == 0
    share = np.array([heaped[measured & (w.posyandu == p)].mean() for p in range(len(world.places.posyandu_names))])
    assert heaped[measured].mean() > 0.5
    assert share.min() < 0.4 < 0.8 < share.max()


def test_printed_scores_are_those_of_the_method(district):
    truth = pq.read_table(district[0] / "truth.parquet")
    truth = truth.filter(pc.equal(truth.column("file").cast("string"), "kiriman/2026-03-eppgbm.xls"))
    age = (truth.column("measured_on").to_numpy() - truth.column("birth_date").to_numpy()).astype("timedelta64[D]")
    position = np.array([{"": 0, "lying": 1, "standing": 2}[p] for p in truth.column("position").to_pylist()])
    sex = np.where(np.array(truth.column("sex").to_pylist()) == "f", 2, 1)
    measures = Measures(sex, age.astype(float), floats(truth, "weight_kg"), floats(truth, "length_height_cm"), position)
    for code, z in score(measures, ["haz", "waz", "whz"]).z.items():
        assert np.array_equal(z, floats(truth, code), equal_nan=True), code


def test_children_move_are_born_and_leave_and_a_village_splits(world, district):
    children = tables.read(district[0] / "truth_children.parquet")
    moved = pc.sum(pc.is_valid(children.column("moved_on"))).as_py()
    assert moved > 50
    born = children.column("birth_date").to_numpy()
    assert (born >= np.datetime64("2025-11-01")).sum() > 300, "a year's births"
    assert np.array(children.column("twin").to_pylist()).sum() > 10

    places = tables.read(district[0] / "wilayah.csv")
    late = [row for row in places.to_pylist() if row["valid_from"] == "2026-01-01"]
    daughter = next(row for row in late if row["level"] == "village")
    assert daughter["replaces"] in tables.texts(places.column("code"))
    assert {row["parent"] for row in late if row["level"] == "posyandu"} == {daughter["code"]}
    for month, known in (("2026-01", False), ("2026-04", True)):
        page = (district[0] / "kiriman" / f"{month}-eppgbm.xls").read_text(encoding="utf-8")
        assert (daughter["name"].upper() in page) is known, "the register learns of a split village late"


def test_twins_share_birth_and_parents_but_not_number_or_name(world):
    children = world.children
    twins = np.flatnonzero(children.twin)
    pairs = {}
    for i in twins.tolist():
        pairs.setdefault((int(children.family[i]), str(children.born[i])), []).append(i)
    assert all(len(pair) == 2 for pair in pairs.values())
    assert all(children.nik[a] != children.nik[b] for a, b in pairs.values())
    assert sum(children.name[a] != children.name[b] for a, b in pairs.values()) >= len(pairs) - 1


def test_a_childs_true_length_never_shrinks(world):
    child = np.arange(len(world.children))
    before = length_cm(world.ways, child, np.zeros(len(child), dtype=np.int64))
    for age in (*range(30, 731, 100), *range(731, 1827, 100)):
        now = length_cm(world.ways, child, np.full(len(child), age))
        assert (now > before - (0.71 if age == 731 else 0.0)).all(), age
        before = now
    age_days = np.full(len(child), 1000)
    weight = weight_kg(world.ways, child, age_days, length_cm(world.ways, child, age_days), np.zeros(len(child)))
    assert ((weight > 6) & (weight < 30)).all()
