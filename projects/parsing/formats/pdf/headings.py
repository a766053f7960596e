"""Which lines of one look are a heading that was wrapped, and which are headings of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projects.parsing.formats.pdf.lines import Line

# From baseline to baseline, in sizes of type: as the lines of one heading are set.
WRAPPED = 1.4
SPACE = 0.3


def parted(lines: Sequence[Line], *, right: float) -> Iterator[list[Line]]:
    """Yield the lines of each heading; the text that they stand over reaches to ``right``."""
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, right=right):
            yield group
            group = []
        group.append(line)
    yield group


def _goes_on(last: Line, line: Line, *, right: float) -> bool:
    """Tell a wrapped heading: set close, from a full line, or on in the middle of a sentence."""
    close = min(last.top - line.top, last.bottom - line.bottom) < WRAPPED * line.size
    named = any(letter.isalpha() for letter in last.text)
    return close or not named or line.text[:1].islower() or _was_full(last, line, right=right)


def _was_full(last: Line, line: Line, *, right: float) -> bool:
    """Tell whether the first word of ``line`` had no room left on the line above it."""
    first = len(line.text.split(maxsplit=1)[0]) / len(line.text)
    return last.right + SPACE * line.size + first * (line.right - line.left) > right
