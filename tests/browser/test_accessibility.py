"""axe finds nothing serious on any page, light or dark, and no page is wider than its window."""

from __future__ import annotations

import json

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.mfa.webauthn.internal.auth import WebAuthn
from axe_playwright_python.sync_playwright import Axe
from django.template import loader
from django.urls import get_resolver, reverse
from playwright.sync_api import expect

from core.errors import Forbidden
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import invite
from core.workspaces.models import Workspace
from core.workspaces.services import create_workspace
from projects.models import Document, DocumentStatus
from tests.ai_features.bench.conftest import add, fresh, measure, place
from tests.ai_features.shown import handbook, newest_run, project
from tests.browser.site import live_server
from tests.cast import join
from tests.contract.test_routes import walk, wrappers
from tests.core.people.device import Device
from tests.robustness.instance import until

__all__ = ["handbook", "live_server", "project"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
SCHEMES = ("light", "dark")
WIDTHS = (1280, 390)
GRAVE = {"serious", "critical"}
# A scheme changes only colours, so structure is examined in one of them.
COLOURS = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}

GUESTS = {
    "core:landing": "/",
    "core:api_docs": "/api/v1/docs",
    "account_login": "/accounts/login/",
    "account_signup": "/accounts/signup/",
    "account_reset_password": "/accounts/password/reset/",
    "account_reset_password_done": "/accounts/password/reset/done/",
    "account_reset_password_from_key": "/accounts/password/reset/key/1-x/",
    "account_reset_password_from_key_done": "/accounts/password/reset/key/done/",
    "account_inactive": "/accounts/inactive/",
    "account_email_verification_sent": "/accounts/confirm-email/",
    "account_confirm_email": "/accounts/confirm-email/gone/",
    "core:invitation": "/invitations/gone/",
}
ONES_OWN = {
    "core:workspaces": "/workspaces/",
    "core:account": "/account/",
    "core:delete_account": "/account/delete/",
    "core:account_keys": "/account/keys/",
    "account_email": "/accounts/email/",
    "account_change_password": "/accounts/password/change/",
    "account_logout": "/accounts/logout/",
    "mfa_index": "/accounts/2fa/",
    "mfa_activate_totp": "/accounts/2fa/totp/activate/",
    "mfa_list_webauthn": "/accounts/2fa/webauthn/",
    "mfa_add_webauthn": "/accounts/2fa/webauthn/add/",
    "usersessions_list": "/accounts/sessions/",
}
WITH_TWO_STEPS = {
    "mfa_index": "/accounts/2fa/",
    "mfa_deactivate_totp": "/accounts/2fa/totp/deactivate/",
    "mfa_view_recovery_codes": "/accounts/2fa/recovery-codes/",
    "mfa_generate_recovery_codes": "/accounts/2fa/recovery-codes/generate/",
    "mfa_list_webauthn": "/accounts/2fa/webauthn/",
    "mfa_reauthenticate": "/accounts/2fa/reauthenticate/",
    "mfa_reauthenticate_webauthn": "/accounts/2fa/webauthn/reauthenticate/",
}
OF_A_WORKSPACE = {
    "projects:home": "/w/acme/",
    "core:members": "/w/acme/members/",
    "core:keys": "/w/acme/keys/",
    "core:settings": "/w/acme/settings/",
    "core:audit": "/w/acme/audit/",
    "gateway:provider": "/w/acme/settings/provider/",
    "runs:runs": "/w/acme/runs/",
    "projects:project": "/w/acme/p/house/",
    "projects:settings": "/w/acme/p/house/settings/",
    "chat:page": "/w/acme/p/house/chat/",
    "search:page": "/w/acme/p/house/search/?query=warranty",
    "summary:page": "/w/acme/p/house/summary/",
    "bench:page": "/w/acme/p/house/bench/?query=warranty",
    "bench:golden": "/w/acme/p/house/bench/golden/",
    "bench:measurements": "/w/acme/p/house/bench/measurements/",
    "bench:index": "/w/acme/p/house/bench/index/",
}
# Reached in the course of a test, not by a URL of their own.
ON_THE_WAY = {
    "account_reauthenticate",
    "mfa_authenticate",
    "mfa_edit_webauthn",
    "mfa_remove_webauthn",
    "projects:document",
    "runs:run",
    "bench:measurement",
}
NO_PAGES = {
    "core:favicon": "a picture",
    "core:healthz": "words for a machine",
    "core:readyz": "words for a machine",
    "projects:watch": "rows of a page that is examined",
    "projects:document_page": "the panel beside a page that is examined",
    "projects:document_file": "a file",
    "bench:export": "a file",
    "runs:events": "a stream",
    "chat:turn": "a part of a page that is examined",
    "summary:card": "a part of a page that is examined",
    "summary:markdown": "a file",
    "summary:word": "a file",
    "sample:search": "a part of a page that is examined",
    "chat:settings": "a part of the project's settings",
    "search:settings": "a part of the project's settings",
    "summary:settings": "a part of the project's settings",
    "account_set_password": "the form of account_change_password, for who has none",
    "account_confirm_login_code": "signing in by code is off",
    "mfa_download_recovery_codes": "a file",
    "mfa_login_webauthn": "a script's question to a device",
}
ERRORS = (
    "400.html",
    "403.html",
    "403_csrf.html",
    "404.html",
    "405.html",
    "413.html",
    "429.html",
    "500.html",
    "503.html",
    "refused.html",
)


