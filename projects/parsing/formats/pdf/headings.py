"""Tell the lines of a wrapped heading from headings of their own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from projects.parsing.formats.pdf.lines import Line

# The line spacing within one heading, from baseline to baseline, in type sizes.
WRAPPED = 1.4
SPACE = 0.3


def parted(lines: Sequence[Line], *, right: float) -> Iterator[list[Line]]:
    """Yield the lines of each heading; ``right`` is the right edge of the text below them."""
    group: list[Line] = []
    for line in lines:
        if group and not _goes_on(group[-1], line, right=right):
            yield group
            group = []
        group.append(line)
    yield group


def _goes_on(last: Line, line: Line, *, right: float) -> bool:
    """Whether ``line`` wraps from ``last``: close below, after a full line, or mid-sentence."""
    close = min(last.top - line.top, last.bottom - line.bottom) < WRAPPED * line.size
    named = any(letter.isalpha() for letter in last.text)
    return close or not named or line.text[:1].islower() or _was_full(last, line, right=right)


def _was_full(last: Line, line: Line, *, right: float) -> bool:
    """Whether the first word of ``line`` would not have fitted on the line above."""
    first = len(line.text.split(maxsplit=1)[0]) / len(line.text)
    return last.right + SPACE * line.size + first * (line.right - line.left) > right
