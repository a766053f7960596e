"""Sentence boundaries in many languages, without a model to download."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ai_features.knowledge.words.lines import Lines
from projects.documents.rows import ROW

Span = tuple[int, int]


def word_set(words: str) -> frozenset[str]:
    """Return the words of a list separated by white space."""
    return frozenset(words.split())


ABBREVIATIONS: Final = word_set(
    # English
    "mr mrs ms dr prof sr jr st vs etc eg ie al fig figs eq vol ed eds pp approx dept inc"
    " ltd co corp est gen gov sen rep rev hon capt col sgt lt cf ca resp sec ch art para cl"
    " jan feb mar apr jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun"
    # German
    " bzw ca d.h dh evtl ggf inkl exkl max min mind nr str tel u.a ua usw usf vgl z.b zb zzgl abs"
    " abschn anm bd hrsg hr fr dipl ing sog od allg bspw gem jh lfd o.g ordn s.o s.u st std tägl"
    # French, Spanish, Italian, Portuguese, Dutch
    " m mme mlle av env p.ex chap éd sra srta ud uds núm pág cap ej ecc sig dott dra exmo bijv"
    " blz enz dhr mevr art"
)
# These end a sentence unless a number follows: "No. 5", "It was a no. Then".
BEFORE_NUMBER: Final = word_set("no nos nr p pp art sec ch abs para")
MONTHS: Final = word_set(
    "januar februar märz april mai juni juli august september oktober november dezember jänner"
    " januari februari maart mei juni juli augustus"
)
BEFORE_ORDINAL: Final = word_set(
    "am der dem den des vom zum im ab bis seit zur die das ein eine einem einer jeder"
)
# Closing quotes and brackets may follow the full stop; CJK sentences need no space after theirs.
# A run of signs is tried only from its beginning: trying every position takes quadratic time.
BOUNDARY: Final = re.compile(
    r"(?P<stop>(?<![.!?…])[.!?…]++[\"'”’»)\]]*)(?P<gap>\s+)"
    r"|(?P<wide>[。！？｡][」』”’）]*)\s*"
    r"|(?P<other>(?<![۔؟।॥։])[۔؟।॥։]++)\s+"
    r"|(?P<para>(?<![ \t])[ \t]*+\n[ \t]*+\n\s*)"
    r"|(?P<item>(?<![ \t])[ \t]*+\n)"
    r"(?=[ \t]*+(?:[-*•‣▪–|#]|\(?(?:\d{1,3}|[a-z]|[ivx]{2,5})\)|\d{1,3}\.)[ \t]"
    # Only a list indents its lines: “b.” and “4.2” may begin any other.
    r"|[ \t]{2,}+(?:(?:[a-zA-Z]|[ivxIVX]{2,5})\.|\d{1,3}(?:\.\d{1,3})+\.?)[ \t])"
    r"|(?P<line>(?<![ \t])[ \t]*+\n)"
)
ORDINAL_DIGITS: Final = 2
# “a.”, “ii.” and “1.2.” before a point of a list.
POINT: Final = re.compile(r"[a-z]|[ivx]{2,5}|\d{1,3}(?:\.\d{1,3})+")
# In characters: text further back does not decide what a full stop means.
LOOK_BACK: Final = 200
# “z. B.” and “u. a.”, which German writes with a space.
LETTERS: Final = re.compile(r"(?<!\w)(?:[^\W\d_]\.\s?)+[^\W\d_]$")
LETTER: Final = re.compile(r"[^\W\d_]\.")
LAST_WORD: Final = re.compile(r"([^\s(\[\"'„“«]+)$")
OPENING: Final = "\"'“‘„«([¿¡-–•*#"


def split_sentences(text: str, *, start: int = 0, end: int | None = None) -> list[Span]:
    """Return the spans in ``text`` of the sentences of ``text[start:end]``, without outer space.

    Blank lines and list marks end a sentence just as full stops do, and so do the ends of lines
    that no margin wrapped. A table row is one sentence.
    """
    last = len(text) if end is None else end
    cased = any(character.isupper() for character in text[start : min(last, start + 2_000)])
    spans, begin = [], start
    for stop, following in _boundaries(text, start, last, cased=cased):
        spans.append((begin, stop))
        begin = following
    spans.append((begin, last))
    return [span for span in (_trim(text, *span) for span in spans) if span[0] < span[1]]


def _boundaries(text: str, start: int, end: int, *, cased: bool) -> Iterator[Span]:
    rows, lines = _Rows(text, start, end), Lines(text, start, end)
    for match in BOUNDARY.finditer(text, start, end):
        if match["line"] and not lines.end_at(match.end() - 1):
            continue
        if match["stop"] and "\n" not in match["gap"] and lines.hold(match.start()):
            continue
        if not (match["para"] or match["item"]) and rows.hold(match.start()):
            continue
        # A blank line ends the sentence whatever the full stop before it means.
        blank = match["stop"] and "\n" in match["gap"].replace("\n", "", 1)
        if match["stop"] and not blank and not _ends(text, match, start, end, cased=cased):
            continue
        yield (
            match.start() + len(match["stop"] or match["wide"] or match["other"] or ""),
            match.end(),
        )


class _Rows:
    """Table rows such as ``| Open? | Close it. |``; ask about places in ascending order only."""

    def __init__(self, text: str, start: int, end: int) -> None:
        first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
        whole = ROW.finditer(text, first, last if last >= 0 else len(text))
        self._rows = (row.span() for row in whole)
        self._row = next(self._rows, None)

    def hold(self, place: int) -> bool:
        """Tell whether ``place`` lies in a row."""
        while self._row and self._row[1] < place:
            self._row = next(self._rows, None)
        return self._row is not None and self._row[0] <= place


def _ends(text: str, match: re.Match[str], start: int, end: int, *, cased: bool) -> bool:
    following = text[match.end() : min(end, match.end() + 40)].lstrip(OPENING)
    if not following:
        return True
    if following[0].islower() and cased:
        return False
    before = text[max(start, match.start() - LOOK_BACK) : match.start()]
    return match["stop"][0] != "." or not _abbreviates(before, following)


def _abbreviates(before: str, following: str) -> bool:
    found = LAST_WORD.search(before[-40:])
    if found is None:
        return False
    word = found[1].casefold()
    if word.isdigit() and len(word) <= ORDINAL_DIGITS:
        return _ordinal(before[: len(before) - len(word)], following)
    if POINT.fullmatch(word) and _begins_line(before[: len(before) - len(word)]):
        return True
    if word in BEFORE_NUMBER:
        return following[0].isdigit()
    initial = len(word) == 1 and found[1].isupper() and found[1] != "I"
    first = len(word) == 1 and word.isalpha() and LETTER.match(following)
    spaced = first or LETTERS.search(before[-40:])
    return bool(initial or spaced or word in ABBREVIATIONS or re.fullmatch(r"(\w\.)+\w", word))


def _begins_line(before: str) -> bool:
    return not before.strip() or before.rstrip(" \t").endswith("\n")


def _ordinal(before: str, following: str) -> bool:
    """Tell ``am 31. Dezember`` and a list's ``1. First`` from a sentence that ends in a number."""
    if _begins_line(before):
        return True
    next_word = re.match(r"\w+", following)
    words = before.split()
    return bool(next_word and next_word[0].casefold() in MONTHS) or (
        words[-1].casefold() in BEFORE_ORDINAL
    )


def _trim(text: str, start: int, end: int) -> Span:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())