def test_every_page_is_examined_or_listed_with_a_reason():
    resolver = get_resolver()
    names = {
        name
        for name, view in walk(resolver.url_patterns)
        if not name.startswith("api:") and not wrappers(view).startswith("POST")
    }
    listed = {*GUESTS, *ONES_OWN, *WITH_TWO_STEPS, *OF_A_WORKSPACE, *ON_THE_WAY, *NO_PAGES}
    assert names - listed == set(), "have it examined, or write down why it is no page"
    assert listed - names == set(), "it is gone"


class Examiner:
    """Examines a page at both widths and remembers serious findings."""

    def __init__(self, page, scheme):
        self.page, self.scheme, self.grave = page, scheme, []
        self.axe = Axe()
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")

    def visit(self, path):
        self.page.goto(path)
        self.look(path)

    def look(self, name):
        options = COLOURS if self.scheme == "dark" else None
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.axe.run(self.page, options=options).response["violations"]
            self.grave += [
                (name, width, rule["id"], node["html"][:160], node["failureSummary"])
                for rule in found
                if rule["impact"] in GRAVE
                for node in rule["nodes"]
            ]
            broad = self.page.evaluate("document.documentElement.scrollWidth")
            if broad > width:
                self.grave.append((name, width, f"the page is {broad} px wide"))
        self.page.set_viewport_size({"width": WIDTHS[0], "height": 900})


@pytest.fixture(params=SCHEMES)
def examine(request, open_page, chromium, live_server):
    """Return a function from a person, or None for a guest, to an examiner of their pages."""
    made, guests = [], []

    def start(user):
        if user is None:
            guests.append(chromium.new_context(base_url=live_server.url))
            page = guests[-1].new_page()
        else:
            page = open_page(user)
        made.append(Examiner(page, request.param))
        return made[-1]

    yield start
    for context in guests:
        context.close()
    assert [grave for examiner in made for grave in examiner.grave] == []


def give_password(examiner):
    examiner.visit(f"{reverse('account_reauthenticate')}?next=/account/")
    examiner.page.get_by_label("Password").fill(PASSWORD)
    examiner.page.get_by_role("button", name="Continue").click()
    expect(examiner.page).to_have_url("/account/")


def show_error(examiner, name):
    """Show an error page as the site would serve it, without provoking the error."""
    html = loader.get_template(name).render({"error": Forbidden("You may not do this.")})
    address = f"/shown/{name}"
    examiner.page.route(
        f"**{address}", lambda route: route.fulfill(body=html, content_type="text/html")
    )
    examiner.visit(address)


