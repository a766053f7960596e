"""What a question may borrow from earlier ones, judged by its words alone."""

from __future__ import annotations

import pytest

from ai_features.chat.followups import SURE_ALONE, Way, leans_on_history, ways_to_read
from ai_features.knowledge.extraction.answering import Answer
from ai_features.knowledge.extraction.evidence import Evidence

WARRANTY = "How long is the warranty of a kettle?"


@pytest.mark.parametrize(
    "question",
    [
        "Batteries?",
        "For spare parts?",
        "Is it paid?",
        "And for the mother?",
        "And what does it not cover?",
        "What about adoption?",
        "Does it cover the battery of the kettle too?",
        "Why?",
        "How often?",
        "Können sie übertragen werden?",
        "Und bei Schlössern?",
        "Wie viel kostet es?",
    ],
)
def test_a_question_that_points_back_or_names_no_subject_leans_on_the_one_before(question):
    assert leans_on_history(question)
    assert ways_to_read(question, [WARRANTY]) == [Way(WARRANTY), Way(sure=SURE_ALONE)]


@pytest.mark.parametrize(
    "question",
    [
        "What is error E07?",
        "Who founded the firm?",
        "Who approves purchases?",
        "Is there a dress code?",
        "Gibt es eine Kantine?",
        "Wann öffnet die Werkstatt?",
        "Können Sie Urlaub übertragen?",
        "Who are you?",
        "Woher stammen die Ersatzteile?",
        "Wessen Unterschrift zählt?",
    ],
)
def test_a_question_that_names_its_subject_is_read_by_itself_first(question):
    assert not leans_on_history(question)
    assert ways_to_read(question, [WARRANTY])[0] == Way()


def test_a_complete_question_borrows_nothing_from_the_one_before():
    assert ways_to_read("Which documents do trainees need for a refund?", [WARRANTY]) == [Way()]


def test_the_first_question_has_nothing_to_lean_on():
    assert ways_to_read("Is it paid?", []) == [Way()]


def test_a_chain_of_follow_ups_leads_back_to_its_subject():
    asked = ["Who founded the firm?", WARRANTY, "Does it cover parts?"]
    ways = ways_to_read("And batteries?", asked)
    assert [way.borrowed for way in ways] == ["Does it cover parts?", WARRANTY, ""]


def test_a_question_is_first_read_with_the_statements_of_its_message():
    beside = "We bought a kettle in May."
    whole = ways_to_read("Who repairs kettles in the north?", [WARRANTY], beside=beside)
    assert whole == [Way(beside), Way()]
    leaning = ways_to_read("Is it covered?", [WARRANTY], beside=beside)
    assert leaning == [Way(beside), Way(WARRANTY), Way(sure=SURE_ALONE)]
    assert ways_to_read("Is it covered?", [], beside=beside) == [Way(beside), Way(sure=SURE_ALONE)]


def test_a_leaning_question_is_answered_by_itself_only_when_that_is_sure():
    likely, sure = (
        Answer([], supported=True, score=score, evidence=Evidence()) for score in (0.6, 0.8)
    )
    *_, alone = ways_to_read("Any awards?", [WARRANTY])
    assert (alone.is_answered_by(likely), alone.is_answered_by(sure)) == (False, True)
    assert Way(WARRANTY).is_answered_by(likely)


def test_a_code_replaces_the_previous_one_and_borrows_the_rest():
    ways = ways_to_read("And E09?", ["What does error E07 mean?"])
    assert ways == [Way("What does error mean?"), Way()]
    chain = ["What does error E07 mean?", "And E09?"]
    assert ways_to_read("And E10?", chain) == [Way("What does error mean?"), Way()]


def test_a_short_question_with_a_code_may_still_borrow_the_rest():
    assert ways_to_read("What is E09?", ["How long is E07 shown?"]) == [
        Way(),
        Way("How long is shown?"),
    ]
