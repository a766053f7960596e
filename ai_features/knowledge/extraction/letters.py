"""The lines of a letter that say nothing by themselves: salutation, closing, a mail's header."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from enum import Enum
from itertools import groupby
from typing import Final

from ai_features.knowledge.words.asking import phrase
from ai_features.knowledge.words.sentences import Span


class Field(Enum):
    """A field of a mail's header; the value is what a reader might call it in a question."""

    SENDER = "Sender who wrote and sent the mail"
    RECIPIENT = "Recipient to whom the mail was sent"
    COPIED = "Who was copied on the mail"
    DATE = "Date when the mail was sent"
    SUBJECT = "Subject of the mail"


# In English, German, French, Spanish, Italian and Dutch, as mail programs write them.
FIELDS: Final[Mapping[Field, str]] = {
    Field.SENDER: r"from|von|de|da|van|sender|reply-to",
    Field.RECIPIENT: r"to|an|à|para|a|aan",
    Field.COPIED: r"b?cc|kopie",
    Field.DATE: r"date|sent|datum|gesendet|envoyé|fecha|enviado|data|inviato|verzonden",
    Field.SUBJECT: r"subject|betreff|objet|asunto|oggetto|onderwerp",
}
FIELD: Final = re.compile(
    "|".join(f"(?P<{field.name}>{names})" for field, names in FIELDS.items()), re.IGNORECASE
)
LABEL: Final = re.compile(r"[>*\s]*([^\W\d_][\w-]*)\s?:\**(?=\s|$)")
# “What is the subject?”, “Who wrote the mail?”: asks for what only the header says.
ASKING_FOR: Final[Mapping[Field, re.Pattern[str]]] = {
    Field.SENDER: phrase(
        r"\b(?:who\b.*\b(?:wrote|writes|written|sent|sends|from)|from\s+whom|sender"
        r"|wer\b.*\b(?:schreibt|schrieb|geschrieben|schickte?|geschickt|gesendet)|von\s+wem|absender\w*"
        r"|qui\b.*\b(?:écrit|envoyé)|expéditeur|quién\b.*\b(?:escribió|envió)|remitente"
        r"|chi\b.*\b(?:scritto|inviato|mandato)|mittente"
        r"|wie\b.*\b(?:schreef|geschreven|stuurde|gestuurd)|afzender)\b"
    ),
    Field.RECIPIENT: phrase(
        r"\b(?:(?:to\s+)?whom\b|who\b.*\b(?:to|get|got|receives?|received)\b|recipients?|addressees?"
        r"|an\s+wen|wem|empfänger\w*|à\s+qui|destinatai\w+|a\s+quién|destinatari\w+|a\s+chi"
        r"|aan\s+wie|ontvanger\w*)\b"
    ),
    Field.COPIED: phrase(r"\b(?:b?cc|copied|kopie|copie|copia)\b"),
    Field.DATE: phrase(
        r"\b(?:(?:when|what\s+(?:day|date|time)|which\s+day)\b.*\b(?:sent|written|wrote|write|e?-?mails?(?:ed)?)"
        r"|date\s+of\b.*\be?-?mail|wann\b.*\b(?:ge?sendet|geschickt|geschrieben|schrieb|e?-?mail)"
        r"|quand\b.*\b(?:envoyé|écrit)|cuándo\b.*\b(?:envió|escribió)"
        r"|quando\b.*\b(?:inviat|scritt)[oa]|wanneer\b.*\b(?:verzonden|gestuurd|geschreven))"
    ),
    Field.SUBJECT: phrase(r"\b(?:subject|betreff|objet|asunto|oggetto|onderwerp)\b"),
}

