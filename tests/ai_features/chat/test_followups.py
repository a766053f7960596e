"""What a message's words alone tell of it."""

from __future__ import annotations

import pytest

from ai_features.chat.followups import is_courtesy, leans_on_history, lent


@pytest.mark.parametrize(
    "message",
    ["hello", "Hi there!", "Thank you very much", "Good morning", "Vielen Dank!", "Danke", "谢谢"],
)
def test_greetings_and_thanks_ask_nothing(message):
    assert is_courtesy(message)


@pytest.mark.parametrize(
    "message",
    [
        "",
        "???",
        "help",
        "the day",
        "warranty",
        "Who are you?",
        "Hello, how long is the warranty?",
        "Thank you. And batteries?",
        "Is there a night shift?",
    ],
)
def test_whatever_might_ask_something_is_a_question(message):
    assert not is_courtesy(message)


@pytest.mark.parametrize("question", ["Batteries?", "Does it cover the battery of the kettle too?"])
def test_a_short_or_pointing_question_leans_on_the_one_before(question):
    assert leans_on_history(question)
    assert lent(question, "How long is the warranty?") == "How long is the warranty?"


def test_a_whole_question_takes_nothing_from_the_one_before():
    assert lent("Which documents do trainees need for a refund?", "How long is the warranty?") == ""
