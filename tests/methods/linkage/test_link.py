"""Who is the same child: the behaviours that a district relies on, each with a small register of its own."""

import pyarrow as pa
import pytest
from benchmarks.linkage import evaluate, generate, noise
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.errors import Refused
from rembuk.methods.linkage import duck, prepare
from rembuk.methods.linkage.link import Register, link

RINA = {
    "id": "L1",
    "nik": "3201014503210001",
    "name": "Rina Wulandari",
    "sex": "f",
    "birth_date": "2021-03-05",
    "mother_name": "Siti Maimunah",
    "village": "3201012001",
}
OTHERS = [
    ("Bayu Pratama", "m", "2022-07-19", "Endang Lestari", "3201012002"),
    ("Zulaikha Azzahra", "f", "2020-11-02", "Halimah", "3201012001"),
    ("Yohanes Wenda", "m", "2023-01-30", "Maria Kogoya", "3201022003"),
    ("Kadek Ayu Saraswati", "f", "2021-09-14", "Ketut Sulastri", "3201022003"),
]
COLUMNS = list(RINA)


def others():
    return [
        {"id": f"X{i}", "nik": "", "name": n, "sex": s, "birth_date": b, "mother_name": m, "village": v}
        for i, (n, s, b, m, v) in enumerate(OTHERS)
    ]


def table(*rows, columns=COLUMNS):
    return pa.table({c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns})


def decided(left, right):
    """Return ``{right_id: [(left_id, decision), …]}``."""
    found = {}
    for row in link(left, right).pairs.to_pylist():
        found.setdefault(row["right_id"], []).append((row["left_id"], row["decision"]))
    return found


@pytest.fixture(scope="module")
def register():
    with Register(table(RINA, *others())) as prepared:
        yield prepared


def against_rina(register, changes):
    """Return what is decided about a delivered row that is Rina's but for the changes."""
    found = register.link(table(RINA | {"id": "R"} | changes)).pairs.to_pylist()
    return {row["left_id"]: row["decision"] for row in found}.get("L1", "different")


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"nik": ""},
        {"nik": "", "name": "RINA WOELANDARI"},
        {"nik": "", "name": "Wulandari Rina"},
        {"nik": "", "name": "Rinawulandari"},
        {"nik": "", "birth_date": "2021-05-03"},
        {"birth_date": "2021-01-01"},
        {"nik": "0000000000000000"},
        {"nik": "3201014506950002"},  # the mother's
        {"nik": "3201014508210001", "birth_date": "2021-03-05"},  # a digit of the date in it mistyped
        {"nik": "", "mother_name": ""},
        {"village": "3201012004"},
        {"name": "By Ny Siti Maimunah"},
        {"nik": "", "sex": ""},
        {"birth_date": ""},
    ],
)
def test_the_same_child_written_otherwise_is_the_same(register, changes):
    assert against_rina(register, changes) == "same"


@pytest.mark.parametrize(
    "changes",
    [
        # a twin: everything but name and sequence
        {"nik": "3201014503210002", "name": "Rani Anggraini"},
        {"nik": "", "name": "Bagas Saputra", "sex": "m"},
        {"nik": "3201014503210002", "name": "Rini Wulandari"},
        # a brother or sister
        {"nik": "3201014711220001", "name": "Tiara Putri", "birth_date": "2022-11-07"},
        {"nik": "", "name": "Tiara Putri", "birth_date": "2022-11-07"},
        {"nik": "", "name": "Tiara Wulandari", "birth_date": "2022-11-07"},
        # a namesake elsewhere
        {"nik": "", "birth_date": "2019-08-21", "mother_name": "Kristina", "village": "3209042007"},
        # another child's row with Rina's NIK typed in
        {
            "name": "Togar Sinaga",
            "sex": "m",
            "birth_date": "2019-12-24",
            "mother_name": "Tiur",
            "village": "3201022001",
        },
    ],
)
def test_another_child_is_never_merged(register, changes):
    assert against_rina(register, changes) != "same"


