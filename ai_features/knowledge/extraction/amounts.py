"""Patterns for amounts, numbers, times and names, in digits and in English and German words."""

from __future__ import annotations

import re
from typing import Final

# Not the digits of codes (E07, PM-2617).
_DIGIT: Final = r"(?<![\w-])\d"
_TENS: Final = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_NUMBERS: Final = (
    rf"zero|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|(?:{_TENS})(?:-\w+)?"
    r"|hundreds?|thousands?|[mbtr]+illions?|dozens?|half|halves|thirds?|quarters?|once|twice|thrice"
    r"|double|triple|\w+fold|both|pair|couple|none|unlimited|single|majority"
    r"|zwei\w*|drei\w*|vier\w*|fünf\w*|sechs\w*|sieben\w*|acht|achtzehn|neun\w*|zehn\w*|elf|zwölf"
    r"|\w+(?:zehn|zig|ßig|hundert|tausend|mal|fache?[ns]?)|zwanzig|hunderte?n?|tausende?n?"
    r"|million(?:en)?|milliarden?|dutzend|hälfte|halbe?[nrms]?|drittel|doppelt|beide[nr]?|paar"
    r"|keine?[nrms]?|einmal|unbegrenzt|einzige[nrms]?|mehrheit"
)
_UNITS: Final = (
    r"(?:second|minute|hour|day|week|month|year|decade|century|centurie"
    r"|sekunde|minute|stunde|tag|woche|monat|jahr|jahrzehnt|jahrhundert)(?:s|e|n|en|es)?"
)
_YEAR: Final = r"\b(?:1\d|20)\d\d\b"
# Not “free of charge until 31 March”.
_PRICES: Final = (
    r"(?<!of )(?<!no )(?<!without )\b(?:prices?|priced|costs?|costing|fees?|fares?|charges?|charged"
    r"|salary|salaries|wages?|rents?|\w*(?:preise?s?|kosten|kostete?n?|gebühr(?:en)?|gehalt|gehälter"
    r"|lohn|löhne|miete))\b"
)
OF_PRICES: Final = (
    "price prices cost costs fee fees fare rent salary charge charges charged pay pays paid money"
    " expensive worth preis preise kosten kostet gebühr gebühren teuer geld miete gehalt lohn hoch"
)

NUMBER: Final = re.compile(rf"{_DIGIT}|\b(?:{_NUMBERS})\b", re.IGNORECASE)
# Words that sometimes stand for a number: “all of them”, “one”, “as often as you like”.
SOME: Final = re.compile(
    r"\b(?:no|all|every|each|most|many|several|few|any|much|some|one|only|until|till|always|never"
    r"|as\s+(?:long|often|far)|rarely|seldom|regularly|nothing|alle[nrms]?|jede[nrms]?|meisten|viele?[nrms]?"
    r"|mehrere[nrms]?|wenige?[nrms]?|eine?[nrms]?|bis|solange|immer|nie|selten|regelmäßig|nichts)\b",
    re.IGNORECASE,
)
MONEY: Final = re.compile(
    r"[$€£¥₩₹¢₽₺]|\b(?-i:USD|EUR|GBP|CHF|JPY|CNY|SEK|NOK|DKK|PLN|CZK|AUD|CAD|INR)\b"
    r"|\b(?:dollars?|euros?|pounds?|pence|penny|cents?|francs?|yen|yuan|rupees?|shillings?"
    r"|guilders?|rubles?|pesos?|kron(?:or|er|en|a|e)|pfund|franken|rappen|gulden)\b"
    # “Price: 12.50”, “the fee is 20 per cent”.
    rf"|{_PRICES}\D{{0,25}}{_DIGIT}",
    re.IGNORECASE,
)
FREE: Final = re.compile(
    r"\bfree\b(?!\s+of\s+(?!charge))|\b(?:no|without)\s+(?:\w+\s+)?(?:charge|cost|fee)s?\b"
    r"|\bcosts?\s+nothing\b|\b(?:kostenlos|kostenfrei|gebührenfrei|unentgeltlich|gratis)\w*\b"
    r"|\bkoste\w*\s+nichts\b|\bohne\s+(?:aufpreis|kosten|gebühr\w*)\b",
    re.IGNORECASE,
)
# A date alone says when, not how long: “from 1974 to 1980” does, and so does “since May 2001”.
DURATION: Final = re.compile(
    rf"\b\w*{_UNITS}\b|{_YEAR}\D{{1,20}}{_YEAR}"
    rf"|\b(?:since|from|seit|ab|von)\s+(?:\S+\s+){{0,3}}?{_YEAR}"
    r"|\b(?:until|till|forever|indefinite\w*|permanent\w*|lifetime|overnight"
    r"|as\s+long\s+as|while|throughout|bis|solange|lebenslang|dauerhaft|un(?:befristet|begrenzt)\w*"
    rf"|während)\b|{_DIGIT}[\d.,]*\s*(?:[ckm]?m|metres?|meters?|feet|foot|miles?|meter)\b",
    re.IGNORECASE,
)
FREQUENCY: Final = re.compile(
    r"\b(?:every|each|per|once|twice|times|daily|weekly|monthly|yearly|annual\w*|hourly|quarterly"
    r"|regular\w*|always|never|rare\w*|seldom|often|frequent\w*|sometimes"
    r"|jede[nrms]?|alle|pro|\w*mal|(?:täg|wöchent|monat|jähr|stünd)lich\w*|immer|nie|selten|oft"
    rf"|regelmäßig\w*)\b|\b(?:an?|the|one)\s+{_UNITS}\b",
    re.IGNORECASE,
)
AGE: Final = re.compile(
    rf"{_YEAR}|\b(?:aged?|old|born|years?|months?|weeks?|alt|alter|geboren|jahre?n?|monate?n?)\b"
    rf"|{NUMBER.pattern}",
    re.IGNORECASE,
)
TIME: Final = re.compile(
    rf"{_DIGIT}|\b\w*{_UNITS}\b|\b(?:january|february|march|april|(?-i:May)|june|july|august"
    r"|september|october|november|december|januar|februar|märz|mai|juni|juli|oktober|dezember"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|(?:mon|diens|donners|frei|sams|sonn)tags?"
    r"|mittwochs?|spring|summer|autumn|winter|frühling|sommer|herbst|christmas|easter|today"
    r"|yesterday|tomorrow|noon|midnight|mittags?|mitternacht|heute|gestern|morgen|weihnachten|ostern"
    r"|after|before|until|till|during|since|as\s+soon\s+as|while|nach|vor|bis|seit|während|sobald)\b",
    re.IGNORECASE,
)
# Two words with capitals, or one that does not open its sentence; else a body that has no name.
NAME: Final = re.compile(
    r"\b[A-ZÀ-ÖØ-Þ][\w.'’-]*\s+(?:(?:de|del|der|van|von|di|da|al|of)\s+){0,2}[A-ZÀ-ÖØ-Þ]"
    r"|(?<=[\w,;:(“\"–-]\s)[A-ZÀ-ÖØ-Þ]\w|[\w.+-]+@\w"
    r"|\b(?:teams?|departments?|offices?|desk|board|committee|council|agency|authority)\b"
)
