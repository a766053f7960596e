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


def test_columns_written_line_by_line_across_are_read_one_after_the_other(read):
    left = [f"Left {at} goes on and on along its own column here" for at in range(6)]
    right = [f"Right {at} goes on and on along its own column too" for at in range(6)]

    def draw(canvas):
        canvas.setFont("Helvetica", 9)
        for row, pair in enumerate(zip(left, right, strict=True)):
            for x, text in zip((60, 320), pair, strict=True):
                canvas.drawString(x, 700 - row * 11, text)
        for row, cells in enumerate((("Pump", "Hours", "Cost"), ("A", "9", "3"), ("B", "7", "1"))):
            for x, text in zip((60, 260, 500), cells, strict=True):
                canvas.drawString(x, 600 - row * 14, text)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.text.startswith(" ".join(left) + "\n\n" + " ".join(right) + "\n\n| Pump ")


def test_years_stand_before_what_they_label(read):
    posts = [("2021–2026", "Lead engineer", "She built the order system."),
             ("2017–2021", "Engineer", "She kept the saws running.")]  # fmt: skip

    def draw(canvas):
        canvas.drawString(60, 740, "Experience")
        for number, (years, post, deed) in enumerate(posts):
            canvas.drawString(60, 715 - number * 60, years)
            canvas.drawString(160, 715 - number * 60, post)
            canvas.drawString(160, 701 - number * 60, deed)

    [page] = read(pdf(draw), "cv.pdf").pages
    assert " ".join(page.text.split()) == " ".join(["Experience", *map(" ".join, posts)])


def test_the_lines_of_a_clause_hang_from_its_number(read):
    def draw(canvas):
        for number, (x, text) in enumerate((
            (60, "2.1  The tenant keeps to this clause and proves it within"),
            (90, "fourteen days of being asked to do so in a letter from us."),
            (60, "2.2  The landlord keeps to it as well, and proves it within"),
            (90, "ten days."),
        )):  # fmt: skip
            canvas.drawString(x, 700 - number * 14, text)

    [page] = read(pdf(draw), "lease.pdf").pages
    assert [text[:4] for text in page.text.split("\n\n")] == ["2.1 ", "2.2 "]


def test_rules_are_no_words_and_a_watermark_no_heading(read):
    def draw(canvas):
        lines("Soil 11.98", "-" * 30, "Total 11.98")(canvas)
        canvas.setFont("Helvetica", 60)
        canvas.translate(200, 100)
        canvas.rotate(45)
        canvas.drawString(0, 0, "DRAFT")

    [page] = read(pdf(draw), "receipt.pdf").pages
    assert "--" not in page.text
    assert {block.kind for block in page.blocks} == {"paragraph"}


def test_notes_below_a_column_stand_after_the_text_that_goes_on_in_the_next(read):
    def draw(canvas):
        lines(*["The first column has lines of about"] * 12, "this width, and it goes on")(canvas)
        lines(*["in the second column, with lines of"] * 12, "this width.", x=320)(canvas)
        canvas.setFont("Helvetica", 5)
        canvas.drawString(72, 503, "1")
        lines("The note has words of its own.", x=76, top=500, size=7)(canvas)
        lines("2 Another note.", top=490, size=7)(canvas)

    [page] = read(pdf(draw), "paper.pdf").pages
    text = " ".join(page.text.split())
    assert "it goes on in the second column" in text
    assert text.endswith("this width. 1 The note has words of its own. 2 Another note.")


def test_a_paragraph_ends_before_the_number_of_a_note(read):
    said = "The first of the lines of a paragraph is as wide as the text,", "and it ends here.1"
    [page] = read(pdf(lines(*said, *said)), "paper.pdf").pages
    assert page.text.split("\n\n") == [" ".join(said)] * 2


def test_lines_that_are_a_label_and_its_value_stay_apart(read):
    said = ["Invoice no.: 2025-0317", "Date : 14 March 2025", "Client: Le Goff, Douarnenez"]
    [page] = read(pdf(lines(*said)), "invoice.pdf").pages
    assert page.text == "\n".join(said)
