"""The kind of thing a question asks for is told from its form, and recognised in a text."""

from __future__ import annotations

import pytest

from ai_features.knowledge.extraction.kinds import AnswerKind, Sought, kind_asked, sought


def seeks(kind, text, *, terms=(), language="en"):
    return Sought(kind, frozenset(terms), language).is_in(text)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("What does a kettle cost?", AnswerKind.MONEY),
        ("And what does the delivery cost in Leeds?", AnswerKind.MONEY),
        ("How much do you charge for a visit?", AnswerKind.MONEY),
        ("What is the hourly fee for a visit?", AnswerKind.MONEY),
        ("Can you tell me how expensive a lid is?", AnswerKind.MONEY),
        ("Was kostet ein Kessel?", AnswerKind.MONEY),
        ("Wie viel kostet der Versand?", AnswerKind.MONEY),
        ("Was darf ein Hotel kosten?", AnswerKind.MONEY),
        ("Wie hoch ist die Gebühr?", AnswerKind.MONEY),
        ("How long is the warranty?", AnswerKind.DURATION),
        ("Wie lange gilt die Garantie?", AnswerKind.DURATION),
        ("How often must it be cleaned?", AnswerKind.FREQUENCY),
        ("Wie oft wird geprüft?", AnswerKind.FREQUENCY),
        ("How old is the firm?", AnswerKind.AGE),
        ("In Leeds, how many kettles are made?", AnswerKind.NUMBER),
        ("How much water does it hold?", AnswerKind.NUMBER),
        ("What percentage of lids break?", AnswerKind.NUMBER),
        ("Mit wie vielen Leuten arbeiten Sie?", AnswerKind.NUMBER),
        ("Wie hoch ist der Kessel?", AnswerKind.MEASURE),
        ("Wie gross ist der Kessel?", AnswerKind.MEASURE),
        ("Since when is the firm in Leeds?", AnswerKind.TIME),
        ("Um wie viel Uhr öffnet die Werkstatt?", AnswerKind.TIME),
        ("In welchem Jahr war das?", AnswerKind.TIME),
        ("Who is the new chair?", AnswerKind.NAME),
        ("who founded the firm", AnswerKind.NAME),
    ],
)
def test_the_form_of_a_question_tells_the_kind_it_asks_for(question, kind):
    assert kind_asked(question) == kind


@pytest.mark.parametrize(
    "question",
    [
        "Who decides how many kettles are made?",
        "Who is allowed to open the lid?",
        "Who is responsible for the lids?",
        "Which costs does the firm cover?",
        "What does the cost include?",
        "What is the fee for?",
        "What is the price list?",
        "What happens when the lid breaks?",
        "When the lid breaks, whom do I call?",
        "How long ago was that?",
        "How do I pay?",
        "Was the fee paid?",
        "Was umfasst die Garantie?",
        "Wie bezahle ich?",
        "Combien coûte une bouilloire ?",
        "price list",
    ],
)
def test_other_questions_ask_for_no_kind(question):
    assert kind_asked(question) is None


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnswerKind.MONEY, "A kettle is £12."),
        (AnswerKind.MONEY, "Size: Large, Price GBP: 20.00"),
        (AnswerKind.MONEY, "The restocking charge is 15 per cent."),
        (AnswerKind.MONEY, "Ein Kessel kostet zwölf Euro."),
        (AnswerKind.MONEY, "Die Gebühr beträgt 20,00."),
        (AnswerKind.NUMBER, "Lids are sold by the dozen."),
        (AnswerKind.NUMBER, "Twenty-one people work here."),
        (AnswerKind.NUMBER, "Sie ist unbegrenzt."),
        (AnswerKind.NUMBER, "Einundzwanzig Leute arbeiten hier."),
        (AnswerKind.DURATION, "Die Garantie gilt eine Woche."),
        (AnswerKind.DURATION, "It is covered until the next service."),
        (AnswerKind.DURATION, "She led the firm from 1974 to 1980."),
        (AnswerKind.DURATION, "They have been partners since 3 May 2001."),
        (AnswerKind.FREQUENCY, "The filter is changed twice."),
        (AnswerKind.FREQUENCY, "Once a year is enough."),
        (AnswerKind.FREQUENCY, "Sie wird jährlich geprüft."),
        (AnswerKind.AGE, "The firm was born in a shed, half a century ago."),
        (AnswerKind.TIME, "Salaries are paid on Friday."),
        (AnswerKind.TIME, "It ends after the trial period."),
    ],
)
def test_a_kind_is_recognised_in_digits_and_in_words(kind, text):
    assert seeks(kind, text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (AnswerKind.MONEY, "Prices are in the list, which is renewed in October."),
        (AnswerKind.MONEY, "The M3 holds its value within 3 % of the set point."),
        (AnswerKind.MONEY, "The lid is replaced free of charge until 31 March."),
        (AnswerKind.MONEY, "It is made in 12 different sizes."),
        (AnswerKind.NUMBER, "The M3 reports E07 and needs part CM3-4110."),
        (AnswerKind.DURATION, "The warranty covers parts and labour."),
        (AnswerKind.DURATION, "The agreement is dated 14 March 2026."),
        (AnswerKind.FREQUENCY, "The filter must be changed."),
        (AnswerKind.TIME, "You may take it home."),
    ],
)
def test_a_text_without_the_kind_is_not_mistaken_for_it(kind, text):
    assert not seeks(kind, text)


