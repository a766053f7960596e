from __future__ import annotations

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from core.audit.models import AuditEvent
from core.errors import Forbidden, Invalid
from core.keys.models import ApiKey
from core.keys.services import (
    create_personal_key,
    create_workspace_key,
    revoke_workspace_key,
    use_key,
)
from core.people.models import User
from core.rights import Scope
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.queries import user_access
from core.workspaces.services import remove_member
from tests.cast import ApiClient

pytestmark = pytest.mark.django_db


@pytest.fixture
def engineer_access(acme, acme_engineer):
    return user_access(acme_engineer, acme.slug)


def make(access, scopes, **extra):
    with in_workspace(access.workspace.pk):
        return create_workspace_key(access=access, name="key", scopes=scopes, **extra)


def test_an_engineer_cannot_create_an_admin_key(engineer_access):
    with pytest.raises(Forbidden):
        make(engineer_access, ["read", "admin"])


def test_an_engineer_is_not_offered_the_admin_scope(client, acme, acme_engineer):
    client.force_login(acme_engineer)
    address = reverse("core:keys", args=[acme.slug])
    assert 'value="admin"' not in client.get(address).content.decode()
    response = client.post(address, {"name": "sly", "scopes": ["admin"], "expires": ""})
    assert response.status_code == 422


def test_an_engineer_cannot_create_an_admin_key_through_the_api(api_for, acme, acme_engineer):
    body = {"name": "sly", "scopes": ["admin"]}
    response = api_for(acme_engineer).post(f"/workspaces/{acme.slug}/keys", body)
    assert response.status_code == 403


def test_a_weak_key_cannot_create_a_stronger_one(client, acme, acme_access):
    _, token = make(acme_access, ["admin"])
    body = {"name": "more", "scopes": ["admin", "write"]}
    response = ApiClient(client, token).post(f"/workspaces/{acme.slug}/keys", body)
    assert response.status_code == 403


def test_a_personal_key_never_exceeds_its_persons_role(api_for, acme, acme_viewer):
    api = api_for(acme_viewer)
    assert api.patch(f"/workspaces/{acme.slug}", {"name": "Mine"}).status_code == 403
    assert api.get(f"/workspaces/{acme.slug}/members").status_code == 403


def test_a_personal_key_ends_with_the_membership(api_for, acme, acme_access, acme_viewer):
    api = api_for(acme_viewer)
    assert api.get(f"/workspaces/{acme.slug}").status_code == 200
    with in_workspace(acme.pk):
        member = acme.membership_roles.get(user=acme_viewer)
        remove_member(access=acme_access, membership_id=member.pk)
    assert api.get(f"/workspaces/{acme.slug}").status_code == 404


def test_a_key_without_the_scope_is_refused(api_for, acme, ada):
    api = api_for(ada, scopes=[Scope.READ])
    assert api.get(f"/workspaces/{acme.slug}").status_code == 200
    assert api.patch(f"/workspaces/{acme.slug}", {"name": "New"}).status_code == 403
    assert api.post("/workspaces", {"name": "New"}).status_code == 403


def test_a_workspace_key_reaches_only_its_workspace(acme_workspace_api, acme, globex):
    api = acme_workspace_api
    assert api.get(f"/workspaces/{acme.pk}").status_code == 200
    assert api.get(f"/workspaces/{globex.pk}").status_code == 404
    assert [row["slug"] for row in api.get("/workspaces").json()["items"]] == [acme.slug]
    assert api.post("/workspaces", {"name": "More"}).status_code == 403


def test_a_key_ends_at_its_expiry(acme_access):
    _, token = make(acme_access, ["read"], expires_at=timezone.now() + timedelta(days=1))
    assert use_key(token)
    with time_machine.travel(timezone.now() + timedelta(days=1, seconds=1)):
        assert use_key(token) is None


def test_an_expiry_in_the_past_is_refused(acme_access):
    with pytest.raises(Invalid):
        make(acme_access, ["read"], expires_at=timezone.now() - timedelta(seconds=1))


def test_a_revoked_key_is_refused_on_the_next_call(client, acme, acme_access, ada):
    key, token = make(acme_access, ["read"])
    api = ApiClient(client, token)
    assert api.get(f"/workspaces/{acme.slug}").status_code == 200
    client.force_login(ada)
    client.post(reverse("core:revoke_key", args=[acme.slug, key.pk]))
    assert api.get(f"/workspaces/{acme.slug}").status_code == 401


