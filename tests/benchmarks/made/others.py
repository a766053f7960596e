"""Office files, web pages, mail and data with known truth."""

from __future__ import annotations

import base64
import email.policy
import io
import zipfile
from collections.abc import Sequence
from email.message import EmailMessage

import docx
from openpyxl import Workbook
from pptx import Presentation
from pptx.util import Inches

from tests.benchmarks.made import Made, Writer, cells_of

STAFF = [("Name", "Office", "Days"), ("Ada", "Bonn", "25"), ("Bo", "Ghent", "28")]


def word() -> Made:
    writer, file = Writer(201), docx.Document()
    intro, rest = writer.paragraph(4), writer.paragraph(4)
    items = [writer.sentence() for _ in range(3)]
    file.add_heading("Staff handbook", 0)
    file.add_heading("1 Leave", 1)
    file.add_paragraph(intro)
    for item in items:
        file.add_paragraph(item, style="List Bullet")
    table = file.add_table(rows=0, cols=3)
    for row in STAFF:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    file.add_heading("2 Travel", 1)
    file.add_paragraph(rest)
    file.sections[0].footer.paragraphs[0].text = "Printed copies are not kept up to date"
    headings = ["Staff handbook", "1 Leave", "2 Travel"]
    truth = ["Staff handbook", "1 Leave", intro, *items, *cells_of(STAFF), "2 Travel", rest]
    return Made("Word", "handbook.docx", _saved(file), truth, [STAFF], headings)


def word_merged() -> Made:
    """A table with a header of two rows, merged cells and a cell of two paragraphs."""
    rows = [
        ("Site", "Morning", "", "Note"),
        ("Site", "In", "Out", ""),
        ("Bonn", "12", "9", "gate open all day"),
    ]
    file = docx.Document()
    table = file.add_table(rows=3, cols=4)
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Morning"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Site"
    note = table.cell(2, 3)
    note.text = "gate open"
    note.add_paragraph("all day")
    named = [("Site", "Morning In", "Morning Out", "Note"), rows[-1]]
    return Made(
        "Word table with merged cells", "sites.docx", _saved(file), cells_of(named), [named]
    )


def slides() -> Made:
    writer, deck = Writer(202), Presentation()
    first = deck.slides.add_slide(deck.slide_layouts[1])
    points = [writer.sentence() for _ in range(3)]
    first.shapes.title.text = "Deliveries in May"
    first.placeholders[1].text = "\n".join(points)
    second = deck.slides.add_slide(deck.slide_layouts[5])
    second.shapes.title.text = "Staff by office"
    low, high = writer.sentence(), writer.sentence()
    for top, text in ((6, low), (1.5, high)):
        box = second.shapes.add_textbox(Inches(1), Inches(top), Inches(6), Inches(0.6))
        box.text_frame.text = text
    table = second.shapes.add_table(3, 3, Inches(1), Inches(3), Inches(6), Inches(2)).table
    for at, row in enumerate(STAFF):
        for place, text in enumerate(row):
            table.cell(at, place).text = text
    note = writer.sentence()
    second.notes_slide.notes_text_frame.text = note
    truth = [
        "Deliveries in May",
        *points,
        "Staff by office",
        high,
        *cells_of(STAFF),
        low,
        "Notes",
        note,
    ]
    return Made(
        "PowerPoint",
        "may.pptx",
        _saved(deck),
        truth,
        [STAFF],
        ["Deliveries in May", "Staff by office", "Notes"],
    )


def sheets() -> Made:
    book = Workbook()
    sheet = book.active
    sheet.title = "Costs"
    rows = [
        ("Month", "Site", "Share", "Euro"),
        ("May", "Bonn", "12.5%", "1,204.50"),
        ("June", "Ghent", "8%", "980.00"),
    ]
    sheet.append(rows[0])
    sheet.append(("May", "Bonn", 0.125, 1204.5))
    sheet.append(("June", "Ghent", 0.08, 980))
    for at in (2, 3):
        sheet.cell(at, 3).number_format = "0.0%" if at == 2 else "0%"
        sheet.cell(at, 4).number_format = "#,##0.00"
    other = book.create_sheet("Sites")
    for row in STAFF:
        other.append(row)
    out = io.BytesIO()
    book.save(out)
    return Made(
        "Excel", "costs.xlsx", out.getvalue(), [*cells_of(rows), *cells_of(STAFF)], [rows, STAFF]
    )


