"""One long stream under a key, in chunks: flat memory, and nothing altered, cut off, reordered or spliced passes.

A file begins with an open header that names what it is; nothing in it is secret or personal. Then come chunks of
AES-256-GCM. Each chunk's nonce is its number and whether it is the last (the STREAM construction of Hoang,
Reyhanitabar, Rogaway and Vizár, 2015), each is bound to the header's SHA-256, and the key is derived for this one file
from a salt in its header: a chunk opens only in its own place of its own file, and the end is known to be the end.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rembuk.record.core.errors import Refused
from rembuk.record.core.keys import Keys

CHUNK_BYTES = 1 << 20
_TAG_BYTES = 16
_LONGEST_HEADER = 4096


class SealedWriter:
    """Write a sealed stream to an open file; ``finish`` writes the last chunk, without which nobody can open it."""

    def __init__(self, file: BinaryIO, magic: bytes, header: Mapping[str, Any], keys: Keys, use: str) -> None:
        salt = secrets.token_hex(16)
        text = json.dumps({**header, "salt": salt, "key": _fingerprint(keys, use)}, sort_keys=True).encode()
        self._head = magic + len(text).to_bytes(4, "big") + text
        self._bound_to = hashlib.sha256(self._head).digest()
        self._cipher = AESGCM(keys.derived(f"{use}/{salt}"))
        self._file, self._number, self._waiting = file, 0, bytearray()
        file.write(self._head)

    def write(self, plain: bytes) -> int:
        """Take plain bytes; what fills a chunk is sealed and written."""
        self._waiting += plain
        while len(self._waiting) > CHUNK_BYTES:  # never all of it: the last chunk must know that it is the last
            self._seal(bytes(self._waiting[:CHUNK_BYTES]), last=False)
            del self._waiting[:CHUNK_BYTES]
        return len(plain)

    def finish(self) -> None:
        """Seal what is left as the last chunk."""
        self._seal(bytes(self._waiting), last=True)

    def _seal(self, plain: bytes, last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, last), plain, self._bound_to))
        self._number += 1


class SealedReader:
    """Read a sealed stream. Every byte that ``read`` gives is authentic; all were there once it has given ``b""``."""

    def __init__(self, file: BinaryIO, magic: bytes) -> None:
        """Read the open header. Raises ``Refused('not-a-backup')``; what the header says is not yet proved."""
        self._file = file
        try:
            if file.read(len(magic)) != magic:
                raise ValueError("another kind of file")
            length = file.read(4)
            if len(length) != 4 or int.from_bytes(length, "big") > _LONGEST_HEADER:
                raise ValueError("header")
            text = file.read(int.from_bytes(length, "big"))
            self.header: dict[str, Any] = dict(json.loads(text))
            self._salt, self._key = str(self.header["salt"]), str(self.header["key"])
        except (ValueError, KeyError, TypeError, RecursionError):
            raise Refused("not-a-backup", "Berkas itu bukan cadangan Rembuk, atau kepalanya rusak.") from None
        self._bound_to = hashlib.sha256(magic + length + text).digest()

    def unlock(self, keys: Keys, use: str) -> None:
        """Take the key. Raises ``Refused('other-key')`` where the file was sealed with another one."""
        if self._key != _fingerprint(keys, use):
            raise Refused(
                "other-key",
                "Kunci ini bukan kunci cadangan itu, atau kepala cadangan telah diubah.",
                "Berikan kunci rekaman asalnya: REMBUK_KEY_FILE, atau --recover dengan kunci pemulihan dari kertas.",
            )
        self._cipher = AESGCM(keys.derived(f"{use}/{self._salt}"))
        self._number, self._ready, self._done = 0, bytearray(), False
        self._next = self._file.read(CHUNK_BYTES + _TAG_BYTES)

    def read(self, size: int) -> bytes:
        """Return up to ``size`` authentic bytes, ``b""`` at the proved end. Raises ``Refused('damaged-backup')``."""
        while len(self._ready) < size and not self._done:
            sealed, self._next = self._next, self._file.read(CHUNK_BYTES + _TAG_BYTES)
            self._done = not self._next
            try:
                self._ready += self._cipher.decrypt(_nonce(self._number, self._done), sealed, self._bound_to)
            except (InvalidTag, ValueError):
                raise Refused(
                    "damaged-backup",
                    "Cadangan itu rusak, terpotong, atau telah diubah.",
                    "Salin ulang dari tempat aslinya, atau pakai cadangan yang lebih lama.",
                ) from None
            self._number += 1
        given = bytes(self._ready[:size])
        del self._ready[:size]
        return given


def _nonce(number: int, last: bool) -> bytes:
    return number.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _fingerprint(keys: Keys, use: str) -> str:
    """Say which key this is, without saying anything that helps to find it."""
    return keys.digest(f"{use}/fingerprint", use).hex()[:16]
