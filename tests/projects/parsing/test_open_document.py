"""Of OpenDocument files, what a reader sees is read, with the numbers that the program counts."""

from __future__ import annotations

import pytest

from tests.projects.parsing.conftest import headings
from tests.projects.parsing.odf import (
    bullet,
    h,
    list_style,
    listed,
    number,
    odf,
    p,
    row,
    table,
)

CONTRACT = list_style(
    "L1",
    number(1, "1"),
    number(2, "1", after="", more='text:display-levels="2"'),
    number(3, "a", before="(", after=")"),
)


def text_of(read, body: str, **more: str) -> str:
    [page] = read(odf("text", body, **more), "a.odt").pages
    return page.text


def test_clauses_are_numbered_at_every_level_as_the_program_shows_them(read):
    body = listed(
        p("Rent") + listed(p("Due monthly."), p("Paid") + listed(p("in euros"), p("at once"))),
        p("Repairs") + listed(p("Reported.")),
    )
    assert text_of(read, body, own=CONTRACT).split("\n") == [
        "1. Rent",
        "  1.1 Due monthly.",
        "  1.2 Paid",
        "    (a) in euros",
        "    (b) at once",
        "2. Repairs",
        "  2.1 Reported.",
    ]


def test_a_list_goes_on_where_it_says_so_and_starts_again_elsewhere(read):
    goes_on = 'text:continue-list="one"'
    body = "".join((
        listed(p("a"), p("b"), more='xml:id="one"'), p("Between."),
        listed(p("c"), more=goes_on), p("Then."), listed(p("d")),
        p("Last."), listed(p("e"), more='text:continue-numbering="true"'),
    ))  # fmt: skip
    text = text_of(read, body, own=CONTRACT)
    assert text == "1. a\n2. b\n\nBetween.\n\n3. c\n\nThen.\n\n1. d\n\nLast.\n\n2. e"


def test_an_inner_list_on_its_own_counts_below_the_item_before(read):
    body = listed(p("Rent") + listed(p("Due."))) + p("Note.") + listed(
        listed(p("Paid."), style=""), more='text:continue-numbering="true"'
    )  # fmt: skip
    assert text_of(read, body, own=CONTRACT).endswith("Note.\n\n1.2 Paid.")


def test_an_item_may_set_its_number_and_have_paragraphs_without_one(read):
    body = (
        '<text:list text:style-name="L1"><text:list-item text:start-value="7">'
        f"{p('seven')}{p('more of it')}</text:list-item>"
        f"<text:list-header>{p('none')}</text:list-header>"
        f"<text:list-item>{p('eight')}</text:list-item></text:list>"
    )
    assert text_of(read, body, own=CONTRACT) == "7. seven more of it\n\nnone\n\n8. eight"


def test_bullets_and_lists_without_a_style_have_dashes(read):
    dots = list_style("L1", bullet(1), number(2, "i"))
    body = listed(p("dot") + listed(p("inner"))) + p("Or") + listed(p("plain"), style="Gone")
    assert text_of(read, body, own=dots) == "- dot\n  i. inner\n\nOr\n\n- plain"


def test_a_level_written_out_by_newer_programs_is_read(read):
    written = 'loext:num-list-format="Article %1% –"'
    kind = list_style("L1", number(1, "I", more=written))
    assert text_of(read, listed(p("Scope"), p("Goods")), own=kind) == (
        "Article I – Scope\n\nArticle II – Goods"
    )


OUTLINE = (
    "<text:outline-style>"
    '<text:outline-level-style text:level="1" style:num-format="1" style:num-suffix="."/>'
    '<text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/>'
    '<text:outline-level-style text:level="3" style:num-format=""/></text:outline-style>'
)


def test_headings_are_numbered_by_the_outline(read):
    plain = '<style:style style:name="P9" style:family="paragraph" style:list-style-name=""/>'
    body = h("Rent") + h("Due", 2) + h("How", 3) + h("Late", 2) + h("Repairs")
    body += h("Annex", 1, 'text:style-name="P9"') + h("End", 1, 'text:is-list-header="true"')
    document = read(odf("text", body, own=plain, styles=OUTLINE), "a.odt")
    assert [text for _, text in headings(document)] == [
        "1. Rent", "1.1 Due", "How", "1.2 Late", "2. Repairs", "Annex", "End",
    ]  # fmt: skip


def test_headings_within_lists_stay_headings(read):
    body = listed(h("Rent")) + p("Due.") + listed(
        h("Repairs") + listed(h("Soon", 2)), more='text:continue-numbering="true"'
    )  # fmt: skip
    document = read(odf("text", body, own=CONTRACT), "a.odt")
    assert headings(document) == [(1, "1. Rent"), (1, "2. Repairs"), (2, "2.1 Soon")]


def test_a_list_takes_the_style_of_its_paragraphs(read):
    style = '<style:style style:name="P1" style:family="paragraph" ' \
            'style:parent-style-name="Clause"/>'  # fmt: skip
    shared = '<style:style style:name="Clause" style:family="paragraph" ' \
             'style:list-style-name="L1"/>'  # fmt: skip
    body = listed(p("one", "P1"), p("two", "P1"), style="")
    assert text_of(read, body, own=style, styles=shared + CONTRACT) == "1. one\n2. two"


def test_the_title_is_a_heading_and_the_file_has_a_name(read):
    own = '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>'
    document = read(odf("text", p("Lease", "P1") + p("Text."), own=own, title="The lease"), "a.odt")
    assert document.title == "The lease"
    assert headings(document) == [(1, "Lease")]