def test_revoking_a_key_twice_is_recorded_once(acme, acme_access):
    key, _ = make(acme_access, ["read"])
    with in_workspace(acme.pk):
        revoke_workspace_key(access=acme_access, key_id=key.pk)
        revoked_at = ApiKey.objects.for_workspace(acme).get(pk=key.pk).revoked_at
        revoke_workspace_key(access=acme_access, key_id=key.pk)
        assert ApiKey.objects.for_workspace(acme).get(pk=key.pk).revoked_at == revoked_at
        events = AuditEvent.objects.for_workspace(acme).filter(action="key.revoked")
        assert events.count() == 1


def test_another_workspaces_key_cannot_be_revoked(client, acme, globex, ada, grace):
    key, token = make(user_access(grace, globex.slug), ["read"])
    client.force_login(ada)
    address = reverse("core:revoke_key", args=[acme.slug, key.pk])
    assert client.post(address).status_code == 404
    assert use_key(token)


def test_the_key_of_a_deactivated_person_is_refused(ada):
    _, token = create_personal_key(user=ada, name="mine", scopes=["read"])
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert use_key(token) is None


def test_the_last_use_is_recorded_once_a_minute(ada):
    key, token = create_personal_key(user=ada, name="mine", scopes=["read"])

    def used_after(seconds):
        with time_machine.travel(started + timedelta(seconds=seconds), tick=False):
            use_key(token)
        with as_user(ada.pk):
            return ApiKey.unscoped.get(pk=key.pk).last_used_at - started

    started = timezone.now()
    assert used_after(0) == timedelta(0)
    assert used_after(60) == timedelta(0)
    assert used_after(61) == timedelta(seconds=61)


def test_only_the_digest_is_stored(ada):
    key, token = create_personal_key(user=ada, name="mine", scopes=["read"])
    with as_user(ada.pk):
        row = ApiKey.unscoped.filter(pk=key.pk).values().get()
    assert token not in str(row)
    assert token.startswith(row["prefix"])


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer x", "Basic x", "vt_x"])
def test_without_a_good_key_every_path_answers_401(client, acme, header):
    response = client.get(f"/api/v1/workspaces/{acme.slug}", headers={"Authorization": header})
    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith("Bearer")


def test_a_key_is_accepted_only_in_the_header(client, ada):
    _, token = create_personal_key(user=ada, name="mine", scopes=["read"])
    assert client.get("/api/v1/me", {"key": token, "access_token": token}).status_code == 401
    client.force_login(ada)
    assert client.get("/api/v1/me").status_code == 401


def test_the_page_shows_a_token_once(client, acme, ada):
    client.force_login(ada)
    address = reverse("core:keys", args=[acme.slug])
    made = client.post(address, {"name": "shop", "scopes": ["read", "run"], "expires": "30"})
    token = re.search(r"vt_[0-9a-f]{8}_[\w-]+", made.content.decode())[0]
    assert made["Cache-Control"] == "no-store"
    assert re.search(r"<div class=\"v-secret\"[^>]*\sautofocus", made.text)
    assert use_key(token).expires_at is not None
    again = client.get(address).content.decode()
    assert "shop" in again
    assert token not in again


def test_a_key_without_a_scope_is_asked_for_again(client, acme, ada):
    client.force_login(ada)
    response = client.post(reverse("core:keys", args=[acme.slug]), {"name": "shop", "expires": ""})
    assert response.status_code == 422
    assert "Tick at least one thing that the key may do." in response.text


def test_personal_keys_are_created_and_revoked_on_their_page(client, ada):
    client.force_login(ada)
    address = reverse("core:account_keys")
    made = client.post(address, {"name": "laptop", "scopes": ["read"], "expires": ""})
    token = re.search(r"vt_[0-9a-f]{8}_[\w-]+", made.content.decode())[0]
    client.post(reverse("core:revoke_account_key", args=[use_key(token).pk]))
    assert use_key(token) is None


def test_nobody_can_revoke_anothers_personal_key(client, ada, grace):
    key, token = create_personal_key(user=grace, name="mine", scopes=["read"])
    client.force_login(ada)
    assert client.post(reverse("core:revoke_account_key", args=[key.pk])).status_code == 404
    assert use_key(token)


