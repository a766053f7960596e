"""No operation shows or changes anything of another client, whatever ids and keys are tried."""

from __future__ import annotations

import random
import re
from itertools import product

import pytest
from django.db import DatabaseError, IntegrityError, connection, models

from core.audit.models import AuditEvent
from core.jobs.models import Job
from core.keys.models import ApiKey
from core.keys.services import ALL_SCOPES, create_personal_key, revoke_personal_key
from core.rest.models import KeptAnswer
from core.tenancy.owned import OwnedManager, WorkspaceOwned
from core.tenancy.prepared import PreparedRows
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.models import Invitation, Membership, Workspace
from projects.models import Demo, Document, Project
from tests.contract.test_tenancy import our_models
from tests.contract.two_clients import CANARY, body_of, call, nobodys, operations, ours, theirs

__all__ = ["ours", "theirs"]
PROBES = 200
SEED = 20261124
pytestmark = pytest.mark.django_db


@pytest.fixture
def keys(ada, acme_viewer, acme_workspace_api, ours):
    """Return every kind of credential a stranger of globex may hold."""
    revoked, spent = create_personal_key(user=ada, name="old", scopes=ALL_SCOPES)
    revoke_personal_key(user=ada, key_id=revoked.pk)
    return {
        "owner of acme": create_personal_key(user=ada, name="x", scopes=ALL_SCOPES)[1],
        "viewer of acme": create_personal_key(user=acme_viewer, name="x", scopes=ALL_SCOPES)[1],
        "key of acme": acme_workspace_api.token,
        "revoked": spent,
        "none": None,
    }


@pytest.fixture
def no_manager_lock(monkeypatch):
    """Remove the second lock: every query sees whatever the database is willing to show."""

    def everything(manager, workspace):
        # The workspace stays in the statement, since prepared reads need it as a parameter.
        named = models.Q(workspace=workspace) | models.Q(workspace__isnull=False)
        return models.Manager.get_queryset(manager).filter(named)

    monkeypatch.setattr(OwnedManager, "for_workspace", everything)
    write_anew = property(lambda read: None, lambda read, written: None)
    monkeypatch.setattr(PreparedRows, "_written", write_anew, raising=False)


def probes(client, ours, theirs, *, count):
    """Yield requests with at least one id of globex, the other ids being anybody's."""
    dice = random.Random(SEED)
    known = [row for row in operations(client) if "{" in row[1]]
    whose = {"ours": ours, "theirs": theirs, "nobodys": nobodys()}
    for number in range(count):
        # Round-robin, so that no operation is left out.
        method, path, operation = known[number % len(known)]
        places = re.findall(r"{(\w+)}", path)
        picks = {place: whose[dice.choice(list(whose))] for place in places}
        picks[dice.choice([place for place in places if place != "number"])] = theirs
        for place, ids in picks.items():
            word = dice.choice([place, f"{place}_slug"])
            path = path.replace(f"{{{place}}}", str(ids.get(word, ids[place])))
        yield method, path, operation


def count_rows(workspace):
    with in_workspace(workspace.pk):
        return {
            model._meta.label: model.unscoped.filter(workspace=workspace).count()
            for model in our_models()
            if issubclass(model, WorkspaceOwned)
        }


def assert_walled_off(client, keys, ours, theirs, globex, *, count):
    """Probe, and assert that each answer is a refusal that reveals nothing, and nothing changed."""
    dice, before = random.Random(SEED), count_rows(globex)
    answers = set()
    for method, path, operation in probes(client, ours, theirs, count=count):
        holder = dice.choice(list(keys))
        answer = call(client, method, path, token=keys[holder], body=body_of(operation, theirs))
        what = f"{method} {path} as {holder}: {answer.status_code} {answer.content!r}"
        allowed = {401} if holder in {"revoked", "none"} else {404}
        if holder == "viewer of acme":
            allowed.add(403)  # within acme itself, where a viewer may not do such things at all
        assert answer.status_code in allowed, what
        told = f"{answer.content.decode()}{answer.headers}"
        assert CANARY.lower() not in told.lower(), what
        answers.add((answer.status_code, answer.json()["title"]))
    assert len(answers) <= 3
    assert count_rows(globex) == before


def test_no_operation_lets_a_stranger_in(client, keys, ours, theirs, globex, unmetered):
    assert_walled_off(client, keys, ours, theirs, globex, count=PROBES)


def test_with_the_manager_lock_gone_the_database_still_refuses(
    client, keys, ours, theirs, globex, unmetered, no_manager_lock
):
    assert_walled_off(client, keys, ours, theirs, globex, count=PROBES)


