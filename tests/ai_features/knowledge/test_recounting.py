"""After an update that changes the terms, older documents are found by the new terms too."""

from __future__ import annotations

import pytest

from ai_features.knowledge.indexing import recounting
from ai_features.knowledge.models import ChunkTerms, DocumentTerms, TermStatistic, VectorSpace
from ai_features.knowledge.search import search
from ai_features.knowledge.words.analyzer import ANALYSIS
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("no_heartbeat")]


def counted_by_an_older_version(project):
    """Leave the project as a version that knew no words at all would have."""
    with in_workspace(project.workspace_id):
        rows = DocumentTerms.objects.for_workspace(project.workspace_id).filter(project=project)
        (old,) = rows
        rows.delete()
        DocumentTerms.unscoped.create(
            workspace_id=old.workspace_id,
            project=project,
            document_id=old.document_id,
            language="en",
            chunks=old.chunks,
            terms=["forgotten"],
            counts=[1],
        )
        VectorSpace.objects.for_workspace(project.workspace_id).update(analysis=0)


def kept_terms(project):
    with in_workspace(project.workspace_id):
        rows = TermStatistic.objects.for_workspace(project.workspace_id).filter(project=project)
        return set(rows.values_list("term", flat=True))


def queued(workspace_id):
    with in_workspace(workspace_id):
        return Job.objects.for_workspace(workspace_id).filter(kind=recounting.JOB).count()


def test_what_this_version_indexes_is_not_outdated(handbook):
    assert recounting.queue_outdated() == 0


def test_an_outdated_project_is_recounted_once(handbook, project):
    counted_by_an_older_version(project)
    assert not search(project=project, query="warranty", mode="keyword").passages
    assert recounting.queue_outdated() == recounting.queue_outdated() == 1
    with in_workspace(project.workspace_id):
        job = Job.objects.for_workspace(project.workspace_id).get(kind=recounting.JOB)
    perform_job(project.workspace_id, job.pk)
    with in_workspace(project.workspace_id):
        assert Job.objects.for_workspace(project.workspace_id).get(pk=job.pk).state == JobState.DONE
        assert VectorSpace.objects.for_workspace(project.workspace_id).get().analysis == ANALYSIS
        assert ChunkTerms.objects.for_workspace(project.workspace_id).count() == 3
    assert "forgotten" not in kept_terms(project)
    assert search(project=project, query="warranty", mode="keyword").passages
    assert recounting.queue_outdated() == 0


def test_of_more_outdated_projects_than_a_sweep_takes_each_gets_its_turn(
    handbook, strangers_handbook, monkeypatch
):
    monkeypatch.setattr(recounting, "AT_ONCE", 1)
    both = (handbook.workspace_id, strangers_handbook.workspace_id)
    for workspace_id in both:
        with in_workspace(workspace_id):
            VectorSpace.objects.for_workspace(workspace_id).update(analysis=0)
    for _ in range(50):
        assert recounting.queue_outdated() == 1
    assert [queued(workspace_id) for workspace_id in both] == [1, 1]


def test_a_document_of_another_workspace_is_not_recounted(handbook, globex):
    with in_workspace(globex.pk):
        recounting.recount_document(globex.pk, handbook.pk)
        assert ChunkTerms.unscoped.count() == 0
    with in_workspace(handbook.workspace_id):
        assert ChunkTerms.objects.for_workspace(handbook.workspace_id).count() == 3
