"""What ends an invitation, and that nothing opens afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from core.errors import Forbidden, NotFound
from core.keys.services import create_workspace_key, revoke_workspace_key
from core.people.models import User
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import (
    accept,
    cancel_invitation,
    find_invitation,
    invite,
    resend,
)
from core.workspaces.models import Invitation, Membership
from core.workspaces.queries import key_access, user_access
from core.workspaces.services import change_role, delete_workspace, remove_member
from tests.cast import join
from tests.core.workspaces.invited import NEW, link, role_of, the_invitation
from tests.locks import Elsewhere

pytestmark = pytest.mark.django_db


def leave(acme_access, member):
    remove_member(access=acme_access, membership_id=member.pk)


def become_a_viewer(acme_access, member):
    change_role(access=acme_access, membership_id=member.pk, role=Role.VIEWER)


@pytest.fixture
def mallory(acme):
    """Another owner of acme."""
    return join(acme, "mallory@acme.test", Role.OWNER)


def membership_of(acme, user):
    return Membership.objects.for_workspace(acme).get(user=user)


def test_an_expired_invitation_opens_nothing(client, acme, token, newcomer):
    with time_machine.travel(timezone.now() + timedelta(days=7, minutes=1)):
        client.force_login(newcomer)
        assert client.get(link(token)).status_code == 410
        assert client.post(link(token, "accept_invitation")).status_code == 410
    assert role_of(newcomer, acme) is None


def test_a_cancelled_invitation_opens_nothing(client, acme, acme_access, token):
    with in_workspace(acme.pk):
        cancel_invitation(access=acme_access, invitation_id=the_invitation(acme).pk)
    assert client.get(link(token)).status_code == 410


def test_a_made_up_token_opens_nothing(newcomer, db):
    with pytest.raises(NotFound):
        accept(user=newcomer, token="made-up")


def test_a_new_link_invalidates_the_former_one(client, acme, acme_access, token):
    with in_workspace(acme.pk):
        _, newer = resend(access=acme_access, invitation_id=the_invitation(acme).pk)
    assert client.get(link(token)).status_code == 410
    assert client.get(link(newer)).status_code == 200


def test_an_invitation_to_a_closed_workspace_opens_nothing(client, acme, acme_access, token):
    with in_workspace(acme.pk):
        delete_workspace(access=acme_access)
    assert client.get(link(token)).status_code == 410


def in_acme(acme, work, *about):
    with in_workspace(acme.pk):
        return work(acme, *about)


@pytest.mark.parametrize("end", [leave, become_a_viewer])
def test_who_is_no_longer_an_owner_cannot_come_back_by_an_invitation_of_their_own(
    acme, acme_access, mallory, token, end
):
    theirs = user_access(mallory, acme.slug)
    with in_workspace(acme.pk):
        _, made = invite(access=theirs, email="back@evil.test", role=Role.OWNER)
        _, renewed = resend(
            access=theirs, invitation_id=Invitation.objects.for_workspace(acme).get(email=NEW).pk
        )
        end(acme_access, membership_of(acme, mallory))
    for each in (made, renewed):
        with pytest.raises(NotFound):
            accept(user=mallory, token=each)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("end", [leave, become_a_viewer])
def test_so_is_an_invitation_that_is_being_sent_as_its_sender_loses_ownership(
    acme, acme_access, mallory, end
):
    theirs, member = user_access(mallory, acme.slug), in_acme(acme, membership_of, mallory)
    ending = Elsewhere(lambda: in_acme(acme, lambda _: end(acme_access, member)))
    with in_workspace(acme.pk):
        _, made = invite(access=theirs, email="back@evil.test", role=Role.OWNER)
        ending.start_and_wait_for_the_lock()
    assert ending.finish() == []
    with pytest.raises(NotFound):
        accept(user=mallory, token=made)


@pytest.mark.parametrize("end", [leave, become_a_viewer])
@pytest.mark.parametrize("send", ["invite", "resend"])
def test_who_has_just_lost_ownership_sends_no_invitation(
    acme, acme_access, mallory, token, end, send
):
    theirs = user_access(mallory, acme.slug)
    with in_workspace(acme.pk):
        end(acme_access, membership_of(acme, mallory))
        with pytest.raises(Forbidden):
            if send == "invite":
                invite(access=theirs, email="back@evil.test", role=Role.OWNER)
            else:
                resend(access=theirs, invitation_id=the_invitation(acme).pk)


def test_the_invitations_of_others_stay_open(acme, acme_access, mallory, token, newcomer):
    with in_workspace(acme.pk):
        leave(acme_access, membership_of(acme, mallory))
    accept(user=newcomer, token=token)
    assert role_of(newcomer, acme) == Role.ENGINEER


@pytest.mark.parametrize("end", ["cancelled", "accepted", "expired"])
def test_an_ended_invitation_does_not_open_a_closed_sign_up(
    client, acme, acme_access, ada, token, settings, end
):
    settings.VITRINE = settings.VITRINE.model_copy(update={"vitrine_signup_open": False})
    client.get(link(token))
    moment = timezone.now()
    if end == "cancelled":
        with in_workspace(acme.pk):
            cancel_invitation(access=acme_access, invitation_id=the_invitation(acme).pk)
    elif end == "accepted":
        accept(user=ada, token=token)
    else:
        moment += timedelta(days=7, seconds=1)
    with time_machine.travel(moment):
        asked = {"name": "Eve", "email": NEW, "password1": "correct horse battery"}
        assert "closed" in client.post(reverse("account_signup"), asked).text.lower()
    assert not User.objects.filter(email=NEW).exists()


@pytest.fixture
def mallorys_key(acme, mallory):
    """A workspace key that mallory made; a pair of the key and what acts by it."""
    with in_workspace(acme.pk):
        key, _ = create_workspace_key(
            access=user_access(mallory, acme.slug), name="Sync", scopes=["admin"]
        )
    return key, key_access(key, acme.slug)


def test_a_key_that_is_revoked_leaves_no_invitation_open(acme, acme_access, token, mallorys_key):
    key, by_key = mallorys_key
    with in_workspace(acme.pk):
        _, made = invite(access=by_key, email="back@evil.test", role=Role.OWNER)
        invitations = Invitation.objects.for_workspace(acme)
        _, renewed = resend(access=by_key, invitation_id=invitations.get(email=NEW).pk)
        _, kept = invite(access=acme_access, email="mira@acme.test", role=Role.VIEWER)
        revoke_workspace_key(access=acme_access, key_id=key.pk)
    for each in (made, renewed):
        with pytest.raises(NotFound):
            find_invitation(each)
    assert find_invitation(kept)


@pytest.mark.django_db(transaction=True)
def test_so_is_one_that_is_being_sent_as_its_key_is_revoked(acme, acme_access, mallorys_key):
    key, by_key = mallorys_key
    revoking = Elsewhere(
        lambda: in_acme(acme, lambda _: revoke_workspace_key(access=acme_access, key_id=key.pk))
    )
    with in_workspace(acme.pk):
        _, made = invite(access=by_key, email="back@evil.test", role=Role.OWNER)
        revoking.start_and_wait_for_the_lock()
    assert revoking.finish() == []
    with pytest.raises(NotFound):
        find_invitation(made)


def test_a_revoked_key_sends_nothing_more(acme, acme_access, mallorys_key):
    key, by_key = mallorys_key
    with in_workspace(acme.pk):
        revoke_workspace_key(access=acme_access, key_id=key.pk)
        with pytest.raises(Forbidden, match="has just been revoked"):
            invite(access=by_key, email="back@evil.test", role=Role.OWNER)


def test_keys_that_a_removed_members_key_has_made_are_revoked_as_theirs(
    acme, acme_access, mallory, mallorys_key
):
    _, by_key = mallorys_key
    with in_workspace(acme.pk):
        create_workspace_key(access=by_key, name="Second", scopes=["admin"])
        revoked = remove_member(
            access=acme_access, membership_id=membership_of(acme, mallory).pk, revoke_keys=True
        )
    assert revoked == ["Second", "Sync"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("by", ["person", "key"])
def test_so_is_one_that_is_being_made_as_they_are_removed(
    acme, acme_access, mallory, mallorys_key, by
):
    maker = mallorys_key[1] if by == "key" else user_access(mallory, acme.slug)
    member, revoked = in_acme(acme, membership_of, mallory), []
    removing = Elsewhere(
        lambda: in_acme(
            acme,
            lambda _: revoked.extend(
                remove_member(access=acme_access, membership_id=member.pk, revoke_keys=True)
            ),
        )
    )
    with in_workspace(acme.pk):
        create_workspace_key(access=maker, name="Second", scopes=["admin"])
        removing.start_and_wait_for_the_lock()
    assert removing.finish() == []
    assert sorted(revoked) == ["Second", "Sync"]


@pytest.mark.parametrize("by", ["person", "key"])
def test_who_has_just_been_removed_makes_no_key(acme, acme_access, mallory, mallorys_key, by):
    maker = mallorys_key[1] if by == "key" else user_access(mallory, acme.slug)
    with in_workspace(acme.pk):
        member = membership_of(acme, mallory)
        remove_member(access=acme_access, membership_id=member.pk, revoke_keys=True)
        with pytest.raises(Forbidden):
            create_workspace_key(access=maker, name="Second", scopes=["admin"])


@pytest.mark.parametrize("wanted", ["true", "false"])
def test_the_api_revokes_them_if_it_is_asked_to(acme, acme_api, mallory, mallorys_key, wanted):
    key, _ = mallorys_key
    with in_workspace(acme.pk):
        member = membership_of(acme, mallory)
    path = f"/workspaces/acme/members/{member.pk}?revoke_keys={wanted}"
    assert acme_api.delete(path).status_code == 204
    keys = acme_api.get("/workspaces/acme/keys").json()["items"]
    (told,) = [each for each in keys if each["id"] == str(key.pk)]
    assert (told["revoked_at"] is not None) == (wanted == "true")
