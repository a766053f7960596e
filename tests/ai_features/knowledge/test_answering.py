"""Extractive answers read well and point at the exact words."""

from __future__ import annotations

import pytest

from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.evidence import SPEAK_FROM
from ai_features.knowledge.extraction.reading import Source, read_sentences

WARRANTY = (
    "Acme builds kettles in Leeds. The warranty covers parts and labour for two years. "
    "It does not cover batteries. Returns are free within thirty days of purchase."
)
TRAVEL = "Book trains in second class. Flights over four hours need the approval of a manager."
WEIGHTS = {"how": 0.4, "long": 2.0, "warranti": 3.0, "cover": 2.5, "part": 2.5}


def ask(question, texts, weights=WEIGHTS, **more):
    return answer(question, [Source(text) for text in texts], weights=weights, **more)


def test_the_answer_is_the_sentence_that_answers():
    found = ask("How long does the warranty cover parts?", [TRAVEL, WARRANTY])
    assert found.supported
    assert found.extracts[0].text == "The warranty covers parts and labour for two years."


def test_spans_are_exact_within_the_page():
    page = "Page head.\n\n" + WARRANTY
    source = Source(WARRANTY, offset=page.index(WARRANTY))
    found = answer("How long does the warranty cover parts?", [source], weights=WEIGHTS)
    assert found.extracts
    for extract in found.extracts:
        assert page[extract.start : extract.end] == extract.text


def test_a_question_the_documents_do_not_answer_is_unsupported():
    weights = {"who": 1.0, "won": 4.0, "world": 4.0, "cup": 4.0, "1998": 5.0}
    found = ask("Who won the world cup in 1998?", [TRAVEL, WARRANTY], weights)
    assert not found.supported


def test_without_a_source_nothing_is_supported():
    found = ask("anything", [])
    assert (found.extracts, found.supported, found.score) == ([], False, 0.0)


def test_a_leaning_sentence_brings_the_one_it_leans_on():
    weights = {"batteri": 5.0, "cover": 2.0, "not": 1.0}
    found = ask("Which batteries does it not cover?", [WARRANTY], weights)
    texts = [extract.text for extract in found.extracts]
    place = texts.index("It does not cover batteries.")
    assert texts[place - 1] == "The warranty covers parts and labour for two years."


def test_a_sentence_that_announces_a_list_brings_it():
    text = "You need these documents for a refund:\n- the receipt\n- the serial number\n"
    weights = {"document": 3.0, "need": 2.0, "refund": 4.0}
    found = ask("Which documents do I need for a refund?", [text], weights)
    texts = [extract.text for extract in found.extracts]
    assert texts[1:] == ["the receipt", "the serial number"]


def test_a_point_of_a_list_comes_with_the_line_that_announces_it():
    grants = "We do not fund:\n\n- zoos\n- trips abroad\n- the purchase of land\n\nApply by May."
    found = ask("Can we buy land with the grant?", [grants], {"land": 5.0, "grant": 3.0})
    assert [extract.text for extract in found.extracts] == [
        "We do not fund:",
        "the purchase of land",
    ]


def test_the_nearest_sentence_of_each_passage_is_told_best_first():
    found = ask("Is there a swimming pool?", ["Lunch is at noon. The pool is closed.", "No pets."])
    assert [(extract.source, extract.text) for extract in found.nearest] == [
        (0, "The pool is closed."),
        (1, "No pets."),
    ]


def test_an_announced_list_is_quoted_to_its_end():
    text = (
        "For a refund you need:\n- the receipt\n- the number\n- the box\n- the lid\n- a pen\n\nBye."
    )
    found = ask("What do I need for a refund?", [text], {"need": 2.0, "refund": 4.0})
    texts = [extract.text for extract in found.extracts]
    assert texts[1:] == ["the receipt", "the number", "the box", "the lid", "a pen"]