def test_lists_without_the_manager_lock_show_only_your_own(
    client, keys, ours, theirs, unmetered, no_manager_lock
):
    for method, path, _ in operations(client):
        names = re.findall(r"{(\w+)}", path)
        if method == "get" and not path.endswith(("/file", "/events")):
            filled = path.format(**{name: ours[name] for name in names})
            answer = call(client, "get", filled, token=keys["owner of acme"])
            assert answer.status_code == 200, (filled, answer.content)
            assert CANARY.lower() not in answer.content.decode().lower(), path


@pytest.mark.parametrize(
    ("operation", "path"),
    [
        ("create_summary", "summaries"),
        ("chat", "chat"),
        ("add_feedback", "feedback"),
        ("add_golden", "golden"),
    ],
)
def test_a_foreign_id_in_a_body_is_answered_like_a_random_one(
    client, keys, ours, theirs, operation, path
):
    address = f"/api/v1/workspaces/acme/projects/{ours['project']}/{path}"
    foreign, random_one = (
        call(client, "post", address, token=keys["owner of acme"], body=body_of(operation, ids))
        for ids in (theirs, nobodys())
    )
    assert foreign.status_code == random_one.status_code == 404
    assert _unnumbered(foreign) == _unnumbered(random_one)


def test_a_foreign_workspace_is_answered_like_a_random_one(client, keys, theirs):
    for place, holder in product(
        ("globex", theirs["workspace"]), ("owner of acme", "key of acme", "viewer of acme")
    ):
        foreign = call(client, "get", f"/api/v1/workspaces/{place}", token=keys[holder])
        random_one = call(client, "get", "/api/v1/workspaces/nobodys", token=keys[holder])
        assert foreign.status_code == random_one.status_code == 404
        assert _unnumbered(foreign) == _unnumbered(random_one)
        assert set(foreign.headers) == set(random_one.headers)


def test_run_filters_count_nothing_of_other_clients(client, keys, ours, theirs, grace):
    for query in (f"project={theirs['project']}", f"actor={grace.pk}"):
        answer = call(
            client, "get", f"/api/v1/workspaces/acme/runs?{query}", token=keys["owner of acme"]
        )
        assert answer.json() == {"items": [], "next_cursor": None}


def test_a_row_cannot_have_a_parent_in_another_workspace(acme, ours, theirs):
    """Foreign keys bypass row-level security; the composite ones include the workspace."""
    rows = [
        Demo(workspace=acme, project_id=theirs["project"], kind="chat", name="x"),
        Document(workspace=acme, project_id=theirs["project"], title="x", source="text"),
    ]
    for row in rows:
        with pytest.raises(IntegrityError), in_workspace(acme.pk):
            _save_and_check(row)


@pytest.mark.parametrize("model", [Project, Document, Job, AuditEvent, Invitation, Membership])
def test_a_row_cannot_be_written_into_another_workspace(acme, theirs, model):
    table = connection.ops.quote_name(model._meta.db_table)
    with in_workspace(acme.pk), connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {table} SET workspace_id = workspace_id WHERE workspace_id = %s",
            [theirs["workspace"]],
        )
        assert cursor.rowcount == 0
        cursor.execute(f"DELETE FROM {table} WHERE workspace_id = %s", [theirs["workspace"]])
        assert cursor.rowcount == 0


def test_a_row_cannot_be_moved_out_of_its_workspace(acme, ours, theirs):
    with pytest.raises(DatabaseError), in_workspace(acme.pk):
        Project.unscoped.filter(pk=ours["project"]).update(workspace_id=theirs["workspace"])


def test_without_a_workspace_the_database_shows_no_owned_row(ours, theirs):
    shown = {
        model._meta.label: model.unscoped.count()
        for model in our_models()
        if any(field.name == "workspace" for field in model._meta.local_fields)
    }
    assert set(shown.values()) == {0}, shown
    assert Workspace.objects.count() == 0


def test_the_scope_of_a_person_shows_only_their_own_keys(ada, grace, keys, globex_api):
    with as_user(ada.pk):
        assert {key.user_id for key in ApiKey.unscoped.all()} == {ada.pk}


def test_stored_answers_cannot_be_read_from_the_table(acme_api, acme):
    acme_api.post("/workspaces/acme/projects", {"name": CANARY}, **{"Idempotency-Key": "one"})
    with in_workspace(acme.pk):
        kept = KeptAnswer.objects.get()
    assert CANARY.encode() not in bytes(kept.body)


def _save_and_check(row):
    row.save(force_insert=True)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def _unnumbered(response):
    told = response.json()
    told.pop("request_id")
    return told