def test_pages_of_guests_and_errors_are_accessible(examine, globex):
    examiner = examine(None)
    for path in GUESTS.values():
        examiner.visit(path)
    for name in ERRORS:
        show_error(examiner, name)


def test_account_pages_are_accessible(examine, acme, ada, client):
    create_workspace(owner=ada, name="Initech")
    with in_workspace(create_workspace(owner=ada, name="Gone").pk):
        Workspace.objects.filter(slug="gone").update(deleting=True)
    examiner = examine(ada)
    give_password(examiner)
    for path in ONES_OWN.values():
        examiner.visit(path)
    TOTP.activate(ada, generate_totp_secret())
    RecoveryCodes.activate(ada)
    made = Device().make({"publicKey": {"user": {"id": ""}, "challenge": ""}})
    key = WebAuthn.add(ada, "Laptop", json.loads(made)).instance
    for path in WITH_TWO_STEPS.values():
        examiner.visit(path)
    for act in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
        examiner.visit(reverse(act, args=[key.pk]))
    guest = examine(None)
    guest.page.goto("/accounts/login/")
    guest.page.get_by_label("E-mail").fill(ada.email)
    guest.page.get_by_label("Password").fill(PASSWORD)
    guest.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.page).to_have_url("/accounts/2fa/authenticate/")
    guest.look("mfa_authenticate")
    guest.page.get_by_label("Code").fill("000000")
    guest.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(guest.page.get_by_text("That code is not right")).to_be_visible()
    guest.look("mfa_authenticate, refused")


def test_pages_of_a_workspace_and_its_demos_are_accessible(
    examine, acme, acme_access, ada, handbook, project, worker
):
    join(acme, "vi@acme.test", Role.VIEWER)
    with in_workspace(acme.pk):
        invite(access=acme_access, email="new@acme.test", role=Role.VIEWER)
        Document(
            workspace=acme,
            project=project,
            title="Scan",
            source="upload",
            sha256="1" * 64,
            status=DocumentStatus.FAILED,
            error_message="This is a picture of a page; there is no text in it.",
        ).save()
    batteries = place(handbook, "Batteries are not covered.")
    add(acme_access, project, "Are batteries covered?", batteries)
    for mode in ("keyword", "hybrid"):
        measured = measure(acme_access, project, mode=mode)
        until(lambda one=measured: fresh(one).state == "done", seconds=60, what="measuring")
    examiner = examine(ada)
    examiner.visit(reverse("bench:measurements", args=["acme", "house"]))
    examiner.visit(reverse("bench:measurement", args=["acme", "house", measured.pk]))
    examiner.visit(reverse("projects:document", args=["acme", "house", handbook.pk]))
    page = examiner.page
    page.get_by_text("Rename", exact=True).click()
    examiner.look("document about to be renamed")
    page.get_by_label("Title").fill("   ")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_label("Title")).to_be_focused()
    examiner.look("document with an unusable title")
    page.goto(OF_A_WORKSPACE["chat:page"])
    page.get_by_label("Your question").fill("How many days of paid leave?")
    page.get_by_label("Your question").press("Enter")
    expect(page.locator(".d-turn[data-status=done]")).to_contain_text("25 days")
    examiner.look("chat with an answer")
    page.locator(".v-cite").first.click()
    expect(page.locator("#page-panel mark").first).to_be_visible()
    examiner.look("chat beside its source")
    examiner.visit(reverse("runs:run", args=["acme", newest_run(project).pk]))
    page.goto(OF_A_WORKSPACE["summary:page"])
    page.get_by_role("button", name="Summarise").click()
    expect(page.locator("#card[data-status=done]")).to_be_visible()
    examiner.look("summary with a result")
    for path in OF_A_WORKSPACE.values():
        examiner.visit(path)
