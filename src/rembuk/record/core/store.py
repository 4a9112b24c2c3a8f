"""Files of the record: content-addressed, encrypted at rest, on disk before the row that names them."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from django.conf import settings

from rembuk.formats.files import reason, replacing
from rembuk.record.core import keys
from rembuk.record.core.errors import Refused

_USE = "files"


def put(content: bytes) -> str:
    """Keep ``content`` and return its SHA-256; the same content again is kept once. On disk when this returns."""
    name = hashlib.sha256(content).hexdigest()
    path = _path(name)
    if path.exists():
        return name
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with replacing(path) as temporary, temporary.open("wb") as file:
            file.write(keys.ours().seal(_USE, content, name.encode()))
            file.flush()
            os.fsync(file.fileno())
    except OSError as problem:
        raise Refused(
            "unwritable", f"Berkas tidak dapat disimpan: {reason(problem)}.", "Periksa penyimpanan."
        ) from None
    return name


def get(name: str) -> bytes:
    """Return the content with this SHA-256; raises ``Refused`` where it is missing or was altered."""
    try:
        sealed = _path(name).read_bytes()
    except FileNotFoundError:
        raise Refused(
            "file-missing", "Berkas asli tidak ada lagi di folder rekaman.", "Pulihkan dari cadangan."
        ) from None
    return keys.ours().open(_USE, sealed, name.encode())


def has(name: str) -> bool:
    """Return whether the content with this SHA-256 is kept here; it is not opened."""
    return _path(name).is_file()


def _path(name: str) -> Path:
    return Path(settings.DATA_FOLDER) / "files" / name[:2] / name[2:]
