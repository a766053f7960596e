"""A renamed document is found by its new title, and by its former one until that is done."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from ai_features.gateway.errors import ProviderFailed
from ai_features.knowledge.indexing import index, reindexing, retitling
from ai_features.knowledge.indexing.index import forget
from ai_features.knowledge.models import Chunk, ChunkVector, SpaceState, VectorSpace
from ai_features.knowledge.search import search
from core.errors import NotFound
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.jobs.registry import kinds_that_go_on
from core.jobs.services import GO_ON_AFTER, claim, finish, reopen_due
from core.tenancy.scope import in_workspace
from projects.documents.services import rename_document
from projects.models import Document
from tests.ai_features.knowledge.test_index import statistics
from tests.locks import Elsewhere

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def rename(document, access, title):
    with in_workspace(document.workspace_id):
        return rename_document(access=access, document=document, title=title)


def jobs(document):
    with in_workspace(document.workspace_id):
        rows = Job.objects.for_workspace(document.workspace_id).filter(kind=retitling.JOB)
        return list(rows.filter(subject_id=document.pk).order_by("created_at"))


def perform(document):
    [job] = [each for each in jobs(document) if each.state in {JobState.QUEUED, JobState.RUNNING}]
    perform_job(job.workspace_id, job.pk)
    return jobs(document)[-1]


def contexts(document):
    with in_workspace(document.workspace_id):
        rows = Chunk.objects.for_workspace(document.workspace_id).filter(document=document)
        return list(rows.order_by("ordinal").values_list("context", flat=True))


def named(project, query, mode="keyword"):
    return {each.title for each in search(project=project, query=query, mode=mode).passages}


@pytest.fixture
def ready(handbook):
    """The handbook, as it is once it has been read."""
    with in_workspace(handbook.workspace_id):
        Document.objects.for_workspace(handbook.workspace_id).update(status="ready")
        handbook.refresh_from_db()
    return handbook


def test_passages_show_the_new_title_at_once_and_answer_by_the_former(ready, project, acme_access):
    rename(ready, acme_access, "Staff rules")
    assert named(project, "warranty") == named(project, "handbook") == {"Staff rules"}
    assert named(project, "rules") == set()


def test_afterwards_they_are_found_by_the_new_title(ready, project, acme_access):
    rename(ready, acme_access, "Staff rules")
    assert perform(ready).state == JobState.DONE
    assert all(context.startswith("Staff rules") for context in contexts(ready))
    assert named(project, "rules") == {"Staff rules"}
    assert named(project, "handbook") == set()
    assert {"staff", "rule"} <= set(statistics(project))
    assert "handbook" not in statistics(project)


def test_their_vectors_are_of_the_new_title_too(ready, project, acme_access, acme, monkeypatch):
    embedded, embed = [], index.embed

    def listen(texts, **options):
        embedded.extend(texts)
        return embed(texts, **options)

    monkeypatch.setattr(index, "embed", listen)
    rename(ready, acme_access, "Staff rules")
    perform(ready)
    assert len(embedded) == 3
    assert all(text.startswith("Staff rules") for text in embedded)
    with in_workspace(acme.pk):
        assert ChunkVector.objects.for_workspace(acme).count() == 3


def test_a_document_without_passages_is_not_queued(ready, acme_access):
    with in_workspace(ready.workspace_id):
        Document.objects.for_workspace(ready.workspace_id).update(status="failed")
        forget(ready)
    rename(ready, acme_access, "Staff rules")
    assert jobs(ready) == []


def test_several_renames_are_one_job_and_the_last_title_holds(ready, acme_access):
    for title in ("One", "Two", "Three"):
        rename(ready, acme_access, title)
    assert len(jobs(ready)) == 1
    perform(ready)
    assert all(context.startswith("Three") for context in contexts(ready))


def test_a_rename_while_it_is_indexed_is_indexed_too(ready, acme_access, monkeypatch):
    place, todo = index._placed, ["Last title"]

    def rename_first(*args):
        if todo:
            rename(ready, acme_access, todo.pop())
        return place(*args)

    monkeypatch.setattr(index, "_placed", rename_first)
    rename(ready, acme_access, "First title")
    assert perform(ready).state == JobState.DONE
    assert len(jobs(ready)) == 1
    assert all(context.startswith("Last title") for context in contexts(ready))


@pytest.mark.django_db(transaction=True)
def test_a_rename_as_the_job_ends_queues_another(ready, acme_access, monkeypatch):
    second = Elsewhere(lambda: rename(ready, acme_access, "Last title"))

    def end_while_it_waits(held, state):
        second.start_and_wait_for_the_lock()
        return finish(held, state)

    rename(ready, acme_access, "First title")
    with monkeypatch.context() as patched:
        patched.setattr(retitling, "finish", end_while_it_waits)
        perform(ready)
    assert second.finish() == []
    assert [job.state for job in jobs(ready)] == [JobState.DONE, JobState.QUEUED]
    perform(ready)
    assert all(context.startswith("Last title") for context in contexts(ready))


def test_a_worker_killed_halfway_is_followed_by_one_that_finishes(ready, project, acme_access):
    rename(ready, acme_access, "Staff rules")
    [job] = jobs(ready)
    assert claim(workspace_id=job.workspace_id, job_id=job.pk)
    with in_workspace(job.workspace_id):
        Job.objects.for_workspace(job.workspace_id).filter(pk=job.pk).update(
            lease_until=timezone.now() - timedelta(seconds=1)
        )
    assert named(project, "handbook") == {"Staff rules"}
    assert perform(ready).state == JobState.DONE
    assert named(project, "handbook") == set()


def fail(*args, **kwargs):
    raise ProviderFailed


def test_while_the_model_fails_the_former_passages_answer_and_it_is_tried_again(
    ready, project, acme_access, monkeypatch
):
    rename(ready, acme_access, "Staff rules")
    with monkeypatch.context() as patched:
        patched.setattr(index, "embed", fail)
        assert perform(ready).state == JobState.FAILED
    assert named(project, "handbook") == {"Staff rules"}
    with in_workspace(ready.workspace_id):
        rows = Job.objects.for_workspace(ready.workspace_id).filter(kind=retitling.JOB)
        rows.update(finished_at=timezone.now() - GO_ON_AFTER[0])
    assert retitling.JOB in kinds_that_go_on()
    assert reopen_due(kinds_that_go_on()) == 1
    assert named(project, "rules") == set()
    assert perform(ready).state == JobState.DONE
    assert named(project, "rules") == {"Staff rules"}


def test_renaming_again_after_a_failure_reopens_the_failed_job(ready, acme_access, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(index, "embed", fail)
        rename(ready, acme_access, "One")
        perform(ready)
    rename(ready, acme_access, "Two")
    assert [job.state for job in jobs(ready)] == [JobState.QUEUED]
    assert perform(ready).state == JobState.DONE
    assert all(context.startswith("Two") for context in contexts(ready))


def test_a_document_deleted_meanwhile_ends_the_job(ready, acme_access, project, caplog):
    rename(ready, acme_access, "Staff rules")
    with in_workspace(ready.workspace_id):
        Document.objects.for_workspace(ready.workspace_id).filter(pk=ready.pk).delete()
    assert perform(ready).state == JobState.DONE
    assert statistics(project) == {}
    assert "Traceback" not in caplog.text


def test_a_move_to_another_model_embeds_the_new_title(
    ready, project, acme, acme_access, other, upstream
):
    with in_workspace(acme.pk):
        space = reindexing.start_reindex(access=acme_access, project=project, model=other)
        [moving] = Job.objects.for_workspace(acme).filter(kind=reindexing.JOB)
    rename(ready, acme_access, "Staff rules")
    perform(ready)
    perform_job(acme.pk, moving.pk)
    with in_workspace(acme.pk):
        assert VectorSpace.objects.for_workspace(acme).get(pk=space.pk).state == SpaceState.ACTIVE
        assert ChunkVector.objects.for_workspace(acme).filter(space=space).count() == 3
    sent = [text for each in upstream.requests for text in each.body["input"]]
    assert all(text.startswith("Staff rules") for text in sent)


def test_another_workspaces_document_is_neither_renamed_nor_queued(
    ready, strangers_handbook, acme_access, acme
):
    with in_workspace(acme.pk), pytest.raises(NotFound):
        rename_document(access=acme_access, document=strangers_handbook, title="Ours")
    with in_workspace(strangers_handbook.workspace_id):
        strangers_handbook.refresh_from_db()
    assert strangers_handbook.title == "Globex handbook"
    assert jobs(strangers_handbook) == []
