"""A page as HTML: nothing in a client's document can run, and passages are marked exactly."""

from __future__ import annotations

import random
import re
from html.parser import HTMLParser

import pytest

from projects.documents.page_html import page_html, passage_html

PARTS = [
    ("heading", "Leave & <b>pay</b>"),
    ("paragraph", "Everybody has 25 days.\nHalf days count."),
    ("list", "- trains under four hours\n  - first class\n- receipts"),
    ("list", "3. fill in\n4. send"),
    ("table", "| Role | Days |\n| --- | ---: |\n| Lead \\| head | 28 |\n| Temp | |"),
    ("code", "if a < b:\n    go()"),
]


def page(parts=PARTS):
    text, blocks = "", []
    for kind, part in parts:
        start = len(text) + 2 if text else 0
        text = f"{text}\n\n{part}" if text else part
        blocks.append({"kind": kind, "start": start, "end": len(text), "level": 1})
    return text, blocks


class Reader(HTMLParser):
    def __init__(self, html):
        super().__init__()
        self.tags, self.marked, self.shown, self.depth, self.said = [], "", "", 0, 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.depth += tag == "mark"
        self.said += tag == "span"

    def handle_endtag(self, tag):
        self.depth -= tag == "mark"
        self.said -= tag == "span"

    def handle_data(self, data):
        if self.said:
            return
        self.shown += data
        if self.depth:
            self.marked += data


def letters(text):
    return re.sub(r"[\W_]+", "", text)


def readable(text, start=0, end=None):
    """Return the letters of the span, without list numbers, which the browser adds."""
    marks = {text.index("3. fill"), text.index("4. send")}
    span = range(start, len(text) if end is None else end)
    return letters("".join(text[place] for place in span if place not in marks))


def render(mark=None, parts=PARTS):
    text, blocks = page(parts)
    return text, Reader(page_html(text=text, blocks=blocks, mark=mark))


def test_every_letter_of_the_page_is_shown_once():
    text, html = render()
    assert letters(html.shown) == readable(text)


@pytest.mark.parametrize("seed", range(40))
def test_a_passage_is_marked_exactly_wherever_it_begins_and_ends(seed):
    text, _ = page()
    start, end = sorted(random.Random(seed).sample(range(len(text) + 1), 2))
    _, html = render((start, end))
    assert letters(html.marked) == readable(text, start, end)


def test_only_the_first_mark_is_the_anchor():
    _, html = render((0, 10_000))
    marks = [attrs for tag, attrs in html.tags if tag == "mark"]
    assert marks[0]["id"] == "mark"
    assert marks[0]["tabindex"] == "-1"
    assert len(marks) > 5
    assert not any("id" in attrs for attrs in marks[1:])


@pytest.mark.parametrize("mark", [(10_000, 20_000), (5, 5), (9, 3)])
def test_a_span_outside_the_page_marks_nothing(mark):
    assert "mark" not in [tag for tag, _ in render(mark)[1].tags]


def test_headings_lists_and_tables_keep_their_elements():
    _, html = render()
    tags = [tag for tag, _ in html.tags]
    assert {"h2", "p", "ul", "ol", "li", "table", "th", "td", "pre"} <= set(tags)
    assert [attrs["value"] for tag, attrs in html.tags if "value" in attrs] == ["3", "4"]
    assert "Lead | head" in html.shown
    assert tags.count("th") == 2


def test_marks_that_a_browser_cannot_write_are_shown_as_they_stand():
    clauses = "4.2 It is paid\n  (a) in euros\n  iv. by transfer"
    _, html = render(parts=[("list", clauses)])
    assert [attrs["class"] for tag, attrs in html.tags if tag == "li"] == [
        "p-depth-0 p-plain", "p-depth-1 p-plain", "p-depth-1 p-plain",
    ]  # fmt: skip
    assert letters(html.shown) == letters(clauses)


