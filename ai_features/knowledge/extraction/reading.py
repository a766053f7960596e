"""Sentences as a reader meets them: which stand alone, which lean on the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from ai_features.knowledge.extraction.cues import speaks_of_the_text
from ai_features.knowledge.extraction.letters import Field, formal_lines, header_lines
from ai_features.knowledge.words.sentences import Span, split_sentences, word_set
from projects.documents.places import SECTION_SEPARATOR
from projects.documents.rows import is_row, named_cells

# Words that point back: a sentence that opens with one cannot be understood alone.
LEANING: Final = word_set(
    # English
    "this that these those it its they them their he she him his her such both either neither"
    " however therefore thus hence moreover furthermore additionally also besides instead"
    " otherwise nevertheless nonetheless consequently accordingly meanwhile similarly likewise"
    " then so but and or yet because although though whereas again finally further still"
    # German
    " dies diese dieser dieses diesen diesem jene jener jenes er sie es ihr ihre ihren sein seine"
    " solche dabei dadurch dafür dagegen daher damit danach dann daran darauf daraus darin"
    " darüber darum davon dazu deshalb deswegen außerdem ferner jedoch allerdings dennoch"
    " trotzdem hingegen hierbei hierzu zudem somit folglich also aber und oder denn sondern"
    # French, Spanish
    " ce cette ces cela ceci il elle ils elles cependant toutefois donc ainsi mais et puis ensuite"
    " este esta esto estos estas ese esa eso ello ellos ellas sin embargo además pero entonces"
)
LEANING_PAIRS: Final = frozenset(
    [
        "for example",
        "for instance",
        "in addition",
        "in contrast",
        "in particular",
        "as such",
        "the above",
        "the former",
        "the latter",
        "the same",
        "zum beispiel",
        "par exemple",
        "por ejemplo",
        "sin embargo",
    ]
)
# “After that”, “with these”, “until then”.
PREPOSITIONS: Final = word_set(
    "about above after against along among around as at because before below beside besides between"
    " beyond by despite during except for from in inside into like near of off on onto out outside"
    " over since than through throughout till to toward towards under unless until up upon via with"
    " within without all both each most many none one some two half much"
)
POINTING: Final = word_set("this that these those it its them they their then there such which")
# “It was agreed”, “either party”, “both A and B” refer to nothing before them.
ALONE: Final = re.compile(
    r"(?:it\s+(?:was|is)|es\s+wurde)\s+(?:agreed|decided|resolved|beschlossen|vereinbart)\b"
    r"|(?:n?either|both)\s+(?:party|parties)\b|both\s+[\w\s-]{1,40}\s+and\s",
    re.IGNORECASE,
)
QUESTION_MARKS: Final = ("?", "？", "؟")
LONGEST_TITLE: Final = 12
LONGEST_LABEL: Final = 3
# The longest that a heading's line may be, relative to the longest line below it.
HEADING_LINE: Final = 0.6
# In characters: how much white space is looked at around a line for a blank one, and how much text
# below it to see whether that is prose.
GAP: Final = 4
LOOK_AHEAD: Final = 400
ENDS: Final = (".", "!", "?", ":", ";", "。", "！", "？")
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
MARKS: Final = re.compile(r"^(?:[-*•‣▪–]|#{1,6}|\(?\d{1,3}[.)])[ \t]+")
# Lawyers cite these, so they stay in the sentence.
LETTERED: Final = re.compile(r"^(?:\(?(?:[a-z]|[ivx]{2,5})\)|(?:[a-z]|[ivx]{2,5})\.)[ \t]+")


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
    it is a letter's salutation or the like, ``field`` what it holds as a line of a mail's header.
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


def leans(text: str) -> bool:
    """Tell whether a sentence opens by pointing back to what came before."""
    words = re.findall(r"\w+", text.casefold())[:2]
    return _points_back(words) and not speaks_of_the_text(text) and not ALONE.match(text)


def _points_back(words: Sequence[str]) -> bool:
    if not words:
        return False
    pair = words[0] in PREPOSITIONS and words[-1] in POINTING
    return pair or words[0] in LEANING or " ".join(words) in LEANING_PAIRS


def _read(source: Source, number: int) -> Iterator[Sentence]:
    place, header, under = 0, source.header, _named(source.section.rpartition(SECTION_SEPARATOR)[2])
    formal, fields = set(formal_lines(source.text)), dict(header_lines(source.text))
    opens = False
    for start, end in _spans(source.text, sorted({*formal, *fields})):
        raw = source.text[start:end]
        header, text = _read_as(raw, header)
        if text is None:
            continue
        apart = (start, end) in formal or (start, end) in fields
        title = not apart and _is_title(source.text, start, end)
        heads = title or (not apart and _is_label(source.text, start, end))
        yield Sentence(
            number,
            place,
            source.offset + start,
            source.offset + end,
            text,
            leans(text) and not opens,
            title=title,
            code=not is_row(raw) and bool(CODE.search(raw)),
            asks=raw.endswith(QUESTION_MARKS) and _is_line(source.text, start, end),
            mark=_mark(raw),
            under="" if heads else under,
            formal=(start, end) in formal,
            field=fields.get((start, end)) or _subject(source.text, end, fields, title=title),
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
        return "", " ".join(MARKS.sub("", raw).split())
    if header in ("", raw):
        return raw, None
    return header, ", ".join(named_cells(raw, head=header))


def _named(heading: str) -> str:
    """Return a heading as what it is called: without number, marks and colon."""
    return NUMBERING.sub("", heading.strip("# "), count=1).rstrip(" :：")[:LONGEST_NAME]


def _is_line(text: str, start: int, end: int) -> bool:
    above, below = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    return above[-1:] in ("", "\n") and below[:1] in ("", "\n")


def _mark(raw: str) -> str:
    found = MARKS.match(raw) or LETTERED.match(raw)
    return found[0].strip() if found and not raw.startswith("#") else ""


def _spans(text: str, apart: Sequence[Span]) -> Iterator[Span]:
    """Yield the spans of sentences, with those of ``apart`` in their places."""
    at = 0
    for start, end in apart:
        yield from _headings_apart(text, at, start)
        yield start, end
        at = end
    yield from _headings_apart(text, at, len(text))


def _subject(text: str, end: int, fields: Mapping[Span, Field], *, title: bool) -> Field | None:
    """Return the subject for a heading that ends at ``end``, right above a mail's header."""
    following = end + len(text[end:]) - len(text[end:].lstrip())
    above = title and any(start == following for start, _ in fields)
    return Field.SUBJECT if above else None


