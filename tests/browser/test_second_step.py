"""The second step as its owner sees it: an authenticator app, and a real browser's passkey."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.core.people.steps import PASSWORD, code_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LAPTOP = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


class Laptop:
    """The browser's passkey store, without its prompts to a person."""

    def __init__(self, page):
        self.line = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        made = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": LAPTOP})
        self.id = made["authenticatorId"]

    def passkeys(self):
        return self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]

    def know_its_keeper(self, *, known):
        self.line.send(
            "WebAuthn.setUserVerified", {"authenticatorId": self.id, "isUserVerified": known}
        )


def prove(page):
    expect(page.get_by_role("heading", name="Confirm that it is you")).to_be_visible()
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def sign_out(page):
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()


def first_step(page, user):
    page.goto("/accounts/login/")
    page.get_by_label("E-mail").fill(user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_role("heading", name="Second step")).to_be_visible()


def test_an_app_can_be_set_up_and_its_recovery_code_signs_in(open_page, ada, acme):
    page = open_page(ada)
    page.goto("/accounts/2fa/")
    page.get_by_role("link", name="Set up").click()
    prove(page)
    picture = page.get_by_role("img", name="QR code for your authenticator app")
    expect(picture).to_have_js_property("complete", value=True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    secret = page.locator(".v-secret span").first.inner_text()
    page.get_by_label("Six digits from the app").fill("000000")
    page.get_by_role("button", name="Turn on").click()
    expect(page.get_by_text("That code is not right")).to_be_visible()
    page.get_by_label("Six digits from the app").fill(code_of(secret))
    page.get_by_role("button", name="Turn on").click()
    codes = page.locator("#recovery_codes li")
    expect(codes).to_have_count(10)
    code = codes.first.inner_text()
    with page.expect_download() as file:
        page.get_by_role("link", name="Download").click()
    assert code in file.value.path().read_text()
    sign_out(page)
    first_step(page, ada)
    page.get_by_label("Code").fill(code)
    page.get_by_role("button", name="Sign in").click()
    expect(page).to_have_url("/workspaces/")


def test_a_passkey_can_be_created_renamed_used_and_removed(open_page, ada, acme):
    page = open_page(ada, width=390)
    laptop = Laptop(page)
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Add", exact=True).click()
    prove(page)
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#recovery_codes li")).to_have_count(10)
    (passkey,) = laptop.passkeys()
    assert (passkey["rpId"], passkey["isResidentCredential"]) == ("localhost", True)
    assert passkey["userName"] == ada.email

    page.goto("/accounts/2fa/webauthn/add/")
    page.get_by_role("button", name="Continue").click()
    expect(page.locator("#messages")).to_contain_text("This device already has a passkey")

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Rename Laptop").click()
    page.get_by_label("Name").fill("Work laptop")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="Work laptop")).to_contain_text("Passkey")

    sign_out(page)
    page.goto("/accounts/login/?next=/w/acme/")
    laptop.know_its_keeper(known=False)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.locator("#messages")).to_contain_text("The passkey was not used")
    laptop.know_its_keeper(known=True)
    page.get_by_role("button", name="Use a passkey").click()
    expect(page).to_have_url("/w/acme/")

    sign_out(page)
    first_step(page, ada)
    page.get_by_role("button", name="Use your passkey or security key").click()
    expect(page).to_have_url("/workspaces/")

    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove Work laptop").click()
    page.get_by_role("link", name="Use a passkey or security key").click()
    page.get_by_role("button", name="Use a passkey or security key").click()
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("No passkey or security key yet.")).to_be_visible()