def web() -> Made:
    writer = Writer(203)
    intro, rest = writer.paragraph(4), writer.paragraph(4)
    rows = [("Site", "Morning", "", "Days"), ("Bonn", "12", "9", "25"), ("Bonn", "7", "8", "28")]
    page = f"""<html><head><title>Yards</title></head><body>
      <nav><a href="/">Home</a> <a href="/all">All yards</a></nav>
      <h1>Our yards</h1><p>{intro}</p>
      <table><tr><th>Site</th><th colspan="2">Morning</th><th>Days</th></tr>
      <tr><td rowspan="2">Bonn</td><td>12</td><td>9</td><td>25</td></tr>
      <tr><td>7</td><td>8</td><td>28</td></tr></table>
      <ul><li>Keys<ul><li>Front gate</li><li>Rear gate</li></ul></li><li>Meters</li></ul>
      <dl><dt>Ramp</dt><dd>Where lorries dock</dd></dl>
      <p>{rest}</p><footer>Imprint and cookies</footer></body></html>"""
    truth = ["Our yards", intro, *cells_of(rows), "Keys", "Front gate", "Rear gate", "Meters",
             "Ramp", "Where lorries dock", rest]  # fmt: skip
    return Made("web page", "yards.html", page.encode(), truth, [rows], ["Our yards"],
                absent=["All yards", "cookies"])  # fmt: skip


def mail() -> Made:
    writer = Writer(204)
    text, inner = writer.paragraph(4), writer.paragraph(3)
    forwarded = EmailMessage(policy=email.policy.SMTP)
    forwarded["From"], forwarded["To"], forwarded["Subject"] = (
        "c@globex.test",
        "b@acme.test",
        "Müllabfuhr",
    )
    forwarded.set_content(inner)
    message = EmailMessage(policy=email.policy.SMTP)
    message["From"], message["To"], message["Subject"] = (
        "b@acme.test",
        "a@acme.test",
        "Größe der Übergabe",
    )
    message.set_content(text, cte="quoted-printable")
    message.add_alternative(f"<p>{text}</p>", subtype="html")
    message.add_attachment(
        b"%PDF-1.4", maintype="application", subtype="pdf", filename="Plan für Mai.pdf"
    )
    message.add_attachment(forwarded)
    truth = ["Größe der Übergabe", "From: b@acme.test", "To: a@acme.test", text,
             "Attachment: Plan für Mai.pdf", "Müllabfuhr", "From: c@globex.test",
             "To: b@acme.test", inner]  # fmt: skip
    return Made(
        "mail with a forwarded mail",
        "note.eml",
        message.as_bytes(),
        truth,
        headings=["Größe der Übergabe", "Müllabfuhr"],
    )


def rich_text() -> Made:
    writer = Writer(205)
    text = writer.paragraph(3)
    rows = "".join(
        r"\trowd\cellx2000\cellx4000\cellx6000 "
        + "".join(f"{cell}\\cell " for cell in row)
        + r"\row "
        for row in STAFF
    )
    content = (
        r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Secret title}}\f0 "
        rf"{{\b Gr\'f6\'dfe und \u220?bergabe}}\par {text}\par \pard {rows}"
        r"\pard Done \u8364? 5.\par }"
    )
    truth = ["Größe und Übergabe", text, *cells_of(STAFF), "Done € 5."]
    return Made("rich text", "note.rtf", content.encode("ascii"), truth, [STAFF])


