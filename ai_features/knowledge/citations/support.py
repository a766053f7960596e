"""Check that a sentence rests on the passage it cites, and find where."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from ai_features.gateway.embedding import embed
from ai_features.gateway.messages import Caller
from ai_features.knowledge.citations.figures import strange_figures
from ai_features.knowledge.words.analyzer import terms
from ai_features.knowledge.words.sentences import split_sentences

# Cosines of the local model: a paraphrase lies above the first bound, an unrelated sentence of the
# same document mostly below the second; between them, shared words decide.
SURE: Final = 0.6
POSSIBLE: Final = 0.3
SHARED_WORDS: Final = 0.4


@dataclass(frozen=True, slots=True)
class Support:
    """``text[start:end]`` supports a sentence; ``score`` is their cosine."""

    start: int
    end: int
    score: float


def find_support(
    sentence: str, text: str, *, workspace_id: UUID, language: str = "", beside: str = ""
) -> Support | None:
    """Return the sentence of ``text`` that supports ``sentence`` best, or None if none does.

    Nothing supports a sentence with a figure that occurs neither in ``text`` nor in what is cited
    ``beside`` it.
    """
    spans = split_sentences(text)
    if not sentence.strip() or not spans or strange_figures(sentence, f"{text}\n{beside}"):
        return None
    vectors = embed(
        [sentence, *(text[start:end] for start, end in spans)], caller=Caller(workspace_id)
    )
    scores = vectors[1:] @ vectors[0]
    best = int(scores.argmax())
    support = Support(*spans[best], score=float(scores[best]))
    if support.score >= SURE:
        return support
    shared = shared_words(sentence, text, language=language)
    return support if support.score >= POSSIBLE and shared >= SHARED_WORDS else None


def shared_words(sentence: str, text: str, *, language: str) -> float:
    """Return the share of the sentence's terms that ``text`` contains, from 0 to 1."""
    wanted = set(terms(sentence, language=language))
    return len(wanted & set(terms(text, language=language))) / max(1, len(wanted))
