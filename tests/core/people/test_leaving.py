"""Deleting your account is final, and leaves no workspace without an owner."""

from __future__ import annotations

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import connection
from django.urls import reverse

from ai_features.gateway.models import Provider
from core.audit.models import AuditEvent
from core.errors import Conflict
from core.keys.models import ApiKey
from core.keys.services import create_personal_key, create_workspace_key
from core.people.leaving import delete_account, held_workspaces
from core.people.models import User
from core.rights import Role
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.invitations import invite
from core.workspaces.models import Invitation, Membership, Workspace
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace, remove_member
from projects.documents.services import add_text
from projects.models import Document, Project
from projects.services import create_project
from tests.cast import join

PASSWORD = "correct horse battery"
ADDRESS = "/account/delete/"


@pytest.fixture
def second_owner(acme):
    return join(acme, "second@acme.test", Role.OWNER)


def make_things(workspace, user):
    """Create a row in every table that names a person."""
    access = user_access(user, workspace.slug)
    with in_workspace(workspace.pk):
        project = create_project(access=access, name="Handbook")
        add_text(access=access, project=project, title="Note", text="Words")
        create_workspace_key(access=access, name="shop", scopes=["read"])
        invite(access=access, email="new@acme.test", role="viewer")
        Provider(
            workspace=workspace,
            name="P",
            base_url="https://p.test",
            chat_model="m",
            sealed_key=b"x",
            created_by=user,
        ).save()


def made_by(workspace):
    with in_workspace(workspace.pk):
        return {
            Project.objects.for_workspace(workspace).get().created_by_id,
            Document.objects.for_workspace(workspace).get().created_by_id,
            ApiKey.objects.for_workspace(workspace).get().created_by_id,
            Provider.objects.for_workspace(workspace).get().created_by_id,
        }


@pytest.mark.django_db(transaction=True)
def test_the_person_is_deleted_and_what_they_made_stays(acme, ada, second_owner):
    make_things(acme, ada)
    create_personal_key(user=ada, name="own", scopes=["read"])
    EmailAddress.objects.create(user=ada, email=ada.email)
    Authenticator.objects.create(user=ada, type="totp", data={})
    assert made_by(acme) == {ada.pk}
    delete_account(ada)
    assert not User.objects.filter(email="ada@acme.test").exists()
    assert made_by(acme) == {None}
    with in_workspace(acme.pk):
        assert not Invitation.objects.for_workspace(acme).exists()
    with as_user(second_owner.pk):
        assert Workspace.objects.get() == acme
    with in_workspace(acme.pk):
        assert Membership.objects.for_workspace(acme).get().user == second_owner
        left = AuditEvent.objects.for_workspace(acme).filter(action="member.removed").get()
        assert left.actor_label == "Ada"
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_rows_in_a_workspace_they_left_do_not_block_deletion(acme, ada, second_owner):
    make_things(acme, ada)
    with in_workspace(acme.pk):
        own = Membership.objects.for_workspace(acme).get(user=ada)
        remove_member(access=user_access(second_owner, "acme"), membership_id=own.pk)
    delete_account(ada)
    assert made_by(acme) == {None}


@pytest.mark.django_db(transaction=True)
def test_a_last_owner_stays_and_nothing_is_half_done(acme, ada):
    other = create_workspace(owner=ada, name="Initech")
    join(other, "boss@initech.test", Role.OWNER)
    create_personal_key(user=ada, name="own", scopes=["read"])
    with pytest.raises(Conflict, match="You are the only owner of Acme"):
        delete_account(ada)
    with as_user(ada.pk):
        assert Membership.unscoped.filter(user=ada).count() == 2
        assert ApiKey.unscoped.filter(user=ada).exists()


@pytest.mark.django_db
def test_only_workspaces_without_another_owner_block_deletion(acme, ada, acme_engineer):
    shared = create_workspace(owner=ada, name="Shared")
    join(shared, "boss@shared.test", Role.OWNER)
    assert [workspace.slug for workspace in held_workspaces(ada)] == ["acme"]
    assert held_workspaces(acme_engineer) == []


@pytest.mark.django_db(transaction=True)
def test_a_workspace_being_deleted_does_not_block_deletion(acme, ada):
    with in_workspace(acme.pk):
        Workspace.objects.update(deleting=True)
    delete_account(ada)
    assert not User.objects.exists()


@pytest.mark.django_db
def test_the_database_itself_handles_every_key_to_a_deleted_person():
    """Only the database sees past row-level security, so every key must say what happens."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.conrelid::regclass::text || '.' || a.attname FROM pg_constraint c"
            " JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]"
            " JOIN pg_class t ON t.oid = c.conrelid"
            " WHERE c.confrelid = 'core_user'::regclass AND t.relrowsecurity"
            " AND c.confdeltype = 'a'"
        )
        assert cursor.fetchall() == []


def sign_in(client, user):
    data = {"login": user.email, "password": PASSWORD}
    assert client.post(reverse("account_login"), data).status_code == 302


def confirm(client):
    data = {"password": PASSWORD, "next": ADDRESS}
    assert client.post(reverse("account_reauthenticate"), data).url == ADDRESS


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_person_who_has_not_just_confirmed_their_password_is_asked_for_it(
    client, acme, acme_engineer, method
):
    sign_in(client, acme_engineer)
    answer = getattr(client, method)(ADDRESS, {"email": acme_engineer.email})
    assert answer.status_code == 302
    assert "reauthenticate" in answer.url
    assert User.objects.filter(pk=acme_engineer.pk).exists()


@pytest.mark.django_db
def test_a_guest_is_asked_to_sign_in(client):
    assert "/accounts/login/" in client.get(ADDRESS).url


@pytest.mark.django_db
def test_deleting_an_account_signs_out_everywhere(client, acme, acme_engineer):
    sign_in(client, acme_engineer)
    confirm(client)
    assert "removed for good" in client.get(ADDRESS).content.decode()
    answer = client.post(ADDRESS, {"email": acme_engineer.email}, follow=True)
    assert "Your account has been deleted." in answer.content.decode()
    assert not User.objects.filter(pk=acme_engineer.pk).exists()
    assert client.get(reverse("core:workspaces")).status_code == 302


@pytest.mark.django_db
def test_typing_another_address_deletes_nothing(client, acme, acme_engineer):
    sign_in(client, acme_engineer)
    confirm(client)
    answer = client.post(ADDRESS, {"email": "somebody@else.test"})
    assert answer.status_code == 422
    assert "Nothing was deleted" in answer.content.decode()
    assert User.objects.filter(pk=acme_engineer.pk).exists()


@pytest.mark.django_db
def test_the_last_owner_is_shown_what_to_do_first(client, acme, ada):
    sign_in(client, ada)
    confirm(client)
    page = client.get(ADDRESS).content.decode()
    assert "You are the only owner of a workspace." in page
    assert reverse("core:members", args=["acme"]) in page
    answer = client.post(ADDRESS, {"email": ada.email})
    assert answer.status_code == 422
    assert "You are the only owner of Acme" in answer.content.decode()
    assert User.objects.filter(pk=ada.pk).exists()
