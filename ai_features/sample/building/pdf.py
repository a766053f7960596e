"""Typesets the manual as a PDF: cover, contents with page numbers, running header, bookmarks."""

from __future__ import annotations

from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Frame,
    KeepTogether,
    ListFlowable,
    ListItem,
    NextPageTemplate,
    PageBreak,
    PageTemplate,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Paragraph as Text
from reportlab.platypus import Table as Grid
from reportlab.platypus.tableofcontents import TableOfContents

from ai_features.sample.building import figures
from ai_features.sample.building.colours import HAIRLINE, HEATH, PAPER, SLATE, STONE
from ai_features.sample.building.source import (
    Block,
    Figure,
    Heading,
    Items,
    Line,
    Note,
    Paragraph,
    Table,
    column_shares,
    plain,
)

LEFT, RIGHT, TOP, BOTTOM = 27 * mm, 22 * mm, 27 * mm, 24 * mm
BODY_WIDTH = A4[0] - LEFT - RIGHT
CHAPTER = 2
LONG_TABLE, FIRST_ROWS = 14, 6
ROW_HEIGHT = 20.0
CHARACTERS_A_LINE = 100


def _style(name: str, font: str, size: float, leading: float, **more: Any) -> ParagraphStyle:
    colour = HexColor(f"#{more.pop('colour', SLATE)}")
    return ParagraphStyle(
        name, fontName=font, fontSize=size, leading=leading, textColor=colour, **more
    )


STYLES = {
    "body": _style("body", "Helvetica", 9.6, 14.4, spaceAfter=7),
    "cell": _style("cell", "Helvetica", 8.6, 11.6),
    "head": _style("head", "Helvetica-Bold", 8.2, 11, colour=HEATH),
    "note": _style("note", "Helvetica", 9.2, 13.2),
    "caption": _style("caption", "Times-Italic", 9.5, 12, colour=STONE, alignment=TA_CENTER),
    "contents": _style("contents", "Helvetica", 10, 20),
    "title": _style("title", "Times-Roman", 46, 50, colour=PAPER),
    "subtitle": _style("subtitle", "Helvetica", 11, 16, colour=HAIRLINE),
    "h2": _style("h2", "Times-Roman", 22, 26, colour=HEATH, spaceBefore=16, spaceAfter=9),
    "h3": _style("h3", "Helvetica-Bold", 10.6, 14, spaceBefore=9, spaceAfter=4),
}


