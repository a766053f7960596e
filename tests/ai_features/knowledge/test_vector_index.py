"""A large space has an index of its own, which finds what a full scan finds."""

from __future__ import annotations

from contextlib import contextmanager

import numpy as np
import psycopg
import pytest
from django.db import connection
from pgvector import HalfVector

from ai_features.gateway import embed
from ai_features.knowledge.finding import legs
from ai_features.knowledge.finding.legs import SCORED_WHOLE, rarest, vector_leg
from ai_features.knowledge.finding.passages import SPARE
from ai_features.knowledge.indexing import sweeping, vector_index
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.indexing.spaces import active_space
from ai_features.knowledge.models import Chunk, ChunkVector, VectorSpace
from ai_features.knowledge.search import search
from core.jobs.models import Job
from core.owner import owner_connection
from core.tenancy.scope import in_workspace
from projects.models import Project
from tests.ai_features.knowledge.conftest import make_document, make_project, nothing

MANY = 3_000
# PostgreSQL may keep a generic plan after five runs of a statement, prepared from the second on.
UNTIL_KEPT = 8


@pytest.fixture
def _no_index_stays():
    yield
    vector_index.tend(living=dict)


@pytest.fixture
def space(handbook, project, _no_index_stays):
    with in_workspace(project.workspace_id):
        return active_space(project)


def directions(count, *, seed=0):
    """Return unit vectors on a curved surface of few dimensions, like those of embeddings."""
    noise = np.random.default_rng(seed)
    flat = noise.standard_normal((count, 24)).astype(np.float32)
    lift = np.random.default_rng(99).standard_normal((24, 384)).astype(np.float32)
    rows = np.tanh(flat @ lift / 5)
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def fill(space, count, *, seed=0):
    """Add ``count`` chunks to the space; return the vectors by chunk."""
    rows = directions(count, seed=seed)
    with in_workspace(space.workspace_id):
        model = Chunk.objects.for_workspace(space.workspace_id).filter(project=space.project)[0]
        place = {"workspace_id": space.workspace_id, "document_id": model.document_id}
        chunks = [
            Chunk(
                **place,
                project=space.project,
                page=1,
                page_label="",
                ordinal=100 + number,
                start=0,
                end=1,
                text="x",
            )
            for number in range(count)
        ]
        Chunk.unscoped.bulk_create(chunks, batch_size=1000)
        ChunkVector.unscoped.bulk_create(
            [
                ChunkVector(**place, space=space, chunk=chunk, embedding=HalfVector(row))
                for chunk, row in zip(chunks, rows, strict=True)
            ],
            batch_size=1000,
        )
    return {chunk.pk: row for chunk, row in zip(chunks, rows, strict=True)}


def jobs(space):
    with in_workspace(space.workspace_id):
        rows = Job.objects.for_workspace(space.workspace_id).filter(kind=vector_index.JOB)
        return list(rows.values_list("subject_id", flat=True))


def has_function(space):
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regproc(%s)", [vector_index.index_name(space.pk)])
        return cursor.fetchone() != (None,)


def lose_function(space):
    with owner_connection() as owner:
        owner.execute(f"DROP FUNCTION {vector_index.index_name(space.pk)}")


def names():
    with owner_connection() as owner:
        return sorted(vector_index._indexes(owner))


@pytest.mark.django_db
def test_a_small_space_is_left_without_an_index(space):
    assert jobs(space) == []


@pytest.mark.django_db
def test_a_space_grown_large_has_its_index_queued(project, space, monkeypatch):
    monkeypatch.setattr(vector_index, "INDEXED_FROM", 4)
    index_document(make_document(project, ["Fees are due in May."], sha256="b"), progress=nothing)
    assert jobs(space) == [space.pk]


@pytest.mark.django_db(transaction=True)
def test_the_sweep_queues_an_index_for_a_large_space_that_has_none(space):
    sweeping.sweep()
    assert jobs(space) == []
    fill(space, vector_index.INDEXED_FROM)
    sweeping.sweep()
    assert jobs(space) == [space.pk]


@pytest.mark.django_db(transaction=True)
def test_a_space_whose_index_was_dropped_is_scanned_until_it_has_another(space):
    fill(space, vector_index.INDEXED_FROM)
    vector_index.build_index(space)
    with owner_connection() as owner:
        owner.execute(f"DROP INDEX {vector_index.index_name(space.pk)}")
    sweeping.sweep()
    assert jobs(space) == [space.pk]
    with in_workspace(space.workspace_id):
        assert not VectorSpace.objects.for_workspace(space.workspace_id).get(pk=space.pk).indexed


