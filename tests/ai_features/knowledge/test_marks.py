from __future__ import annotations

import pytest

from ai_features.knowledge.citations.marks import Mark, MarkReader


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_marks_are_found_however_the_text_is_cut(size):
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
