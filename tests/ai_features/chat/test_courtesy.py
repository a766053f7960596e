"""What asks nothing of the documents is known by its words."""

from __future__ import annotations

import pytest

from ai_features.chat.courtesy import is_courtesy


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
