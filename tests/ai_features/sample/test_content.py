"""The sample documents are whole, long enough, and hold the answers we promise."""

import csv
import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from openpyxl import load_workbook
from pptx import Presentation

from ai_features.sample.questions import DOCUMENTS, sample_questions

QUESTIONS = sample_questions()
FILES = list(QUESTIONS["titles"])
STARTERS = QUESTIONS["chat"]["starters"]
SOURCES = [source for starter in STARTERS for source in starter["sources"]]
SOURCES += [example["source"] for example in QUESTIONS["search"]["examples"]]
MEGABYTE = 1024 * 1024


def squeeze(text):
    return re.sub(r"\s+", " ", text)


def read_pdf(content):
    pdf = pypdfium2.PdfDocument(content)
    try:
        return [page.get_textpage().get_text_range() for page in pdf]
    finally:
        pdf.close()


def read_docx(content):
    document = Document(BytesIO(content))
    texts = [paragraph.text for paragraph in document.paragraphs]
    texts += [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return ["\n".join(texts)]


def read_slide(slide):
    texts = [slide.notes_slide.notes_text_frame.text]
    for shape in slide.shapes:
        if shape.has_text_frame:
            texts.append(shape.text_frame.text)
        if shape.has_table:
            texts += [cell.text for row in shape.table.rows for cell in row.cells]
    return "\n".join(texts)


def read_pptx(content):
    return [read_slide(slide) for slide in Presentation(BytesIO(content)).slides]


def read_xlsx(content):
    book = load_workbook(BytesIO(content))
    return [
        "\n".join(
            [sheet.title, *(str(cell) for row in sheet.values for cell in row if cell is not None)]
        )
        for sheet in book
    ]


def read_html(content):
    texts = []
    parser = HTMLParser()
    parser.handle_data = texts.append
    parser.feed(content.decode())
    return ["\n".join(texts)]


def read_plain(content):
    return [content.decode()]


READERS = {
    ".pdf": read_pdf,
    ".docx": read_docx,
    ".pptx": read_pptx,
    ".xlsx": read_xlsx,
    ".html": read_html,
    ".md": read_plain,
    ".csv": read_plain,
}


@cache
def pages_of(file):
    path = DOCUMENTS / file
    return [squeeze(page) for page in READERS[path.suffix](path.read_bytes())]


def words_in(pages):
    return sum(len(page.split()) for page in pages)


def test_every_file_has_a_title_and_the_folder_has_no_others():
    assert sorted(FILES) == sorted(path.name for path in DOCUMENTS.iterdir())


def test_every_format_of_the_journey_is_present():
    assert {Path(file).suffix for file in FILES} == set(READERS)


def test_the_files_are_small_enough_to_commit():
    assert sum((DOCUMENTS / file).stat().st_size for file in FILES) < 3 * MEGABYTE


@pytest.mark.parametrize(
    ("file", "at_least"),
    [
        ("employee-handbook.docx", 4_900),
        ("curlew-m3-manual.pdf", 5_500),
        ("information-security-policy.docx", 1_500),
        ("returns-and-warranty-policy.md", 1_100),
        ("procurement-and-approval-limits.md", 1_000),
        ("customer-questions.html", 1_000),
        ("autumn-briefing.pptx", 800),
        ("spare-parts-price-list.xlsx", 1_300),
    ],
)
def test_a_document_is_as_long_as_a_real_one(file, at_least):
    assert words_in(pages_of(file)) >= at_least


def test_the_documents_together_fill_forty_pages():
    words_on_a_page = 450
    assert sum(words_in(pages_of(file)) for file in FILES) >= 40 * words_on_a_page


def test_the_manual_is_a_booklet_with_its_page_number_on_every_page():
    pages = pages_of("curlew-m3-manual.pdf")
    assert len(pages) >= 14
    for number, page in enumerate(pages[1:], start=2):
        assert re.search(rf"\b{number}\b", page), f"page {number} does not say so"


def test_every_slide_has_a_title_and_speakers_notes():
    slides = Presentation(DOCUMENTS / "autumn-briefing.pptx").slides
    assert len(slides) >= 8
    for slide in slides:
        assert slide.shapes.title.text_frame.text
        assert len(slide.notes_slide.notes_text_frame.text.split()) > 30


def test_the_price_list_has_its_two_sheets_and_no_part_twice():
    book = load_workbook(DOCUMENTS / "spare-parts-price-list.xlsx")
    assert book.sheetnames == ["Spare parts", "Service rates"]
    _header, *rows = book["Spare parts"].values
    assert len(rows) >= 120
    assert max(Counter(row[0] for row in rows).values()) == 1
    assert all(isinstance(row[4], int | float) for row in rows)


def test_every_supplier_has_a_value_in_every_column():
    rows = list(csv.reader(StringIO((DOCUMENTS / "suppliers.csv").read_text(encoding="utf-8"))))
    assert len(rows) > 30
    assert {len(row) for row in rows} == {len(rows[0])}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["phrase"][:40])
def test_an_answer_is_where_we_say(source):
    pages = pages_of(source["document"])
    found = [number for number, page in enumerate(pages, start=1) if source["phrase"] in page]
    assert found
    if source["page"] is not None:
        assert found == [source["page"]]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["phrase"][:40])
def test_an_answer_is_under_its_heading(source):
    text = " ".join(pages_of(source["document"]))
    assert 0 <= text.find(source["section"]) < text.find(source["phrase"])


def test_the_demos_offer_the_questions_whose_answers_are_known():
    settings = QUESTIONS["settings"]
    asked = [starter["question"] for starter in STARTERS]
    sought = [example["query"] for example in QUESTIONS["search"]["examples"]]
    assert settings["chat"]["starter_questions"] == asked
    assert settings["search"]["example_queries"] == sought


def test_chat_and_search_have_something_to_begin_with():
    assert len(STARTERS) >= 8
    assert len(QUESTIONS["search"]["examples"]) >= 6


def test_the_changed_decision_names_the_one_it_replaces():
    assert "D-31** From 1 January 2027" in pages_of("meeting-notes-2026-09-08.md")[0]
    assert "D-38** replaces **D-31**" in pages_of("meeting-notes-2026-11-03.md")[0]


def test_the_committed_files_match_their_sources(tmp_path):
    build = pytest.importorskip("ai_features.sample.build", reason="reportlab is not installed")
    build.build(tmp_path)
    for file in build.BUILT:
        fresh = READERS[Path(file).suffix]((tmp_path / file).read_bytes())
        assert [squeeze(page) for page in fresh] == pages_of(file)
