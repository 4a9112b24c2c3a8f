"""Damaged cells: every value read is right, or it is listed; what is proved is repaired."""

import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rembuk.sources import read
from tests.sources.damage import OF_DATES, OF_NUMBERS, excel_cell, excel_text
from tests.sources.files import E1, E2, E3, NAMES, ROWS, cells, children, write_csv, write_xlsx

CHILDREN = children(150, seed=7)
MEASURES = ["Berat", "Tinggi", "ZS BB/U", "ZS TB/U", "ZS BB/TB", "LiLA", "BB Lahir", "TB Lahir"]
DATES = ["Tgl Lahir", "Tanggal Pengukuran"]


def spoilt(header, spoil, rows=CHILDREN):
    """Return the lines with spoil(child, column, text) in place of each cell."""
    return [[spoil(child, name, text) for name, text in cells(child, header).items()] for child in rows]


def wrong_and_unlisted(path, header, rows=CHILDREN):
    reading = read(path)
    listed = {(line["row"], line["column"]) for line in reading.problems.to_pylist()}
    names = [NAMES[name] for name in header if name in NAMES]
    truth = {child["row"]: child for child in rows}
    found = []
    for row in reading.rows.to_pylist():
        for name in names:
            true = truth[row["row"]][name]
            true = None if true == "" else true
            close = name.endswith("_reported") and None not in (true, row[name]) and abs(true - row[name]) < 0.0201
            if row[name] != true and not close and not {(row["row"], name), (row["row"], "")} & listed:
                found.append((row["row"], name, true, row[name]))
    missing = set(truth) - {row["row"] for row in reading.rows.to_pylist()} - {row for row, _ in listed}
    return reading, found + sorted(missing)


#: a slip to another possible number leaves no trace where no z is printed for the column
UNSEEN = {("typo", column) for column in ("LiLA", "BB Lahir", "TB Lahir")}


def share_right(reading, name, rows=CHILDREN):
    right = [row[name] == child[name] for row, child in zip(reading.rows.to_pylist(), rows, strict=True)]
    return sum(right) / len(right)


@pytest.mark.parametrize("header", [E1, E2, E3])
def test_whole_csv_saved_by_excel_with_indonesian_settings(tmp_path, header):
    lines = spoilt(header, lambda child, name, text: excel_text(text) if name in MEASURES else text)
    write_csv(tmp_path / "x.csv", header, lines)
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", header)
    assert wrong == []
    assert share_right(reading, "weight_kg") > 0.95
    assert share_right(reading, "length_height_cm") > 0.8
    for line in reading.problems.to_pylist():
        if line["column"] == "weight_kg" and line["repaired_to"]:
            assert "tercetak" in line["evidence"] or "jam" in line["evidence"]


def test_workbook_whose_decimals_became_times(tmp_path):
    lines = spoilt(E2, lambda child, name, text: excel_cell(text) if name in MEASURES else text)
    write_xlsx(tmp_path / "x.xlsx", E2, lines)
    reading, wrong = wrong_and_unlisted(tmp_path / "x.xlsx", E2)
    assert wrong == []
    assert share_right(reading, "weight_kg") > 0.95
    assert share_right(reading, "length_height_cm") > 0.8


@pytest.mark.parametrize(("kind", "column"), [
    (kind, column) for kind in OF_NUMBERS for column in MEASURES if (kind, column) not in UNSEEN
])  # fmt: skip
def test_one_kind_of_damage_in_a_few_cells(tmp_path, kind, column):
    def spoil(child, name, text):
        return OF_NUMBERS[kind](text) if name == column and text and child["row"] % 7 == 3 else text

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    _, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert wrong == []


@pytest.mark.parametrize(("kind", "column"), [
    ("comma", "Berat"), ("comma", "Tinggi"), ("ten", "Berat"), ("ten", "Tinggi"), ("metre", "Tinggi"),
    ("gram", "Berat"), ("gram", "BB Lahir"), ("excel", "Berat"), ("seconds", "Berat"), ("colon", "Tinggi"),
])  # fmt: skip
def test_what_the_printed_z_proves_is_repaired(tmp_path, kind, column):
    def spoil(child, name, text):
        return OF_NUMBERS[kind](text) if name == column and text and child["row"] % 7 == 3 else text

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert wrong == []
    # 85:05 was 85.5 or 85.05; at some ages both give the printed z, and then nothing is guessed
    assert share_right(reading, NAMES[column]) > (0.93 if kind == "colon" else 0.96)


def test_weight_and_height_in_each_others_place(tmp_path):
    def line(child):
        row = cells(child, E2)
        if child["row"] % 5 == 0:
            row["Berat"], row["Tinggi"] = row["Tinggi"], row["Berat"]
        return list(row.values())

    write_csv(tmp_path / "x.csv", E2, [line(child) for child in CHILDREN])
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert wrong == []
    assert share_right(reading, "weight_kg") > 0.98
    assert "tertukar" in reading.problems["problem"].to_pylist()


