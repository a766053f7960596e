"""Extractive summaries say what matters, read well and point at the exact words."""

from __future__ import annotations

import pytest

from ai_features.gateway.local import encode
from ai_features.knowledge.extraction.leaning import leans
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.extraction.salience import summarise

WARRANTY = (
    "Acme builds kettles in Leeds. The warranty covers parts and labour for two years. "
    "It does not cover batteries. Returns are free within thirty days of purchase."
)
TRAVEL = "Book trains in second class. Flights over four hours need the approval of a manager."


def test_a_summary_keeps_the_order_and_the_budget():
    text = f"{WARRANTY} {TRAVEL}"
    summary = summarise([Source(text)], words=25, embed=encode)
    assert summary
    starts = [extract.start for extract in summary]
    assert starts == sorted(starts)
    assert sum(len(extract.text.split()) for extract in summary) <= 25
    assert all(text[extract.start : extract.end] == extract.text for extract in summary)


def test_a_summary_says_nothing_twice():
    summary = summarise([Source(WARRANTY), Source(WARRANTY)], words=200, embed=encode)
    texts = [extract.text for extract in summary]
    assert len(texts) == len(set(texts))


def test_a_summary_has_no_leaning_sentence_and_no_heading():
    text = "Warranty terms\n\n" + WARRANTY + " However, this may change. " + TRAVEL
    texts = [extract.text for extract in summarise([Source(text)], words=200, embed=encode)]
    assert texts
    assert not any(leans(text) for text in texts)
    assert "Warranty terms" not in texts


@pytest.mark.parametrize(
    "text",
    ["Short.", "It is.", "保修期为两年，电池除外。", "a, b, c", "You and they are, so do it."],
)
def test_a_summary_of_a_very_short_text_is_not_empty(text):
    assert summarise([Source(text)], words=50, embed=encode)


def test_a_summary_of_nothing_is_empty():
    assert summarise([Source("  \n")], words=50, embed=encode) == []


def chosen(text: str, **asked) -> list[str]:
    return [each.text for each in summarise([Source(text)], embed=encode, **asked)]


ABSTRACT = (
    "Kettles have been used in many homes for a century. Most of them lose heat through the lid. "
    "In this paper we propose a lid of cork that keeps the heat of the kettle. "
    "Measurements were taken in three kitchens."
)


def test_a_sentence_that_says_what_the_text_does_comes_first():
    assert chosen(ABSTRACT, words=200, most=1) == [
        "In this paper we propose a lid of cork that keeps the heat of the kettle."
    ]


def test_a_fitting_title_favours_what_it_names():
    text = (
        "Visitors of the museum sign in at the gate and leave their bags in the cloakroom. "
        "Cars of visitors are parked behind the museum, for two hours and free of charge. "
        "Guided tours of the museum begin at ten and at two, in groups of up to fifteen visitors."
    )
    parked = "Cars of visitors are parked behind the museum, for two hours and free of charge."
    assert chosen(text, words=60, most=1) != [parked]
    assert chosen(text, words=60, most=1, title="Parking for museum visitors") == [parked]


def test_a_title_that_names_nothing_changes_nothing():
    assert chosen(ABSTRACT, words=40, title="scan_0012.pdf") == chosen(ABSTRACT, words=40)


def test_what_was_already_said_is_not_said_again():
    first = chosen(ABSTRACT, words=200, most=1)
    assert first[0] not in chosen(ABSTRACT, words=200, said=first)


def test_a_budget_is_not_filled_with_empty_sentences():
    text = f"{ABSTRACT} Tea was served to everyone."
    assert "Tea was served to everyone." not in chosen(text, words=200)


@pytest.mark.parametrize("words", [60, 160])
def test_a_long_text_is_sampled_evenly_and_few_of_its_sentences_are_embedded(words):
    topics = ("kettle", "warranty", "rent", "garden", "train", "museum", "salary", "window")
    text = "\n\n".join(
        f"The {topic} of number {number} must be checked by the {topic} team every week."
        for topic in topics
        for number in range(120)
    )
    counted: list[int] = []

    def counting(texts):
        counted.append(len(texts))
        return encode(texts)

    found = summarise([Source(text)], words=words, embed=counting)
    assert sum(counted) <= 241
    assert sum(len(each.text.split()) for each in found) <= words
    heard = {topic for topic in topics for each in found if topic in each.text}
    assert len(heard) >= min(len(found), len(topics)) - 1


ROWS = (
    "| Item | Price |\n| --- | --- |\n| Shelf board of oak | 18 euros |\n| Stair tread | 56 euros |"
)


POINTS = "- Racking installed by June\n- Stock count in July"


@pytest.mark.parametrize(
    ("entries", "told"),
    [
        (
            ROWS,
            ["Item: Shelf board of oak, Price: 18 euros.", "Item: Stair tread, Price: 56 euros."],
        ),
        (POINTS, ["Racking installed by June.", "Stock count in July."]),
        ("- Racking installed by June\n- And axin (v", ["Racking installed by June."]),
    ],
)
def test_rows_and_points_follow_where_sentences_leave_much_of_the_budget(entries, told):
    text = f"Oiling takes three working days.\n\n{entries}"
    texts = [extract.text for extract in summarise([Source(text)], words=40, embed=encode)]
    assert texts == ["Oiling takes three working days.", *told]


def test_rows_tell_nothing_where_sentences_fill_the_budget():
    texts = summarise([Source(f"{ROWS}\n\n{WARRANTY}")], words=14, embed=encode)
    assert texts
    assert not any(extract.text.startswith("Item") for extract in texts)


def test_german_and_chinese_are_summarised():
    german = (
        "Dieser Vertrag regelt die Wartung der Geräte. Der Kunde zahlt monatlich im Voraus. "
        "Außerdem, so heißt es, ist er zufrieden. Die Kündigung bedarf der Schriftform."
    )
    assert chosen(german, words=10, language="de")[0].startswith("Dieser Vertrag regelt")
    chinese = "保修期为两年。电池不在保修范围内。退货须在三十天内提出。运费由客户承担。"
    found = chosen(chinese, words=16, language="zh")
    assert 1 <= len(found) < 4


STANDING = (
    "This Agreement is governed by the law of England and Wales.",
    "Notices under this Agreement shall be in writing and sent by post to the other party.",
)
OBLIGATIONS = tuple(
    f"Acme shall deliver {number} kettles to Globex in {month} of each year of the term."
    for number, month in ((90, "May"), (20, "June"), (75, "July"), (40, "August"), (60, "October"))
) + tuple(
    f"Globex shall {duty} within ten days of each delivery by Acme."
    for duty in (
        *("pay the kettles", "test the lids", "return the crates", "name its faults"),
        *("count the cables", "store the spare parts", "confirm the seals", "report the meters"),
        *("sign the delivery note", "clean the tanks", "recycle the boxes"),
    )
)


def test_a_contract_is_told_by_what_other_contracts_do_not_say():
    told = chosen("\n\n".join((*OBLIGATIONS, *STANDING)), words=60)
    assert told
    assert not set(told) & set(STANDING)


def test_clauses_that_every_contract_has_are_told_where_there_is_little_else():
    assert chosen("\n\n".join((STANDING[0], OBLIGATIONS[0])), words=12) == [STANDING[0]]
