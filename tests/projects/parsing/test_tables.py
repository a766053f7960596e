"""A table has a header only where its first row names columns."""

from __future__ import annotations

import pytest

from projects.parsing.tables import pipe_table

BLANK = "|  |  |\n| --- | --- |\n"


@pytest.mark.parametrize(
    "rows",
    [
        [("Weight", "13.8 kg"), ("Noise", "44 dB high")],
        [("Price", "€ 12"), ("Colour", "black")],
        [("Tenant:", "Ottoline Fasch"), ("Landlord:", "Mill Yard")],
        [("Project", "A new till system for all of our shops"), ("Owner", "Tran")],
        [("Tenant", "Ottoline Fasch"), ("Rent", "840"), ("Use", "joinery"), ("Area", "62 m²")],
    ],
)
def test_labels_and_their_values_have_no_header(rows):
    first = f"| {rows[0][0]} | {rows[0][1]} |"
    assert pipe_table(rows).startswith(BLANK + first)


@pytest.mark.parametrize(
    "rows",
    [
        [("Criterion", "Points"), ("Need", "30"), ("Plan", "20"), ("Carbon", "5")],
        [("Country", "2024"), ("Norway", "12"), ("Malta", "3")],
        [("Feature", "Value"), ("Weight", "13.8 kg"), ("Colour", "black"), ("Area", "62 m²")],
        [("Size", "Colour", "Stock"), ("S", "red", "3"), ("M", "blue", "none")],
        [("Step", "Who"), ("Order", "Tran")],
    ],
)
def test_the_names_of_columns_stay_the_header(rows):
    assert pipe_table(rows).startswith(f"| {' | '.join(rows[0])} |\n| --- |")


def test_a_row_that_may_be_a_header_is_none_if_the_document_says_so():
    table = pipe_table([("Name", "Role"), ("Ada", "Owner")], headed=False)
    assert table == f"{BLANK}| Name | Role |\n| Ada | Owner |"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("blank.md", "| | |\n|---|---|\n| Trainer | Dufresne |\n| Owner | Tran |\n"),
        (
            "labels.html",
            "<table><tr><th>Trainer</th><td>Dufresne</td></tr>"
            "<tr><th>Owner</th><td>Tran</td></tr></table>",
        ),
    ],
)
def test_a_blank_header_and_rows_headed_by_labels_name_no_columns(read, name, content):
    [page] = read(content.encode(), name).pages
    assert page.text == f"{BLANK}| Trainer | Dufresne |\n| Owner | Tran |"


def test_a_corner_without_a_name_leaves_the_header_a_header(read):
    content = "<table><tr><td></td><th>Fee</th></tr><tr><th>S</th><td>3</td></tr></table>"
    [page] = read(content.encode(), "corner.html").pages
    assert page.text.startswith("|  | Fee |\n| --- | --- |")
