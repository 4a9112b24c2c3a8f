"""The growth chart: what stands in its text stands in the picture."""

import datetime
import itertools
import math
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.charts.axes import age_words, measured, number, spread
from rembuk.charts.growth_chart import growth_chart
from rembuk.charts.growth_lines import PICTURES, SD_LINES, standard_lines, value_range
from rembuk.charts.growth_visits import Visit, growth_table, kinds_for
from rembuk.charts.looks import PALETTES, contrast
from rembuk.charts.svg import px, text_of
from rembuk.knowledge.growth.lms import lms_table

SVG = "{http://www.w3.org/2000/svg}"
KINDS = list(PICTURES)


def tree(svg):
    return ET.fromstring(svg)


def by_class(root, name):
    return [e for e in root.iter() if name in e.get("class", "").split()]


def texts(root):
    return ["".join(e.itertext()) for e in root.iter(f"{SVG}text")]


def points(path):
    """Return the points of every piece of a path as floats."""
    pieces = [piece for piece in path.get("d").split("M") if piece]
    return [[tuple(map(float, spot.split())) for spot in piece.split("L")] for piece in pieces]


def centre(visit):
    """Return where a visit's first mark stands."""
    for part in visit:
        if part.tag == f"{SVG}circle":
            return float(part.get("cx")), float(part.get("cy"))
        if part.tag == f"{SVG}rect":
            half = float(part.get("width")) / 2
            return float(part.get("x")) + half, float(part.get("y")) + half
        if part.tag == f"{SVG}polygon":
            corners = [tuple(map(float, c.split(","))) for c in part.get("points").split()]
            return corners[0][0], corners[1][1]
    raise AssertionError("no mark")


# What WHO prints: medians and SD lines of its tables, in kg and cm.
WHO = [
    ("waz", "m", 0, 0, 3.3),
    ("waz", "m", 365, 0, 9.6),
    ("waz", "f", 1826, -2, 13.7),
    ("haz", "m", 0, -3, 44.2),
    ("haz", "f", 365, 0, 74.0),
    ("haz", "m", 730, 0, 87.8),
    ("haz", "m", 731, 0, 87.1),
    ("haz", "f", 1826, 3, 123.7),
    ("baz", "f", 1826, 0, 15.3),
    ("wlz", "m", 45.0, 0, 2.4),
    ("whz", "f", 120.0, 3, 31.2),
]


def reach(kind):
    return (0, 1826) if PICTURES[kind].by_age else ((45, 110) if kind == "wlz" else (65, 120))


@pytest.mark.parametrize(("kind", "sex", "x", "sd", "value"), WHO)
def test_lines_are_those_that_who_prints(kind, sex, x, sd, value):
    line = standard_lines(kind, sex, *reach(kind))[SD_LINES.index(sd)]
    for xs, ys in line.pieces:
        if xs[0] <= x <= xs[-1]:
            assert float(np.interp(x, xs, ys)) == pytest.approx(value, abs=0.06)
            return
    raise AssertionError("the line does not reach so far")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sex", ["m", "f"])
def test_drawn_lines_keep_within_a_tenth_of_a_pixel_of_every_row_of_the_table(kind, sex):
    table = lms_table(PICTURES[kind].table)
    skew, median, spread = table.numbers[0 if sex == "m" else 1].T
    keys = np.arange(len(median)) + float(table.first)
    keys = keys if PICTURES[kind].by_age else keys / 10
    bottom, top = value_range(kind, sex, *reach(kind))
    for line in standard_lines(kind, sex, *reach(kind)):
        assert len(line.pieces[0][0]) < 100
        drawn = np.concatenate([xs for xs, _ in line.pieces]), np.concatenate([ys for _, ys in line.pieces])
        true = median * (1 + skew * spread * line.sd) ** (1 / skew)
        assert np.abs(np.interp(keys, *drawn) - true).max() / (top - bottom) * 500 < 0.101


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("sex", ["m", "f"])
@pytest.mark.parametrize("shape", ["wide", "narrow"])
def test_seven_lines_named_at_their_right_ends(kind, sex, shape):
    root = tree(growth_chart([], kind=kind, sex=sex, shape=shape))
    lines = by_class(root, "standard-line")
    assert [int(e.get("data-sd")) for e in lines] == [-3, -2, -1, 0, 1, 2, 3]
    labels = by_class(root, "line-labels")[0]
    words = ["".join(e.itertext()).removesuffix(" SD") for e in labels]
    assert words == ["−3", "−2", "−1", "0", "+1", "+2", "+3"]
    heights = [float(e.get("y")) for e in labels]
    assert all(upper - lower <= -13 for lower, upper in itertools.pairwise(heights)), "labels overlap"
    for line, label in zip(lines, labels, strict=True):
        end_x, end_y = points(line)[-1][-1]
        assert float(label.get("x")) > end_x
        assert abs(float(label.get("y")) - end_y) < 24