def _headings_apart(text: str, begin: int, last: int) -> Iterator[Span]:
    """Yield the spans of sentences; a heading on the line above one has a span of its own."""
    for start, end in split_sentences(text, start=begin, end=last):
        first, _, rest = text[start:end].partition("\n")
        begins = text[:start].rstrip(" \t")[-1:] in ("", "\n")
        if begins and _heads(first.strip(), rest.strip()):
            yield start, start + len(first.rstrip())
            yield end - len(rest.lstrip()), end
        else:
            yield start, end


def _heads(line: str, rest: str) -> bool:
    """Tell a heading from the first line of a sentence, which is as long as those after it."""
    longest = max((len(each) for each in rest.split("\n")), default=0)
    short = len(line) < HEADING_LINE * longest and len(line.split()) <= LONGEST_TITLE
    opens = line[:1].isupper() and (rest[:1].isupper() or rest[:1].isdigit())
    opens = opens and not any(map(str.isdigit, line))
    return short and opens and line[-1:].isalnum() and not MARKS.match(line)


def _is_title(text: str, start: int, end: int) -> bool:
    """Tell a heading from a sentence: short, without a full stop, apart or above prose."""
    raw = text[start:end]
    if raw.lstrip().startswith("#"):
        return True
    if raw[-1] in '.!?…。！？|;:,"”' or len(raw.split()) > LONGEST_TITLE:
        return False
    mark = _mark(raw)
    if not _is_below_gap(text, start) or (mark and not mark.strip("().").isdigit()):
        return False
    return _is_above_gap(text, end) or (not mark and _is_above_prose(text, start, end))


def _is_below_gap(text: str, start: int) -> bool:
    above = text[max(0, start - GAP) : start]
    return above.count("\n") > 1 or (start < GAP and not above.strip())


def _is_above_gap(text: str, end: int) -> bool:
    below = text[end : end + GAP]
    return below.count("\n") > 1 or (end + GAP >= len(text) and not below.strip())


def _is_above_prose(text: str, start: int, end: int) -> bool:
    below = text[end : end + LOOK_AHEAD].lstrip(" \t")
    block = below[1:].partition("\n\n")[0].strip()
    prose = any(line.rstrip().endswith(ENDS) for line in block.split("\n"))
    return below.startswith("\n") and prose and _heads(text[start:end], block)


def _is_label(text: str, start: int, end: int) -> bool:
    """Tell a heading that ends in a colon, such as “Refunds:”, alone on its line."""
    raw = text[start:end]
    few = len(raw.split()) <= LONGEST_LABEL and raw[:1].isupper()
    return few and raw.endswith((":", "：")) and _is_line(text, start, end)