def book() -> Made:
    writer, out = Writer(206), io.BytesIO()
    chapters = [(f"Chapter {n}", writer.paragraph(4)) for n in (1, 2)]
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in (1, 2)
    )
    container = (
        '<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="b.opf"/></rootfiles></container>'
    )
    package = (
        f'<package xmlns="http://www.idpf.org/2007/opf"><manifest>{items}</manifest>'
        '<spine><itemref idref="c1"/><itemref idref="c2"/></spine></package>'
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/epub+zip")
        archive.writestr("META-INF/container.xml", container)
        archive.writestr("b.opf", package)
        for number, (name, text) in enumerate(chapters, start=1):
            page = f"<html><body><h1>{name}</h1><p>{text}</p></body></html>"
            archive.writestr(f"c{number}.xhtml", page)
    truth = [part for chapter in chapters for part in chapter]
    headings = [name for name, _ in chapters]
    return Made("book", "book.epub", out.getvalue(), truth, headings=headings)


OPEN = ('xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
        'xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0" '
        'xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0" '
        'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"')  # fmt: skip


def open_document(kind: str, body: str) -> bytes:
    out = io.BytesIO()
    wrapped = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", f"application/vnd.oasis.opendocument.{kind}")
        archive.writestr(
            "content.xml",
            f"<office:document-content {OPEN}>{wrapped}</office:document-content>",
        )
    return out.getvalue()


def open_table(table: Sequence[Sequence[object]]) -> str:
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    rows = (f"<table:table-row>{''.join(map(cell.format, row))}</table:table-row>" for row in table)
    return f'<table:table table:name="Staff">{"".join(rows)}</table:table>'


def open_text() -> Made:
    text = Writer(207).paragraph(4)
    body = (
        f'<text:h text:outline-level="1">Leave</text:h><text:p>{text}</text:p>{open_table(STAFF)}'
    )
    truth = ["Leave", text, *cells_of(STAFF)]
    content = open_document("text", body)
    return Made("OpenDocument text", "leave.odt", content, truth, [STAFF], ["Leave"])


def open_sheet() -> Made:
    content = open_document("spreadsheet", open_table(STAFF))
    return Made("OpenDocument sheet", "staff.ods", content, cells_of(STAFF), [STAFF])


def open_slides() -> Made:
    texts = [Writer(208).sentence(), Writer(209).sentence()]
    titles = ["Opening of the yard", "Closing of the yard"]
    box = "<draw:frame{}><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
    slides = (
        "<draw:page>"
        + box.format(' presentation:class="title"', title)
        + box.format("", text)
        + "</draw:page>"
        for title, text in zip(titles, texts, strict=True)
    )
    content = open_document("presentation", "".join(slides))
    truth = [titles[0], texts[0], titles[1], texts[1]]
    return Made("OpenDocument slides", "deck.odp", content, truth, headings=titles)


def data_files() -> list[Made]:
    one, two = Writer(210).sentence(), Writer(211).sentence()
    image = base64.b64encode(bytes(range(256)) * 8).decode()
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg"><title>Yard plan</title>'
        f'<image href="data:image/png;base64,{image}"/><text x="1">{one}</text></svg>'
    )
    log = f"2024-05-01 INFO {one}\n2024-05-02 WARN {two}\n"
    code = f'def rule() -> str:\n    """{one}"""\n    return "{two}"\n'
    named = [
        ("JSON", "a.json", f'{{"rule": "{one}", "parts": ["{two}"]}}', ["rule", one, "parts", two]),
        ("JSON lines", "a.jsonl", f'{{"a": "{one}"}}\n{{"a": "{two}"}}\n', ["a", one, "a", two]),
        ("XML", "a.xml", f"<all><a>{one}</a><a>{two}</a></all>", ["a", one, "a", two]),
        ("YAML", "a.yaml", f"rules:\n  - {one}\n  - {two}\n", ["rules", one, two]),
        ("log", "a.log", log, ["2024-05-01 INFO", one, "2024-05-02 WARN", two]),
        ("source code", "a.py", code, ["def rule str", one, "return", two]),
        ("drawing", "a.svg", svg, ["Yard plan", one]),
    ]
    return [Made(name, file, text.encode(), truth) for name, file, text, truth in named]


def _saved(file: object) -> bytes:
    out = io.BytesIO()
    file.save(out)  # type: ignore[attr-defined]
    return out.getvalue()


def all_others() -> list[Made]:
    makers = (word, word_merged, slides, sheets, web, mail, rich_text, book, open_text, open_sheet,
              open_slides)  # fmt: skip
    return [*(make() for make in makers), *data_files()]
