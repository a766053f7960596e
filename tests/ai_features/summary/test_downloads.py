"""A downloaded summary says what the page says, whatever its titles contain."""

from __future__ import annotations

from html import escape
from io import BytesIO

import pytest
from docx import Document as WordDocument
from markdown_it import MarkdownIt

from ai_features.runs.models import Run
from ai_features.summary.downloads import as_markdown, as_word

ROW = {
    "marker": 1,
    "title": "Orders",
    "page_label": "Table",
    "section": "",
    "quote": "| A-17 | Harlow Kiln |",
}


def summary(**changed):
    return Run(output={"text": "order: A-17, customer: Harlow Kiln.[1]"}, citations=[ROW | changed])


def test_a_row_is_quoted_without_its_bars():
    told = "Orders, Table: “A-17 · Harlow Kiln”"
    assert f"1. {told}" in as_markdown(summary(), title="Orders").decode()
    word = WordDocument(BytesIO(as_word(summary(), title="Orders")))
    assert word.paragraphs[-1].text == f"[1] {told}"


@pytest.mark.parametrize(
    "name",
    [
        "Costs * by _year_",
        "<b>Q3</b> & more",
        "# C",
        "- 7",
        "12. Rules",
        "[a](b)",
        "C:\\new",
        "1) ~x~",
    ],
)
def test_titles_are_plain_text_and_not_markup(name):
    page = MarkdownIt().render(as_markdown(summary(title=name), title=name).decode())
    shown = escape(name)
    assert f"<h1>{shown}</h1>" in page
    assert f"<li>{shown}, Table: “" in page
