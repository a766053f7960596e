from __future__ import annotations

import datetime as dt
import io
import zipfile

import docx
import openpyxl
import pptx
import pytest
from docx.oxml import parse_xml

from projects.parsing import Unreadable
from projects.parsing.formats.xlsx import number_text
from projects.parsing.tables import Cell, unmerged
from tests.benchmarks.made.others import open_document, open_table
from tests.projects.parsing.conftest import zipped

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)


def saved(thing) -> bytes:
    out = io.BytesIO()
    thing.save(out)
    return out.getvalue()


def handbook() -> docx.document.Document:
    document = docx.Document()
    document.core_properties.title = "Acme handbook"
    document.add_heading("Travel policy", level=1)
    document.add_paragraph("Book the cheapest sensible fare.")
    document.add_paragraph("Keep receipts", style="List Bullet")
    document.add_paragraph("Claim within a month", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["City", "Limit", "Berlin", "140"], strict=True):
        cell.text = text
    return document


def test_word_keeps_headings_lists_and_tables(read):
    document = read(saved(handbook()), "upload.docx")
    [page] = document.pages
    assert document.title == "Acme handbook"
    assert page.label == "Travel policy"
    assert [(block.kind, block.level) for block in page.blocks] == [
        ("heading", 1), ("paragraph", 0), ("list", 0), ("table", 0),
    ]  # fmt: skip
    assert "- Keep receipts\n- Claim within a month" in page.text
    assert page.text.endswith("| City | Limit |\n| --- | --- |\n| Berlin | 140 |")


def test_spans_of_blocks_cover_the_page(read):
    [page] = read(saved(handbook()), "upload.docx").pages
    pieces = [page.text[block.start : block.end] for block in page.blocks]
    assert "\n\n".join(pieces) == page.text


def test_a_long_text_is_cut_between_blocks_and_labelled_by_section(read):
    document = docx.Document()
    for section in ("Leave", "Travel"):
        document.add_heading(section, level=1)
        for number in range(30):
            document.add_paragraph(f"Rule {number} of {section}: " + "words that fill a line " * 10)
    pages = read(saved(document), "long.docx").pages
    assert all(len(page.text) <= 4_500 for page in pages)
    assert [pages[0].label, pages[1].label] == ["Leave", "Leave (2)"]
    assert "Travel" in [page.label for page in pages]


def boxed(inner: str) -> str:
    return f"<w:r><w:pict><w:txbxContent>{inner}</w:txbxContent></w:pict></w:r>"


def add_run(paragraph, run: str) -> None:
    paragraph._p.append(parse_xml(run.replace("<w:r>", f"<w:r {NAMESPACES}>", 1)))


def test_text_boxes_within_text_boxes_are_read_once(read):
    document, runs = docx.Document(), ""
    for depth in range(30, 0, -1):
        runs = boxed(f"<w:p><w:r><w:t>Box {depth}</w:t></w:r>{runs}</w:p>")
    add_run(document.add_paragraph("Boxes"), runs)
    [page] = read(saved(document), "boxes.docx", cpu_seconds=5).pages
    assert page.text == "\n\n".join(["Boxes", *(f"Box {depth}" for depth in range(1, 31))])


def test_a_text_box_in_a_cell_is_read_once_although_older_word_has_a_copy(read):
    document = docx.Document()
    left, right = document.add_table(rows=1, cols=2).rows[0].cells
    left.text, right.text = "City", "Limit"
    box = boxed("<w:p><w:r><w:t>in euros</w:t></w:r></w:p>")
    both = f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
    add_run(right.paragraphs[0], f"<w:r><mc:AlternateContent>{both}</mc:AlternateContent></w:r>")
    [page] = read(saved(document), "limits.docx").pages
    assert page.text == "| City | Limit in euros |\n| --- | --- |"


def test_a_renamed_word_file_is_still_read_as_word(read):
    document = read(saved(handbook()), "handbook.pdf")
    assert document.media_type.endswith("wordprocessingml.document")


def test_slides_are_pages_with_their_notes(read):
    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[1])
    slide.shapes.title.text = "Roadmap"
    slide.placeholders[1].text = "First quarter\nSecond quarter"
    slide.notes_slide.notes_text_frame.text = "Say that dates may move."
    [page] = read(saved(deck), "deck.pptx").pages
    assert page.label == "Slide 1: Roadmap"
    assert "- First quarter\n- Second quarter" in page.text
    assert page.text.endswith("Notes\n\nSay that dates may move.")


def test_sheets_are_pages_with_iso_dates_and_a_repeated_header(read):
    workbook = openpyxl.Workbook()
    prices, dates = workbook.active, workbook.create_sheet("Dates")
    prices.title = "Prices"
    prices.append(["Item", "Price"])
    for number in range(400):
        prices.append([f"Item {number} with a longer name", number / 4])
    dates.append(["Day", "What"])
    dates.append([dt.datetime(2026, 3, 1, tzinfo=None), "Opening | party"])  # noqa: DTZ001
    pages = read(saved(workbook), "prices.xlsx").pages
    assert pages[0].label.startswith("Sheet Prices (1 of ")
    assert all(page.text.startswith("| Item | Price |\n| --- | --- |") for page in pages[:-1])
    assert pages[-1].label == "Sheet Dates"
    assert "| 2026-03-01 | Opening \\| party |" in pages[-1].text


