"""A password alone opens nothing once a second step is set up, and no code counts twice."""

from __future__ import annotations

import base64
import time
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import qrcode
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.mfa.models import Authenticator
from django.core import mail
from django.urls import reverse
from qrcode.image.svg import SvgPathImage

from core.people.models import User
from core.rights import Role
from core.tenancy.scope import in_workspace
from core.workspaces.invitations import invite
from core.workspaces.models import Membership
from core.workspaces.queries import user_access
from tests.core.people.steps import (
    CODES,
    DOWNLOAD,
    PASSWORD,
    REAUTHENTICATE,
    SECOND,
    SECRET,
    SET_UP,
    WRONG,
    code_of,
    first_step,
    kinds,
    prove,
    second_step,
    set_up,
    signed_in,
    words,
)

pytestmark = pytest.mark.django_db
NOON = 1_790_000_010  # ten seconds into a code's thirty-second window


def shown_secret(answer):
    return answer.context["form"].secret


def link_to_confirm(user, email):
    address = EmailAddress.objects.create(user=user, email=email)
    return reverse("account_confirm_email", args=[EmailConfirmationHMAC(address).key])


class TestSettingUp:
    def test_it_asks_for_the_password_first(self, at_home):
        asked = at_home.get(SET_UP)
        assert asked.status_code == 302
        assert urlsplit(asked.url).path == REAUTHENTICATE
        assert parse_qs(urlsplit(asked.url).query) == {"next": [SET_UP]}

    def test_the_qr_code_holds_the_key_that_is_written_below_it(self, at_home, ada):
        prove(at_home, SET_UP)
        page = at_home.get(SET_UP)
        key = shown_secret(page)
        uri = page.context["totp_url"]
        asked = parse_qs(urlsplit(uri).query)
        assert asked == {"secret": [key], "issuer": ["Vitrine"]}
        assert unquote(urlsplit(uri).path) == f"/Vitrine:{ada.email}"
        drawn = qrcode.make(uri, image_factory=SvgPathImage).to_string()
        picture = page.context["totp_svg_data_uri"].partition(",")[2]
        assert drawn in base64.b64decode(picture)
        assert picture in page.text
        fours = " ".join(key[at : at + 4] for at in range(0, len(key), 4))
        assert fours in words(page)
        assert f'data-copy="{key}"' in page.text

    def test_a_wrong_code_sets_nothing_up_and_loses_nothing(self, at_home, ada):
        prove(at_home, SET_UP)
        key = shown_secret(at_home.get(SET_UP))
        answer = at_home.post(SET_UP, {"code": "000000"})
        assert WRONG in words(answer)
        assert shown_secret(answer) == key
        assert kinds(ada) == set()

    def test_the_right_code_turns_it_on_and_shows_ten_recovery_codes(self, at_home, ada):
        prove(at_home, SET_UP)
        key = shown_secret(at_home.get(SET_UP))
        answer = at_home.post(SET_UP, {"code": code_of(key)}, follow=True)
        assert answer.request["PATH_INFO"] == CODES
        assert answer.context["unused_codes"][0][:4] in words(answer)
        assert len(set(answer.context["unused_codes"])) == 10
        assert kinds(ada) == {"totp", "recovery_codes"}
        assert "mfa.totp.secret" not in at_home.session

    def test_stored_data_shows_neither_key_nor_codes(self, at_home, ada):
        prove(at_home, SET_UP)
        key = shown_secret(at_home.get(SET_UP))
        at_home.post(SET_UP, {"code": code_of(key)})
        app = Authenticator.objects.get(user=ada, type="totp")
        codes = Authenticator.objects.get(user=ada, type="recovery_codes")
        assert key not in str(app.data)
        assert app.data["secret"].startswith("sealed:")
        assert codes.data["seed"].startswith("sealed:")

    def test_a_key_from_before_secrets_were_sealed_still_signs_in(self, client, ada):
        Authenticator.objects.create(user=ada, type="totp", data={"secret": SECRET})
        first_step(client, ada)
        second_step(client, code_of(SECRET))
        assert signed_in(client)

    def test_with_a_mail_server_the_address_must_be_confirmed_first(
        self, mail_server, at_home, ada
    ):
        EmailAddress.objects.create(user=ada, email=ada.email, primary=True, verified=False)
        page = at_home.get("/accounts/2fa/")
        assert "Your e-mail address is not confirmed yet." in words(page)
        assert f'href="{SET_UP}"' not in page.text
        answer = at_home.get(SET_UP, follow=True)
        assert answer.request["PATH_INFO"] == "/accounts/2fa/"
        EmailAddress.objects.update(verified=True)
        assert f'href="{SET_UP}"' in at_home.get("/accounts/2fa/").text
        assert kinds(ada) == set()