def test_the_lists_of_keys_link_to_older_ones(client, acme, acme_access, ada, monkeypatch):
    monkeypatch.setattr("core.keys.views.ROWS", 2)
    client.force_login(ada)
    for number in range(3):
        with in_workspace(acme.pk):
            create_workspace_key(access=acme_access, name=f"key {number}", scopes=["read"])
        create_personal_key(user=ada, name=f"key {number}", scopes=["read"])
    for address in (reverse("core:keys", args=[acme.slug]), reverse("core:account_keys")):
        first = client.get(address)
        assert [key.name for key in first.context["items"]] == ["key 2", "key 1"]
        cursor = first.context["next_cursor"]
        assert f"{address}?after={cursor}" in first.text
        older = client.get(address, {"after": cursor})
        assert [key.name for key in older.context["items"]] == ["key 0"]
        assert "Newest" in older.text
        assert client.get(address, {"after": "rubbish"}).status_code == 422


def run(capsys, *arguments):
    call_command("create_key", *arguments)
    return capsys.readouterr().out.strip()


def test_the_command_prints_only_the_key_and_creates_the_person(capsys, db):
    token = run(capsys, "--email", "Op@vitrine.test")
    assert use_key(token).user.email == "op@vitrine.test"
    assert use_key(run(capsys, "--email", "op@vitrine.test")).user == User.objects.get()


def test_the_command_creates_a_workspace_key(capsys, acme, ada):
    options = ("--email", ada.email, "--workspace", acme.slug, "--scopes", "read,run")
    key = use_key(run(capsys, *options))
    assert (key.workspace_id, key.scopes) == (acme.pk, ["read", "run"])


def test_the_command_says_when_there_is_no_such_workspace(acme, grace):
    with pytest.raises(CommandError, match="--create-workspace"):
        call_command("create_key", "--email", grace.email, "--workspace", acme.slug)


def test_the_command_creates_a_workspace_on_request(capsys, db):
    options = ("--email", "op@vitrine.test", "--create-workspace", "Hooli")
    assert use_key(run(capsys, *options)).workspace_id


def test_the_command_refuses_strange_scopes_and_addresses(db):
    with pytest.raises(CommandError):
        call_command("create_key", "--email", "op@vitrine.test", "--scopes", "everything")
    for address in ("nobody", f"{'x' * 250}@acme.test"):
        with pytest.raises(CommandError, match="e-mail address"):
            call_command("create_key", "--email", address)


def test_a_refused_command_creates_nothing(capsys, db, ada):
    before = ("--email", "op@vitrine.test", "--create-workspace", "Hooli", "--scopes", "all")
    with pytest.raises(CommandError, match="at least one scope"):
        call_command("create_key", *before)
    assert User.objects.get() == ada
    made = use_key(run(capsys, "--email", "op@vitrine.test", "--create-workspace", "Hooli"))
    with in_workspace(made.workspace_id):
        assert made.workspace.slug == "hooli"


@pytest.mark.parametrize(
    "names",
    [
        ("--name", "x" * 81),
        ("--name", " "),
        ("--create-workspace", ""),
        ("--create-workspace", "x" * 121),
    ],
)
def test_the_command_refuses_names_that_no_page_takes(db, names):
    with pytest.raises(CommandError, match="name"):
        call_command("create_key", "--email", "op@vitrine.test", *names)
    assert not User.objects.exists()


def refusal(api, acme):
    response = api.patch(f"/workspaces/{acme.slug}", {"name": "New"})
    assert response.status_code == 403
    return response.json()["detail"]


def test_a_refusal_names_the_missing_scope_and_where_to_get_it(api_for, client, acme, acme_access):
    told = refusal(api_for(acme_access.actor.user, scopes=["read", "run"]), acme)
    assert "“write”; yours has “read”, “run”" in told
    assert "API keys in your account" in told
    _, token = make(acme_access, ["read"])
    assert "Keys in the workspace" in refusal(ApiClient(client, token), acme)


def test_a_person_whose_role_falls_short_is_not_told_to_get_another_key(api_for, acme, acme_viewer):
    told = refusal(api_for(acme_viewer, scopes=["read"]), acme)
    assert "Your role here, viewer," in told
    assert "scope" not in told


def test_the_page_says_what_each_scope_does(client, acme, ada):
    client.force_login(ada)
    text = client.get(reverse("core:keys", args=[acme.slug])).content.decode()
    for word in ("read: see", "run: search", "write: upload", "admin: manage"):
        assert word in text
    assert "Uploading needs write." in text
