"""Areas come in whole or not at all, keep their dates, and know what lies within them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.record.conftest import AREAS

from rembuk.errors import Refused
from rembuk.record.core.errors import Denied
from rembuk.record.core.transactions import trusted_reading, turn_to_write
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.places import queries, rules
from rembuk.record.places.codes import canonical, official_level, parent_code
from rembuk.record.places.models import Area, Succession, Within
from rembuk.record.places.rules import AreaRow, import_areas


@pytest.mark.parametrize(
    ("code", "written", "level", "parent"),
    [
        ("99", "99", "province", ""),
        ("9901", "99.01", "regency", "99"),
        ("99.01.02", "99.01.02", "district", "99.01"),
        ("9901022003", "99.01.02.2003", "village", "99.01.02"),
        (" 99.01.02.2003 ", "99.01.02.2003", "village", "99.01.02"),
        ("PSY-1", "PSY-1", None, ""),
        ("990", "990", None, ""),
    ],
)
def test_codes(code, written, level, parent):
    assert canonical(code) == written
    assert official_level(written) == level
    assert parent_code(written) == parent


@given(st.text(max_size=20))
def test_a_canonical_code_stays_as_it_is(code):
    assert canonical(canonical(code)) == canonical(code)


def test_the_same_table_again_changes_nothing(areas):
    again = import_areas(OPERATOR, AREAS)
    assert (again.added, again.changed, again.unchanged) == (0, 0, len(AREAS))


def test_a_corrected_name_is_one_change(areas):
    done = import_areas(OPERATOR, [AreaRow(1, "99.01.01.2001", "Desa Sukamaju")])
    assert (done.added, done.changed) == (0, 1)
    assert queries.area_by_code(OPERATOR, "9901012001").name == "Desa Sukamaju"


def test_what_lies_within(areas):
    within = [area.code for area in queries.areas_within(OPERATOR, areas["99.01.01"].id)]
    assert within == ["99.01.01", "99.01.01.2001", "PSY-0001"]
    assert [area.code for area in queries.areas_within(OPERATOR, areas["99.01"].id, "village")] == [
        "99.01.01.2001",
        "99.01.02.2001",
    ]


def test_a_puskesmas_reaches_the_villages_that_it_serves_and_their_posyandu(areas):
    centre = AreaRow(1, "P1", "Puskesmas Hulu", level="health_centre", parent="99.01.01")
    import_areas(OPERATOR, [centre, AreaRow(2, "99.01.01.2001", "Desa Suka Maju", health_centre="P1")])
    served = queries.areas_within(OPERATOR, queries.area_by_code(OPERATOR, "P1").id)
    assert [area.code for area in served] == ["99.01.01.2001", "P1", "PSY-0001"]
    assert not list(rules.findings())


def test_a_village_that_splits_leaves_both_series(areas):
    split = datetime.date(2025, 7, 1)
    import_areas(
        OPERATOR,
        [
            AreaRow(1, "99.01.01.2001", "Desa Suka Maju", valid_until="2025-07-01"),
            AreaRow(2, "99.01.01.2002", "Desa Suka Maju Barat", valid_from="2025-07-01", replaces="99.01.01.2001"),
            AreaRow(3, "99.01.01.2003", "Desa Suka Maju Timur", valid_from="2025-07-01", replaces="99.01.01.2001"),
        ],
    )
    regency = areas["99.01"].id
    before = [a.code for a in queries.areas_within(OPERATOR, regency, "village", split - datetime.timedelta(1))]
    after = [a.code for a in queries.areas_within(OPERATOR, regency, "village", split)]
    assert before == ["99.01.01.2001", "99.01.02.2001"]
    assert after == ["99.01.01.2002", "99.01.01.2003", "99.01.02.2001"]
    with trusted_reading("check"):
        assert Succession.objects.count() == 2


@pytest.mark.parametrize(
    "row",
    [
        AreaRow(7, "", "Tanpa kode"),
        AreaRow(7, "99.01.03", ""),
        AreaRow(7, "PSY-2", "Mawar", level="posyandu"),
        AreaRow(7, "PSY-2", "Mawar", parent="99.01.01.2001"),
        AreaRow(7, "PSY-2", "Mawar", level="dusun", parent="99.01.01.2001"),
        AreaRow(7, "99.01.09.2001", "Desa Tanpa Induk"),
        AreaRow(7, "99.01.03", "Kecamatan", valid_from="1 Juli 2025"),
        AreaRow(7, "99.01.03", "Kecamatan", valid_from="2025-07-01", valid_until="2024-01-01"),
        AreaRow(7, "99.01.01", "Kecamatan dua kali"),
        AreaRow(7, "PSY-2", "Mawar", level="posyandu", parent="PSY-2"),
        AreaRow(7, "99.01.03", "Kecamatan", replaces="99.01.77"),
        AreaRow(7, "99.01.03", "x" * 121),
        AreaRow(7, "99.01.01.2003", "Desa", health_centre="99.01.01"),
        AreaRow(7, "99.01.01.2003", "Desa", health_centre="P9"),
    ],
)
def test_one_wrong_row_and_nothing_is_taken_in(record, row):
    with pytest.raises(Refused) as refused:
        import_areas(OPERATOR, [*AREAS, row])
    assert refused.value.code == "bad-areas"
    with trusted_reading("check"):
        assert not Area.objects.exists()


def test_a_circle_of_parents_is_refused(record):
    rows = [
        AreaRow(1, "A", "A", level="posyandu", parent="B"),
        AreaRow(2, "B", "B", level="posyandu", parent="A"),
    ]
    with pytest.raises(Refused):
        import_areas(OPERATOR, rows)


def test_only_operator_and_secretary_change_areas(record):
    with pytest.raises(Denied):
        import_areas(Viewer(None, None, None, "kader", "child_care"), AREAS)


def test_the_closure_is_checked_and_made_anew(areas):
    assert not list(rules.findings())
    with turn_to_write():
        Within.objects.filter(area=areas["PSY-0001"].id).delete()
    assert list(rules.findings())
    rules.rebuild()
    assert not list(rules.findings())


def test_an_unknown_area_is_a_sentence(areas):
    with pytest.raises(Refused):
        queries.area_by_code(OPERATOR, "99.09")
    with pytest.raises(Refused):
        queries.area_by_code(OPERATOR, "99.01.01.2002")
