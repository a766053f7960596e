from __future__ import annotations

import time

import pytest

from ai_features.knowledge.citations.marks import MARK, Mark, MarkReader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_marks_are_found_however_the_text_is_chunked(size):
    text = "Leave is 25 days [1]. Unused leave [2, 3] expires [x] in March  [4]"
    reader, told = MarkReader(), []
    for first in range(0, len(text), size):
        told.extend(reader.feed(text[first : first + size]))
    told.extend(reader.rest())
    assert [each for each in told if isinstance(each, Mark)] == [
        Mark(1, " "),
        Mark(2, " "),
        Mark(3),
        Mark(4, "  "),
    ]
    words = "".join(each for each in told if isinstance(each, str))
    assert words == "Leave is 25 days. Unused leave expires [x] in March"


@pytest.mark.parametrize("size", [1, 3, 100])
@pytest.mark.parametrize(
    "text",
    ["Leave [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]", "Leave [1[9]]", "Leave [ 1 [2, 3] ]", "[1【2】]"],
)
def test_no_mark_is_left_in_the_text(text, size):
    reader, told = MarkReader(), []
    for first in range(0, len(text), size):
        told.extend(reader.feed(text[first : first + size]))
    told.extend(reader.rest())
    words = "".join(each for each in told if isinstance(each, str))
    assert MARK.search(words) is None


@pytest.mark.parametrize(
    "text", [" " * 30_000 + "end", "[1" + " " * 30_000 + "end", "[" * 30_000, "[1" * 15_000]
)
def test_endless_blanks_and_brackets_are_read_in_time(text):
    reader, began = MarkReader(), time.process_time()
    told = [*reader.feed(text), *reader.rest()]
    assert time.process_time() - began < 5
    assert "".join(told) == text
