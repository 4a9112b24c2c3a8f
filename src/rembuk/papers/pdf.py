"""PDFs from Typst templates: the template is ours, the facts come beside it as data and are never read as markup."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any


def pdf(package: str, template: str, facts: dict[str, Any]) -> bytes:
    """Return a PDF made from ``template`` (a file of the folder ``package``) and ``facts``.

    The template reads ``json(bytes(sys.inputs.facts))``. No date of making is written into the file, so that equal
    facts make equal papers.
    """
    import typst

    source = (files(package) / template).read_bytes()
    made: bytes = typst.compile(source, format="pdf", sys_inputs={"facts": json.dumps(facts, ensure_ascii=False)})
    return made
