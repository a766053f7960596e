"""Only sentences that make sense on their own are taken from a text, with their exact span."""

from __future__ import annotations

import pytest

from ai_features.knowledge.extraction.leaning import leans
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.extraction.statements import read_statements, words_in

FILLER = "The kettle holds two litres of water. "


def stated(text: str) -> list[str]:
    return [each.text for each in read_statements([Source(text)])]


@pytest.mark.parametrize(
    "debris",
    [
        "Warranty and returns",
        "It does not cover the batteries of the kettle.",
        "After that the carrier takes no claims.",
        "These limits are checked by the auditor.",
        "Which kettle should I choose for my office?",
        "Figure 3: The kettle on its base plate.",
        "See section 7.3 of the manual for details.",
        "Introduction .............. 12 and more",
        "THE WARRANTY COVERS PARTS AND LABOUR.",
        "Leeds and Derby, Great Britain, 12 November 2026.",
        "Good morning, also to the colleagues in Leeds.",
        "and remove the cover of the kettle.",
        "12.4 15.9 18.2 22.0 kettle 9.1 8.7 5.5.",
        'She called it "the best kettle of all.',
        "- the receipt and the",
    ],
)
def test_debris_and_leaning_sentences_are_left_out(debris):
    assert stated(f"{FILLER}\n\n{debris}\n\nThe lid opens with one hand.") == [
        FILLER.strip(),
        "The lid opens with one hand.",
    ]


def test_the_parties_of_an_agreement_are_a_sentence_however_many_names_it_has():
    parties = (
        'This Supply Agreement is made between Acme Kettles Ltd, 4 Mill Lane, Leeds (the "Seller")'
        ' and Globex Lids GmbH, Bremen (the "Buyer").'
    )
    assert stated(f"{FILLER}\n\n{parties}") == [FILLER.strip(), parties]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("However, the kettle is rather loud.", "The kettle is rather loud."),
        ("In addition, we sell two new lids.", "We sell two new lids."),
        ("4.2 The tenant pays the rent monthly.", "The tenant pays the rent monthly."),
        ("The **lid** opens with [one hand](http://x.test).", "The lid opens with one hand."),
        (
            "- Cases above ten kilograms are lifted by two people",
            "Cases above ten kilograms are lifted by two people.",
        ),
    ],
)
def test_an_opening_connective_number_or_bullet_is_cut_and_the_span_is_exact(text, read):
    whole = f"{FILLER}\n\n{text}"
    made = read_statements([Source(whole)])[1]
    assert made.text == read
    quoted = whole[made.start : made.end]
    assert text.endswith(quoted)
    assert quoted[0].casefold() == read[0].casefold()


def test_a_connective_before_a_pronoun_saves_nothing():
    assert stated(f"{FILLER}However, it is loud when the water boils.") == [FILLER.strip()]


def test_an_announcement_comes_with_its_list():
    text = "You need these papers for a refund:\n- the receipt\n- the serial number\n\n" + FILLER
    assert stated(text)[0] == "You need these papers for a refund: the receipt; the serial number."
    first = read_statements([Source(text)])[0]
    assert text[first.start : first.end].endswith("the serial number")


def test_an_announcement_without_its_list_is_left_out():
    assert stated(f"You need these papers for a refund:\n\n{FILLER}") == [FILLER.strip()]


@pytest.mark.parametrize(
    "text",
    [
        "This policy applies to all employees.",
        "In this paper we study kettles.",
        "Dieser Vertrag beginnt am 1. Mai.",
        "Either party may end the contract.",
        "It was agreed to buy two kettles.",
        "Both the lid and the base are steel.",
    ],
)
def test_a_text_that_refers_to_itself_does_not_point_back(text):
    assert not leans(text)


@pytest.mark.parametrize("text", ["With these, it works.", "Until then the lid stays.", "This is."])
def test_a_pointing_word_after_a_preposition_leans(text):
    assert leans(text)


def test_rows_are_used_only_where_there_is_no_prose():
    table = (
        "| Size | Price |\n| --- | --- |\n| Small kettle | 12 euros |\n| Large kettle | 20 euros |"
    )
    assert stated(f"{table}\n\n{FILLER}") == [FILLER.strip()]
    opening, row, *_ = stated(table)
    assert opening == "A table with the columns Size, Price."
    assert row == "Size: Small kettle, Price: 12 euros."


def test_a_long_row_is_shortened_but_cited_whole():
    cells = [f"value number {number}" for number in range(20)]
    names = [f"name {number}" for number in range(20)]
    table = f"| {' | '.join(names)} |\n| {' | '.join(['---'] * 20)} |\n| {' | '.join(cells)} |"
    row = read_statements([Source(table)])[1]
    assert words_in(row.text) <= 24
    assert table[row.start : row.end].endswith("value number 19 |")


def test_a_wide_table_says_how_many_columns_it_has():
    names = " | ".join(f"name {number}" for number in range(20))
    table = f"| {names} |\n| {'--- | ' * 20}\n| {names.replace('name', 'cell')} |"
    opening = read_statements([Source(table)])[0].text
    assert opening.startswith("A table with 20 columns, the first of them name 0, name 1,")
    assert opening.endswith("name 11.")


def test_if_no_sentence_stands_alone_all_that_was_read_is_returned():
    assert stated("Short.") == ["Short."]


def test_words_are_counted_where_no_spaces_separate_them():
    assert words_in("two words") == 2
    assert words_in("保修期为两年电池除外") == 5


def test_the_sentence_below_a_salutation_stands_though_it_begins_with_a_small_letter():
    text = "Hi Paul,\n\nthe two pumps left Bergen this morning.\n"
    [statement] = read_statements([Source(text)])
    assert statement.text == "The two pumps left Bergen this morning."
    assert text[statement.start : statement.end] == statement.text.replace("The", "the")


def test_the_lines_of_a_quoted_mail_lose_their_marks():
    text = "> > We received four of the six pumps,\n> > and need the rest by Friday.\n"
    [statement] = read_statements([Source(text)])
    assert statement.text == "We received four of the six pumps, and need the rest by Friday."


def test_a_name_of_code_keeps_its_small_letter():
    text = "- retry_after is sent with each answer of this kind, in seconds."
    assert [each.text for each in read_statements([Source(text)])] in ([], [text[2:]])