def test_twins_find_each_their_own():
    hasan = RINA | {"id": "L1", "name": "Hasan Basri", "sex": "m", "nik": "3201010503210001"}
    husein = hasan | {"id": "L2", "name": "Husein Basri", "nik": "3201010503210002"}
    rows = [hasan | {"id": "R1", "nik": ""}, husein | {"id": "R2", "nik": ""}]
    found = decided(table(hasan, husein), table(*rows))
    assert dict(found["R1"]).get("L1") == "same"
    assert dict(found["R2"]).get("L2") == "same"
    assert dict(found["R1"]).get("L2") != "same"


def test_a_twin_who_is_not_registered_is_not_the_one_who_is():
    hasan = RINA | {"name": "Hasan Basri", "sex": "m", "nik": "3201010503210001"}
    rows = [hasan | {"id": "R1", "nik": "", "name": "Husein Basri"}, hasan | {"id": "R2", "nik": ""}]
    found = decided(table(hasan, *others()), table(*rows))
    assert dict(found["R2"])["L1"] == "same"
    assert dict(found.get("R1", [])).get("L1") != "same"


def test_a_nameless_baby_of_twins_is_asked_about():
    twin = RINA | {"id": "L2", "nik": "3201014503210002", "name": "Rani Anggraini"}
    found = decided(table(RINA, twin), table(RINA | {"id": "R", "nik": "", "name": "By Ny Siti Maimunah"}))
    assert dict(found["R"]) == {"L1": "ask", "L2": "ask"}


def test_a_child_delivered_twice_is_the_same_child_twice():
    rows = [RINA | {"id": "R1"}, RINA | {"id": "R2", "nik": "", "name": "RINA WLANDARI"}]
    found = decided(table(RINA, *others()), table(*rows))
    assert found == {"R1": [("L1", "same")], "R2": [("L1", "same")]}


def test_a_register_that_holds_a_child_twice_is_asked_about():
    found = decided(table(RINA, RINA | {"id": "L2"}, *others()), table(RINA | {"id": "R"}))
    assert dict(found["R"]) == {"L1": "ask", "L2": "ask"}


def test_a_masked_nik_neither_proves_nor_refutes(register):
    assert against_rina(register, {"nik": "32010***********"}) == "same"


def test_reasons_are_in_words():
    (pair,) = link(
        table(RINA, *others()), table(RINA | {"id": "R", "nik": "-", "birth_date": "2021-05-03"})
    ).pairs.to_pylist()
    assert pair["decision"] == "same" and pair["probability"] >= 0.9
    assert pair["reasons"] == (
        "NIK tidak ada atau tidak dapat dipakai; nama sama; hari dan bulan lahir tertukar; nama ibu sama; desa sama; "
        "jenis kelamin sama"
    )


@pytest.mark.parametrize("missing", ["nik", "sex", "birth_date", "mother_name", "village"])
def test_any_further_column_may_be_missing(missing):
    columns = [c for c in COLUMNS if c != missing]
    rows = table(RINA | {"id": "R"}, columns=columns)
    assert dict(decided(table(RINA, *others()), rows)["R"])["L1"] == "same"
    assert dict(decided(table(RINA, *others(), columns=columns), rows)["R"])["L1"] == "same"


def test_a_name_alone_is_not_enough():
    columns = ["id", "name"]
    found = decided(table(RINA, *others(), columns=columns), table(RINA | {"id": "R"}, columns=columns))
    assert dict(found.get("R", [])).get("L1") != "same"


def test_parent_name_stands_for_the_mothers():
    right = table(RINA | {"id": "R", "nik": ""}).rename_columns(
        [c.replace("mother_name", "parent_name") for c in COLUMNS]
    )
    (pair,) = link(table(RINA, *others()), right).pairs.to_pylist()
    assert "nama ibu sama" in pair["reasons"]


