"""The made-up district becomes a record: its files go through the same doors as a user's.

Files are written, the record is set up, places, offices, the SK and accounts are taken in, every delivery is received
and taken in, and the survey's figure is recorded. A second call finds what is there and goes on from it.
"""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from rembuk.demo.district import DemoFile, Manifest, write_district
from rembuk.demo.sizes import MONTHS, size_named
from rembuk.errors import Refused
from rembuk.formats import tables

if TYPE_CHECKING:
    from rembuk.record.parties.rules import SeatRow

#: Files of these kinds are deliveries of child registers.
DELIVERIES = ("E1", "E2", "E3", "E4", "E6", "year-sheet")
Say = Callable[[str], None]


@dataclass(frozen=True)
class Made:
    """What the demo made or found: its files, and what became of the deliveries."""

    manifest: Manifest
    taken_in: int
    already: int
    refused: tuple[str, ...]


def make(size: str, folder: Path, say: Say) -> Made:
    """Write the district, set up its record in ``folder/rekaman`` and take everything in; says each step as it goes."""
    say("Menulis berkas-berkas daerah contoh …")
    manifest = write_district(size, folder)
    os.environ["REMBUK_DATA"] = str(folder / "rekaman")
    os.environ["REMBUK_KEY_FILE"] = str(folder / "kunci" / "induk.key")
    os.environ["REMBUK_DEMO"] = "1"
    from rembuk.site import installation, options

    if not options.record_id(options.read()):
        say("Membuat rekaman …")
        installation.make_record()
    installation.open_record()
    _places(manifest, folder)
    offices = _offices(manifest, folder)
    _decree(manifest, folder, offices)
    _accounts(manifest, folder, offices)
    _history(manifest, folder, offices, say)
    taken_in, already, refused = _deliver(manifest, folder, offices, say)
    _survey(manifest, folder)
    return Made(manifest, taken_in, already, refused)


def _rows(manifest: Manifest, folder: Path, kind: str) -> list[dict[str, str]]:
    (file,) = manifest.of_kind(kind)
    table = tables.read(folder / file.path)
    columns = {name: tables.texts(table.column(name)) for name in table.column_names}
    return [{name: values[i] for name, values in columns.items()} for i in range(table.num_rows)]


def _places(manifest: Manifest, folder: Path) -> None:
    """Take in the areas; the posyandu list says which puskesmas serves which posyandu, and so which village."""
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.places.rules import AreaRow, import_areas

    centres: dict[str, set[str]] = {}
    for row in _rows(manifest, folder, "posyandu"):
        centres.setdefault(row["code"], set()).add(row["health_centre_code"])
        centres.setdefault(row["village_code"], set()).add(row["health_centre_code"])
    import_areas(
        OPERATOR,
        [
            AreaRow(
                number, **row, health_centre=" ".join(one) if len(one := centres.get(row["code"], set())) == 1 else ""
            )
            for number, row in enumerate(_rows(manifest, folder, "places"), 1)
        ],
    )


def _offices(manifest: Manifest, folder: Path) -> dict[str, UUID]:
    """Register the offices that are not there yet; return all by name and by short name."""
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import queries, rules

    present = {office.name for office in queries.organisations(OPERATOR)}
    for row in _rows(manifest, folder, "offices"):
        if row["name"] not in present:
            rules.add_organisation(OPERATOR, row["name"], row["kind"], _area(row["area_code"]), row["short_name"])
    everyone = queries.organisations(OPERATOR)
    return {o.short_name: o.id for o in everyone if o.short_name} | {o.name: o.id for o in everyone}


def _decree(manifest: Manifest, folder: Path, offices: dict[str, UUID]) -> None:
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import queries, rules

    rows = _rows(manifest, folder, "decree")
    first = rows[0]
    area = _area(first["area_code"])
    valid_from = datetime.date.fromisoformat(first["valid_from"])
    if area is None or queries.decree_in_force(OPERATOR, area, valid_from):
        return
    rules.record_decree(
        OPERATOR,
        first["number"],
        first["title"],
        area,
        datetime.date.fromisoformat(first["signed_on"]),
        valid_from,
        datetime.date.fromisoformat(first["valid_until"]),
        [_seat(row, offices) for row in rows],
    )


