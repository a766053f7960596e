"""A demo that repeats its input, so that runs can be watched without any model."""

from __future__ import annotations

import pytest

from ai_features.runs import engine, executors
from ai_features.runs.executors import Outcome
from ai_features.runs.models import LedgerEntry, Run, RunEvent, Span
from ai_features.runs.services import create_run
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from core.workspaces.queries import user_actor
from projects.models import Demo, Project


class Parrot:
    """Executes runs of the kind `parrot`; a test may replace `behave`."""

    def __init__(self):
        self.ended = []
        self.behave = self.repeat

    def execute(self, context):
        return self.behave(context)

    def repeat(self, context):
        for word in context.input["message"].split():
            context.delta(f"{word} ")
            context.check()
        return Outcome(output={"answer": context.input["message"]})


@pytest.fixture
def parrot(monkeypatch):
    monkeypatch.setattr(executors, "_kinds", dict(executors._kinds))
    bird = Parrot()
    executors.register(
        "parrot",
        bird.execute,
        keep_partial=lambda run, text: {"answer": text},
        on_end=lambda run: bird.ended.append((run.pk, str(run.status))),
    )
    return bird


def make_project(workspace, slug):
    with in_workspace(workspace.pk):
        project = Project(workspace=workspace, slug=slug, name=slug.title())
        project.save()
        Demo(workspace=workspace, project=project, kind="parrot", name="Parrot").save()
    return project


@pytest.fixture
def handbook(acme, parrot):
    return make_project(acme, "handbook")


@pytest.fixture
def manual(globex, parrot):
    return make_project(globex, "manual")


def ask(project, user, message="red green blue", **more):
    """Record a run without executing it."""
    with in_workspace(project.workspace_id):
        demo = Demo.objects.for_workspace(project.workspace_id).get(project=project)
        asked = {"message": message} | more
        return create_run(project=project, demo=demo, actor=user_actor(user), input=asked)


@pytest.fixture
def run(handbook, ada):
    return ask(handbook, ada)


def job_of(run):
    with in_workspace(run.workspace_id):
        engine.enqueue_here(workspace_id=run.workspace_id, kind=engine.JOB, subject_id=run.pk)
        return Job.objects.for_workspace(run.workspace_id).get(subject_id=run.pk)


def execute(run):
    """Do what a worker does with the run's job, and return the run afterwards."""
    perform_job(run.workspace_id, job_of(run).pk)
    return reload(run)


def reload(run):
    with in_workspace(run.workspace_id):
        return Run.objects.for_workspace(run.workspace_id).select_related("project").get(pk=run.pk)


def change(run, **fields):
    with in_workspace(run.workspace_id):
        Run.objects.for_workspace(run.workspace_id).filter(pk=run.pk).update(**fields)


def rows(model, run):
    with in_workspace(run.workspace_id):
        return list(model.objects.for_workspace(run.workspace_id).filter(run_id=run.pk))


def events_of(run):
    return sorted(rows(RunEvent, run), key=lambda event: event.seq)


def spans_of(run):
    return rows(Span, run)


def ledger_of(run):
    return rows(LedgerEntry, run)
