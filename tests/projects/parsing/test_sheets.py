"""What the programs of sheets keep beside the cells: what is hidden, and what was calculated."""

from __future__ import annotations

import io

import openpyxl
import pytest
import xlsxwriter

from tests.projects.parsing.odf import odf, p, row, table


def saved(book) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def prices() -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    for each in (["Item", "Cost", "Price"], ["Bolt", 2, 3], ["Nut", 1, 2], ["Pin", 4, 5]):
        book.active.append(each)
    return book


def rows_of(read, book) -> list[str]:
    [page] = read(saved(book), "prices.xlsx").pages
    return page.text.split("\n")


def test_hidden_rows_and_columns_are_called_hidden(read):
    book = prices()
    book.active.column_dimensions["B"].hidden = True
    book.active.row_dimensions[3].hidden = True
    assert rows_of(read, book) == [
        "| Item | Cost (hidden) | Price |",
        "| --- | --- | --- |",
        "| Bolt | 2 | 3 |",
        "| Nut (hidden) | 1 | 2 |",
        "| Pin | 4 | 5 |",
    ]


def test_rows_that_a_filter_or_a_collapsed_group_leaves_out_are_rows_like_others(read):
    book = prices()
    book.active.auto_filter.ref = "A1:C4"
    book.active.auto_filter.add_filter_column(0, ["Bolt"])
    book.active.row_dimensions[3].hidden = True
    other = prices()
    other.active.row_dimensions.group(2, 3, hidden=True)
    other.active.column_dimensions.group("B", "B", hidden=True)
    for each in (book, other):
        assert not any("hidden" in line for line in rows_of(read, each))


def test_open_sheets_call_hidden_rows_and_columns_hidden_too(read):
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    body = table(
        columns + row(p("Item"), p("Cost")),
        row(p("Bolt"), p("2"), more='table:visibility="collapse"'),
        row(p("Nut"), p("1"), more='table:visibility="filter"'),
    )
    [page] = read(odf("spreadsheet", body), "a.ods").pages
    assert page.text.split("\n")[::2] == ["| Item | Cost (hidden) |", "| Bolt (hidden) | 2 |"]


@pytest.mark.parametrize("formula", ["=SUM(B2:B4)", '=IF(B2<>3,"a","b")'])
def test_a_formula_that_was_never_calculated_stands_for_its_result(read, formula):
    book = prices()
    book.active.append(["Total", formula])
    assert rows_of(read, book)[-1] == f"| Total | {formula} |  |"


def test_a_nought_that_no_program_calculated_is_no_result(read, tmp_path):
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["Item", "Price"])
        sheet.write_row(1, 0, ["Bolt", 0])
        sheet.write(2, 0, "Total")
        sheet.write_formula(2, 1, "=SUM(B2:B2)")
        other = book.add_worksheet()
        other.write_formula(0, 0, "=2-2")
        other.write_formula(1, 0, "=2*3", None, 6)
    pages = read((tmp_path / "a.xlsx").read_bytes(), "a.xlsx").pages
    assert pages[0].text.endswith("| Bolt | 0 |\n| Total | =SUM(B2:B2) |")
    assert pages[1].text.split("\n")[::2] == ["| 0 |", "| 6 |"]


def test_a_remark_below_a_table_is_none_of_its_rows(read):
    book = prices()
    for each in ([], ["Delivery is free above 500 EUR."], ["All prices are net of tax."]):
        book.active.append(each)
    assert rows_of(read, book)[-4:] == [
        "", "Delivery is free above 500 EUR.", "", "All prices are net of tax.",
    ]  # fmt: skip
