"""Sentences as a reader meets them, each with what it needs from around it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ai_features.knowledge.extraction.headlines import (
    MARKS,
    headings_apart,
    is_label,
    is_line,
    is_title,
    mark_of,
)
from ai_features.knowledge.extraction.leaning import leans
from ai_features.knowledge.extraction.letters import Field, formal_lines, header_lines
from ai_features.knowledge.words.sentences import Span
from projects.documents.places import SECTION_SEPARATOR
from projects.documents.rows import is_row, named_cells

QUESTION_MARKS: Final = ("?", "？", "؟")
LONGEST_NAME: Final = 80
# A sentence of so few words needs its heading to be understood.
SAYS_LITTLE: Final = 6
NUMBERING: Final = re.compile(r"(?:§+\s*)?\d{1,3}(?:\.\d{1,3})*[.):]?\s+")
RULE: Final = re.compile(r"^[\s|:\-–=+_*.#]+$")
# The header of a table whose columns have no names.
BLANK_ROW: Final = re.compile(r"^\s*\|[\s|]*\|\s*$")
# What programs are full of and hardly anybody writes in a sentence.
CODE: Final = re.compile(
    r"```|^\s*(?:async\s+)?def\s+\w+\s*\(|^\s*(?:export\s+)?(?:const|let|var)\s+\w+\s*=[^=]"
    r"|^\s*(?:export\s+)?(?:async\s+)?function\s+\w*\s*\(|^\s*class\s+\w+\s*(?:\([^)]*\))?\s*[:{]\s*$"
    r"|^\s*from\s+[\w.]+\s+import\s|^\s*import\s+[\w.]+(?:\s+as\s+\w+)?;?\s*$|^\s*#include\b"
    r"|^\s*(?:public|private|protected)\s+(?:static\s+)?\w+\s+\w+\s*[({=;]"
    r"|\)\s*[-=]>|\w\s*(?:===?|!==?|&&|\+=)\s*\w|\w\.\w+\(|\w\([^()\n]*\)\s*[;{]\s*$",
    re.MULTILINE,
)
# Names as only programs have them: start_run, startRun, run(), run.start.
NAME_OF_CODE: Final = re.compile(r"\w_\w|[a-z][A-Z]|\w\(|[a-z]\.[a-z]|`")
# What mail programs put before the lines of a mail that is answered.
QUOTED: Final = re.compile(r"^[ \t]*(?:>[ \t]?)+(?<=[ \t>])(?![=\d])", re.MULTILINE)


@dataclass(frozen=True)
class Source:
    """A text to read, a passage or a page.

    ``offset`` is the place of its first character, ``header`` the header row of the table that it
    continues, ``context`` what stands above it: the document's title and the headings. ``section``
    is the path of headings that it begins under.
    """

    text: str
    offset: int = 0
    header: str = ""
    context: str = ""
    section: str = ""


@dataclass(frozen=True)
class Sentence:
    """A sentence of the ``source``-th text; ``start:end`` includes that source's ``offset``.

    ``text`` is what a person reads: line breaks and list marks are gone, a table row names its
    columns. ``leans`` says that it needs the sentence before it, at ``place - 1``; ``title`` and
    ``code`` that it is really a heading or part of a program; ``asks`` that it is a question on a
    line of its own, which the sentences after it answer. ``mark`` is that of a list's point,
    ``under`` the nearest heading above, which says what the sentence is about. ``formal`` says that
    it is a letter's salutation or the like, ``field`` what it holds as a line of a mail's header,
    ``opens`` that it stands below one of these, where many begin with a small letter.
    """

    source: int
    place: int
    start: int
    end: int
    text: str
    leans: bool
    title: bool = False
    code: bool = False
    asks: bool = False
    mark: str = ""
    under: str = ""
    formal: bool = False
    field: Field | None = None
    opens: bool = False

    @property
    def with_heading(self) -> str:
        """The text, after its heading if it says too little by itself, like “Within 14 days.”.

        A longer sentence names its subject; with the heading, it would answer whatever the heading
        does (measured in docs/decisions/0038-plain-text.md). A line of a mail's header says too
        little in any case.
        """
        if self.field:
            return f"{self.field.value}: {self.text}"
        little = len(self.text.split()) <= SAYS_LITTLE and ": " not in self.text
        return f"{self.under}: {self.text}" if self.under and little else self.text


def read_sentences(sources: Sequence[Source]) -> list[Sentence]:
    """Return the sentences of all ``sources``, in their order."""
    return [sentence for number, source in enumerate(sources) for sentence in _read(source, number)]


def names_code(question: str) -> bool:
    """Tell whether a question contains a name such as only programs have."""
    return bool(NAME_OF_CODE.search(question))


def _read(source: Source, number: int) -> Iterator[Sentence]:
    place, header, under = 0, source.header, _named(source.section.rpartition(SECTION_SEPARATOR)[2])
    formal, fields = set(formal_lines(source.text)), dict(header_lines(source.text))
    opens, last = False, 0
    for start, end in _spans(source.text, sorted({*formal, *fields})):
        raw = source.text[start:end]
        if source.text[last:start].count("\n") > 1:
            header = ""  # another table
        last = end
        header, text = _read_as(raw, header)
        if text is None:
            continue
        apart = (start, end) in formal or (start, end) in fields
        title = not apart and is_title(source.text, start, end)
        heads = title or (not apart and is_label(source.text, start, end))
        yield Sentence(
            number,
            place,
            source.offset + start,
            source.offset + end,
            text,
            leans(text) and not opens,
            title=title,
            code=not is_row(raw) and bool(CODE.search(raw)),
            asks=raw.endswith(QUESTION_MARKS) and is_line(source.text, start, end),
            mark=mark_of(raw),
            under="" if heads else under,
            formal=(start, end) in formal,
            field=fields.get((start, end)) or _subject(source.text, end, fields, title=title),
            opens=opens,
        )
        opens = apart
        # A question's answer is known by the question, see :attr:`Sentence.asks`.
        if heads or text.endswith(QUESTION_MARKS):
            under = "" if text.endswith(QUESTION_MARKS) else _named(text)
        place += 1


def _read_as(raw: str, header: str) -> tuple[str, str | None]:
    """Return the header of the table that ``raw`` is in, and the words that a person reads in it.

    ``header`` is that of the table so far, empty outside tables. Rules and header rows are not
    read: their words are None.
    """
    if RULE.match(raw):
        return header or (raw if BLANK_ROW.match(raw) else ""), None
    if not is_row(raw):
        return "", " ".join(MARKS.sub("", unquoted(raw)).split())
    if header in ("", raw):
        return raw, None
    return header, ", ".join(named_cells(raw, head=header))


def unquoted(raw: str) -> str:
    """Return a text without the marks before the lines of a quoted mail."""
    return QUOTED.sub("", raw) if ">" in raw else raw


def _named(heading: str) -> str:
    """Return a heading as what it is called: without number, marks and colon."""
    return NUMBERING.sub("", heading.strip("# "), count=1).rstrip(" :：")[:LONGEST_NAME]


def _spans(text: str, apart: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of sentences, with those of ``apart`` in their places."""
    at = 0
    for start, end in apart:
        yield from headings_apart(text, at, start)
        yield start, end
        at = end
    yield from headings_apart(text, at, len(text))


def _subject(text: str, end: int, fields: Mapping[Span, Field], *, title: bool) -> Field | None:
    """Return the subject for a heading that ends at ``end``, right above a mail's header."""
    following = end + len(text[end:]) - len(text[end:].lstrip())
    above = title and any(start == following for start, _ in fields)
    return Field.SUBJECT if above else None
