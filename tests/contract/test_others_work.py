"""Whoever may run demos can end what they started; engineers and owners can end anybody's work."""

from __future__ import annotations

import pytest
from django.urls import reverse

from ai_features.chat.models import Conversation
from ai_features.runs.models import Run
from ai_features.runs.services import create_run
from core.keys.services import create_personal_key, create_workspace_key
from core.rights import Right
from core.tenancy.scope import in_workspace
from core.workspaces.queries import key_actor, user_actor
from projects.models import Demo
from tests.cast import ApiClient
from tests.contract.test_routes import OPERATIONS, our_pages, right_of, wrappers

BEGINNING = {"search", "chat", "create_summary"}
ENDING = {"cancel_run", "delete_conversation"}
BEGINNING_PAGES = {"chat:ask", "chat:regenerate", "summary:ask", "summary:again"}
ENDING_PAGES = {"chat:delete", "chat:stop", "runs:cancel", "summary:stop"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def begin(house):
    """Return a function that starts a conversation, a turn in it and a summary as an actor."""

    def make(actor):
        with in_workspace(house.workspace_id):
            talk = Conversation(
                workspace_id=house.workspace_id,
                project=house,
                title="Leave",
                actor_kind=actor.kind,
                actor_id=actor.id,
                actor_label=actor.label,
            )
            talk.save(force_insert=True)
            turn = _run(house, actor, "chat", {"message": "Leave?"}, conversation_id=talk.pk)
            summary = _run(house, actor, "summary", {"text": "A text.", "document_ids": []})
        return {"conversation_id": talk.pk, "turn": turn, "summary": summary}

    return make


@pytest.fixture
def key_of_acme(client, acme, acme_access):
    """Return a function from scopes to a workspace key and an API client that uses it."""

    def make(*scopes):
        with in_workspace(acme.pk):
            key, token = create_workspace_key(access=acme_access, name="shop", scopes=list(scopes))
        return key, ApiClient(client, token)

    return make


def test_whatever_the_right_to_run_allows_is_starting_or_ending():
    """A new operation or page with this right must be listed as one of the two."""
    operations = {name for name, right in OPERATIONS.items() if right == Right.DEMO_RUN}
    assert operations == BEGINNING | ENDING
    pages = {
        name
        for name, view in our_pages()
        if right_of(view) == Right.DEMO_RUN and wrappers(view).startswith("POST")
    }
    assert pages == BEGINNING_PAGES | ENDING_PAGES


@pytest.mark.parametrize("name", sorted(ENDING_PAGES))
def test_a_viewer_can_end_only_their_own_work_on_pages(
    client, acme_viewer, ada, begin, house, name
):
    client.force_login(acme_viewer)
    others, own = begin(user_actor(ada)), begin(user_actor(acme_viewer))
    refused = client.post(_address(name, others))
    assert refused.status_code == 403
    assert "Somebody else started this" in refused.text
    assert _whole(house, others)
    assert client.post(_address(name, own)).status_code == 302
    assert not _whole(house, own)


@pytest.mark.parametrize("name", sorted(ENDING_PAGES))
def test_an_engineer_can_end_others_work_on_pages(
    client, acme_engineer, acme_viewer, begin, house, name
):
    client.force_login(acme_engineer)
    others = begin(user_actor(acme_viewer))
    assert client.post(_address(name, others)).status_code == 302
    assert not _whole(house, others)


@pytest.mark.parametrize("operation", sorted(ENDING))
def test_a_key_with_run_can_end_only_its_own_work(begin, house, ada, key_of_acme, operation):
    key, api = key_of_acme("run")
    others, own = begin(user_actor(ada)), begin(key_actor(key))
    refused = _end(api, operation, others)
    assert refused.status_code == 403
    assert (
        "Somebody else started this. This needs a key with the scope “write”"
        in refused.json()["detail"]
    )
    assert _whole(house, others)
    assert _end(api, operation, own).status_code in {200, 204}
    assert not _whole(house, own)


@pytest.mark.parametrize("operation", sorted(ENDING))
def test_a_key_with_write_can_end_others_work(begin, house, ada, key_of_acme, operation):
    _, api = key_of_acme("run", "write")
    others = begin(user_actor(ada))
    assert _end(api, operation, others).status_code in {200, 204}
    assert not _whole(house, others)


@pytest.mark.parametrize("operation", sorted(ENDING))
def test_a_key_with_only_write_can_end_nothing(begin, house, ada, key_of_acme, operation):
    _, api = key_of_acme("write")
    others = begin(user_actor(ada))
    assert _end(api, operation, others).status_code == 403
    assert _whole(house, others)


@pytest.mark.parametrize("operation", sorted(ENDING))
def test_a_viewers_key_is_refused_for_the_role_and_not_for_a_scope_that_would_not_help(
    client, begin, house, ada, acme_viewer, operation
):
    _, token = create_personal_key(user=acme_viewer, name="x", scopes=["run", "write"])
    others = begin(user_actor(ada))
    refused = _end(ApiClient(client, token), operation, others)
    assert refused.status_code == 403
    assert "Your role here, viewer" in refused.json()["detail"]
    assert _whole(house, others)


def test_another_key_of_the_workspace_counts_as_somebody_else(begin, house, key_of_acme):
    first, _ = key_of_acme("run")
    _, api = key_of_acme("run")
    others = begin(key_actor(first))
    assert _end(api, "delete_conversation", others).status_code == 403
    assert _whole(house, others)


@pytest.mark.parametrize("whose", ["own", "others"])
def test_a_viewer_is_shown_only_the_buttons_that_work(
    client, acme, acme_viewer, ada, begin, house, whose
):
    client.force_login(acme_viewer)
    begun = begin(user_actor(acme_viewer if whose == "own" else ada))
    chat = reverse("chat:page", args=["acme", house.slug])
    summary = reverse("summary:page", args=["acme", house.slug])
    talk = f"{chat}?conversation={begun['conversation_id']}"
    for place, name in [
        (talk, "chat:delete"),
        (talk, "chat:stop"),
        (f"{summary}?run={begun['summary'].pk}", "summary:stop"),
        (reverse("runs:run", args=["acme", begun["turn"].pk]), "runs:cancel"),
    ]:
        page = client.get(place)
        assert page.status_code == 200, place
        assert (_address(name, begun) in page.text) == (whose == "own"), name


def _run(project, actor, kind, asked, **more):
    demo = Demo.objects.for_workspace(project.workspace_id).get(project=project, kind=kind)
    return create_run(project=project, demo=demo, actor=actor, input=asked, **more)


def _address(name, begun):
    feature, verb = name.split(":")
    if name == "runs:cancel":
        return reverse(name, args=["acme", begun["turn"].pk])
    subject = begun["summary"] if feature == "summary" else begun["turn"]
    subject_id = begun["conversation_id"] if verb == "delete" else subject.pk
    return reverse(name, args=["acme", "house", subject_id])


def _end(api, operation, begun):
    if operation == "cancel_run":
        return api.post(f"/workspaces/acme/runs/{begun['turn'].pk}/cancel")
    return api.delete(f"/workspaces/acme/projects/house/conversations/{begun['conversation_id']}")


def _whole(project, begun):
    """Return whether everything that was started is still there and still open."""
    with in_workspace(project.workspace_id):
        talks = Conversation.objects.for_workspace(project.workspace_id)
        runs = Run.objects.for_workspace(project.workspace_id).filter(status="queued")
        kept = runs.filter(pk__in=[begun["turn"].pk, begun["summary"].pk]).count()
        return talks.filter(pk=begun["conversation_id"]).exists() and kept == 2