def test_free_of_charge_counts_only_near_what_is_asked_about():
    delivery = ["deliveri", "kettl"]
    said = "The delivery of a kettle costs nothing."
    assert seeks(AnswerKind.MONEY, said, terms=delivery)
    assert not seeks(AnswerKind.MONEY, "Returns of a kettle are free.", terms=delivery)
    away = (
        "Every delivery of a kettle is made by our own people, who drive it to you and take the"
        " old one away, for which there is no charge."
    )
    assert not seeks(AnswerKind.MONEY, away, terms=delivery)
    assert not seeks(AnswerKind.MONEY, said)


def test_a_quantity_word_answers_how_many():
    wanted = Sought(AnswerKind.NUMBER, frozenset(), "en")
    assert wanted.may_be_in("All lids are sold.")
    assert not wanted.may_be_in("Lids are sold.")
    assert not Sought(AnswerKind.MONEY, frozenset(), "en").may_be_in("All lids are sold.")


def test_times_and_languages_without_number_words_are_never_sure():
    assert Sought(AnswerKind.NUMBER, frozenset(), "en").is_sure
    assert not Sought(AnswerKind.TIME, frozenset(), "en").is_sure
    assert not Sought(AnswerKind.NUMBER, frozenset(), "fr").is_sure


@pytest.mark.parametrize(
    "text",
    [
        "Ask the caretaker, Mr Odell.",
        "Petra Lindqvist chairs the meeting.",
        "Refunds are the finance team's.",
        "Write to caretaker@tarnbeck.example.",
    ],
)
def test_a_name_is_known_by_its_capitals_or_its_address(text):
    assert seeks(AnswerKind.NAME, text)


@pytest.mark.parametrize("text", ["You see the surgeon on day six.", "Water is in the rent."])
def test_a_capital_that_opens_a_sentence_makes_no_name(text):
    assert not seeks(AnswerKind.NAME, text)


def test_names_are_not_sure_in_german_where_every_noun_has_a_capital():
    assert [
        Sought(AnswerKind.NAME, frozenset(), language).is_sure
        for language in ("en", "", "de", "fr")
    ] == [True, True, False, False]


def test_a_follow_up_that_only_continues_asks_for_no_kind():
    assert sought("Does it cover a lid?", {"cover": 1.0, "lid": 1.0}, language="en") is None
    assert sought("And a lid?", {"lid": 1.0}, language="en") is None


def test_words_for_prices_are_not_the_subject_of_a_question():
    wanted = sought("What does it cost?", {"cost": 2.0, "kettl": 3.0}, language="en")
    assert wanted.terms == {"kettl"}


@pytest.mark.parametrize(
    ("question", "text", "may"),
    [
        ("How heavy is the d40?", "The D40 has no lifting pump.", False),
        ("How heavy is the D40?", "The D40 weighs 13.8 kg.", True),
        ("How heavy is the D40?", "It weighs thirteen kilos.", True),
        ("How many parts has the D40?", "The D40 has no parts to mend.", True),
        ("How high is the fence?", "All fences are high.", False),
    ],
)
def test_a_measure_takes_a_figure_that_is_not_in_the_questions_code(question, text, may):
    looked_for = sought(question, {}, language="en")
    assert looked_for is not None
    assert looked_for.may_be_in(text) is may