@pytest.mark.django_db(transaction=True)
def test_an_index_that_was_built_but_not_noted_is_noted_after_the_next_sweep(space):
    fill(space, vector_index.INDEXED_FROM)
    vector_index.build_index(space)
    with in_workspace(space.workspace_id):
        spaces = VectorSpace.objects.for_workspace(space.workspace_id).filter(pk=space.pk)
        spaces.update(indexed=False)
    sweeping.sweep()
    assert jobs(space) == [space.pk]


@pytest.mark.django_db(transaction=True)
def test_the_index_finds_what_a_scan_finds_and_only_in_its_space(space, globex):
    kept = fill(space, MANY)
    vector_index.build_index(space)
    strange = make_document(make_project(globex), title="Globex handbook")
    index_document(strange, progress=nothing)
    found = []
    for query in directions(20, seed=1):
        exact = sorted(kept, key=lambda key: -float(kept[key] @ query))[:10]
        with in_workspace(space.workspace_id):
            near = [key for key, _ in vector_leg(space, query, depth=100)]
        assert len(near) == 100
        found.append(len(set(exact) & set(near[:12])) / 10)
    assert np.mean(found) >= 0.99
    with in_workspace(globex.pk):
        assert vector_leg(space, query, depth=100) == []


def assert_searched_in_its_index(space):
    with in_workspace(space.workspace_id), connection.cursor() as cursor:
        before = scans(cursor, space)
        assert len(vector_leg(space, directions(1)[0], depth=10)) == 10
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        assert scans(cursor, space) == before + 1


@pytest.mark.django_db(transaction=True)
def test_the_plan_of_an_indexed_space_reads_its_index_and_nothing_else(space):
    fill(space, MANY)
    vector_index.build_index(space)
    assert_searched_in_its_index(space)


@pytest.mark.django_db(transaction=True)
def test_search_in_a_large_project_reads_only_the_passages_it_found(space, project):
    fill(space, MANY)
    with as_of_many_workspaces():
        for _ in range(UNTIL_KEPT):
            search(project=project, query="warranty")
        before = rows_read()
        assert search(project=project, query="warranty", limit=10).passages
        assert rows_read() - before <= 10 + SPARE


@contextmanager
def as_of_many_workspaces():
    """Make the planner believe that the chunks belong to thirty workspaces, a hundred each."""
    columns = "workspace_id", "project_id", "document_id"
    with owner_connection() as owner:
        for column in columns:
            owner.execute(f"ALTER TABLE knowledge_chunk ALTER {column} SET (n_distinct = 30)")
        owner.execute("ANALYZE knowledge_chunk")
        yield
        for column in columns:
            owner.execute(f"ALTER TABLE knowledge_chunk ALTER {column} RESET (n_distinct)")


def rows_read():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute(
            "SELECT seq_tup_read + idx_tup_fetch FROM pg_stat_user_tables"
            " WHERE relname = 'knowledge_chunk'"
        )
        return cursor.fetchone()[0]


def scans(cursor, space):
    cursor.execute(
        "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = %s",
        [vector_index.index_name(space.pk)],
    )
    return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_building_twice_leaves_one_index(space):
    vector_index.build_index(space)
    vector_index.build_index(space)
    assert has_function(space)
    assert names() == [vector_index.index_name(space.pk)]
    with in_workspace(space.workspace_id):
        spaces = VectorSpace.objects.for_workspace(space.workspace_id)
        assert spaces.get(pk=space.pk).indexed


@pytest.mark.django_db(transaction=True)
def test_an_index_left_half_built_by_a_kill_is_rebuilt(space):
    name = vector_index.index_name(space.pk)
    with owner_connection() as owner, pytest.raises(psycopg.errors.UniqueViolation):
        # A concurrent build that fails leaves an invalid index, as a killed one does.
        owner.execute(
            f"CREATE UNIQUE INDEX CONCURRENTLY {name} ON knowledge_chunkvector (workspace_id)"
        )
    vector_index.build_index(space)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [name])
        assert "USING hnsw" in cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
def test_the_index_of_a_deleted_space_is_dropped(space, project):
    vector_index.build_index(space)
    sweeping.sweep()
    assert names() == [vector_index.index_name(space.pk)]
    assert has_function(space)
    with in_workspace(space.workspace_id):
        project.delete()
    sweeping.sweep()
    assert names() == []
    assert not has_function(space)


@pytest.mark.django_db(transaction=True)
def test_the_index_of_a_space_made_during_a_sweep_stays(space, project, acme, monkeypatch):
    late = []

    @contextmanager
    def connected_late():
        if not late:
            late.append(None)
            index_document(make_document(make_project(acme, "late")), progress=nothing)
            with in_workspace(acme.pk):
                spaces = VectorSpace.objects.for_workspace(acme)
                late[:] = spaces.filter(project__slug="late")
            vector_index.build_index(late[0])
        with owner_connection() as owner:
            yield owner

    monkeypatch.setattr(vector_index, "owner_connection", connected_late)
    sweeping.sweep()
    assert names() == [vector_index.index_name(late[0].pk)]
    assert has_function(late[0])