COVER = [[], ["", "Annual report"]]
OUTLINE = [["Fleet"], ["", "Vans"], ["", "Lorries"]]
TITLED = [["Staff of 2026"], ["Name", "Days"], ["Ada", 25]]


def workbook(*sheets) -> bytes:
    book = openpyxl.Workbook(write_only=True)
    for rows in sheets:
        sheet = book.create_sheet()
        for row in rows:
            sheet.append(row)
    return saved(book)


def open_workbook(*sheets) -> bytes:
    return open_document("spreadsheet", "".join(map(open_table, sheets)))


@pytest.mark.parametrize(("made", "name"), [(workbook, "a.xlsx"), (open_workbook, "a.ods")])
def test_sheets_with_one_text_in_each_row_are_read(read, made, name):
    pages = read(made(COVER, OUTLINE, [[]], TITLED), name).pages
    assert [(page.number, page.text) for page in pages] == [
        (1, "| Annual report |\n| --- |"),
        (2, "| Fleet |  |\n| --- | --- |\n|  | Vans |\n|  | Lorries |"),
        (3, "Staff of 2026\n\n| Name | Days |\n| --- | --- |\n| Ada | 25 |"),
    ]


def test_a_title_above_blank_cells_is_read(read):
    [page] = read(workbook([["Nobody yet"], [" ", " "]]), "staff.xlsx").pages
    assert page.text == "Nobody yet"


def test_an_empty_workbook_is_reported(read):
    with pytest.raises(Unreadable) as refused:
        read(saved(openpyxl.Workbook()), "empty.xlsx")
    assert refused.value.code == "empty"


def test_a_book_is_read_in_the_order_of_its_spine(read):
    book = zipped({
        "mimetype": b"application/epub+zip",
        "META-INF/container.xml": b'<container><rootfiles><rootfile full-path="OPS/book.opf"/>'
        b"</rootfiles></container>",
        "OPS/book.opf": b'<package xmlns="http://www.idpf.org/2007/opf" '
        b'xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>A Book</dc:title>'
        b"</metadata>"
        b'<manifest><item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
        b'<item id="a" href="a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        b'<spine><itemref idref="a"/><itemref idref="b"/></spine></package>',
        "OPS/a.xhtml": b"<html><body><h1>One</h1><p>First chapter.</p></body></html>",
        "OPS/b.xhtml": b"<html><body><h1>Two</h1><p>Second chapter.</p></body></html>",
    })  # fmt: skip
    document = read(book, "book.epub")
    text = "\n".join(page.text for page in document.pages)
    assert document.title == "A Book"
    assert text.index("First chapter.") < text.index("Second chapter.")


@pytest.mark.parametrize(
    ("stream", "code", "words"),
    [
        ("WordDocument", "unsupported", ".docx"),
        ("Workbook", "unsupported", ".xlsx"),
        ("PowerPoint Document", "unsupported", ".pptx"),
        ("EncryptedPackage", "encrypted", "password"),
    ],
)
def test_old_office_files_are_refused_with_a_way_out(read, stream, code, words):
    content = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500) + stream.encode("utf-16-le")
    with pytest.raises(Unreadable) as refused:
        read(content, "old.doc")
    assert refused.value.code == code
    assert words in refused.value.message


def test_a_zip_of_documents_is_refused_with_advice_to_unpack_it(read):
    with pytest.raises(Unreadable, match="Unpack") as refused:
        read(zipped({"a.txt": b"text"}), "documents.zip")
    assert refused.value.code == "unsupported"


def test_a_number_is_read_as_the_sheet_shows_it():
    shown = {
        (0.125, "0.0%"): "12.5%",
        (1204.5, "#,##0.00"): "1,204.50",
        (7.0, "General"): "7",
        (3, "0"): "3",
        (1204.5, '#,##0.00 "EUR"'): "1,204.50 EUR",
        (1204.0, "[$€-407] #,##0"): "1,204 €",
        (0.00012, "0.00E+00"): "0.00012",
        (5, "@"): "5",
        (0.125, "0%"): "13%",
        (1234.5, "#,##0"): "1,235",
        (2.675, "0.00"): "2.68",
        (0.5, "# ?/?"): "0.5",
        (1234, "00000"): "01234",
        (3, '0 "pcs"'): "3 pcs",
        (20, '0.0 "°C"'): "20.0 °C",
        (1234567, '0,,"M"'): "1234567",
        (1.5, "0.0#"): "1.5",
        (-0.4, "#,##0.00_);(#,##0.00)"): "-0.40",
        (1e300, "0.00"): "1e+300",
    }
    assert {key: number_text(*key) for key in shown} == shown


