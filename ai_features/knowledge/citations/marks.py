"""Find citation marks such as ``[2]`` in a text that arrives in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

MARK: Final = re.compile(r"[\[【]\s*(\d{1,3}(?:\s*[,;]\s*\d{1,3})*)\s*[\]】]")
# A run of blanks is tried only from its beginning: trying every position takes quadratic time.
LOOSE_MARK: Final = re.compile(rf"((?<![ \t])[ \t]*+){MARK.pattern}")
BEGINNING: Final = re.compile(r"(?<![ \t])(?:[ \t]++$|[ \t]*+[\[【][\d\s,;\[【]{0,100}$)")
# In “[1[2]]” the mark within is one; what is around it must not be left as another.
AROUND: Final = re.compile(r"[\[【](?=\s*\d[\d\s,;]*$)")


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that names passage ``number``, counted from 1, and the blanks ``before`` it.

    Taking out a mark takes out its blanks as well.
    """

    number: int
    before: str = ""


class MarkReader:
    """Cuts a streamed answer into text and marks.

    A piece may end in the middle of a mark or in the blanks before one; such an end is held back
    until the next piece shows what it is.
    """

    def __init__(self) -> None:
        self._held = ""

    def feed(self, piece: str) -> Iterator[str | Mark]:
        """Yield what is certain once ``piece`` has arrived."""
        text = self._held + piece
        beginning = BEGINNING.search(text)
        cut = beginning.start() if beginning else len(text)
        self._held = text[cut:]
        yield from split_marks(text[:cut])

    def rest(self) -> Iterator[str | Mark]:
        """Yield what is still held back at the end of the stream."""
        held, self._held = self._held, ""
        if held:
            yield held


def split_marks(text: str) -> Iterator[str | Mark]:
    """Yield the marks of a complete text and the text between them, in order."""
    end = 0
    for match in LOOSE_MARK.finditer(text):
        if text[end : match.start()]:
            yield AROUND.sub("(", text[end : match.start()])
        before, numbers = match[1], re.findall(r"\d+", match[2])
        yield Mark(int(numbers[0]), before)
        yield from (Mark(int(number)) for number in numbers[1:])
        end = match.end()
    if text[end:]:
        yield text[end:]


def without_marks(text: str) -> str:
    """Return ``text`` as it reads without its marks."""
    return MARK.sub("", text)


def plain_brackets(text: str) -> str:
    """Return a document's own text with ``(3)`` for ``[3]``, so that nothing reads as a mark."""
    return MARK.sub(r"(\1)", text)
