"""Number the citations of a text while a model writes it, and check that each one holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final, Protocol
from uuid import UUID

from ai_features.knowledge.citations.faithful import turned_around
from ai_features.knowledge.citations.marks import Mark
from ai_features.knowledge.citations.support import Support, find_support, shared_words
from ai_features.knowledge.words.sentences import split_sentences
from core.json import Json
from projects.documents.rows import ROW

MOST_UNMARKED: Final = 12
LIKELY: Final = 2
# In characters: of a longer sentence only the end is judged, as reading all of it again with each
# piece would take quadratic time.
LONGEST: Final = 2_000
# Rows of tables, headings, announcements and questions claim nothing by themselves.
LEFT_ALONE: Final = re.compile(rf"{ROW.pattern}|^#{{1,6}}\s|[:：?？]\s*$")
# The first and the last line of a piece of code.
FENCE: Final = re.compile(r"^[ \t]*(?:```|~~~)", re.MULTILINE)
STOPS: Final = ".!?…"


class Citable(Protocol):
    """Something that a mark can cite."""

    @property
    def text(self) -> str:
        """Its text."""

    @property
    def language(self) -> str:
        """The ISO 639-1 code of its language; empty if unknown."""

    def citation(self, marker: int, *, start: int, end: int) -> Json:
        """Return the citation of ``text[start:end]``."""


_Found = tuple[Citable, Support]


@dataclass
class Citer:
    """Turns a model's marks into citations, numbered from 1 in the order of the text.

    A mark stays only if the source it names supports the sentence it follows; a mark that names
    no source, or one that says something else, is taken out of the text and counted in
    ``dropped``. ``named`` tells whether the model named any source that exists.

    Models forget marks, small ones all of them. A sentence without one is cited as soon as the next
    begins, if a source supports it; only the first ``MOST_UNMARKED`` such sentences are tried.
    """

    sources: Sequence[Citable]
    workspace_id: UUID
    text: str = ""
    citations: list[Json] = field(default_factory=list)
    dropped: int = 0
    named: bool = False
    _open: str = ""
    _marked: bool = False
    _in_code: bool = False
    _unmarked: int = 0

    def write(self, piece: str | Mark) -> Iterator[str | Json]:
        """Add ``piece``; yield what it adds to the text, and citations right after their marks.

        The end of a sentence is held back until what follows it shows where its marks belong.
        """
        if isinstance(piece, str):
            yield from self._say(piece)
            return
        self.named |= 1 <= piece.number <= len(self.sources)
        spans = split_sentences(self._open)
        found = self._support(self._open[slice(*spans[-1])] if spans else "", piece.number)
        if found is None:
            self.dropped += 1
            return
        self._marked = True
        yield from self._mark(found, before=piece.before)

    def rest(self, *, cite: bool) -> Iterator[str | Json]:
        """Yield what is still held back at the end.

        ``cite`` says whether the last sentence is cited if it has no mark.
        """
        told = len(_told(self._open))
        if cite:
            yield from self._end(self._open)
        yield from self._tell(self._open[told:].rstrip())
        self._open = ""

    def _say(self, piece: str) -> Iterator[str | Json]:
        told, text = len(_told(self._open)), self._open + piece
        spans = split_sentences(text)
        for (start, end), _ in pairwise(spans):
            place = start + len(_told(text[start:end]))
            # What follows a sentence may show later that it ended before something already told.
            self._marked |= place < told
            yield from self._tell(text[told:place])
            told = max(told, place)
            yield from self._end(text[start:end])
        begin = max(spans[-1][0] if spans else 0, len(text) - LONGEST)
        yield from self._tell(text[told : max(begin, len(_told(text)))])
        self._open = text[begin:]

    def _end(self, sentence: str) -> Iterator[str | Json]:
        fences = len(FENCE.findall(sentence))
        if not (self._marked or self._in_code or fences):
            yield from self._cite(sentence)
        self._in_code ^= fences % 2 == 1
        self._marked = False

    def _cite(self, sentence: str) -> Iterator[str | Json]:
        if LEFT_ALONE.search(sentence) or self._unmarked == MOST_UNMARKED:
            return
        self._unmarked += 1
        found = self._likeliest(sentence)
        if found:
            yield from self._mark(found, before=" ")

    def _mark(self, found: _Found, *, before: str) -> Iterator[str | Json]:
        source, support = found
        made = source.citation(len(self.citations) + 1, start=support.start, end=support.end)
        self.citations.append(made)
        yield from self._tell(f"{before}[{made['marker']}]")
        yield made

    def _tell(self, text: str) -> Iterator[str]:
        self.text += text
        if text:
            yield text

    def _support(self, sentence: str, number: int) -> _Found | None:
        """Return source ``number`` (from 1) and where it supports ``sentence``, if it does."""
        if not 1 <= number <= len(self.sources):
            return None
        source = self.sources[number - 1]
        support = find_support(
            sentence, source.text, workspace_id=self.workspace_id, language=source.language
        )
        return (source, support) if support else None

    def _likeliest(self, sentence: str) -> _Found | None:
        """Return a source that supports ``sentence``, of those that share most words with it."""
        shared = [
            shared_words(sentence, source.text, language=source.language) for source in self.sources
        ]
        likely = sorted(range(len(shared)), key=lambda place: -shared[place])[:LIKELY]
        for found in filter(None, (self._support(sentence, place + 1) for place in likely)):
            source, support = found
            quote = source.text[support.start : support.end]
            if not turned_around(sentence, quote, language=source.language):
                return found
        return None


def _told(text: str) -> str:
    """Return ``text`` up to where a mark of its last sentence would be put."""
    return text.rstrip().rstrip(STOPS)
