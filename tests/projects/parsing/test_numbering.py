"""Word's numbers, which it counts itself, are read as it shows them: clients cite clause 4.2(b)."""

from __future__ import annotations

import pytest

from projects.parsing.formats.counting import shaped
from tests.projects.parsing.word import said, word


def level(at: int, shape: str, text: str, more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/>{more}<w:numFmt w:val="{shape}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


CONTRACT = (
    level(0, "decimal", "%1.", '<w:pStyle w:val="Clause"/>')
    + level(1, "decimal", "%1.%2", '<w:pStyle w:val="Sub"/>')
    + level(2, "lowerLetter", "(%3)")
    + level(3, "lowerRoman", "(%4)")
)
BULLETS = level(0, "bullet", "\uf0b7") + level(1, "bullet", "o")


def item(text: str, at: int = 0, *, of: int = 1, look: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{of}"/></w:numPr>'
        f"{look}</w:pPr>{said(text)}</w:p>"
    )


def styled(text: str, style: str, more: str = "") -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{said(text)}</w:p>'


def text_of(read, content: bytes) -> str:
    [page] = read(content, "contract.docx").pages
    return page.text


def test_a_clause_is_numbered_at_every_level_as_word_shows_it(read):
    body = "".join((
        item("Rent"), item("The rent is due monthly.", 1), item("It is paid", 1),
        item("in euros", 2), item("by transfer", 2), item("from one account", 3),
        item("Repairs"), item("The tenant reports damage.", 1), item("at once", 2),
    ))  # fmt: skip
    assert text_of(read, word(body, CONTRACT)).split("\n") == [
        "1. Rent",
        "  1.1 The rent is due monthly.",
        "  1.2 It is paid",
        "    (a) in euros",
        "    (b) by transfer",
        "      (i) from one account",
        "2. Repairs",
        "  2.1 The tenant reports damage.",
        "    (a) at once",
    ]


def test_headings_and_clauses_are_numbered_by_their_styles(read):
    body = "".join((
        styled("Rent", "Clause"), styled("Due monthly.", "Sub"), styled("In euros.", "Sub"),
        styled("Repairs", "Clause"), styled("Reported at once.", "Sub"),
        styled("Not numbered", "Clause", '<w:numPr><w:numId w:val="0"/></w:numPr>'),
    ))  # fmt: skip
    [page] = read(word(body, CONTRACT), "contract.docx").pages
    assert [(b.kind, page.text[b.start : b.end]) for b in page.blocks] == [
        ("heading", "1. Rent"),
        ("list", "1.1 Due monthly.\n1.2 In euros."),
        ("heading", "2. Repairs"),
        ("list", "2.1 Reported at once."),
        ("heading", "Not numbered"),
    ]


def test_a_list_goes_on_after_a_paragraph_and_restarts_where_it_says_so(read):
    restarted = '<w:num w:numId="7"><w:abstractNumId w:val="0"/>' \
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride></w:num>' \
                '<w:num w:numId="8"><w:abstractNumId w:val="0"/></w:num>'  # fmt: skip
    body = "".join((
        item("one"), item("two"), "<w:p><w:r><w:t>Between.</w:t></w:r></w:p>", item("three"),
        item("five", of=7), item("six", of=7), item("seven", of=8),
    ))  # fmt: skip
    text = text_of(read, word(body, CONTRACT, more=restarted))
    assert text == "1. one\n2. two\n\nBetween.\n\n3. three\n5. five\n6. six\n7. seven"


def test_an_empty_paragraph_counts_unless_it_was_deleted(read):
    deleted = '<w:rPr><w:del w:id="1"/></w:rPr>'
    body = item("one") + item("") + item("three") + item("", look=deleted) + item("four")
    assert text_of(read, word(body, CONTRACT)) == "1. one\n3. three\n4. four"


def test_a_level_restarts_only_after_the_level_it_names(read):
    kind = level(0, "decimal", "%1.") + level(
        1, "decimal", "(%2)", '<w:lvlRestart w:val="0"/>'
    )  # fmt: skip
    body = item("a") + item("b", 1) + item("c") + item("d", 1)
    assert text_of(read, word(body, kind)) == "1. a\n  (1) b\n2. c\n  (2) d"


def test_legal_numbering_writes_the_roman_numbers_above_in_digits(read):
    kind = level(0, "upperRoman", "Article %1") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    body = item("Scope") + item("Goods") + item("Weight", 1)
    text = text_of(read, word(body, kind))
    assert text == "Article I Scope\n\nArticle II Goods\n\n2.1 Weight"


def test_bullets_are_dashes_and_what_shows_no_mark_is_a_paragraph(read):
    body = item("dot") + item("circle", 1) + item("nothing", of=2) + styled("indented", "Plain")
    text = text_of(read, word(body, BULLETS, level(0, "none", "")))
    assert text == "- dot\n  - circle\n\nnothing\n\nindented"


def test_a_list_without_a_definition_has_dashes(read):
    assert text_of(read, word(item("one", of=9) + item("two", 9, of=1), CONTRACT)) == (
        "- one\n            - two"
    )


def test_numbered_rows_of_a_table_are_numbered(read):
    rows = "".join(
        f"<w:tr><w:tc>{first}</w:tc><w:tc><w:p>{said(second)}</w:p></w:tc></w:tr>"
        for first, second in (
            (f"<w:p>{said('No.')}</w:p>", "Part"), (item(""), "Axle"), (item(""), "Bolt"),
        )
    )  # fmt: skip
    body = f"<w:tbl>{rows}</w:tbl>" + item("after")
    table = "| No. | Part |\n| --- | --- |\n| 1. | Axle |\n| 2. | Bolt |"
    assert text_of(read, word(body, CONTRACT)) == f"{table}\n\n3. after"


def test_numbered_paragraphs_in_a_frame_of_one_column_are_counted_once(read):
    body = f"<w:tbl><w:tr><w:tc>{item('one')}{item('two')}</w:tc></w:tr></w:tbl>{item('three')}"
    assert text_of(read, word(body, CONTRACT)) == "1. one\n2. two\n3. three"


@pytest.mark.parametrize(
    ("number", "shape", "text"),
    [
        (4, "lowerRoman", "iv"), (1994, "upperRoman", "MCMXCIV"), (28, "lowerLetter", "bb"),
        (3, "upperLetter", "C"), (7, "decimalZero", "07"), (9, "chineseCounting", "9"),
        (999_999, "lowerRoman", "999999"), (999_999, "upperLetter", "999999"),
        (0, "lowerRoman", "0"),
    ],
)  # fmt: skip
def test_numbers_take_the_shape_of_their_level(number, shape, text):
    assert shaped(number, shape) == text


def test_hostile_numbering_is_read_in_no_long_time(read):
    loop = '<w:style w:styleId="Clause"><w:name w:val="x"/><w:basedOn w:val="Clause"/></w:style>'
    kind = level(0, "lowerRoman", "%1" * 50_000, '<w:start w:val="999999999999"/>')
    body = (item("x") + item("y", 999_999_999) + styled("z", "Clause")) * 2_000
    content = word(body, kind, styles=loop)
    assert read(content, "contract.docx", cpu_seconds=5).pages