def test_without_printed_z_nothing_is_repaired_by_guess(tmp_path):
    def spoil(child, name, text):
        if name.startswith("ZS") or name in ("BB/U", "TB/U", "BB/TB"):
            return ""
        return excel_text(text) if name in MEASURES else text

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    _, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert [one for one in wrong if isinstance(one, tuple) and not one[1].endswith("_reported")] == []


@pytest.mark.parametrize("kind", OF_DATES)
@pytest.mark.parametrize("column", DATES)
@pytest.mark.parametrize("every", [1, 6])
def test_dates(tmp_path, kind, column, every):
    def spoil(child, name, text):
        return OF_DATES[kind](text) if name == column and child["row"] % every == 0 else text

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert wrong == []
    if every == 1 and kind in ("dmy", "mdy", "short"):
        assert share_right(reading, NAMES[column]) == 1.0


def test_ambiguous_dates_without_proof_stay_blank(tmp_path):
    rows = [{**child, "birth_date": datetime.date(2024, 3, 1 + at % 12)} for at, child in enumerate(CHILDREN[:24])]
    dmy = OF_DATES["dmy"]
    header = ["Nama", "JK", "Tgl Lahir", "Berat", "Tinggi"]
    lines = [[row["name"], "L", dmy(row["birth_date"].isoformat()), "9.1", "79.4"] for row in rows]
    write_csv(tmp_path / "x.csv", header, lines)
    reading = read(tmp_path / "x.csv")
    born = reading.rows["birth_date"].to_pylist()
    assert [day for day in born if day] == [datetime.date(2024, 3, 3)] * 2
    words = [line["problem"] for line in reading.problems.to_pylist() if line["column"] == "birth_date"]
    assert words == ["ambigu"] * 22


def test_american_excel_turned_half_of_the_dates(tmp_path):
    """Days up to 12 became true dates with day and month exchanged, the others stayed text."""

    def spoil(child, name, text):
        if name not in DATES:
            return text
        year, month, day = text.split("-")
        return f"{year}-{day}-{month}" if int(day) <= 12 else f"{day}/{month}/{year}"

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert wrong == []
    assert share_right(reading, "birth_date") > 0.9


damages = st.lists(
    st.tuples(st.integers(1, 60), st.sampled_from(MEASURES + DATES), st.integers(0, 100)), min_size=1, max_size=40
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages, st.sampled_from([E1, E2, E3]))
def test_any_damage_is_right_or_listed(tmp_path, chosen, header):
    plan = {}
    for row, column, kind in chosen:
        kinds = OF_DATES if column in DATES else OF_NUMBERS
        name = sorted(kinds)[kind % len(kinds)]
        # E1 does not say the position: 0.7 cm more or less may explain a z near 0
        unseen = header is E1 and column.startswith("ZS") and name in ("zero", "metre")
        # a slip of the hand is seen by the other cells of its line: they must be whole
        lonely = name == "typo" and sum(one[0] == row for one in chosen) > 1
        if (name, column) not in UNSEEN and not unseen and not lonely:
            plan[row, column] = kinds[name]

    def spoil(child, name, text):
        return plan[child["row"], name](text) if text and (child["row"], name) in plan else text

    write_csv(tmp_path / "x.csv", header, spoilt(header, spoil, CHILDREN[:60]))
    _, wrong = wrong_and_unlisted(tmp_path / "x.csv", header, CHILDREN[:60])
    assert wrong == []


def test_rows_keep_the_names_of_the_contract(tmp_path):
    write_csv(tmp_path / "x.csv", E1, spoilt(E1, lambda child, name, text: text))
    assert read(tmp_path / "x.csv").rows.column_names[: len(ROWS)] == ROWS


def test_category_word_chooses_where_no_z_is_printed(tmp_path):
    def spoil(child, name, text):
        if name.startswith("ZS"):
            return ""
        return excel_text(text) if name in ("Berat", "Tinggi") else text

    write_csv(tmp_path / "x.csv", E2, spoilt(E2, spoil))
    reading, wrong = wrong_and_unlisted(tmp_path / "x.csv", E2)
    assert [one for one in wrong if not one[1].endswith("_reported")] == []
    assert any("kategori BB/U" in line["evidence"] for line in reading.problems.to_pylist())


