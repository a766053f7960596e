"""Where passkeys work, what is said where they do not, and how made-up answers are refused."""

from __future__ import annotations

import json
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP

from core.people.forms_passkeys import REFUSED
from core.people.models import User
from tests.core.people.device import Device
from tests.core.people.steps import SECOND, SECRET, first_step, prove, signed_in, words

pytestmark = pytest.mark.django_db
KEYS, ADD = "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/"
LOGIN, REAUTHENTICATE = "/accounts/2fa/webauthn/login/", "/accounts/2fa/webauthn/reauthenticate/"
SIGN_IN = "/accounts/login/"
MADE_UP = [
    "[" * 100_000,
    '{"id": ' + "9" * 5_000 + "}",
    '{"id": "\\ud800"}',
    "",
    "no json",
    "1",
    "[]",
    "null",
    '"words"',
    "{}",
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "userHandle": "eA",'
    ' "authenticatorData": "eA", "signature": "eA", "attestationObject": "eA"}}',
    '{"id": 1, "rawId": [], "type": {}, "response": {"userHandle": 5, "clientDataJSON": 3}}',
    Device().answer({"publicKey": {"challenge": "eA"}}),
]


@pytest.fixture
def at_localhost(client, settings):
    settings.ALLOWED_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
    client.defaults["SERVER_NAME"] = "localhost"
    return client


@pytest.fixture
def device(at_localhost, ada):
    """Return Ada's device, whose passkey is registered; nobody is signed in."""
    device = Device()
    at_localhost.force_login(ada)
    add(at_localhost, device)
    at_localhost.logout()
    return device


def asked(page, what):
    """Return the options that a page's script passes to a device."""
    found = re.search(r'<script id="js_data" type="application/json">(.*?)</script>', page.text)
    return json.loads(found[1])[what]


def add(client, device, **fields):
    """Add a passkey as its page does."""
    prove(client, ADD)
    made = device.make(asked(client.get(ADD), "creation_options"))
    given = {"name": "Laptop", "passwordless": "on", "credential": made}
    return client.post(ADD, given | fields, follow=True)


def options(client):
    """Return the options that the sign-in page's script passes to a device."""
    return client.get(LOGIN, headers={"accept": "application/json"}).json()["request_options"]


def sign_in(client, device, **fields):
    """Sign in with a passkey alone."""
    given = {"credential": device.answer(options(client))}
    return client.post(LOGIN, given | fields, follow=True)


def kept(user):
    return Authenticator.objects.get(user=user, type="webauthn")


@pytest.mark.parametrize(
    ("host", "secure", "works", "elsewhere"),
    [
        ("localhost:8000", False, True, ""),
        ("acme.localhost:8000", False, True, ""),
        ("vitrine.example", True, True, ""),
        ("vitrine.example", False, False, ""),
        ("127.0.0.1:8000", False, False, "http://localhost:8000/accounts/login/"),
        ("127.0.0.1", False, False, "http://localhost/accounts/login/"),
        ("[::1]:8000", False, False, "http://localhost:8000/accounts/login/"),
        ("192.168.1.7:8000", False, False, ""),
        ("192.168.1.7", True, False, ""),
    ],
)
def test_the_sign_in_page_offers_passkeys_where_browsers_allow_them(
    client, settings, host, secure, works, elsewhere
):
    settings.ALLOWED_HOSTS = ["*"]
    page = client.get(SIGN_IN, headers={"host": host}, secure=secure)
    assert ("Use a passkey" in words(page)) is works
    assert ("webauthn.js" in page.text) is works
    assert (f'href="{elsewhere}"' in page.text) is bool(elsewhere)
    assert ("opened as localhost" in words(page)) is bool(elsewhere)


def test_nobody_is_sent_to_localhost_if_the_site_does_not_answer_there(client, settings):
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    page = client.get(SIGN_IN, headers={"host": "127.0.0.1:8000"})
    assert "localhost" not in page.text


def test_at_an_ip_address_every_passkey_page_says_where_they_work(client, settings, ada):
    settings.ALLOWED_HOSTS = ["*"]
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    client.force_login(ada)
    prove(client, ADD)
    for page in ("/accounts/2fa/", KEYS, ADD):
        shown = client.get(page)
        assert "Passkeys do not work at this address." in words(shown), page
        assert f'href="http://localhost{page}"' in shown.text
        assert f'href="{ADD}"' not in shown.text
    assert "mfa_webauthn_add" not in client.get(ADD).text


