"""A passage is given one place, never two that contradict each other."""

import pytest

from projects.documents.places import label_at, place_of, places, where


@pytest.mark.parametrize(
    ("page_label", "section", "told"),
    [
        ("Page 7", "Leave", ["Page 7", "Leave"]),
        ("Page 7", "", ["Page 7"]),
        ("3 Warranty", "4 Quiet gallery", ["4 Quiet gallery"]),
        ("3 Warranty", "", ["3 Warranty"]),
        ("3 Warranty", "3 Warranty", ["3 Warranty"]),
        ("Slide 6: Longer", "Longer", ["Slide 6: Longer"]),
        ("Slide 6: Longer", "Longer › Notes", ["Slide 6: Longer", "Notes"]),
        ("3 Warranty", "Handbook › 4 Quiet › Noise", ["4 Quiet › Noise"]),
        ("Handbook", "", []),
        ("Handbook", "Handbook", []),
        ("", "", []),
    ],
)
def test_a_passage_is_placed_by_page_and_section(page_label, section, told):
    assert places(title="Handbook", page_label=page_label, section=section) == told


@pytest.mark.parametrize(
    ("page_label", "section", "told"),
    [
        ("Page 7", "", "Handbook, page 7"),
        ("Page 7", "Leave › Parents", "Handbook, page 7, Leave › Parents"),
        ("Slide 6: Longer", "", "Handbook, slide 6: Longer"),
        ("Part 2", "", "Handbook, part 2"),
        ("Sheet Prices (1 of 2)", "", "Handbook, sheet Prices (1 of 2)"),
        ("Part E – Losses", "Part E – Losses", "Handbook, Part E – Losses"),
        ("Part E – Losses", "Policy › Part E – Losses", "Handbook, Policy › Part E – Losses"),
        ("Part E – Losses", "", "Handbook, Part E – Losses"),
        ("Sheet music", "Sheet music", "Handbook, Sheet music"),
        ("Page 3 of the lease", "", "Handbook, Page 3 of the lease"),
        ("Paging Dr Ray", "", "Handbook, Paging Dr Ray"),
        ("Paging Dr Ray", "Page turners", "Handbook, Page turners"),
        ("Handbook", "", "Handbook"),
        ("", "", "Handbook"),
    ],
)
def test_title_and_places_are_one_phrase(page_label, section, told):
    assert where(title="Handbook", page_label=page_label, section=section) == told


def test_an_old_citation_without_a_section_is_placed_by_its_page():
    assert where(**place_of({"title": "Handbook", "page_label": "Page 7"})) == "Handbook, page 7"


LINES = "Leave\n\nTwenty-five days.\n\nSickness\n\nCall by ten."
BLOCKS = [
    {"kind": "heading", "start": 0, "end": 5},
    {"kind": "paragraph", "start": 7, "end": 24},
    {"kind": "heading", "start": 26, "end": 34},
    {"kind": "paragraph", "start": 36, "end": 48},
]


@pytest.mark.parametrize(
    ("label", "start", "called"),
    [
        ("Leave", 8, "Leave"),
        ("Leave", 37, "Sickness"),
        ("Money (2)", 37, "Sickness"),
        ("Page 3", 37, "Page 3"),
        ("Slide 2: Leave", 37, "Slide 2: Leave"),
    ],
)
def test_a_stretch_is_called_by_the_heading_above_the_place_and_a_page_by_its_label(
    label, start, called
):
    assert label_at(start, label=label, text=LINES, blocks=BLOCKS) == called


def test_without_a_heading_above_it_a_place_keeps_the_label():
    assert label_at(3, label="Money (2)", text=LINES, blocks=BLOCKS[2:]) == "Money (2)"
