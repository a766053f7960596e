"""A cited text links only where its marks point, whatever else it contains."""

from __future__ import annotations

import time
from uuid import UUID

import pytest

from ai_features.knowledge.citations.cited_html import cited_html, tied_html

CITED = [
    {
        "marker": 1,
        "document_id": str(UUID(int=1)),
        "title": "Handbook",
        "page": 1,
        "page_label": "Page 1",
        "start": 0,
        "end": 5,
        "quote": "Leave is paid.",
    }
]
# Our private characters, also as Markdown entities, and as a mark without a target leaves them.
SPELLED = [
    "&#xe000;7&#xe001;",
    "&#xE000;1&#xE001;",
    "&#57344;7&#57345;",
    "&#x00e000;7&#0057345;",
    "&#xe0[99]00;7&#xe0[99]01;",
    "&#xe0\ue00000;7&#xe0\ue00001;",
    "&#xe002;1&#xe002;&#xe003;",
]


@pytest.mark.parametrize("draw", [cited_html, tied_html])
@pytest.mark.parametrize("spelled", SPELLED)
def test_no_text_can_forge_a_mark(draw, spelled):
    html = draw(f"Leave {spelled} is paid. [1]", CITED, workspace="acme", project="leave")
    assert html.count("<a ") == 1
    assert html.count("<span") == html.count("</span>")


def test_a_long_line_without_a_source_does_not_take_disproportionately_long():
    text = f"Leave is paid. [1] {'nothing more ' * 3_000}"
    began = time.process_time()
    html = tied_html(text, CITED, workspace="acme", project="leave")
    assert time.process_time() - began < 5
    assert html.count("nothing more") == 3_000


def test_other_numeric_character_references_are_shown():
    shown = cited_html("5 &#8364; &#xe9;", CITED, workspace="acme", project="leave")
    assert "5 € é" in shown


@pytest.mark.parametrize(
    "text", ["Leave is paid [1].", "Leave is paid [7] [1].", "Leave is paid.  [1]"]
)
def test_a_numeral_stands_right_behind_its_words(text):
    html = cited_html(text, CITED, workspace="acme", project="leave")
    assert "paid<a " in html or "paid.<a " in html


def test_a_mark_alone_in_a_point_leaves_the_list_whole():
    html = cited_html("- [1] Leave\n- paid", CITED, workspace="acme", project="leave")
    assert html.count("<li>") == 2
