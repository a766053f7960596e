"""Messages that ask nothing of the documents are recognised by their words."""

from __future__ import annotations

import pytest

from ai_features.chat.courtesy import is_about_the_chat, is_courtesy


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
def test_anything_that_might_be_a_question_is_one(message):
    assert not is_courtesy(message)


@pytest.mark.parametrize(
    "message",
    [
        "help",
        "Help!",
        "Who are you?",
        "What can you do?",
        "hi, what can you do?",
        "Good morning! Who are you?",
        "What can you tell me?",
        "What can I ask you?",
        "Are you a bot?",
        "Wer bist du?",
        "Was kannst du?",
        "Hilfe",
    ],
)
def test_a_question_about_the_chat_is_recognised(message):
    assert is_about_the_chat(message)


@pytest.mark.parametrize(
    "message",
    [
        "Who helps with a claim?",
        "What can you do on Sundays?",
        "What can you tell me about leave?",
        "Hi, what is this?",
        "help desk",
        "What is this?",
        "hi",
        "",
    ],
)
def test_a_question_for_the_documents_is_not_about_the_chat(message):
    assert not is_about_the_chat(message)
