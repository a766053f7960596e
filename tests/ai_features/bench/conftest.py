"""A project of acme with an indexed handbook, and a golden set about it."""

from __future__ import annotations

import pytest

from ai_features.bench.models import Measurement
from ai_features.bench.scoring import Place
from ai_features.bench.services import JOB, add_golden, request_measurement
from ai_features.knowledge.finding.reranking import Reranked
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentPage
from tests.ai_features.knowledge.conftest import handbook, project, strangers_handbook

__all__ = ["handbook", "project", "strangers_handbook"]

BENCH = "/w/acme/p/handbook/bench/"
HTMX = {"HX-Request": "true"}
QUERY = "are batteries covered by the warranty?"


def place(document, words):
    """Return where ``words`` stand in the document."""
    with in_workspace(document.workspace_id):
        for page in DocumentPage.objects.for_workspace(document.workspace_id).filter(
            document=document
        ):
            start = page.text.find(words)
            if start >= 0:
                return Place(document.pk, page.number, start, start + len(words))
    raise LookupError(words)


def add(access, project, question, *places):
    with in_workspace(project.workspace_id):
        return add_golden(
            actor=access.actor, project=project, question=question, places=list(places)
        )


@pytest.fixture
def golden(handbook, project, acme_access):
    """Two questions: search finds the first at once; the words of the second mislead it."""
    with in_workspace(project.workspace_id):
        Document.objects.for_workspace(project.workspace_id).update(status="ready")
    return [
        add(
            acme_access,
            project,
            QUERY,
            place(handbook, "Batteries are excluded."),
        ),
        add(
            acme_access,
            project,
            "how much holiday do staff get?",
            place(handbook, "thirty days of paid leave a year"),
        ),
    ]


@pytest.fixture
def reader(reader, golden):
    return reader


def backwards(question, passages, *, way, caller):
    """Rank passages in reverse, as a reranker that prefers the last one would."""
    order = list(range(len(passages)))[::-1]
    return Reranked(order, [1 - place / 100 for place in range(len(order))], by="judge-1")


def measure(access, project, **how):
    """Measure and perform the job, as a worker would."""
    with in_workspace(project.workspace_id):
        asked = request_measurement(actor=access.actor, project=project, **how)
    perform(asked)
    return fresh(asked)


def perform(measurement):
    workspace_id = measurement.workspace_id
    with in_workspace(workspace_id):
        job = Job.objects.for_workspace(workspace_id).get(kind=JOB, subject_id=measurement.pk)
    return perform_job(workspace_id, job.pk)


def fresh(measurement):
    with in_workspace(measurement.workspace_id):
        rows = Measurement.objects.for_workspace(measurement.workspace_id)
        return rows.select_related("project").get(pk=measurement.pk)
