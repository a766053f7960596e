"""Number the citations of a text while a model writes it, and check that each one holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol
from uuid import UUID

from ai_features.knowledge.marks import Mark, without_marks
from ai_features.knowledge.sentences import split_sentences
from ai_features.knowledge.support import find_support

Json = dict[str, Any]


class Citable(Protocol):
    """Something that a mark can name."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def language(self) -> str:
        """Its ISO 639-1 code, or empty."""

    def citation(self, marker: int, *, start: int, end: int) -> Json:
        """Return the citation of ``text[start:end]``."""


@dataclass
class Citer:
    """Turns a model's marks into citations, counted from 1 in the order of the text.

    A mark stays only if what it names holds something that supports the sentence it stands at;
    a mark that names nothing, or says something else, is taken out of the text.
    """

    sources: Sequence[Citable]
    workspace_id: UUID
    text: str = ""
    citations: list[Json] = field(default_factory=list)
    dropped: int = 0

    def write(self, piece: str | Mark) -> tuple[str, Json | None]:
        """Return what ``piece`` adds to the text, and the citation if it is a good mark."""
        if isinstance(piece, str):
            self.text += piece
            return piece, None
        made = self.cite(self._sentence(), piece.number)
        if made is None:
            self.dropped += 1
            return "", None
        mark = f"{piece.before}[{made['marker']}]"
        self.text += mark
        return mark, made

    def cite(self, sentence: str, number: int) -> Json | None:
        """Return the next citation, of source ``number`` for ``sentence``, if it holds."""
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

    def _sentence(self) -> str:
        bare = without_marks(self.text)
        spans = split_sentences(bare)
        return bare[slice(*spans[-1])] if spans else ""