class _Manual(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    """Notes each chapter for the contents, the bookmarks and the running header."""

    chapter = ""

    def beforeDocument(self) -> None:  # noqa: N802  # reportlab's name
        self.chapter = ""

    def afterFlowable(self, flowable: Any) -> None:  # noqa: N802  # reportlab's name
        style = getattr(getattr(flowable, "style", None), "name", "")
        if style not in ("h2", "h3"):
            return
        text, key = flowable.getPlainText(), f"{style}-{id(flowable)}"
        self.canv.bookmarkPage(key)
        self.canv.addOutlineEntry(text, key, level=0 if style == "h2" else 1, closed=True)
        if style == "h2":
            self.chapter = text
            self.notify("TOCEntry", (0, text, self.page, key))


def pdf_file(blocks: list[Block], *, running_title: str) -> bytes:
    """Return the PDF; the printed page numbers count from the cover, as a reader's do."""
    stream = BytesIO()
    manual = _Manual(
        stream,
        pagesize=A4,
        title=plain(_first_heading(blocks).line),
        author="Tarnbeck Casework Limited",
        invariant=1,
    )
    frame = Frame(LEFT, BOTTOM, BODY_WIDTH, A4[1] - TOP - BOTTOM, 0, 0, 0, 0)
    cover = Frame(LEFT, 40 * mm, BODY_WIDTH, 150 * mm, 0, 0, 0, 0)
    manual.addPageTemplates(
        [
            PageTemplate("cover", [cover], onPage=_paint_cover),
            PageTemplate("page", [frame], onPageEnd=_furniture(running_title)),
        ]
    )
    manual.multiBuild(_story(blocks))
    return stream.getvalue()


def _first_heading(blocks: list[Block]) -> Heading:
    return next(block for block in blocks if isinstance(block, Heading))


def _paint_cover(canvas: Any, _manual: Any) -> None:
    canvas.saveState()
    canvas.setFillColor(HexColor(f"#{SLATE}"))
    canvas.rect(0, 0, *A4, stroke=0, fill=1)
    canvas.setFillColor(HexColor(f"#{HEATH}"))
    canvas.rect(0, 0, 9 * mm, A4[1], stroke=0, fill=1)
    canvas.setFillColor(HexColor(f"#{PAPER}"))
    canvas.setFont("Times-Roman", 15)
    canvas.drawString(LEFT, A4[1] - 30 * mm, "Tarnbeck Casework")
    canvas.restoreState()


def _furniture(running_title: str) -> Any:
    def paint(canvas: Any, manual: _Manual) -> None:
        canvas.saveState()
        canvas.setFont("Helvetica", 8)
        canvas.setFillColor(HexColor(f"#{STONE}"))
        canvas.setStrokeColor(HexColor(f"#{HAIRLINE}"))
        top = A4[1] - 17 * mm
        canvas.drawString(LEFT, top, running_title)
        canvas.drawRightString(A4[0] - RIGHT, top, manual.chapter)
        canvas.line(LEFT, top - 2.5 * mm, A4[0] - RIGHT, top - 2.5 * mm)
        canvas.drawRightString(A4[0] - RIGHT, 13 * mm, str(manual.page))
        canvas.restoreState()

    return paint


def _story(blocks: list[Block]) -> list[Any]:
    title, imprint, *rest = blocks
    story = [*_cover(title, imprint), *_contents()]
    for position, block in enumerate(rest):
        story.extend(_flow(block, after=rest[position + 1 : position + 3]))
    return story


def _cover(title: Block, imprint: Block) -> list[Any]:
    if not isinstance(title, Heading) or not isinstance(imprint, Paragraph):
        raise ValueError("The manual begins with its title and a line about the edition.")
    return [
        Text(_markup(title.line), STYLES["title"]),
        Spacer(0, 8 * mm),
        Text(_markup(imprint.line), STYLES["subtitle"]),
        NextPageTemplate("page"),
        PageBreak(),
    ]


def _contents() -> list[Any]:
    contents = TableOfContents(dotsMinLevel=9)
    contents.levelStyles = [STYLES["contents"]]
    # Not in the style of a chapter, or the contents would list themselves.
    heading = ParagraphStyle("contents-heading", parent=STYLES["h2"])
    return [Text("Contents", heading), contents, PageBreak()]


def _markup(line: Line) -> str:
    parts = (f"<b>{escape(words.text)}</b>" if words.bold else escape(words.text) for words in line)
    return "".join(parts)


def _flow(block: Block, *, after: list[Block]) -> list[Any]:
    match block:
        case Heading():
            room = (50 * mm if block.level == CHAPTER else 12 * mm) + sum(map(_room, after))
            return [CondPageBreak(room), Text(_markup(block.line), STYLES[f"h{block.level}"])]
        case Paragraph():
            return [Text(_markup(block.line), STYLES["body"])]
        case Items():
            return [_items(block), Spacer(0, 5)]
        case Note():
            return [_callout(block), Spacer(0, 9)]
        case Figure():
            return [_figure(block)]
        case Table():
            return [_grid(block), Spacer(0, 11)]


def _room(block: Block) -> float:
    """Guess the height to keep free, so that no heading stands alone above a page's end."""
    match block:
        case Table():
            whole = len(block.rows) <= LONG_TABLE
            return ROW_HEIGHT * (len(block.rows) if whole else FIRST_ROWS)
        case Paragraph():
            return 14.4 * (1 + len(plain(block.line)) // CHARACTERS_A_LINE)
        case _:
            return 0.0


def _items(block: Items) -> Any:
    compact = ParagraphStyle("item", parent=STYLES["body"], spaceAfter=3)
    return ListFlowable(
        [ListItem(Text(_markup(line), compact)) for line in block.lines],
        bulletType="1" if block.numbered else "bullet",
        bulletFontName="Helvetica",
        bulletFontSize=9.2 if block.numbered else 6,
        bulletOffsetY=0 if block.numbered else -2,
        bulletColor=HexColor(f"#{HEATH}"),
        bulletFormat="%s." if block.numbered else None,
        start=None if block.numbered else "square",
        leftIndent=16,
    )


def _callout(block: Note) -> Any:
    box = Grid([[Text(_markup(block.line), STYLES["note"])]], colWidths=[BODY_WIDTH])
    box.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), HexColor(f"#{PAPER}")),
                ("LINEBEFORE", (0, 0), (0, -1), 2.4, HexColor(f"#{HEATH}")),
                ("LEFTPADDING", (0, 0), (-1, -1), 11),
                ("TOPPADDING", (0, 0), (-1, -1), 7),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return box


def _figure(block: Figure) -> Any:
    caption = Text(block.caption, STYLES["caption"])
    return KeepTogether(
        [Spacer(0, 4), figures.draw(block.name), Spacer(0, 5), caption, Spacer(0, 12)]
    )


def _grid(block: Table) -> Any:
    rows = [
        [Text(_markup(line), STYLES["head" if number == 0 else "cell"]) for line in row]
        for number, row in enumerate(block.rows)
    ]
    grid = Grid(
        rows,
        colWidths=[BODY_WIDTH * share for share in column_shares(block)],
        repeatRows=1,
        hAlign="LEFT",
    )
    grid.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, 0), 0.9, HexColor(f"#{SLATE}")),
                ("LINEBELOW", (0, 1), (-1, -1), 0.4, HexColor(f"#{HAIRLINE}")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (0, -1), 0),
                ("TOPPADDING", (0, 0), (-1, -1), 3.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 4.5),
            ]
        )
    )
    return grid if len(rows) > LONG_TABLE else KeepTogether(grid)
