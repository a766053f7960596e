"""PDFs that combine what the others test separately, as invoices, reports and papers do."""

from __future__ import annotations

import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, FrameBreak, Spacer, Table

from tests.benchmarks.made import Made, Rows, Writer, cells_of
from tests.benchmarks.made.pdfs import (
    BARE,
    BODY,
    FIGURES,
    HEIGHT,
    MARGIN,
    NOTE,
    RULED,
    SECTION,
    WIDTH,
    built,
    columns,
    p,
)

CAPTION = ParagraphStyle("caption", BODY, fontName="Times-Italic", fontSize=9, leading=11)


def table_in_column() -> Made:
    """Two columns, with a narrow table and its caption inside the second."""
    writer = Writer(301)
    left, above, below = ([writer.paragraph(6) for _ in range(count)] for count in (8, 2, 3))
    caption = "Table 1. Deliveries by region and year"
    story: list[Flowable] = [
        *(p(text) for text in left),
        FrameBreak(),
        *(p(text) for text in above),
    ]
    story += [Table([list(row) for row in FIGURES], style=BARE, colWidths=[56, 50, 50, 50])]
    story += [p(caption, CAPTION), *(p(text) for text in below)]
    truth = [*left, *above, *cells_of(FIGURES), caption, *below]
    return Made("table within a column", "column.pdf", built(story, columns(2)), truth, [FIGURES])


WORDY = [
    ("No", "Requirement", "Answer"),
    ("1", "The carrier names a person who answers at night and on public holidays",
     "Accepted; the name is given with the first order and kept up to date"),
    ("2", "Damaged goods are collected within two working days of the report",
     "Accepted for the mainland, three days for islands and mountain villages"),
    ("3", "Invoices are sent as PDF", "Accepted"),
]  # fmt: skip


def two_wordy_columns() -> Made:
    """A ruled table in which two columns wrap."""
    writer = Writer(302)
    before, after = writer.paragraph(4), writer.paragraph(4)
    cells = [[p(cell) if len(cell) > 12 else cell for cell in row] for row in WORDY]
    story = [
        p(before),
        Table(cells, colWidths=[30, 200, 200], style=RULED),
        Spacer(1, 12),
        p(after),
    ]
    truth = [before, *cells_of(WORDY), after]
    return Made(
        "table with two wrapped columns", "answers.pdf", built(story, columns(1)), truth, [WORDY]
    )


def contents_page() -> Made:
    """A table of contents with dotted lines."""
    writer = Writer(303)
    entries = [(f"{n} {writer.sentence()[:-1]}", str(n * 7)) for n in range(1, 19)]
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(MARGIN, 780, "Contents")
    canvas.setFont("Times-Roman", 11)
    for row, (name, page) in enumerate(entries):
        height = 740 - row * 18
        canvas.drawString(MARGIN, height, name)
        start = MARGIN + stringWidth(name, "Times-Roman", 11) + 6
        canvas.drawString(start, height, ". " * int((WIDTH - MARGIN - 30 - start) / 5.5))
        canvas.drawRightString(WIDTH - MARGIN, height, page)
    canvas.save()
    truth = ["Contents", *(part for entry in entries for part in entry)]
    return Made(
        "contents with dotted lines", "contents.pdf", out.getvalue(), truth, headings=["Contents"]
    )


ORDER = [
    ("Pos", "Article", "Qty", "Price", "Sum"), ("1", "Steel ramp, 2 m", "4", "310.00", "1,240.00"),
    ("2", "Pallet, oak", "120", "18.50", "2,220.00"), ("3", "Seal kit", "12", "7.25", "87.00"),
]  # fmt: skip


