"""Number the citations of a text while a model writes it, and check that each one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, Protocol
from uuid import UUID

from ai_features.knowledge.citations.marks import Mark, without_marks
from ai_features.knowledge.citations.support import find_support, shared_words
from ai_features.knowledge.words.sentences import split_sentences
from core.json import Json

MOST_UNMARKED: Final = 12
LIKELY: Final = 2


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


@dataclass
class Citer:
    """Turns a model's marks into citations, numbered from 1 in the order of the text.

    A mark stays only if the source it names supports the sentence it follows; a mark that names
    no source, or one that says something else, is taken out of the text and counted in
    ``dropped``. ``named`` tells whether the model named any source that exists.
    """

    sources: Sequence[Citable]
    workspace_id: UUID
    text: str = ""
    citations: list[Json] = field(default_factory=list)
    dropped: int = 0
    named: bool = False

    def write(self, piece: str | Mark) -> tuple[str, Json | None]:
        """Add ``piece``; return what it adds to the text, and the citation if it is a good mark."""
        if isinstance(piece, str):
            self.text += piece
            return piece, None
        self.named |= 1 <= piece.number <= len(self.sources)
        made = self.cite(self._sentence(), piece.number)
        if made is None:
            self.dropped += 1
            return "", None
        mark = f"{piece.before}[{made['marker']}]"
        self.text += mark
        return mark, made

    def cite(self, sentence: str, number: int) -> Json | None:
        """Cite source ``number`` (from 1) for ``sentence`` and return the citation, if it holds."""
        if not 1 <= number <= len(self.sources):
            return None
        source = self.sources[number - 1]
        support = find_support(
            sentence, source.text, workspace_id=self.workspace_id, language=source.language
        )
        if support is None:
            return None
        made = source.citation(len(self.citations) + 1, start=support.start, end=support.end)
        self.citations.append(made)
        return made

    def cite_unmarked(self) -> list[Json]:
        """Put marks into a text that has none, where a source supports a sentence.

        Small models forget their marks even when what they say rests on the sources. Only the
        first ``MOST_UNMARKED`` sentences are tried. Returns all citations.
        """
        text, self.text, end = self.text, "", 0
        for start, last in split_sentences(text)[:MOST_UNMARKED]:
            made = self._cite_likeliest(text[start:last])
            body = text[start:last].rstrip()
            mark = f" [{made['marker']}]" if made else ""
            stop = len(body) - len(body.rstrip(".!?…")) if made else 0
            self.text += text[end:start] + body[: len(body) - stop] + mark
            end = start + len(body) - stop
        self.text += text[end:]
        return self.citations

    def _cite_likeliest(self, sentence: str) -> Json | None:
        shared = [
            shared_words(sentence, source.text, language=source.language) for source in self.sources
        ]
        likely = sorted(range(len(shared)), key=lambda place: -shared[place])[:LIKELY]
        made = (self.cite(sentence, place + 1) for place in likely)
        return next((each for each in made if each), None)

    def _sentence(self) -> str:
        bare = without_marks(self.text)
        spans = split_sentences(bare)
        return bare[slice(*spans[-1])] if spans else ""
