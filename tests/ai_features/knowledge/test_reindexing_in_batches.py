"""What happens to documents between the batches in which a move embeds them."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ai_features.knowledge.indexing import reindexing
from ai_features.knowledge.indexing.index import forget, index_document
from ai_features.knowledge.models import SpaceState
from core.jobs.context import JobContext
from core.jobs.models import Job, JobState
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document, nothing
from tests.ai_features.knowledge.moving import begin, perform, states, vectors_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


@pytest.fixture
def pages(project, monkeypatch):
    """A document of ten chunks, each of which is a batch of its own."""
    monkeypatch.setattr(reindexing, "BATCH", 1)
    document = make_document(project, [f"Rule {number} is kept." for number in range(10)])
    index_document(document, progress=nothing)
    return document


def before_the_third_batch(act, monkeypatch):
    real, batches = reindexing.embed, []

    def embed(*args, **kwargs):
        batches.append(args)
        if len(batches) == 3:
            act()
        return real(*args, **kwargs)

    monkeypatch.setattr(reindexing, "embed", embed)


def test_however_many_batches_there_are_all_chunks_are_looked_through_three_times(
    pages, project, acme_access, other
):
    begin(acme_access, project, other)
    with CaptureQueriesContext(connection) as queries:
        assert perform(project).state == JobState.DONE
    looked = [each for each in queries if "NOT EXISTS" in str(each["sql"])]
    assert len(looked) == 3
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 10


def test_progress_counts_up_batch_by_batch(pages, project, acme_access, other, monkeypatch):
    told, real = [], JobContext.progress

    def progress(self, done, total, stage=""):
        told.append((done, total))
        real(self, done, total, stage)

    monkeypatch.setattr(JobContext, "progress", progress)
    begin(acme_access, project, other)
    perform(project)
    assert told == [(done, 10) for done in range(11)]


def test_a_document_added_while_others_are_embedded_is_embedded_before_the_takeover(
    pages, project, acme_access, other, monkeypatch
):
    late = make_document(project, ["Fees are due in May."], sha256="b")
    begin(acme_access, project, other)
    before_the_third_batch(partial(index_document, late, progress=nothing), monkeypatch)
    assert perform(project).state == JobState.DONE
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == 11


def test_a_document_deleted_while_others_are_embedded_is_passed_over(
    pages, project, acme_access, other, upstream, monkeypatch
):
    late = make_document(project, ["Fees are due in May."], sha256="b")
    index_document(late, progress=nothing)
    begin(acme_access, project, other)

    def delete():
        with in_workspace(project.workspace_id):
            forget(late)

    before_the_third_batch(delete, monkeypatch)
    assert perform(project).state == JobState.DONE
    assert vectors_of(states(project)[SpaceState.ACTIVE]) == len(upstream.requests) == 10


def test_a_move_stopped_in_the_middle_embeds_no_further_batch(
    pages, project, acme_access, other, upstream, monkeypatch
):
    begin(acme_access, project, other)
    real = JobContext.progress

    def stop():
        with in_workspace(project.workspace_id):
            reindexing.stop_reindex(access=acme_access, project=project)

    def progress_after_a_heartbeat(self, *args):
        self._extend()
        real(self, *args)

    monkeypatch.setattr(JobContext, "progress", progress_after_a_heartbeat)
    before_the_third_batch(stop, monkeypatch)
    assert perform(project).state == JobState.CANCELLED
    assert len(upstream.requests) == 3


def test_what_was_embedded_before_a_kill_is_not_paid_for_again(
    handbook, project, acme_access, other, upstream, monkeypatch
):
    monkeypatch.setattr(reindexing, "BATCH", 2)
    begin(acme_access, project, other)
    with monkeypatch.context() as patch:
        patch.setattr(reindexing, "_take_over", lambda *_: 1 / 0)
        assert perform(project).state == JobState.QUEUED
    asked = len(upstream.requests)
    assert asked == 2
    with in_workspace(project.workspace_id):
        Job.objects.for_workspace(project.workspace_id).update(not_before=None)
    assert perform(project).state == JobState.DONE
    assert len(upstream.requests) == asked
