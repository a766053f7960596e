"""Tables without rules, whose columns only white space and aligned edges reveal."""

from __future__ import annotations

import pytest

from tests.projects.parsing.conftest import pdf

GOODS = [
    ("Item", "Qty", "Unit price", "Total"),
    ("Pallet jack", "2", "249.00", "498.00"),
    ("Shrink wrap, clear", "40", "6.50", "260.00"),
    ("Corner boards", "120", "0.85", "102.00"),
    ("Dock plate", "1", "780.00", "780.00"),
]
PEOPLE = [
    ("Anna Keller", "Head of purchasing", "Hamburg"),
    ("Jon Smith", "Auditor", "Leeds"),
    ("Mia Rossi", "Driver", "Turin"),
    ("Ole Berg", "Foreman", "Oslo"),
]
TERMS = [
    ("Warranty", "24 months from delivery"),
    ("Payment", "30 days net"),
    ("Delivery", "Free of charge above 500 euros"),
    ("Returns", "Within 14 days, unopened"),
]
EVENTS = [
    ("Event", "What the supplier does", "What the buyer receives"),
    ("Late", "Informs the buyer within one working day", "A credit of two percent for each week"),
    ("Damage", "Replaces the goods at its own expense", "New goods within ten working days"),
    ("Shortage", "Delivers the missing parts separately", "No charge for the second delivery"),
]
PROSE = (
    "The goods below were delivered to the warehouse on the first of March and",
    "were accepted without remarks by the foreman who was on duty at that time.",
)


def rows_of(page):
    """Return the rows of the page's only table, without its rule and a header without names."""
    [table] = [block for block in page.blocks if block.kind == "table"]
    written = page.text[table.start : table.end].split("\n")
    return [
        tuple(cell.strip() for cell in row.strip("|").split("|"))
        for row in written
        if row.strip("|- ")
    ]


def at_stops(rows, stops, *, step=16, right=()):
    """Draw cells at tab stops, with prose above and below."""

    def draw(canvas):
        canvas.setFont("Helvetica", 10)
        prose(canvas, 780)
        for number, row in enumerate(rows):
            for place, (stop, cell) in enumerate(zip(stops, row, strict=True)):
                put = canvas.drawRightString if place in right else canvas.drawString
                put(stop, 730 - number * step, cell)
        prose(canvas, 700 - len(rows) * step)

    return draw


def prose(canvas, top):
    for number, line in enumerate(PROSE):
        canvas.drawString(60, top - number * 14, line)


def typewritten(rows, widths):
    def draw(canvas):
        canvas.setFont("Courier", 11)
        padded = [
            "".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            for row in rows
        ]
        for number, line in enumerate([*PROSE, *padded, *PROSE]):
            canvas.drawString(60, 780 - number * 12, line)

    return draw


@pytest.mark.parametrize(
    ("rows", "draw"),
    [
        pytest.param(GOODS, at_stops(GOODS, (60, 150, 175, 227)), id="columns close together"),
        pytest.param(PEOPLE, at_stops(PEOPLE, (60, 122, 222)), id="a name that fills its column"),
        pytest.param(TERMS, at_stops(TERMS, (60, 112)), id="keys that fill their column"),
        pytest.param(GOODS, typewritten(GOODS, (20, 5, 12, 8)), id="typewritten, two spaces"),
        pytest.param(GOODS, at_stops(GOODS, (60, 200, 260, 340), step=28), id="rows far apart"),
        pytest.param(EVENTS, at_stops(EVENTS, (60, 150, 360)), id="cells as long as prose"),
        pytest.param(
            GOODS,
            at_stops(GOODS, (60, 172, 222, 262), right=(1, 2, 3)),
            id="figures set to the right",
        ),
    ],
)
def test_columns_separated_by_white_space_are_a_table(read, rows, draw):
    [page] = read(pdf(draw), "a.pdf").pages
    assert rows_of(page) == rows
    assert page.text.startswith(" ".join(PROSE))
    assert page.text.endswith(" ".join(PROSE))


LATIN = [
    f"{word}{number}"
    for number in range(6)
    for word in ("lorem", "ipsum", "a", "consectetur", "sed", "of", "labore", "et", "in", "minim")
]


def justified(canvas, words, *, left, right, top):
    """Draw words in justified lines, at least five points apart."""
    canvas.setFont("Helvetica", 9)
    line: list[str] = []
    for word in [*words, ""]:
        room = right - left - sum(map(canvas.stringWidth, [*line, word]))
        if word and room >= 5 * len(line):
            line.append(word)
            continue
        gap = (room + canvas.stringWidth(word)) / max(1, len(line) - 1) if word else 5
        at = left
        for each in line:
            canvas.drawString(at, top, each)
            at += canvas.stringWidth(each) + gap
        top, line = top - 12, [word]


def test_widely_justified_prose_below_a_table_stays_prose(read):
    def draw(canvas):
        at_stops(GOODS, (60, 100, 160, 200))(canvas)
        justified(canvas, LATIN, left=60, right=300, top=560)

    [page] = read(pdf(draw), "a.pdf").pages
    assert page.text.endswith(" ".join(LATIN))
    assert [block.kind for block in page.blocks].count("table") == 1


def test_two_columns_of_widely_justified_prose_are_not_a_table(read):
    def draw(canvas):
        justified(canvas, LATIN, left=60, right=280, top=700)
        justified(canvas, LATIN[::-1], left=310, right=530, top=700)

    [page] = read(pdf(draw), "a.pdf").pages
    assert {block.kind for block in page.blocks} == {"paragraph"}
    assert page.text.split() == [*LATIN, *LATIN[::-1]]


PAIRS = [("Tenant", "Ottoline Fasch"), ("Landlord", "Mill Yard"), ("Use", "Joinery")]
STEPS = [("Step", "Team"), ("Order", "Blue"), ("Pack", "Green")]
BLANK = "|  |  |\n| --- | --- |\n"


def set_off(canvas):
    at_stops([("", ""), *STEPS[1:]], (60, 200))(canvas)
    canvas.setFont("Helvetica-Bold", 10)
    for stop, cell in zip((60, 200), STEPS[0], strict=True):
        canvas.drawString(stop, 730, cell)


@pytest.mark.parametrize(
    ("draw", "start"),
    [
        (at_stops(PAIRS, (60, 200)), f"{BLANK}| Tenant | Ottoline Fasch |"),
        (set_off, "| Step | Team |\n| --- | --- |\n| Order | Blue |"),
        (at_stops([("Step", "Who"), *STEPS[1:]], (60, 200)), "| Step | Who |\n| --- | --- |"),
        (at_stops([("City", "Size"), ("Bonn", "12"), ("Ulm", "9")], (60, 200)), "| City | Size |"),
    ],
    ids=["labels and values", "a bold header", "a header by its words", "a header over figures"],
)
def test_the_first_of_two_columns_of_words_is_no_header_unless_it_looks_or_reads_like_one(
    read, draw, start
):
    [page] = read(pdf(draw), "a.pdf").pages
    [table] = [block for block in page.blocks if block.kind == "table"]
    assert page.text[table.start : table.end].startswith(start)
