"""Codes such as E07 name exactly one thing."""

from __future__ import annotations

from ai_features.knowledge.words.codes import codes_in, opens_with_code, without_codes


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