def _seat(row: dict[str, str], offices: dict[str, UUID]) -> SeatRow:
    from rembuk.record.parties.rules import SeatRow

    return SeatRow(offices[row["office"]], row["position"], row["field"], row["holder"])


def _accounts(manifest: Manifest, folder: Path, offices: dict[str, UUID]) -> None:
    """Make one account a role: hashing a password takes a quarter of a second, and the demo signs in by role."""
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.parties import queries, rules

    taken = {account.role for account in queries.accounts(OPERATOR)}
    for row in _rows(manifest, folder, "accounts"):
        if row["role"] not in taken:
            taken.add(row["role"])
            rules.create_account(
                OPERATOR, row["username"], row["name"], row["role"], offices.get(row["office"]), _area(row["area_code"])
            )


def _history(manifest: Manifest, folder: Path, offices: dict[str, UUID], say: Say) -> None:
    """Load the months before the files in bulk; in the small district the same months come as files."""
    from rembuk.record.core import jobs
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.intake import rules

    if size_named(manifest.size).months_as_files == MONTHS:
        return
    (file,) = manifest.of_kind("history")
    content = (folder / file.path).read_bytes()
    received = rules.receive(OPERATOR, offices[file.office], file.path, content, in_bulk=True)
    if received.job is not None:
        say(f"Memuat riwayat {file.rows} penimbangan sekaligus …")
        jobs.run(received.job)


def _deliver(manifest: Manifest, folder: Path, offices: dict[str, UUID], say: Say) -> tuple[int, int, tuple[str, ...]]:
    """Send every register in the order in which the district would; a refused one is said and the next goes on."""
    from rembuk.record.core import jobs
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.intake import rules

    files = [file for file in manifest.files if file.kind in DELIVERIES]
    taken_in = already = 0
    refused = []
    for number, file in enumerate(files, 1):
        path = folder / file.path
        received = rules.receive(OPERATOR, offices[file.office], path.name, path.read_bytes(), _period(file))
        if received.job is None:
            already += 1
            continue
        say(f"Kiriman {number} dari {len(files)}: {path.name} …")
        try:
            jobs.run(received.job)
            taken_in += 1
        except Refused as problem:
            refused.append(f"{path.name}: {problem.sentence}")
    return taken_in, already, tuple(refused)


def _survey(manifest: Manifest, folder: Path) -> None:
    """Record the survey's estimates of the regency, with their design-based intervals."""
    import numpy as np

    from rembuk.formats.scored import scored
    from rembuk.methods.statistics import prevalence
    from rembuk.methods.statistics.survey import Design
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.indicators import queries, rules
    from rembuk.record.indicators.definitions import INDICATORS

    (file,) = manifest.of_kind("survey")
    area = _area("99.01")
    if area is None or queries.published(OPERATOR, area):
        return
    table = tables.read(folder / file.path)
    children = scored(table)
    count = table.num_rows
    oedema = children.read.measures.oedema
    design = Design.of(
        count,
        tables.numbers(table.column("sample_weight"))[0],
        np.array(tables.texts(table.column("psu"))),
        np.array(tables.texts(table.column("stratum"))),
    )
    z = dict(children.usable)
    sample = prevalence.Sample(z, np.zeros(count, dtype=bool) if oedema is None else oedema, design)
    for row in prevalence.table(sample):
        if row.indicator in INDICATORS and row.estimate is not None:
            rules.record_survey_figure(
                OPERATOR,
                area,
                row.indicator,
                int(file.period[:4]),
                "Survei contoh",
                row.estimate,
                "survei rekaan; estimasi menurut rancangan sampel (rembuk growth prevalence)",
                row.ci_low,
                row.ci_high,
                row.n,
                "direct",
            )


def _area(code: str) -> UUID | None:
    from rembuk.record.core.viewer import OPERATOR
    from rembuk.record.places.queries import area_by_code

    return area_by_code(OPERATOR, code).id if code else None


def _period(file: DemoFile) -> datetime.date | None:
    return datetime.date.fromisoformat(f"{file.period}-01") if len(file.period) == 7 else None
