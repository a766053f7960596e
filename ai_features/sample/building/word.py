"""Typesets a source as a Word file with real headings, lists and tables."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from ai_features.sample.building.colours import HAIRLINE, HEATH, SLATE, STONE
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
from ai_features.sample.building.steady import steady

HEADING_SIZES = {1: 21, 2: 13, 3: 11}
PAGE_WIDTH, SIDE_MARGIN = Cm(21), Cm(2.9)
TEXT_WIDTH = PAGE_WIDTH - 2 * SIDE_MARGIN


def word_file(blocks: list[Block], *, chapters_on_new_pages: bool) -> bytes:
    """Return a .docx; the first heading is its title, the paragraph after it the imprint."""
    file: Any = Document()
    title = plain(blocks[0].line) if isinstance(blocks[0], Heading) else ""
    file.core_properties.title = title
    file.core_properties.author = "Tarnbeck Casework Limited"
    _set_page(file)
    _set_styles(file, chapters_on_new_pages=chapters_on_new_pages)
    _set_margins_text(file, title=title)
    for position, block in enumerate(blocks):
        _add(file, block, imprint=position == 1)
    stream = BytesIO()
    file.save(stream)
    return steady(stream.getvalue())


def _set_page(file: Any) -> None:
    section = file.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, Cm(29.7)
    section.left_margin = section.right_margin = SIDE_MARGIN
    section.top_margin, section.bottom_margin = Cm(2.8), Cm(2.4)


def _set_styles(file: Any, *, chapters_on_new_pages: bool) -> None:
    body = file.styles["Normal"]
    body.font.name, body.font.size = "Georgia", Pt(10.5)
    body.paragraph_format.space_after = Pt(8)
    body.paragraph_format.line_spacing = 1.3
    _set_font(file.styles["Title"], size=34, colour=SLATE)
    file.styles["Title"].paragraph_format.space_before = Pt(190 if chapters_on_new_pages else 10)
    for level, size in HEADING_SIZES.items():
        style = file.styles[f"Heading {level}"]
        _set_font(style, size=size, colour=HEATH if level == 1 else SLATE)
        style.paragraph_format.space_before = Pt(30 if level == 1 else 16)
        style.paragraph_format.space_after = Pt(10 if level == 1 else 4)
        style.paragraph_format.keep_with_next = True
    file.styles["Heading 1"].paragraph_format.page_break_before = chapters_on_new_pages


def _set_font(style: Any, *, size: float, colour: str) -> None:
    style.font.name, style.font.size = "Georgia", Pt(size)
    style.font.bold = False
    style.font.color.rgb = RGBColor.from_string(colour)
    # The template links each heading to a blue character style, and draws a line under the title.
    for part in ("w:link", "w:pPr/w:pBdr"):
        for element in style.element.findall(part, style.element.nsmap):
            element.getparent().remove(element)
    # The template names theme fonts for headings, and those would win over the name above.
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{attribute}"), None)


def _set_margins_text(file: Any, *, title: str) -> None:
    section = file.sections[0]
    _small(section.header.paragraphs[0], f"Tarnbeck Casework · {title}")
    footer = section.footer.paragraphs[0]
    footer.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    run = _small(footer, "")
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        run._r.append(_field_part(kind, text))


def _small(paragraph: Any, text: str) -> Any:
    run = paragraph.add_run(text)
    run.font.size, run.font.color.rgb = Pt(8.5), RGBColor.from_string(STONE)
    return run


def _field_part(kind: str, text: str) -> Any:
    part = OxmlElement("w:fldChar" if kind else "w:instrText")
    if kind:
        part.set(qn("w:fldCharType"), kind)
    part.text = text
    return part


def _add(file: Any, block: Block, *, imprint: bool) -> None:
    match block:
        case Heading(level=1):
            file.add_paragraph(plain(block.line), style="Title")
        case Heading():
            file.add_heading(plain(block.line), level=block.level - 1)
        case Paragraph():
            _write(file.add_paragraph(), block.line, colour=STONE if imprint else "")
        case Note():
            _write(file.add_paragraph(style="Intense Quote"), block.line)
        case Items():
            style = "List Number" if block.numbered else "List Bullet"
            for line in block.lines:
                _write(file.add_paragraph(style=style), line)
        case Table():
            _add_table(file, block)
        case Figure():
            raise ValueError("Only the manual has drawings.")


def _write(paragraph: Any, line: Line, *, colour: str = "", size: float = 0) -> None:
    for words in line:
        run = paragraph.add_run(words.text)
        run.bold = words.bold or None
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if size:
            run.font.size = Pt(size)


def _add_table(file: Any, block: Table) -> None:
    table = file.add_table(rows=0, cols=len(block.rows[0]))
    table.autofit = False
    widths = [int(TEXT_WIDTH * share) for share in column_shares(block)]
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, row in enumerate(block.rows):
        cells = table.add_row().cells
        for cell, line, width in zip(cells, row, widths, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_before = Pt(3)
            paragraph.paragraph_format.space_after = Pt(3)
            paragraph.paragraph_format.line_spacing = 1.1
            _write(paragraph, line, colour=HEATH if number == 0 else "", size=9.5)
    _repeat_header(table)
    _rule_rows(table)
    file.add_paragraph().paragraph_format.space_after = Pt(4)


def _repeat_header(table: Any) -> None:
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))


def _rule_rows(table: Any) -> None:
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "bottom", "insideH"):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "4"), ("color", HAIRLINE)):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)
