"""A letter's salutation, closing and header are told from what the letter says."""

from __future__ import annotations

import pytest

from ai_features.knowledge.extraction.answering import answer
from ai_features.knowledge.extraction.letters import Field, asked_for
from ai_features.knowledge.extraction.reading import Source, read_sentences
from ai_features.knowledge.extraction.statements import read_statements

SAID = "The pumps arrive on 3 June, since a bearing is missing."
HEADER = (
    "From: Ada Byrne <ada@pumps.test>\nTo: Noor Haddad <noor@globex.test>\n"
    "Cc: stores@globex.test\nDate: Tue, 02 June 2026 09:12:00 +0200"
)
MAIL = f"Late pumps\n\n{HEADER}\n\nDear Noor,\n\n{SAID}\n\nKind regards\nAda Byrne"


def said(text):
    return [each.text for each in read_sentences([Source(text)]) if not each.formal]


@pytest.mark.parametrize(
    "salutation",
    [
        *("Dear Noor,", "Dear Mr. Haddad:", "Hi all,", "Good morning Noor!", "Noor Haddad,"),
        *("Sehr geehrte Frau Haddad,", "Liebe Kolleginnen und Kollegen,", "Hallo Noor,"),
        "Sehr geehrte Damen, sehr geehrte Herren,",
        *("Bonjour Madame,", "Chère Noor,", "Estimado Sr. García:", "Hola Noor,"),
        *("Gentile dottoressa Rossi,", "Cara Noor,", "Beste Noor,", "Geachte mevrouw Haddad,"),
    ],
)
def test_a_salutation_says_nothing(salutation):
    assert said(f"{salutation}\n\n{SAID}") == [SAID]


def test_a_salutation_right_above_its_letter_is_no_part_of_the_sentence():
    assert said("Dear Noor,\nthe pumps arrive on 3 June.") == ["the pumps arrive on 3 June."]


@pytest.mark.parametrize(
    "closing",
    [
        *("Kind regards\nAda Byrne", "Best, Ada", "Many thanks,\n\nAda", "Yours sincerely,\nAda"),
        *("Mit freundlichen Grüßen\nAda Byrne", "Viele Grüße\nAda", "Cordialement,\nAda Byrne"),
        *("Un saludo,\nAda", "Cordiali saluti\nAda Byrne", "Met vriendelijke groet,\nAda"),
        "With best wishes\n\n– Ada\nGlobex Pumps",
    ],
)
def test_a_closing_and_the_names_under_it_say_nothing(closing):
    assert said(f"{SAID}\n\n{closing}") == [SAID]


@pytest.mark.parametrize(
    "line",
    [
        *("-----Original Message-----", "On 2 June 2026 at 09:12, Ada Byrne wrote:"),
        *("Am 02.06.2026 um 09:12 schrieb Ada Byrne <ada@pumps.test>:", "Begin forwarded message:"),
        *("Le mar. 2 juin 2026, Ada Byrne a écrit :", "Op 2 juni 2026 schreef Ada Byrne:"),
    ],
)
def test_a_line_above_a_quoted_mail_says_nothing(line):
    assert said(f"{SAID}\n\n{line}\n\nCan it be earlier?") == [SAID, "Can it be earlier?"]


@pytest.mark.parametrize(
    "text",
    [
        "Thank you for the pumps.",
        "Best results come with clean water.",
        "On 8 May Noor wrote: can we do 11 May?",
        "Hello everyone, please note: the office is closed.",
        "Dear customers pay more for delivery than others, as they live far away.",
        "Regards are given to the board by Ada.",
        "Thanks to Ada, the pumps arrive on time.",
    ],
)
def test_a_sentence_that_opens_like_a_letter_still_says_something(text):
    assert said(f"{text}\n\n{SAID}") == [text, SAID]


def test_what_follows_a_salutation_leans_on_nothing():
    *_, last = read_sentences([Source(f"{SAID}\n\nHello,\n\nThis is fine.")])
    assert (last.text, last.leans) == ("This is fine.", False)