STEPS = (
    "Setting the alarm\n"
    "1. Hold the bell for three seconds.\n"
    "2. Turn the wheel to the hour.\n"
    "3. Press the bell again and the alarm is set.\n\n"
    "Store the clock in a dry place."
)


def test_who_asks_how_gets_all_the_steps():
    found = ask("How do I set the alarm?", [STEPS], {"set": 2.0, "alarm": 3.0})
    assert [extract.text for extract in found.extracts] == [
        "Hold the bell for three seconds.",
        "Turn the wheel to the hour.",
        "Press the bell again and the alarm is set.",
    ]


def test_who_asks_for_one_thing_gets_no_other_steps():
    weights = {"seconds": 2.0, "second": 2.0, "hold": 2.0, "bell": 3.0}
    found = ask("For how many seconds must one hold the bell?", [STEPS], weights)
    assert "Turn the wheel to the hour." not in [extract.text for extract in found.extracts]


@pytest.mark.parametrize("heading", ["Where can I park?", "## Where can I park?"])
def test_a_question_on_its_own_line_is_answered_by_the_sentences_below_it(heading):
    text = (
        f"{heading}\nEach flat has a numbered bay. Guests use the two marked V.\n\n"
        "Who reads the meters?\nYou do so yourself."
    )
    found = ask("where can i park", [text], {"park": 4.0})
    assert [extract.text for extract in found.extracts] == [
        "Each flat has a numbered bay.",
        "Guests use the two marked V.",
    ]


def test_a_table_row_names_its_columns():
    table = "| Size | Price |\n| --- | --- |\n| Small | 12 euros |\n| Large | 20 euros |"
    rows = read_sentences([Source(table)])
    assert [row.text for row in rows] == [
        "Size: Small, Price: 12 euros",
        "Size: Large, Price: 20 euros",
    ]
    assert table[rows[1].start : rows[1].end] == "| Large | 20 euros |"


@pytest.mark.parametrize(
    "source",
    [
        Source("|  |  |\n| --- | --- |\n| Weight | 3 kg |\n| Height | 4 cm |"),
        Source("| Weight | 3 kg |\n| Height | 4 cm |", header="|  |  |"),
    ],
)
def test_a_pair_of_cells_without_column_names_is_a_label_and_its_value(source):
    assert [row.text for row in read_sentences([source])] == ["Weight: 3 kg", "Height: 4 cm"]


@pytest.mark.parametrize(
    ("second", "read"),
    [
        ("|  |  |\n| --- | --- |\n| Total | 32 euros |", "Total: 32 euros"),
        ("| Zone | Fee |\n| --- | --- |\n| Town | 5 euros |", "Zone: Town, Fee: 5 euros"),
    ],
)
def test_a_table_right_below_another_has_its_own_header(second, read):
    first = "| Size | Price | Stock |\n| --- | --- | --- |\n| Small | 12 euros | 3 |"
    rows = read_sentences([Source(f"{first}\n\n{second}")])
    assert [row.text for row in rows] == ["Size: Small, Price: 12 euros, Stock: 3", read]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("Risks\n\nThree drivers must renew their licences", ["Risks"]),
        ("Risks\n\nDrivers\n\nThree must renew.", ["Risks", "Drivers"]),
        ("Risks", ["Risks"]),
    ],
)
def test_a_line_that_ends_a_text_heads_nothing(text, titles):
    assert [each.text for each in read_sentences([Source(text)]) if each.title] == titles


def test_a_bar_within_a_cell_does_not_end_it():
    [row] = read_sentences([Source("| Size | Use |\n| --- | --- |\n| S \\| M | indoors |")])
    assert row.text == "Size: S | M, Use: indoors"


def test_a_continued_table_takes_its_header_from_the_source():
    rows = read_sentences([Source("| Large | 20 euros |", header="| Size | Price |")])
    assert rows[0].text == "Size: Large, Price: 20 euros"


