"""Figures, names and denials that are not in the source are detected."""

from __future__ import annotations

import pytest

from ai_features.knowledge.citations.faithful import turned_around, unfounded

SOURCE = (
    "Siobhan Tully looked at the claims: of 1,140 units, 61 had a repair at £214. "
    "The Curlew M3 has a warranty of three years from 8 September 2026."
)


@pytest.mark.parametrize(
    "sentence",
    [
        "Siobhan looked at 1140 units.",
        "The unit has 3 years of warranty.",
        "In September 2026, Tully's claims were looked at.",
        "One may repair 61 units.",
        "The warranty starts on 08 September.",
    ],
)
def test_what_the_source_contains_is_not_reported(sentence):
    assert unfounded(sentence, [SOURCE]) == set()


@pytest.mark.parametrize(
    ("sentence", "strange"),
    [
        ("The claims cost £215.", {"215"}),
        ("It has four years of warranty.", {"4"}),
        ("The claims went to Marcus Adeyo.", {"Marcus", "Adeyo"}),
        ("The Curlew M4 has a warranty.", {"4", "M4"}),
        ("Of 1,140 units, 62 had a repair at NASA.", {"62", "NASA"}),
    ],
)
def test_what_it_does_not_contain_is_named(sentence, strange):
    assert unfounded(sentence, [SOURCE]) == strange


def test_a_figure_may_be_in_another_of_the_sources():
    assert (
        unfounded("It costs £214 and weighs 9 kg.", [SOURCE, "It weighs nine kilograms."]) == set()
    )


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("Es sind 3,5 %.", "The rate is 3.5 %."),
        ("It weighs 0.5 kg.", "Es wiegt 0,5 kg."),
        ("It weighs 0.5 kg.", "It weighs .5 kg."),
        ("Es kostet 1.500 Euro.", "It costs 1,500 euros."),
        ("It costs 1500 euros.", "Es kostet 1.500 Euro."),
        ("It weighs 1.5 tons.", "It weighs 1.500 tons."),
        ("It costs 1,234.56 euros.", "Es kostet 1.234,56 Euro."),
        ("It costs 1,234,567 euros.", "Es kostet 1 234 567 Euro."),
        ("It costs 1000 euros.", "Es kostet 1\u00a0000 Euro."),
        ("It costs 1 000 francs.", "It costs 1'000 francs."),
        ("It costs 12 300,50 euros.", "It costs 12,300.50 euros."),
        ("It costs £1,500.", "It costs £1,500.00."),
        ("Room 12 300 seats.", "300 seats, room 12."),
        ("Room 12 has 300 seats.", "12 300 seats."),
        ("It opens at 8:30.", "It opens at 08:30."),
    ],
)
def test_a_figure_may_be_written_as_in_another_country(told, source):
    assert unfounded(told, [source]) == set()


@pytest.mark.parametrize(
    ("told", "source"),
    [
        ("It weighs 3.5 kg.", "It weighs 35 kg."),
        ("It weighs 35 kg.", "It weighs 3,5 kg."),
        ("It weighs 0.5 kg.", "It weighs 5 kg."),
        ("It weighs 5 kg.", "It weighs .5 kg."),
        ("It weighs 1.5 kg.", "It weighs 1500 kg."),
        ("It weighs 1.50 kg.", "It weighs 1500 kg."),
        ("It costs 1 euro.", "It costs 1,000 euros."),
        ("It costs 1 euro.", "It costs 1 000 euros."),
        ("It costs 300 euros.", "It costs 12\u00a0300 euros."),
        ("See section 3.1.", "See section 3.10."),
        ("See version 1.2.300.", "See version 1.2300."),
        ("It starts on 8.9.2026.", "It starts on 9.8.2026."),
    ],
)
def test_different_figures_are_never_taken_for_one(told, source):
    assert unfounded(told, [source])


def test_german_nouns_are_not_taken_for_names():
    source = "Die Kündigung bedarf der Schriftform."
    assert unfounded("Wer kündigt, braucht die Form der Schrift.", [source], language="de") == set()
    assert unfounded("Die Kündigung geht an die GmbH.", [source], language="de") == {"GmbH"}


@pytest.mark.parametrize(
    ("sentence", "quote", "turned"),
    [
        ("Batteries are covered.", "Batteries are not covered.", True),
        ("Batteries aren't covered.", "Batteries are covered.", True),
        ("Batteries are not covered.", "Batteries are not covered by it.", False),
        ("Marcus looked at the claims.", "Siobhan looked at the claims in May.", True),
        ("Siobhan saw them.", "No claims were seen in May.", False),
    ],
)
def test_a_denial_or_another_subject_reverses_a_sentence(sentence, quote, turned):
    assert turned_around(sentence, quote) is turned
