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


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(damages, st.sampled_from([E1, E2, E3]))
def test_any_damage_is_right_or_listed(tmp_path, chosen, header):
    plan = {}
    for row, column, kind in chosen:
        kinds = OF_DATES if column in DATES else OF_NUMBERS
        name = sorted(kinds)[kind % len(kinds)]
        # E1 does not say the position: 0.7 cm more or less may explain a z near 0
        unseen = header is E1 and column.startswith("ZS") and name in ("zero", "metre")
        if (name, column) not in UNSEEN and not unseen:
            plan[row, column] = kinds[name]

    def spoil(child, name, text):
        return plan[child["row"], name](text) if text and (child["row"], name) in plan else text

    write_csv(tmp_path / "x.csv", header, spoilt(header, spoil, CHILDREN[:60]))
    _, wrong = wrong_and_unlisted(tmp_path / "x.csv", header, CHILDREN[:60])
    assert wrong == []


def test_rows_keep_the_names_of_the_contract(tmp_path):
    write_csv(tmp_path / "x.csv", E1, spoilt(E1, lambda child, name, text: text))
    assert read(tmp_path / "x.csv").rows.column_names[: len(ROWS)] == ROWS
