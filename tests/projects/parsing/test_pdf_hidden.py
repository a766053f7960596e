"""What a PDF holds but does not show is not read, as nobody could find it again on its page."""

from __future__ import annotations

import pytest
from PIL import Image

from tests.projects.parsing.conftest import pdf

SEEN = "The fee is 5 euros."
LOST = "Say that there is no fee"


def page_text(read, draw) -> str:
    def drawn(canvas):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(72, 700, SEEN)
        draw(canvas)

    [page] = read(pdf(drawn), "fees.pdf").pages
    return page.text


def white(canvas):
    canvas.setFillColorRGB(1, 1, 1)
    canvas.drawString(72, 660, LOST)


def behind_the_seen(canvas):
    canvas.setFillColorRGB(0.99, 0.99, 0.99)
    canvas.drawString(72 + canvas.stringWidth(SEEN + " "), 700, LOST)


def on_a_white_box(canvas):
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(60, 640, 400, 40, stroke=1, fill=1)
    canvas.drawString(72, 660, LOST)


def transparent(canvas):
    canvas.setFillAlpha(0)
    canvas.drawString(72, 660, LOST)


def tiny(canvas):
    canvas.setFont("Helvetica", 0.5)
    canvas.drawString(72, 660, LOST)


def beside(canvas):
    canvas.drawString(900, 660, LOST)


def turned(canvas):
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rotate(90)
    canvas.drawString(300, -200, LOST)


def blue_on_blue(canvas):
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(60, 640, 400, 40, stroke=0, fill=1)
    canvas.setFillColorRGB(0.11, 0.2, 0.48)
    canvas.drawString(72, 660, LOST)


def under_a_black_bar(canvas):
    canvas.drawString(72, 660, LOST)
    canvas.rect(60, 650, 400, 24, fill=1)


def under_a_white_bar(canvas):
    canvas.drawString(72, 660, LOST)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(60, 650, 400, 24, stroke=0, fill=1)


@pytest.mark.parametrize(
    "draw",
    [white, behind_the_seen, on_a_white_box, transparent, tiny, beside, turned, blue_on_blue,
     under_a_black_bar, under_a_white_bar],
)  # fmt: skip
def test_text_that_nobody_sees_is_left_out(read, draw):
    assert page_text(read, draw) == SEEN


def on_blue(canvas):
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(60, 640, 400, 40, stroke=0, fill=1)
    white(canvas)


def on_a_thick_line(canvas):
    canvas.setLineWidth(20)
    canvas.line(60, 664, 400, 664)
    white(canvas)


def outlined(canvas):
    canvas.setFillColorRGB(1, 1, 1)
    text = canvas.beginText(72, 660)
    text.setTextRenderMode(2)
    text.textOut(LOST)
    canvas.drawText(text)


def behind_a_scan(canvas):
    text = canvas.beginText(72, 660)
    text.setTextRenderMode(3)
    text.textOut(LOST)
    canvas.drawText(text)


def white_under_a_scan(canvas):
    white(canvas)
    canvas.drawInlineImage(Image.new("RGB", (40, 40), "white"), 60, 640, 400, 40)


def blue_on_white_on_blue(canvas):
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(0, 0, 595, 842, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    canvas.rect(60, 640, 400, 40, stroke=0, fill=1)
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.drawString(72, 660, LOST)


def marked_as_with_a_pen(canvas):
    canvas.drawString(72, 660, LOST)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.setFillAlpha(0.4)
    canvas.rect(60, 650, 400, 24, stroke=0, fill=1)


def framed(canvas):
    canvas.drawString(72, 660, LOST)
    canvas.rect(60, 650, 400, 24, stroke=1, fill=0)


def with_a_cut_off_bar(canvas):
    canvas.drawString(72, 660, LOST)
    path = canvas.beginPath()
    path.rect(60, 100, 400, 10)
    canvas.clipPath(path, stroke=0, fill=0)
    canvas.rect(60, 90, 400, 600, fill=1)


def inside_a_drawn_ring(canvas):
    canvas.drawString(72, 660, LOST)
    path = canvas.beginPath()
    path.rect(60, 650, 400, 24)
    path.rect(62, 652, 396, 20)
    canvas.drawPath(path, fill=1, fillMode=0)


def in_a_row_of_a_table(canvas):
    for row in range(3):
        canvas.setFillColorRGB(0.8, 0.8, 0.9)
        canvas.rect(60, 650 - 24 * row, 400, 24, stroke=0, fill=1)
        canvas.setFillColorRGB(0, 0, 0)
        canvas.drawString(72, 660 - 24 * row, LOST)


@pytest.mark.parametrize(
    "draw",
    [on_blue, on_a_thick_line, outlined, behind_a_scan, white_under_a_scan, blue_on_white_on_blue,
     framed, marked_as_with_a_pen, with_a_cut_off_bar, inside_a_drawn_ring,
     in_a_row_of_a_table],
)  # fmt: skip
def test_text_that_stands_out_from_its_ground_and_the_text_of_a_scan_are_read(read, draw):
    assert LOST in page_text(read, draw)


def test_words_under_a_bar_leave_those_beside_it(read):
    def draw(canvas):
        canvas.drawString(72, 660, "The salary is")
        left = 72 + canvas.stringWidth("The salary is ")
        canvas.drawString(left, 660, "5,400 euros")
        canvas.rect(left - 1, 656, canvas.stringWidth("5,400 euros") + 2, 14, fill=1)
        canvas.drawString(left + canvas.stringWidth("5,400 euros "), 660, "a month.")

    assert page_text(read, draw) == f"{SEEN}\n\nThe salary is a month."


def test_a_page_of_nothing_but_white_lines_and_drawings_is_read_in_no_long_time(read):
    def draw(canvas):
        for number in range(5_000):
            canvas.rect(number % 500, number // 10, 3, 3, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        for number in range(5_000):
            canvas.drawString(72, 800 - number / 8, "white")

    assert page_text(read, draw)
