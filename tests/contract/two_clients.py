"""Everything that two clients have, with an id for every path parameter of the API."""

from __future__ import annotations

import json
from uuid import uuid4

import pytest

from ai_features.bench.models import MeasuredQuestion, Measurement, MeasurementState
from ai_features.bench.scoring import MEASURES, Place
from ai_features.bench.services import add_golden
from ai_features.chat.models import Conversation
from ai_features.runs.services import add_feedback, create_run
from core.keys.services import create_workspace_key
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import invite
from core.workspaces.models import Membership
from core.workspaces.queries import user_access
from projects.documents.services import add_text
from projects.models import Demo, DocumentPage
from projects.services import create_project

CANARY = "Zebrafish"


def furnish(workspace, owner, *, word):
    """Fill a workspace; return the id of one row for each parameter, and the slugs."""
    with in_workspace(workspace.pk):
        access = user_access(owner, workspace.slug)
        project = create_project(access=access, name=f"Handbook {word}", description=word)
        document = _document(access, project, word)
        key, _ = create_workspace_key(access=access, name=word, scopes=["read"])
        invitation, _ = invite(access=access, email=f"{word.lower()}@x.test", role="viewer")
        member = Membership.objects.for_workspace(workspace).get(user=owner)
        return {
            "workspace": workspace.pk,
            "workspace_slug": workspace.slug,
            "project": project.pk,
            "project_slug": project.slug,
            "document_id": document.pk,
            "invitation_id": invitation.pk,
            "key_id": key.pk,
            "member_id": member.pk,
            "number": 1,
            **_talk(access, project, word),
            **_bench(access, project, document, word),
        }


def _document(access, project, word):
    document = add_text(access=access, project=project, title=word, text=f"{word} says hello.")
    DocumentPage(
        workspace=access.workspace,
        document=document,
        number=1,
        label="Page 1",
        text=word,
        blocks=[],
    ).save()
    return document


def _talk(access, project, word):
    conversation = Conversation(
        workspace=access.workspace, project=project, title=word, **_actor(access, word)
    )
    conversation.save()
    run = create_run(
        project=project,
        demo=Demo.objects.for_workspace(access.workspace).get(project=project, kind="chat"),
        actor=access.actor,
        input={"message": word},
        conversation_id=conversation.pk,
    )
    add_feedback(run=run, actor=access.actor, rating="up", comment=word)
    return {"run_id": run.pk, "conversation_id": conversation.pk}


def _bench(access, project, document, word):
    golden = add_golden(
        actor=access.actor,
        project=project,
        question=word,
        places=[Place(document.pk, 1, 0, len(word))],
    )
    measurement = Measurement(
        workspace=access.workspace,
        project=project,
        state=MeasurementState.DONE,
        settings={"vector_share": None},
        index={"documents": 1, "chunks": 1, "embedding": word, "fingerprint": word},
        scores=dict.fromkeys(MEASURES, 1.0),
        **_actor(access, word),
    )
    measurement.save()
    MeasuredQuestion(
        workspace=access.workspace,
        measurement=measurement,
        golden_id=golden.pk,
        question=word,
        scores=dict.fromkeys(MEASURES, 1.0),
        took_ms=1,
    ).save()
    return {"golden_id": golden.pk, "measurement_id": measurement.pk}


def _actor(access, word):
    return {"actor_kind": "user", "actor_id": access.actor.id, "actor_label": word}


@pytest.fixture
def ours(acme, ada):
    return furnish(acme, ada, word="Ordinary")


@pytest.fixture
def theirs(globex, grace):
    return furnish(globex, grace, word=CANARY)


def nobodys():
    names = ("workspace", "project", "document_id", "run_id", "conversation_id", "golden_id")
    more = ("measurement_id", "invitation_id", "key_id", "member_id")
    return {name: uuid4() for name in (*names, *more)} | {"number": 1}


def body_of(operation, ids):
    """Return a valid body for an operation that takes one, using ``ids`` where it can."""
    return {
        "rename_workspace": {"name": "Taken over"},
        "change_member_role": {"role": "viewer"},
        "add_member": {"email": "you@x.test"},
        "create_invitation": {"email": "me@x.test"},
        "create_key": {"name": "Mine", "scopes": ["read"]},
        "create_project": {"name": "Mine"},
        "update_project": {"name": "Taken over"},
        "add_document": {"title": "Mine", "text": "Mine."},
        "rename_document": {"title": "Taken over"},
        "search": {"query": "hello", "filters": {"document_ids": [str(ids["document_id"])]}},
        "chat": {"message": "hello", "conversation_id": str(ids["conversation_id"])},
        "create_summary": {"document_ids": [str(ids["document_id"])]},
        "add_golden": {
            "question": "hello",
            "passages": [{"document_id": str(ids["document_id"]), "page": 1, "start": 0, "end": 5}],
        },
        "start_reindex": {"model": "local:all-minilm-l6-v2"},
        "add_feedback": {"run_id": str(ids["run_id"]), "rating": "up"},
    }.get(operation)


def operations(client):
    """Return (method, path, operation) for everything in the API's own description."""
    spec = client.get("/api/v1/openapi.json").json()
    return [
        (method, path, told["operationId"])
        for path, methods in spec["paths"].items()
        for method, told in methods.items()
    ]


def call(client, method, path, *, token=None, body=None, **headers):
    if token:
        headers["Authorization"] = f"Bearer {token}"
    return client.generic(
        method.upper(),
        path,
        json.dumps(body or {}),
        content_type="application/json",
        headers=headers,
    )
