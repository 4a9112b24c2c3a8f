"""Writes the files of the made-up district into a folder, and says in a manifest what each of them is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa

from rembuk.demo.deliveries import Desk, send_all
from rembuk.demo.growth_page import growth_page
from rembuk.demo.history import write_history
from rembuk.demo.places import places_table, posyandu_table
from rembuk.demo.register import make_entries, make_rows
from rembuk.demo.scored import children_table, scored
from rembuk.demo.sizes import FIRST_MONTH, LAST_MONTH, MONTHS, size_named
from rembuk.demo.survey import survey_table
from rembuk.demo.team import accounts_table, decree_table, offices_table
from rembuk.demo.truth import Truth, children_truth, entries_truth
from rembuk.demo.world import SEED, World, last_weighings, make_world
from rembuk.errors import Refused
from rembuk.formats import tables
from rembuk.formats.files import reason, replacing

MANIFEST = "manifest.json"
#: Raised by one whenever the same size would give other files than before.
EDITION = 4


@dataclass(frozen=True, slots=True)
class DemoFile:
    """One file of the district: where it lies (from the folder), what it is, who sends it, for which month."""

    path: str
    kind: str
    office: str
    period: str
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Manifest:
    """What lies in the folder. ``files`` is in the order in which a district would hand them in."""

    size: str
    seed: str
    edition: int
    first_month: str
    last_month: str
    files: tuple[DemoFile, ...]

    def of_kind(self, kind: str) -> list[DemoFile]:
        """Return the files of one kind."""
        return [file for file in self.files if file.kind == kind]


def write_district(size: str, folder: Path, say: Callable[[str], None] = lambda sentence: None) -> Manifest:
    """Write the district of a size (small, medium, large) into a folder and return its manifest.

    The same size gives the same bytes everywhere. A folder that holds the same district already is left as it is; one
    that holds another is refused. The manifest is written last: a folder without it is not finished and written anew.
    ``say`` hears what is being done.
    """
    chosen = size_named(size)
    found = read_manifest(folder)
    if found and found.size == size and found.edition == EDITION and _all_there(found, folder):
        return found
    if found and found.size != size:
        raise Refused(
            "other-district",
            f"Folder {folder} sudah berisi daerah contoh berukuran {found.size}.",
            "Pilih folder lain dengan --dir, atau hapus folder itu.",
        )
    _make_folder(folder)
    (folder / MANIFEST).unlink(missing_ok=True)
    say(f"Mengarang {chosen.villages} desa dan penduduknya …")
    files = _write_files(make_world(chosen), folder, say)
    manifest = Manifest(size, SEED, EDITION, str(FIRST_MONTH), str(LAST_MONTH), tuple(files))
    with replacing(folder / MANIFEST) as temporary:
        temporary.write_text(json.dumps(asdict(manifest), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return manifest


def read_manifest(folder: Path) -> Manifest | None:
    """Return the manifest of a folder, or ``None`` where there is none."""
    path = folder / MANIFEST
    if not path.is_file():
        return None
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        files = tuple(DemoFile(**file) for file in content.pop("files"))
        return Manifest(**content, files=files)
    except (ValueError, TypeError, KeyError, AttributeError, OSError):
        raise Refused(
            "not-a-demo-folder",
            f"{path} bukan daftar isi daerah contoh.",
            "Pilih folder lain dengan --dir.",
        ) from None


def _write_files(world: World, folder: Path, say: Callable[[str], None]) -> list[DemoFile]:
    """Write everything, in the order in which a district would hand it in; what is true comes last."""
    entries = make_entries(world.children, world.families)
    rows = make_rows(world, entries)
    truth = Truth(world, entries)
    period = str(LAST_MONTH)
    files = [
        _table(folder, "wilayah.csv", "places", "Bappeda", "", places_table(world.places)),
        _table(folder, "posyandu.csv", "posyandu", "Dinas Kesehatan", "", posyandu_table(world.places)),
        _table(folder, "kantor.csv", "offices", "Bappeda", "", offices_table(world)),
        _table(folder, "sk-tpps.csv", "decree", "Sekretariat Daerah", "2026-01", decree_table(world)),
        _table(folder, "akun.csv", "accounts", "", "", accounts_table(world)),
        _table(folder, "survei-2026.csv", "survey", "Dinas Kesehatan", "2026-08", survey_table(world)),
    ]
    say(f"Menulis {len(rows)} penimbangan selama {MONTHS} bulan …")
    count = write_history(folder / "riwayat.parquet", world, entries, rows)
    files.append(_entry(folder, "riwayat.parquet", "history", "Dinas Kesehatan", "", count))
    desk = Desk(folder, world, entries, truth)
    send_all(desk, rows, entries)
    files += [_entry(folder, one.path, one.kind, one.office, one.period, one.rows) for one in desk.written]
    say("Menghitung z-score dan menggambar grafik …")
    last = children_table(world, last_weighings(world))
    with_z = scored(last)
    return [
        *files,
        _table(folder, "anak.csv", "children", "Dinas Kesehatan", period, last),
        _table(folder, "anak-dinilai.csv", "scored", "Dinas Kesehatan", period, with_z),
        _text(folder, "grafik.html", "growth-page", growth_page(world, with_z)),
        _table(folder, "truth.parquet", "truth", "", "", truth.table()),
        _table(folder, "truth_children.parquet", "truth", "", "", children_truth(world)),
        _table(folder, "truth_entries.parquet", "truth", "", "", entries_truth(entries)),
    ]


def _table(folder: Path, name: str, kind: str, office: str, period: str, table: pa.Table) -> DemoFile:
    tables.write(table, folder / name)
    return _entry(folder, name, kind, office, period, table.num_rows)


def _text(folder: Path, name: str, kind: str, text: str) -> DemoFile:
    with replacing(folder / name) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")
    return _entry(folder, name, kind, "", "", 0)


def _entry(folder: Path, name: str, kind: str, office: str, period: str, rows: int) -> DemoFile:
    return DemoFile(name, kind, office, period, rows, hashlib.sha256((folder / name).read_bytes()).hexdigest())


def _all_there(manifest: Manifest, folder: Path) -> bool:
    return all((folder / file.path).is_file() for file in manifest.files)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise Refused(
            "unwritable", f"Folder {folder} tidak dapat dibuat: {reason(problem)}.", "Pilih folder lain dengan --dir."
        ) from None
