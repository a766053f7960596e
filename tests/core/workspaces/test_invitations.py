from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from limits import RateLimitItemPerHour
from pydantic import SecretStr

from core.errors import Forbidden, NotFound
from core.people.models import User
from core.rest import limits
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import accept, cancel_invitation, invite, resend
from core.workspaces.models import Invitation, Membership, Workspace
from core.workspaces.queries import user_access
from core.workspaces.services import change_role, delete_workspace, remove_member
from tests.cast import join, make_user
from tests.locks import Elsewhere

pytestmark = pytest.mark.django_db
NEW = "new@acme.test"


@pytest.fixture
def token(acme, acme_access):
    with in_workspace(acme.pk):
        return invite(access=acme_access, email=NEW, role=Role.ENGINEER)[1]


@pytest.fixture
def newcomer():
    return make_user(NEW, name="Nell")


@pytest.fixture
def mail_server(settings):
    changed = {"vitrine_email_url": SecretStr("smtp://mail.test:25")}
    settings.VITRINE = settings.VITRINE.model_copy(update=changed)


def link(token, name="invitation"):
    return reverse(f"core:{name}", args=[token])


def role_of(user, workspace):
    with in_workspace(workspace.pk):
        row = Membership.objects.for_workspace(workspace).filter(user=user).first()
    return row and row.role


def the_invitation(acme):
    with in_workspace(acme.pk):
        return Invitation.objects.for_workspace(acme).get()


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


def test_a_new_link_invalidates_the_former_one(client, acme, acme_access, token):
    with in_workspace(acme.pk):
        _, newer = resend(access=acme_access, invitation_id=the_invitation(acme).pk)
    assert client.get(link(token)).status_code == 410
    assert client.get(link(newer)).status_code == 200


def test_an_invitation_to_a_closed_workspace_opens_nothing(client, acme, acme_access, token):
    with in_workspace(acme.pk):
        delete_workspace(access=acme_access)
    assert client.get(link(token)).status_code == 410


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


def test_a_made_up_token_opens_nothing(newcomer, db):
    with pytest.raises(NotFound):
        accept(user=newcomer, token="made-up")


def invite_by_page(client, acme, **data):
    return client.post(
        reverse("core:invite", args=[acme.slug]), {"email": NEW, "role": "viewer", **data}
    )


def test_the_link_is_shown_once(client, acme, ada):
    client.force_login(ada)
    text = invite_by_page(client, acme).content.decode()
    shown = re.search(r"/invitations/[\w-]+/", text)[0]
    assert client.get(shown).status_code == 200
    again = client.get(reverse("core:members", args=[acme.slug])).content.decode()
    assert NEW in again
    assert shown not in again


def test_without_a_mail_server_nothing_claims_to_be_mailed(client, acme, ada):
    client.force_login(ada)
    text = invite_by_page(client, acme).content.decode()
    assert "send the link yourself" in text
    assert "invited <time" in text
    assert "sent <time" not in text
    assert mail.outbox == []


def test_with_a_mail_server_the_link_is_mailed(
    client, acme, ada, mail_server, django_capture_on_commit_callbacks
):
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert "by mail" in invite_by_page(client, acme).content.decode()
    (letter,) = mail.outbox
    assert letter.to == [NEW]
    assert "/invitations/" in letter.body
    assert "“Acme” as viewer" in letter.body


def test_inviting_twice_names_the_buttons_that_are_there(client, acme, ada, token):
    client.force_login(ada)
    text = invite_by_page(client, acme).text
    assert "Give it a new link, or cancel it first." in text
    assert re.search(r"New link\s*</button>", text)
    assert re.search(r"Cancel\s*</button>", text)


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


def test_a_name_with_a_line_break_stops_no_mail(
    client, acme, ada, mail_server, django_capture_on_commit_callbacks
):
    with in_workspace(acme.pk):
        Workspace.objects.filter(pk=acme.pk).update(name="Acme\nBcc: eve@globex.test")
    client.force_login(ada)
    with django_capture_on_commit_callbacks(execute=True):
        assert "by mail" in invite_by_page(client, acme).content.decode()
    assert mail.outbox[0].subject == "You are invited to Acme Bcc: eve@globex.test"


