from __future__ import annotations

import re

import pytest
from django.urls import reverse

from core.keys.models import ApiKey
from core.keys.services import create_personal_key, create_workspace_key, revoke_workspace_key
from core.rights import Role
from core.tenancy.scope import as_user, in_workspace
from core.workspaces.models import Membership, Workspace
from core.workspaces.queries import user_access
from core.workspaces.services import create_workspace

pytestmark = pytest.mark.django_db


def page(name, *args):
    return reverse(f"core:{name}", args=args)


def words(response):
    return response.content.decode()


def test_the_landing_page_is_open_to_everybody(client):
    assert client.get("/").status_code == 200


def test_a_guest_is_asked_to_sign_in(client):
    response = client.get(page("workspaces"))
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


def test_no_shared_cache_keeps_a_clients_page(client, ada, acme):
    client.force_login(ada)
    assert client.get("/w/acme/")["Cache-Control"] == "private, no-cache"
    assert client.get("/w/acme/members/")["Cache-Control"] == "private, no-cache"
    assert "HX-Request" in client.get("/w/acme/")["Vary"]


def test_without_clients_the_page_is_the_form_to_name_the_first(client, ada):
    client.force_login(ada)
    shown = client.get(page("workspaces"))
    assert "Name your first client" in words(shown)
    assert shown.text.count("autofocus") == 1


def test_naming_a_client_leads_straight_into_its_workspace(client, ada):
    client.force_login(ada)
    response = client.post(page("workspaces"), {"name": "Initech"})
    with as_user(ada.pk):
        made = Workspace.objects.get()
    assert (made.name, made.slug) == ("Initech", "initech")
    assert response.status_code == 302
    assert response.url == reverse("projects:home", args=["initech"])


def test_a_nameless_client_is_asked_for_again_with_422(client, ada):
    client.force_login(ada)
    response = client.post(page("workspaces"), {"name": " "})
    assert response.status_code == 422
    assert "This field is required" in words(response)


def test_the_list_shows_your_own_clients_with_your_role(client, acme, globex, acme_viewer):
    client.force_login(acme_viewer)
    text = words(client.get(page("workspaces")))
    assert "Acme" in text
    assert "Viewer" in text
    assert "Globex" not in text


def test_the_list_of_clients_links_to_older_ones(client, ada, monkeypatch):
    monkeypatch.setattr("core.workspaces.views.ROWS", 2)
    client.force_login(ada)
    for number in range(3):
        create_workspace(owner=ada, name=f"Client {number}")
    first = client.get(page("workspaces"))
    assert "Client 0" not in {row.name for row in first.context["items"]}
    older = client.get(page("workspaces"), {"after": first.context["next_cursor"]})
    assert [row.name for row in older.context["items"]] == ["Client 0"]


def test_the_switcher_names_the_newest_clients_and_links_to_all(client, ada, acme, monkeypatch):
    monkeypatch.setattr("core.pages.context.MOST_SWITCHED", 2)
    for name in ("Bolt", "Crow"):
        create_workspace(owner=ada, name=name)
    client.force_login(ada)
    shown = client.get("/w/acme/").text
    menu = shown[shown.index("v-menu") : shown.index("All workspaces")]
    assert re.findall(r'href="/w/([a-z]+)/"', menu) == ["crow", "bolt"]


def test_an_unknown_cursor_does_not_crash_the_page(client, acme, ada):
    client.force_login(ada)
    assert client.get(page("workspaces"), {"after": "rubbish"}).status_code == 422


def test_two_clients_with_one_name_get_two_addresses(ada, grace):
    first, second = (create_workspace(owner=user, name="Initech") for user in (ada, grace))
    assert first.slug != second.slug


def without_token(response):
    return re.sub(r'"X-CSRFToken": "\w+"|csrfmiddlewaretoken" value="\w+"', "", words(response))


