"""Opening a QDPX safely: a zip from a stranger. Nothing is unpacked by its own name, nothing outside it is read."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from rembuk.errors import Refused
from rembuk.formats.files import readable

#: An archive that unpacks to more than this is not opened.
MAX_UNPACKED_BYTES = 1_000_000_000
MAX_NAME = 10_000
SIDECAR = "rembuk.json"
_SCHEME = re.compile(r"(internal|relative|absolute)://+", re.IGNORECASE)
_DRIVE = re.compile(r"[A-Za-z]:")


class Archive:
    """The members of an open QDPX by their names with forward slashes."""

    def __init__(self, file: zipfile.ZipFile, name: str) -> None:
        self._file = file
        self.name = name
        self._left = MAX_UNPACKED_BYTES
        self.members: dict[str, zipfile.ZipInfo] = {}
        self._folded: dict[str, str] = {}
        self.doubles: list[str] = []
        self._base = ""
        for info in file.infolist():
            self._add(info)
        if sum(info.file_size for info in self.members.values()) > MAX_UNPACKED_BYTES:
            raise _too_large(name)

    def _add(self, info: zipfile.ZipInfo) -> None:
        member = info.filename.replace("\\", "/")
        if len(member) > MAX_NAME:
            raise Refused("long-name", f"{self.name} memuat nama berkas yang lebih panjang dari {MAX_NAME} huruf.")
        if leads_outside(member):
            raise Refused(
                "path-escape",
                f"{self.name} memuat berkas yang namanya menunjuk ke luar arsip: «{member[:80]}».",
                "Berkas seperti itu tidak dibuka. Minta pengirim mengekspor ulang.",
            )
        if info.is_dir() or member.endswith("/") or member.startswith("__MACOSX/"):
            return
        if member in self.members:
            self.doubles.append(member)
            return
        self.members[member] = info
        self._folded.setdefault(member.casefold(), member)

    def read(self, member: str) -> bytes:
        """Return a member's bytes; raises ``Refused`` where it is damaged, locked or longer than it says."""
        try:
            with self._file.open(self.members[member]) as stream:
                content = stream.read(self._left + 1)
        except Exception:
            # zipfile answers damage with a dozen kinds of error; to the reader they are one.
            raise Refused(
                "broken-archive",
                f"Berkas «{member[:80]}» di dalam {self.name} rusak, terkunci sandi, atau tidak dapat dibuka.",
                "Minta pengirim mengekspor ulang proyeknya.",
            ) from None
        if len(content) > self._left:
            raise _too_large(self.name)
        return content

    def project(self) -> str:
        """Return the name of the project file: the single ``*.qde``."""
        found = [
            member
            for member in self.members
            if member.casefold().endswith(".qde") and not PurePosixPath(member).name.startswith("._")
        ]
        if len(found) != 1:
            how_many = "tidak memuat berkas proyek (.qde)" if not found else f"memuat {len(found)} berkas proyek (.qde)"
            raise Refused("no-project", f"{self.name} {how_many}.", "Ekspor ulang sebagai proyek REFI-QDA (QDPX).")
        self._base = found[0].rpartition("/")[0]
        return found[0]

    def find(self, path: str) -> str | None:
        """Return the member that a path of the project file means, or ``None`` if it is not in the archive."""
        scheme, bare = split_path(path)
        if ".." in bare.split("/") or (leads_outside(bare) and scheme != "absolute"):
            return None
        for name in dict.fromkeys((bare, bare.replace("{", "").replace("}", ""), unquote(bare))):
            for place in (f"sources/{name}", name, f"{self._base}/sources/{name}", f"{self._base}/{name}"):
                found = self.member(place)
                if found:
                    return found
        if scheme == "absolute":
            # A path of the sender's machine: it means a member only if it ends in its folder and name.
            parts = PurePosixPath(bare).parts
            for first in range(1, len(parts) - 1):
                found = self.member("/".join(parts[first:]))
                if found:
                    return found
        return None

    def member(self, name: str) -> str | None:
        """Return a member by its name, without regard to case."""
        name = str(PurePosixPath(name))
        return name if name in self.members else self._folded.get(name.casefold())


def split_path(path: str) -> tuple[str, str]:
    """Return the scheme (``internal``, ``relative``, ``absolute`` or blank) and the rest with forward slashes."""
    text = path.strip().replace("\\", "/")
    match = _SCHEME.match(text)
    if not match:
        return "", text
    scheme, rest = match[1].lower(), text[match.end() :]
    return scheme, rest.lstrip("/") if scheme != "internal" else rest


def leads_outside(name: str) -> bool:
    """Say whether a name inside an archive would lead out of it."""
    return name.startswith("/") or ".." in name.split("/") or bool(_DRIVE.match(name)) or "\x00" in name


@contextmanager
def opened(path: Path, content: io.BytesIO | None = None) -> Iterator[Archive]:
    """Open a QDPX (``content``: one that is already in memory).

    Raises ``Refused`` where it is no zip, is broken, or unpacks to more than 1 GB.
    """
    readable(path)
    try:
        file = zipfile.ZipFile(path if content is None else content)
    except Exception:
        raise Refused(
            "not-an-archive", f"{path.name} bukan proyek QDPX yang utuh.", "Ekspor ulang dari program asalnya."
        ) from None
    with file:
        yield Archive(file, path.name)


def _too_large(name: str) -> Refused:
    return Refused("too-large", f"{name} mengembang menjadi lebih dari 1 GB; berkas itu tidak dibuka.")