def invoice() -> Made:
    """An address and a block of facts side by side, then a table, then terms."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    address = ["Globex Handels GmbH", "Attn. Ms Okafor", "Hafenstrasse 12", "20457 Hamburg"]
    facts = [("Invoice", "2024-0317"), ("Date", "14 May 2024"), ("Customer", "K-5521")]
    canvas.setFont("Helvetica", 10)
    for row, text in enumerate(address):
        canvas.drawString(60, 720 - row * 13, text)
    for row, (name, value) in enumerate(facts):
        canvas.drawString(360, 720 - row * 13, name)
        canvas.drawString(450, 720 - row * 13, value)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 620, "Invoice for deliveries in April")
    canvas.setFont("Helvetica", 9)
    edges = (60, 100, 330, 410, 520)
    for row, cells in enumerate(ORDER):
        for place, cell in enumerate(cells):
            draw = canvas.drawString if place < 2 else canvas.drawRightString
            draw(edges[place], 580 - row * 16, cell)
    terms = "Payable within 30 days without deduction. Goods stay ours until paid in full."
    canvas.drawString(60, 480, terms)
    canvas.save()
    said = [part for fact in facts for part in fact]
    truth = [*address, *said, "Invoice for deliveries in April", *cells_of(ORDER), terms]
    return Made("invoice", "invoice.pdf", out.getvalue(), truth, [ORDER])


def word_by_word(
    name: str, texts: Sequence[str], *, left: float, top: float, width: float, canvas: Canvas
) -> None:
    """Draw justified text with each word placed separately, as in TeX's output."""
    words, row = " ".join(texts).split(), 0
    while words:
        line: list[str] = []
        while words and stringWidth(" ".join([*line, words[0]]), name, 10) <= width:
            line.append(words.pop(0))
        used = sum(stringWidth(word, name, 10) for word in line)
        gap = (width - used) / max(1, len(line) - 1) if words else 2.5
        at = left
        for word in line:
            canvas.drawString(at, top - row * 12, word)
            at += stringWidth(word, name, 10) + gap
        row += 1


def typeset_columns() -> Made:
    """Two justified columns, placed word by word, with footnotes in each."""
    writer, out = Writer(304), io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    truth: list[str] = []
    for left in (60, 310):
        body, note = writer.paragraph(30), f"1 {writer.sentence()}"
        canvas.setFont("Times-Roman", 10)
        word_by_word("Times-Roman", [body], left=left, top=760, width=225, canvas=canvas)
        canvas.setFont("Times-Roman", 7.5)
        canvas.drawString(left, 80, note)
        truth += [body, note]
    canvas.save()
    return Made("typeset columns with notes", "typeset.pdf", out.getvalue(), truth)


def report_page() -> Made:
    """A full-width heading, three boxes of key figures, two columns, and a full-width note."""
    writer = Writer(305)
    title = "Quarter in figures"
    boxes = [("5,419", "deliveries"), ("98.2 %", "on time"), ("12", "complaints")]
    texts = [writer.paragraph(8) for _ in range(2)]
    note = f"Source: {writer.sentence()}"
    width = (WIDTH - 2 * MARGIN) / 3
    tops = [Frame(MARGIN + n * width, HEIGHT - 200, width, 70, leftPadding=0) for n in range(3)]
    frames = [Frame(MARGIN, HEIGHT - 120, WIDTH - 2 * MARGIN, 50, leftPadding=0), *tops,
              *columns(2, top=HEIGHT - 220)[:2],
              Frame(MARGIN, 20, WIDTH - 2 * MARGIN, 30, leftPadding=0)]  # fmt: skip
    figure = ParagraphStyle("figure", SECTION, fontSize=18, leading=22)
    story: list[Flowable] = [
        p(title, ParagraphStyle("t", SECTION, fontSize=24, leading=28)),
        FrameBreak(),
    ]
    for value, name in boxes:
        story += [p(value, figure), p(name), FrameBreak()]
    story += [p(texts[0]), FrameBreak(), p(texts[1]), FrameBreak(), p(note, NOTE)]
    truth = [title, *(part for box in boxes for part in box), *texts, note]
    return Made("report page", "report.pdf", built(story, frames), truth)


def long_table() -> Made:
    """A table that continues over several pages, its header repeated."""
    writer = Writer(306)
    rows: Rows = [("Day", "Gate", "Crates", "Remark")] + [
        (f"{n} May", f"G{n % 4}", str(n * 13), writer.sentence()[:28].strip()) for n in range(1, 90)
    ]
    story = [
        Table([list(row) for row in rows], style=RULED, colWidths=[60, 50, 60, 200], repeatRows=1)
    ]
    return Made("table over pages", "days.pdf", built(story, columns(1)), cells_of(rows), [rows])


def all_harder() -> list[Made]:
    return [
        table_in_column(),
        two_wordy_columns(),
        contents_page(),
        invoice(),
        typeset_columns(),
        report_page(),
        long_table(),
    ]