@pytest.mark.parametrize("name", ["settings", "members", "keys", "audit"])
def test_a_stranger_gets_the_same_404_as_for_an_unknown_workspace(client, acme, grace, name):
    client.force_login(grace)
    theirs, nothing = (client.get(page(name, slug)) for slug in (acme.slug, "no-such"))
    assert theirs.status_code == nothing.status_code == 404
    assert without_token(theirs) == without_token(nothing)


WRITES = ["invite", "rename_workspace", "delete_workspace", "leave_workspace", "keys"]


@pytest.mark.parametrize("name", WRITES)
def test_a_stranger_changes_nothing(client, acme, grace, name):
    client.force_login(grace)
    assert client.post(page(name, acme.slug), {"name": "Acme"}).status_code == 404
    with in_workspace(acme.pk):
        assert not Workspace.objects.get().deleting


@pytest.mark.parametrize("name", ["settings", "audit"])
def test_settings_are_marked_as_the_place_of_what_is_reached_from_them(client, acme, ada, name):
    client.force_login(ada)
    opened = words(client.get(page(name, acme.slug)))
    assert f'<a href="{page("settings", acme.slug)}" aria-current="page"' in opened


@pytest.mark.parametrize("name", ["members", "keys", "audit"])
def test_a_viewer_may_not_open_members_keys_or_audit(client, acme, acme_viewer, name):
    client.force_login(acme_viewer)
    assert client.get(page(name, acme.slug)).status_code == 403


def test_a_viewer_sees_no_link_to_pages_closed_to_them(client, acme, acme_viewer):
    client.force_login(acme_viewer)
    text = words(client.get(page("settings", acme.slug)))
    assert page("members", acme.slug) not in text
    assert page("keys", acme.slug) not in text
    assert "Delete the workspace" not in text
    assert "Leave the workspace" in text


def test_an_engineer_sees_members_but_cannot_change_them(client, acme, acme_engineer):
    client.force_login(acme_engineer)
    text = words(client.get(page("members", acme.slug)))
    assert "ada@acme.test" in text
    assert "Invite somebody" not in text
    assert client.post(page("invite", acme.slug), {"email": "x@y.test"}).status_code == 403


def member_of(workspace, user):
    with in_workspace(workspace.pk):
        return Membership.objects.for_workspace(workspace).get(user=user)


def test_the_members_page_links_to_older_members(client, acme, ada, acme_viewer, monkeypatch):
    monkeypatch.setattr("core.workspaces.views_members.ROWS", 1)
    client.force_login(ada)
    first = client.get(page("members", acme.slug))
    assert [row.user for row in first.context["members"]] == [acme_viewer]
    older = f"{page('members', acme.slug)}?after={first.context['next_cursor']}"
    assert f'href="{older}"' in first.text
    second = client.get(older)
    assert [row.user for row in second.context["members"]] == [ada]
    assert "Newest" in words(second)


def test_after_an_invitation_older_members_are_still_linked(
    client, acme, ada, acme_viewer, monkeypatch
):
    monkeypatch.setattr("core.workspaces.views_members.ROWS", 1)
    client.force_login(ada)
    asked = {"email": "new@acme.test", "role": "viewer"}
    part = client.post(page("invite", acme.slug), asked, headers={"HX-Request": "true"})
    assert f'href="{page("members", acme.slug)}?after=' in part.text


def test_an_owner_changes_a_role(client, acme, ada, acme_viewer):
    client.force_login(ada)
    member = member_of(acme, acme_viewer)
    response = client.post(page("change_role", acme.slug, member.pk), {"role": "engineer"})
    assert response.status_code == 302
    assert member_of(acme, acme_viewer).role == Role.ENGINEER


def test_the_role_a_member_already_has_changes_and_notes_nothing(client, acme, ada, acme_viewer):
    client.force_login(ada)
    member = member_of(acme, acme_viewer)
    response = client.post(
        page("change_role", acme.slug, member.pk), {"role": "viewer"}, follow=True
    )
    assert f"{acme_viewer} is already viewer." in words(response)
    assert "changed a member" not in words(client.get(page("audit", acme.slug)))


