"""Lines that begin like a point of a list, though they go on with the sentence above."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

MARK: Final = re.compile(r"\s*(?:\(?(?:(?P<number>\d{1,3})|(?P<letter>[A-Za-z]))[.)]|[-–*])\s")
# What a line ends with that a point may follow; so do “and” and “or” between points.
ENDED: Final = re.compile(r"(?:[.,;:!?…。]|\b(?:and|or|und|oder|et|ou|y|o|e))[\"'”’»)\]]*\s*$")
# Letters that are as likely a Roman number: after (i) comes (ii), which is none of these marks.
ROMAN: Final = frozenset("ivxlc")


def goes_on(line: str, *, before: str, above: Iterable[str]) -> bool:
    """Tell whether ``line`` goes on with a sentence, as “(36) months” after “for thirty-six”.

    It does if the line ``before`` it has not ended, and the number or letter it begins with neither
    opens a list nor follows that of a line ``above``, nearest first. A dash must be followed by a
    small letter, and no line above may begin with one. Only ask of a line for whose first word
    there was no room on the line before.
    """
    mark = MARK.match(line)
    if mark is None or ENDED.search(before):
        return False
    marks = [found for found in map(MARK.match, above) if found]
    if mark["number"] is None and mark["letter"] is None:
        return line[mark.end() : mark.end() + 1].islower() and not any(
            found[0].strip() == mark[0].strip() for found in marks
        )
    place = _place(mark)
    return place > 1 and not any(_place(found) == place - 1 for found in marks[:1])


def _place(mark: re.Match[str]) -> int:
    """Return which point of a list the mark stands before; 0 for a dash, 1 where in doubt."""
    if mark["number"]:
        return int(mark["number"])
    letter = (mark["letter"] or "").lower()
    if letter in ROMAN:
        return 1
    return ord(letter) - ord("a") + 1 if letter else 0
