"""The catalogue of English: ``python tools/messages.py`` reads every message of the site and compiles the catalogue.

Indonesian is the source language. Messages are found in templates (``translate``, ``blocktranslate``) and in Python
(``gettext`` under its usual names), and words of data that the screen shows are added. New ones come into
``django.po`` without a translation, gone ones leave it. ``--check`` changes nothing and fails where one is missing.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
SITE = ROOT / "src" / "rembuk" / "site"
FOLDER = SITE / "locale" / "en" / "LC_MESSAGES"
_NAMES = {"_", "gettext", "gettext_lazy", "gettext_noop"}
_TRANSLATE = re.compile(r"""\{%\s*translate\s+("[^"]*"|'[^']*')""")
_BLOCK = re.compile(r"\{%\s*blocktranslate\b[^%]*%\}(.*?)\{%\s*endblocktranslate\s*%\}", re.DOTALL)
_VARIABLE = re.compile(r"\{\{\s*(\w+)[^}]*\}\}")


def of_templates() -> Iterator[str]:
    """Yield the messages of the templates as Django asks for them."""
    for path in sorted(SITE.rglob("*.html")):
        text = path.read_text("utf-8")
        for quoted in _TRANSLATE.findall(text):
            yield quoted[1:-1]
        for body in _BLOCK.findall(text):
            yield _VARIABLE.sub(r"%(\1)s", body.replace("%", "%%"))


def of_python() -> Iterator[str]:
    """Yield the messages of Python code: constant strings, joined ones too."""
    for path in sorted(SITE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _NAMES and node.args:
                first = node.args[0]
                if isinstance(first, ast.Constant) and isinstance(first.value, str):
                    yield first.value


def of_data() -> Iterator[str]:
    """Yield the words of knowledge and record that pages show through ``gettext``."""
    from rembuk.knowledge.growth.categories import category_sets
    from rembuk.knowledge.policy import purposes, roles
    from rembuk.knowledge.statistics import severity_limits

    yield from (role.label for role in roles().values())
    yield from purposes().values()
    yield from (word for word, _ in severity_limits("stunting"))
    for one in category_sets().values():
        yield from one.words


def messages() -> list[str]:
    """Return every message once, in the order of the alphabet."""
    return sorted({*of_templates(), *of_python(), *of_data()})


def main() -> int:
    """Bring the catalogue up to date, or check that it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true")
    check = parser.parse_args().check
    source, compiled = FOLDER / "django.po", FOLDER / "django.mo"
    with source.open("rb") as file:
        old = read_po(file, locale="en")
    new = Catalog(locale="en", project="rembuk", header_comment="# English. The source language is Indonesian.")
    new.revision_date = new.creation_date = old.creation_date
    for text in messages():
        entry = old.get(text)
        new.add(text, string=entry.string if entry else "", flags=["python-format"] if "%(" in text else [])
    po, mo = io.BytesIO(), io.BytesIO()
    write_po(po, new, omit_header=False, width=120)
    write_mo(mo, new)
    missing = [message.id for message in new if message.id and not message.string]
    for text in missing:
        print("no English:", text, file=sys.stderr)
    if check:
        same = po.getvalue() == source.read_bytes() and mo.getvalue() == compiled.read_bytes()
        if not same:
            print("the catalogue is not up to date: run python tools/messages.py", file=sys.stderr)
        return 0 if same and not missing else 1
    source.write_bytes(po.getvalue())
    compiled.write_bytes(mo.getvalue())
    print(f"{len(list(new))} messages, {len(missing)} without English")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
