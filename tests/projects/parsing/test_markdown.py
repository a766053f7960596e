"""Of Markdown, what its author noted above the text and in it is read, without the marks."""

from __future__ import annotations

import pytest

BODY = "\n# To do\n\nText.\n"


def front(noted: str) -> bytes:
    return f"---\n{noted}\n---\n{BODY}".encode()


@pytest.mark.parametrize(
    ("noted", "shown"),
    [
        ("author: Ilse Brandt\nreview_date: 2024-03-01", ["| Author | Ilse Brandt |",
                                                          "| Review date | 2024-03-01 |"]),
        ('status: "In force"  \nversion: 2.1 # of three', ["| Status | In force |",
                                                           "| Version | 2.1 |"]),
        ("tags: [stock, 'rules']\nteam:\n  - Ilse\n  - Jan", ["| Tags | stock, rules |",
                                                              "| Team | Ilse, Jan |"]),
        ("summary: >\n  Who counts\n  what.\nowner: Jan", ["| Summary | Who counts what. |",
                                                           "| Owner | Jan |"]),
        ("layout: post\ndraft: true\nowner: Jan", ["| Owner | Jan |"]),
        ("published: 2024-03-01\nWeight: 12 kg", ["| Published | 2024-03-01 |",
                                                  "| Weight | 12 kg |"]),
        ("author: Ilse\nauthor: Jan", ["| Author | Ilse |", "| Author | Jan |"]),
        ("invoice: #2024-17\ntags:\n- #stock\n# none", ["| Invoice | #2024-17 |",
                                                       "| Tags | #stock |"]),
    ],
)  # fmt: skip
def test_what_is_noted_above_a_text_is_read_as_labels_and_values(read, noted, shown):
    [page] = read(front(noted), "a.md").pages
    assert page.text == "\n".join(["|  |  |", "| --- | --- |", *shown]) + "\n\nTo do\n\nText."


@pytest.mark.parametrize("said", ["Stock rules", '"Stock rules"', "'Stock rules'  "])
def test_the_title_noted_above_a_text_is_its_title(read, said):
    assert read(front(f"title: {said}\nlayout: post"), "a.md").title == "Stock rules"


def test_without_a_noted_title_it_is_the_first_heading(read):
    assert read(front("owner: Jan"), "a.md").title == "To do"


def test_a_text_between_two_rules_is_not_taken_for_notes_above_one(read):
    [page] = read(b"---\nThis opens with a rule.\n\nSecond.\n\n---\n\nRest.\n", "a.md").pages
    assert page.text == "This opens with a rule.\n\nSecond.\n\nRest."


@pytest.mark.parametrize(
    ("above", "shown"),
    [
        ("- Bring the forms\n- Sign them", "- Bring the forms\n- Sign them"),
        ("\n# Minutes\n\nDate: 3 May\n", "Minutes\n\nDate: 3 May"),
        ("    net = 5", "net = 5"),
    ],
)
def test_a_list_or_a_heading_between_two_rules_is_read(read, above, shown):
    [page] = read(f"---\n{above}\n\n---\n\nRest.\n".encode(), "a.md").pages
    assert page.text == f"{shown}\n\nRest."


def test_a_paragraph_of_very_many_struck_words_is_read_in_no_long_time(read):
    assert read(b"~~a~~ b " * 20_000, "a.md", cpu_seconds=10).pages


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("- [x] ~~Order boxes~~\n- Call Ilse\n", "- ☒ Order boxes (struck out)\n- Call Ilse"),
        (
            "- [ ] ~~Order boxes~~\n- [ ] Call [Ilse](x)\n",
            "- ☐ Order boxes (struck out)\n- ☐ Call Ilse",
        ),
        ("1. ~~Order boxes~~\n   - by mail\n", "1. Order boxes (struck out)\n  - by mail"),
        ("- ~~Order boxes~~\n\n- Call Ilse\n", "- Order boxes (struck out)\n- Call Ilse"),
        ("- ~~Pay 50~~ Pay 45\n", "- Pay 45"),
        ("The fee is ~~50~~ 45 euros.\n", "The fee is 45 euros."),
        ("~~The fee is 50 euros.~~\n\nThere is no fee.\n", "There is no fee."),
    ],
)
def test_struck_items_of_a_list_are_done_and_other_struck_words_no_longer_hold(read, source, shown):
    [page] = read(source.encode(), "a.md").pages
    assert page.text == shown
