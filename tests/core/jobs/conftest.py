"""A kind of job whose behaviour a test decides, and a queued job of it."""

from __future__ import annotations

import uuid

import pytest

from core.jobs import registry
from core.jobs.registry import register_job
from core.jobs.services import enqueue
from core.tenancy.scope import in_workspace
from tests.core.jobs.work import KIND, Work


@pytest.fixture
def work(monkeypatch):
    monkeypatch.setattr(registry, "_kinds", dict(registry._kinds))
    made = Work()
    register_job(KIND, made.handler, made.on_dead)
    return made


@pytest.fixture
def job(acme, work):
    with in_workspace(acme.pk):
        return enqueue(workspace_id=acme.pk, kind=KIND, subject_id=uuid.uuid4())
