"""The order in which a person reads a page, whatever its script and whatever stands beside what."""

from __future__ import annotations

from pathlib import Path

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

from tests.projects.parsing.conftest import lines, pdf

HEBREW = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")


def test_a_table_in_the_middle_of_the_page_stands_before_the_text_below_it(read):
    def draw(canvas):
        for row in range(5):
            for column, text in enumerate((f"M{row}", f"{row}10", f"{row} %")):
                canvas.drawString(300 + column * 60, 760 - row * 16, text)
        lines("2.1 Cash", "Cash was low.", "Debt was lower.", top=600)(canvas)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.blocks[0].kind == "table"
    assert page.text.endswith("Debt was lower.")


def test_the_entries_of_a_table_of_contents_stay_apart(read):
    entries = [f"{number} Part {number} {'.' * 60} {number * 7}" for number in (1, 2, 3)]
    [page] = read(pdf(lines(*entries)), "a.pdf").pages
    assert page.text == "1 Part 1 … 7\n\n2 Part 2 … 14\n\n3 Part 3 … 21"


def test_japanese_lines_from_top_to_bottom_are_read_from_right_to_left(read):
    pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3", isVertical=True))

    def draw(canvas):
        canvas.setFont("HeiseiMin-W3", 14)
        for number, text in enumerate(("賃料は月額十二万円である。", "契約期間は二年間である。")):
            canvas.drawString(500 - number * 48, 760, text)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.text.split("\n\n") == ["賃料は月額十二万円である。", "契約期間は二年間である。"]


@pytest.mark.skipif(not HEBREW.exists(), reason="needs a font with Hebrew letters")
def test_a_number_within_a_line_from_right_to_left_stays_in_it(read):
    pdfmetrics.registerFont(TTFont("Hebrew", str(HEBREW)))
    shown = ["התשלום החודשי הוא ", "320", " שקל בלבד"]

    def draw(canvas):
        canvas.setFont("Hebrew", 12)
        at = 540.0
        for part in shown:
            written = part if part.isdigit() else part[::-1]
            canvas.drawRightString(at, 700, written)
            at -= canvas.stringWidth(written)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.text == "".join(shown)
