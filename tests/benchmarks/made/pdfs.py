"""PDFs with known truth: columns, tables, furniture, notes, scripts."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Sequence
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_JUSTIFY
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Flowable,
    Frame,
    FrameBreak,
    ListFlowable,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from tests.benchmarks.made import Made, Rows, Writer, cells_of

BODY = ParagraphStyle("body", fontName="Times-Roman", fontSize=10, leading=12, spaceAfter=6)
JUSTIFIED = ParagraphStyle(
    "justified", BODY, alignment=TA_JUSTIFY, firstLineIndent=12, spaceAfter=0
)
NOTE = ParagraphStyle("note", BODY, fontSize=7.5, leading=9)
TITLE = ParagraphStyle("title", BODY, fontName="Helvetica-Bold", fontSize=20, leading=26)
SECTION = ParagraphStyle("section", BODY, fontName="Helvetica-Bold", fontSize=12, leading=16)
BOLD = ParagraphStyle("bold", BODY, fontName="Times-Bold")
WIDTH, HEIGHT = A4
MARGIN = 56
RULED = [("GRID", (0, 0), (-1, -1), 0.5, "black"), ("VALIGN", (0, 0), (-1, -1), "TOP")]
BARE = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("FONTSIZE", (0, 0), (-1, -1), 9)]

OnPage = Callable[[Canvas, BaseDocTemplate], None]


def p(text: str, style: ParagraphStyle = BODY) -> Paragraph:
    return Paragraph(escape(text), style)


def columns(count: int, *, top: float = HEIGHT - MARGIN, gap: float = 18) -> list[Frame]:
    width = (WIDTH - 2 * MARGIN - gap * (count - 1)) / count
    return [
        Frame(MARGIN + place * (width + gap), MARGIN, width, top - MARGIN,
              leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
        for place in range(count)
    ]  # fmt: skip


def built(
    story: Sequence[Flowable],
    frames: Sequence[Frame],
    *,
    on_page: OnPage = lambda canvas, document: None,
    later: Sequence[Frame] = (),
) -> bytes:
    out = io.BytesIO()
    document = BaseDocTemplate(out, pagesize=A4)
    document.addPageTemplates(PageTemplate("first", list(frames), onPage=on_page))
    document.addPageTemplates(PageTemplate("later", list(later or frames), onPage=on_page))
    document.build([NextPageTemplate("later"), *story])
    return out.getvalue()


def column_text(
    writer: Writer, sections: int, *, style: ParagraphStyle = BODY
) -> Iterator[tuple[str, ParagraphStyle]]:
    for number in range(1, sections + 1):
        yield f"{number} Rules of chapter {number}", SECTION
        yield from ((writer.paragraph(6), style) for _ in range(3))


def article(name: str, *, seed: int, count: int, style: ParagraphStyle) -> Made:
    writer = Writer(seed)
    title, abstract = f"A study of deliveries in {count} columns", writer.paragraph(6)
    head = Frame(MARGIN, HEIGHT - 200, WIDTH - 2 * MARGIN, 150, leftPadding=0, rightPadding=0)
    texts = list(column_text(writer, 7, style=style))
    story = [p(title, TITLE), p(abstract), FrameBreak(), *(p(*text) for text in texts)]
    frames = [head, *columns(count, top=HEIGHT - 205)]
    content = built(story, frames, later=columns(count))
    headings = [title, *(text for text, look in texts if look is SECTION)]
    return Made(name, f"{name}.pdf", content, [title, abstract, *(text for text, _ in texts)],
                headings=headings)  # fmt: skip


def spanning_heading() -> Made:
    writer = Writer(31)
    upper, lower = ([writer.paragraph(7) for _ in range(3)] for _ in range(2))
    heading = "Second part, across all columns"
    width = (WIDTH - 2 * MARGIN - 36) / 3
    frames = [
        *(Frame(MARGIN + n * (width + 18), 460, width, 320, leftPadding=0, rightPadding=0)
          for n in range(3)),
        Frame(MARGIN, 420, WIDTH - 2 * MARGIN, 36, leftPadding=0, rightPadding=0),
        *(Frame(MARGIN + n * (width + 18), 90, width, 320, leftPadding=0, rightPadding=0)
          for n in range(3)),
    ]  # fmt: skip
    story: list[Flowable] = []
    for text in upper:
        story += [p(text), FrameBreak()]
    story += [p(heading, SECTION), FrameBreak()]
    for text in lower:
        story += [p(text), FrameBreak()]
    content = built(story[:-1], frames)
    return Made("three columns, spanning heading", "span.pdf", content,
                [*upper, heading, *lower], headings=[heading])  # fmt: skip


def table(
    name: str,
    *,
    seed: int,
    rows: Rows,
    style: list[object],
    widths: list[int],
    named: Rows | None = None,
) -> Made:
    """A table between paragraphs; ``named`` are its rows if two of them are one header."""
    writer = Writer(seed)
    before, after = writer.paragraph(4), writer.paragraph(4)
    cells = [[p(cell) if len(cell) > 24 else cell for cell in row] for row in rows]
    story = [p(before), Table(cells, colWidths=widths, style=style), Spacer(1, 12), p(after)]
    content = built(story, columns(1))
    return Made(
        name, f"{name}.pdf", content, [before, *cells_of(rows), after], tables=[named or rows]
    )


FIGURES = [
    ("Region", "2023", "2024", "Change"), ("North", "1,204", "1,310", "8.8 %"),
    ("South", "980", "1,017", "3.8 %"), ("East", "2,411", "2,390", "-0.9 %"),
    ("West", "640", "702", "9.7 %"), ("Total", "5,235", "5,419", "3.5 %"),
]  # fmt: skip
WORDY = [
    ("Duty", "Who", "How it is done and what is written down"),
    ("Opening", "Shift lead", "Unlocks the gates, reads the meters and enters both in the yard "
     "book before the first lorry arrives"),
    ("Cold chain", "Quality", "Measures each truck at three places; a truck above four degrees "
     "waits until the buyer has been asked"),
    ("Keys", "Porter", "Counts the keys in the evening and signs for them"),
    ("Waste", "All", "Sorted by colour, weighed on Fridays and collected on Mondays by the city"),
]  # fmt: skip
MERGED = [
    ("Site", "Morning", "", "Evening", ""), ("", "In", "Out", "In", "Out"),
    ("Bonn", "12", "9", "14", "15"), ("Ghent", "7", "8", "21", "18"),
    ("Lyon", "33", "30", "4", "6"),
]  # fmt: skip
NAMED = [("Site", "Morning In", "Morning Out", "Evening In", "Evening Out"), *MERGED[2:]]
SPARSE = [
    ("Item", "Ordered", "Received", "Remark"), ("Bolts", "400", "400", ""),
    ("Nuts", "400", "", "late"), ("Washers", "", "800", "not ordered"), ("Rods", "20", "20", ""),
]  # fmt: skip


def furniture() -> Made:
    writer = Writer(41)
    texts = [writer.paragraph(14) for _ in range(9)]

    def on_page(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(MARGIN, HEIGHT - 30, "Acme yard manual")
        canvas.drawRightString(WIDTH - MARGIN, HEIGHT - 30, "Edition of May")
        canvas.drawCentredString(WIDTH / 2, 24, f"- {document.page} -")

    story = [part for text in texts for part in (p(text), PageBreak())]
    return Made("running headers and page numbers", "furniture.pdf",
                built(story, columns(1), on_page=on_page), texts,
                absent=[f"- {number} -" for number in range(1, 10)])  # fmt: skip


def hyphens() -> Made:
    lines = ["The commission exam-", "ined every reimburse-", "ment of the north-",
             "eastern branch and its well-", "known partner in Saint-", "Denis within a fort-",
             "night."]  # fmt: skip
    truth = ("The commission examined every reimbursement of the northeastern branch and its "
             "well-known partner in Saint-Denis within a fortnight.")  # fmt: skip
    places = [(MARGIN, 700 - n * 13, line) for n, line in enumerate(lines)]
    return drawn("hyphens at line ends", places, [truth])


def drawn(
    name: str,
    places: Sequence[tuple[float, float, str]],
    truth: list[str],
    *,
    font: str = "Times-Roman",
    size: float = 10,
    rotate: int = 0,
) -> Made:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4) if rotate else A4)
    if rotate:
        canvas.setPageRotation(rotate)
    canvas.setFont(font, size)
    for left, height, text in places:
        canvas.drawString(left, height, text)
    canvas.save()
    return Made(name, f"{name}.pdf", out.getvalue(), truth)


def footnotes() -> Made:
    writer = Writer(51)
    first, second = writer.paragraph(5), writer.paragraph(5)
    notes = [f"{n} {writer.sentence()}" for n in (1, 2)]
    marked = [Paragraph(f"{text}<super size=6>{n}</super>", BODY)
              for n, text in enumerate((first, second), start=1)]  # fmt: skip
    frames = [
        Frame(MARGIN, 110, WIDTH - 2 * MARGIN, 660),
        Frame(MARGIN, 50, WIDTH - 2 * MARGIN, 56),
    ]
    story = [*marked, FrameBreak(), *(p(note, NOTE) for note in notes)]
    return Made("footnotes", "notes.pdf", built(story, frames), [f"{first}1", f"{second}2", *notes])


def bullets() -> Made:
    writer = Writer(61)
    before = writer.paragraph(2)
    items = [writer.paragraph(3) for _ in range(3)]
    numbered = [writer.paragraph(2) for _ in range(3)]
    story = [
        p(before),
        ListFlowable([p(item) for item in items], bulletType="bullet"),
        ListFlowable([p(item) for item in numbered], bulletType="1", bulletFormat="%s."),
    ]
    truth = [before, *items, *(f"{n}. {text}" for n, text in enumerate(numbered, start=1))]
    return Made("lists", "lists.pdf", built(story, columns(1)), truth)


def bold_headings() -> Made:
    writer = Writer(71)
    story, truth, headings = [], [], []
    for name in ("Scope", "Duties of the carrier", "Insurance"):
        text = writer.paragraph(6)
        story += [p(name, BOLD), p(text)]
        truth += [name, text]
        headings.append(name)
    return Made("bold headings of the body's size", "bold.pdf", built(story, columns(1)), truth,
                headings=headings)  # fmt: skip


def rotated() -> Made:
    writer = Writer(81)
    lines = [writer.sentence() for _ in range(20)]
    places = [(60, 500 - n * 16, line) for n, line in enumerate(lines)]
    return drawn("page turned by 90 degrees", places, [" ".join(lines)], rotate=90)


def chinese() -> Made:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    lines = [
        "供应商在九天内检查所有托盘并记录结果",
        "仓库主管每周一清点钥匙并签字确认",
        "运输公司负责冷链温度的测量与保存",
    ]
    return drawn("Chinese", [(80, 700 - n * 20, line) for n, line in enumerate(lines)],
                 ["".join(lines)], font="STSong-Light", size=12)  # fmt: skip


def sidebar() -> Made:
    writer = Writer(91)
    main, side = [writer.paragraph(7) for _ in range(4)], [writer.paragraph(3) for _ in range(2)]
    frames = [Frame(MARGIN, 60, 330, 700, leftPadding=0, rightPadding=0),
              Frame(MARGIN + 350, 300, 135, 460, leftPadding=0, rightPadding=0)]  # fmt: skip
    small = ParagraphStyle("side", BODY, fontSize=8, leading=10)
    story = [*(p(text) for text in main), FrameBreak(), *(p(text, small) for text in side)]
    return Made("main text and a side column", "side.pdf", built(story, frames), [*main, *side])


def shuffled() -> Made:
    """A page written column by column from the bottom up, as some programs do."""
    writer = Writer(101)
    left, right = ([writer.sentence()[:44] for _ in range(30)] for _ in range(2))
    places = [(60, 740 - n * 13, text) for n, text in enumerate(left)]
    places += [(320, 740 - n * 13, text) for n, text in enumerate(right)]
    return drawn("lines written in reverse", places[::-1], [" ".join(left), " ".join(right)])


def all_pdfs() -> list[Made]:
    return [
        article("two columns", seed=11, count=2, style=JUSTIFIED),
        article("three columns", seed=21, count=3, style=BODY),
        spanning_heading(),
        table("table with rules", seed=12, rows=WORDY, style=RULED, widths=[70, 70, 280]),
        table("table without rules", seed=13, rows=FIGURES, style=BARE, widths=[90, 70, 70, 70]),
        table("wordy table without rules", seed=14, rows=WORDY, style=BARE, widths=[70, 70, 280]),
        table("table with merged heads", seed=15, rows=MERGED,
              style=[*RULED, ("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)),
                     ("SPAN", (0, 0), (0, 1))], widths=[80, 60, 60, 60, 60], named=NAMED),
        table("table with empty cells", seed=16, rows=SPARSE, style=RULED, widths=[90, 70, 70, 90]),
        furniture(), hyphens(), footnotes(), bullets(), bold_headings(), rotated(), chinese(),
        sidebar(), shuffled(),
    ]  # fmt: skip