class TestSigningIn:
    def test_the_password_alone_opens_nothing(self, client, ada, ada_codes, acme):
        answer = first_step(client, ada, page="/accounts/login/?next=/w/acme/")
        assert answer.url == SECOND
        for page in ("/account/", "/workspaces/", "/w/acme/", "/accounts/2fa/", CODES, DOWNLOAD):
            assert client.get(page).status_code == 302, page
        assert client.post("/account/", {"name": "Eve"}).status_code == 302
        assert User.objects.get(pk=ada.pk).name == "Ada"

    def test_the_code_leads_to_the_wanted_page(self, client, ada, ada_codes, acme):
        asked = {"login": ada.email, "password": PASSWORD, "next": "/w/acme/"}
        client.post("/accounts/login/", asked)
        answer = second_step(client, code_of(SECRET))
        assert answer.request["PATH_INFO"] == "/w/acme/"
        assert answer.status_code == 200

    def test_a_wrong_code_says_so_and_the_right_one_still_works(self, client, ada, ada_codes):
        first_step(client, ada)
        assert WRONG in words(second_step(client, "000000"))
        assert not signed_in(client)
        second_step(client, code_of(SECRET))
        assert signed_in(client)

    @pytest.mark.parametrize("later", [1, 29, 45])
    def test_a_code_is_accepted_once_while_it_is_valid(self, client, ada, ada_codes, later):
        with time_machine.travel(NOON, tick=False) as clock:
            code = code_of(SECRET)
            first_step(client, ada)
            second_step(client, code)
            assert signed_in(client)
            client.logout()
            clock.shift(later)
            first_step(client, ada)
            assert WRONG in words(second_step(client, code))
            assert not signed_in(client)
            clock.shift(30)
            second_step(client, code_of(SECRET))
            assert signed_in(client)

    def test_the_code_that_turned_it_on_signs_nobody_in(self, at_home, ada):
        prove(at_home, SET_UP)
        code = code_of(shown_secret(at_home.get(SET_UP)))
        at_home.post(SET_UP, {"code": code})
        assert kinds(ada) == {"totp", "recovery_codes"}
        at_home.logout()
        first_step(at_home, ada)
        assert WRONG in words(second_step(at_home, code))
        assert not signed_in(at_home)

    @pytest.mark.parametrize(("off", "works"), [(-29, True), (29, True), (-75, False), (75, False)])
    def test_a_clock_that_is_off_by_half_a_minute_is_tolerated(
        self, client, ada, ada_codes, off, works
    ):
        with time_machine.travel(NOON, tick=False):
            first_step(client, ada)
            second_step(client, code_of(SECRET, at=time.time() + off))
            assert signed_in(client) is works

    def test_a_recovery_code_signs_in_once(self, client, ada, ada_codes):
        first_step(client, ada)
        second_step(client, f"{ada_codes[0][:4]} {ada_codes[0][4:]}")
        assert signed_in(client)
        assert "9 of 10 left" in words(client.get("/accounts/2fa/"))
        client.logout()
        first_step(client, ada)
        assert WRONG in words(second_step(client, ada_codes[0]))
        assert not signed_in(client)
        second_step(client, ada_codes[1])
        assert signed_in(client)

    def test_another_persons_codes_are_worth_nothing(self, client, ada, ada_codes, grace):
        theirs = set_up(grace)
        first_step(client, ada)
        second_step(client, theirs[0])
        assert not signed_in(client)

    def test_guessing_stops_after_five_tries_and_says_when_to_continue(
        self, client, ada, ada_codes
    ):
        first_step(client, ada)
        for guess in range(5):
            assert WRONG in words(second_step(client, f"00000{guess}"))
        limited = second_step(client, code_of(SECRET))
        assert "That was tried too many times. Wait five minutes" in words(limited)
        assert not signed_in(client)

    def test_cancelling_leads_back_to_the_start(self, client, ada, ada_codes):
        first_step(client, ada)
        left = client.post("/accounts/logout/", {"next": "/accounts/login/"})
        assert left.url == "/accounts/login/"
        assert client.get(SECOND).url == "/accounts/login/"

    def test_no_passkey_is_offered_to_a_person_who_has_none(self, client, ada, ada_codes):
        first_step(client, ada)
        page = client.get(SECOND)
        assert "passkey" not in words(page)
        assert "The person who runs this site can turn your second step off." in words(page)

    def test_a_changed_secret_key_of_the_site_is_explained(self, client, ada, ada_codes):
        first_step(client, ada)
        app = Authenticator.objects.get(user=ada, type="totp")
        app.data["secret"] = "sealed:" + base64.b64encode(b"x" * 60).decode()
        app.save()
        answer = second_step(client, code_of(SECRET))
        assert answer.status_code == 409
        assert "the secret key of this site has changed" in words(answer)
        assert not signed_in(client)