def test_the_last_owner_cannot_step_down_and_is_told_why(client, acme, ada):
    client.force_login(ada)
    member = member_of(acme, ada)
    response = client.post(
        page("change_role", acme.slug, member.pk), {"role": "viewer"}, follow=True
    )
    assert "needs an owner" in words(response)
    assert member_of(acme, ada).role == Role.OWNER


def test_the_last_owner_cannot_leave_and_is_told_why(client, acme, ada, acme_engineer):
    client.force_login(ada)
    response = client.post(page("leave_workspace", acme.slug), follow=True)
    assert "needs an owner" in words(response)
    assert member_of(acme, ada)


def test_the_last_owner_is_told_what_has_to_happen_before_they_can_leave(client, acme, ada, grace):
    client.force_login(ada)
    shown = words(client.get(page("settings", acme.slug)))
    assert "You are the only owner of Acme. Make somebody else an owner" in shown
    assert page("leave_workspace", acme.slug) not in shown
    with in_workspace(acme.pk):
        Membership(workspace=acme, user=grace, role=Role.OWNER).save(force_insert=True)
    assert page("leave_workspace", acme.slug) in words(client.get(page("settings", acme.slug)))


def test_a_viewer_can_leave(client, acme, acme_viewer):
    client.force_login(acme_viewer)
    client.post(page("leave_workspace", acme.slug))
    assert client.get(page("settings", acme.slug)).status_code == 404


def test_a_removed_member_is_out_at_once(client, acme, ada, acme_viewer):
    member = member_of(acme, acme_viewer)
    client.force_login(ada)
    client.post(page("remove_member", acme.slug, member.pk))
    client.force_login(acme_viewer)
    assert client.get(page("settings", acme.slug)).status_code == 404


def make_key(workspace, user, name):
    access = user_access(user, workspace.slug)
    with in_workspace(workspace.pk):
        return create_workspace_key(access=access, name=name, scopes=["read"])[0]


def test_removing_a_member_names_their_keys_that_still_work(client, acme, ada, acme_engineer):
    make_key(acme, acme_engineer, "Nightly sync")
    old = make_key(acme, acme_engineer, "Old sync")
    with in_workspace(acme.pk):
        revoke_workspace_key(access=user_access(acme_engineer, acme.slug), key_id=old.pk)
    create_personal_key(user=acme_engineer, name="Laptop", scopes=["read"])
    client.force_login(ada)
    shown = words(client.get(page("members", acme.slug)))
    assert "Keys they created keep working: Nightly sync." in shown


@pytest.mark.parametrize("wanted", [True, False])
def test_their_keys_are_revoked_with_them_if_that_is_asked_for(
    client, acme, ada, acme_engineer, wanted
):
    theirs = make_key(acme, acme_engineer, "Nightly sync")
    others = make_key(acme, ada, "Backend")
    client.force_login(ada)
    form = {"revoke_keys": "on"} if wanted else {}
    url = page("remove_member", acme.slug, member_of(acme, acme_engineer).pk)
    shown = words(client.post(url, form, follow=True))
    assert ("Revoked: Nightly sync." in shown) == wanted
    with in_workspace(acme.pk):
        keys = ApiKey.objects.for_workspace(acme)
        assert (keys.get(pk=theirs.pk).state == "revoked") == wanted
        assert keys.get(pk=others.pk).state == "active"


def test_removing_a_member_does_not_name_their_keys_of_another_workspace(
    client, acme, globex, ada, acme_engineer
):
    with in_workspace(globex.pk):
        Membership(workspace=globex, user=acme_engineer, role=Role.ENGINEER).save()
    make_key(globex, acme_engineer, "Elsewhere")
    client.force_login(ada)
    assert "Elsewhere" not in words(client.get(page("members", acme.slug)))


