"""How much of a question a text holds is judged word by word, in any form of each word."""

from __future__ import annotations

import numpy as np

from ai_features.gateway.local import encode_pieces
from ai_features.knowledge.extraction.evidence import SPEAK_FROM, Evidence, Question, coverage

QUESTION = "How long does the warranty cover batteries?"
WEIGHTS = {"long": 2.0, "warranti": 3.0, "cover": 2.0, "batteri": 4.0}


def asked(question=QUESTION, weights=WEIGHTS):
    return Question(question, encode_pieces([question])[0], weights, language="en")


def found(text, **more):
    question = asked()
    return question.score(question.matches(encode_pieces([text])[0], text), **more)


def test_another_form_of_a_word_counts_and_a_missing_word_does_not():
    said = found("The guarantee covers a battery for two years.")
    assert said > found("The guarantee covers a lid for two years.")
    assert said > found("Trains leave from platform two.")


def test_the_question_itself_is_fully_covered():
    assert found(QUESTION) > 0.95


def test_words_unknown_to_the_model_are_either_present_or_absent():
    question = Question(
        "保修期多长？", encode_pieces(["保修期多长？"])[0], {"保修": 3.0}, language="zh"
    )
    there, other = "保修期为两年。", "电池不在范围内。"
    found = [
        question.score(question.matches(encode_pieces([text])[0], text)) for text in (there, other)
    ]
    assert found[0] > found[1]


def test_words_in_the_title_need_not_be_in_the_sentence():
    text = "It covers them for two years."
    assert found(text, context={"warranti", "batteri"}) > found(text)


def test_a_rare_word_weighs_more_than_a_common_one():
    common = found("The warranty covers parts.")
    rare = asked(weights=WEIGHTS | {"batteri": 0.1})
    text = "The warranty covers parts."
    assert rare.score(rare.matches(encode_pieces([text])[0], text)) > common


def test_without_a_telling_word_all_pieces_have_equal_weight():
    question = asked("which trains leave?", {})
    matches = question.matches(encode_pieces(["Trains leave."])[0], "Trains leave.")
    assert np.isclose(question.score(matches), matches.mean())


def test_pronouns_and_auxiliaries_hardly_count_against_an_answer():
    text = "Dogs may stay on a lead."
    small, content = (
        asked("can i bring dogs", {"dog": 2.0}),
        asked("cats people bring dogs", {"dog": 2.0}),
    )
    spread = [
        question.matches(encode_pieces([text])[0], text) * 0 + 1.0 for question in (small, content)
    ]
    for question, matches in zip((small, content), spread, strict=True):
        matches[1:3] = 0.0  # the first two words are not there
        assert question.score(matches) < 1.0
    assert small.score(spread[0]) > content.score(spread[1]) + 0.1


def test_a_country_is_no_pronoun():
    small, country = asked("does it bind us", {}), asked("does it bind US", {})
    whole = np.ones(len(small.encoding.spans))
    whole[4] = 0.0  # the last word is not there
    assert country.score(whole) < small.score(whole)


def test_more_meaning_or_more_words_make_an_answer_likelier():
    weak = Evidence(meaning=0.3, words=0.5)
    assert weak.likelihood < Evidence(meaning=0.4, words=0.5).likelihood
    assert weak.likelihood < Evidence(meaning=0.3, words=0.6).likelihood
    assert Evidence().likelihood < SPEAK_FROM < Evidence(meaning=0.7, words=0.8).likelihood


def test_coverage_is_the_weighted_share_of_the_question():
    assert coverage("A warranty of the battery", WEIGHTS, language="en") == 7 / 11
    assert coverage("anything", {}) == 0.0
