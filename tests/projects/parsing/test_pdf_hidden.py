"""What a PDF holds but does not show is not read, as nobody could find it again on its page."""

from __future__ import annotations

import pytest

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


@pytest.mark.parametrize(
    "draw", [white, behind_the_seen, on_a_white_box, transparent, tiny, beside, turned]
)
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


@pytest.mark.parametrize("draw", [on_blue, on_a_thick_line, outlined, behind_a_scan])
def test_light_text_on_a_dark_ground_and_the_text_of_a_scan_are_read(read, draw):
    assert LOST in page_text(read, draw)


def test_a_page_of_nothing_but_white_lines_and_drawings_is_read_in_no_long_time(read):
    def draw(canvas):
        for number in range(5_000):
            canvas.rect(number % 500, number // 10, 3, 3, fill=1)
        canvas.setFillColorRGB(1, 1, 1)
        for number in range(5_000):
            canvas.drawString(72, 800 - number / 8, "white")

    assert page_text(read, draw)