def test_a_passkey_signs_in_without_a_password_and_leads_to_the_wanted_page(
    at_localhost, ada, device
):
    answer = sign_in(at_localhost, device, next="/account/")
    assert answer.request["PATH_INFO"] == "/account/"
    assert "Signed in." in words(answer)
    assert kept(ada).last_used_at


def test_a_passkey_brings_recovery_codes_with_it(at_localhost, ada):
    at_localhost.force_login(ada)
    answer = add(at_localhost, Device())
    assert answer.request["PATH_INFO"] == "/accounts/2fa/recovery-codes/"
    assert len(answer.context["unused_codes"]) == 10
    listed = words(at_localhost.get(KEYS))
    assert "Laptop Passkey, added" in listed
    assert "never used" in listed


def test_a_passkey_is_a_second_step_after_the_password(at_localhost, ada, device):
    first_step(at_localhost, ada)
    page = at_localhost.get(SECOND)
    assert "Use your passkey or security key, or one of your recovery codes." in words(page)
    given = {"credential": device.answer(asked(page, "request_options"))}
    at_localhost.post(SECOND, given)
    assert signed_in(at_localhost)


def test_with_an_app_as_well_both_are_offered(at_localhost, ada, device):
    TOTP.activate(ada, SECRET)
    first_step(at_localhost, ada)
    page = words(at_localhost.get(SECOND))
    assert "Enter the code that your authenticator app shows" in page
    assert "Use your passkey or security key" in page


def test_a_passkey_confirms_who_you_are_once_more(at_localhost, ada, device):
    at_localhost.force_login(ada)
    page = at_localhost.get(REAUTHENTICATE)
    given = {"credential": device.answer(asked(page, "request_options")), "next": ADD}
    assert at_localhost.post(REAUTHENTICATE, given).url == ADD
    assert at_localhost.get(ADD).status_code == 200


def test_the_same_answer_is_not_accepted_twice(at_localhost, device):
    credential = device.answer(options(at_localhost))
    at_localhost.post(LOGIN, {"credential": credential})
    assert signed_in(at_localhost)
    at_localhost.logout()
    options(at_localhost)
    answer = at_localhost.post(LOGIN, {"credential": credential}, follow=True)
    assert REFUSED in words(answer)
    assert not signed_in(at_localhost)


@pytest.mark.parametrize(
    "changed",
    [
        {"verifies": False},
        {"host": "globex.test"},
        {"origin": "http://globex.test"},
        {"origin": "https://localhost.globex.test"},
        {"origin": "http://127.0.0.1"},
        {"id": b"x" * 32},
    ],
)
def test_an_answer_for_another_site_or_without_user_verification_is_refused(
    at_localhost, device, changed
):
    vars(device).update(changed)
    assert REFUSED in words(sign_in(at_localhost, device))
    assert not signed_in(at_localhost)


def test_an_answer_with_another_persons_handle_is_refused(at_localhost, device, grace):
    theirs = Device()
    at_localhost.force_login(grace)
    add(at_localhost, theirs)
    at_localhost.logout()
    device.handle = theirs.handle
    assert REFUSED in words(sign_in(at_localhost, device))
    assert not signed_in(at_localhost)


def test_a_removed_passkey_opens_nothing(at_localhost, ada, device):
    page = f"{KEYS}keys/{kept(ada).pk}/remove/"
    at_localhost.force_login(ada)
    prove(at_localhost, page)
    assert "Remove “Laptop”?" in words(at_localhost.get(page))
    assert "The key has been removed." in words(at_localhost.post(page, follow=True))
    assert not Authenticator.objects.exists()  # recovery codes no longer stand in for anything
    at_localhost.logout()
    assert REFUSED in words(sign_in(at_localhost, device))
    assert not signed_in(at_localhost)


def test_a_passkey_without_user_verification_is_not_added(at_localhost, ada):
    at_localhost.force_login(ada)
    assert REFUSED in words(add(at_localhost, Device(verifies=False)))
    assert not Authenticator.objects.exists()
    add(at_localhost, Device(verifies=False), passwordless="")
    assert kept(ada).data["name"] == "Laptop"


def test_a_deactivated_person_is_not_let_in(at_localhost, ada, device):
    User.objects.update(is_active=False)
    answer = sign_in(at_localhost, device)
    assert "This account is switched off" in words(answer)
    assert not signed_in(at_localhost)


