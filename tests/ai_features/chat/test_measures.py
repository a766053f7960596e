"""A measure is found by its noun when people ask for it by an adjective."""

from __future__ import annotations

import pytest

from ai_features.chat.measures import by_its_noun
from ai_features.chat.parts import ways_to_answer
from ai_features.chat.wording import take_apart
from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.reading import Source

SHEET = Source("|  |  |\n| --- | --- |\n| Noise | 44 dB |\n| Weight | 13.8 kg |\n| Fuse | 5 A |")


@pytest.mark.parametrize(
    ("question", "by_noun"),
    [
        ("How heavy is it?", "what weight is it?"),
        ("How much does a crate weigh?", "what weight is a crate?"),
        ("what does it weigh", "what weight is it"),
        ("Wie groß ist der Schrank?", "welche Größe ist der Schrank?"),
        ("Was wiegt der Schrank?", "welches Gewicht der Schrank?"),
        ("How long is the leave?", ""),
        ("What is the weight?", ""),
        ("Somehow heavy boxes arrived", ""),
    ],
)
def test_an_adjective_or_weighing_asks_for_the_measures_noun(question, by_noun):
    assert by_its_noun(question) == by_noun


def test_the_question_is_read_as_it_stands_first():
    asked = [ways.parts[0].question for ways in ways_to_answer(take_apart("How heavy is it?"), [])]
    assert asked == ["How heavy is it?", "what weight is it?"]


def test_a_data_sheet_answers_only_by_the_noun():
    weights = {"heavy": 2.0, "weight": 2.0}
    assert not answer("How heavy is it?", [SHEET], weights=weights, language="en").supported
    told = answer("what weight is it?", [SHEET], weights=weights, language="en")
    assert told.supported
    assert told.extracts[0].text == "Weight: 13.8 kg"
