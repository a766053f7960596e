"""A query beside the collection it is put to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from ai_features.knowledge.finding.legs import chunks_containing, collection_sizes, completions
from ai_features.knowledge.words.guessing import guesses
from ai_features.knowledge.words.query import (
    KNOWN_TO_THE_MODEL,
    Query,
    every_weight,
    parse_query,
    query_weights,
    telling_terms,
)
from projects.models import Project


@dataclass(frozen=True)
class Asked:
    """A query, with what its terms weigh in this collection.

    ``weights`` is the idf of the terms to search by, ``containing`` in how many of ``chunks``
    chunks each occurs; ``term_weights`` is the idf of each term that an answer should have;
    ``telling`` are the terms worth marking; ``languages`` those of the chunks, commonest first.
    """

    query: Query
    chunks: int
    weights: dict[str, float]
    containing: dict[str, int]
    term_weights: dict[str, float]
    telling: frozenset[str]
    languages: tuple[str, ...]

    @property
    def foreign(self) -> bool:
        """Tell whether most chunks are in another language than English."""
        return bool(self.languages) and self.languages[0] not in KNOWN_TO_THE_MODEL


def ask(project: Project, text: str) -> Asked:
    """Return ``text`` taken apart and weighed; inside ``in_workspace``."""
    sizes = collection_sizes(project)
    query = parse_query(text, languages=list(sizes))
    chunks = sum(sizes.values())
    containing = chunks_containing(project, query.terms)
    meant = completions(project, query.open_ends) | guesses(
        query.unknown(containing), lookup=partial(chunks_containing, project)
    )
    return Asked(
        query=query,
        chunks=chunks,
        weights=query_weights(query, containing=containing, completions=meant, chunks=chunks),
        containing=meant | containing,
        term_weights=every_weight(query, containing=containing, chunks=chunks),
        telling=telling_terms(query, containing=containing, chunks=chunks) | meant.keys(),
        languages=tuple(sizes),
    )
