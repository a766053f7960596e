"""A query, weighted by the collection it is put to."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial

from ai_features.knowledge.finding.legs import chunks_containing, collection_sizes, completions
from ai_features.knowledge.words.guessing import guesses, mended
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
class WeightedQuery:
    """A query, with the weights of its terms in this collection.

    ``weights`` has the idf, or a share of it, of each term to search by; ``containing`` the number
    of chunks it occurs in, out of ``chunks``. ``term_weights`` is the idf of each term that an
    answer should contain, ``telling`` the terms worth marking. ``languages`` are those of the
    chunks, commonest first. ``meant`` maps each corrected word, in lower case, to what replaces it
    in ``query``.
    """

    query: Query
    chunks: int
    weights: dict[str, float]
    containing: dict[str, int]
    term_weights: dict[str, float]
    telling: frozenset[str]
    languages: tuple[str, ...]
    meant: dict[str, str] = field(default_factory=dict)

    @property
    def foreign(self) -> bool:
        """Tell whether the commonest language of the chunks is neither English nor unknown."""
        return bool(self.languages) and self.languages[0] not in KNOWN_TO_THE_MODEL


def weighted(project: Project, text: str) -> WeightedQuery:
    """Return ``text`` parsed, corrected and weighted; call it inside ``in_workspace``."""
    sizes = collection_sizes(project)
    known = partial(chunks_containing, project)
    query = parse_query(text, languages=list(sizes))
    containing = known(query.terms)
    meant = guesses(query, containing=containing, lookup=known)
    if meant:
        query = parse_query(mended(query.text, meant), languages=list(sizes))
        containing = known(query.terms)
    chunks = sum(sizes.values())
    ends = completions(project, query.open_ends)
    return WeightedQuery(
        query=query,
        chunks=chunks,
        weights=query_weights(query, containing=containing, completions=ends, chunks=chunks),
        containing=ends | containing,
        term_weights=every_weight(query, containing=containing, chunks=chunks),
        telling=telling_terms(query, containing=containing, chunks=chunks) | ends.keys(),
        languages=tuple(sizes),
        meant=meant,
    )
