"""Read a knowledge file and check it: every error is one sentence that names the file, the place and what is wrong."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from rembuk.errors import Refused

CONFIDENCE = ("high", "medium", "low")
MARKS = ("R", "K", "U")  # read in a public source; general knowledge; uncertain


@dataclass(frozen=True, slots=True)
class Both:
    """A text in Indonesian (the source language of the screen) and in English."""

    id: str
    en: str

    def __str__(self) -> str:
        """Return the Indonesian text."""
        return self.id


@dataclass(frozen=True, slots=True)
class Node:
    """One object of a knowledge file with the place where it stands, so that an error can say where."""

    values: dict[str, Any]
    where: str

    def refuse(self, what: str) -> Refused:
        """Return the refusal that names this place."""
        return Refused("data_pengetahuan_salah", f"{self.where}: {what}.", "Perbaiki berkas itu lalu ulangi.")

    def only(self, *keys: str) -> None:
        """Refuse a key that the schema does not know: a misspelt key would otherwise be lost in silence."""
        unknown = sorted(set(self.values) - set(keys))
        if unknown:
            raise self.refuse(f"kunci tidak dikenal: {', '.join(unknown)}")

    def _get(self, key: str) -> Any:
        if key not in self.values:
            raise self.refuse(f"“{key}” tidak ada")
        return self.values[key]

    def text(self, key: str) -> str:
        """Return a text that is not blank."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(f"“{key}” harus berupa teks yang tidak kosong")
        return value

    def text_or_blank(self, key: str) -> str:
        """Return a text, or a blank where the key is missing or empty."""
        value = self.values.get(key, "")
        if not isinstance(value, str):
            raise self.refuse(f"“{key}” harus berupa teks")
        return value

    def one_of(self, key: str, words: tuple[str, ...]) -> str:
        """Return a text that is one of ``words``."""
        value = self.text(key)
        if value not in words:
            raise self.refuse(f"“{key}” berisi “{value}”; yang dikenal: {', '.join(words)}")
        return value

    def truth(self, key: str) -> bool:
        """Return a true or false."""
        value = self._get(key)
        if not isinstance(value, bool):
            raise self.refuse(f"“{key}” harus true atau false")
        return value

    def whole(self, key: str) -> int:
        """Return a whole number of 0 or more."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(f"“{key}” harus berupa bilangan bulat nol atau lebih")
        return value

    def number(self, key: str) -> float:
        """Return a number that is finite."""
        value = self._get(key)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            raise self.refuse(f"“{key}” harus berupa bilangan")
        return float(value)

    def day(self, key: str) -> date:
        """Return a date written as YYYY-MM-DD."""
        try:
            return date.fromisoformat(self.text(key))
        except ValueError as error:
            raise self.refuse(f"“{key}” harus berupa tanggal TTTT-BB-HH") from error

    def day_or_none(self, key: str) -> date | None:
        """Return a date, or ``None`` where the text is blank."""
        return self.day(key) if self.text_or_blank(key) else None

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts without repetitions; the list may be empty."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise self.refuse(f"“{key}” harus berupa daftar teks")
        if len(set(value)) != len(value):
            raise self.refuse(f"“{key}” memuat isi yang sama dua kali")
        return tuple(value)

    def both(self, key: str) -> Both:
        """Return a text in both languages."""
        node = self.node(key)
        node.only("id", "en")
        return Both(node.text("id"), node.text("en"))

    def node(self, key: str) -> Node:
        """Return the object under ``key``."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self.refuse(f"“{key}” harus berupa objek")
        return Node(value, f"{self.where} › {key}")

    def nodes(self, key: str) -> Iterator[Node]:
        """Yield the objects of the list under ``key``, each named by its id where it has one."""
        value = self._get(key)
        if not isinstance(value, list):
            raise self.refuse(f"“{key}” harus berupa daftar")
        for number, item in enumerate(value, 1):
            if not isinstance(item, dict):
                raise self.refuse(f"“{key}” nomor {number} harus berupa objek")
            yield Node(item, f"{self.where} › {item.get('id', f'{key} nomor {number}')}")


def read(path: Path | Traversable, schema: int = 1) -> Node:
    """Return the top object of the JSON file ``path``.

    Refuses a file that cannot be read, is not JSON, or was written for another schema.
    """
    name = path.name
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise Refused("data_pengetahuan_salah", f"{name} tidak dapat dibaca.") from error
    except json.JSONDecodeError as error:
        raise Refused("data_pengetahuan_salah", f"{name} bukan JSON yang utuh (baris {error.lineno}).") from error
    if not isinstance(values, dict):
        raise Refused("data_pengetahuan_salah", f"{name}: isinya harus satu objek.")
    node = Node(values, name)
    if node.whole("schema") != schema:
        raise node.refuse(f"skema {values['schema']} tidak dikenal; program ini membaca skema {schema}")
    return node


def unique(nodes: list[str], where: Node, what: str) -> None:
    """Refuse two things with one id."""
    seen: set[str] = set()
    for identity in nodes:
        if identity in seen:
            raise where.refuse(f"{what} “{identity}” ada dua kali")
        seen.add(identity)