def test_a_person_with_only_a_passkey_is_told_at_the_second_step_where_it_works(
    client, ada, device
):
    client.defaults["SERVER_NAME"] = "127.0.0.1"
    first_step(client, ada)
    page = client.get(SECOND)
    assert "Passkeys do not work at this address." in words(page)
    assert "Recovery code" in words(page)
    assert "webauthn.js" not in page.text
    assert "Use a passkey" not in words(client.get("/accounts/reauthenticate/"))


def test_a_new_passkey_is_named_after_its_browser(at_localhost, ada):
    at_localhost.force_login(ada)
    prove(at_localhost, ADD)
    page = at_localhost.get(ADD, headers={"user-agent": "Mozilla/5.0 (X11; Linux) Firefox/140.0"})
    assert 'value="Firefox on Linux"' in page.text
    assert page.context["form"]["passwordless"].value() is True


@pytest.mark.parametrize("made_up", MADE_UP, ids=range(len(MADE_UP)))
def test_a_made_up_passkey_is_refused_with_a_reason(at_localhost, ada, made_up):
    at_localhost.force_login(ada)
    prove(at_localhost, ADD)
    at_localhost.get(ADD)
    answer = at_localhost.post(ADD, {"name": "Laptop", "credential": made_up})
    assert answer.status_code == 200
    assert "Try again, or choose another way." in words(answer)
    assert not Authenticator.objects.exists()


@pytest.mark.parametrize("made_up", MADE_UP, ids=range(len(MADE_UP)))
def test_a_made_up_answer_signs_nobody_in(at_localhost, ada, device, made_up):
    options(at_localhost)
    answer = at_localhost.post(LOGIN, {"credential": made_up}, follow=True)
    assert answer.request["PATH_INFO"] == SIGN_IN
    assert "Try again, or choose another way." in words(answer)
    first_step(at_localhost, ada)
    at_localhost.get(SECOND)
    answer = at_localhost.post(SECOND, {"credential": made_up})
    assert answer.status_code == 200
    assert "Try again, or choose another way." in words(answer)
    assert not signed_in(at_localhost)


def test_a_refused_confirmation_is_asked_again_for_the_same_page(at_localhost, ada, device):
    at_localhost.force_login(ada)
    at_localhost.get(REAUTHENTICATE)
    given = {"credential": MADE_UP[-1], "next": KEYS}
    answer = at_localhost.post(REAUTHENTICATE, given, follow=True)
    assert answer.request["PATH_INFO"] == REAUTHENTICATE
    assert answer.request["QUERY_STRING"] == "next=%2Faccounts%2F2fa%2Fwebauthn%2F"
    assert REFUSED in words(answer)


def test_a_name_is_one_line_that_can_be_seen(at_localhost, ada, device):
    at_localhost.force_login(ada)
    page = f"{KEYS}keys/{kept(ada).pk}/edit/"
    prove(at_localhost, page)
    for name in ("", " \u200b ", "x" * 121):
        assert at_localhost.post(page, {"name": name}).status_code == 200
    assert kept(ada).data["name"] == "Laptop"
    at_localhost.post(page, {"name": 'Work\n" onfocus="x'})
    assert kept(ada).data["name"] == 'Work " onfocus="x'
    assert 'aria-label="Remove Work &quot; onfocus=&quot;x"' in at_localhost.get(KEYS).text


@pytest.mark.parametrize("act", ["edit", "remove"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_another_persons_passkey_is_not_found(at_localhost, ada, grace, device, act, method):
    at_localhost.force_login(grace)
    page = f"{KEYS}keys/{kept(ada).pk}/{act}/"
    prove(at_localhost, page)
    assert getattr(at_localhost, method)(page, {"name": "Mine"}).status_code == 404
    assert kept(ada).data["name"] == "Laptop"


@pytest.mark.parametrize("act", ["edit", "remove"])
def test_an_open_session_alone_cannot_change_a_passkey(at_localhost, ada, device, act):
    at_localhost.force_login(ada)
    answer = at_localhost.post(f"{KEYS}keys/{kept(ada).pk}/{act}/", {"name": "Eve's"})
    assert answer.url.startswith("/accounts/reauthenticate/")
    assert kept(ada).data["name"] == "Laptop"


def test_a_guest_is_asked_to_sign_in(at_localhost, ada, device):
    for page in (KEYS, ADD, REAUTHENTICATE, f"{KEYS}keys/{kept(ada).pk}/edit/"):
        assert at_localhost.get(page).url.startswith("/accounts/login/"), page
