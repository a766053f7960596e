"""A table row is quoted with its column names, wherever the table was cut."""

from __future__ import annotations

import pytest

from projects.documents.rows import head_row, readable_quote

HEAD = "| Size | Fee |"
TABLE = f"Fees\n\n{HEAD}\n| --- | --- |\n| Small | 3 |\n| Large | 5 |\n\nPaid at once."
REST = "| Small | 3 |\n| Large | 5 |"


@pytest.mark.parametrize("row", ["| Small | 3 |", "| Large | 5 |"])
def test_the_header_is_found_above_the_row_and_in_the_part_cut_off(row):
    assert head_row(TABLE, start=TABLE.index(row)) == HEAD
    assert head_row(REST, start=REST.index(row), continues=HEAD) == HEAD


def test_a_word_within_a_row_gets_its_tables_header():
    assert head_row(TABLE, start=TABLE.index("Large")) == HEAD


@pytest.mark.parametrize("start", [0, TABLE.index(HEAD), TABLE.index("Paid")])
def test_prose_and_the_header_itself_have_no_header(start):
    assert head_row(TABLE, start=start) == ""


def test_a_second_table_does_not_get_the_header_of_the_first():
    text = f"{REST}\n\n| Lid | Colour |\n| --- | --- |\n| Flat | red |"
    assert head_row(text, start=text.index("| Flat"), continues=HEAD) == "| Lid | Colour |"


@pytest.mark.parametrize(
    ("quote", "head", "read"),
    [
        ("| Small | 3 |", HEAD, "Size: Small · Fee: 3"),
        ("| Small |  |", HEAD, "Size: Small"),
        ("| Small | 3 |", "| Size |  |", "Size: Small · 3"),
        ("| a \\| b | 3 |", HEAD, "Size: a | b · Fee: 3"),
        (REST, HEAD, "Size · Fee\nSmall · 3\nLarge · 5"),
        ("| Small | 3 | 4 |", HEAD, "Size · Fee\nSmall · 3 · 4"),
        ("| Small | 3 |", "", "Small · 3"),
        (TABLE, "", "Fees\n\nSize · Fee\nSmall · 3\nLarge · 5\n\nPaid at once."),
        ("It costs 3.", "", "It costs 3."),
        ("| Fee: | 3 |", "|  |  |", "Fee: 3"),
        ("| Small |  |", "|  |  |", "Small"),
        ("| Small | 3 | 4 |", "|  |  |  |", "Small · 3 · 4"),
        (REST, "|  |  |", "Small · 3\nLarge · 5"),
    ],
)
def test_a_quotation_names_the_columns(quote, head, read):
    assert readable_quote({"quote": quote, "table_header": head}) == read


def test_old_citations_are_read_without_headers():
    assert readable_quote({"quote": "| Small | 3 |"}) == "Small · 3"
    assert readable_quote({"text": "Words"}) == "Words"
