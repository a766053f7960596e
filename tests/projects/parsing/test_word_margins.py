"""What only the headers and footers of a Word file say is read, once and without page numbers."""

from __future__ import annotations

import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import RGBColor

TEXT = "We enclose the offer."


def letter(fill, *, title: str = "", white: str = "") -> bytes:
    file = docx.Document()
    if title:
        file.add_heading(title, 1)
    file.add_paragraph(TEXT)
    if white:
        file.add_paragraph().add_run(white).font.color.rgb = RGBColor(255, 255, 255)
    fill(file.sections[0])
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def page_field(paragraph, code: str, shown: str) -> None:
    for kind in ("begin", "separate", "end"):
        inner = f'<w:fldChar w:fldCharType="{kind}"/>'
        paragraph._p.append(parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>"))
        if kind == "begin":
            code_run = f"<w:r {nsdecls('w')}><w:instrText> {code} </w:instrText></w:r>"
            paragraph._p.append(parse_xml(code_run))
        elif kind == "separate":
            paragraph.add_run(shown)


def letterhead(section) -> None:
    section.different_first_page_header_footer = True
    section.first_page_header.paragraphs[0].text = "Kessel and Partner"
    section.first_page_header.add_paragraph("Harbour Lane")


def number(section) -> None:
    section.header.paragraphs[0].text = "Document QM-117, revision 4"


def number_and_page(section) -> None:
    line = section.footer.paragraphs[0]
    line.add_run("Bank 44 12 - Page ")
    page_field(line, "PAGE", "3")
    line.add_run(" of ")
    page_field(line, "NUMPAGES", "12")


def page_alone(section) -> None:
    line = section.footer.paragraphs[0]
    line.add_run("Page ")
    page_field(line, "PAGE", "3")


def boilerplate(section) -> None:
    section.footer.paragraphs[0].text = "Printed copies are not kept up to date"


def unused(section) -> None:
    letterhead(section)
    section.different_first_page_header_footer = False


@pytest.mark.parametrize(
    ("fill", "shown"),
    [
        (letterhead, f"Kessel and Partner\nHarbour Lane\n\n{TEXT}"),
        (number, f"Document QM-117, revision 4\n\n{TEXT}"),
        (number_and_page, f"{TEXT}\n\nBank 44 12"),
        (page_alone, TEXT),
        (boilerplate, TEXT),
        (unused, TEXT),
    ],
)
def test_headers_and_footers_are_read_where_they_tell_of_their_document(read, fill, shown):
    [page] = read(letter(fill), "a.docx").pages
    assert page.text == shown


def test_a_header_repeats_nothing_and_gives_no_title(read):
    def fill(section):
        section.header.paragraphs[0].text = "Stock 2024"
        section.header.add_paragraph("Version 7")

    document = read(letter(fill, title="Stock 2024"), "a.docx")
    assert document.title == "Stock 2024"
    assert document.pages[0].text == f"Version 7\n\nStock 2024\n\n{TEXT}"


def test_white_words_are_read_on_a_picture_that_the_header_puts_on_every_page(read):
    def fill(section):
        run = section.header.paragraphs[0].add_run()
        anchor = "<wp:anchor behindDoc='1'/>"
        run._r.append(parse_xml(f"<w:drawing {nsdecls('w', 'wp')}>{anchor}</w:drawing>"))

    [page] = read(letter(fill, white="Annual report"), "a.docx").pages
    assert page.text == f"{TEXT}\n\nAnnual report"