def test_an_unknown_member_is_404(client, acme, globex, ada, grace):
    client.force_login(ada)
    theirs = member_of(globex, grace)
    assert client.post(page("remove_member", acme.slug, theirs.pk)).status_code == 404


def test_a_strange_role_is_refused(client, acme, ada, acme_viewer):
    client.force_login(ada)
    address = page("change_role", acme.slug, member_of(acme, acme_viewer).pk)
    assert client.post(address, {"role": "emperor"}).status_code == 422


def test_renaming_keeps_the_address(client, acme, acme_engineer):
    client.force_login(acme_engineer)
    client.post(page("rename_workspace", acme.slug), {"name": "Acme & Sons"})
    assert "Acme &amp; Sons" in words(client.get(page("settings", acme.slug)))


def test_deleting_asks_for_the_name(client, acme, ada):
    client.force_login(ada)
    response = client.post(page("delete_workspace", acme.slug), {"name": "acme"})
    assert response.status_code == 422
    assert "Nothing was deleted" in words(response)
    assert client.get(page("settings", acme.slug)).status_code == 200


def test_the_name_to_type_is_the_one_that_is_displayed(client, acme, ada):
    with in_workspace(acme.pk):
        Workspace.objects.filter(pk=acme.pk).update(name="Acme  &\nSons")
    client.force_login(ada)
    typed = client.post(page("delete_workspace", acme.slug), {"name": "Acme & Sons"})
    assert typed.status_code == 302


def test_a_deleted_workspace_is_closed_at_once(client, acme, ada):
    client.force_login(ada)
    response = client.post(page("delete_workspace", acme.slug), {"name": "Acme"}, follow=True)
    assert "Acme is closed" in words(response)
    assert client.get(page("settings", acme.slug)).status_code == 404


def test_an_engineer_cannot_delete(client, acme, acme_engineer):
    client.force_login(acme_engineer)
    assert client.post(page("delete_workspace", acme.slug), {"name": "Acme"}).status_code == 403


def test_the_audit_trail_says_who_did_what_and_is_paginated(client, acme, ada, monkeypatch):
    client.force_login(ada)
    monkeypatch.setattr("core.audit.views.ROWS", 1)
    client.post(page("rename_workspace", acme.slug), {"name": "Acme two"})
    newest = client.get(page("audit", acme.slug))
    assert [event.action for event in newest.context["items"]] == ["workspace.renamed"]
    older = client.get(page("audit", acme.slug), {"after": newest.context["next_cursor"]})
    assert [event.action for event in older.context["items"]] == ["workspace.created"]
    assert "Ada" in words(older)


def test_pages_load_nothing_from_other_hosts_and_hold_no_inline_code(client, acme, ada):
    client.force_login(ada)
    for name in ("settings", "members", "keys", "audit"):
        response = client.get(page(name, acme.slug))
        text = words(response)
        assert "default-src 'none'" in response["Content-Security-Policy"]
        assert "<style" not in text
        assert " style=" not in text
        assert " onclick=" not in text
        assert 'src="http' not in text


def test_a_404_page_keeps_the_account_menu(client, ada, acme):
    assert "Sign out" not in client.get("/nowhere/").text
    client.force_login(ada)
    missing = client.get("/nowhere/")
    assert missing.status_code == 404
    assert "Sign out" in missing.text


def test_the_icon_is_found_by_its_old_address(client):
    assert client.get("/favicon.ico")["Location"].endswith(".svg")


def test_account_forms_use_our_labels(client, ada):
    for address in ("/accounts/login/", "/accounts/signup/"):
        shown = client.get(address).text
        assert ">E-mail</label>" in shown
        assert ">Email</label>" not in shown
    client.force_login(ada)
    shown = client.get("/accounts/password/change/").text
    assert ">Current password</label>" in shown
    assert ">Current Password</label>" not in shown