class TestNoWayAround:
    """Every other way into an account stops at the second step too."""

    def test_a_new_password_by_link_signs_nobody_in(self, mail_server, client, ada, ada_codes):
        client.post("/accounts/password/reset/", {"email": ada.email})
        link = next(word for word in mail.outbox[0].body.split() if "/reset/key/" in word)
        form = client.get(urlsplit(link).path, follow=True)
        new = {"password1": "violet lamp nine", "password2": "violet lamp nine"}
        done = client.post(form.request["PATH_INFO"], new, follow=True)
        assert "Your password is set" in words(done)
        assert not signed_in(client)
        asked = client.post(
            "/accounts/login/", {"login": ada.email, "password": "violet lamp nine"}
        )
        assert asked.url == SECOND
        assert not signed_in(client)

    def test_a_link_that_confirms_an_address_signs_nobody_in(
        self, mail_server, client, ada, ada_codes
    ):
        client.post(link_to_confirm(ada, "ada@home.test"))
        assert User.objects.get(pk=ada.pk).email == "ada@home.test"
        assert not signed_in(client)

    def test_confirming_in_the_middle_of_signing_in_does_not_skip_it(
        self, mail_server, client, ada, ada_codes
    ):
        first_step(client, ada)
        client.post(link_to_confirm(ada, "ada@home.test"))
        assert User.objects.get(pk=ada.pk).email == "ada@home.test"
        assert not signed_in(client)

    def test_signing_up_again_with_the_address_signs_nobody_in(self, client, ada, ada_codes):
        asked = {"name": "Eve", "email": ada.email, "password1": "violet lamp nine"}
        client.post("/accounts/signup/", asked)
        assert not signed_in(client)
        assert User.objects.get().check_password(PASSWORD)

    def test_an_invitation_is_accepted_after_both_steps(self, client, ada, acme, grace):
        set_up(grace)
        with in_workspace(acme.pk):
            access = user_access(ada, "acme")
            _, token = invite(access=access, email=grace.email, role=Role.VIEWER)
        accept = f"/invitations/{token}/accept/"
        client.get(f"/invitations/{token}/")
        first_step(client, grace)
        client.post(accept)
        with in_workspace(acme.pk):
            assert not Membership.objects.for_workspace(acme).filter(user=grace).exists()
        second_step(client, code_of(SECRET))
        client.post(accept)
        with in_workspace(acme.pk):
            assert Membership.objects.for_workspace(acme).get(user=grace).role == Role.VIEWER

    def test_an_owner_with_two_steps_can_still_invite(self, client, ada, ada_codes, acme):
        first_step(client, ada)
        second_step(client, code_of(SECRET))
        asked = {"email": "new@acme.test", "role": "viewer"}
        assert client.post("/w/acme/members/invite/", asked).status_code in {200, 302}
        assert "new@acme.test" in words(client.get("/w/acme/members/"))
