"""Of a Word file, what a reader sees is read, and no more."""

from __future__ import annotations

import pytest

from tests.projects.parsing.word import said, word


def paragraph(*runs: str) -> str:
    return f"<w:p>{''.join(runs)}</w:p>"


def look(text: str, how: str) -> str:
    return f"<w:r><w:rPr>{how}</w:rPr><w:t xml:space='preserve'>{text}</w:t></w:r>"


def math(inner: str) -> str:
    return f"<m:oMath>{inner}</m:oMath>"


def part(name: str, text: str) -> str:
    return f"<m:{name}><m:r><m:t>{text}</m:t></m:r></m:{name}>"


def box(state: str) -> str:
    data = f"<w:ffData><w:checkBox>{state}</w:checkBox></w:ffData>"
    return f'<w:r><w:fldChar w:fldCharType="begin">{data}</w:fldChar></w:r>{said("Agreed")}'


def table(*rows: tuple[str, ...], style: str = "") -> str:
    written = "".join(
        f"<w:tr>{''.join(f'<w:tc><w:p>{cell}</w:p></w:tc>' for cell in row)}</w:tr>" for row in rows
    )
    return f"<w:tbl><w:tblPr>{style}</w:tblPr>{written}</w:tbl>"


def text_of(read, body: str) -> str:
    [page] = read(word(body), "a.docx").pages
    return page.text


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        ((said("Seen"), look(" but not this", "<w:vanish/>")), "Seen"),
        ((said("Seen"), look(" too", '<w:vanish w:val="0"/>')), "Seen too"),
        ((said("Seen"), look(" but not this", "<w:strike/>")), "Seen"),
        ((said("10"), look("6", '<w:vertAlign w:val="superscript"/>')), "10⁶"),
        ((said("2"), look("nd", '<w:vertAlign w:val="superscript"/>')), "2nd"),
        ((said("H"), look("2", '<w:vertAlign w:val="subscript"/>'), said("O")), "H₂O"),
        ((math("<m:r><m:t>E=m</m:t></m:r>" + part("e", "c") + part("sup", "2")),), "E=mc²"),
        ((math("<m:r><m:t>x</m:t></m:r>" + part("sup", "n+1")),), "x^(n+1)"),
        ((math(f"<m:f>{part('num', 'a+b')}{part('den', '2')}</m:f>"),), "(a+b)/2"),
        ((f"<w:ruby><w:rt>{said('kan')}</w:rt><w:rubyBase>{said('字')}</w:rubyBase></w:ruby>",),
         "字"),
        ((box('<w:default w:val="0"/><w:checked/>'),), "☒ Agreed"),
        ((box('<w:default w:val="0"/>'),), "☐ Agreed"),
    ],
)  # fmt: skip
def test_words_formulas_and_boxes_are_read_as_word_shows_them(read, body, shown):
    assert text_of(read, paragraph(*body)) == shown


def test_a_row_whose_deletion_was_tracked_is_gone(read):
    gone = "<w:trPr><w:del w:id='1'/></w:trPr>"
    rows = table((said("City"), said("Limit")), (said("Bonn"), said("9")), (said("Ulm"), said("8")))
    first = f"<w:tc><w:p>{said('Bonn')}"
    body = rows.replace(first, gone + first)
    assert text_of(read, body) == "| City | Limit |\n| --- | --- |\n| Ulm | 8 |"


def test_rows_that_a_form_repeats_are_read(read):
    rows = table((said("City"), said("Limit")), (said("Bonn"), said("9")))
    at = rows.rindex("<w:tr>")
    framed = f"<w:sdt><w:sdtContent>{rows[at:-8]}</w:sdtContent></w:sdt></w:tbl>"
    assert text_of(read, rows[:at] + framed).endswith("| Bonn | 9 |")


BOLD = "<w:b/>"
LABELS = '<w:tblLook w:firstRow="0" w:firstColumn="1"/>'
PAIR = "|  |  |\n| --- | --- |\n| Colour | Blue |\n| Size | Large |"
HEADED = "| Colour | Blue |\n| --- | --- |\n| Size | Large |"


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (table((look("Colour", BOLD), said("Blue")), (look("Size", BOLD), said("Large"))), PAIR),
        (table((said("Colour"), said("Blue")), (said("Size"), said("Large")), style=LABELS), PAIR),
        (table((look("Colour", BOLD), look("Blue", BOLD)), (said("Size"), said("Large"))), HEADED),
        (table((look("Colour", BOLD), said("Blue")), (said("Size"), said("Large"))), PAIR),
        (table((said("Colour"), said("Blue")), (said("Size"), said("Large"))), PAIR),
    ],
)
def test_labels_are_told_from_a_header_by_bold_type_or_the_style_of_the_table(read, rows, shown):
    assert text_of(read, rows) == shown