def test_a_question_in_the_documents_is_answered_by_the_text_after_it():
    faq = "Which water does it need? Only deionised water, changed every three months."
    found = answer(
        "Which water does it need?",
        [Source(faq)],
        weights={"water": 2.0, "need": 1.0},
        language="en",
    )
    assert [extract.text for extract in found.extracts] == [
        "Only deionised water, changed every three months."
    ]


def test_questions_alone_answer_nothing():
    found = answer("Which water?", [Source("Which water does it need?")], weights={"water": 1.0})
    assert (found.extracts, found.supported) == ([], False)


def test_an_answer_is_cited_sentence_by_sentence_at_its_exact_place():
    table = "| Size | Price |\n| --- | --- |\n| Small | 12 euros |\n| Large | 20 euros |"
    page = f"{WARRANTY}\n\n{table}"
    weights = {"price": 3.0, "larg": 4.0, "size": 2.0}
    found = answer("What is the price of the large size?", [Source(page)], weights=weights)
    best = found.extracts[0]
    assert best.text == "Size: Large, Price: 20 euros"
    assert page[best.start : best.end] == "| Large | 20 euros |"


def test_borrowed_words_alone_are_no_reason_to_answer_a_follow_up():
    before = "How long does the warranty cover parts?"
    weights = WEIGHTS | {"sauna": 6.0}
    alone = answer(before, [Source(WARRANTY)], weights=WEIGHTS, language="en")
    after = answer(
        "Is there a sauna?", [Source(WARRANTY)], weights=weights, language="en", before=before
    )
    assert alone.supported
    assert not after.supported


def test_a_follow_up_without_a_word_of_its_own_rests_on_what_it_borrows():
    before = "How long does the warranty cover parts?"
    found = ask("Since when?", [WARRANTY], language="en", before=before)
    assert found.supported
    assert found.evidence.own == 1.0


def test_a_follow_up_is_answered_by_the_sentence_that_has_its_own_words():
    before = "How long does the warranty cover parts?"
    weights = WEIGHTS | {"batteri": 4.0}
    found = ask("And batteries?", [WARRANTY], weights, language="en", before=before)
    assert found.supported
    assert "It does not cover batteries." in [extract.text for extract in found.extracts]


def test_a_code_is_either_present_or_absent():
    table = (
        "| Code | Meaning |\n| --- | --- |\n| E07 | Pump pressure too low |\n| E09 | Door open |"
    )
    weights = {"error": 2.0, "e09": 5.0, "e99": 7.0}
    source = [Source(table, context="Error codes")]
    known = answer("What is error E09?", source, weights=weights, language="en")
    unknown = answer("What is error E99?", source, weights=weights, language="en")
    assert known.extracts[0].text == "Code: E09, Meaning: Door open"
    assert (known.supported, unknown.supported) == (True, False)


def test_a_row_stays_whole_whatever_the_question_and_its_cells():
    table = (
        "| Code | What to do |\n| --- | --- |\n"
        "| E01 | Is the case open? Is the room damp? Empty the bottle |\n"
        "| E02 | Fill the tank. Check the seals. |\n\nThat is all. Really."
    )
    read = read_sentences([Source(table)])
    assert [row.text for row in read] == [
        "Code: E01, What to do: Is the case open? Is the room damp? Empty the bottle",
        "Code: E02, What to do: Fill the tank. Check the seals.",
        "That is all.",
        "Really.",
    ]


@pytest.mark.parametrize(
    ("asked", "known"), [("in 2024", True), ("in 2019", False), ("6.15.0", True), ("6.16.0", False)]
)
def test_a_year_or_a_version_is_either_present_or_absent(asked, known):
    text = (
        "In 2024 the firm sold new kettles with version 6.15.0 of the firmware. "
        "The canteen is closed on Fridays."
    )
    question = f"Which kettles with firmware were sold {asked}?"
    weights = {"2024": 3.0, "2019": 3.0, "6.15.0": 3.0, "6.16.0": 3.0, "kettl": 1.0, "sold": 1.0}
    assert answer(question, [Source(text)], weights=weights, language="en").supported is known


