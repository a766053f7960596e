"""Recovery codes are shown to who proves to be their owner, and new ones end the old ones."""

from __future__ import annotations

import pytest
from allauth.mfa.models import Authenticator

from tests.core.people.steps import (
    CODES,
    DOWNLOAD,
    NEW_CODES,
    TURN_OFF,
    first_step,
    kinds,
    prove,
    second_step,
    signed_in,
    words,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", [CODES, NEW_CODES, DOWNLOAD, TURN_OFF])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_open_session_alone_can_neither_see_nor_change_them(
    client, ada, ada_codes, address, method
):
    client.force_login(ada)
    answer = getattr(client, method)(address)
    assert answer.status_code in {302, 405}
    assert ada_codes[0] not in answer.text
    assert kinds(ada) == {"totp", "recovery_codes"}


def test_the_file_names_their_owner(client, ada, ada_codes):
    client.force_login(ada)
    prove(client, CODES)
    file = client.get(DOWNLOAD)
    assert file.headers["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert ada.email in file.text
    lines = [line.replace(" ", "") for line in file.text.splitlines()]
    assert lines[-10:] == ada_codes


def test_new_ones_end_the_old_ones(client, ada, ada_codes):
    client.force_login(ada)
    prove(client, NEW_CODES)
    assert "The 10 you still have stop working." in words(client.get(NEW_CODES))
    page = client.post(NEW_CODES, follow=True)
    new = page.context["unused_codes"]
    assert set(new).isdisjoint(ada_codes)
    client.logout()
    first_step(client, ada)
    second_step(client, ada_codes[0])
    assert not signed_in(client)
    second_step(client, new[0])
    assert signed_in(client)


def test_when_all_are_used_both_pages_say_so(client, ada, ada_codes):
    Authenticator.objects.filter(type="recovery_codes").update(
        data=Authenticator.objects.get(type="recovery_codes").data | {"used_mask": 2**10 - 1}
    )
    client.force_login(ada)
    assert "All of them have been used." in words(client.get("/accounts/2fa/"))
    prove(client, CODES)
    page = client.get(CODES)
    assert "All 10 have been used. Make new ones" in words(page)
    assert "Copy all" not in words(page)
