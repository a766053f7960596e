from __future__ import annotations

import pytest
from reportlab.pdfgen.canvas import Canvas

from projects.parsing import Unreadable
from tests.projects.parsing.conftest import lines, pdf

LEAVE = "Employees may carry over five days of unused leave into"
REST = "the next calendar year, if their manager agrees to it."


def test_a_pdf_keeps_its_pages_and_their_numbers(read):
    document = read(pdf(lines("Alpha on the first."), lines("Beta on the second.")), "a.pdf")
    assert [(page.number, page.label, page.text) for page in document.pages] == [
        (1, "Page 1", "Alpha on the first."),
        (2, "Page 2", "Beta on the second."),
    ]
    assert document.media_type == "application/pdf"


def test_wrapped_lines_become_one_paragraph(read):
    [page] = read(pdf(lines(LEAVE, REST)), "a.pdf").pages
    assert page.text == f"{LEAVE} {REST}"
    assert [(block.kind, block.start, block.end) for block in page.blocks] == [
        ("paragraph", 0, len(page.text))
    ]


def test_hyphenated_words_are_rejoined(read):
    [page] = read(
        pdf(lines("The committee reviews every reim-", "bursement within a week.")), "a.pdf"
    ).pages
    assert "reimbursement within" in page.text


def test_larger_type_is_a_heading(read):
    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica-Bold", 20)
        canvas.drawString(72, 760, "Travel policy")
        lines(LEAVE, REST)(canvas)

    document = read(pdf(draw), "upload.pdf")
    heading, paragraph = document.pages[0].blocks
    assert (heading.kind, heading.level, paragraph.kind) == ("heading", 1, "paragraph")
    assert document.title == "Travel policy"


def test_two_columns_are_read_one_after_the_other(read):
    left = [f"Left column sentence number {n} runs on here" for n in range(12)]
    right = [f"Right column sentence number {n} runs on too" for n in range(12)]

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 9)
        for row, (one, other) in enumerate(zip(left, right, strict=True)):
            canvas.drawString(60, 700 - row * 12, one)
            canvas.drawString(320, 700 - row * 12, other)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.text.index("Left column sentence number 11") < page.text.index(
        "Right column sentence number 0"
    )


@pytest.mark.parametrize("shown", [0, 90])
@pytest.mark.parametrize(
    ("turn", "place"), [(90, (300, 100)), (-90, (300, 560)), (180, (500, 560))]
)
def test_text_that_is_turned_is_read_from_its_first_line(read, turn, place, shown):
    rows = [("City", "Hotel", "Meals"), ("Berlin", "140", "35"), ("Zurich", "230", "60")]

    def draw(canvas: Canvas) -> None:
        canvas.setPageRotation(shown)
        canvas.translate(*place)
        canvas.rotate(turn)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                canvas.drawString(column * 90, -number * 18, cell)

    [page] = read(pdf(draw), "turned.pdf").pages
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    assert page.text.replace("| --- | --- | --- |\n", "") == table


def test_a_table_keeps_its_rows_in_one_block(read):
    rows = [("City", "Hotel limit", "Meals"), ("Berlin", "140 EUR", "35 EUR"),
            ("London", "190 GBP", "40 GBP"), ("Zurich", "230 CHF", "60 CHF")]  # fmt: skip

    def draw(canvas: Canvas) -> None:
        lines("Limits for a night away from home, by city.", top=760)(canvas)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                canvas.drawString(72 + column * 140, 700 - row * 18, cell)

    [page] = read(pdf(draw), "a.pdf").pages
    [table] = [block for block in page.blocks if block.kind == "table"]
    assert page.text[table.start : table.end].split("\n") == [
        "| City | Hotel limit | Meals |",
        "| --- | --- | --- |",
        "| Berlin | 140 EUR | 35 EUR |",
        "| London | 190 GBP | 40 GBP |",
        "| Zurich | 230 CHF | 60 CHF |",
    ]


def test_running_headers_and_page_numbers_are_dropped(read):
    def page(number: int):
        def draw(canvas: Canvas) -> None:
            lines("Acme staff handbook", top=810, size=8)(canvas)
            lines(f"Paragraph {number * 7} says something of its own.", top=600)(canvas)
            lines(f"Page {number} of 4", top=30, size=8)(canvas)

        return draw

    pages = read(pdf(*(page(number) for number in range(1, 5))), "a.pdf").pages
    assert not any("of 4" in page.text for page in pages)
    assert [page.text.count("Acme staff handbook") for page in pages] == [1, 0, 0, 0]
    assert "says something of its own" in pages[3].text


