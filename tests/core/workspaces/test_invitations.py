"""Who is invited sees to what, and becomes a member by accepting."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.urls import reverse

from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import accept, invite
from tests.core.workspaces.invited import NEW, link, role_of, the_invitation
from tests.locks import Elsewhere

pytestmark = pytest.mark.django_db


def test_a_guest_sees_who_invites_them_to_what(client, acme, token):
    text = client.get(link(token)).content.decode()
    assert "Ada" in text
    assert "Acme" in text
    assert "engineer" in text
    assert "Sign up" in text


def test_an_invited_person_need_not_type_their_address_again(client, acme, token):
    text = client.get(link(token)).content.decode()
    address = unescape(re.search(r'href="(/accounts/signup/[^"]+)"', text)[1])
    page = client.get(address).content.decode()
    assert f'value="{the_invitation(acme).email}"' in page


def test_an_invited_person_accepts_once(client, acme, token, newcomer):
    client.force_login(newcomer)
    assert "Accept the invitation" in client.get(link(token)).content.decode()
    response = client.post(link(token, "accept_invitation"))
    assert response.url == reverse("projects:home", args=[acme.slug])
    assert role_of(newcomer, acme) == Role.ENGINEER
    assert client.get(link(token)).status_code == 410


def test_a_used_invitation_lets_nobody_else_in(client, acme, token, newcomer, grace):
    accept(user=newcomer, token=token)
    client.force_login(grace)
    assert client.post(link(token, "accept_invitation")).status_code == 410
    assert role_of(grace, acme) is None


def test_reading_the_page_accepts_nothing(client, acme, token, newcomer):
    client.force_login(newcomer)
    client.get(link(token))
    assert role_of(newcomer, acme) is None


def test_a_person_with_another_address_is_told_so_and_may_accept(client, acme, token, grace):
    client.force_login(grace)
    assert "You are signed in as grace@globex.test" in client.get(link(token)).content.decode()
    client.post(link(token, "accept_invitation"))
    assert role_of(grace, acme) == Role.ENGINEER


def test_an_invited_person_is_not_asked_to_name_a_client(client, token):
    assert "name your first client" in client.get("/accounts/signup/").text
    client.get(link(token))
    shown = client.get("/accounts/signup/").text
    assert "accept the invitation" in shown
    assert "name your first client" not in shown


def test_signing_up_leads_back_to_the_invitation(client, acme, token):
    page = client.get(link(token)).content.decode()
    sign_up = re.search(r'href="([^"]*signup[^"]*)"', page)[1]
    data = {"name": "Nell", "email": NEW, "password1": "correct horse battery", "next": link(token)}
    assert client.get(sign_up).status_code == 200
    response = client.post(sign_up, data)
    assert response.status_code == 302
    assert response.url == link(token)
    assert "Accept the invitation" in client.get(response.url).content.decode()


def test_an_invitation_opens_a_closed_sign_up(client, acme, token, settings):
    settings.VITRINE = settings.VITRINE.model_copy(update={"vitrine_signup_open": False})
    closed = client.get(reverse("account_signup"))
    assert 'name="password1"' not in closed.content.decode()
    client.get(link(token))
    assert 'name="password1"' in client.get(reverse("account_signup")).content.decode()


def test_an_invitation_waits_on_the_list_of_clients(client, acme, token, newcomer):
    client.get(link(token))
    client.force_login(newcomer)
    assert link(token) in client.get(reverse("core:workspaces")).content.decode()
    client.post(link(token, "accept_invitation"))
    assert link(token) not in client.get(reverse("core:workspaces")).content.decode()


def test_the_session_holds_no_readable_token(client, token):
    client.get(link(token))
    assert token not in str(dict(client.session))


def test_accepting_keeps_a_higher_role(acme, ada, token):
    accept(user=ada, token=token)
    assert role_of(ada, acme) == Role.OWNER


@pytest.mark.django_db(transaction=True)
def test_two_invitations_accepted_at_once_make_one_member(acme, acme_access, token, newcomer):
    with in_workspace(acme.pk):
        _, another = invite(access=acme_access, email="nell@home.test", role=Role.VIEWER)
    other = Elsewhere(lambda: accept(user=newcomer, token=another))
    with in_workspace(acme.pk):
        accept(user=newcomer, token=token)
        other.start_and_wait_for_the_lock()
    assert other.finish() == []
    assert role_of(newcomer, acme) == Role.ENGINEER
