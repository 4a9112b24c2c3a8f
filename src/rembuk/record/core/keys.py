"""The record's keys: one master key outside database, data folder and backup; everything else derives from it.

The master key lies in a file of its own (``REMBUK_KEY_FILE``). The recovery key is the same secret as 14 groups of
letters, printed once at set-up, so that a person can keep it on paper. Losing both loses every encrypted file and NIK.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import hmac
import json
import os
import secrets
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rembuk.record.core.errors import Refused

_NONCE_BYTES = 12


class Keys:
    """What can be done with the master key; the key itself is not handed out."""

    def __init__(self, master: bytes) -> None:
        if len(master) != 32:
            raise ValueError("a master key has 32 bytes")
        self._master = master

    def derived(self, use: str) -> bytes:
        """Return the 32-byte key for one use (HKDF-SHA256, RFC 5869, ``use`` as its info)."""
        return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"rembuk/{use}".encode()).derive(self._master)

    def seal(self, use: str, plain: bytes, bound_to: bytes = b"") -> bytes:
        """Encrypt with AES-256-GCM; ``bound_to`` (say, the row's id) must be given again to open it."""
        nonce = secrets.token_bytes(_NONCE_BYTES)
        return nonce + AESGCM(self.derived(use)).encrypt(nonce, plain, bound_to)

    def open(self, use: str, sealed: bytes, bound_to: bytes = b"") -> bytes:
        """Decrypt what ``seal`` made; raises ``Refused('wrong-key')`` where key, bytes or binding differ."""
        try:
            return AESGCM(self.derived(use)).decrypt(sealed[:_NONCE_BYTES], sealed[_NONCE_BYTES:], bound_to)
        except (InvalidTag, ValueError):
            raise Refused(
                "wrong-key",
                "Data terenkripsi tidak dapat dibuka dengan kunci ini.",
                "Periksa REMBUK_KEY_FILE, atau pulihkan kunci dari kertas dengan rembuk setup --recover.",
            ) from None

    def digest(self, use: str, value: str) -> bytes:
        """Return a keyed digest (HMAC-SHA256): equal values, equal digests; nobody can guess without the key."""
        return keyed_digest(self.derived(use), value)

    def recovery(self) -> str:
        """Return the recovery key: base 32 of the master key and a 3-byte check sum, in groups of four."""
        check = hashlib.sha256(b"rembuk recovery" + self._master).digest()[:3]
        letters = base64.b32encode(self._master + check).decode()
        return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def from_recovery(text: str) -> Keys:
    """Return the keys from a recovery key as it was printed; spaces, hyphens and case do not matter."""
    letters = "".join(text.split()).replace("-", "").upper()
    try:
        value = base64.b32decode(letters)
    except ValueError:
        value = b""
    keys = Keys(value[:32]) if len(value) == 35 else None
    if keys is None or keys.recovery().replace("-", "") != letters:
        raise Refused(
            "wrong-recovery-key", "Kunci pemulihan itu salah ketik.", "Bandingkan huruf demi huruf dengan kertasnya."
        )
    return keys


def create(path: Path) -> Keys:
    """Make a new master key in ``path``, readable by this user alone; refuses to replace a key."""
    return store(path, Keys(secrets.token_bytes(32)))


def store(path: Path, keys: Keys) -> Keys:
    """Write ``keys`` to a new file ``path``."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    text = json.dumps({"rembuk_master_key": base64.b64encode(keys._master).decode()})
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Refused("key-exists", f"Berkas kunci {path} sudah ada.", "Kunci tidak pernah ditimpa.") from None
    with os.fdopen(handle, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    return keys


def load(path: Path) -> Keys:
    """Read the master key from ``path``."""
    try:
        return Keys(base64.b64decode(json.loads(path.read_text())["rembuk_master_key"]))
    except FileNotFoundError:
        raise Refused(
            "no-key",
            f"Berkas kunci {path} tidak ada.",
            "Jalankan rembuk setup, atau rembuk setup --recover dengan kunci pemulihan dari kertas.",
        ) from None
    except (OSError, ValueError, KeyError, TypeError):
        raise Refused("bad-key", f"Berkas kunci {path} rusak.", "Pulihkan dengan rembuk setup --recover.") from None


def keyed_digest(key: bytes, value: str) -> bytes:
    """Return the HMAC-SHA256 of ``value`` under a key that ``Keys.derived`` gave: for many values in a row."""
    return hmac.digest(key, value.encode(), "sha256")


def ours() -> Keys:
    """Return the keys of the record that this process serves (``settings.KEY_FILE``), read once."""
    from django.conf import settings

    return _read_once(Path(settings.KEY_FILE))


_read_once = functools.cache(load)
