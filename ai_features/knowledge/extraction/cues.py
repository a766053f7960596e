"""Signs that a sentence says what its text is about.

Cue phrases, after Edmundson, "New Methods in Automatic Extracting" (1969).
"""

from __future__ import annotations

import re
from typing import Final

from ai_features.knowledge.words.analyzer import terms

_KINDS_EN: Final = (
    r"paper|article|work|study|report|document|handbook|manual|guide|policy|agreement|contract|"
    r"letter|memo(?:randum)?|notice|survey|review|thesis|book|plan|proposal|statement|licen[cs]e|"
    r"minutes|terms|brochure|presentation|directive|regulation|standard|specification"
)
_KINDS_DE: Final = (
    r"bericht|vertrag|dokument|handbuch|anleitung|richtlinie|vereinbarung|schreiben|studie|arbeit|"
    r"beitrag|artikel|buch|plan|ordnung|broschüre|merkblatt|satzung|konzept|protokoll"
)
_KINDS_ROMANCE: Final = (
    r"article|étude|rapport|document|manuel|guide|contrat|accord|politique|règlement|"
    r"artículo|estudio|informe|documento|manual|guía|contrato|acuerdo|política|reglamento"
)
OF_THE_TEXT: Final = re.compile(
    rf"(?:(?:in|with|throughout)\s+)?(?:this|the\s+present|our)\s+(?:\w+\s+)?(?:{_KINDS_EN})\b"
    rf"|(?:in\s+)?(?:dies(?:e|er|es|em)|(?:die|das|der)\s+vorliegende\w*)\s+(?:\w+\s+)?"
    rf"\w*(?:{_KINDS_DE})(?:s|es)?\b"
    rf"|(?:(?:dans|en)\s+)?(?:ce|cet|cette|le\s+présent|la\s+présente|este|esta|el\s+presente|"
    rf"la\s+presente)\s+(?:{_KINDS_ROMANCE})\b",
    re.IGNORECASE,
)
THE_KIND: Final = re.compile(
    rf"(?:the|die|das|der|le|la|el)\s+(?P<kind>{_KINDS_EN}|{_KINDS_DE}|{_KINDS_ROMANCE})\b",
    re.IGNORECASE,
)
_SAYING_EN: Final = (
    r"propos|present|introduc|show|demonstrat|develop|describ|stud|investigat|explor|find|found|"
    r"report|provid|deriv|prove|argue|suggest|examin|analy[sz]e|address|offer|set|explain|cover|"
    r"appl|govern|contain|outlin|decide|agree|recommend|conclude"
)
_SAYING_DE: Final = (
    r"zeig|beschreib|stell|untersuch|schlag|entwickel|beschließ|beschloss|vereinbar|empfehl|regel"
)
_SAYING_ROMANCE: Final = (
    r"propos|présent|montr|décri|étudi|décid|recommand|present|muestr|mostr|describ|decid|acord"
)
ANNOUNCING: Final = re.compile(
    rf"\b(?:we|this\s+(?:{_KINDS_EN}))\s+(?:\w+ly\s+)?(?:then\s+|also\s+|here\s+|first\s+)?"
    rf"(?:{_SAYING_EN})\w*"
    rf"|\bwir\s+(?:{_SAYING_DE})\w*|\b(?:nous|nosotros)\s+(?:{_SAYING_ROMANCE})\w*"
    rf"|\bit\s+(?:was|is)\s+(?:agreed|decided|resolved)\b|\bes\s+wurde\s+(?:beschlossen|vereinbart)\b",
    re.IGNORECASE,
)


