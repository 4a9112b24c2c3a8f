"""Agreement between the coders of a STUDY folder, as a table (columns: docs/study.md)."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pyarrow as pa

from rembuk.errors import Refused
from rembuk.formats.refi_qda import folder as study_folder
from rembuk.formats.refi_qda.study import Code, Study
from rembuk.methods.qualitative.agreement import CodedText
from rembuk.methods.qualitative.agreement import agreement as compare

_FIGURES = ("percent", "kappa", "krippendorff_alpha", "u_alpha")
_TABLES = ("codes", "sources", "codings", "finished")


def of_folder(folder: Path, *, decimals_as_text: bool) -> tuple[pa.Table, list[str], list[str]]:
    """Return the table of agreement, a sentence for each row refused, and remarks on what was left out.

    ``decimals_as_text`` writes figures with 6 decimals as text (for a CSV); otherwise they are numbers rounded to 6.
    Raises ``Refused`` where the folder has no codes or cannot be read.
    """
    study, problems = study_folder.read(folder, _TABLES)
    if study.codes is None:
        raise Refused("no-table", f"{folder} tidak memuat codes.csv, daftar kodenya.")
    codes, doubles = _once(study.codes)
    problems += doubles
    problems += study_folder.check(study)
    texts, remarks = coded_texts(study)
    rows = compare([code.guid for code in codes], texts)
    names = {code.guid: code.name for code in codes}
    columns: dict[str, pa.Array] = {
        "code_guid": pa.array([row.code for row in rows], pa.string()),
        "code": pa.array([names[row.code] for row in rows], pa.string()),
        "basis": pa.array([row.basis for row in rows], pa.string()),
        "coders": pa.array([row.coders for row in rows], pa.int64()),
        "n_units": pa.array([row.n_units for row in rows], pa.int64()),
    }
    for figure in _FIGURES:
        values = [getattr(row, figure) for row in rows]
        columns[figure] = (
            pa.array(["" if value is None else _six(value) for value in values], pa.string())
            if decimals_as_text
            else pa.array([None if value is None else round(value, 6) + 0.0 for value in values], pa.float64())
        )
    columns["note"] = pa.array([row.note for row in rows], pa.string())
    return pa.table(columns), problems, remarks


def coded_texts(study: Study) -> tuple[list[CodedText], list[str]]:
    """Return each source with those who finished it and their passages, and remarks on codings without a coder.

    Without a table of finished sources a coder has finished those in which they coded something. A coding of the
    source as a whole covers all of its text.
    """
    passages: dict[str, dict[tuple[str, str], list[tuple[int, int]]]] = {source: {} for source in study.texts}
    finished: dict[str, set[str]] = defaultdict(set)
    nameless = 0
    for coding in study.codings or ():
        if not coding.coder:
            nameless += 1
            continue
        length = len(study.texts[coding.source_guid])
        span = (0, length) if coding.start is None or coding.end is None else (coding.start, coding.end)
        passages[coding.source_guid].setdefault((coding.code_guid, coding.coder), []).append(span)
        finished[coding.source_guid].add(coding.coder)
    if study.finished is not None:
        finished.clear()
        for row in study.finished:
            if row.coder:
                finished[row.source_guid].add(row.coder)
    texts = [CodedText(text, frozenset(finished[source]), passages[source]) for source, text in study.texts.items()]
    remarks = [f"{nameless} pengodean tanpa nama pengode tidak ikut dibandingkan."] if nameless else []
    return texts, remarks


def _once(codes: list[Code]) -> tuple[list[Code], list[str]]:
    seen: dict[str, Code] = {}
    problems = []
    for code in codes:
        if not code.guid:
            problems.append(f"codes.csv: kode «{code.name[:60]}» tidak mempunyai guid.")
        elif code.guid in seen:
            problems.append(f"codes.csv: guid {code.guid} dipakai dua kali.")
        else:
            seen[code.guid] = code
    return list(seen.values()), problems


def _six(value: float) -> str:
    text = f"{value:.6f}"
    return text.removeprefix("-") if float(text) == 0 else text
