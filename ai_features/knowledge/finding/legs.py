"""The two legs of a search, each a function in the database, and the statistics they rely on.

The migrations ``0008_search_in_the_database``, ``0011_search_in_less_time``,
``0013_planned_once_a_space`` and ``0015_small_projects_in_less_time`` say what each function may
read and how it is planned; every one restricts itself to the transaction's workspace.
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
# Up to this many chunks in a project, every chunk is scored.
SCORED_WHOLE: Final = 2_000
# Beyond, only chunks with one of the rarest terms are scored: about this many, or this share of
# the collection if that is more; see docs/decisions/0030-fewer-candidates.md.
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
    """Return the ``depth`` best chunks by BM25 with their scores, best first.

    ``weights`` is the idf of each term, or a share of it; ``containing`` the number of chunks it
    occurs in, out of the project's ``chunks``. In a large project only chunks with one of the
    rarest terms are scored.
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
    """Return the rarest terms, as many as keep the candidates few enough, and at least one.

    The other terms are in so many chunks that they rank candidates but select none, an idea from
    WAND (Broder et al., "Efficient Query Evaluation using a Two-Level Retrieval Process", 2003).
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
    """Return the ``depth`` chunks of a space nearest to ``vector``, with their cosines, best first.

    ``vector`` is of unit length and has the space's dimensions. The space's HNSW index is searched
    if it has one, through the function of the same name; otherwise, and whenever ``document_ids``
    are given, the search is exact.
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
    """Return the number of chunks that each of ``terms`` occurs in, leaving out unknown terms."""
    return dict(_containing(project.workspace_id, project.pk, list(terms)))


def completions(project: Project, beginnings: Sequence[str]) -> dict[str, int]:
    """Return the commonest terms that continue one of ``beginnings``, with their chunk counts.

    There are at most ``MOST_COMPLETIONS`` for each.
    """
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