def test_notes_stand_at_the_end_and_comments_nowhere(read):
    note = (
        "<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"{p('Net of tax.')}</text:note-body></text:note>"
    )
    comment = f"<office:annotation>{p('Really?')}</office:annotation>"
    body = p(f"The rent{note} is due{comment}.") + table(row(p(f"A{comment}"), p("B")))
    assert text_of(read, body) == "The rent is due.\n\n| A | B |\n| --- | --- |\n\nNet of tax."


def test_text_boxes_are_read_after_their_paragraph_without_what_describes_pictures(read):
    frame = (
        f"<draw:frame><draw:text-box>{p('In a box.')}</draw:text-box><svg:title>Logo</svg:title>"
        "<svg:desc>A blue sign</svg:desc></draw:frame>"
    )
    assert text_of(read, p(f"Before{frame} and after.")) == "Before and after.\n\nIn a box."


@pytest.mark.parametrize(
    "hidden",
    [
        '<text:p>Seen<text:span text:style-name="T1"> not this</text:span></text:p>',
        '<text:p>Seen<text:span text:style-name="T2"> not this</text:span></text:p>',
        '<text:p>Seen<text:hidden-text text:is-hidden="true"> not this</text:hidden-text></text:p>',
        p("Seen") + '<text:section text:display="none"><text:p>not this</text:p></text:section>',
        "<text:p><text:ruby><text:ruby-base>Seen</text:ruby-base><text:ruby-text>not</text:ruby-text>"
        "</text:ruby></text:p>",
    ],
)
def test_what_is_hidden_is_left_out(read, hidden):
    look = (
        '<style:style style:name="{}" style:family="text"><style:text-properties {}/></style:style>'
    )
    own = look.format("T1", 'text:display="none"')
    own += look.format("T2", 'style:text-line-through-style="solid"')
    assert text_of(read, hidden, own=own) == "Seen"


def test_tables_keep_merged_cells_headings_numbers_and_inner_tables(read):
    inner = table(row(p("x"), p("y")))
    merged = '<table:table-cell table:number-rows-spanned="2">{}</table:table-cell>'
    body = table(
        row(p("Site"), h("Day"), p("Steps")),
        f"<table:table-row>{merged.format(p('Bonn'))}<table:table-cell>{p('Monday')}"
        f"</table:table-cell><table:table-cell>{listed(p('lift'), p('drop'))}</table:table-cell>"
        "</table:table-row>",
        "<table:table-row><table:covered-table-cell/>"
        f"<table:table-cell>{p('Friday')}</table:table-cell>"
        f"<table:table-cell>{inner}</table:table-cell></table:table-row>",
    )
    assert text_of(read, body, own=CONTRACT).split("\n") == [
        "| Site | Day | Steps |",
        "| --- | --- | --- |",
        "| Bonn | Monday | 1. lift 2. drop |",
        "| Bonn | Friday | x y |",
    ]


def test_a_frame_of_one_column_is_read_as_text(read):
    body = table(row(h("Rent") + p("Due.")), row(listed(p("one"), p("two"))))
    assert text_of(read, body, own=CONTRACT) == "Rent\n\nDue.\n\n1. one\n2. two"


def test_slides_keep_numbers_and_call_hidden_ones_so(read):
    own = CONTRACT + (
        '<style:style style:name="dp1" style:family="drawing-page">'
        '<style:drawing-page-properties presentation:visibility="hidden"/></style:style>'
    )
    box = "<draw:frame {}><draw:text-box>{}</draw:text-box></draw:frame>"
    slide = box.format('svg:y="5cm"', listed(p("plan"), p("build"))) + box.format(
        'svg:y="2cm"', p("above")
    )
    title = box.format('presentation:class="title"', p("Steps"))
    body = f'<draw:page>{title}{slide}</draw:page><draw:page draw:style-name="dp1">{title}' \
           "</draw:page>"  # fmt: skip
    pages = read(odf("presentation", body, own=own), "a.odp").pages
    assert pages[0].text == "Steps\n\nabove\n\n1. plan\n2. build"
    assert [page.label for page in pages] == ["Slide 1: Steps", "Slide 2 (hidden): Steps"]


def sheet(read, *tables: str, own: str = ""):
    return read(odf("spreadsheet", "".join(tables), own=own), "a.ods").pages


def test_sheets_keep_tables_apart_and_say_what_is_hidden(read):
    own = '<style:style style:name="ta2" style:family="table">' \
          '<style:table-properties table:display="false"/></style:style>'  # fmt: skip
    first = table(
        row(p("Item"), p("Qty")), row(p("Bolt"), p("3")), row(), row(p("Region"), p("Sales")),
        row(p("North"), p("10")), name="Stock",
    )  # fmt: skip
    second = table(row(p("Cost"), p("4")), name="Costs", more='table:style-name="ta2"')
    pages = sheet(read, first, second, own=own)
    assert [page.label for page in pages] == ["Sheet Stock", "Sheet Costs (hidden)"]
    assert pages[0].text.split("\n\n") == [
        "| Item | Qty |\n| --- | --- |\n| Bolt | 3 |",
        "| Region | Sales |\n| --- | --- |\n| North | 10 |",
    ]


def test_equal_rows_are_all_read_and_values_without_a_text_too(read):
    cell = '<table:table-cell office:value-type="float" office:value="4.5"/>'
    body = table(
        row(p("Item"), p("Qty")),
        f'<table:table-row table:number-rows-repeated="2">{cell * 2}</table:table-row>',
        row("", more='table:number-rows-repeated="1048000"'),
    )
    [page] = sheet(read, body)
    assert page.text.split("\n")[2:] == ["| 4.5 | 4.5 |"] * 2
