"""A list takes as many queries for fifty rows as for five."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ai_features.bench.models import (
    GoldenPassage,
    GoldenQuestion,
    MeasuredQuestion,
    Measurement,
    MeasurementState,
)
from ai_features.bench.scoring import MEASURES
from ai_features.chat.models import Conversation
from ai_features.runs.models import Feedback, Run, RunStatus
from core.keys.services import create_workspace_key
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import invite
from core.workspaces.services import create_workspace
from projects.models import Document, DocumentStatus
from projects.queries import get_demo
from projects.services import create_project
from tests.cast import join

pytestmark = pytest.mark.django_db
FEW, MANY = 5, 50
MEASURED = UUID(int=7)
LISTS = (
    "/workspaces",
    "/workspaces/acme/projects",
    "/workspaces/acme/members",
    "/workspaces/acme/invitations",
    "/workspaces/acme/keys",
    "/workspaces/acme/runs",
    "/workspaces/acme/audit",
    "/workspaces/acme/projects/house/documents",
    "/workspaces/acme/projects/house/conversations",
    "/workspaces/acme/projects/house/feedback",
    "/workspaces/acme/projects/house/golden",
    "/workspaces/acme/projects/house/golden/measurements",
    "/workspaces/acme/projects/house/index",
)
PAGES = (
    "/workspaces/",
    "/w/acme/",
    "/w/acme/members/",
    "/w/acme/keys/",
    "/w/acme/runs/",
    "/w/acme/audit/",
    "/w/acme/p/house/",
    "/w/acme/p/house/chat/",
    "/w/acme/p/house/search/",
    "/w/acme/p/house/summary/",
    "/w/acme/p/house/bench/",
    "/w/acme/p/house/bench/?query=leave",
    "/w/acme/p/house/bench/golden/",
    "/w/acme/p/house/bench/measurements/",
    f"/w/acme/p/house/bench/measurements/{MEASURED}/",
    "/w/acme/p/house/bench/index/",
)


def fill(acme, access, house, count, *, after=0):
    """Add ``count`` rows of everything that has a list."""
    for number in range(after, after + count):
        create_workspace(owner=access.actor.user, name=f"Client {number}")
        join(acme, f"member{number}@acme.test", Role.VIEWER)
        with in_workspace(acme.pk):
            create_project(access=access, name=f"Project {number}")
            create_workspace_key(access=access, name=f"key {number}", scopes=["read"])
            invite(access=access, email=f"new{number}@acme.test", role="viewer")
            _golden(house, access, _document(house, number), number)
            _turn(house, access, number)


def _golden(house, access, document, number):
    """Add a golden question, a measurement, and a question to the measurement that is viewed."""
    owned = {"workspace_id": house.workspace_id}
    golden = GoldenQuestion(project=house, question=f"Q {number}", digest=str(number), **owned)
    golden.save(force_insert=True)
    place = {"document_id": document.pk, "page": 1, "start": 0, "end": 5}
    GoldenPassage(question=golden, quote="words", **place, **owned).save(force_insert=True)
    for pk in {uuid4(), MEASURED} if number == 0 else {uuid4()}:
        Measurement(
            pk=pk,
            project=house,
            state=MeasurementState.DONE,
            settings={"vector_share": None},
            index={"documents": 1, "chunks": 1, "embedding": "x", "fingerprint": "x"},
            scores=dict.fromkeys(MEASURES, 0.5),
            actor_kind="user",
            actor_id=access.actor.id,
            actor_label="Ada",
            **owned,
        ).save(force_insert=True)
    told = place | {"document_id": str(document.pk), "rank": 1, "score": 1.0}
    MeasuredQuestion(
        measurement_id=MEASURED,
        golden_id=golden.pk,
        question=golden.question,
        places=[told],
        found=[told],
        scores=dict.fromkeys(MEASURES, 0.5),
        took_ms=1,
        **owned,
    ).save(force_insert=True)


def _document(house, number):
    document = Document(
        workspace_id=house.workspace_id,
        project=house,
        title=f"Document {number}",
        source="text",
        sha256=f"{number:064}",
        status=DocumentStatus.READY,
        media_type="text/plain",
    )
    document.save(force_insert=True)
    return document


def _turn(house, access, number):
    who = {"actor_kind": "user", "actor_id": access.actor.id, "actor_label": "Ada"}
    owned = {"workspace_id": house.workspace_id}
    asked = Conversation(project=house, title=f"Question {number}", **owned, **who)
    asked.save(force_insert=True)
    for kind in ("chat", "search", "summary"):
        run = Run(
            project=house,
            demo=get_demo(project=house, kind=kind),
            kind=kind,
            conversation_id=asked.pk if kind == "chat" else None,
            status=RunStatus.FAILED,
            input={"message": f"Question {number}", "query": "leave", "document_ids": []},
            **owned,
            **who,
        )
        run.save(force_insert=True)
        Feedback(run=run, rating="up", **owned, **who).save(force_insert=True)


def count(ask):
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    assert answer.status_code == 200, answer.content[:300]
    return len(queries)


def counts(acme_api, browser):
    # The first call of each warms caches that later ones use: content types, sessions.
    asks = {f"API {path}": lambda path=path: acme_api.get(f"{path}?limit=100") for path in LISTS}
    asks |= {path: lambda path=path: browser.get(path) for path in PAGES}
    for ask in asks.values():
        ask()
    return {name: count(ask) for name, ask in asks.items()}


def test_lists_take_as_many_queries_for_fifty_rows_as_for_five(
    acme_api, acme, acme_access, house, ada, monkeypatch
):
    # On a slow machine the two may be over a minute apart, and then a key's use is recorded.
    monkeypatch.setattr("core.keys.services.USE_IS_NOTED_EVERY", timedelta(days=1))
    browser = Client()
    browser.force_login(ada)
    fill(acme, acme_access, house, FEW)
    few = counts(acme_api, browser)
    fill(acme, acme_access, house, MANY - FEW, after=FEW)
    many = counts(acme_api, browser)
    grown = {name: (few[name], many[name]) for name in few if many[name] > few[name]}
    assert grown == {}


def test_a_conversation_of_fifty_turns_takes_a_constant_number_of_queries(
    acme_api, acme, acme_access, house
):
    with in_workspace(acme.pk):
        for number in range(FEW):
            _turn(house, acme_access, number)
        asked = Conversation.objects.for_workspace(acme).first()
        runs = Run.objects.for_workspace(acme).filter(kind="chat")
        path = f"/workspaces/acme/projects/house/conversations/{asked.pk}"
    acme_api.get(path)
    one = count(lambda: acme_api.get(path))
    with in_workspace(acme.pk):
        runs.update(conversation_id=asked.pk)
    assert count(lambda: acme_api.get(path)) == one
