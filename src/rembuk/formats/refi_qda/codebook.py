"""QDC: a code book alone, as NVivo, ATLAS.ti, MAXQDA, QualCoder and Taguette write it; in and out.

Programs put it in several namespaces (``codebook:1.0``, ``1:0``, ``0:4``), so elements are known by their names alone.
"""

from __future__ import annotations

import io
import zipfile

from lxml import etree

from rembuk import __version__
from rembuk.errors import Refused
from rembuk.formats.refi_qda.clean import parse
from rembuk.formats.refi_qda.structure import local, qualified
from rembuk.formats.refi_qda.tree import Node, children, make

NAMESPACE = "urn:QDA-XML:codebook:1.0"


def as_archive(content: bytes, name: str) -> io.BytesIO:
    """Return a project archive that holds nothing but the code book. Raises ``Refused`` where it is none."""
    book = parse(content, name, "CodeBook")
    project = make("Project", name=name.rpartition(".")[0], origin=book.get("origin", ""))
    project.append(book)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr("project.qde", etree.tostring(project, xml_declaration=True, encoding="UTF-8"))
    archive.seek(0)
    return archive


def written(root: Node) -> bytes:
    """Return the code book of a project as a QDC file. Raises ``Refused`` where the project has no codes."""
    book = root.find(qualified("CodeBook"))
    if book is None:
        raise Refused("no-codes", "Penelitian ini tidak mempunyai kode untuk ditulis ke QDC.")
    out = etree.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": f"Rembuk {__version__}"}, nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for codes in children(book, "Codes"):
        out.append(_copy(codes))
    return etree.tostring(out, xml_declaration=True, encoding="UTF-8", standalone=True)


def _copy(old: Node) -> Node:
    """Return an element and what a code book may hold of it (no notes) in the code book's namespace."""
    new = etree.Element(f"{{{NAMESPACE}}}{local(old.tag)}", nsmap={None: NAMESPACE})  # type: ignore[dict-item]
    for attribute, value in old.attrib.items():
        new.set(str(attribute), str(value))
    new.text = old.text
    new.extend([_copy(child) for child in old if local(child.tag) in {"Code", "Description"}])
    return new
