"""What a PDF's type reveals and hides: bold words, listings, fonts that map to no letters."""

from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from projects.parsing import Unreadable
from projects.parsing.cleaning import clean
from projects.parsing.formats.pdf.lines import Line
from projects.parsing.formats.pdf.unmapped import likeness, makes_sense, mended
from tests.projects.parsing.conftest import lines, pdf

PROSE = (
    "The command shows which ports are in use and",
    "which of them may be given to a new customer.",
)


def unmapped(written: str) -> Line:
    return Line(clean(written).strip(), 0, 0, 100, 10, 10, unmapped=written)


def shifted(text: str) -> str:
    """Write text as glyph numbers in the Macintosh order."""
    return "".join(chr(ord(letter) - 29) for letter in text)


def test_bold_words_at_the_start_of_a_line_are_not_a_heading(read):
    def draw(canvas: Canvas) -> None:
        lines(*PROSE)(canvas)
        text = canvas.beginText(72, 672)
        text.setFont("Helvetica-Bold", 11)
        text.textOut("show ports ")
        text.setFont("Helvetica", 11)
        text.textOut("is allowed to everybody")
        canvas.drawText(text)

    [page] = read(pdf(draw), "a.pdf").pages
    assert {block.kind for block in page.blocks} == {"paragraph"}


def test_a_listing_keeps_its_lines_and_indentation(read):
    def draw(canvas: Canvas) -> None:
        lines(*PROSE)(canvas)
        canvas.setFont("Courier", 10)
        for row, text in enumerate(("def ports(customer):", "    return free[customer]")):
            canvas.drawString(72, 640 - row * 12, text)

    [page] = read(pdf(draw), "a.pdf").pages
    [code] = [block for block in page.blocks if block.kind == "code"]
    assert page.text[code.start : code.end].split("\n") == [
        "def ports(customer):",
        "    return free[customer]",
    ]


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        ([("Annexe", 0), ("Garden", 28)], ["Annexe", "Garden"]),
        (
            [("Annexe of the mill", 0), ("and of the garden", 28)],
            ["Annexe of the mill and of the garden"],
        ),
        (
            [("What the keepers of the mill do", 0), ("Every morning", 28)],
            ["What the keepers of the mill do Every morning"],
        ),
        ([("Annexe", 0), ("Garden", 21)], ["Annexe Garden"]),
    ],
)
def test_consecutive_headings_are_not_joined_like_a_wrapped_one(read, drawn, told):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 18)
        for text, below in drawn:
            canvas.drawString(72, 740 - below, text)
        lines(*PROSE, "The orchard holds forty pear trees.", top=690)(canvas)

    [page] = read(pdf(draw), "a.pdf").pages
    found = [page.text[each.start : each.end] for each in page.blocks if each.kind == "heading"]
    assert found == told


def test_a_typewritten_letter_is_not_a_listing(read):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Courier", 10)
        for row, text in enumerate(PROSE):
            canvas.drawString(72, 700 - row * 12, text)

    [page] = read(pdf(draw), "a.pdf").pages
    assert [block.kind for block in page.blocks] == ["paragraph"]


def test_text_written_as_glyph_numbers_is_repaired():
    [line] = mended([unmapped(shifted("Supplier returns 2014 pallets"))])
    assert line.text == "Supplier returns 2014 pallets"


def test_ligatures_and_quotes_from_tex_are_repaired():
    [line] = mended([unmapped("the \x10signi\x1cer\x11 of the \x1crst \x1door, in the o\x1ece")])
    assert line.text == "the “signifier” of the first floor, in the office"


def test_text_with_proper_letters_is_left_alone():
    plain = Line("xkcd brrr 9$7", 0, 0, 100, 10, 10)
    assert mended([plain]) == [plain]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Îãëàâëåíèå", "Оглавление"),
        ("Ãëàâà 2. Äîãîâîð ïîñòàâêè", "Глава 2. Договор поставки"),
        ("Größe, Übergabe, Äußerung", "Größe, Übergabe, Äußerung"),
        ("ðöéáþæíúý", "ðöéáþæíúý"),
        ("Поставка", "Поставка"),
    ],
)
def test_cyrillic_under_western_glyph_names_is_read_as_cyrillic(written, read):
    line = Line(written, 0, 0, 100, 10, 10)
    assert [mended.text for mended in mended([line])] == [read]


def test_lines_that_are_text_in_no_encoding_are_dropped():
    noise = unmapped("\x01\x02%&/$ \x03\x04#+ " * 30)
    kept = Line("A caption that can be read", 0, 0, 100, 10, 10)
    assert mended([noise, kept]) == [kept]


@pytest.mark.parametrize(
    "text",
    [
        "M8x20 A4-70 DIN933 4x4 12kg B2B 7F 3D " * 10,
        "Поставщик проверяет все поддоны в течение девяти дней после прибытия. " * 4,
        "供应商在九天内检查所有托盘并记录结果" * 10,
        "关 于 供 应 商 的 原 则 … … … … … … … … … … … １ （ 一 九 九 七 年 八 月 一 日 ） " * 6,
        "12.5 14.8 1,204.50 980 33 2014 " * 10,
        "Der Lieferant prüft die Paletten und schreibt es auf. " * 5,
    ],
)
def test_part_numbers_figures_and_other_scripts_make_sense(text):
    assert makes_sense(text)


def test_words_in_a_wrong_encoding_do_not_make_sense():
    assert likeness("7KH VXSS9LHU U3WX5QV", mixed=0.0) < 0.5
    assert not makes_sense("Wkh% vxssolhu$ uhwxuqv% jhqh&udo wkhlu% qxpehu# " * 20)


def test_a_page_of_meaningless_letters_is_reported_as_such(read):
    page = pdf(lines(*("Wkh% v$xss#lqhr ghqv% jh&q wk$lr% qx#p%hr" for _ in range(8))))
    with pytest.raises(Unreadable) as refused:
        read(page, "font.pdf")
    assert refused.value.code == "scanned"
    assert "does not say which letters" in refused.value.message


def test_signs_of_symbol_fonts_and_small_capitals_are_kept():
    assert clean("5 \uf0b1 2 \uf0a3 7 \uf02b x") == "5 ± 2 ≤ 7 + x"
    assert clean("\uf76f\uf770\uf765\uf76e") == "open"
