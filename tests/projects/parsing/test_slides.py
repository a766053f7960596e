"""Slides are read as PowerPoint shows them: numbers, tables, notes, diagrams and charts."""

from __future__ import annotations

import io

import pptx
import pytest
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml.ns import qn
from pptx.util import Inches

from projects.parsing.formats.pptx import Counter


def saved(deck) -> bytes:
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def slide_of(deck, title: str = "Steps"):
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = title
    return slide


def written(frame, *paragraphs: tuple[str, int, str]):
    """Write (text, level, what stands before it: an element's name and its attributes)."""
    frame.text = "\n".join(text for text, _, _ in paragraphs)
    for paragraph, (_, level, mark) in zip(frame.paragraphs, paragraphs, strict=True):
        paragraph.level = level
        if mark:
            name, *pairs = mark.split()
            element = paragraph._p.get_or_add_pPr().makeelement(qn(f"a:{name}"), {})
            for pair in pairs:
                element.set(*pair.split("="))
            paragraph._p.get_or_add_pPr().append(element)


def text_of(read, deck) -> str:
    [page] = read(saved(deck), "deck.pptx").pages
    return page.text


PERIOD, PAREN = "buAutoNum type=arabicPeriod", "buAutoNum type=alphaLcParenR"


def test_numbered_points_keep_their_numbers(read):
    deck = pptx.Presentation()
    written(
        slide_of(deck).placeholders[1].text_frame,
        ("Plan", 0, PERIOD), ("who", 1, PAREN), ("when", 1, PAREN), ("Build", 0, PERIOD),
        ("what", 1, PAREN), ("Also", 0, ""), ("Again", 0, PERIOD), ("Aside", 0, "buNone"),
        ("Fifth", 0, f"{PERIOD} startAt=5"), ("Sixth", 0, f"{PERIOD} startAt=5"),
    )  # fmt: skip
    assert text_of(read, deck).split("\n\n")[1:] == [
        "1. Plan\n  a) who\n  b) when\n2. Build\n  a) what\n- Also\n1. Again",
        "Aside",
        "5. Fifth\n6. Sixth",
    ]


def test_a_text_box_has_marks_only_where_it_says_so(read):
    deck = pptx.Presentation()
    slide = slide_of(deck)
    box = slide.shapes.add_textbox(Inches(1), Inches(5), Inches(4), Inches(2)).text_frame
    written(box, ("To do", 0, ""), ("call", 0, "buChar char=-"), ("write", 0, "buChar char=-"))
    assert text_of(read, deck) == "Steps\n\nTo do\n\n- call\n- write"


@pytest.mark.parametrize(
    ("kind", "mark"),
    [
        ("romanUcPeriod", "IV."), ("alphaUcParenBoth", "(D)"), ("arabicPlain", "4"),
        ("thaiNumPeriod", "4."), ("romanLcParenR", "iv)"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_the_slide_shows_them(kind, mark):
    assert Counter().mark(0, kind, start=4) == mark


def test_notes_are_text_and_hidden_slides_are_called_so(read):
    deck = pptx.Presentation()
    slide = slide_of(deck)
    slide._element.set("show", "0")
    slide.notes_slide.notes_text_frame.text = "Dates may move.\nSay so."
    [page] = read(saved(deck), "deck.pptx").pages
    assert page.label == "Slide 1 (hidden): Steps"
    assert page.text.endswith("Notes\n\nDates may move.\nSay so.")


def test_a_cell_merged_over_rows_is_in_each_of_them(read):
    deck = pptx.Presentation()
    shape = slide_of(deck).shapes.add_table(3, 2, Inches(1), Inches(3), Inches(6), Inches(2))
    for at, text in enumerate(["Site", "Day", "Bonn", "Monday", "", "Friday"]):
        shape.table.cell(at // 2, at % 2).text = text
    shape.table.cell(1, 0).merge(shape.table.cell(2, 0))
    assert text_of(read, deck).endswith("| Bonn | Monday |\n| Bonn | Friday |")


def test_the_figures_of_a_chart_are_a_table(read):
    deck, data = pptx.Presentation(), CategoryChartData()
    data.categories = ["2024", "2025"]
    data.add_series("Sales", (19.2, 21.4))
    data.add_series("Costs", (12, 13))
    frame = slide_of(deck).shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Inches(1), Inches(2), Inches(6), Inches(4), data
    )
    frame.chart.has_title = True
    frame.chart.chart_title.text_frame.text = "Sales and costs, m€"
    assert text_of(read, deck).split("\n\n")[1:] == [
        "Sales and costs, m€",
        "|  | Sales | Costs |\n| --- | --- | --- |\n| 2024 | 19.2 | 12 |\n| 2025 | 21.4 | 13 |",
    ]