def test_each_line_of_a_mails_header_is_read_by_itself():
    fields = [(each.field, each.text) for each in read_sentences([Source(MAIL)]) if each.field]
    assert fields == [
        (Field.SUBJECT, "Late pumps"),
        (Field.SENDER, "From: Ada Byrne <ada@pumps.test>"),
        (Field.RECIPIENT, "To: Noor Haddad <noor@globex.test>"),
        (Field.COPIED, "Cc: stores@globex.test"),
        (Field.DATE, "Date: Tue, 02 June 2026 09:12:00 +0200"),
    ]


def test_a_quoted_mails_header_is_one_in_other_languages_too():
    header = "Von: Ada Byrne\nGesendet: Dienstag, 2. Juni 2026\nAn: Noor Haddad\nBetreff: Pumpen"
    fields = [each.field for each in read_sentences([Source(f"{SAID}\n\n{header}\n\nHallo,")])]
    assert fields[1:5] == [Field.SENDER, Field.DATE, Field.RECIPIENT, Field.SUBJECT]


def test_a_timetable_is_no_header():
    trip = "From: Leeds\nTo: Derby\nDate: 3 June 2026"
    assert not any(each.field for each in read_sentences([Source(trip)]))


@pytest.mark.parametrize(
    ("question", "field"),
    [
        *(("Who wrote the mail?", Field.SENDER), ("Von wem ist die E-Mail?", Field.SENDER)),
        *(("When was it sent?", Field.DATE), ("Wann wurde die Mail geschickt?", Field.DATE)),
        *(("To whom did Ada write?", Field.RECIPIENT), ("Who was in copy (cc)?", Field.COPIED)),
        *(("What is the subject?", Field.SUBJECT), ("Quel est l’objet ?", Field.SUBJECT)),
    ],
)
def test_a_question_about_a_mail_asks_for_a_line_of_its_header(question, field):
    assert field in asked_for(question)


@pytest.mark.parametrize("question", ["Why are the pumps late?", "Who is the key holder?"])
def test_other_questions_ask_for_no_line_of_a_header(question):
    assert not asked_for(question)


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("Who wrote the mail?", "From: Ada Byrne <ada@pumps.test>"),
        ("Who received the mail?", "To: Noor Haddad <noor@globex.test>"),
        ("When was the mail sent?", "Date: Tue, 02 June 2026 09:12:00 +0200"),
        ("What is the subject of the mail?", "Late pumps"),
    ],
)
def test_a_question_about_a_mail_is_answered_by_one_line_of_its_header(question, line):
    found = answer(question, [Source(MAIL, context="Late pumps")], weights={})
    assert [extract.text for extract in found.extracts] == [line]
    assert found.supported


@pytest.mark.parametrize("question", ["Why are the pumps late?", "What did Ada say to Noor?"])
def test_other_questions_are_answered_by_what_the_mail_says(question):
    weights = {"pump": 3.0, "late": 4.0, "ada": 4.0, "noor": 4.0}
    found = answer(question, [Source(MAIL, context="Late pumps")], weights=weights)
    assert [each.text for each in [*found.extracts, *found.nearest]] == [SAID, SAID]


def test_the_names_in_a_mails_header_count_for_what_the_mail_says():
    weights = {"ada": 6.0, "byrn": 6.0, "pump": 2.0, "arriv": 2.0}
    asked = "Which pumps of Ada Byrne arrive?"
    with_header, without = (
        answer(asked, [Source(text)], weights=weights) for text in (f"{HEADER}\n\n{SAID}", SAID)
    )
    assert with_header.evidence.words > without.evidence.words


def test_a_summary_of_a_mail_has_only_what_it_says():
    assert [each.text for each in read_statements([Source(MAIL)])] == [SAID]


def test_a_mail_that_says_nothing_has_nothing_to_quote():
    found = answer("Why is it late?", [Source(f"{HEADER}\n\nDear Noor,\n\nBest,\nAda")], weights={})
    assert (found.extracts, found.nearest) == ([], ())
