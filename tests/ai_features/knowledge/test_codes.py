"""Codes such as E07 name exactly one thing."""

from __future__ import annotations

from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.reading import Source
from ai_features.knowledge.words.codes import codes_in, labelled_in, opens_with_code, without_codes


def test_codes_are_distinguished_from_numbers_and_words():
    assert codes_in("Does E07 of a Curlew M3 need CM3-4110?") == ["E07", "M3", "CM3-4110"]
    assert codes_in("Paid on the 26th, in 2-day steps, 25m apart, for fixed-term work") == []


def test_a_question_can_be_stripped_of_its_code():
    assert without_codes("What does error E07 mean?") == "What does error mean?"


def test_a_code_that_opens_a_sentence_or_row_is_found():
    assert opens_with_code("E07 means that the pump is weak.", "e07")
    assert opens_with_code("Code: E07, Meaning: Pump pressure too low", "E07")
    assert not opens_with_code("Code: E07, Meaning: see E09", "E09")
    assert not opens_with_code("E07-B is another one.", "E07")


CLASSES = "Class A covers the machine for two years. Class B covers the machine for five years."


def test_a_name_that_ends_in_a_letter_is_not_answered_by_another_of_that_name():
    weights = {"long": 1.0, "class": 1.5, "cover": 1.5, "machin": 1.5}
    for label, years in (("A", "two"), ("B", "five")):
        question = f"How long does class {label} cover the machine?"
        found = answer(question, [Source(CLASSES)], weights=weights)
        best = max(found.extracts, key=lambda extract: extract.score)
        assert f"for {years} years" in best.text


def test_a_heading_names_what_stands_below_it():
    above = [("Section A", "The excess is £100."), ("Section B", "The excess is £50.")]
    sources = [Source(text, context=f"Policy\n{heading}") for heading, text in above]
    weights = {"excess": 3.0, "section": 1.5}
    found = answer("What is the excess in section B?", sources, weights=weights)
    best = max(found.extracts, key=lambda extract: extract.score)
    assert best.text == "The excess is £50."


def test_names_that_end_in_a_letter_or_number_are_told_from_other_words():
    text = "Section B of class 12a, the V&A, about 5 people, plan 2.5, Article 7, vitamin C-rich"
    assert labelled_in(text) == ["Section B", "class 12a", "Article 7"]
