"""Typesets a source as slides: each heading is a slide, each quotation its speaker notes."""

from __future__ import annotations

from io import BytesIO
from typing import Any, cast

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Cm, Pt

from ai_features.sample.building.colours import HEATH, PAPER, SLATE, STONE
from ai_features.sample.building.source import (
    Block,
    Figure,
    Heading,
    Items,
    Note,
    Paragraph,
    Table,
    column_shares,
    plain,
)
from ai_features.sample.building.steady import steady

WIDTH, HEIGHT, MARGIN = Cm(33.867), Cm(19.05), Cm(2.4)
TITLE_ONLY, TITLE_AND_CONTENT = 5, 1
ROW_HEIGHT = Cm(1.35)


def slide_file(blocks: list[Block]) -> bytes:
    """Return a .pptx with one slide for each heading."""
    file: Any = Presentation()
    file.slide_width, file.slide_height = WIDTH, HEIGHT
    file.core_properties.author = "Ruth Oxenbridge"
    file.core_properties.title = "Autumn briefing, 12 November 2026"
    for number, group in enumerate(_slides(blocks), start=1):
        _add_slide(file, group, number=number)
    stream = BytesIO()
    file.save(stream)
    return steady(stream.getvalue())


def _slides(blocks: list[Block]) -> list[list[Block]]:
    groups: list[list[Block]] = []
    for block in blocks:
        if isinstance(block, Heading):
            groups.append([])
        groups[-1].append(block)
    return groups


def _add_slide(file: Any, group: list[Block], *, number: int) -> None:
    has_list = any(isinstance(block, Items) for block in group)
    slide = file.slides.add_slide(file.slide_layouts[TITLE_AND_CONTENT if has_list else TITLE_ONLY])
    opening = number == 1
    _paint(slide, SLATE if opening else PAPER)
    _add_rule(slide, top=Cm(11.2) if opening else Cm(4.1))
    has_figure = any(isinstance(block, Figure) for block in group)
    for block in group:
        _add(slide, block, group=group, opening=opening, beside_figure=has_figure)
    if not opening:
        _text(slide, str(number), left=WIDTH - MARGIN - Cm(1), top=Cm(17.6), size=11, colour=STONE)


def _add(
    slide: Any, block: Block, *, group: list[Block], opening: bool, beside_figure: bool
) -> None:
    match block:
        case Heading():
            _set_title(slide, plain(block.line), opening=opening)
        case Paragraph():
            _text(slide, plain(block.line), left=MARGIN, top=Cm(11.9), size=18, colour=PAPER)
        case Items():
            _set_items(slide, block)
        case Table():
            _add_table(slide, block, left=WIDTH / 2 + Cm(4) if beside_figure else MARGIN)
        case Figure():
            _add_chart(slide, block, data=next(b for b in group if isinstance(b, Table)))
        case Note():
            slide.notes_slide.notes_text_frame.text = plain(block.line)


def _paint(slide: Any, colour: str) -> None:
    slide.background.fill.solid()
    slide.background.fill.fore_color.rgb = _rgb(colour)


def _add_rule(slide: Any, *, top: int) -> None:
    rule = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, MARGIN, top, Cm(3), Cm(0.08))
    rule.fill.solid()
    rule.fill.fore_color.rgb = _rgb(HEATH)
    rule.line.fill.background()


def _rgb(colour: str) -> RGBColor:
    return cast("RGBColor", RGBColor.from_string(colour))  # type: ignore[no-untyped-call]


def _place(shape: Any, *, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _set_title(slide: Any, text: str, *, opening: bool) -> None:
    title = slide.shapes.title
    top = Cm(6.4) if opening else Cm(1.5)
    _place(
        title, left=MARGIN, top=top, width=WIDTH - 2 * MARGIN, height=Cm(4.4 if opening else 2.4)
    )
    title.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    title.text_frame.margin_left = 0
    title.text_frame.text = text
    _style(title.text_frame, size=54 if opening else 32, colour=PAPER if opening else SLATE)


def _style(frame: Any, *, size: float, colour: str) -> None:
    for paragraph in frame.paragraphs:
        paragraph.alignment = PP_ALIGN.LEFT
        for run in paragraph.runs:
            run.font.name, run.font.size = "Georgia", Pt(size)
            run.font.color.rgb = _rgb(colour)


def _text(slide: Any, text: str, *, left: int, top: int, size: float, colour: str) -> None:
    box = slide.shapes.add_textbox(left, top, WIDTH - left - Cm(1), Cm(1.4))
    box.text_frame.margin_left = 0
    box.text_frame.text = text
    _style(box.text_frame, size=size, colour=colour)


def _set_items(slide: Any, block: Items) -> None:
    body = slide.placeholders[1]
    _place(body, left=MARGIN, top=Cm(5.2), width=WIDTH - 2 * MARGIN, height=Cm(11.6))
    body.text_frame.vertical_anchor = MSO_ANCHOR.TOP
    body.text_frame.text = "\n".join(plain(line) for line in block.lines)
    _style(body.text_frame, size=22, colour=SLATE)
    for paragraph in body.text_frame.paragraphs:
        paragraph.space_after = Pt(16)


def _add_table(slide: Any, block: Table, *, left: float) -> None:
    width = int(WIDTH - MARGIN - left)
    rows, columns = len(block.rows), len(block.rows[0])
    frame = slide.shapes.add_table(rows, columns, int(left), Cm(5.4), width, ROW_HEIGHT * rows)
    table = frame.table
    table.horz_banding = False
    for column, share in zip(table.columns, column_shares(block), strict=True):
        column.width = int(width * share)
    for number, row in enumerate(block.rows):
        for column, line in enumerate(row):
            _set_cell(table.cell(number, column), plain(line), header=number == 0)


def _set_cell(cell: Any, text: str, *, header: bool) -> None:
    cell.text_frame.text = text
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.fill.solid()
    cell.fill.fore_color.rgb = _rgb(SLATE if header else PAPER)
    _style(cell.text_frame, size=16, colour=PAPER if header else SLATE)


def _add_chart(slide: Any, figure: Figure, *, data: Table) -> None:
    chart_data: Any = CategoryChartData()  # type: ignore[no-untyped-call]
    # Bars are drawn from the bottom up: reversed, the table's first row is on top.
    rows = list(reversed(data.rows[1:]))
    chart_data.categories = [plain(row[0]) for row in rows]
    chart_data.add_series(figure.caption, [float(plain(row[1])) for row in rows])
    place = (MARGIN, Cm(5), WIDTH / 2, Cm(12))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.BAR_CLUSTERED, *map(int, place), chart_data).chart
    chart.has_legend = False
    chart.has_title = False
    chart.font.size, chart.font.name = Pt(14), "Georgia"
    plot = chart.plots[0]
    plot.gap_width, plot.has_data_labels = 60, True
    plot.series[0].format.fill.solid()
    plot.series[0].format.fill.fore_color.rgb = _rgb(HEATH)
    chart.value_axis.visible = False
    chart.value_axis.has_major_gridlines = False