@pytest.mark.parametrize(
    ("value", "shape", "text"),
    [
        (dt.timedelta(hours=30, minutes=15), "[h]:mm", "30:15"),
        (dt.timedelta(minutes=5, seconds=7), "[mm]:ss", "0:05:07"),
        (dt.time(14, 30), "hh:mm", "14:30:00"),
    ],
)
def test_a_duration_is_hours_and_minutes(read, value, shape, text):
    book = openpyxl.Workbook()
    book.active["A1"] = value
    book.active["A1"].number_format = shape
    [page] = read(saved(book), "hours.xlsx").pages
    assert page.text.startswith(f"| {text} |")


def changed(content: bytes, part: str, old: str, new: str) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    assert old.encode() in members[part]
    members[part] = members[part].replace(old.encode(), new.encode())
    return zipped(members)


def test_a_workbook_with_a_chart_of_its_own_is_read(read):
    book = openpyxl.Workbook()
    book.active["A1"] = "kept"
    book.create_chartsheet("Chart")
    assert "kept" in read(saved(book), "chart.xlsx").pages[0].text


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/styles.xml", "<fill>", "<fill>not one</fill><fill><oops/>"),
        ("docProps/core.xml", "Z</dcterms:created>", "one day</dcterms:created>"),
        ("xl/worksheets/sheet1.xml", "<v>7</v>", '<v>7</v></c><c r="C1" s="900"><v>8</v>'),
    ],
)
def test_one_odd_part_does_not_make_a_workbook_count_as_damaged(read, part, old, new):
    content = changed(workbook([["Price", 7]]), part, old, new)
    assert "| Price | 7" in read(content, "odd.xlsx").pages[0].text


STACKED = [
    ["Report 2026"], ["Author", "Ada"], [], ["Item", "Qty", "Price"], ["Bolt", 3, 1.5], [],
    ["Nut", 4, 0.2], [], ["Sales of May"], ["Region", "Sales"], ["North", 10],
]  # fmt: skip


def test_tables_below_one_another_keep_their_own_headers(read):
    [page] = read(workbook(STACKED), "stacked.xlsx").pages
    assert page.text.split("\n\n") == [
        "Report 2026",
        "| Author | Ada |\n| --- | --- |",
        "| Item | Qty | Price |\n| --- | --- | --- |\n| Bolt | 3 | 1.5 |\n| Nut | 4 | 0.2 |",
        "Sales of May",
        "| Region | Sales |\n| --- | --- |\n| North | 10 |",
    ]


def test_a_cell_merged_over_rows_is_in_each_of_them(read):
    book = openpyxl.Workbook()
    for row in (["Site", "Day"], ["Bonn", "Monday"], [None, "Friday"], ["Ghent", "Sunday"]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    [page] = read(saved(book), "sites.xlsx").pages
    assert page.text.endswith("| Bonn | Monday |\n| Bonn | Friday |\n| Ghent | Sunday |")


def test_a_hidden_sheet_is_called_hidden(read):
    book = openpyxl.Workbook()
    book.active["A1"] = "shown"
    hidden = book.create_sheet("Costs")
    hidden["A1"], hidden.sheet_state = "secret", "veryHidden"
    pages = read(saved(book), "costs.xlsx").pages
    assert [page.label for page in pages] == ["Sheet Sheet", "Sheet Costs (hidden)"]


def test_formulas_that_were_never_calculated_are_reported_as_such(read):
    with pytest.raises(Unreadable, match="results were never saved") as refused:
        read(workbook([["=1+1"]]), "sums.xlsx")
    assert refused.value.code == "empty"


def test_a_binary_workbook_is_refused_with_a_way_out(read):
    content = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.bin": b"\x83"})
    with pytest.raises(Unreadable, match=r"\.xlsb") as refused:
        read(content, "old.xlsb")
    assert refused.value.code == "unsupported"


def test_a_huge_cell_span_is_capped():
    rows = unmerged([[Cell("a", across=10**6, down=10**6), Cell("b")], [Cell("c")]])
    assert len(rows[0]) == 101
    assert rows[1] == ["a", *[""] * 99, "c"]


def test_a_long_cell_spanning_rows_is_kept_only_once():
    rows = unmerged([[Cell("long " * 20, down=3), Cell("1")], [Cell("2")], [Cell("3")]])
    assert [row[0] != "" for row in rows] == [True, False, False]


def test_nested_mail_is_read_to_a_limited_depth(read):
    inner = (
        b"Subject: innermost\nFrom: a@acme.test\nTo: b@acme.test\nMIME-Version: 1.0\n\nwords here"
    )
    for depth in range(8):
        head = f"Subject: {depth}\nFrom: a@acme.test\nTo: b@acme.test\nMIME-Version: 1.0\n"
        inner = head.encode() + b"Content-Type: message/rfc822\n\n" + inner
    text = "".join(page.text for page in read(inner, "deep.eml").pages)
    assert text.startswith("7")
    assert "innermost" not in text
