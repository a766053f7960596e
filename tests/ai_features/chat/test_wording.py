"""The question inside a message is found by its words alone."""

from __future__ import annotations

import time

import pytest

from ai_features.chat.followups import Way, leans_on_history, ways_to_read
from ai_features.chat.wording import Wording, take_apart


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Hello! How long is partner leave?", "How long is partner leave?"),
        ("Hi there how long is it paid?", "how long is it paid?"),
        ("Thanks, and what about batteries?", "and what about batteries?"),
        ("One more quick question: is it paid?", "is it paid?"),
        ("Could you please tell me what E07 means?", "what E07 means?"),
        ("I'd like to know: how long is leave", "how long is leave"),
        ("What is the price?\n\nThanks a lot", "What is the price?"),
        ("What is the price? Thanks in advance!", "What is the price?"),
        ("Hello, I need a refund", "I need a refund"),
        ("Can you help me? How long is leave?", "How long is leave?"),
        ("I was told there is a bonus. Is that right?", "I was told there is a bonus."),
        ("Sorry to bother you again, but how long is leave?", "how long is leave?"),
        ("Dear Ms Hill, I would like to ask when the shutdown is.", "when the shutdown is."),
        (
            "Guten Tag! Können Sie mir sagen, wie lange die Garantie gilt?",
            "wie lange die Garantie gilt?",
        ),
        ("你好！保修期多长？", "保修期多长？"),
    ],
)
def test_greetings_thanks_and_politeness_are_not_part_of_the_question(message, question):
    assert take_apart(message) == Wording(question)


@pytest.mark.parametrize(
    ("message", "question", "beside"),
    [
        (
            "I started last week. How many days of leave do I get? I am part-time.",
            "How many days of leave do I get?",
            "I started last week. I am part-time.",
        ),
        ("Explain the tank to me. I need it today.", "Explain the tank to me.", "I need it today."),
        ("My laptop was stolen, what should I do", "what should I do", "My laptop was stolen"),
        (
            "Hello, we bought a kettle in May, in the north, so how long is the warranty?",
            "how long is the warranty?",
            "we bought a kettle in May, in the north",
        ),
        (
            "In May we bought a kettle, how long is the warranty?",
            "how long is the warranty?",
            "In May we bought a kettle",
        ),
        ("Because I am new, can I take leave?", "can I take leave?", "Because I am new"),
        ("Weil ich neu bin, darf ich das?", "darf ich das?", "Weil ich neu bin"),
        (
            "Aber ich habe keine Rechnung mehr, was muss ich tun?",
            "was muss ich tun?",
            "Aber ich habe keine Rechnung mehr",
        ),
        ("Leave is paid?!! I need it.", "Leave is paid?!!", "I need it."),
        (
            "- How long is the warranty\n- Are batteries covered\n- I have an M3",
            "- How long is the warranty - Are batteries covered",
            "- I have an M3",
        ),
        (
            "Name: Bob Hill. The kettle leaks. Who repairs it",
            "Who repairs it",
            "Name: Bob Hill. The kettle leaks.",
        ),
        (
            "Ist das z. B. am 31. Dezember fällig? Wir zahlen u. a. Steuern.",
            "Ist das z. B. am 31. Dezember fällig?",
            "Wir zahlen u. a. Steuern.",
        ),
        (
            "Ich bin neu hier. Wie viele Tage habe ich?",
            "Wie viele Tage habe ich?",
            "Ich bin neu hier.",
        ),
    ],
)
def test_statements_are_separated_from_the_question(message, question, beside):
    assert take_apart(message) == Wording(question, beside)


def test_a_quoted_mail_stands_beside_what_is_asked_about_it():
    mail = "On Monday Anna wrote:\n> Can you send the parts?\n>> Who pays?\n\n"
    told = "On Monday Anna wrote: Can you send the parts? Who pays?"
    for message in (f"{mail}How long does it take?", f"How long does it take?\n{mail}"):
        assert take_apart(message) == Wording("How long does it take?", told)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("Any ideas?\n> Who pays for shipping?", "> Who pays for shipping?"),
        ("Hello!\n> Who pays?\n> And when?", "> Who pays? > And when?"),
        ("See below\n\n> Who pays?", "> Who pays?"),
    ],
)
def test_a_quoted_question_is_the_question_if_there_is_no_other(message, question):
    assert take_apart(message).question == question


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("What do the documents say about partner leave?", "partner leave?"),
        ("Hello! Can you tell me more about partner leave?", "partner leave?"),
        ("I want to know about leave", "leave"),
        ("I'm looking for information on maternity leave", "maternity leave"),
        ("Was steht in den Unterlagen zur Garantie?", "Garantie?"),
    ],
)
def test_a_request_for_everything_about_something_names_its_subject(message, question):
    assert take_apart(message) == Wording(question, whole=True)
    assert ways_to_read(question, ["How long is the warranty?"], whole=True) == [Way()]
    pointing = take_apart("Tell me more about it.")
    leaning = ways_to_read(pointing.question, ["How long is the warranty?"], whole=pointing.whole)
    assert leaning[0] == Way("How long is the warranty?")


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("I'm not sure whether I can carry leave over.", "whether I can carry leave over."),
        ("Hi, we don't know who signs it", "who signs it"),
        ("It's not clear to me how long leave is.", "how long leave is."),
        ("Ich weiß leider nicht, wann die Frist endet.", "wann die Frist endet."),
        ("Mir ist nicht klar, wer das bezahlt", "wer das bezahlt"),
    ],
)
def test_what_somebody_is_not_sure_of_is_the_question(message, question):
    assert take_apart(message) == Wording(question)


