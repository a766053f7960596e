"""The row of a table whose range holds the figure that was asked about."""

from __future__ import annotations

import pytest

from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.ranges import quantities_in, rows_by_range
from ai_features.knowledge.extraction.reading import Source

PARCELS = """| Weight | Price |
| --- | --- |
| up to 2 kg | £4.10 |
| 2.1 to 5 kg | £6.20 |
| 5.1 to 10 kg | £9.80 |
| over 10 kg | £14.00 |
"""
WEIGHTS = {"parcel": 2.0, "cost": 1.5, "kg": 1.0, "7": 3.0}


def held(question, *cells):
    rows, _ = rows_by_range(question, [f"{cell}, Price: £1" for cell in cells])
    return [cells[row] for row in sorted(rows)]


def test_the_row_whose_range_holds_the_figure_is_quoted_and_no_other():
    found = answer("What does a parcel of 7 kg cost?", [Source(PARCELS)], weights=WEIGHTS)
    assert [extract.text for extract in found.extracts] == ["Weight: 5.1 to 10 kg, Price: £9.80"]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("a parcel of 1.5 kg", "Weight: up to 2 kg"),
        ("a parcel of 800 g", "Weight: up to 2 kg"),
        ("a 12kg parcel", "Weight: over 10 kg"),
        ("Was kostet ein Paket mit 3,5 kg?", "Gewicht: 2 bis 5 kg"),
        ("Was kostet ein Paket mit 25 kg?", "Gewicht: ab 20 kg"),
        ("a parcel of 7 kg", "Weight (kg): 5–10"),
        ("an order of £1,200", "Order: £1,000 to £5,000"),
        ("an order of £60", "Order: £50 or more"),
        ("for 8 people", "Guests: 6-10 people"),
        ("a parcel of more than 10 kg", "Weight: over 10 kg"),
        ("an order above £150,000", "Order: over £150,000"),
        ("orders under £50", "Order: under £50"),
        ("after 3 weeks", "Notice: less than 1 month"),
    ],
)
def test_figures_and_units_are_read_as_people_write_them(question, cell):
    assert held(question, cell) == [cell]


@pytest.mark.parametrize(
    ("question", "cell"),
    [
        ("a parcel of 7 kg", "Length: 5 to 10 m"),
        ("a parcel of 7 kg", "Weight: 10 to 20 kg"),
        ("a parcel of 10 kg", "Weight: over 10 kg"),
        ("a parcel over 10 kg", "Weight: up to 10 kg"),
        ("what changed in 2021", "Years: 2020 to 2022"),
        ("error E7", "Code: 5 to 10"),
        ("How many parcels?", "Weight: 5 to 10 kg"),
    ],
)
def test_a_figure_of_another_kind_or_beyond_the_range_is_not_held(question, cell):
    assert held(question, cell) == []


def test_of_ranges_within_one_another_the_narrowest_holds_the_figure():
    limits = ("Weight: up to 2 kg", "Weight: up to 5 kg", "Weight: up to 20 kg")
    assert held("a parcel of 4 kg", *limits) == ["Weight: up to 5 kg"]
    steps = ("Order: from 10 people", "Order: from 50 people", "Order: from 100 people")
    assert held("for 60 people", *steps) == ["Order: from 50 people"]


def test_a_figure_on_the_border_of_two_ranges_has_both():
    assert len(held("a parcel of 5 kg", "Weight: 0-5 kg", "Weight: 5-10 kg")) == 2


def test_without_a_row_that_holds_the_figure_no_row_is_left_out():
    assert rows_by_range("a parcel of 90 kg", ["Weight: 5 to 10 kg, Price: £1"]) == (set(), set())


def test_a_decimal_comma_is_no_thousand():
    assert [quantity.size for quantity in quantities_in("0.500 kg or 1,500 g or 2,5 kg")] == [
        500,
        1500,
        2500,
    ]
