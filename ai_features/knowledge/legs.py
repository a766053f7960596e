"""The two legs of a search, as exact scans over a project's own narrow rows.

``@@`` and GIN indexes are of no use below row-level security, which lets only leakproof
operators near an index; rows of one project are few and narrow, so they are simply read. Both
statements name workspace and project beside the policy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import numpy as np
from django.db import connection
from django.db.models import QuerySet
from numpy.typing import NDArray
from pgvector import HalfVector, SparseVector

from ai_features.knowledge.bm25 import TERM_SPACE, sparse_vector
from ai_features.knowledge.models import Collection, TermStatistic
from projects.models import Project

Hits = list[tuple[UUID, float]]
MOST_COMPLETIONS: Final = 8

LEXICAL: Final = """
SELECT chunk_id, -distance FROM (
    SELECT chunk_id, weights <#> %s::sparsevec AS distance FROM knowledge_chunkterms
    WHERE workspace_id = %s AND project_id = %s {documents}
) AS scored WHERE distance < 0 ORDER BY distance, chunk_id LIMIT %s
"""
VECTOR: Final = """
SELECT chunk_id, -(embedding <#> %s::halfvec) FROM knowledge_chunkvector
WHERE workspace_id = %s AND project_id = %s {documents}
ORDER BY embedding <#> %s::halfvec, chunk_id LIMIT %s
"""
SOME_DOCUMENTS: Final = "AND document_id = ANY (%s)"


def lexical_leg(
    project: Project,
    weights: Mapping[str, float],
    *,
    depth: int,
    document_ids: Sequence[UUID] | None = None,
) -> Hits:
    """Return the best chunks by BM25, with their scores."""
    if not weights:
        return []
    vector = SparseVector(sparse_vector(weights), TERM_SPACE).to_text()
    return _run(LEXICAL, [vector], project, document_ids, [depth])


def vector_leg(
    project: Project,
    vector: NDArray[np.float32],
    *,
    depth: int,
    document_ids: Sequence[UUID] | None = None,
) -> Hits:
    """Return the nearest chunks, with their cosine."""
    text = HalfVector(vector).to_text()
    return _run(VECTOR, [text], project, document_ids, [text, depth])


def collection_sizes(project: Project) -> dict[str, int]:
    """Return how many chunks the project has in each language, the commonest first."""
    rows = Collection.objects.for_workspace(project.workspace_id).filter(
        project=project, chunks__gt=0
    )
    return dict(rows.order_by("-chunks", "language").values_list("language", "chunks"))


def chunks_containing(project: Project, terms: Sequence[str]) -> dict[str, int]:
    """Return in how many chunks each of ``terms`` occurs; unknown terms are left out."""
    rows = _statistics(project).filter(term__in=list(terms))
    return dict(rows.values_list("term", "chunks"))


def completions(project: Project, beginnings: Sequence[str]) -> dict[str, int]:
    """Return the commonest terms that begin with one of ``beginnings``, with their counts."""
    found: dict[str, int] = {}
    for beginning in beginnings:
        rows = _statistics(project).filter(term__gt=beginning, term__lt=beginning + "\U0010ffff")
        found |= dict(
            rows.order_by("-chunks", "term").values_list("term", "chunks")[:MOST_COMPLETIONS]
        )
    return found


def _statistics(project: Project) -> QuerySet[TermStatistic]:
    return TermStatistic.objects.for_workspace(project.workspace_id).filter(project=project)


def _run(
    statement: str,
    first: list[Any],
    project: Project,
    document_ids: Sequence[UUID] | None,
    last: list[Any],
) -> Hits:
    some = [] if document_ids is None else [list(document_ids)]
    statement = statement.format(documents="" if document_ids is None else SOME_DOCUMENTS)
    with connection.cursor() as cursor:
        cursor.execute(statement, [*first, project.workspace_id, project.pk, *some, *last])
        return [(key, float(score)) for key, score in cursor.fetchall()]
