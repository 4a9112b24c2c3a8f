"""From a sector's table to the columns that are compared: names, NIK, dates and places made comparable.

In: a table with ``id`` and ``name``, and as far as it has them ``nik``, ``sex``, ``birth_date``, ``mother_name`` (or
``parent_name``), ``village`` (a code or a name). Further columns are ignored. Nothing is guessed: a cell that cannot be
read counts as unknown.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from rembuk.errors import Refused
from rembuk.methods.linkage import dates, name_columns, nik

_SEXES = {
    **dict.fromkeys(("M", "L", "1", "LAKI", "LAKI-LAKI", "LAKI LAKI", "LK", "MALE", "PRIA"), "m"),
    **dict.fromkeys(("F", "P", "2", "PEREMPUAN", "PR", "FEMALE", "WANITA"), "f"),
}
_NOT_WORDS = re.compile(r"[^A-Z0-9]+")
_KINDS = re.compile(r"^(DESA|DS|KELURAHAN|KEL|NAGARI|GAMPONG|KAMPUNG|PEKON|DUSUN) (?=.)")
_ROMAN = {
    "I": "1",
    "II": "2",
    "III": "3",
    "IV": "4",
    "V": "5",
    "VI": "6",
    "VII": "7",
    "VIII": "8",
    "IX": "9",
    "X": "10",
}


@dataclass(frozen=True)
class Prepared:
    """The comparable ``columns``, one row a row, and ``remarks``: sentences about cells that could not be read."""

    columns: pa.Table
    remarks: tuple[str, ...] = ()

    def without_places(self) -> Prepared:
        """Return the same rows with every place unknown."""
        columns = self.columns
        for column in ("village", "district", "regency"):
            at = columns.column_names.index(column)
            columns = columns.set_column(at, column, pa.nulls(columns.num_rows, pa.string()))
        return Prepared(columns, self.remarks)


def prepare(table: pa.Table, called: str) -> Prepared:
    """Return the comparable columns of a table, one row a row, in its order.

    ``called`` is what the table is called in sentences. Raises ``Refused``: ``no-column`` (no ``id`` or no ``name``),
    ``blank-id``, ``double-id``, ``no-names`` (not one row names anybody), ``birth-date`` (most dates cannot be read).
    """
    ids = _ids(table, called)
    child = name_columns.read_column(_names(table, called))
    born, remarks = dates.read_column(_cells(table, "birth_date"), called)
    parent = _cells(table, "mother_name" if "mother_name" in table.column_names else "parent_name")
    mother = _mothers(parent, child)
    name_is_mothers = _true(pc.and_(child["unsure"], pc.equal(child["name"], mother["name"])))
    child = _blanked(child, name_is_mothers)
    niks = nik.read_column(_cells(table, "nik"), born)
    village, district, regency = places(_cells(table, "village"))
    columns = {
        "unique_id": pa.array(np.arange(len(ids))),
        "id": ids,
        **_nik_columns(niks, child["first"]),
        **{key: child[key] for key in ("name", "first", "last", "sorted", "skeleton")},
        "skeleton3": _long_enough(pc.utf8_slice_codeunits(child["skeleton"], 0, 3), 3),
        "mother": mother["name"],
        "mother_first": mother["first"],
        "mother_sorted": mother["sorted"],
        "mother_skeleton": mother["skeleton"],
        **_date_columns(born),
        "village": village,
        "district": district,
        "regency": regency,
        "sex": _sexes(_cells(table, "sex")),
    }
    return Prepared(pa.table(columns), remarks)


def places(cells: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """Return village, district and regency of village cells, each with its kind, so that a code never meets a name.

    A 10-digit code holds its district and regency: Kemendagri's in 6 and 4 digits (its villages begin with 1 or 2),
    BPS' in 7 and 4. A name holds neither; the village itself then stands for the district.
    """
    coded = cells.dictionary_encode(null_encoding="encode")
    read = [_place(text or "") for text in coded.dictionary.to_pylist()]
    distinct = [pa.array([place[part] or None for place in read], pa.string()) for part in range(3)]
    village, district, regency = (column.take(coded.indices) for column in distinct)
    return village, district, regency


def _place(text: str) -> tuple[str, str, str]:
    word = _NOT_WORDS.sub(" ", text.upper()).strip()
    digits = word.replace(" ", "")
    if len(digits) == 12 and digits.endswith("00") and word.endswith(" 0"):
        digits = digits[:10]
    if digits.isdigit():
        if len(digits) != 10:
            return digits, digits, ""
        return digits, digits[: 6 if digits[6] in "12" else 7], digits[:4]
    words = [_ROMAN.get(part, part) for part in _KINDS.sub("", word).split()]
    place = re.sub(r"(?<=[A-Z])(?=\d)|(?<=\d)(?=[A-Z])", "", "".join(words))
    return place, place, ""


def same_kind_of_places(left: pa.Table, right: pa.Table) -> bool:
    """Return whether both tables name villages in the same way (both by code, or both by name)."""
    kinds = []
    for table in (left, right):
        known = pc.drop_null(table["village"])
        codes = pc.sum(pc.match_substring_regex(known, r"^[0-9]+$")).as_py() or 0
        kinds.append({codes * 2 > len(known)} if len(known) else {True, False})
    return bool(kinds[0] & kinds[1])


def _cells(table: pa.Table, column: str) -> pa.Array:
    """Return a column as stripped text, null for blank; all null where the table has no such column."""
    if column not in table.column_names:
        return pa.nulls(table.num_rows, pa.string())
    cells = table[column].combine_chunks()
    if pa.types.is_dictionary(cells.type):
        cells = cells.cast(cells.type.value_type)
    if pa.types.is_timestamp(cells.type) or pa.types.is_date(cells.type):
        cells = cells.cast(pa.timestamp("s"), safe=False).cast(pa.date32(), safe=False)
    if pa.types.is_floating(cells.type):
        whole = pc.equal(cells, pc.floor(cells))
        cells = pc.if_else(whole, pc.cast(pc.if_else(whole, cells, 0), pa.int64(), safe=False).cast(pa.string()), "")
    text = pc.utf8_trim_whitespace(cells.cast(pa.string()))
    return pc.if_else(pc.equal(text, ""), None, text)


def _ids(table: pa.Table, called: str) -> pa.Array:
    if "id" not in table.column_names:
        raise Refused(
            "no-column",
            f"{called} tidak memuat kolom «id»: setiap baris perlu penanda sendiri.",
            "Tambahkan kolom «id», misalnya nomor baris.",
        )
    ids = _cells(table, "id")
    if ids.null_count:
        row = pc.index(pc.is_null(ids), True).as_py() + 1
        raise Refused("blank-id", f"{called}: baris {row} tidak memuat «id».", "Isi kolom «id» di setiap baris.")
    counts = pc.value_counts(ids)
    double = pc.filter(counts.field("values"), pc.greater(counts.field("counts"), 1))
    if len(double):
        shown = ", ".join(f"«{key}»" for key in sorted(double.to_pylist())[:3])
        raise Refused(
            "double-id",
            f"{called}: {len(double)} «id» dipakai lebih dari satu baris (misalnya {shown}).",
            "Setiap baris harus mempunyai «id» sendiri.",
        )
    return ids


def _names(table: pa.Table, called: str) -> pa.Array:
    if "name" not in table.column_names:
        raise Refused(
            "no-column",
            f"{called} tidak memuat kolom «name» (nama anak): tanpa nama, anak tidak dapat dicocokkan.",
            "Namai kolom nama anak «name».",
        )
    cells = _cells(table, "name")
    if len(cells) and cells.null_count == len(cells):
        raise Refused(
            "no-names",
            f"{called}: kolom «name» kosong di semua baris; tanpa nama, anak tidak dapat dicocokkan.",
            "Isi nama anak.",
        )
    return cells


def _date_columns(born: NDArray[np.datetime64]) -> dict[str, pa.Array]:
    unknown = np.isnat(born)
    number = born.astype(np.int64)
    month = born.astype("datetime64[M]")
    year = born.astype("datetime64[Y]").astype(np.int64) + 1970
    day = (born - month.astype("datetime64[D]")).astype(np.int64) + 1
    in_year = month.astype(np.int64) % 12 + 1
    swapped = year * 10_000 + np.minimum(day, in_year) * 100 + np.maximum(day, in_year)

    def whole(values: NDArray[np.int64]) -> pa.Array:
        return pa.array(np.where(unknown, 0, values), pa.int64(), mask=unknown)

    return {
        "birth_date": pa.array(born.astype("datetime64[D]"), pa.date32(), mask=unknown),
        "day_number": whole(number),
        "birth_year": whole(year),
        "birth_month": whole(month.astype(np.int64)),
        "month": whole(in_year),
        "day": whole(day),
        "birth_swapped": whole(swapped),
    }


def _mothers(cells: pa.Array, child: pa.Table) -> pa.Table:
    """Return the mothers' names; where the cell is blank, the mother named in «By Ny …». Of «Siti/Budi», the first."""
    first = pc.replace_substring_regex(cells, r"\s*[/&].*$", "")
    own = name_columns.read_column(first)
    named = pc.coalesce(own["name"], own["mother"], child["mother"]).combine_chunks()
    return name_columns.key_columns(named)


