"""Sentences that can be taken out of a text and still be understood."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from ai_features.knowledge.extraction.cues import speaks_of_the_text
from ai_features.knowledge.extraction.headlines import MARKS
from ai_features.knowledge.extraction.leaning import leans
from ai_features.knowledge.extraction.reading import (
    QUESTION_MARKS,
    Sentence,
    Source,
    names_code,
    read_sentences,
    unquoted,
)
from projects.documents.rows import ROW, cells_of, is_row

# A connective set off by a comma can be left out without changing what the sentence says.
OPENER: Final = re.compile(
    r"(?:however|therefore|thus|hence|moreover|furthermore|additionally|also|besides|instead|"
    r"nevertheless|nonetheless|consequently|accordingly|meanwhile|similarly|likewise|further|"
    r"finally|again|then|so|still|specifically|indeed|first(?:ly)?|second(?:ly)?|third(?:ly)?|"
    r"lastly|overall|and|but|yet|in addition|in contrast|by contrast|in particular|in fact|"
    r"as a (?:result|consequence)|for (?:example|instance)|on the other hand|in other words|"
    r"that is|to (?:this|that) end|in (?:summary|conclusion|short)|"
    r"außerdem|jedoch|zudem|allerdings|cependant|toutefois|en outre|de plus|par exemple|"
    r"sin embargo|además|por ejemplo|por (?:lo )?tanto),\s+",
    re.IGNORECASE,
)
NUMBERING: Final = re.compile(r"(?:§\s*)?\d{1,3}(?:\.\d{1,3})+\.?\s+|\([a-z]{1,4}\)\s+")
EMPHASIS: Final = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
LINK: Final = re.compile(r"!?\[([^\]\n]*)\]\([^)\s]*\)")
CAPTION: Final = re.compile(
    r"(?:figure|fig\.|table|chart|abbildung|abb\.|tabelle|tab\.|tableau|figura|tabla)\s*\d",
    re.IGNORECASE,
)
POINTER: Final = re.compile(r"(?:see|cf\.|compare|siehe|vgl\.|voir|véase)\s", re.IGNORECASE)
GREETING: Final = re.compile(
    r"(?:good (?:morning|afternoon|evening)|hello|hi|dear|welcome|thank(?:s| you)|"
    r"guten (?:tag|morgen|abend)|liebe[rs]?|sehr geehrte[rs]?|vielen dank|danke"
    r"|bonjour|merci|buenos|(?:muchas )?gracias|(?:la )?ringrazi\w+|grazie|bedankt)\b",
    re.IGNORECASE,
)
LEADERS: Final = re.compile(r"(?:\.\s?){4,}|…{2,}|_{4,}")
ENDING: Final = re.compile(r"[.!。！．｡।؟۔…][\"'”’»)\]」』]*$")
OPEN_PAIRS: Final = (("(", ")"), ("“", "”"), ("«", "»"), ("[", "]"))

StatementKind = Literal["sentence", "point", "row", "columns"]

SHORTEST: Final = 5
LONGEST: Final = 60
SHORTEST_UNSPACED: Final = 8
# A row or a point of fewer words tells nothing.
FEWEST: Final = 3
# From this many words on, a list item without a full stop counts as a statement.
SHORTEST_POINT: Final = 9
LONGEST_ROW: Final = 24
# Words after which something must follow.
CUT_OFF: Final = re.compile(
    r"\b(?:the|an?|of|and|or|to|with|in|on|at|by|for|from|der|die|das|und|oder|von|mit|le|la|et|de)$",
    re.IGNORECASE,
)
MOST_NAMES: Final = 0.6
FEWEST_LETTERS: Final = 0.75
ENDS: Final = ".!?:;…。！？"


@dataclass(frozen=True)
class Statement:
    """A sentence of the ``source``-th text that stands alone; ``start:end`` is its exact span.

    ``text`` is what a person reads, ``words`` its length. ``place`` is its index among all the
    sentences read, ``place_in_source`` among those of its text. ``kind`` tells list items
    (``point``), table rows and a table's columns from sentences. ``more`` is the next sentence, if
    that points back to this one.
    """

    source: int
    place: int
    place_in_source: int
    start: int
    end: int
    text: str
    words: int
    kind: StatementKind = "sentence"
    more: Statement | None = None

    def with_more(self, more: Statement) -> Statement:
        """Return both as one statement."""
        text, words = f"{self.text} {more.text}", self.words + more.words
        return replace(self, end=more.end, text=text, words=words, more=None)


def read_statements(sources: Sequence[Source]) -> list[Statement]:
    """Return the sentences of ``sources`` that stand alone, in the order of the texts.

    Headings, questions, captions, fragments, salutations and the like, and sentences that point
    back are left out. A line
    that announces a list forms one statement with it. If nothing else is left, the columns and
    rows of tables are returned, and failing those, every sentence read.
    """
    everything = [each for each in read_sentences(sources) if not each.formal and not each.field]
    read = [sentence for sentence in everything if not sentence.title] or everything
    cased = any(character.isupper() for source in sources for character in source.text[:2_000])
    made = list(_statements(read, sources, cased=cased))
    prose = [each for each in made if each.kind not in ("row", "columns")]
    if prose or not made:
        return prose or [_whole(each, place) for place, each in enumerate(read)]
    return [*_columns(sources), *made]


def read_entries(sources: Sequence[Source]) -> list[Statement]:
    """Return the rows of tables and the points of lists, also those that are no sentences.

    They are what is left to tell where a text has few sentences, as invoices and slides do.
    """
    read = [
        each for each in read_sentences(sources) if not (each.formal or each.title or each.leans)
    ]
    made = (
        _statement(each, [each], sources, place=place, first=0) for place, each in enumerate(read)
    )
    return [each for each in made if each and each.kind != "sentence" and each.words >= FEWEST]


def words_in(text: str) -> int:
    """Count words; in unspaced scripts, two characters count as one."""
    spaced = len(text.split())
    return spaced if text.isascii() else max(spaced, sum(letter > "\u0e00" for letter in text) // 2)


def _statements(
    read: Sequence[Sentence], sources: Sequence[Source], *, cased: bool
) -> Iterator[Statement]:
    skipped = first = 0
    for place, sentence in enumerate(read):
        if sentence.source != read[first].source:
            first = place
        if place < skipped:
            continue
        raw = _raw(sentence, sources)
        last = place
        if sentence.text.endswith((":", "：")):
            last = _end_of_list(read, place, sources)
            skipped = last + 1
        made = _statement(sentence, read[place : last + 1], sources, place=place, first=first)
        if made and _stands(made, raw, listed=last > place, cased=cased):
            more = _more(read, last, sources, cased=cased) if made.kind == "sentence" else None
            yield replace(made, more=more)


def _more(
    read: Sequence[Sentence], place: int, sources: Sequence[Source], *, cased: bool
) -> Statement | None:
    """Return the sentence after the one at ``place``, if it leans on that one and is whole."""
    if place + 1 == len(read) or not read[place + 1].leans:
        return None
    before, following = read[place], read[place + 1]
    raw = _raw(following, sources)
    between = _raw(replace(before, start=before.end, end=following.start), sources)
    if following.source != before.source or between.count("\n") > 1 or MARKS.match(raw):
        return None
    whole = ENDING.search(raw) and not raw.endswith(QUESTION_MARKS)
    made = _whole(following, place + 1)
    return made if whole and _fits(made) and _is_prose(made.text, cased=cased) else None


def _raw(sentence: Sentence, sources: Sequence[Source]) -> str:
    source = sources[sentence.source]
    return source.text[sentence.start - source.offset : sentence.end - source.offset]


def _end_of_list(read: Sequence[Sentence], place: int, sources: Sequence[Source]) -> int:
    """Return the place of the last list item that the sentence at ``place`` announces."""
    last = place
    for following in range(place + 1, len(read)):
        point = read[following]
        if point.source != read[place].source or not MARKS.match(_raw(point, sources)):
            break
        last = following
    return last


def _statement(
    sentence: Sentence,
    group: Sequence[Sentence],
    sources: Sequence[Source],
    *,
    place: int,
    first: int,
) -> Statement | None:
    raw = _raw(sentence, sources)
    row = is_row(raw)
    cut = 0 if row else _opening(raw)
    text = _short_row(sentence.text) if row else _readable(raw[cut:])
    if len(group) > 1:
        text += " " + "; ".join(point.text.rstrip(" .;,") for point in group[1:]) + "."
    elif not row and MARKS.match(raw) and text[-1:] not in ENDS:
        text += "."
    if (cut or sentence.opens) and not row and not names_code(text.partition(" ")[0]):
        text = text[:1].upper() + text[1:]
    if not text:
        return None
    return replace(
        _whole(sentence, place),
        place_in_source=place - first,
        start=sentence.start + cut,
        end=group[-1].end,
        text=text,
        words=words_in(text),
        kind=_kind(raw, listed=len(group) > 1),
    )


def _kind(raw: str, *, listed: bool) -> StatementKind:
    if is_row(raw):
        return "row"
    return "point" if MARKS.match(raw) and not listed else "sentence"


def _short_row(text: str) -> str:
    """Return the first fields of a row, up to ``LONGEST_ROW`` words of them."""
    fields, kept = text.split(", "), 1
    while kept < len(fields) and len(" ".join(fields[: kept + 1]).split()) <= LONGEST_ROW:
        kept += 1
    # A column's own name may contain a comma: such a field is kept whole or dropped.
    while kept > 1 and kept < len(fields) and (":" in text) > (":" in fields[kept - 1]):
        kept -= 1
    return ", ".join(fields[:kept]).rstrip(".") + "."


def _columns(sources: Sequence[Source]) -> Iterator[Statement]:
    """Yield one statement that names the first table's columns, from the table's first row."""
    for number, source in enumerate(sources):
        found = ROW.search(source.text)
        if not source.header and found:
            names = list(filter(None, cells_of(found[0])))
            if not names:
                return
            text = _told_columns(names)
            start, end = source.offset + found.start(), source.offset + found.end()
            yield Statement(number, 0, 0, start, end, text, words_in(text), "columns")
            return


def _told_columns(names: Sequence[str]) -> str:
    """Return a sentence with the names; if it leaves some out, it says how many there are."""
    kept = 1
    while kept < len(names) and len(" ".join(names[: kept + 1]).split()) <= LONGEST_ROW:
        kept += 1
    told = ", ".join(names[:kept]).rstrip(".")
    if kept == len(names):
        return f"A table with the columns {told}."
    return f"A table with {len(names)} columns, the first of them {told}."


def _opening(raw: str) -> int:
    """Return the length of the marks, numbers and connectives that open a sentence."""
    cut = 0
    for pattern in (MARKS, NUMBERING, OPENER):
        found = pattern.match(raw, cut)
        cut = found.end() if found and found.end() < len(raw) else cut
    return cut


def _readable(raw: str) -> str:
    text = EMPHASIS.sub(r"\2", " ".join(unquoted(raw).split()))
    return LINK.sub(r"\1", text)


def _stands(made: Statement, raw: str, *, listed: bool, cased: bool) -> bool:
    text = made.text
    if made.kind == "row":
        return made.words >= SHORTEST
    if leans(text) or raw.rstrip().endswith(QUESTION_MARKS) or not _fits(made):
        return False
    if LEADERS.search(text) or any(each.match(text) for each in (CAPTION, POINTER, GREETING)):
        return False
    if not listed and not ENDING.search(raw.rstrip()):
        point = made.kind == "point" and made.words >= SHORTEST_POINT
        return point and not CUT_OFF.search(raw) and _is_prose(text, cased=cased)
    return _is_prose(text, cased=cased)


def _fits(made: Statement) -> bool:
    if made.words <= 1 or " " not in made.text:
        return len(made.text) > SHORTEST_UNSPACED
    wide = made.words > len(made.text.split())
    return (SHORTEST_UNSPACED // 2 if wide else SHORTEST) <= made.words <= LONGEST


def _is_prose(text: str, *, cased: bool) -> bool:
    """Tell a whole sentence from debris: fragments, unbalanced quotes, columns of figures."""
    if cased and text[0].islower():
        return False
    if any(text.count(opening) != text.count(closing) for opening, closing in OPEN_PAIRS):
        return False
    if text.count('"') % 2:
        return False
    shown = [character for character in text if not character.isspace()]
    letters = sum(character.isalpha() for character in shown)
    shouted = letters > SHORTEST_UNSPACED and text.isupper()
    words = text.split()
    names = sum(not word.strip('("“')[:1].islower() for word in words) if cased else 0
    # Mostly names: “Lower Mill and Delft, 12 November 2026.”
    listed = len(words) > 1 and text.isascii() and names > MOST_NAMES * len(words)
    if listed and not speaks_of_the_text(text):
        return False
    return not shouted and letters >= FEWEST_LETTERS * len(shown)


def _whole(sentence: Sentence, place: int) -> Statement:
    return Statement(
        sentence.source,
        place,
        sentence.place,
        sentence.start,
        sentence.end,
        sentence.text,
        words_in(sentence.text),
    )
