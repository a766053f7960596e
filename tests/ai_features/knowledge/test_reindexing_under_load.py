"""Searches run without pause while a project moves to another model."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

import pytest
from django.db import connection

from ai_features.knowledge.indexing import reindexing, vector_index
from ai_features.knowledge.indexing.index import index_document
from ai_features.knowledge.indexing.spaces import active_space
from ai_features.knowledge.search import search
from core.jobs.models import Job, JobState
from core.jobs.performing import perform_job
from core.tenancy.scope import in_workspace
from tests.ai_features.knowledge.conftest import make_document, nothing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
PAGES = 50
SEARCHERS = 2
FEWEST = 5


@dataclass
class Searcher(threading.Thread):
    """Asks one question after another until it is told to stop, and records what went wrong."""

    project: object
    query: str
    over: threading.Event = field(default_factory=threading.Event)
    by_former: int = 0
    by_new: int = 0
    faults: list[str] = field(default_factory=list)

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        try:
            while not self.over.is_set():
                self._ask()
        except Exception as error:
            self.faults.append(repr(error))
        finally:
            connection.close()

    def _ask(self):
        found = search(project=self.project, query=self.query)
        # Fewer than a search reads, so every passage with a vector is a hit by meaning.
        if len(found.vector) != PAGES or not found.lexical or found.notes:
            self.faults.append(f"{len(found.vector)} by meaning, {found.notes}")
        # Only the local model's cosines are meaningful on their own.
        if found.passages[0].cosine is None:
            self.by_new += 1
        else:
            self.by_former += 1


@pytest.fixture
def large_handbook(project, monkeypatch):
    """A handbook large enough for its own index, which is built before the new vectors answer."""
    monkeypatch.setattr(vector_index, "INDEXED_FROM", PAGES // 2)
    monkeypatch.setattr(reindexing, "BATCH", 2)
    texts = [
        f"Rule {number}: article {number} is kept for {number} days." for number in range(PAGES)
    ]
    index_document(make_document(project, texts), progress=nothing)
    yield
    vector_index.tend(living=dict)


@pytest.fixture
def searchers(project, large_handbook):
    threads = [Searcher(project, f"How long is article {n} kept?") for n in range(SEARCHERS)]
    for each in threads:
        each.start()
    yield threads
    stop(threads)


def stop(threads):
    for each in threads:
        each.over.set()
    for each in threads:
        each.join(timeout=30)


def wait_for(threads, counter):
    """Wait until each searcher has at least ``FEWEST`` answers."""
    wanted = [getattr(each, counter) + FEWEST for each in threads]
    while any(
        each.is_alive() and getattr(each, counter) < least
        for each, least in zip(threads, wanted, strict=True)
    ):
        threads[0].over.wait(0.01)


def move(project, access, model):
    with in_workspace(project.workspace_id):
        reindexing.start_reindex(access=access, project=project, model=model)
        jobs = Job.objects.for_workspace(project.workspace_id).filter(kind=reindexing.JOB)
        job = jobs.get()
    perform_job(project.workspace_id, job.pk)
    with in_workspace(project.workspace_id):
        return jobs.get(pk=job.pk)


def test_no_search_fails_and_none_gets_a_partial_result(project, searchers, acme_access, other):
    wait_for(searchers, "by_former")
    before = sum(each.by_former for each in searchers)
    assert move(project, acme_access, other).state == JobState.DONE
    during = sum(each.by_former for each in searchers) - before
    wait_for(searchers, "by_new")
    stop(searchers)
    assert [fault for each in searchers for fault in each.faults] == []
    assert during >= FEWEST
    with in_workspace(project.workspace_id):
        space = active_space(project)
    assert (space.model_key, space.indexed) == (other.key, True)
