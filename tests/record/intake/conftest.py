"""A puskesmas that sends e-PPGBM files; children are invented, codes are outside the real ones."""

import csv
import io

import pytest

from rembuk.record.core import jobs, keys
from rembuk.record.core.viewer import OPERATOR, Viewer
from rembuk.record.intake import rules
from rembuk.record.parties import rules as parties

HEADER = [
    *(
        "No",
        "NIK",
        "Nama",
        "JK",
        "Tgl Lahir",
        "BB Lahir",
        "TB Lahir",
        "Nama Ortu",
        "Prov",
        "Kab/Kota",
        "Kec",
        "Pukesmas",
    ),
    *("Desa/Kel", "Posyandu", "RT", "RW", "Alamat", "Usia Saat Ukur", "Tanggal Pengukuran", "Berat", "Tinggi"),
    *("Cara Ukur", "LiLA", "BB/U", "ZS BB/U", "TB/U", "ZS TB/U", "BB/TB", "ZS BB/TB", "Naik Berat Badan"),
    *("PMT Diterima (kg)", "Jml Vit A", "KPSP", "KIA", "Detail"),
]


def line(number, **values):
    """Return one row of the file: Sari of Suka Maju, with what the test changes."""
    given = {
        "No": number,
        "Nama": "Sari Aulia",
        "JK": "P",
        "Tgl Lahir": "2024-03-05",
        "Nama Ortu": "Budi Hartono",
        "Prov": "Contoh",
        "Kab/Kota": "Rembuk",
        "Kec": "Hulu",
        "Pukesmas": "Hulu",
        "Desa/Kel": "Suka Maju",
        "Posyandu": "Melati I",
        "Tanggal Pengukuran": "2025-06-10",
        "Berat": "9.1",
        "Tinggi": "74.2",
        "Cara Ukur": "Terlentang",
        "Naik Berat Badan": "N",
        "Jml Vit A": "1",
    }
    return {**given, **values}


def file_of(*lines):
    """Return the lines as the bytes of a CSV in layout E2."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, HEADER, restval="")
    writer.writeheader()
    writer.writerows(lines)
    return buffer.getvalue().encode()


@pytest.fixture
def health_centre(areas, settings, tmp_path):
    """Return the id of the puskesmas; the record has a key and a folder of its own."""
    settings.KEY_FILE = tmp_path / "master.key"
    settings.DATA_FOLDER = tmp_path / "data"
    keys.create(settings.KEY_FILE)
    return parties.add_organisation(OPERATOR, "Puskesmas Hulu", "health_facility", areas["99.01.01"].id)


@pytest.fixture
def ratna(areas, health_centre):
    """Return Ibu Ratna, nutritionist of the puskesmas, as a viewer."""
    return Viewer(None, health_centre, areas["99.01.01"].id, "nutritionist", "child_care")


@pytest.fixture
def send(ratna, health_centre):
    """Return a function that sends lines and takes them in."""

    def send_lines(*lines, name="juni.csv"):
        received = rules.receive(ratna, health_centre, name, file_of(*lines))
        if received.job:
            jobs.run(received.job)
        return received

    return send_lines