def test_a_child_on_the_median_stands_on_the_median_line():
    visits = [Visit(0, 3.3464), Visit(730, 12.1482), Visit(1826, 18.3352)]  # WHO: boys, M at 0, 730 and 1826 days
    root = tree(growth_chart(visits, kind="waz", sex="m", span="0-60"))
    (median,) = [e for e in by_class(root, "standard-line") if e.get("data-sd") == "0"]
    (piece,) = points(median)
    first, last = (centre(e) for e in (by_class(root, "visit")[0], by_class(root, "visit")[-1]))
    assert first == pytest.approx(piece[0], abs=0.05)
    assert last == pytest.approx(piece[-1], abs=0.05)


def test_the_lines_of_length_break_at_24_months_and_the_picture_says_why():
    root = tree(growth_chart([], kind="haz", sex="f"))
    for line in by_class(root, "standard-line"):
        lying, standing = points(line)
        assert standing[0][1] > lying[-1][1], "standing height is 0.7 cm less than lying length, so the line steps down"
    assert {"terlentang ←", "→ berdiri"} <= set(texts(root))
    assert len(points(by_class(tree(growth_chart([], kind="waz", sex="f")), "standard-line")[0])) == 1


def test_lying_standing_and_unknown_have_shapes_of_their_own():
    visits = [Visit(100, 6, 60, "lying"), Visit(1000, 12, 90, "standing"), Visit(1200, 13, 92)]
    root = tree(growth_chart(visits, kind="haz", sex="m"))
    marks = {e.get("class").split()[1]: e[1].tag.removeprefix(SVG) for e in by_class(root, "visit")}
    assert marks == {"lying": "circle", "standing": "rect", "unknown": "polygon"}
    assert {"diukur terlentang", "diukur berdiri", "cara ukur tidak diketahui"} <= set(texts(root))


def test_a_length_measured_the_other_way_is_drawn_where_its_age_asks_for_it():
    lying = tree(growth_chart([Visit(1000, 12, 90.0, "lying")], kind="haz", sex="m"))
    standing = tree(growth_chart([Visit(1000, 12, 89.3, "standing")], kind="haz", sex="m"))
    assert centre(by_class(lying, "visit")[0]) == pytest.approx(centre(by_class(standing, "visit")[0]), abs=0.02)


def test_a_corrected_value_stays_visible_struck_through_and_off_the_line():
    visits = [Visit(300, 8.0), Visit(330, 80.5, replaced=True), Visit(330, 8.5), Visit(360, 8.7)]
    root = tree(growth_chart(visits, kind="waz", sex="m"))
    (old,) = by_class(root, "replaced")
    assert by_class(old, "strike")
    assert not by_class(root, "ring"), "what was corrected need not be measured again"
    assert old[0].text.endswith("nilai lama, sudah dibetulkan")
    assert len(points(by_class(root, "child-line")[0])[0]) == 3
    assert "nilai lama, sudah dibetulkan" in texts(root)


def test_a_value_outside_the_who_limits_is_ringed_named_and_off_the_line():
    visits = [Visit(300, 8.0), Visit(330, 2.0), Visit(360, 8.7)]
    root = tree(growth_chart(visits, kind="waz", sex="m"))
    (doubtful,) = by_class(root, "flagged")
    assert by_class(doubtful, "ring")
    assert "di luar batas WHO: ukur ulang" in texts(root)
    assert len(points(by_class(root, "child-line")[0])[0]) == 2


@pytest.mark.parametrize(("weight", "away"), [(85.0, "high"), (0.05, "low")])
def test_a_value_outside_the_picture_stands_at_its_edge_with_an_arrow_and_its_number(weight, away):
    visits = [Visit(800, weight, 85.0, "standing")]
    root = tree(growth_chart(visits, kind="baz" if away == "low" else "waz", sex="m"))
    (visit,) = by_class(root, "visit")
    assert by_class(visit, "edge")
    _, y = centre(visit)
    grid = [float(e.get("y1")) for e in by_class(root, "grid")[0].iter(f"{SVG}line") if e.get("y1") == e.get("y2")]
    assert min(grid) <= y <= max(grid)
    assert abs(y - (min(grid) if away == "high" else max(grid))) < 25
    assert any(t == measured(weight if away == "high" else weight / 0.85**2, 1, 2) for t in texts(root))


