"""Columns of names read at the speed of a register of a million: every distinct word once, odd names one by one.

Says exactly what ``names.read`` and ``names.keys`` say of each cell.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from rembuk.methods.linkage import names


def read_column(cells: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Return one row a cell: ``name``, ``first``, ``last``, ``sorted``, ``skeleton``, ``mother``, ``unsure``.

    Each distinct text is read once. Text columns are null where there is nothing.
    """
    column = cells.combine_chunks() if isinstance(cells, pa.ChunkedArray) else cells
    coded = pc.fill_null(column.cast(pa.string()), "").dictionary_encode()
    name, odd = _plain_names(coded.dictionary)
    mother = np.full(len(name), None, dtype=object)
    unsure = np.zeros(len(name), dtype=bool)
    for place in np.flatnonzero(odd):
        found = names.read(coded.dictionary[int(place)].as_py())
        name[place], mother[place], unsure[place] = found.name or None, found.mother or None, found.unsure
    distinct = key_columns(pa.array(name, pa.string()))
    distinct = distinct.append_column("mother", pa.array(mother, pa.string()))
    return distinct.append_column("unsure", pa.array(unsure)).take(coded.indices)


def key_columns(comparable: pa.Array) -> pa.Table:
    """Return ``name`` and the keys of comparable names (null where there is none), one row a name."""
    coded = comparable.dictionary_encode(null_encoding="encode")
    name = coded.dictionary
    split = pc.split_pattern(pc.fill_null(name, ""), " ")
    starts, ends = np.asarray(split.offsets)[:-1], np.asarray(split.offsets)[1:]
    words = split.flatten()
    first, last = words.take(pa.array(starts)), words.take(pa.array(ends - 1))
    columns = {
        "name": name,
        "first": _blank_to_null(first),
        "last": _blank_to_null(last),
        "sorted": _sorted(name, first, last, ends - starts),
        "skeleton": _blank_to_null(pc.replace_substring_regex(name, "[AEIOU ]", "")),
    }
    return pa.table(columns).take(coded.indices)


def _plain_names(texts: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the comparable names of cells that hold plain words only, and which cells must be read one by one."""
    letters = pc.replace_substring_regex(pc.utf8_upper(texts), r"['`]", "")
    letters = pc.utf8_trim_whitespace(pc.replace_substring_regex(letters, "[^A-Z]+", " "))
    split = pc.split_pattern(letters, " ")
    coded = split.flatten().dictionary_encode()
    raw = coded.dictionary.to_pylist()
    spelt = pa.array([names.canonical_word(word) for word in raw], pa.string())
    special = np.array([names.is_special(word) for word in raw], dtype=bool)
    offsets = np.asarray(split.offsets)
    if not len(texts):
        return np.array([], dtype=object), np.array([], dtype=bool)
    per_word = special[np.asarray(coded.indices)].astype(np.int64)
    odd = np.add.reduceat(per_word, offsets[:-1]) > 0
    odd |= ~np.asarray(pc.string_is_ascii(texts)).astype(bool)
    joined = pc.binary_join(pa.ListArray.from_arrays(split.offsets, spelt.take(coded.indices)), " ")
    return np.asarray(joined.to_numpy(zero_copy_only=False), dtype=object), odd


def _sorted(name: pa.Array, first: pa.Array, last: pa.Array, count: np.ndarray) -> pa.Array:
    pair = pc.binary_join_element_wise(pc.min_element_wise(first, last), pc.max_element_wise(first, last), " ")
    ordered = pc.if_else(pa.array(count == 2), pair, name)
    longer = np.flatnonzero(count > 2)
    if not len(longer):
        return ordered
    done = [" ".join(sorted(text.split(" "))) for text in name.take(pa.array(longer)).to_pylist()]
    return pc.replace_with_mask(ordered, pa.array(count > 2), pa.array(done, pa.string()))


def _blank_to_null(column: pa.Array) -> pa.Array:
    return pc.if_else(pc.equal(column, ""), None, column)