def test_a_page_of_pictures_among_text_is_counted(read):
    def picture(canvas: Canvas) -> None:
        canvas.rect(100, 100, 200, 200, fill=1)

    document = read(pdf(lines("There is text here."), picture), "a.pdf")
    assert document.pages_without_text == 1
    assert [page.number for page in document.pages] == [1, 2]


def test_a_scan_without_text_is_reported(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(lambda canvas: canvas.rect(10, 10, 50, 50, fill=1)), "scan.pdf")
    assert refused.value.code == "scanned"
    assert "OCR" in refused.value.message


def test_an_empty_pdf_is_reported(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(lambda canvas: None), "empty.pdf")
    assert refused.value.code == "empty"


def test_a_locked_pdf_is_reported(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(lines("Secret."), encrypt="open sesame"), "locked.pdf")
    assert refused.value.code == "encrypted"


def test_a_truncated_pdf_is_corrupt(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(lines("The whole text of this page."))[:300], "cut.pdf")
    assert refused.value.code == "corrupt"


def test_more_pages_than_allowed_are_refused(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(*(lines("Text.") for _ in range(4))), "long.pdf", max_pages=3)
    assert refused.value.code == "too_many_pages"


def test_progress_ends_at_the_last_page(tmp_path):
    from projects.parsing import Limits, read_document

    path, seen = tmp_path / "a", []
    path.write_bytes(pdf(*(lines(f"Text {n}.") for n in range(5))))
    read_document(path, filename="a.pdf", limits=Limits(), on_progress=lambda *at: seen.append(at))
    assert seen[-1] == (5, 5)


THIRTY_SIX = (
    "2.1 This Agreement takes effect on 1 March 2026 and continues for thirty-six",
    "(36) months unless it is terminated earlier, and the fee for keeping a dog of",
    "12. Larger dogs need the written consent of the landlord, and cats – all of them",
    "- are welcome.",
)


def test_a_sentence_goes_on_with_a_line_that_looks_like_a_point(read):
    document = read(pdf(lines(*THIRTY_SIX)), "contract.pdf")
    assert document.pages[0].text == " ".join(THIRTY_SIX)


@pytest.mark.parametrize(
    "points",
    [
        ("The tenant pays for all of these, and for whatever else is used in the flat:",
         "1. water and heating", "2. power"),
        ("1. The tenant keeps the flat clean and airs it twice a day in every season that",
         "2. The landlord mends the roof"),
        ("(b) the tenant keeps the flat clean and airs it twice a day in every season and",
         "(d) the landlord mends the roof"),
        ("The tenant has to bring along to the first meeting in the office in the town",
         "a) a passport", "b) a photograph"),
        ("- one item that fills the line up to the very margin of the page and the text",
         "- two"),
        ("One short line", "12. and a point"),
    ],
    ids=["after a colon", "in turn", "after and", "a first point", "dashes", "with room"],
)  # fmt: skip
def test_points_stay_points_below_a_full_line(read, points):
    document = read(pdf(lines(*points)), "contract.pdf")
    assert [line for line in document.pages[0].text.splitlines() if line] == list(points)


def test_what_a_form_holds_stands_with_its_label(read):
    def draw(canvas: Canvas) -> None:
        form = canvas.acroForm
        for top, label in ((700, "Name:"), (670, "Country"), (610, "Remarks")):
            canvas.drawString(72, top, label)
        form.textfield(name="n", value="Ada Lovelace", x=220, y=695, width=200, height=18)
        form.choice(name="c", value="Malta", options=["Malta"], x=220, y=665, width=90, height=18)
        form.textfield(name="r", value="", x=220, y=605, width=200, height=18)
        for left, name, checked in ((72, "Renting", True), (200, "Owning", False)):
            form.checkbox(name=name, checked=checked, x=left, y=638, size=14)
            canvas.drawString(left + 20, 640, name)

    [page] = read(pdf(draw), "form.pdf").pages
    assert page.text.split("\n\n") == [
        "Name: Ada Lovelace", "Country Malta", "☒ Renting", "☐ Owning", "Remarks",
    ]  # fmt: skip
