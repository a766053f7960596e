"""Conversations about the sample's documents, and about a similar German page.

Each holds an earlier question, the current one, and words of which one must be quoted.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Talk(NamedTuple):
    """Two questions in a row; ``wanted`` are words of an answer, one of which must be quoted."""

    before: str
    question: str
    wanted: tuple[str, ...]


LEAVE: Final = "How long is partner leave?"
WARRANTY: Final = "How long is the warranty of a Curlew M3?"
E07: Final = "What does error E07 mean?"
DAYS: Final = "How many days of annual leave are there?"
PROBATION: Final = "How long is the probation period?"
LIMIT: Final = "Who approves a purchase of more than £10,000?"

# The second question stands alone and changes the subject.
ALONE: Final = (
    Talk(LEAVE, "What is error E07?", ("does not reach 20 Pa",)),
    Talk(LEAVE, "What does error E07 mean?", ("does not reach 20 Pa",)),
    Talk(LEAVE, "Who founded the firm?", ("Oxenbridge",)),
    Talk(LEAVE, "What is quiet mode?", ("Quiet mode limits",)),
    Talk(LEAVE, "Who approves purchases?", ("approv", "Approval")),
    Talk(LEAVE, "What is RN?", ("begins with RN",)),
    Talk(LEAVE, "What is class A?", ("class A",)),
    Talk(LEAVE, "When is the shutdown?", ("shutdown",)),
    Talk(LEAVE, "Are there first aiders?", ("eleven first aiders",)),
    Talk(WARRANTY, "When are salaries paid?", ("26th",)),
    Talk(E07, "How much notice must I give?", ("notice period",)),
    Talk(E07, "Can I work from abroad?", ("20 working days",)),
    Talk(DAYS, "Who is the safety adviser?", ("Jean Thackwray",)),
    Talk(PROBATION, "What is the profit share?", ("profit share",)),
    Talk(LIMIT, "Is there a referral bonus?", ("750",)),
    Talk(WARRANTY, "And how long is probation?", ("six months",)),
    Talk(LEAVE, "And how often must the filters be changed?", ("every 6 months", "12 months")),
)
# The second question stays on the subject of the first.
LEANING: Final = (
    Talk(LEAVE, "Is it paid?", ("full pay",)),
    Talk(LEAVE, "And for the mother?", ("maternity",)),
    Talk(LEAVE, "And maternity leave?", ("maternity",)),
    Talk(LEAVE, "What about adoption?", ("adoption",)),
    Talk(LEAVE, "When must it be taken?", ("first 52 weeks",)),
    Talk(LEAVE, "Who can take it?", ("for the father",)),
    Talk(WARRANTY, "And what does it not cover?", ("Glass that breaks", "does not contain")),
    Talk(WARRANTY, "And if it is not registered?", ("two years", "2 years")),
    Talk(WARRANTY, "When does it start?", ("handover", "Handover", "90 days after")),
    Talk(WARRANTY, "And for spare parts?", ("12 months",)),
    Talk(WARRANTY, "The seals?", ("Seals and gas springs",)),
    Talk(E07, "Which units are affected?", ("M3-26-0412", "185 units")),
    Talk(E07, "And E09?", ("Overpressure in the case below 2 Pa",)),
    Talk(E07, "What about E12?", ("Sensor signal weak",)),
    Talk("What is quiet mode?", "How loud is it then?", ("25 dB",)),
    Talk(DAYS, "Can they be carried over?", ("carried into the next leave year",)),
    Talk(DAYS, "And after seven years?", ("30 days",)),
    Talk(PROBATION, "Can it be extended?", ("extended once",)),
    Talk(PROBATION, "And for fixed-term contracts?", ("three months",)),
    Talk("When are salaries paid?", "And the profit share?", ("July",)),
    Talk(LIMIT, "And above £150,000?", ("the board",)),
    Talk("What is the hotel limit in London?", "And in Switzerland?", ("190",)),
    Talk("Who founded the firm?", "When was that?", ("1974",)),
    Talk("How do I change the filters?", "How often?", ("every 12", "12 months")),
)

GERMAN: Final = """\
# Hausordnung der Werkstatt