def test_one_visit_is_a_point_without_a_line_and_no_visit_says_so():
    one = tree(growth_chart([Visit(300, 8.0)], kind="waz", sex="m"))
    assert len(by_class(one, "visit")) == 1
    assert not by_class(one, "child-line")
    none = tree(growth_chart([], kind="waz", sex="m"))
    assert not by_class(none, "visit")
    assert any("Belum ada pengukuran" in t for t in texts(none))
    assert "Belum ada pengukuran yang dapat digambar." in none.find(f"{SVG}desc").text


def test_a_name_is_escaped_and_never_becomes_markup():
    name = "<script>alert('Siti & \"Ayu\"')</script>\x00\ud800"
    svg = growth_chart([Visit(300, 8.0)], kind="waz", sex="f", who=name)
    assert "<script" not in svg
    root = tree(svg)
    assert "<script>alert('Siti & \"Ayu\"')</script>" in root.find(f"{SVG}title").text
    svg.encode()


def test_a_listener_hears_what_the_picture_shows():
    visits = [
        Visit(300, 8.0, measured_on=datetime.date(2025, 5, 4)),
        Visit(330, 8.25, measured_on=datetime.date(2025, 6, 3)),
    ]
    root = tree(growth_chart(visits, kind="waz", sex="f", who="Siti"))
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert root.get("role") == "img"
    assert root.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text == "Berat badan menurut umur (BB/U): Anak perempuan · Siti"
    assert "2 pengukuran." in description.text
    assert "Terakhir: 10 bulan (3 Juni 2025): berat badan 8,25 kg, z −0,42, Berat badan normal." in description.text


def test_ids_of_charts_on_one_page_differ():
    visits = [Visit(300, 8.0, 70.0)]
    svgs = [growth_chart(visits, kind=k, sex=s, shape=h) for k in KINDS for s in "mf" for h in ("wide", "narrow")]
    ids = [e.get("id") for svg in svgs for e in tree(svg).iter() if e.get("id")]
    assert len(ids) == len(set(ids)) == 2 * len(svgs)
    assert tree(growth_chart(visits, kind="waz", sex="m", key="anak-7")).find(f"{SVG}title").get("id") == "anak-7-judul"


@pytest.mark.parametrize("media", list(PALETTES))
def test_no_inline_style_script_or_address_so_a_strict_policy_holds(media):
    visits = [Visit(300, 8.0, 70.0, "lying"), Visit(330, 80.5, replaced=True), Visit(900, 99.0)]
    svg = growth_chart(visits, kind="waz", sex="m", media=media)
    assert " style=" not in svg and "<style" not in svg and "<script" not in svg and "href" not in svg
    assert svg.count("http") == 1  # the namespace


@pytest.mark.parametrize("media", list(PALETTES))
def test_everything_that_is_read_passes_four_and_a_half_to_one(media):
    palette = PALETTES[media]
    for colour in (palette.ink, palette.quiet, palette.child, palette.warning, *palette.lines):
        assert contrast(colour, palette.paper) >= 4.5, colour


def test_print_has_greys_only():
    visits = [Visit(300, 8.0, 70.0, "lying"), Visit(330, 80.5, replaced=True), Visit(900, 99.0)]
    root = tree(growth_chart(visits, kind="waz", sex="m", media="print"))
    colours = {e.get(a) for e in root.iter() for a in ("fill", "stroke")} - {None, "none"}
    assert all(c[1:3] == c[3:5] == c[5:7] for c in colours), colours


def test_a_young_child_fills_the_picture_and_an_older_one_has_all_five_years():
    young = texts(tree(growth_chart([Visit(200, 7.0)], kind="waz", sex="m")))
    old = texts(tree(growth_chart([Visit(200, 7.0), Visit(731, 11.0)], kind="waz", sex="m")))
    assert "2 tahun" in young and "3 tahun" not in young
    assert {"Lahir", "1 tahun", "5 tahun"} <= set(old)


def test_weight_for_length_and_for_height_share_the_visits_by_age():
    visits = [Visit(729, 10, 80, "lying"), Visit(731, 10, 80, "standing"), Visit(None, 10, 90), Visit(None, 10, 80)]
    by_length, by_height = (by_class(tree(growth_chart(visits, kind=k, sex="m")), "visit") for k in ("wlz", "whz"))
    assert (len(by_length), len(by_height)) == (2, 2)
    table = growth_table(visits, kind="wlz", sex="m")
    assert [row["Catatan"] for row in table] == ["", "ada di grafik BB/TB", "ada di grafik BB/TB", ""]