def test_a_village_code_is_not_held_against_a_village_name():
    right = table(RINA | {"id": "R", "nik": "", "village": "Desa Sukamaju"})
    (pair,) = link(table(RINA, *others()), right).pairs.to_pylist()
    assert pair["decision"] == "same" and "tidak dapat dibandingkan" in pair["reasons"]


def test_spellings_of_a_village_are_one_place():
    left = table(RINA | {"village": "Sejahtera II"}, *[o | {"village": "Mekar"} for o in others()])
    (pair,) = link(left, table(RINA | {"id": "R", "village": "DESA SEJAHTERA 2"})).pairs.to_pylist()
    assert "desa sama" in pair["reasons"]


@pytest.mark.parametrize(("lefts", "rights"), [(0, 0), (0, 2), (2, 0)])
def test_empty_tables_have_no_pairs(lefts, rights):
    found = link(table(*others()[:lefts]), table(*others()[:rights]))
    assert found.pairs.num_rows == 0 and found.pairs.column_names[0] == "left_id"


def test_one_row_each_is_enough():
    assert decided(table(RINA), table(RINA | {"id": "R"})) == {"R": [("L1", "same")]}


def test_a_file_where_all_have_one_name_links_nobody_by_it():
    left = [RINA | {"id": f"L{i}", "nik": "", "birth_date": "", "mother_name": ""} for i in range(400)]
    right = [row | {"id": f"R{i}"} for i, row in enumerate(left[:50])]
    assert "same" not in link(table(*left), table(*right)).pairs["decision"].to_pylist()


@pytest.mark.parametrize(
    ("rows", "columns", "code"),
    [
        ([RINA], [c for c in COLUMNS if c != "id"], "no-column"),
        ([RINA], [c for c in COLUMNS if c != "name"], "no-column"),
        ([RINA, RINA], COLUMNS, "double-id"),
        ([RINA, RINA | {"id": " "}], COLUMNS, "blank-id"),
        ([RINA | {"name": " "}], COLUMNS, "no-names"),
        ([RINA | {"birth_date": "kemarin"}], COLUMNS, "birth-date"),
        ([RINA | {"birth_date": "05/03/2021"}], COLUMNS, "birth-date"),
    ],
)
def test_tables_that_cannot_be_used_are_refused(rows, columns, code):
    for pair in ([table(*rows, columns=columns), table(RINA)], [table(RINA), table(*rows, columns=columns)]):
        with pytest.raises(Refused) as refused:
            link(*pair)
        assert refused.value.code == code and refused.value.sentence.endswith(".")


def test_a_date_that_cannot_be_read_is_unknown_and_said():
    rows = [RINA | {"id": "R"}, *[o | {"birth_date": "31-02-2021"} if o["id"] == "X0" else o for o in others()]]
    found = link(table(RINA), table(*rows))
    assert len(found.remarks) == 1 and "31-02-2021" in found.remarks[0] and "baris 2" in found.remarks[0]


def test_day_month_year_is_read_where_the_column_proves_it():
    rows = [RINA | {"id": "R", "nik": "", "birth_date": "05/03/2021"}, others()[0] | {"birth_date": "19/07/2022"}]
    found = link(table(RINA, *others()), table(*rows))
    assert not found.remarks
    assert (
        "tanggal lahir sama"
        in found.pairs.filter(pa.array([r == "R" for r in found.pairs["right_id"].to_pylist()]))["reasons"][0].as_py()
    )