def test_a_bad_address_is_asked_for_again(client, acme, ada):
    client.force_login(ada)
    assert invite_by_page(client, acme, email="nobody").status_code == 422


def test_an_address_that_is_too_long_to_keep_is_asked_for_again(client, acme, ada):
    client.force_login(ada)
    address = f"{'x' * 250}@acme.test"
    answer = invite_by_page(client, acme, email=address)
    assert answer.status_code == 422
    assert "at most 254 characters" in answer.text
    assert address in answer.text


def test_nobody_becomes_a_member_through_the_api_without_accepting(acme_api, acme, newcomer):
    added = acme_api.post("/workspaces/acme/members", {"email": newcomer.email, "role": "viewer"})
    assert (added.status_code, added.json()["email"]) == (201, newcomer.email)
    members = acme_api.get("/workspaces/acme/members").json()["items"]
    assert newcomer.email not in {member["email"] for member in members}
    [invitation] = acme_api.get("/workspaces/acme/invitations").json()["items"]
    assert invitation["id"] == added.json()["id"]


def test_a_member_is_not_invited_again(client, acme, ada, acme_viewer):
    client.force_login(ada)
    response = invite_by_page(client, acme, email="VI@acme.test")
    assert response.status_code == 422
    assert "is already a member" in response.content.decode()


@pytest.fixture
def one_letter_an_hour(monkeypatch):
    monkeypatch.setattr(limits, "LETTERS", RateLimitItemPerHour(1, namespace="letters"))


def test_a_person_can_mail_a_limited_number_of_invitations_an_hour(
    client, acme, ada, acme_api, mail_server, one_letter_an_hour
):
    client.force_login(ada)
    assert invite_by_page(client, acme).status_code == 200
    refused = invite_by_page(client, acme, email="more@acme.test")
    assert refused.status_code == 422
    assert "Try again in an hour" in refused.text
    assert 'value="more@acme.test"' in refused.text
    by_rest = acme_api.post("/workspaces/acme/invitations", {"email": "more@acme.test"})
    assert (by_rest.status_code, by_rest.json()["code"]) == (429, "rate_limited")
    assert the_invitation(acme).email == NEW


def test_a_resent_mail_counts(client, acme, acme_api, mail_server, one_letter_an_hour):
    made = acme_api.post("/workspaces/acme/invitations", {"email": NEW}).json()
    again = acme_api.post(f"/workspaces/acme/invitations/{made['id']}/resend")
    assert again.status_code == 429
    assert client.get(urlsplit(made["link"]).path).status_code == 200, "its link still works"


def test_links_that_are_not_mailed_are_not_counted(acme_api, one_letter_an_hour):
    for name in ("one", "two"):
        made = acme_api.post("/workspaces/acme/invitations", {"email": f"{name}@acme.test"})
        assert made.status_code == 201


def test_inviting_twice_points_to_the_pending_invitation(client, acme, ada, token):
    client.force_login(ada)
    response = invite_by_page(client, acme)
    assert response.status_code == 422
    assert "has an open invitation" in response.content.decode()


def test_pending_invitations_can_be_resent_and_cancelled_on_the_page(client, acme, ada, token):
    client.force_login(ada)
    row = the_invitation(acme)
    again = client.post(reverse("core:resend_invitation", args=[acme.slug, row.pk]))
    assert "/invitations/" in again.content.decode()
    client.post(reverse("core:cancel_invitation", args=[acme.slug, row.pk]))
    page = client.get(reverse("core:members", args=[acme.slug]))
    assert NEW not in page.content.decode()


def test_htmx_gets_only_the_part_that_changed(client, acme, ada):
    client.force_login(ada)
    address = reverse("core:invite", args=[acme.slug])
    data = {"email": NEW, "role": "viewer"}
    text = client.post(address, data, headers={"HX-Request": "true"}).content.decode()
    assert text.strip().startswith('<div id="people"')


def test_the_api_shows_the_link_once_and_not_in_the_list(acme_api, acme):
    made = acme_api.post(f"/workspaces/{acme.slug}/invitations", {"email": NEW, "role": "viewer"})
    assert made.status_code == 201
    assert "/invitations/" in made.json()["link"]
    (row,) = acme_api.get(f"/workspaces/{acme.slug}/invitations").json()["items"]
    assert "link" not in row