def test_the_table_has_every_visit_with_its_z_and_its_doubts():
    visits = [
        Visit(731, 9.1, 79.4, "lying", datetime.date(2026, 5, 4)),
        Visit(700, None, 77.0, "lying"),
        Visit(None, 9.0, 80.0),
        Visit(750, 25.0, 80.0, "standing", oedema=True),
        Visit(20, 0.8, 50.0, "lying", replaced=True),
    ]
    table = growth_table(visits, kind="waz", sex="f")
    assert [row["Berat (kg)"] for row in table] == ["0,8", "", "9,1", "25,0", "9,0"]
    assert table[2] == {
        "Tanggal": "4 Mei 2026",
        "Umur": "2 tahun",
        "Berat (kg)": "9,1",
        "Panjang/tinggi (cm)": "79,4",
        "Cara ukur": "terlentang",
        "Berat badan di grafik (kg)": "9,1",
        "z BB/U": "−1,94",
        "Golongan": "Berat badan normal",
        "Catatan": "",
    }
    assert [row["Catatan"] for row in table] == [
        "nilai lama, sudah dibetulkan",
        "tidak ditimbang",
        "",
        "edema: berat tidak dinilai",
        "umur tidak diketahui",
    ]
    assert growth_table([], kind="haz", sex="m") == []


def test_which_charts_a_child_has():
    assert kinds_for([]) == []
    assert kinds_for([Visit(300, 8.0)]) == ["waz"]
    assert kinds_for([Visit(300, 8.0, 70.0)]) == ["waz", "haz", "wlz", "baz"]
    assert kinds_for([Visit(300, 8.0, 70.0), Visit(800, 11.0, 84.0)]) == KINDS


anything = st.one_of(st.none(), st.floats(-5, 5000), st.just(math.nan), st.just(math.inf))


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.builds(
            Visit,
            age_days=st.one_of(st.none(), st.floats(-400, 4000), st.just(math.nan), st.just(math.inf)),
            weight_kg=anything,
            length_height_cm=anything,
            position=st.sampled_from(["lying", "standing", ""]),
            oedema=st.booleans(),
            replaced=st.booleans(),
        ),
        max_size=5,
    ),
    st.sampled_from(KINDS),
    st.text(),
)
def test_no_row_however_absurd_breaks_the_picture(visits, kind, who):
    svg = growth_chart(visits, kind=kind, sex="f", who=who, shape="narrow")
    root = tree(svg)
    for e in root.iter():
        for name in ("x", "y", "cx", "cy", "x1", "y1", "x2", "y2", "d", "points"):
            assert "nan" not in e.get(name, "") and "inf" not in e.get(name, "")
    assert len(by_class(root, "visit")) <= len(visits) == len(growth_table(visits, kind=kind, sex="f"))
    for visit in by_class(root, "visit"):
        x, y = centre(visit)
        assert 0 <= x <= 360 and 0 <= y <= 430


def test_numbers_and_ages_are_written_as_indonesians_write_them():
    assert [number(v, 1) for v in (8.5, -2.05, -0.04, 12)] == ["8,5", "−2,0", "0,0", "12,0"]
    assert [measured(v, 1, 2) for v in (8.0, 8.55, 8.5, 6.114)] == ["8,0", "8,55", "8,5", "6,11"]
    assert [age_words(d) for d in (-3, 0, 30, 31, 45, 365.25, 822, 1826)] == [
        "sebelum lahir",
        "0 hari",
        "30 hari",
        "1 bulan",
        "1 bulan 14 hari",
        "1 tahun",
        "2 tahun 3 bulan",
        "4 tahun 11 bulan",
    ]
    assert [px(v) for v in (1.0, 12.346, -0.001)] == ["1", "12.35", "0"]
    assert text_of("\x01<&>\"'") == "\ufffd&lt;&amp;&gt;&quot;&#x27;"


@given(st.lists(st.floats(0, 100), max_size=12), st.floats(0.5, 30))
def test_labels_moved_apart_keep_their_order_and_their_room(wanted, gap):
    placed = spread(sorted(wanted), gap, 0, 100)
    assert all(-1e-6 <= p <= 100 + 1e-6 for p in placed)
    room = min(gap, 100 / max(len(wanted) - 1, 1))
    assert all(b - a >= room - 1e-6 for a, b in itertools.pairwise(placed))