@pytest.mark.parametrize("masked", [False, True])
def test_the_same_cell_in_an_earlier_delivery_proves(tmp_path, masked):
    def line(child, spoil):
        row = cells(child, E1, masked)
        return [excel_text(text) if spoil and name in ("LiLA", "BB Lahir") else text for name, text in row.items()]

    write_csv(tmp_path / "before.csv", E1, [line(child, False) for child in CHILDREN])
    write_csv(tmp_path / "now.csv", E1, [line(child, True) for child in CHILDREN])
    before = read(tmp_path / "before.csv")
    now = read(tmp_path / "now.csv", earlier=before.rows)
    for name in ("muac_cm", "birth_weight_kg"):
        assert now.rows[name].to_pylist() == before.rows[name].to_pylist()
    assert now.refused == 0
    assert any("kiriman sebelumnya" in line["evidence"] for line in now.problems.to_pylist())
    assert read(tmp_path / "now.csv").refused > 0


def test_measures_that_excel_took_for_dates(tmp_path):
    """8.5 → 8 May, where the sign between decimals is the sign between day and month."""

    def spoil(child, name, text):
        whole, _, minor = text.partition(".")
        if name == "Berat" and child["row"] % 3 == 0 and 0 < int(minor or 0) <= 9 and 0 < int(whole) <= 28:
            return ((datetime.date(2025, int(minor), int(whole)) - datetime.date(1899, 12, 30)).days, "dd-mmm")
        return text

    write_xlsx(tmp_path / "x.xlsx", E2, spoilt(E2, spoil))
    reading, wrong = wrong_and_unlisted(tmp_path / "x.xlsx", E2)
    assert wrong == []
    assert share_right(reading, "weight_kg") > 0.95
    assert "tanggal" in reading.problems["problem"].to_pylist()


NIKS = {
    "3.20E+15": (None, "nik-rusak"),
    "3,20701E+15": (None, "nik-rusak"),
    "'9999014107240001": ("9999014107240001", None),
    "9999014107240001.0": ("9999014107240001", None),
    "9999 0141 0724 0001": ("9999014107240001", None),
    "99990**********": ("99990**********", None),
    "999901410724001": ("999901410724001", "nik-panjang"),
    "99990141072401": ("99990141072401", "nik-panjang"),
    "belum ada": ("belum ada", "nik-panjang"),
    "-": (None, None),
}


def test_niks(tmp_path):
    lines = []
    for text, child in zip(NIKS, CHILDREN, strict=False):
        lines.append(list((cells(child, E1) | {"NIK": text}).values()))
    write_csv(tmp_path / "x.csv", E1, lines)
    reading = read(tmp_path / "x.csv")
    assert reading.rows["nik"].to_pylist() == [value for value, _ in NIKS.values()]
    listed = {line["row"]: line["problem"] for line in reading.problems.to_pylist()}
    assert listed == {row: word for row, (_, word) in enumerate(NIKS.values(), start=1) if word}


def test_sixteen_digits_that_excel_kept_as_a_number_are_lost(tmp_path):
    lines = [list(cells(child, E1).values()) for child in CHILDREN[:5]]
    at = E1.index("NIK")
    for line in lines:
        line[at] = float(line[at][:15] + "0")
    write_xlsx(tmp_path / "x.xlsx", E1, lines)
    reading = read(tmp_path / "x.xlsx")
    assert reading.rows["nik"].to_pylist() == [None] * 5
    assert reading.problems["problem"].to_pylist() == ["nik-rusak"] * 5


def test_the_same_child_and_day_twice_is_listed(tmp_path):
    lines = [list(cells(child, E1).values()) for child in (*CHILDREN[:3], CHILDREN[1])]
    write_csv(tmp_path / "x.csv", E1, lines)
    (line,) = read(tmp_path / "x.csv").problems.to_pylist()
    assert (line["row"], line["column"], line["problem"]) == (4, "", "baris-ganda")
    assert "baris 2" in line["evidence"]


def test_category_that_contradicts_its_z_is_listed(tmp_path):
    def spoil(child, name, text):
        return "Sangat Pendek" if name == "TB/U" and child["row"] == 5 and text != "Sangat Pendek" else text

    write_csv(tmp_path / "x.csv", E1, spoilt(E1, spoil))
    (line,) = read(tmp_path / "x.csv").problems.to_pylist()
    assert (line["row"], line["column"], line["problem"]) == (5, "haz_category", "label-berbeda")


def test_error_cells_of_a_workbook_are_listed(tmp_path):
    import xlsxwriter

    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        page = book.add_worksheet()
        for at, line in enumerate([E1, *spoilt(E1, lambda child, name, text: text, CHILDREN[:3])]):
            page.write_row(at, 0, line)
        page.write_formula(2, E1.index("Berat"), "=1/0", None, "#DIV/0!")
    reading = read(tmp_path / "x.xlsx")
    assert reading.rows["weight_kg"].to_pylist()[1] is None
    assert [(p["row"], p["column"], p["problem"]) for p in reading.problems.to_pylist()] == [(2, "weight_kg", "rumus")]
