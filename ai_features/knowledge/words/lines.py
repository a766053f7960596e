"""Lines that were ended on purpose: entries of a programme, an address, a list without marks."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

Line = tuple[int, str]

# Rows of tables and lines of programs are left to those who know about them.
NOT_PLAIN: Final = re.compile(r"^(?:\s{2,}\S|\t|[|}\])])|[{}\[;|\\]\s*$|```")
# “09:30 Opening”, “2019–2023 Lead engineer”, “Phone: 0555 0190”.
ENTRY: Final = re.compile(
    r"\d{1,2}[:.]\d\d\b|(?:19|20)\d\d\b|[^\W\d_][\w()/&-]*(?: [\w()/&-]+){0,2}:\s"
)
LONGEST_ENTRY: Final = 160
OPENING: Final = "\"'“‘„«([¿¡"
# Of so many lines or more, some may open with small letters.
FEWEST_LINES: Final = 4
SOME_ROOM: Final = 0.5
MUCH_ROOM: Final = 0.75


class Lines:
    """The lines of ``text[start:end]`` that were ended on purpose.

    A margin wraps a line where the next word has no room. So lines were ended on purpose if the
    next word mostly had room and all of them open with capitals or digits, or if it nearly always
    had room, whatever they open with.
    """

    def __init__(self, text: str, start: int, end: int) -> None:
        self._feeds: set[int] = set()
        self._entries: list[tuple[int, int]] = []
        for lines in _blocks(text, start, end):
            if len(lines) > 1 and _are_ended([line for _, line in lines]):
                self._feeds.update(place + len(line) for place, line in lines[:-1])
                self._entries += _entries(lines)
        self._starts = [first for first, _ in self._entries]

    def end_at(self, feed: int) -> bool:
        """Tell whether the line feed at ``feed`` ends what its line says."""
        return feed in self._feeds

    def hold(self, place: int) -> bool:
        """Tell whether ``place`` lies in an entry, of which full stops divide nothing."""
        number = bisect_right(self._starts, place) - 1
        return number >= 0 and place < self._entries[number][1]


def _blocks(text: str, start: int, end: int) -> Iterator[list[Line]]:
    """Yield the lines between blank lines, each with its place in ``text``."""
    lines: list[Line] = []
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            lines.append((at, line))
        elif lines:
            yield lines
            lines = []
        at += len(line) + 1
    if lines:
        yield lines


def _entries(lines: Sequence[Line]) -> list[tuple[int, int]]:
    """Return the spans of lines most of which open like entries, none of them if most do not."""
    short = [(place, line) for place, line in lines if len(line) <= LONGEST_ENTRY]
    found = [(place, place + len(line)) for place, line in short if ENTRY.match(line)]
    return found if 2 * len(found) > len(lines) else []


def _are_ended(lines: Sequence[str]) -> bool:
    if any(map(NOT_PLAIN.search, lines)):
        return False
    longest = max(map(len, lines))
    room = sum(_has_room(before, line, longest) for before, line in pairwise(lines))
    share = room / (len(lines) - 1)
    if all(map(_opens_anew, lines[1:])):
        return share >= SOME_ROOM
    return share >= MUCH_ROOM and len(lines) >= FEWEST_LINES


def _has_room(before: str, line: str, longest: int) -> bool:
    return len(before.rstrip()) + 1 + len(line.split(maxsplit=1)[0]) <= longest


def _opens_anew(line: str) -> bool:
    first = line.lstrip().lstrip(OPENING)[:1]
    return first.isupper() or first.isdigit()
