"""The two legs of a search: functions of the database, and the statistics that steer them.

What each function may see and how it is planned stands in the migrations
``0008_search_in_the_database``, ``0011_search_in_less_time`` and ``0013_planned_once_a_space``; all
look at the transaction's workspace themselves.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db.models import QuerySet
from numpy.typing import NDArray

from ai_features.knowledge.finding.parameters import as_halfvec, as_sparsevec
from ai_features.knowledge.indexing.vector_index import index_name
from ai_features.knowledge.models import Collection, TermStatistic, VectorSpace
from ai_features.knowledge.words.bm25 import TERM_SPACE, sparse_vector, term_id, term_key
from core.tenancy.prepared import PreparedRows, fetch_prepared
from projects.models import Project

Hits = list[tuple[UUID, float]]
MOST_COMPLETIONS: Final = 8
# Up to here every chunk of the project is scored.
SCORED_WHOLE: Final = 2_000
# Beyond, those that hold one of the rarest terms: so many, or this share of the collection;
# see docs/decisions/0030-fewer-candidates.md.
CANDIDATES: Final = 1_200
CANDIDATES_SHARE: Final = 0.05

WORD_HITS: Final = (
    "SELECT chunk, score FROM knowledge_word_hits(%s, %s::sparsevec, %s::bigint[], %s::uuid[], %s)"
)
WORD_HITS_EXACTLY: Final = (
    "SELECT chunk, score FROM knowledge_word_hits_exactly(%s, %s::sparsevec, %s::uuid[], %s)"
)
NEAREST: Final = "SELECT chunk, score FROM {function}(%s::halfvec, %s)"
NEAREST_EXACTLY: Final = (
    "SELECT chunk, score FROM knowledge_nearest_exactly(%s, %s::halfvec, %s::uuid[], %s)"
)


def lexical_leg(
    project: Project,
    weights: Mapping[str, float],
    *,
    containing: Mapping[str, int],
    chunks: int,
    depth: int,
    document_ids: Sequence[UUID] | None = None,
) -> Hits:
    """Return the best chunks by BM25, with their scores.

    ``weights`` is the idf of each term, ``containing`` in how many of the project's ``chunks``
    it occurs. In a large project only chunks with one of the rarest terms are scored.
    """
    if not weights:
        return []
    vector = as_sparsevec(sparse_vector(weights), dimensions=TERM_SPACE)
    some = _some(document_ids)
    if chunks <= SCORED_WHOLE:
        return _hits(WORD_HITS_EXACTLY, [project.pk, vector, some, depth])
    rare = rarest(weights, containing, chunks=chunks)
    keys = [term_key(term_id(term), project_id=project.pk) for term in rare]
    return _hits(WORD_HITS, [project.pk, vector, keys, some, depth])


def rarest(
    weights: Mapping[str, float], containing: Mapping[str, int], *, chunks: int
) -> list[str]:
    """Return the rarest terms, as many as bring few enough candidates, and always one.

    What is left out is in so many chunks that it decides between candidates but finds none
    (the idea of WAND: Broder et al., "Efficient query evaluation", 2003).
    """
    most = max(CANDIDATES, CANDIDATES_SHARE * chunks)
    chosen: list[str] = []
    for term in sorted(weights, key=lambda term: containing.get(term, 0)):
        most -= containing.get(term, 0)
        if chosen and most < 0:
            break
        chosen.append(term)
    return chosen


def vector_leg(
    space: VectorSpace,
    vector: NDArray[np.float32],
    *,
    depth: int,
    document_ids: Sequence[UUID] | None = None,
) -> Hits:
    """Return the nearest chunks of a space, with their cosine.

    By the space's own index where it has one, through the function of the same name, else exactly;
    within some documents always exactly.
    """
    wanted = as_halfvec(vector)
    if space.indexed and document_ids is None:
        found = _hits(NEAREST.format(function=index_name(space.pk)), [wanted, depth])
        return sorted(found, key=lambda hit: (-hit[1], hit[0]))
    return _hits(NEAREST_EXACTLY, [space.pk, wanted, _some(document_ids), depth])


def collection_sizes(project: Project) -> dict[str, int]:
    """Return how many chunks the project has in each language, the commonest first."""
    return dict(_sizes(project.workspace_id, project.pk))


_sizes = PreparedRows(
    lambda workspace_id, project_id: (
        Collection.objects.for_workspace(workspace_id)
        .filter(project_id=project_id, chunks__gt=0)
        .order_by("-chunks", "language")
        .values_list("language", "chunks")
    ),
    *(UUID, UUID),
)


def chunks_containing(project: Project, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many chunks each of ``terms`` occurs; unknown terms are left out."""
    return dict(_containing(project.workspace_id, project.pk, list(terms)))


def completions(project: Project, beginnings: Sequence[str]) -> dict[str, int]:
    """Return the commonest terms that begin with one of ``beginnings``, with their counts."""
    found: dict[str, int] = {}
    for beginning in beginnings:
        rows = _statistics(project.workspace_id, project.pk).filter(
            term__gt=beginning, term__lt=beginning + "\U0010ffff"
        )
        found |= dict(
            rows.order_by("-chunks", "term").values_list("term", "chunks")[:MOST_COMPLETIONS]
        )
    return found


def _statistics(workspace_id: UUID, project_id: UUID) -> QuerySet[TermStatistic]:
    return TermStatistic.objects.for_workspace(workspace_id).filter(project_id=project_id)


_containing = PreparedRows(
    lambda workspace_id, project_id, terms: (
        _statistics(workspace_id, project_id)
        .filter(term__any_of=terms)
        .values_list("term", "chunks")
    ),
    *(UUID, UUID, list[str]),
)


def _some(document_ids: Sequence[UUID] | None) -> list[UUID] | None:
    return None if document_ids is None else list(document_ids)


def _hits(statement: str, arguments: list[Any]) -> Hits:
    return fetch_prepared(statement, arguments, binary=True)
