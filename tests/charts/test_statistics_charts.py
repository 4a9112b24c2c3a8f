"""Pictures of figures: drawn is what the table says, nothing by colour alone, nothing unescaped, nothing guessed."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rembuk.charts import funnel, intervals, quality_matrix, rounds, village_map
from rembuk.charts.looks import PALETTES, contrast
from rembuk.knowledge import statistics as facts

SVG = "{http://www.w3.org/2000/svg}"
LOOKS = [(media, shape) for media in ("screen", "print", "colour-blind") for shape in ("wide", "narrow")]

FIGURES = [
    intervals.Figure("Semua anak", 26.2, 22.8, 29.8, "235 dari 899 anak"),
    intervals.Figure("Desa <A> & \"B\"", 33.0, 12.0, 61.0, "5 dari 15 anak", "estimate"),
    intervals.Figure("Agustus", 16.5, None, None, "4.373 dari 26.564 anak", "register"),
    intervals.Figure("Desa C", None, note="Semua anak dari satu klaster."),
]  # fmt: skip
VILLAGES = [funnel.Village(f"Desa {i}", i % 7, 30 + i) for i in range(40)] + [
    funnel.Village("Desa Jauh", 60, 100),
    funnel.Village("Desa Kosong", 0, 0),
]
POINTS = [rounds.Point(e.area, e.series, e.year, e.percent, e.round) for e in facts.series() if e.area == "Paser"]
AREAS = [
    village_map.Area("Desa <A>", 31.0, 0.95, "31 dari 100 anak"),
    village_map.Area("Desa B", 12.0, 0.4, "12 dari 100 anak"),
    village_map.Area("Desa C", None),
    village_map.Area("Desa D", 1.0, None),
]
GROUND = [
    village_map.Area(area.name, area.percent, area.coverage, area.count, [[(i, 0), (i + 1, 0), (i + 1, 1), (i, 1)]])
    for i, area in enumerate(AREAS)
]
CELLS = [
    quality_matrix.Cell(group, check, klass, "1,0", "Ukur ulang 3 anak.")
    for group, klass in zip("ABCDEFG", quality_matrix.CLASS_WORDS, strict=True)
    for check in ("angka akhir", "sebaran")
]

DRAW = {
    "intervals": lambda **look: intervals.interval_chart(FIGURES, title="Prevalensi", severity="stunting", **look),
    "funnel": lambda **look: funnel.funnel_chart(VILLAGES, **look),
    "rounds": lambda **look: rounds.rounds_chart(
        POINTS, [rounds.Goal(2029, 14.2, "nasional")], title="Putaran", **look
    ),
    "matrix": lambda **look: quality_matrix.quality_matrix(CELLS, **look),
    "tiles": lambda **look: village_map.village_map(AREAS, title="Peta", **look),
    "ground": lambda **look: village_map.village_map(GROUND, title="Peta", **look),
    "no areas": lambda **look: village_map.village_map([], title="Peta", **look),
    "no figures": lambda **look: intervals.interval_chart([], title="Prevalensi", **look),
    "no villages": lambda **look: funnel.funnel_chart([], **look),
    "no rounds": lambda **look: rounds.rounds_chart([], title="Putaran", **look),
    "no cells": lambda **look: quality_matrix.quality_matrix([], **look),
}


def words(svg):
    return " ".join(
        "".join(e.itertext()) for e in ElementTree.fromstring(svg).iter() if e.tag in (SVG + "text", SVG + "title")
    )


@pytest.mark.parametrize("picture", DRAW)
@pytest.mark.parametrize(("media", "shape"), LOOKS)
def test_every_picture_is_whole_in_every_look(picture, media, shape):
    svg = DRAW[picture](media=media, shape=shape)
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    named = root.get("aria-labelledby").split()
    assert {root.find(f"{SVG}title").get("id"), root.find(f"{SVG}desc").get("id")} == set(named)
    assert len(root.find(f"{SVG}desc").text) > 5
    assert "style=" not in svg
    assert "nan" not in svg.lower()
    width, height = (float(root.get(side)) for side in ("width", "height"))
    for mark in root.iter():
        for name, limit in (("x", width), ("x1", width), ("x2", width), ("cx", width), ("y", height), ("cy", height)):
            if mark.get(name) is not None:
                assert -1 <= float(mark.get(name)) <= limit + 1, (mark.tag, mark.attrib)


def test_names_are_escaped():
    svg = DRAW["intervals"]()
    assert "Desa &lt;A&gt; &amp;" in svg
    assert 'Desa <A> & "B"' in words(svg)


def test_unknown_is_said_and_never_drawn_as_zero():
    svg = DRAW["intervals"]()
    assert "tidak diketahui. Semua anak dari satu klaster." in words(svg)
    assert intervals.interval_table(FIGURES)[1][3][2:4] == ["–", "–"]


def test_kinds_have_marks_of_their_own():
    svg = DRAW["intervals"]()
    root = ElementTree.fromstring(svg)
    rows = root.findall(f".//{SVG}g[@class='figure']")
    forms = [{child.tag.removeprefix(SVG) for child in row} & {"circle", "polygon", "rect"} for row in rows]
    assert forms == [{"circle"}, {"polygon"}, {"rect"}, set()]


def test_the_far_village_is_named_and_the_empty_one_only_in_the_table():
    svg = DRAW["funnel"]()
    assert "Desa Jauh: 60 dari 100" in words(svg)
    assert "Desa Kosong" not in words(svg)
    rows = {row[0]: row for row in funnel.funnel_table(VILLAGES)[1]}
    assert rows["Desa Jauh"][4] == "di luar batas 99,8 %"
    assert rows["Desa Kosong"][3:] == ["–", "belum ada yang diukur"]


def test_survey_and_register_never_share_a_line():
    root = ElementTree.fromstring(DRAW["rounds"]())
    paths = list(root.iter(f"{SVG}path"))
    assert len(paths) == 2
    assert sorted(path.get("d").count("L") for path in paths) == [0, 2]
    assert "Keduanya tidak untuk dibandingkan" in words(DRAW["rounds"]())
    assert "selangnya tidak terbit" in words(DRAW["rounds"]())


def test_every_class_has_a_sign_and_a_word():
    svg = DRAW["matrix"]()
    assert all(word in words(svg) for word in quality_matrix.CLASS_WORDS.values())
    signs = set(re.findall(r'<g class="cell (\w+)"|<g [^>]*class="cell (\w+)"', svg))
    assert len(signs) == len(quality_matrix.CLASS_WORDS)
    assert len(quality_matrix.matrix_table(CELLS)[1]) == len(CELLS)


@pytest.mark.parametrize(("areas", "shape"), [(AREAS, "rect"), (GROUND, "path")])
def test_low_coverage_is_hatched_and_the_unknown_has_an_outline_only(areas, shape):
    root = ElementTree.fromstring(village_map.village_map(areas, title="Peta"))
    fills = [
        [mark.get("fill") for mark in area.iter(SVG + shape)] for area in root.findall(f".//{SVG}g[@class='area']")
    ]
    assert [len(fill) for fill in fills] == [1, 2, 1, 2]
    assert fills[2] == ["none"]
    assert fills[1][1].startswith("url(#arsir-") and fills[3][1] == fills[1][1]
    assert len({fills[0][0], fills[1][0], fills[3][0]}) == 3
    assert village_map.map_table(areas)[1][1][1:4] == ["12,0\u00a0%", "sedang", "40,0\u00a0%"]


def test_the_ramp_grows_darker_and_letters_stay_readable():
    for media, ramp in village_map._RAMPS.items():
        light = [contrast("#000000", colour) for colour in ramp]
        assert light == sorted(light, reverse=True), media
        for i, colour in enumerate(ramp):
            ink = "#ffffff" if i >= village_map._WHITE_FROM else PALETTES[media].ink
            assert contrast(ink, colour) >= 4.5, (media, i)


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.text(max_size=30), st.integers(0, 400), st.integers(0, 400)), max_size=20),
    st.sampled_from(["wide", "narrow"]),
)
def test_any_villages_make_a_whole_funnel(rows, shape):
    villages = [funnel.Village(name, min(a, b), b) for name, a, b in rows]
    ElementTree.fromstring(funnel.funnel_chart(villages, shape=shape))
    assert len(funnel.funnel_table(villages)[1]) == len(villages)
