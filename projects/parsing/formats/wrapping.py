"""Lines of a plain text: which a margin wrapped, and which were ended on purpose."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from projects.parsing.cleaning import tidy
from projects.parsing.formats.marks import goes_on

LIST_LINE: Final = re.compile(r"^\s*(?:[-*+•–]|\d{1,3}[.)]|[a-z][.)])\s+\S")
# “Phone: 0555 0190”, “09:30 Opening”, “2019–2023 Lead engineer”.
ENTRY: Final = re.compile(
    r"\s*(?:[^\W\d_][\w()/&-]*(?: [\w()/&-]+){0,3}:\s|\d{1,2}[:.]\d\d\b|(?:19|20)\d\d\b)"
)
# “(2) The Tenant …”, “(a) …”.
CLAUSE: Final = re.compile(r"\s*\((?:\d{1,3}|[a-z]{1,3})\)\s+\S")
NUMBERED_CLAUSE: Final = re.compile(r"\s*(\d{1,2})(?:\.\d{1,2}){1,3}\.?\s+\S")
QUOTED: Final = re.compile(r"[ \t]*(?:>[ \t]?)+")
SHORT_LINE: Final = 0.6
NARROW: Final = 50
WIDE: Final = 160
FEWEST_OPENED: Final = 3
FEWEST_ENTRIES: Final = 2
# A text with so many paragraphs wider than any margin has none.
FEWEST_WIDE: Final = 2
# A margin wrapped the lines if this share of so many breaks or more is followed by small letters,
# not counting capitals for which there was no room on the line above.
FEWEST_BREAKS: Final = 4
SMALL_AFTER_BREAK: Final = 0.15
# All lines but the last of a wrapped paragraph are about as long as the longest.
NEARLY_FULL: Final = 0.75


def has_margin(blocks: Iterable[Sequence[str]]) -> bool:
    """Tell whether a margin may have wrapped the lines of a text, given as its paragraphs."""
    wide = small = ended = 0
    for lines in blocks:
        longest = max(map(len, lines), default=0)
        wide += longest > WIDE
        for before, line in pairwise(lines):
            if not LIST_LINE.match(line):
                small += _opens_small(line)
                ended += opens_anew(line) and _has_room(before, line, longest)
    known = small + ended >= FEWEST_BREAKS
    return wide < FEWEST_WIDE and not (known and small < SMALL_AFTER_BREAK * (small + ended))


def joined(lines: Sequence[str], *, margin: bool = True) -> str:
    """Join lines that were wrapped at a margin; keep lines that were ended on purpose.

    ``margin`` says whether the document may have one. No margin wrapped a line before a point of a
    list or one of several entries or clauses, nor lines longer than ``WIDE``, nor several lines of
    which every one opens with a capital or a digit, most of them where the line above had room.
    A sentence may go on with what looks like a point: “(36) months”.
    """
    longest = max(len(line) for line in lines)
    wrapped = (
        NARROW < longest <= WIDE
        and (margin or _looks_wrapped(lines, longest))
        and not _each_opens(lines, longest)
    )
    begins = _beginnings(lines)
    text = lines[0].strip()
    for place, (before, line) in enumerate(pairwise(lines), start=1):
        anew = any(each.match(line) for each in begins)
        if anew and not _has_room(before, line, longest):
            anew = not goes_on(line, before=before, above=reversed(lines[:place]))
        anew = anew or _depth(line) != _depth(before)
        full = wrapped and not anew and len(before) >= longest * SHORT_LINE
        text += f" {_unquoted(before, line)}" if full else f"\n{line.strip()}"
    return tidy(text)


def _beginnings(lines: Sequence[str]) -> list[re.Pattern[str]]:
    """Return what a line begins with that no margin wrapped, in a paragraph like this one."""
    several = [
        form
        for form in (ENTRY, CLAUSE)
        if sum(bool(form.match(line)) for line in lines) >= FEWEST_ENTRIES
    ]
    return [LIST_LINE, *several, *_clauses_like(lines[0])]


def _clauses_like(line: str) -> Iterator[re.Pattern[str]]:
    """Yield what the clauses after “2.1 The rent …” begin with; a time, 19.00, is none of them."""
    first = NUMBERED_CLAUSE.match(line)
    if first:
        yield re.compile(rf"\s*{first[1]}(?:\.\d{{1,2}}){{1,3}}\.?\s+\S")


def opens_anew(line: str) -> bool:
    """Tell whether a line opens with a capital or a digit."""
    first = QUOTED.sub("", line, count=1).lstrip()[:1]
    return first.isupper() or first.isdigit()


def _opens_small(line: str) -> bool:
    return QUOTED.sub("", line, count=1).lstrip()[:1].islower()


def _each_opens(lines: Sequence[str], longest: int) -> bool:
    if len(lines) < FEWEST_OPENED or not all(map(opens_anew, lines)):
        return False
    room = sum(_has_room(before, line, longest) for before, line in pairwise(lines))
    return 2 * room >= len(lines) - 1


def _has_room(before: str, line: str, longest: int) -> bool:
    """Tell whether a margin would have let the first word of ``line`` follow on ``before``."""
    return len(before) + 1 + len(line.split(maxsplit=1)[0]) <= longest


def _looks_wrapped(lines: Sequence[str], longest: int) -> bool:
    full = all(len(line) >= NEARLY_FULL * longest for line in lines[:-1])
    small = any(map(_opens_small, lines[1:]))
    room = any(_has_room(before, line, longest) for before, line in pairwise(lines))
    return full and len(lines) >= FEWEST_OPENED and (small or not room)


def _depth(line: str) -> int:
    """Return how many replies ago a line of a mail was written."""
    marks = QUOTED.match(line)
    return marks[0].count(">") if marks else 0


def _unquoted(before: str, line: str) -> str:
    """Return a line that continues ``before``, without the marks of a quoted e-mail."""
    return (QUOTED.sub("", line, count=1) if QUOTED.match(before) else line).strip()