_DEAR: Final = (
    r"(?:dear|hello|hi|hey|good\s+(?:morning|afternoon|evening|day)"
    r"|sehr\s+geehrte[rs]?|liebe[rs]?|hallo|guten\s+(?:tag|morgen|abend)|moin|servus|grüezi"
    r"|bonjour|bonsoir|ch(?:er|ère)s?|hola|estimad[oa]s?|querid[oa]s?"
    r"|buen[oa]s\s+(?:días|tardes|noches)|gentil[ei]\w*|egregi[oa]|spettabile|ciao"
    r"|buon(?:giorno|asera)|geachte|hoi|goede(?:morgen|middag|navond))(?:\s+[^\s,!:?]+){0,5}"
)
SALUTATION: Final = re.compile(
    rf"{_DEAR}(?:,\s+{_DEAR})*[,!:]"
    r"|(?:to\s+whom\s+it\s+may\s+concern"
    r"|(?:madame|monsieur|mesdames|car[oaie]|beste|dag)(?:\s+[^\s,!:?]+){0,3}),",
    re.IGNORECASE,
)
# “Maren,” above a new paragraph.
NAMED: Final = re.compile(r"[^\W\d_a-z][\w.'-]*(?:[ ][^\W\d_a-z][\w.'-]*){0,2},(?=\s*\n[ \t]*\n)")
CLOSING: Final = re.compile(
    r"(?:(?:(?:with|mit|met)\s+)?(?:(?:my|our|many|very|kind|kindest|best|warm|warmest|freundliche[mn]?"
    r"|viele|beste[nm]?|herzliche[mn]?|liebe|schöne|vriendelijke|hartelijke)\s+)+"
    r"(?:regards|wishes|thanks|gr(?:u|ü)(?:ß|ss)(?:en?)?|groete?n?|dank)"
    r"|regards|best|cheers|many\s+thanks|thanks(?:\s+a\s+lot)?|thank\s+you(?:\s+very\s+much)?"
    r"|yours(?:\s+(?:sincerely|faithfully|truly))?|sincerely(?:\s+yours)?|gr(?:u|ü)(?:ß|ss)e?|mfg|lg"
    r"|vielen\s+dank|danke|hochachtungsvoll|cordialement|bien\s+(?:cordialement|à\s+vous)"
    r"|sinc(?:è|e)res\s+salutations|merci(?:\s+beaucoup)?|(?:un\s+)?saludos?(?:\s+cordial(?:es)?)?"
    r"|atentamente|cordialmente|(?:cordiali|distinti)\s+saluti|saluti|grazie|groet(?:en|jes)?"
    r"|hoogachtend|bedankt)"
    r"\s*(?:[,.!]?\s*$|,\s*(?-i:[^\W\d_a-z]\S*(?:[ ][^\W\d_a-z]\S*){0,2})\s*$)",
    re.IGNORECASE,
)
NAME: Final = re.compile(r"(?:[–—-]+\s*)?[^\W\d_a-z][\w.'-]*(?:[ ][^\W\d_a-z][\w.'-]*){0,3}")
# “-----Original Message-----”, “On 5 May Ingrid Falk wrote:”.
QUOTED: Final = re.compile(
    r"[-_]{3,}\s*\w[^\n]{0,60}?[-_]{3,}"
    r"|begin\s+forwarded\s+message:"
    r"|(?:on|am|le|el|il|op)\s[^\n]{0,200}(?:\n[^\n]{0,200})?"
    r"\b(?:wrote|schrieb|a\s+écrit|escribió|ha\s+scritto|schreef)\b[^\n:]{0,80}(?:\n[^\n:]*)?:",
    re.IGNORECASE,
)
LINE: Final = re.compile(r"[^\n]*\S[^\n]*")
# Nothing but white space up to the end of the line.
REST: Final = re.compile(r"[^\S\n]*(?:\n|\Z)")


def formal_lines(text: str) -> Iterator[Span]:
    """Yield the spans of salutations, closings, names under those, and lines above a quoted mail.

    Nothing else stands on the lines of such a span.
    """
    closed = False
    for line in LINE.finditer(text):
        start = line.end() - len(line[0].lstrip("> \t"))
        said = text[start : line.end()].rstrip()
        closed = bool(CLOSING.fullmatch(said) or (closed and NAME.fullmatch(said)))
        end = start + len(said) if closed else _end_of_opening(text, start)
        if end is not None:
            yield start, end


def header_lines(text: str) -> Iterator[tuple[Span, Field]]:
    """Yield the span and the field of each line of a mail's header."""
    lines = [(line.span(), _field_of(line[0])) for line in LINE.finditer(text)]
    for is_field, group in groupby(lines, key=lambda each: each[1] is not None):
        if is_field:
            block = [(span, field) for span, field in group if field is not None]
            if _is_header(text[block[0][0][0] : block[-1][0][1]], {field for _, field in block}):
                yield from block


def asked_for(question: str) -> frozenset[Field]:
    """Return the fields of a mail's header that a question may ask for."""
    return frozenset(field for field, form in ASKING_FOR.items() if form.search(question))


def _end_of_opening(text: str, start: int) -> int | None:
    """Return where a salutation or a line above a quoted mail ends, if one begins at ``start``."""
    for form in (SALUTATION, NAMED, QUOTED):
        found = form.match(text, start)
        if found and REST.match(text, found.end()):
            return found.end()
    return None


def _field_of(line: str) -> Field | None:
    label = LABEL.match(line)
    found = FIELD.fullmatch(label[1]) if label else None
    return Field[found.lastgroup] if found and found.lastgroup else None


def _is_header(text: str, fields: set[Field]) -> bool:
    """Tell a header from a timetable, which has a “From:” and a “To:” as well."""
    return Field.SENDER in fields and len(fields) > 1 and (Field.SUBJECT in fields or "@" in text)
