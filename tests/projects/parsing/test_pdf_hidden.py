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


def on_glass_on_blue(canvas):
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(0, 0, 595, 680, stroke=0, fill=1)
    canvas.saveState()
    canvas.setFillColorRGB(1, 1, 1)
    canvas.setFillAlpha(0.1)
    canvas.rect(60, 640, 400, 40, stroke=0, fill=1)
    canvas.restoreState()
    white(canvas)


def on_blue_beside_a_white_triangle(canvas):
    canvas.setFillColorRGB(0.1, 0.2, 0.5)
    canvas.rect(0, 0, 595, 680, stroke=0, fill=1)
    canvas.setFillColorRGB(1, 1, 1)
    path = canvas.beginPath()
    path.moveTo(0, 0)
    path.lineTo(595, 0)
    path.lineTo(0, 680)
    canvas.drawPath(path, stroke=0, fill=1)
    canvas.drawString(380, 600, LOST)


def written_again_over_its_bar(canvas):
    canvas.drawString(72, 660, LOST)
    canvas.setFillColorRGB(1, 1, 0)
    canvas.rect(60, 650, 400, 24, stroke=0, fill=1)
    canvas.setFillColorRGB(0, 0, 0)
    canvas.drawString(72, 660, LOST)


def with_a_shadow(canvas):
    canvas.saveState()
    transparent(canvas)
    canvas.restoreState()
    canvas.drawString(72, 660, LOST)


def transparent_on_a_picture_of_it(canvas):
    canvas.drawInlineImage(Image.effect_noise((400, 40), 90), 60, 640, 400, 40)
    transparent(canvas)


def crossed_by_a_bar(canvas):
    canvas.setFont("Helvetica", 36)
    canvas.drawString(72, 640, LOST)
    canvas.rect(60, 649, 480, 5, stroke=0, fill=1)


def under_the_words_cut_out_of_a_bar(canvas):
    canvas.drawString(72, 660, LOST)
    text = canvas.beginText(72, 500)
    text.setTextRenderMode(7)
    text.textOut("Draft")
    canvas.drawText(text)
    canvas.rect(0, 0, 595, 680, stroke=0, fill=1)


@pytest.mark.parametrize(
    "draw",
    [on_blue, on_a_thick_line, outlined, behind_a_scan, white_under_a_scan, blue_on_white_on_blue,
     framed, marked_as_with_a_pen, with_a_cut_off_bar, inside_a_drawn_ring,
     in_a_row_of_a_table, on_glass_on_blue, on_blue_beside_a_white_triangle,
     written_again_over_its_bar, with_a_shadow, transparent_on_a_picture_of_it,
     crossed_by_a_bar, under_the_words_cut_out_of_a_bar],
)  # fmt: skip
def test_text_that_stands_out_from_its_ground_and_the_text_of_a_scan_are_read(read, draw):
    assert LOST in page_text(read, draw)


PATTERNS = {
    "colours that run": b"<</PatternType 2/Shading<</ShadingType 2/ColorSpace/DeviceRGB"
    b"/Coords[0 0 600 0]/Function<</FunctionType 2/Domain[0 1]/C0[0 0 .4]/C1[.3 0 0]/N 1>>>>>>",
    "a hatching": b"<</PatternType 1/PaintType 1/TilingType 1/BBox[0 0 9 9]/XStep 9/YStep 9"
    b"/Resources<<>>/Length 16>>stream\n0 0 m 9 9 l S   \nendstream",
}


@pytest.mark.parametrize(
    ("pattern", "content"),
    [
        ("colours that run", "/Pattern cs /P scn 60 640 400 40 re f 1 g {text}"),
        ("colours that run", "/Pattern cs /P scn {text}"),
        ("a hatching", "{text} /Pattern cs /P scn 60 640 400 40 re f"),
    ],
)
def test_text_on_a_pattern_in_one_or_under_one_is_read(read, pattern, content):
    text = f"BT /F 14 Tf 72 660 Td ({LOST}) Tj ET"
    stream = content.format(text=text).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources"
        b"<</Font<</F 5 0 R>>/Pattern<</P 6 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        PATTERNS[pattern],
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(objects, 1))
    content = b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R/Size 7>>\n%%EOF"
    assert LOST in read(content, "slide.pdf").pages[0].text


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
