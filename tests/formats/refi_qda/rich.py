"""Whole projects with everything the standard has, drawn by Hypothesis."""

from hypothesis import strategies as st
from tests.formats.refi_qda.projects import Counting, Project, attributes, made_guid, text_of

MARKS = "ab Z.,!…\n\r\t\u00a0\u2028\u0301\ufeff😀👩‍👩‍👧 ßﬁ<&>\"'|;"
TEXTS = st.text(alphabet=MARKS, max_size=60) | st.just("")
NAMES = st.sampled_from(["Ana", "Budi", "Ego sektoral", "", 'a;b,"c"', "Desa\nBaru", "  tepi  ", "É 😀", "Ana (2)"])
DATES = st.sampled_from([None, "2026-01-02T03:04:05Z", "2025-12-31T23:59:59.1234567+07:00"])
VALUES = {
    "Text": ["", "kota", " spasi ", "a\nb"],
    "Boolean": ["true", "0", "ya"],
    "Integer": ["12", "-3", "abc", ""],
    "Float": ["1.50", "1e5", "NaN"],
    "Date": ["2026-01-31", "31/01/2026"],
    "DateTime": ["2026-01-31T08:00:00+07:00", ""],
}


def description(draw):
    written = draw(st.none() | TEXTS)
    return "" if written is None else f"<Description>{text_of(written)}</Description>"


def chosen(draw, things, most=3):
    return draw(st.lists(st.sampled_from(things), max_size=most)) if things else []


def references(name, project, guids):
    return "".join(f"<{name}{attributes(targetGUID=project.g(guid))}/>" for guid in guids)