def test_a_column_of_figures_is_right_aligned_with_its_heading():
    _, html = render()
    assert [tag for tag, attrs in html.tags if attrs.get("class") == "v-figure"] == [
        "th",
        "td",
        "td",
    ]


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "</mark><img src=x onerror=alert(1)>",
        "\" onmouseover='alert(1)'",
        "</code></pre><iframe src=//evil>",
        "{{ settings.SECRET_KEY }}{% load x %}",
        "&lt;script&gt;",
    ],
)
@pytest.mark.parametrize("kind", ["heading", "paragraph", "list", "table", "code", "other"])
def test_a_hostile_document_injects_nothing(kind, hostile):
    text = f"| {hostile} |\n| --- |\n| {hostile} |" if kind == "table" else f"- {hostile}"
    blocks = [{"kind": kind, "start": 0, "end": len(text), "level": 99}]
    html = Reader(page_html(text=text, blocks=blocks, mark=(3, 12)))
    known = {"h6", "p", "ul", "ol", "li", "div", "table", "thead", "tbody", "tr", "th", "td", "pre"}
    assert {tag for tag, _ in html.tags} <= known | {"code", "mark", "span"}
    assert not any(name.startswith("on") for _, attrs in html.tags for name in attrs)
    assert hostile in html.shown


def test_text_between_blocks_and_blocks_that_overlap_lose_nothing():
    blocks = [
        {"kind": "paragraph", "start": 6, "end": 12},
        {"kind": "heading", "start": 8, "end": 99},
        {"kind": "list", "start": 4, "end": 5},
    ]
    html = Reader(page_html(text="Alpha beta gamma", blocks=blocks, mark=None))
    assert letters(html.shown) == "Alphabetagamma"


def test_a_page_without_blocks_is_still_a_page():
    assert page_html(text="Just text", blocks=[], mark=(0, 4)).startswith("<p><mark")


def test_a_passage_shows_its_table_with_every_highlight_and_injects_nothing():
    text = "Fees <b>\n\n| Size | Fee |\n| --- | --- |\n| Small | 3 |\n\nPaid at once."
    spans = [(text.index("Small"), text.index("Small") + 5), (text.index("Paid"), len(text))]
    html = passage_html(text=text, highlights=spans)
    assert "<th" in html
    assert "<mark>Small</mark>" in html
    assert "<mark>Paid at once.</mark>" in html
    assert "<b>" not in html
    assert "---" not in html


@pytest.mark.parametrize("gap", ["\n\n", "\n \t\n", "\n\n\n\n"])
def test_paragraphs_of_a_passage_are_separated_without_an_empty_line(gap):
    text = f"3 Bikes{gap}In the yard.\nUntil nine.{gap}| a | b |\n| c | d |{gap}Helmets "
    html = passage_html(text=text, highlights=[(2, len(text) - 2)])
    shown = Reader(html)
    assert [tag for tag, _ in shown.tags].count("p") == 3
    assert [tag for tag, _ in shown.tags].count("table") == 1
    assert "\n\n" not in html
    assert "In the yard.\nUntil nine." in shown.shown
    assert letters(shown.shown) == letters(text)


def test_columns_without_names_have_no_header():
    table = "|  |  |\n| --- | --- |\n| Weight | 3 kg |\n| Height | 4 cm |"
    for shown in (
        passage_html(text=table, highlights=[]),
        passage_html(text="| Height | 4 cm |", highlights=[], table_header="|  |  |"),
    ):
        assert "<thead>" not in shown
        assert "<td>Height</td>" in shown


def test_a_passage_that_continues_a_table_repeats_its_header():
    text = "| Small | 3 |\n| Large | 5 |\n\n| Lid |\n| --- |\n| flat |"
    html = passage_html(text=text, highlights=[(2, 7)], table_header="| <b>Size</b> | Fee |")
    assert html.index("&lt;b&gt;Size") < html.index("<mark>Small</mark>")
    assert 'scope="col" class="v-figure">Fee</th>' in html
    assert html.count("<thead>") == 2
    assert "<thead>" not in passage_html(text="Words", highlights=[], table_header="| Size |")