# The number that opens an entry of a record, such as a decision: “D-31”, “REQ 4.2”, “Art. 5”.
ENTRY: Final = re.compile(
    r"(?:[A-Z]{1,4}[- ]?\d{1,4}(?:\.\d+)*|Art(?:icle|ikel|\.)?\s\d+)\b[:.)]?\s"
)
# Words that refer to something said before, though perhaps in the same sentence.
STANDING_FOR: Final = re.compile(
    r"\b(?:he|she|him|it|its|they|them|their|this|that|these|those|such)\b", re.IGNORECASE
)
LEFT_OPEN: Final = re.compile(
    r"\b(?:such\s+an?|he|she)\b|\b(?:it|them|him|her|so|there|this|these|those|too|as\s+well)[.!]?$",
    re.IGNORECASE,
)
OPENING_WORDS: Final = 6
SHORTEST_NAME: Final = 4
BINDING: Final = re.compile(
    r"\b(?:must|shall|may\s+not|ha(?:ve|s)\s+to|(?:is|are)\s+(?:not\s+)?(?:allowed|required)|"
    r"agrees?|entitled|responsible|liable|muss|müssen|dar?f|dürfen|verpflichtet|haftet|"
    r"doit|doivent|debe|deben)\b",
    re.IGNORECASE,
)
# How clauses read that nearly every contract has, and that say little about this one.
STANDING: Final = re.compile(
    r"\bgoverned\s+by\s+[^.]{0,60}\blaws?\b|\bexclusive\s+jurisdiction\b|\bentire\s+agreement\b"
    r"|\bcounterparts\b|\bunenforceable\b|\bheadings\b[^.]{0,60}\b(?:interpretation|convenience)\b"
    r"|\bnotices?\b[^.]{0,60}\b(?:in\s+writing|address(?:ed|es)?)\b"
    r"|\bdisputes?\b[^.]{0,80}\b(?:referred|arbitration|mediation|courts?)\b"
    r"|\bgerichtsstand\b|\bunterlieg\w+\s+dem\s+recht\b|\bes\s+gilt\s[^.]{0,30}\brecht\b"
    r"|\bnebenabreden\b|\bschriftform\b|\bbestimmung[^.]{0,60}\bunwirksam\b",
    re.IGNORECASE,
)


def speaks_of_the_text(sentence: str, *, title: str = "") -> bool:
    """Tell whether a sentence opens by naming the text it stands in.

    “This policy …”, or “The policy …” if the ``title`` contains that word.
    """
    named = THE_KIND.match(sentence)
    return bool(OF_THE_TEXT.match(sentence)) or bool(
        named and named["kind"].casefold() in title.casefold()
    )


def announces(sentence: str) -> bool:
    """Tell whether somebody puts forward, finds or decides something: “We propose …”."""
    return bool(ANNOUNCING.search(sentence))


def is_an_entry(sentence: str) -> bool:
    """Tell whether a sentence is a numbered entry of a record: “D-31 From January …”."""
    return bool(ENTRY.match(sentence))


def opens_vaguely(sentence: str) -> bool:
    """Tell whether one of the first words refers to something the reader may not know."""
    opening = " ".join(sentence.split()[:OPENING_WORDS])
    return bool(STANDING_FOR.search(opening)) and not speaks_of_the_text(sentence)


def leaves_open(sentence: str) -> bool:
    """Tell whether a sentence has “he”, “she” or “such a”, or ends in a word that points back."""
    return bool(LEFT_OPEN.search(sentence))


def binds(sentence: str) -> bool:
    """Tell whether a sentence states an obligation or a right."""
    return bool(BINDING.search(sentence))


def is_standing(sentence: str) -> bool:
    """Tell whether a sentence is of a kind that stands in nearly every contract."""
    return bool(STANDING.search(sentence))


def opens_with(sentence: str, title: str, *, language: str = "") -> bool:
    """Tell whether the first words contain the first word of ``title``, or any two of its words.

    Words of fewer than ``SHORTEST_NAME`` letters do not count.
    """
    opening = set(_names(" ".join(sentence.split()[:OPENING_WORDS]), language=language))
    named = _names(title, language=language)
    return bool(named) and (named[0] in opening or len(opening & set(named)) > 1)


def _names(text: str, *, language: str) -> list[str]:
    return [term for term in terms(text, language=language) if len(term) >= SHORTEST_NAME]
