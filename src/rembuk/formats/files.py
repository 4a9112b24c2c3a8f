"""Writing files so that a reader never meets a half-written one, and naming what is wrong with a path."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rembuk.errors import Refused


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; it takes the place of ``path`` when the block ends without an error.

    Raises ``Refused('unwritable')`` where the folder is missing or closed to us; nothing is left behind on any error.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=path.suffix, dir=path.parent)
    except OSError as problem:
        raise Refused(
            "unwritable",
            f"{path} tidak dapat ditulis: {reason(problem)}.",
            "Pilih folder yang ada dan boleh Anda tulisi.",
        ) from None
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        mask = os.umask(0)
        os.umask(mask)
        temporary.chmod(0o666 & ~mask)
        try:
            temporary.replace(path)
        except OSError as problem:
            raise Refused(
                "unwritable",
                f"{path} tidak dapat ditulis: {reason(problem)}.",
                "Pilih nama berkas lain dengan -o.",
            ) from None
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def appearing(folder: Path) -> Iterator[Path]:
    """Yield a new folder, open to this user alone, that becomes ``folder`` when the block ends without an error.

    ``folder`` must not be there yet, or be empty. Raises ``Refused``; nothing is left behind on any error.
    """
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Refused(
                "not-empty", f"{folder} sudah ada dan tidak kosong.", "Pilih nama folder yang belum ada dengan -o."
            )
        parent = folder.resolve().parent
        parent.mkdir(parents=True, exist_ok=True)
        temporary = Path(tempfile.mkdtemp(prefix=f".{folder.name[:50]}.", dir=parent))
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    try:
        yield temporary
        temporary.replace(folder)
    except OSError as problem:
        raise _unwritable(folder, problem) from None
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


def _unwritable(folder: Path, problem: OSError) -> Refused:
    return Refused("unwritable", f"{folder} tidak dapat ditulis: {reason(problem)}.", "Pilih folder lain dengan -o.")


def readable(path: Path) -> Path:
    """Return ``path`` if it is a file that we may read and that holds something; else raise ``Refused``."""
    try:
        if path.is_dir():
            raise Refused("not-a-file", f"{path} adalah folder, bukan berkas.", "Tunjuk satu berkas di dalamnya.")
        with path.open("rb") as file:
            if not file.read(1):
                raise Refused("empty-file", f"Berkas {path} kosong.", "Minta pengirim mengunduh atau menyimpan ulang.")
    except FileNotFoundError:
        raise Refused("no-such-file", f"Berkas {path} tidak ada.", "Periksa nama dan foldernya.") from None
    except OSError as problem:
        raise Refused("unreadable", f"Berkas {path} tidak dapat dibuka: {reason(problem)}.") from None
    return path


def reason(problem: OSError) -> str:
    """Return in Indonesian why the operating system refused."""
    if isinstance(problem, PermissionError):
        return "tidak ada izin"
    if isinstance(problem, FileNotFoundError):
        return "foldernya tidak ada"
    if isinstance(problem, (IsADirectoryError, NotADirectoryError)):
        return "itu folder, bukan berkas"
    if isinstance(problem, OSError) and problem.errno == 28:
        return "penyimpanan penuh"
    if isinstance(problem, OSError) and problem.errno == 36:
        return "namanya terlalu panjang"
    return (problem.strerror or "sebab tidak diketahui").lower()
