"""Blocks are put on pages with their places, in a time that grows with their number alone."""

from __future__ import annotations

import time

import pytest

from projects.parsing.flow import Piece, flow_pages, page_of

SECONDS = 5


def headings(count, *, level=1):
    return [Piece("heading", f"Part {number}", level) for number in range(count)]


def spelled(page):
    return [page.text[block.start : block.end] for block in page.blocks]


def test_blocks_are_where_a_page_says_they_are():
    page = page_of(headings(3), number=1, label="Page 1")
    assert page.text == "Part 0\n\nPart 1\n\nPart 2"
    assert spelled(page) == ["Part 0", "Part 1", "Part 2"]


@pytest.mark.parametrize("level", [1, 3])
def test_every_heading_is_on_one_page(level):
    pages = flow_pages(headings(2_000, level=level), size=300)
    assert [text for page in pages for text in spelled(page)] == [
        f"Part {number}" for number in range(2_000)
    ]
    assert max(len(page.text) for page in pages) < 600


def test_headings_move_to_the_page_of_what_they_head():
    pages = flow_pages(
        [Piece("paragraph", "x" * 80), *headings(2, level=3), Piece("paragraph", "y" * 80)],
        size=100,
    )
    assert [len(page.blocks) for page in pages] == [1, 3]
    assert pages[1].text.startswith("Part 0\n\nPart 1\n\nyyy")


def test_a_page_of_many_headings_takes_no_long_time():
    begun = time.process_time()
    page_of(headings(150_000), number=1, label="Page 1")
    flow_pages([Piece("paragraph", "x"), *headings(40_000, level=3)], size=400_000)
    assert time.process_time() - begun < SECONDS
