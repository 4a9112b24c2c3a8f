"""Names that are the same for a clerk are the same for the machine; names that are not stay apart."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rembuk.methods.linkage import name_columns, names

WORDS = [
    "Moch.",
    "M.",
    "DJOKO",
    "By",
    "Ny",
    "bayi",
    "Siti",
    "binti",
    "I",
    "Made",
    "NI",
    "Hj.",
    "x",
    "Nur'aini",
    "S.",
    "Z",
]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Muh. Rizki", "Mochammad Rizky"),
        ("M Rizqi", "MUHAMMAD RIZKI"),
        ("Djoko Soesilo", "Joko Susilo"),
        ("Tjoet Dien", "Cut Din"),
        ("Achmad Fauzi", "AHMAD PAUZI"),
        ("Ahmad Yakub", "Ahmat Yakup"),
        ("St. Khadijah", "Siti Hadija"),
        ("Noer Aini", "NUR AINI"),
        ("Abd. Rahman", "Abdoel Rachman"),
        ("I Made Wijaya", "Made Wijaya"),
        ("Ni Luh Ayu", "LUH AYU"),
        ("An. Budi Santoso", "Budi Santoso"),
        ("Aisyah binti Umar", "Aisyah"),
        ("Zahra Qonita", "Sahra Konita"),
        ("Fathimah", "FATIMA"),
        ("Nur'aini", "NURAINI"),
        ("Zoë Özgür", "Zoe Ozgur"),
    ],
)
def test_spellings_of_one_name_are_equal(one, other):
    assert names.normalise(one) == names.normalise(other) != ""


@pytest.mark.parametrize(
    ("one", "other"), [("Hasan", "Husein"), ("Siti", "Sari"), ("Budi S", "Budi Siti"), ("Ani", "Andi")]
)
def test_different_names_stay_apart(one, other):
    assert names.normalise(one) != names.normalise(other)


@pytest.mark.parametrize(
    "cell",
    [
        "By Ny Siti Aminah",
        "BAYI NY. SITI AMINAH",
        "by. ny siti aminah 2",
        "Anak Ny Siti Aminah",
        "Bayi dari Ibu Siti Aminah II",
        "Ny. Siti Aminah",
    ],
)
def test_the_baby_of_a_mother_has_no_name_but_a_mother(cell):
    found = names.read(cell)
    assert (found.name, found.mother, found.unsure) == ("", "SITI AMINA", False)


def test_bayi_before_a_name_may_be_the_baby_or_the_mother():
    assert names.read("Bayi Siti") == names.ReadName("SITI", "SITI", unsure=True)


@pytest.mark.parametrize(
    "cell", ["", "-", "...", "123", "Tanpa Nama", "belum ada nama", "NN", "bayi", "By Ny", "Ibu", "XXX"]
)
def test_cells_that_name_nobody_are_blank(cell):
    assert names.normalise(cell) == "" == names.read(cell).mother


def test_anak_agung_is_a_name():
    assert names.normalise("Anak Agung Gede") == "AGUNG GEDE"


def test_keys_ignore_order_and_vowels():
    one, other = names.keys(names.normalise("Nur Aini")), names.keys(names.normalise("Aini Nur"))
    assert one["sorted"] == other["sorted"] and one["first"] == other["last"]
    assert names.keys("NUR AINI")["skeleton"] == names.keys("NURAINI")["skeleton"] == "NRN"


def test_a_column_is_read_cell_by_cell():
    cells = pa.chunked_array([["Moch Ali", None], ["By Ny Siti", "Moch Ali"]])
    assert name_columns.read_column(cells).to_pylist() == [
        row := {
            "name": "MUHAMAT ALI",
            "first": "MUHAMAT",
            "last": "ALI",
            "sorted": "ALI MUHAMAT",
            "skeleton": "MHMTL",
            "mother": None,
            "unsure": False,
        },
        dict.fromkeys(row) | {"unsure": False},
        dict.fromkeys(row) | {"mother": "SITI", "unsure": False},
        row,
    ]


@given(
    st.lists(st.sampled_from(WORDS) | st.text(alphabet="ABCDEHIKMNOSTUXYZ' .", max_size=8), max_size=5).map(" ".join)
)
def test_normalising_twice_changes_nothing(text):
    once = names.normalise(text)
    assert names.normalise(once) == once


@given(st.text())
def test_any_text_is_read(text):
    once = names.normalise(text)
    assert names.normalise(once) == once
    assert not once or (once.isascii() and once.replace(" ", "").isalpha() and once == once.upper().strip())


@given(
    st.lists(
        st.lists(
            st.sampled_from([*WORDS, "Rina", "Bin", "Tanpa", "Nama", "Dari", "Ibu", "É"]) | st.text(max_size=6),
            max_size=4,
        ).map(" ".join)
        | st.none(),
        max_size=12,
    )
)
def test_a_column_says_what_each_cell_says(cells):
    found = name_columns.read_column(pa.array(cells, pa.string())).to_pylist()
    for cell, row in zip(cells, found, strict=True):
        alone = names.read(cell or "")
        keys = names.keys(alone.name)
        assert row == {
            "name": alone.name or None,
            **{key: keys[key] or None for key in ("first", "last", "sorted", "skeleton")},
            "mother": alone.mother or None,
            "unsure": alone.unsure,
        }
