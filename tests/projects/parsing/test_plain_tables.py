"""Tables in plain texts, marked by rules or by white space alone."""

from __future__ import annotations

import pytest

RULED = """\
MEASURES

  No.  Measure                        Owner       Due
  ---  -----------------------------  ----------  --------
    1  Scrap all gaskets              Kowalczyk   done
    2  Check the other flanges that   Pellmount   31 July
       were fitted since January

The contractor pays.
-------------------------------
Another matter stands below it.
"""


def test_columns_marked_by_a_rule_are_a_table_and_other_rules_say_nothing(read):
    [page] = read(RULED.encode(), "incident.txt").pages
    table = [
        "| No. | Measure | Owner | Due |",
        "| --- | --- | --- | --- |",
        "| 1 | Scrap all gaskets | Kowalczyk | done |",
        "| 2 | Check the other flanges that were fitted since January | Pellmount | 31 July |",
    ]
    below = ["The contractor pays.", "Another matter stands below it."]
    assert page.text.split("\n\n") == ["MEASURES", "\n".join(table), *below]
    assert page.blocks[0].kind == "heading"


COLUMNED = """Our prices

Item              Qty    Unit price
Pallet jack         2        249.00
Shrink wrap        40          6.50
                              -----
                  Sum        255.50
"""


def blocks_of(read, source: str) -> list[str]:
    return read(source.encode(), "order.txt").pages[0].text.split("\n\n")


def test_columns_set_below_each_other_are_a_table(read):
    assert blocks_of(read, COLUMNED)[1].split("\n") == [
        "| Item | Qty | Unit price |",
        "| --- | --- | --- |",
        "| Pallet jack | 2 | 249.00 |",
        "| Shrink wrap | 40 | 6.50 |",
    ]


def test_cells_between_tabs_are_a_table(read):
    source = "Our prices:\n\nCode\tName\tPrice\nA-1\tGarnet paper\t4.00\n\n\tIndented\n\tlines\n"
    assert blocks_of(read, source)[1:] == [
        "| Code | Name | Price |\n| --- | --- | --- |\n| A-1 | Garnet paper | 4.00 |",
        "Indented\nlines",
    ]


@pytest.mark.parametrize(
    "source",
    [
        "Deliver to:      Bill to:\nBrillow Ltd      Brillow Holding\nLeeds            York",
        "One word   apart   from\nanother   in some   lines\nof this   old text   here",
        "def one():\n    return  1  # first\n    return  2  # other",
    ],
)
def test_words_set_apart_without_columns_are_no_table(read, source):
    assert "|" not in "".join(blocks_of(read, source))