def _nik_columns(niks: nik.ReadNiks, first: pa.ChunkedArray) -> dict[str, pa.Array]:
    usable = niks.number >= 0
    text = pa.array(niks.number).cast(pa.string())
    start = pc.if_else(pa.array(usable), text, niks.start)
    adult = niks.parent >= 0
    return {
        "nik": pc.if_else(pa.array(usable), text, None),
        "nik_start": pc.if_else(pc.equal(start, ""), None, start),
        "nik_born": pa.array(niks.born, pa.date32(), mask=np.isnat(niks.born)),
        "nik_shared": pa.array(_shared(niks.number, first)),
        "parent_nik": pc.if_else(pa.array(adult), pa.array(niks.parent).cast(pa.string()), None),
    }


def _shared(number: NDArray[np.int64], first: pa.ChunkedArray) -> NDArray[np.bool_]:
    """Tell the NIKs that stand on rows whose first names differ: somebody typed another child's NIK."""
    found = pa.table({"nik": number, "first": first}).filter(pc.greater_equal(pa.array(number), 0))
    groups = found.group_by("nik").aggregate([("first", "count_distinct")])
    doubtful = groups.filter(pc.greater(groups["first_count_distinct"], 1))["nik"]
    return np.isin(number, np.asarray(doubtful))


def _sexes(cells: pa.Array) -> pa.Array:
    coded = pc.utf8_upper(cells).dictionary_encode(null_encoding="encode")
    read = [_SEXES.get(text or "") for text in coded.dictionary.to_pylist()]
    return pa.array(read, pa.string()).take(coded.indices)


def _blanked(child: pa.Table, where: NDArray[np.bool_]) -> pa.Table:
    keep = pa.array(~where)
    texts = {key: pc.if_else(keep, child[key], None) for key in ("name", "first", "last", "sorted", "skeleton")}
    return pa.table({**texts, "mother": child["mother"], "unsure": child["unsure"]})


def _long_enough(column: pa.ChunkedArray, letters: int) -> pa.ChunkedArray:
    return pc.if_else(pc.equal(pc.utf8_length(column), letters), column, None)


def _true(values: pa.ChunkedArray) -> NDArray[np.bool_]:
    return np.asarray(pc.fill_null(values, False)).astype(bool)
