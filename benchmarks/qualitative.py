"""Import, export and agreement of a large study: 1.25 million characters, 10,000 codings by two coders.

Usage: ``python benchmarks/qualitative.py``. The QDPX is made here (words of made-up syllables, CRLF, some emoji, so
that several ways of counting positions have to be tried); each command runs as a process of its own.
"""

from __future__ import annotations

import os
import random
import resource
import subprocess
import sys
import tempfile
import time
import uuid
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHARACTERS, CODINGS, CODES = 1_250_000, 10_000, 24
NAMESPACE = "urn:QDA-XML:project:1.0"


def words(generator: random.Random, length: int) -> str:
    """Return about ``length`` characters of sentences and lines."""
    syllables = [consonant + vowel for consonant in "bdgjklmnprst" for vowel in "aeiou"]
    parts, size = [], 0
    while size < length:
        word = "".join(generator.choices(syllables, k=generator.randint(1, 4)))
        word += generator.choices(["", ".", ",", " 😀"], [85, 8, 6, 1])[0]
        word += "\n" if generator.random() < 0.03 else " "
        parts.append(word)
        size += len(word)
    return "".join(parts)[:length]


def project(path: Path, sources: int) -> None:
    """Write a QDPX as NVivo for Windows would: CRLF, counted as two."""
    generator = random.Random(20261122)
    guid = iter(str(uuid.UUID(int=number << 64 | 1)) for number in range(1, 10_000_000)).__next__
    users, codes = [guid(), guid()], [guid() for _ in range(CODES)]
    files, held = {}, []
    for _ in range(sources):
        text = words(generator, CHARACTERS // sources)
        ends = [place for place, mark in enumerate(text) if mark.isspace()]
        counted, number = [], 0
        for mark in text:
            counted.append(number)
            number += 2 if mark == "\n" else 1
        source, selections = guid(), []
        for _ in range(CODINGS // sources):
            first = generator.randrange(len(ends) - 60)
            start, end = counted[ends[first] + 1], counted[ends[first + generator.randint(2, 50)]]
            selections.append(
                f'<PlainTextSelection guid="{guid()}" startPosition="{start}" endPosition="{end}">'
                f'<Coding guid="{guid()}" creatingUser="{generator.choice(users)}">'
                f'<CodeRef targetGUID="{generator.choice(codes)}"/></Coding></PlainTextSelection>'
            )
        files[f"sources/{source}.txt"] = text.replace("\n", "\r\n").encode()
        held.append(
            f'<TextSource guid="{source}" name="S" plainTextPath="internal://{source}.txt">{"".join(selections)}</TextSource>'
        )
    book = "".join(f'<Code guid="{code}" name="K{number}" isCodable="true"/>' for number, code in enumerate(codes))
    people = "".join(f'<User guid="{user}" name="U{number}"/>' for number, user in enumerate(users))
    xml = (
        f'<?xml version="1.0" encoding="utf-8"?><Project xmlns="{NAMESPACE}" name="P" origin="NVivo 14">'
        f"<Users>{people}</Users><CodeBook><Codes>{book}</Codes></CodeBook><Sources>{''.join(held)}</Sources></Project>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("project.qde", xml)
        for name, content in files.items():
            archive.writestr(name, content)


def timed(*arguments: str | Path) -> str:
    """Run ``rembuk study …`` and return its CPU and wall seconds."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "rembuk", "study", *map(str, arguments)],
        check=True,
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stderr=subprocess.DEVNULL,
    )
    after, wall = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter() - began
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return f"{cpu:5.2f} s CPU, {wall:5.2f} s wall"


def main() -> None:
    """Print the seconds of import, export and agreement for one long source and for fifty shorter ones."""
    for sources in (1, 50):
        with tempfile.TemporaryDirectory() as folder:
            here = Path(folder)
            project(here / "p.qdpx", sources)
            print(f"{sources} source(s), {CHARACTERS:,} characters, {CODINGS:,} codings")
            print("  import   ", timed("import", here / "p.qdpx", "--dir", here / "s"))
            print("  agreement", timed("agreement", here / "s", "-o", here / "a.csv"))
            print("  export   ", timed("export", here / "s", "-o", here / "q.qdpx"))
            print("  re-import", timed("import", here / "q.qdpx", "--dir", here / "t"))
            same = all(
                (here / "t" / table.name).read_bytes() == table.read_bytes() for table in (here / "s").glob("*.csv")
            )
            print("  the same tables:", same)


if __name__ == "__main__":
    main()