NAMES = ["Rina", "Rani", "Muh. Ali", "Siti Nur", "By Ny Tuti", "Hasan", "Husein", ""]
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "nik": st.sampled_from(["", "3201014503210001", "3201010503210002", "32010***********", "0"]),
            "name": st.sampled_from(NAMES),
            "sex": st.sampled_from(["m", "f", ""]),
            "birth_date": st.sampled_from(["2021-03-05", "2021-05-03", "2022-01-01", ""]),
            "mother_name": st.sampled_from(["Tuti", "Toeti Handayani", ""]),
            "village": st.sampled_from(["3201012001", "3201012002", ""]),
        }
    ),
    min_size=1,
    max_size=8,
)
FEW = settings(max_examples=4, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def numbered(rows, letter):
    named = [row | {"id": f"{letter}{i}"} for i, row in enumerate(rows)]
    return named if any(row["name"] for row in named) else [*named, RINA | {"id": f"{letter}-"}]


@FEW
@given(ROWS, ROWS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(left, right, draw):
    left, right = numbered(left, "L"), numbered(right, "R")
    once = link(table(*left), table(*right)).pairs
    draw.shuffle(left)
    draw.shuffle(right)
    assert link(table(*left), table(*right)).pairs.equals(once)


@FEW
@given(ROWS, ROWS)
def test_what_is_promised_of_every_result(left, right):
    pairs = link(table(*numbered(left, "L")), table(*numbered(right, "R"))).pairs.to_pylist()
    same = [pair["right_id"] for pair in pairs if pair["decision"] == "same"]
    assert len(same) == len(set(same))
    assert all(pair["probability"] >= 0.9 for pair in pairs if pair["decision"] == "same")
    assert all(pair["decision"] in {"same", "ask"} and pair["reasons"] for pair in pairs)
    asked = {pair["right_id"] for pair in pairs if pair["decision"] == "ask"}
    assert not asked & set(same)


@FEW
@given(ROWS, ROWS)
def test_unrelated_delivered_rows_change_no_decision(left, right):
    left, right = numbered(left, "L"), numbered(right, "R")
    stranger = {"nik": "7405021911200007", "name": "Yohanes Tabuni", "sex": "m", "birth_date": "2020-11-19"}
    more = [*right, stranger | {"id": "Z", "mother_name": "Maria Wenda", "village": "7405022009"}]
    alone = link(table(*left), table(*right)).pairs.to_pylist()
    assert [p for p in link(table(*left), table(*more)).pairs.to_pylist() if p["right_id"] != "Z"] == alone


def test_a_register_prepared_once_links_like_a_fresh_one():
    left = table(RINA, *others())
    with Register(left) as register:
        for changes in ({}, {"nik": ""}, {"name": "Rina"}):
            right = table(RINA | {"id": "R"} | changes)
            assert register.link(right).pairs.equals(link(left, right).pairs)


def test_one_child_is_found(register):
    found = register.search({"name": "RINA WOELANDARI", "birth_date": "2021-03-05", "village": "3201012001"})
    assert found["left_id"].to_pylist()[0] == "L1" and found["probability"][0].as_py() > 0.9
    assert "tanggal lahir sama" in found["reasons"][0].as_py()
    assert register.search({"name": "Xaverius"}).num_rows == 0


def test_few_rows_are_weighed_as_splink_weighs_many():
    left, right, _ = generate.make(400, noise.HARD, 7)
    con = duck.connect()
    duck.load_register(con, prepare.prepare(left, "LEFT").columns)
    duck.load_delivery(con, prepare.prepare(right, "RIGHT").columns)
    duck.score(con, 400, -30)
    con.execute("CREATE TABLE by_splink AS SELECT * FROM scored")
    duck.score_few(con, 400, -30)
    rows = con.sql('SELECT s.weight, f.weight FROM by_splink s FULL JOIN scored f USING ("left", "right")').fetchall()
    assert len(rows) > 1000 and all(one == pytest.approx(other, abs=1e-9) for one, other in rows)


@pytest.mark.parametrize(("level", "recall"), [(noise.TYPICAL, 0.97), (noise.HARD, 0.90)])
def test_a_made_up_district_is_linked_as_well_as_promised(level, recall, monkeypatch):
    left, right, truth = generate.make(2000, level, 9)
    pairs = link(left, right).pairs
    found = evaluate.figures(left, right, truth, pairs)
    assert found["P"] >= 0.99 and found["R"] >= recall and found["twins %"] <= 0.1
    monkeypatch.setattr("rembuk.methods.linkage.link.AT_ONCE", 700)
    assert link(left, right).pairs.equals(pairs)
