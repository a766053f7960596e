"""A passage is said to stand in one place, not in two that contradict each other."""

import pytest

from ai_features.knowledge.citations.places import places


@pytest.mark.parametrize(
    ("page_label", "section", "told"),
    [
        ("Page 7", "Leave", ["Page 7", "Leave"]),
        ("Page 7", "", ["Page 7"]),
        ("3 Warranty", "4 Quiet gallery", ["4 Quiet gallery"]),
        ("3 Warranty", "", ["3 Warranty"]),
        ("3 Warranty", "3 Warranty", ["3 Warranty"]),
        ("Slide 6: A longer warranty", "A longer warranty", ["Slide 6: A longer warranty"]),
        ("Handbook", "", []),
        ("Handbook", "Handbook", []),
        ("", "", []),
    ],
)
def test_where_a_passage_stands(page_label, section, told):
    assert places(title="Handbook", page_label=page_label, section=section) == told