def test_code_is_quoted_only_where_its_names_are_asked_for():
    program = "def start(program: str) -> int:\n    return system(program)"
    prose = "A program is started from the menu."
    weights = {"start": 2.0, "program": 2.0, "start_run": 5.0}
    asked = ask("How do I start a program?", [program, prose], weights, language="en")
    assert [extract.text for extract in asked.extracts] == [prose]
    assert not ask("How do I start a program?", [program], weights, language="en").extracts
    named = ask("What does start(program) return?", [program], weights, language="en")
    assert named.extracts[0].text.startswith("def start(program: str)")


@pytest.mark.parametrize(
    "text",
    [
        "Open Settings -> Network and choose the part(s) you need;",
        "The class A (glass, locks) is audited; class B is not.",
        "Let it dry (one hour); then import the parts.",
        "Write to service@tarnbeck.example (or ring us).",
    ],
)
def test_prose_is_not_taken_for_code(text):
    assert not any(sentence.code for sentence in read_sentences([Source(text)]))


def test_only_a_little_of_a_long_text_is_read():
    text = " ".join(f"Rule {number} covers case {number} of the warranty." for number in range(500))
    found = ask("Which rule covers case 321?", [text], {"rule": 1.0, "case": 1.0, "321": 6.0})
    assert found.extracts[0].text == "Rule 321 covers case 321 of the warranty."


PRICES = "The Acme kettle is sold in two sizes. A lid for the kettle costs £4."
COSTS = {"kettl": 3.0, "cost": 2.0}


def test_a_question_for_a_price_is_not_answered_without_one():
    text = "The Acme kettle is sold in two sizes. Acme takes old lids back at no cost to you."
    found = ask("What does the Acme kettle cost?", [text], COSTS | {"acm": 3.0}, language="en")
    assert found.score >= SPEAK_FROM
    assert not found.supported
    told = ask("What does a lid for the kettle cost?", [PRICES], COSTS | {"lid": 4.0})
    assert told.supported
    assert told.extracts[0].text == "A lid for the kettle costs £4."


def test_a_question_for_a_number_is_not_answered_without_one():
    weights = {"kettl": 3.0, "sold": 2.0, "leed": 3.0}
    question = "How many kettles are sold in Leeds?"
    silent = ask(question, ["Kettles are sold in Leeds by Acme."], weights, language="en")
    assert silent.score >= SPEAK_FROM
    assert not silent.supported
    for said in ("Twelve kettles", "Most kettles", "A dozen kettles"):
        assert ask(question, [f"{said} are sold in Leeds."], weights, language="en").supported


def test_a_when_question_can_be_answered_without_a_date():
    weights = {"warranti": 3.0, "end": 2.0}
    text = "The warranty ends with the sale of the kettle."
    assert ask("When does the warranty end?", [text], weights, language="en").supported


def test_among_similar_sentences_the_one_with_the_kind_asked_for_comes_first():
    text = "The warranty of a kettle is long. The warranty of every kettle is five years."
    weights = {"long": 2.0, "warranti": 3.0, "kettl": 3.0}
    found = ask("How long is the warranty of a kettle?", [text], weights, language="en")
    best = max(found.extracts, key=lambda extract: extract.score)
    assert best.text == "The warranty of every kettle is five years."


def test_text_that_opens_with_the_code_ranks_above_text_that_mentions_it():
    text = "In spring the error E07 was seen in Leeds. E07 tells that the pump is weak."
    table = "| Code | Meaning |\n| --- | --- |\n| E07 | Pump weak |\n| E09 | As E07 in spring |"
    for source, answering in ((text, "E07 tells that"), (table, "Code: E07, Meaning: Pump")):
        found = ask("What is E07?", [source], {"error": 2.0, "e07": 5.0}, language="en")
        best = max(found.extracts, key=lambda extract: extract.score)
        assert best.text.startswith(answering)
