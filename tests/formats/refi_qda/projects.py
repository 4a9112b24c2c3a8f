"""Small QDPX files as different programs write them, made here so that every dialect can be tested and shipped.

The builder knows nothing of the code under test: it writes XML and counts positions on its own.
"""

import io
import uuid
import zipfile
from xml.sax.saxutils import escape, quoteattr

NS = "urn:QDA-XML:project:1.0"


def made_guid(*parts):
    return str(uuid.uuid5(uuid.NAMESPACE_URL, "/".join(map(str, parts))))


def attributes(**given):
    return "".join(f" {name}={quoteattr(str(value), XML)}" for name, value in given.items() if value is not None)


XML = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def text_of(value):
    return escape(value, {"\r": "&#13;"})


class Counting:
    """How a program stores a text and counts in it."""

    def __init__(self, newline="\n", crlf=2, bom=False, bom_counted=False, utf16=False):
        self.newline, self.crlf, self.bom, self.bom_counted, self.utf16 = newline, crlf, bom, bom_counted, utf16

    def stored(self, text):
        return ("\ufeff" if self.bom else "") + text.replace("\n", self.newline)

    def count(self, text, place):
        """Return the program's number for a place in the text with LF."""
        before = text[:place]
        number = len(before.encode("utf-16-le")) // 2 if self.utf16 else len(before)
        if self.newline == "\r\n" and self.crlf == 2:
            number += before.count("\n")
        return number + (self.bom and self.bom_counted)


NVIVO = Counting("\r\n", crlf=2)
ATLAS = Counting("\r\n", crlf=1)
PLAIN = Counting()


class Project:
    """A project under construction; ``bytes()`` gives the QDPX."""

    def __init__(self, origin="Tester 1.0", name="Proyek", *, qde="project.qde", folder="sources", spell=str):
        self.origin, self.name, self.qde, self.folder, self.spell = origin, name, qde, folder, spell
        self.users, self.codes, self.variables, self.cases, self.sources = [], [], [], [], []
        self.notes, self.tail, self.files, self.project_notes = [], "", {}, []
        self.description = ""

    def g(self, guid):
        return None if guid is None else self.spell(guid)

    def user(self, name, **more):
        guid = made_guid("user", len(self.users))
        self.users.append(f"<User{attributes(guid=self.g(guid), name=name, **more)}/>")
        return guid

    def code(self, name, *, inside="", description="", color=None, guid=None, codable="true"):
        """Return the XML of a code (with ``inside`` below it) and add nothing: see ``book``."""
        guid = guid or made_guid("code", name, inside)
        held = f"<Description>{text_of(description)}</Description>" if description else ""
        xml = f"<Code{attributes(guid=self.g(guid), name=name, isCodable=codable, color=color)}>{held}{inside}</Code>"
        return xml

    def book(self, *codes):
        self.codes += codes

    def coding(self, code, user=None, guid=None, created=None, notes=""):
        guid = guid or made_guid("coding", code, user, len(self.sources), uuid.uuid4())
        head = attributes(guid=self.g(guid), creatingUser=self.g(user), creationDateTime=created)
        return f"<Coding{head}><CodeRef{attributes(targetGUID=self.g(code))}/>{notes}</Coding>"

    def selection(self, text, counting, start, end, *inside, description="", guid=None, **more):
        guid = guid or made_guid("selection", text, start, end, *inside)
        held = f"<Description>{text_of(description)}</Description>" if description else ""
        head = attributes(
            guid=self.g(guid),
            startPosition=counting.count(text, start) if isinstance(start, int) else start,
            endPosition=counting.count(text, end) if isinstance(end, int) else end,
            **more,
        )
        return f"<PlainTextSelection{head}>{held}{''.join(inside)}</PlainTextSelection>"

    def text(self, name, text, counting=PLAIN, selections="", after="", *, guid=None, path="internal://{}.txt", **more):
        """Add a text source whose text is a file of the archive (``path=None``: in the project file)."""
        guid = guid or made_guid("source", name, len(self.sources))
        held = ""
        if path is None:
            held = f"<PlainTextContent>{text_of(text)}</PlainTextContent>"
        else:
            self.files[f"{self.folder}/{guid}.txt"] = counting.stored(text).encode()
            path = path.format(self.g(guid))
        head = attributes(guid=self.g(guid), name=name, plainTextPath=path, **more)
        self.sources.append(f"<TextSource{head}>{held}{selections}{after}</TextSource>")
        return guid

    def xml(self):
        def part(name, held):
            return f"<{name}>{''.join(held)}</{name}>" if held else ""

        body = (
            part("Users", self.users)
            + (f"<CodeBook><Codes>{''.join(self.codes)}</Codes></CodeBook>" if self.codes else "")
            + part("Variables", self.variables)
            + part("Cases", self.cases)
            + part("Sources", self.sources)
            + part("Notes", self.notes)
            + self.tail
            + (f"<Description>{text_of(self.description)}</Description>" if self.description else "")
            + "".join(f"<NoteRef{attributes(targetGUID=self.g(note))}/>" for note in self.project_notes)
        )
        head = f'<?xml version="1.0" encoding="utf-8"?>\n<Project xmlns="{NS}"'
        return head + attributes(name=self.name, origin=self.origin) + f">{body}</Project>"

    def bytes(self):
        return zipped({self.qde: self.xml().encode(), **self.files})

    def write(self, path):
        path.write_bytes(self.bytes())
        return path


def zipped(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()
