"""Scoring every chunk of a small project, or of some documents, reads no other chunk."""

from __future__ import annotations

import numpy as np
import pytest
from django.db import connection

from ai_features.knowledge.finding.legs import SCORED_WHOLE, lexical_leg, vector_leg
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.indexing.spaces import active_space
from core.owner import owner_connection
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document, make_project, nothing

OTHERS = 40
# PostgreSQL makes a plan for all callers once it has made five for single ones.
CALLS = 8


@pytest.fixture
def others(project, acme):
    """A larger project beside, in the same workspace, with statistics as of one large workspace."""
    other = make_project(acme, "other")
    texts = [f"The fee of level {number} is due in May." for number in range(OTHERS)]
    index_document(make_document(other, texts), progress=nothing)
    with owner_connection() as owner:
        owner.execute("ANALYZE knowledge_chunkvector, knowledge_chunkterms")


def rows_read(table):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_user_tables"
            " WHERE relname = %s",
            [table],
        )
        return cursor.fetchone()[0]


def reads_of(project, table, leg):
    """Return how many hits ``leg`` has, and how many rows of ``table`` one call of it reads."""
    for _ in range(CALLS):
        before = rows_read(table)
        with in_workspace(project.workspace_id):
            hits = leg()
    return len(hits), rows_read(table) - before


def fees(project, documents):
    return lambda: lexical_leg(
        project,
        {"fee": 1.0},
        containing={"fee": 1},
        chunks=SCORED_WHOLE,
        depth=60,
        document_ids=documents,
    )


def neighbours(project, documents):
    with in_workspace(project.workspace_id):
        space = active_space(project)
    vector = np.full(384, 384**-0.5, dtype=np.float32)
    return lambda: vector_leg(space, vector, depth=60, document_ids=documents)


@pytest.mark.django_db(transaction=True)
def test_scoring_a_projects_chunks_reads_no_other_project(project, handbook, others):
    held, read = reads_of(project, "knowledge_chunkvector", neighbours(project, None))
    assert held == read > 0
    found, read = reads_of(project, "knowledge_chunkterms", fees(project, None))
    assert found <= read == held


@pytest.mark.django_db(transaction=True)
def test_scoring_a_documents_chunks_reads_no_other_document(project, handbook, others):
    one = make_document(project, ["A fee is due in May."], title="Fees", sha256="b")
    index_document(one, progress=nothing)
    assert reads_of(project, "knowledge_chunkvector", neighbours(project, [one.pk])) == (1, 1)
    assert reads_of(project, "knowledge_chunkterms", fees(project, [one.pk])) == (1, 1)