def test_not_to_know_one_thing_stands_beside_a_question_about_another():
    told = "I don't know who my manager is"
    assert take_apart(f"{told}, who approves leave?") == Wording("who approves leave?", told)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("I keep seeing the word excess, but I am not understanding it", "What is excess?"),
        ("I don't understand the term “force majeure”.", "What is force majeure?"),
        ("I have never heard the acronym SLA", "What is SLA?"),
        ("We don't know the abbreviation A.C. in line 3", "What is A.C?"),
        ("Ich verstehe den Begriff Selbstbehalt nicht.", "Was ist Selbstbehalt?"),
    ],
)
def test_who_does_not_know_a_word_asks_what_it_is(message, question):
    assert take_apart(message) == Wording(question)


@pytest.mark.parametrize(
    "message",
    [
        "I know the word deposit is not in the lease.",
        "Do not use the word guarantee in mails.",
        "Why do you not know the term SLA?",
        "I don't know.",
    ],
)
def test_to_name_a_word_does_not_ask_what_it_is(message):
    assert take_apart(message) == Wording(message)


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("No, I meant maternity leave.", "And maternity leave."),
        ("I mean the one in the north?", "And the one in the north?"),
        ("Nein, ich meinte die Garantie auf Schlösser.", "Und die Garantie auf Schlösser."),
    ],
)
def test_a_correction_is_read_as_a_follow_up(message, question):
    assert take_apart(message) == Wording(question)
    assert leans_on_history(question)


@pytest.mark.parametrize(
    ("message", "wording"),
    [
        ("I meant well, but how long is leave?", Wording("how long is leave?", "I meant well")),
        ("I meant to ask how long leave is.", Wording("how long leave is.")),
        ("Ich meinte es gut, aber was gilt?", Wording("was gilt?", "Ich meinte es gut")),
        ("I mean it: how long is leave?", Wording("how long is leave?", "I mean it")),
    ],
)
def test_to_mean_well_corrects_nothing(message, wording):
    assert take_apart(message) == wording


@pytest.mark.parametrize(
    ("message", "wording"),
    [
        ("Subject: Leave?\nHow long is it?", Wording("How long is it?", "Leave?")),
        ("Betreff: Urlaub?\n\nWie lange ist er", Wording("Wie lange ist er", "Urlaub?")),
        ("Subject: Leave?", Wording("Subject: Leave?")),
        ("Annual leave\nHow long is it?", Wording("How long is it?", "Annual leave")),
        ("I am new\nHow long is leave", Wording("How long is leave", "I am new")),
        ("How long\nis leave?", Wording("How long is leave?")),
        ("Hi team\nHow long is leave?", Wording("How long is leave?")),
        (
            "I wonder whether it matters\nwhat we do",
            Wording("whether it matters what we do"),
        ),
    ],
)
def test_a_subject_and_a_line_above_a_question_are_not_part_of_it(message, wording):
    assert take_apart(message) == wording


@pytest.mark.parametrize(
    "message",
    [
        "",
        "???",
        "E07",
        "hello",
        "warranty kettle",
        "Hi-fi systems?",
        "Hi vis jackets for visitors?",
        "What does the sign say on the door?",
        "Well-being policy?",
        "Good morning meeting notes?",
        "If I am ill, what must I do?",
        "Unless I am part-time, do I get thirty days?",
        "Even if my manager agrees, may I fly?",
        "Assuming I am a manager, can I approve orders?",
        "Without my manager's approval, may I fly?",
        "For our customers in Norway, what is the price?",
        "Not counting my holidays, how many days off do I get?",
        "Solange ich in der Probezeit bin, kann ich Urlaub nehmen?",
        "Arbeite ich in Teilzeit, wie viele Tage habe ich?",
        "Ohne meine Zustimmung, darf man das?",
        "I get thirty days of leave, is that right?",
        "In case I am ill, what must I do?",
        "Lieber nicht fliegen, was gibt es sonst?",
        "> 30 days of leave?",
        "How do I order parts, and who approves them?",
        "How long is leave? And is it paid?",
        "Batteries are not covered by our warranty.",
    ],
)
def test_a_message_that_is_only_a_question_stays_unchanged(message):
    assert take_apart(message) == Wording(message)


@pytest.mark.parametrize(
    "message",
    [
        "hi. " * 15_000,
        "hi" + " " * 50_000 + "x",
        "hi," + "!" * 50_000 + "a?",
        "i am " + "so, " * 15_000 + "?",
        "i" + " - " * 20_000 + "?",
        "what does the " + "a " * 20_000 + "?",
        "tell me about " * 9_000,
        "is there anything on " * 9_000,
        "> " * 30_000 + "?",
        "a\n> b?\n" * 9_000,
        "\nHow " * 12_000,
        "\n" + " " * 50_000 + "x",
        "one more " * 9_000 + "?",
        "i don't know, how " * 4_000,
        "i do not know the word " * 3_000,
        "verstehe " * 7_000,
        "?" * 60_000 + "a",
        "?!" * 30_000 + "a",
        "".join(f"a{number}? " for number in range(10_000)),
    ],
)
def test_no_message_takes_long_to_take_apart(message):
    begin = time.process_time()
    take_apart(message)
    assert time.process_time() - begin < 5


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("anything on loss?", "loss?"),
        ("Is there anything about spare parts?", "spare parts?"),
        ("Gibt es etwas zu Überstunden?", "Überstunden?"),
    ],
)
def test_who_asks_whether_there_is_anything_asks_for_the_subject(message, question):
    assert take_apart(message) == Wording(question, whole=True)
