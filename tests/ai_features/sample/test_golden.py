"""The sample has a golden set of its own questions, measured once all documents are indexed."""

from __future__ import annotations

import pytest

from ai_features.bench.models import MeasurementState
from ai_features.bench.queries import golden_of, measurements_of
from ai_features.sample.golden import answered, fill_golden_set
from ai_features.sample.loading import WORKSPACE_ID, load_sample
from core.jobs.models import Job
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from projects.models import Document, Project
from tests.ai_features.knowledge.conftest import make_document, make_project

# Reading outlasts a heartbeat, which must see the job, so its rows are really committed.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def sample(tmp_path, monkeypatch):
    """Load the sample and run all resulting jobs."""
    monkeypatch.setattr("ai_features.sample.loading.settings.VITRINE.vitrine_data_dir", tmp_path)
    assert load_sample()
    while job := next_job():
        perform_job(WORKSPACE_ID, job.pk)
    with in_workspace(WORKSPACE_ID):
        yield Project.objects.for_workspace(WORKSPACE_ID).get()


def next_job():
    with in_workspace(WORKSPACE_ID):
        return Job.objects.for_workspace(WORKSPACE_ID).filter(state="queued").first()


def test_every_question_has_its_passages_is_measured_and_then_left_alone(sample):
    found = {row.question: row.passages.count() for row in golden_of(sample)}
    wanted: dict[str, int] = {}
    for question, _ in answered():
        wanted[question] = wanted.get(question, 0) + 1
    assert found == wanted
    measurement = measurements_of(sample).get()
    assert measurement.state == MeasurementState.DONE
    assert measurement.total == len(wanted)
    assert measurement.scores["recall_10"] >= 0.9
    golden_of(sample).delete()
    document = Document.objects.for_workspace(WORKSPACE_ID).first()
    fill_golden_set(Document, document=document)
    assert not golden_of(sample).exists()


def test_documents_of_others_add_no_golden_questions(acme):
    document = make_document(make_project(acme), ["Partner leave is six weeks at full pay."])
    fill_golden_set(Document, document=document)
    with in_workspace(acme.pk):
        assert not golden_of(document.project).exists()