## Urlaub

Alle Beschäftigten haben 28 Tage Urlaub im Jahr. Bis zu fünf Tage können ins nächste Jahr \
übertragen werden und müssen bis Ende März genommen werden. Auszubildende haben 30 Tage Urlaub.

## Elternzeit

Die Partnerzeit dauert vier Wochen nach der Geburt. Sie wird voll bezahlt und muss acht Wochen \
vorher angemeldet werden. Die Mutter hat vierzehn Wochen Mutterschutz.

## Garantie

Die Garantie auf Schränke beträgt fünf Jahre ab Übergabe. Schlösser haben zwei Jahre Garantie. \
Glasbruch ist von der Garantie ausgeschlossen.

## Sicherheit

Die Sicherheitsbeauftragte ist Frau Ilse Brandner. Im Lackraum arbeitet niemand allein. \
Gehörschutz ist in der Metallwerkstatt Pflicht.

## Arbeitszeit

Die Werkstatt öffnet um sieben Uhr und schließt um sechzehn Uhr. Freitags schließt sie um zwölf \
Uhr. Das Gehalt wird am 26. jedes Monats überwiesen.

## Reisen

Bahnreisen werden in der zweiten Klasse gebucht. Ein Hotel darf höchstens 120 Euro kosten. In \
der Schweiz darf es 180 Euro kosten.
"""
GERMAN_ALONE: Final = (
    Talk("Wie lange dauert die Partnerzeit?", "Wann öffnet die Werkstatt?", ("sieben Uhr",)),
    Talk("Wie lange dauert die Partnerzeit?", "Wer ist Sicherheitsbeauftragte?", ("Brandner",)),
    Talk("Wann öffnet die Werkstatt?", "Wie lange gilt die Garantie?", ("fünf Jahre",)),
    Talk("Wann öffnet die Werkstatt?", "Wo ist Gehörschutz Pflicht?", ("Metallwerkstatt",)),
    Talk("Wie lange gilt die Garantie?", "Wann wird das Gehalt überwiesen?", ("26.",)),
)
GERMAN_LEANING: Final = (
    Talk("Wie lange dauert die Partnerzeit?", "Wird sie bezahlt?", ("voll bezahlt",)),
    Talk("Wie lange dauert die Partnerzeit?", "Und für die Mutter?", ("Mutterschutz",)),
    Talk("Wie viele Tage Urlaub gibt es?", "Können sie übertragen werden?", ("fünf Tage",)),
    Talk("Wie viele Tage Urlaub gibt es?", "Und für Auszubildende?", ("30 Tage",)),
    Talk("Wie lange gilt die Garantie?", "Und bei Schlössern?", ("zwei Jahre",)),
    Talk("Wann schließt die Werkstatt?", "Und freitags?", ("zwölf",)),
    Talk("Was darf ein Hotel kosten?", "Und in der Schweiz?", ("180",)),
)
# Asked after any of the others, these have no answer.
FOREIGN: Final = (
    "What is the capital of Brazil?",
    "Who won the world cup?",
    "How do I cook pasta?",
    "And the weather today?",
    "Best laptop for students?",
    "Who wrote Hamlet?",
    "What is a neutron star?",
    "And the moon?",
    "What about bananas?",
    "Is it raining?",
    "How tall is Everest?",
    "Who is the president?",
    "When did it explode?",
    "And in Tokyo?",
    "Can penguins fly?",
    "How old is she?",
    "What about football?",
    "Is that Python or Java?",
    "And the dinosaurs?",
    "Do they play jazz?",
    "Und die Dinosaurier?",
    "Wie alt ist der Papst?",
    "Kann er Klavier spielen?",
    "Bitcoin?",
)
