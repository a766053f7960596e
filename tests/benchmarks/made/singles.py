"""Questions about the sample's documents by the kind of thing they ask for.

Each kind has questions that the documents answer, with words of which one must be quoted, and
questions that they do not answer.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Single(NamedTuple):
    """A question; ``wanted`` are words of an answer, one of which must be quoted."""

    question: str
    wanted: tuple[str, ...]


MONEY: Final = (
    Single("What does carriage cost?", ("9.50",)),
    Single("How much is the referral bonus?", ("750",)),
    Single("What does a replacement key cost?", ("48",)),
    Single("What does a visit without a contract cost?", ("78",)),
    Single("What does a Keeper contract cost?", ("540",)),
    Single("How much does the materials test cost?", ("180",)),
    Single("What does the control board M3 cost?", ("398",)),
    Single("What does a loan unit cost?", ("45", "no charge")),
    Single("What does registration cost?", ("Registration is free",)),
    Single("How much can I claim for dinner?", ("28",)),
    Single("How much may a hotel in London cost?", ("165",)),
    Single("What does the claim cost if no warranty applies?", ("free of charge",)),
    Single("What is the training budget?", ("900",)),
    Single("How much is paid towards safety boots?", ("150",)),
    Single("What does quiet mode cost?", ("costs nothing",)),
)
NO_MONEY: Final = (
    "What does the Curlew M3 cost?",
    "What does a Heron case cost?",
    "How much does a Plover P1 cost?",
    "What is the price of a Dunlin D2?",
    "How much do we pay for powder coating?",
    "How much did the depot in Deventer cost?",
    "What does the museum pay for insurance?",
    "How much does parking cost?",
    "What is the salary of the managing director?",
    "How much money does the firm spend on training videos?",
)
NUMBERS: Final = (
    Single("How many days of annual leave are there?", ("26 days",)),
    Single("How many first aiders are there?", ("eleven",)),
    Single("How many loan units are there?", ("Nine loan units", "nine loan units")),
    Single("How many references do you ask for?", ("two references",)),
    Single("How often must the filters be changed?", ("12 months", "every 6 months")),
    Single("How long is the probation period?", ("six months",)),
    Single("How long does the clock battery last?", ("6 years",)),
    Single("How long does a Heron case take?", ("sixteen to twenty weeks",)),
    Single("How heavy is the Curlew M3?", ("14.6",)),
    Single("How loud is the Curlew?", ("29 dB", "25 dB")),
    Single("How long may a case stand open?", ("as long as you like",)),
    Single("How much water does the tank hold?", ("4 litres",)),
    Single("How many times can probation be extended?", ("once",)),
    Single("How long is maternity leave?", ("52 weeks",)),
    Single("How many keeping-in-touch days are there?", ("ten",)),
    Single("How much electricity does a Curlew use in a year?", ("420",)),
    Single("How far may the hose run?", ("25 m",)),
)
NO_NUMBERS: Final = (
    "How many employees does the firm have?",
    "How many museums use the Curlew M3?",
    "How long does the pump of the Curlew last?",
    "How old is Siobhan Tully?",
    "How many lorries does the firm own?",
    "How long is the lunch break of the office staff?",
)
TIMES: Final = (
    Single("When are salaries paid?", ("26th",)),
    Single("When is the profit share paid?", ("July",)),
    Single("When does the warranty start?", ("Handover", "handover", "90 days")),
    Single("When does life assurance start?", ("first day",)),
    Single("When may I book a first class train ticket?", ("three and a half hours",)),
    Single("When must the membranes be replaced?", ("24 months", "March 2027")),
)
NO_TIMES: Final = (
    "When was the depot in Deventer opened?",
    "When was Siobhan Tully hired?",
    "When does the canteen open?",
)
OTHERS: Final = (
    Single("Who approves a purchase of more than £10,000?", ("finance director",)),
    Single("Who founded the firm?", ("Oxenbridge",)),
    Single("Who is the safety adviser?", ("Jean Thackwray",)),
    Single("Who can take partner leave?", ("father",)),
    Single("Who needs a criminal record check?", ("Fitters, service technicians",)),
    Single("What is error E07?", ("does not reach 20 Pa", "Pump pressure too low")),
    Single("What is E07?", ("does not reach 20 Pa", "Pump pressure too low")),
    Single("What does error E09 mean?", ("Overpressure",)),
    Single("What is error E12?", ("Sensor signal weak",)),
    Single("What is part CM3-4110?", ("Control board",)),
    Single("humidity set point on the M3", ("Press Set", "30 to 60")),
    Single("How do I change the humidity set point on the M3?", ("Press Set",)),
    Single("What is the user PIN?", ("1111",)),
    Single("Which water goes into the tank of the Curlew?", ("eionised",)),
    Single("What is not covered by the warranty?", ("Glass that breaks", "does not contain")),
)
NO_OTHERS: Final = (
    "Who was the architect of the Estuary Museum in Pellworth?",
    "Does the company pay for dental treatment?",
)
