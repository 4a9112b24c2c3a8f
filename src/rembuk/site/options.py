"""Every setting of Rembuk in one table: its name, what it means, its default. ``rembuk settings`` prints it."""

from __future__ import annotations

import json
import os
import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from rembuk.errors import Refused

_YES, _NO = {"1", "yes", "true", "ya", "on"}, {"0", "no", "false", "tidak", "off", ""}


@dataclass(frozen=True)
class Option:
    """One setting, read from the environment variable ``name``."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]
    secret: bool = False


def _flag(text: str) -> bool:
    if text.lower() in _YES:
        return True
    if text.lower() in _NO:
        return False
    raise ValueError("ya atau tidak")


def _port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise ValueError("1 sampai 65535")
    return number


def _minutes(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 720:
        raise ValueError("1 sampai 720")
    return number


def _zone(text: str) -> str:
    try:
        return zoneinfo.ZoneInfo(text).key
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        raise ValueError("nama zona waktu, misalnya Asia/Makassar") from None


def _language(text: str) -> str:
    if text not in {"id", "en"}:
        raise ValueError("id atau en")
    return text


def _database(text: str) -> str:
    if text and "://" in text and not text.startswith(("postgres://", "postgresql://")):
        raise ValueError("berkas SQLite atau postgres://pengguna@mesin/nama")
    return text


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


OPTIONS: tuple[Option, ...] = (
    Option("REMBUK_DATA", "rembuk-data", "folder rekaman: berkas kiriman, basis data bawaan, pengenal rekaman", Path),
    Option(
        "REMBUK_DATABASE",
        "",
        "berkas SQLite atau postgres://…; kosong = rembuk.sqlite3 di folder rekaman",
        _database,
        True,
    ),
    Option("REMBUK_KEY_FILE", "", "berkas kunci induk; kosong = di folder pengaturan pengguna, di luar rekaman", str),
    Option("REMBUK_TIMEZONE", "Asia/Makassar", "zona waktu kabupaten; waktu disimpan dalam UTC", _zone),
    Option("REMBUK_LANGUAGE", "id", "bahasa awal: id atau en", _language),
    Option("REMBUK_HOSTS", "localhost,127.0.0.1", "nama mesin yang dilayani, dipisah koma", _names),
    Option("REMBUK_PORT", "8410", "nomor pintu yang dilayani rembuk serve", _port),
    Option(
        "REMBUK_ADDRESS", "127.0.0.1", "alamat mesin tempat rembuk serve mendengar; 0.0.0.0 = seluruh jaringan", str
    ),
    Option("REMBUK_TLS", "0", "situs dicapai lewat HTTPS di belakang server depan: kuki aman, HSTS", _flag),
    Option("REMBUK_IDLE_MINUTES", "60", "sesi berakhir sesudah sekian menit tanpa kegiatan", _minutes),
    Option("REMBUK_DEMO", "0", "rekaman contoh: hanya localhost, menolak kiriman sungguhan", _flag),
    Option("REMBUK_DEBUG", "0", "menampilkan jejak kesalahan kepada pengembang", _flag),
)


def read(environment: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return the value of every setting; raises ``Refused('bad-setting')`` naming the first that cannot be read.

    A name that begins with ``REMBUK_`` and is in no table is refused too: a misspelt setting must not pass in silence.
    """
    environment = os.environ if environment is None else environment
    known = {option.name for option in OPTIONS} | {"REMBUK_TEST_DATABASE"}
    unknown = sorted(name for name in environment if name.startswith("REMBUK_") and name not in known)
    if unknown:
        raise Refused(
            "bad-setting", f"Pengaturan {unknown[0]} tidak dikenal.", "Lihat daftarnya dengan rembuk settings."
        )
    values = {}
    for option in OPTIONS:
        text = environment.get(option.name, option.default).strip()
        try:
            values[option.name] = option.read(text)
        except ValueError as problem:
            raise Refused("bad-setting", f"Pengaturan {option.name} tidak dapat dibaca: {problem}.") from None
    database = values["REMBUK_DATABASE"]
    if database and "://" not in database and not environment.get("REMBUK_DATA", "").strip():
        # Two databases that lie side by side are two records: each has a folder of its own beside it.
        values["REMBUK_DATA"] = Path(database).parent / f"{Path(database).stem}-data"
    return values


def database(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return Django's entry for the record's database."""
    address = values["REMBUK_DATABASE"]
    if not address.startswith(("postgres://", "postgresql://")):
        path = Path(address) if address else values["REMBUK_DATA"] / "rembuk.sqlite3"
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path.absolute()),
            "OPTIONS": {
                "timeout": 30,
                # FULL: what was acknowledged survives a power cut, not only a killed process.
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-65536;",
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
    }


def key_file(values: Mapping[str, Any], record: str = "") -> Path:
    """Return where the master key lies: as set, else in the user's settings folder under the record's own id.

    ``record``: the id, where the data folder does not hold it yet (a record that comes back from a backup).
    """
    if values["REMBUK_KEY_FILE"]:
        return Path(values["REMBUK_KEY_FILE"])
    home = os.environ.get("XDG_CONFIG_HOME") or os.environ.get("APPDATA") or str(Path.home() / ".config")
    return Path(home) / "rembuk" / f"{record or record_id(values) or 'baru'}.key"


def record_id(values: Mapping[str, Any]) -> str:
    """Return the id that ``rembuk setup`` wrote into the data folder; blank where there is no record yet."""
    try:
        return str(json.loads((values["REMBUK_DATA"] / "record.json").read_text("utf-8"))["record"])
    except FileNotFoundError:
        return ""
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused(
            "bad-record", f"Berkas {values['REMBUK_DATA'] / 'record.json'} rusak.", "Pulihkan dari cadangan."
        ) from None
