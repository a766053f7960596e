"""A document's index is exact and complete, and is deleted with the document."""

from __future__ import annotations

from random import Random
from threading import Thread

import pytest
from django.db import connection

from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.models import (
    Chunk,
    ChunkTerms,
    ChunkVector,
    Collection,
    DocumentTerms,
    TermStatistic,
)
from core.tenancy.erasing import delete_rows
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage
from tests.ai_features.knowledge.conftest import make_document, nothing

pytestmark = pytest.mark.django_db


def statistics(project):
    with in_workspace(project.workspace_id):
        rows = TermStatistic.objects.for_workspace(project.workspace_id).filter(project=project)
        return dict(rows.values_list("term", "chunks"))


def size(project):
    with in_workspace(project.workspace_id):
        rows = Collection.objects.for_workspace(project.workspace_id).filter(project=project)
        return sum(rows.values_list("chunks", flat=True))


def test_each_chunk_is_the_text_at_its_place(handbook, acme):
    with in_workspace(acme.pk):
        chunks = list(Chunk.objects.for_workspace(acme))
        pages = {page.number: page.text for page in DocumentPage.objects.for_workspace(acme)}
    assert len(chunks) == 3
    assert all(chunk.text == pages[chunk.page][chunk.start : chunk.end] for chunk in chunks)
    assert chunks[1].section == "Warranty"


def test_every_chunk_has_a_vector_and_weights(handbook, acme):
    with in_workspace(acme.pk):
        counts = [model.objects.for_workspace(acme).count() for model in (ChunkVector, ChunkTerms)]
        handbook.refresh_from_db()
    assert counts == [3, 3]
    assert handbook.chunk_count == 3


def test_indexing_again_changes_nothing(handbook, project):
    before = statistics(project)
    index_document(handbook, progress=nothing)
    assert statistics(project) == before
    assert size(project) == 3


def test_changed_pages_replace_the_former_chunks(handbook, project, acme):
    with in_workspace(acme.pk):
        DocumentPage.objects.for_workspace(acme).filter(number__gt=1).delete()
    index_document(handbook, progress=nothing)
    assert size(project) == 1
    assert "batteri" not in statistics(project)


def test_statistics_count_the_chunks_that_hold_a_term(handbook, project):
    make_other = make_document(project, ["Leave the battery at home."], sha256="b")
    index_document(make_other, progress=nothing)
    assert statistics(project)["batteri"] == 2
    assert size(project) == 4


def test_deleting_a_document_leaves_no_trace(handbook, project, acme):
    with in_workspace(acme.pk):
        handbook.delete()
        left = [
            model.objects.for_workspace(acme).count()
            for model in (Chunk, ChunkVector, ChunkTerms, DocumentTerms, TermStatistic)
        ]
    assert left == [0, 0, 0, 0, 0]
    assert size(project) == 0


def test_documents_deleted_together_leave_the_statistics_of_the_others(handbook, project, acme):
    kept = make_document(project, ["The battery is under the saddle."], sha256="b")
    index_document(kept, progress=nothing)
    alone = {term: 1 for term in statistics(project) if term in {"batteri", "saddl"}}
    others = [
        make_document(project, [f"A battery for {name}."], sha256=name) for name in ("cars", "toys")
    ]
    for other in others:
        index_document(other, progress=nothing)
    with in_workspace(acme.pk):
        rows = DocumentTerms.objects.for_workspace(acme).exclude(document=kept)
        assert delete_rows(rows) == 3
    assert statistics(project).items() >= alone.items()
    assert not {"car", "toy", "warranti"} & set(statistics(project))
    assert size(project) == 1


def test_deleting_a_document_without_the_orm_leaves_no_trace(handbook, project, acme):
    with in_workspace(acme.pk), connection.cursor() as cursor:
        for table in ("projects_documentpage", "knowledge_chunk"):
            cursor.execute(f"DELETE FROM {table} WHERE document_id = %s", [handbook.pk])
        cursor.execute("DELETE FROM projects_document WHERE id = %s", [handbook.pk])
    assert statistics(project) == {}


def test_a_document_deleted_meanwhile_stays_deleted(project, acme):
    document = make_document(project)
    with in_workspace(acme.pk):
        Document.objects.for_workspace(acme).filter(pk=document.pk).delete()
    index_document(document, progress=nothing)
    assert statistics(project) == {}


def test_a_document_without_text_has_no_chunks(project):
    document = make_document(project, ["", "  \n"])
    assert index_document(document, progress=nothing) == 0
    assert size(project) == 0


@pytest.mark.parametrize(("language", "digit"), [("en", "0123456789"), ("vi", "đabcefghikl")])
def test_a_document_with_an_endless_word_is_indexed(project, language, digit):
    endless = "3." + "".join(Random(1).choices(digit, k=20_000))
    document = make_document(project, [f"π begins like this: {endless}"], language=language)
    assert index_document(document, progress=nothing) > 1


def test_progress_ends_with_all_chunks_done(project):
    heard = []
    document = make_document(project)
    index_document(document, progress=lambda *news: heard.append(news))
    assert heard[0] == (0, 3, "indexing")
    assert heard[-1] == (3, 3, "indexing")


def test_a_cancelled_indexing_changes_nothing(handbook, project):
    class CancelledError(Exception):
        pass

    def cancel(done, total, stage):
        raise CancelledError

    before = statistics(project)
    with pytest.raises(CancelledError):
        index_document(handbook, progress=cancel)
    assert statistics(project) == before


def test_another_workspace_sees_none_of_it(handbook, strangers_handbook, globex, acme):
    with in_workspace(globex.pk):
        assert Chunk.objects.for_workspace(acme).count() == 0
        assert Chunk.unscoped.count() == 3


@pytest.mark.django_db(transaction=True)
def test_concurrent_indexing_and_deleting_keeps_the_statistics_exact(project, acme):
    kept = [make_document(project, sha256=f"k{number}") for number in range(4)]
    gone = [make_document(project, sha256=f"g{number}") for number in range(2)]
    for document in gone:
        index_document(document, progress=nothing)

    def index(document):
        index_document(document, progress=nothing)
        connection.close()

    def delete(document):
        with in_workspace(acme.pk):
            document.delete()
        connection.close()

    threads = [Thread(target=index, args=[document]) for document in (*kept, *kept[:2])]
    threads += [Thread(target=delete, args=[document]) for document in gone]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert size(project) == 12
    assert statistics(project)["warranti"] == 4
