"""A table has a header only where its first row names columns."""

from __future__ import annotations

import pytest

from projects.parsing.tables import pipe_table
from tests.projects.parsing.odf import odf, p, row, table
from tests.projects.parsing.word import word

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


PRICES = [("Shelf", "48", "52", "oak"), ("Desk", "310", "330", "ash")]


@pytest.mark.parametrize(
    ("first", "second", "header"),
    [
        (("Item", "Price", "", "Note"), ("Item", "Summer", "Winter", "Note"),
         "Item | Price Summer | Price Winter | Note"),
        (("Item", "Price", "", "Note"), ("Item", "1–9", "10+", "Note"),
         "Item | Price 1–9 | Price 10+ | Note"),
        (("Item", "Price", "", "Note"), ("", "Summer", "Winter", ""),
         "Item | Price Summer | Price Winter | Note"),
        (("", "Price", "", "Note"), ("Item", "Summer", "Winter", ""),
         "Item | Price Summer | Price Winter | Note"),
        (("Item", "Price", "", "Note"), ("", "48", "52", ""), None),
        (("Item", "Price", "", "Note"), ("Bolt", "Summer", "Winter", "new"), None),
        (("Item", "Price", "Rate", "Note"), ("Item", "Summer", "Winter", "Note"), None),
        (("Prices", "", "", ""), ("Item", "Summer", "Winter", "Note"), None),
    ],
)  # fmt: skip
def test_a_header_of_two_rows_names_each_column_once(first, second, header):
    text = pipe_table([first, second, *PRICES])
    rows = text.split("\n")
    assert rows[0] == f"| {header or ' | '.join(first)} |"
    assert len(rows) == (5 if header is None else 4)


PAIRS = [("Supplier", "Tollhouse"), ("Customer", "Brillow"), ("Place", "Leeds")]
HEAD = [("Step", "Team"), ("Order", "Blue"), ("Pack", "Green")]


def web(rows, form: str = "{}") -> bytes:
    first, *others = (
        "<tr>" + "".join(f"<td>{form.format(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    plain = "".join(others).replace("<b>", "").replace("</b>", "")
    return f"<table>{first}{plain}</table>".encode()


def office(rows, *, bold: bool = False) -> bytes:
    look = "<w:rPr><w:b/></w:rPr>"
    written = "".join(
        "<w:tr>"
        + "".join(
            f"<w:tc><w:p><w:r>{look if bold and not at else ''}<w:t>{cell}</w:t></w:r></w:p></w:tc>"
            for cell in row
        )
        + "</w:tr>"
        for at, row in enumerate(rows)
    )
    return word(f"<w:tbl>{written}</w:tbl>")


def open_text(rows, style: str = "") -> bytes:
    written = [
        row(*(p(cell, "" if at else style) for cell in each)) for at, each in enumerate(rows)
    ]
    return odf("text", table(*written))


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (web(PAIRS), "a.html"),
        (office(PAIRS), "a.docx"),
        (open_text(PAIRS), "a.odt"),
        (
            b"{\\rtf1 "
            + b"".join(
                rb"\trowd %s\cell %s\cell\row " % (one.encode(), other.encode())
                for one, other in PAIRS
            )
            + b"}",
            "a.rtf",
        ),
    ],
)
def test_two_columns_of_words_have_no_header_where_nothing_marks_one(read, content, name):
    [page] = read(content, name).pages
    assert page.text.startswith(f"{BLANK}| Supplier | Tollhouse |")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (web(HEAD, "<b>{}</b>"), "a.html"),
        (web(HEAD).replace(b"<table>", b"<table><thead></thead>"), "a.html"),
        (office(HEAD, bold=True), "a.docx"),
        (open_text(HEAD, "Table_20_Heading"), "a.odt"),
    ],
)
def test_two_columns_of_words_have_the_header_that_is_marked(read, content, name):
    [page] = read(content, name).pages
    assert page.text.startswith("| Step | Team |\n| --- | --- |")


FACTS = [("Ash Ltd", "No.", "26-114"), ("4 Mill Lane", "Date", "11 May"), ("Leeds", "Of", "Mia"),
         ("UK", "For", "K-778")]  # fmt: skip
SIZES = [("Item", "1–9", "10+"), ("Bolt", "3", "2"), ("Nut", "2", "1"), ("Pin", "5", "4")]


@pytest.mark.parametrize(("rows", "headed"), [(FACTS, False), (SIZES, True)])
def test_a_figure_over_words_is_in_no_header(rows, headed):
    shown = pipe_table(rows, headed=None)
    assert shown.startswith(f"| {' | '.join(rows[0])} |") == headed
