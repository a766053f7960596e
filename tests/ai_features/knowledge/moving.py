"""Move a project to another embedding model, and see what that leaves."""

from __future__ import annotations

from ai_features.knowledge.indexing import reindexing
from ai_features.knowledge.models import ChunkVector, VectorSpace
from core.audit.models import AuditEvent
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace


def begin(access, project, model):
    with in_workspace(project.workspace_id):
        return reindexing.start_reindex(access=access, project=project, model=model)


def perform(project):
    with in_workspace(project.workspace_id):
        jobs = Job.objects.for_workspace(project.workspace_id)
        job = jobs.filter(kind=reindexing.JOB).latest("created_at")
    perform_job(project.workspace_id, job.pk)
    with in_workspace(project.workspace_id):
        return jobs.get(pk=job.pk)


def noted(project):
    with in_workspace(project.workspace_id):
        events = AuditEvent.objects.for_workspace(project.workspace_id)
        events = events.filter(action__startswith="project.reindex")
        return list(events.values_list("action", flat=True))


def states(project):
    with in_workspace(project.workspace_id):
        rows = VectorSpace.objects.for_workspace(project.workspace_id).filter(project=project)
        return {space.state: space for space in rows}


def vectors_of(space):
    with in_workspace(space.workspace_id):
        rows = ChunkVector.objects.for_workspace(space.workspace_id).filter(space=space)
        return rows.count()
