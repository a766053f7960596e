"""Lines that stand above a text rather than in it: headings, labels, the marks of lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from ai_features.knowledge.words.sentences import Span, split_sentences

LONGEST_TITLE: Final = 12
LONGEST_LABEL: Final = 3
# The longest that a heading's line may be, relative to the longest line below it.
HEADING_LINE: Final = 0.6
# In characters: how much white space is looked at around a line for a blank one, and how much text
# below it to see whether that is prose.
GAP: Final = 4
LOOK_AHEAD: Final = 400
ENDS: Final = (".", "!", "?", ":", ";", "。", "！", "？")
MARKS: Final = re.compile(r"^(?:[-*•‣▪–]|#{1,6}|\(?\d{1,3}[.)])[ \t]+")
# Lawyers cite these, so they stay in the sentence.
LETTERED: Final = re.compile(r"^(?:\(?(?:[a-z]|[ivx]{2,5})\)|(?:[a-z]|[ivx]{2,5})\.)[ \t]+")


def is_line(text: str, start: int, end: int) -> bool:
    """Tell whether nothing else is on the line of a span."""
    above, below = text[:start].rstrip(" \t"), text[end:].lstrip(" \t")
    return above[-1:] in ("", "\n") and below[:1] in ("", "\n")


def mark_of(raw: str) -> str:
    """Return the mark of a list's point, or ""."""
    found = MARKS.match(raw) or LETTERED.match(raw)
    return found[0].strip() if found and not raw.startswith("#") else ""


def headings_apart(text: str, begin: int, last: int) -> Iterator[Span]:
    """Yield the spans of sentences; a heading on the line above one has a span of its own."""
    for start, end in split_sentences(text, start=begin, end=last):
        first, _, rest = text[start:end].partition("\n")
        begins = text[:start].rstrip(" \t")[-1:] in ("", "\n")
        if begins and _heads(first.strip(), rest.strip()):
            yield start, start + len(first.rstrip())
            yield end - len(rest.lstrip()), end
        else:
            yield start, end


def is_title(text: str, start: int, end: int) -> bool:
    """Tell a heading from a sentence: short, without a full stop, apart or above prose.

    What ends a longer text heads nothing.
    """
    raw = text[start:end]
    if raw.lstrip().startswith("#"):
        return True
    if raw[-1] in '.!?…。！？|;:,"”' or len(raw.split()) > LONGEST_TITLE:
        return False
    if text[:start].strip() and not text[end:].strip():
        return False
    mark = mark_of(raw)
    if not _is_below_gap(text, start) or (mark and not mark.strip("().").isdigit()):
        return False
    return _is_above_gap(text, end) or (not mark and _is_above_prose(text, start, end))


def is_label(text: str, start: int, end: int) -> bool:
    """Tell a heading that ends in a colon, such as “Refunds:”, alone on its line."""
    raw = text[start:end]
    few = len(raw.split()) <= LONGEST_LABEL and raw[:1].isupper()
    return few and raw.endswith((":", "：")) and is_line(text, start, end)


def _heads(line: str, rest: str) -> bool:
    """Tell a heading from the first line of a sentence, which is as long as those after it."""
    longest = max((len(each) for each in rest.split("\n")), default=0)
    short = len(line) < HEADING_LINE * longest and len(line.split()) <= LONGEST_TITLE
    opens = line[:1].isupper() and (rest[:1].isupper() or rest[:1].isdigit())
    opens = opens and not any(map(str.isdigit, line))
    return short and opens and line[-1:].isalnum() and not MARKS.match(line)


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