@pytest.mark.django_db(transaction=True)
def test_a_lost_function_of_a_living_space_is_given_back(space, project):
    fill(space, MANY)
    vector_index.build_index(space)
    lose_function(space)
    sweeping.sweep()
    assert has_function(space)
    assert_searched_in_its_index(space)


@pytest.mark.django_db(transaction=True)
def test_a_function_is_left_to_whoever_is_building_the_index(space):
    vector_index.build_index(space)
    lose_function(space)
    with owner_connection() as owner:
        owner.execute(vector_index.HOLD, [vector_index.index_name(space.pk)])
        sweeping.sweep()
        assert not has_function(space)


@pytest.mark.django_db(transaction=True)
def test_a_function_without_index_and_space_is_dropped(space, project):
    vector_index.build_index(space)
    with owner_connection() as owner:
        owner.execute(f"DROP INDEX {vector_index.index_name(space.pk)}")
    with in_workspace(space.workspace_id):
        project.delete()
    sweeping.sweep()
    assert not has_function(space)


@pytest.mark.django_db(transaction=True)
def test_a_space_that_has_lost_its_function_is_scanned(space, project):
    vector_index.build_index(space)
    expected = [passage.text for passage in search(project=project, query="warranty").passages]
    lose_function(space)
    found = [passage.text for passage in search(project=project, query="warranty").passages]
    assert found == expected != []


@pytest.mark.django_db(transaction=True)
def test_a_search_whose_project_and_index_are_deleted_meanwhile_finds_nothing(
    space, project, monkeypatch
):
    vector_index.build_index(space)

    def last(texts, **how):
        with in_workspace(project.workspace_id):
            Project.objects.for_workspace(project.workspace_id).filter(pk=project.pk).delete()
        sweeping.sweep()
        return embed(texts, **how)

    monkeypatch.setattr("ai_features.knowledge.finding.retrieval.embed", last)
    assert search(project=project, query="warranty", mode="semantic").passages == []


def test_candidates_are_the_rarest_terms_and_at_least_one():
    containing = {"the": 9_000, "leave": 1_500, "sabbatical": 3, "paid": 900}
    weights = dict.fromkeys(containing, 1.0)
    assert rarest(weights, containing, chunks=9_500) == ["sabbatical", "paid"]
    assert rarest({"the": 0.1}, containing, chunks=9_500) == ["the"]


@pytest.mark.django_db
def test_a_large_project_is_searched_by_candidates_and_finds_the_same(
    handbook, project, monkeypatch
):
    whole = search(project=project, query="unused leave warranty", mode="keyword")
    assert len(whole.lexical) == 2 <= SCORED_WHOLE
    monkeypatch.setattr(legs, "SCORED_WHOLE", 0)
    by_candidates = search(project=project, query="unused leave warranty", mode="keyword")
    assert by_candidates.lexical == whole.lexical


@pytest.mark.django_db
def test_no_caller_can_search_the_words_of_another_workspace(handbook, project, globex):
    statement = "SELECT count(*) FROM knowledge_word_hits(%s, %s, %s, NULL, 10)"
    with in_workspace(project.workspace_id), connection.cursor() as cursor:
        cursor.execute("SELECT weights::text, keys FROM knowledge_chunkterms LIMIT 1")
        weights, keys = cursor.fetchone()
        cursor.execute(statement, [project.pk, weights, keys])
        assert cursor.fetchone()[0] > 0
    with connection.cursor() as cursor:
        cursor.execute(statement, [project.pk, weights, keys])
        assert cursor.fetchone() == (0,)
    with in_workspace(globex.pk), connection.cursor() as cursor:
        cursor.execute(statement, [project.pk, weights, keys])
        assert cursor.fetchone() == (0,)


@pytest.mark.django_db(transaction=True)
def test_with_too_little_shared_memory_the_index_is_built_by_one_process(
    space, monkeypatch, caplog
):
    fill(space, 200)
    monkeypatch.setattr(vector_index, "MEMORY", "2000GB")  # what several processes would share
    with owner_connection() as owner:
        owner.execute("ALTER TABLE knowledge_chunkvector SET (parallel_workers = 2)")
    try:
        vector_index.build_index(space)
    finally:
        with owner_connection() as owner:
            owner.execute("ALTER TABLE knowledge_chunkvector RESET (parallel_workers)")
    assert "too little shared memory" in caplog.text
    assert space.indexed
    with owner_connection() as owner:
        rows = owner.execute(
            "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass(%s)",
            [vector_index.index_name(space.pk)],
        ).fetchall()
    assert rows == [(True,)]
