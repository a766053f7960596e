"""What a question compares is found by its words alone."""

from __future__ import annotations

import time

import pytest

from ai_features.chat.comparing import sides_of, things_compared


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("What is the difference between plan A and plan B?", ["plan A", "plan B"]),
        ("what's the difference between plan A and B", ["plan A", "plan B"]),
        ("difference between the short and long flights", ["short flights", "long flights"]),
        ("What changed between version 1 and 2?", ["version 1", "version 2"]),
        (
            "What changed between Rail version 1 and version 2?",
            ["Rail version 1", "Rail version 2"],
        ),
        ("How do the M2 and the M3 differ?", []),
        ("How does the M2 differ from the M3?", ["M2", "M3"]),
        ("Compare partner leave with parental leave", ["partner leave", "parental leave"]),
        ("M2 vs M3", ["M2", "M3"]),
        ("Was ist der Unterschied zwischen Urlaub und Gleitzeit?", ["Urlaub", "Gleitzeit"]),
        (
            "Which is cheaper, express or standard shipping?",
            ["What does express shipping cost?", "What does standard shipping cost?"],
        ),
        ("Was ist günstiger, Abo oder Karte?", ["Was kostet Abo?", "Was kostet Karte?"]),
        ("Which has the longer warranty, the M2 or the M3?", ["warranty M2", "warranty M3"]),
        ("Is the soup hot or cold?", []),
        ("What does plan A cost and plan B?", []),
        ("What is the difference between it and that?", []),
    ],
)
def test_each_side_of_a_comparison_is_a_question_of_its_own(question, sides):
    assert [side.question for side in sides_of(question)] == sides


def test_a_side_is_named_by_the_words_that_tell_it_from_the_other():
    plan, _ = sides_of("difference between plan A and plan B")
    assert plan.is_named_in("Plan A costs £10.")
    assert not plan.is_named_in("All plans cost £10, and another £5.")
    short, _ = sides_of("difference between short flights and long flights")
    assert short.is_named_in("Shorter distances after two weeks.")


def test_what_is_compared_is_asked_for_without_the_word_difference():
    asked = "What is the main difference between the two quotes for the pump?"
    assert things_compared(asked) == "the two quotes for the pump?"
    assert things_compared("What do the two quotes say?") == ""


@pytest.mark.parametrize(
    "piece", ["which more : ", "which better - a ", "a and ", "vs ", "between "]
)
def test_a_long_question_takes_no_time_to_compare(piece):
    begun = time.process_time()
    assert sides_of("which is better " + piece * 2_000) == []
    things_compared(piece * 2_000)
    assert time.process_time() - begun < 1
