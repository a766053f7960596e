"""A passage is given one place, never two that contradict each other."""

import pytest

from projects.documents.places import place_of, places, where


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