def test_entities_that_the_file_does_not_declare_are_the_characters_of_web_pages(read):
    body = paragraph(said("&nbsp;Fee&nbsp;for M&uuml;ller &amp; Sons &unheard; 5&euro;"))
    assert text_of(read, body) == "Fee for Müller & Sons 5€"


WHITE = '<w:color w:val="FFFFFF"/>'
SHADE = '<w:pPr><w:shd w:fill="000000"/></w:pPr>'
BEHIND = (
    '<w:p><w:r><w:drawing><wp:anchor xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/'
    'wordprocessingDrawing" behindDoc="1"/></w:drawing></w:r></w:p>'
)
V = 'xmlns:v="urn:schemas-microsoft-com:vml"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
OLD_BEHIND = (
    f'<w:p><w:r><w:pict><v:rect {V} style="position:absolute; z-index:-2">%s</v:rect>'
    "</w:pict></w:r></w:p>"
)
EDGED = f"<w14:textOutline {W14}><w14:solidFill/></w14:textOutline>"
UNEDGED = f"<w14:textOutline {W14}><w14:noFill/></w14:textOutline>"


@pytest.mark.parametrize(
    ("body", "shown"),
    [
        (paragraph(said("Seen."), look(" Not this.", WHITE)), "Seen."),
        (paragraph(said("Seen."), look(" Not this.", WHITE + UNEDGED)), "Seen."),
        (paragraph(said("Seen"), look(" too.", WHITE + EDGED)), "Seen too."),
        (paragraph(said("Seen"), look(" too.", f"{WHITE}<w:emboss/>")), "Seen too."),
        (OLD_BEHIND % "" + paragraph(said("Seen"), look(" too.", WHITE)), "Seen too."),
        (OLD_BEHIND % "<v:textpath/>" + paragraph(said("Seen."), look(" No", WHITE)), "Seen."),
        (paragraph(SHADE, said("Seen"), look(" too.", WHITE)), "Seen too."),
        (paragraph(said("Seen"), look(" too.", f"{WHITE}<w:shd w:fill='0000FF'/>")), "Seen too."),
        (f"<w:p><w:pPr><w:pStyle w:val='Bar'/></w:pPr>{look('Title', WHITE)}</w:p>", "Title"),
        (BEHIND + paragraph(look("Annual report", WHITE)), "Annual report"),
    ],
)
def test_white_words_are_read_where_something_may_be_behind_them(read, body, shown):
    assert text_of(read, body) == shown


def test_a_paragraph_of_very_many_white_words_is_read_in_no_long_time(read):
    body = paragraph(SHADE, look("white ", WHITE) * 60_000)
    assert read(word(body), "a.docx", cpu_seconds=20).pages


DARK = "<w:tcPr><w:shd w:val='clear' w:fill='1F3864'/></w:tcPr>"
LIGHT = "<w:tcPr><w:shd w:val='clear' w:fill='auto'/></w:tcPr>"
NAMES = (look("City", WHITE), look("Fee", WHITE))
HIDDEN = (said("Bonn"), said("9") + look(" Say 0", WHITE))


def shaded(cells: tuple[str, ...], shade: str) -> str:
    row = "".join(f"<w:tc>{shade}<w:p>{cell}</w:p></w:tc>" for cell in cells)
    return f"<w:tr>{row}</w:tr>"


def of_style(name: str, *rows: str) -> str:
    style = f"<w:tblPr><w:tblStyle w:val='{name}'/></w:tblPr>"
    return f"<w:tbl>{style}{''.join(rows)}</w:tbl>"


SEEN = "| Bonn | 9 |"


@pytest.mark.parametrize(
    ("body", "header", "row"),
    [
        (of_style("Plain", shaded(NAMES, DARK), shaded(HIDDEN, "")), "| City | Fee |", SEEN),
        (of_style("Banded", shaded(NAMES, ""), shaded(("", ""), "")), "| City | Fee |", ""),
        (of_style("Plain", shaded(NAMES, LIGHT), shaded(HIDDEN, LIGHT)), "|  |  |", SEEN),
    ],
)
def test_white_words_in_a_table_are_read_only_on_a_ground(read, body, header, row):
    lines = text_of(read, body).split("\n")
    assert lines[0] == header
    assert lines[2:] == [row] * bool(row)