@st.composite
def projects(draw):
    """Draw a project, its text sources' counting, and every kind of thing, tied together at random."""
    spell = draw(st.sampled_from([str, str.upper, "{{{}}}".format]))
    project = Project(
        draw(st.sampled_from(["NVivo 14", "ATLAS.ti 23", "MAXQDA 24", "QualCoder", "x"])),
        draw(NAMES),
        qde=draw(st.sampled_from(["project.qde", "Proyek Saya.QDE"])),
        folder=draw(st.sampled_from(["sources", "Sources"])),
        spell=spell,
    )
    users = [project.user(draw(NAMES)) for _ in range(draw(st.integers(0, 3)))]
    notes = [made_guid("note", i) for i in range(draw(st.integers(0, 4)))]
    codes, cases = [], [made_guid("case", i) for i in range(draw(st.integers(0, 2)))]
    note_references = lambda: references("NoteRef", project, chosen(draw, notes, 2))  # noqa: E731

    def code(depth):
        guid = made_guid("code", len(codes))
        codes.append(guid)
        below = "".join(code(depth + 1) for _ in range(draw(st.integers(0, 2 if depth < 3 else 0))))
        head = attributes(
            guid=spell(guid),
            name=draw(NAMES),
            isCodable=draw(st.sampled_from(["true", "false", "1"])),
            color=draw(st.sampled_from([None, "#ff0000", "#ABC"])),
        )
        return f"<Code{head}>{description(draw)}{note_references()}{below}</Code>"

    project.book(*(code(0) for _ in range(draw(st.integers(0, 3)))))
    variables = []
    for number, kind in enumerate(draw(st.lists(st.sampled_from(sorted(VALUES)), max_size=3))):
        variables.append((made_guid("variable", number), kind))
        head = attributes(guid=spell(variables[-1][0]), name=draw(NAMES), typeOfVariable=kind)
        project.variables.append(f"<Variable{head}>{description(draw)}</Variable>")

    def values():
        found = ""
        for guid, kind in variables:
            if draw(st.booleans()):
                value = draw(st.sampled_from(VALUES[kind]))
                held = f"<{kind}Value>{text_of(value)}</{kind}Value>" if value or kind == "Text" else ""
                found += f"<VariableValue><VariableRef{attributes(targetGUID=spell(guid))}/>{held}</VariableValue>"
        return found

    def coding(name):
        targets = codes + cases
        if not targets:
            return ""
        guid = made_guid("coding", name)
        return project.coding(
            draw(st.sampled_from(targets)),
            draw(st.sampled_from([None, *users])),
            guid=guid,
            created=draw(DATES),
            notes=note_references(),
        )

    def codings(name, most=2):
        return "".join(coding(f"{name}-{i}") for i in range(draw(st.integers(0, most))))

    selections, sources = [], []
    for number in range(draw(st.integers(0, 3))):
        text = draw(TEXTS)
        # Lone CR before LF would make a CRLF of two characters that the text holds apart.
        newline = "\n" if "\r\n" in text else draw(st.sampled_from(["\n", "\r\n"]))
        counting = Counting(newline, 1 if "ATLAS" in project.origin else 2)
        held = ""
        for i in range(draw(st.integers(0, 4))):
            start = draw(st.integers(0, len(text)))
            end = draw(st.integers(start, len(text)))
            guid = made_guid("selection", number, i)
            selections.append(guid)
            held += project.selection(
                text,
                counting,
                start,
                end,
                codings(f"s{number}-{i}") + note_references(),
                description=draw(st.sampled_from(["", "lihat", "lihat\nlagi"])),
                guid=guid,
                creatingUser=draw(st.sampled_from([None, *map(spell, users)])),
                creationDateTime=draw(DATES),
                name=draw(st.none() | NAMES),
            )
        after = codings(f"whole{number}") + note_references() + values()
        inline = draw(st.booleans()) and newline == "\n"
        sources.append(
            project.text(
                draw(NAMES),
                text,
                counting,
                held,
                after,
                guid=made_guid("source", number),
                path=None if inline else "internal://{}.txt",
            )
        )
    if draw(st.booleans()):
        guid = made_guid("pdf")
        sources.append(guid)
        project.files[f"{project.folder}/laporan.pdf"] = b"%PDF-1.7 isi"
        project.files[f"{project.folder}/laporan.txt"] = b"isi pdf"
        box = attributes(page=0, firstX=1, firstY=2, secondX=3, secondY=4)
        project.sources.append(
            f"<PDFSource{attributes(guid=spell(guid), name='Laporan', path='internal://laporan.pdf')}>"
            f"<PDFSelection{attributes(guid=spell(made_guid('pdfsel')))}{box}>{coding('pdf')}</PDFSelection>"
            f"<Representation{attributes(guid=spell(made_guid('rep')), plainTextPath='internal://laporan.txt')}>"
            f"<PlainTextSelection{attributes(guid=spell(made_guid('reps')), startPosition=0, endPosition=3)}>"
            f"{coding('rep')}</PlainTextSelection></Representation>{note_references()}{values()}</PDFSource>"
        )
        head = attributes(guid=spell(made_guid("audio")), path="relative://rekaman.mp3")
        project.sources.append(
            f"<AudioSource{head}><AudioSelection{attributes(guid=spell(made_guid('as')), begin=0, end=9)}>"
            f"{coding('au')}</AudioSelection></AudioSource>"
        )
    for case in cases:
        project.cases.append(
            f"<Case{attributes(guid=spell(case), name=draw(NAMES))}>{description(draw)}"
            f"{references('CodeRef', project, chosen(draw, codes))}{values()}"
            f"{references('SourceRef', project, dict.fromkeys(chosen(draw, sources)))}"
            f"{references('SelectionRef', project, chosen(draw, selections))}</Case>"
        )
    for number, note in enumerate(notes):
        written, path = draw(TEXTS), None
        if draw(st.booleans()):
            path = f"internal://{note}.txt"
            project.files[f"{project.folder}/{note}.txt"] = ("\ufeff" + written).encode()
        held = "" if path else f"<PlainTextContent>{text_of(written)}</PlainTextContent>"
        head = attributes(
            guid=spell(note),
            name=f"Catatan {number}",
            plainTextPath=path,
            creatingUser=draw(st.sampled_from([None, *map(spell, users)])),
            creationDateTime=draw(DATES),
        )
        project.notes.append(f"<Note{head}>{held}</Note>")
    things = codes + sources + selections + cases + notes
    if len(things) > 1:
        ends = attributes(originGUID=spell(things[0]), targetGUID=spell(things[-1]))
        project.tail += f"<Links><Link{attributes(guid=spell(made_guid('link')), direction='OneWay')}{ends}/></Links>"
        members = references("MemberCode", project, chosen(draw, codes))
        members += references("MemberSource", project, chosen(draw, sources))
        members += references("MemberNote", project, chosen(draw, notes))
        project.tail += f"<Sets><Set{attributes(guid=spell(made_guid('set')), name='S')}>{members}</Set></Sets>"
        vertices = [made_guid("vertex", i) for i in range(2)]
        drawn = "".join(
            f"<Vertex{attributes(guid=spell(v), representedGUID=spell(things[i]), firstX=i, firstY=2, shape='Oval')}/>"
            for i, v in enumerate(vertices)
        )
        edge = attributes(
            guid=spell(made_guid("edge")), sourceVertex=spell(vertices[0]), targetVertex=spell(vertices[1])
        )
        head = attributes(guid=spell(made_guid("graph")), name="G")
        project.tail += f"<Graphs><Graph{head}>{drawn}<Edge{edge}/></Graph></Graphs>"
    project.description = draw(st.sampled_from(["", "Tentang proyek"]))
    project.project_notes = chosen(draw, notes, 1)
    return project
