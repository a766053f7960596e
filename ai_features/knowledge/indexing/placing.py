"""Write the rows by which chunks are found, vectors and term weights, many per statement.

Values are sent as arrays of text: model fields would adapt each number of a row by itself, which
takes longer than the insert.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any, Final, TypeVar
from uuid import UUID

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from pgvector import SparseVector

from ai_features.knowledge.models import VectorSpace
from ai_features.knowledge.words.bm25 import TERM_SPACE, sparse_vector, term_key, term_weights
from projects.models import Document

Vector = NDArray[np.float32]
Row = TypeVar("Row")
ROWS: Final = 500

# An existing vector is kept, being of the same text by the same model.
VECTORS: Final = """
INSERT INTO knowledge_chunkvector (workspace_id, space_id, document_id, chunk_id, embedding)
SELECT %s, %s, document, chunk, embedding::halfvec
FROM unnest(%s::uuid[], %s::uuid[], %s::text[]) AS given (document, chunk, embedding)
ON CONFLICT DO NOTHING
"""
TERMS: Final = """
INSERT INTO knowledge_chunkterms
    (workspace_id, project_id, document_id, chunk_id, weights, keys)
SELECT %s, %s, %s, chunk, weights::sparsevec, keys::bigint[]
FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS given (chunk, weights, keys)
"""


def place_vectors(space: VectorSpace, rows: Iterable[tuple[UUID, UUID, Vector]]) -> None:
    """Store rows of ``(document id, chunk id, unit vector)`` in ``space``, inside its workspace."""
    for some in _portions(list(rows)):
        documents, chunks, vectors = zip(*some, strict=True)
        texts = [_vector_text(vector) for vector in vectors]
        arguments = [space.workspace_id, space.pk, list(documents), list(chunks), texts]
        _execute(VECTORS, arguments)


def _vector_text(vector: Vector) -> str:
    """Return a vector as text for PostgreSQL, with the digits that half precision holds."""
    return _form(len(vector)) % tuple(vector.tolist())


@lru_cache
def _form(dimensions: int) -> str:
    return f"[{','.join(['%.5g'] * dimensions)}]"


def place_terms(document: Document, rows: Iterable[tuple[UUID, Sequence[str]]]) -> None:
    """Store the term weights of each ``(chunk id, terms)``, inside the workspace."""
    place = [document.workspace_id, document.project_id, document.pk]
    for some in _portions([(chunk, *_weighed(found, document)) for chunk, found in rows]):
        chunks, weights, keys = zip(*some, strict=True)
        _execute(TERMS, [*place, list(chunks), list(weights), list(keys)])


def _weighed(found: Sequence[str], document: Document) -> tuple[str, str]:
    weights = sparse_vector(term_weights(found))
    keys = (str(term_key(term, project_id=document.project_id)) for term in weights)
    return SparseVector(weights, TERM_SPACE).to_text(), f"{{{','.join(keys)}}}"


def _portions(rows: list[Row]) -> Iterable[list[Row]]:
    return (rows[first : first + ROWS] for first in range(0, len(rows), ROWS))


def _execute(statement: str, arguments: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)
