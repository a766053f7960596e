from __future__ import annotations

import pytest

from core.secrets import Unsealable, decrypt, digest, encrypt


def test_a_secret_can_be_opened_where_it_was_sealed():
    sealed = encrypt("sk-secret", context="acme:1")
    assert b"sk-secret" not in sealed
    assert decrypt(sealed, context="acme:1") == "sk-secret"


def test_a_secret_copied_to_another_row_cannot_be_opened():
    sealed = encrypt("sk-secret", context="acme:1")
    with pytest.raises(Unsealable):
        decrypt(sealed, context="globex:1")


@pytest.mark.parametrize("damaged", [b"", b"short", b"x" * 40])
def test_a_damaged_secret_cannot_be_opened(damaged):
    with pytest.raises(Unsealable):
        decrypt(damaged, context="acme:1")


def test_another_instance_cannot_open_it(settings):
    sealed = encrypt("sk-secret", context="acme:1")
    settings.SECRET_KEY = "another-instance-" + "y" * 32
    with pytest.raises(Unsealable):
        decrypt(sealed, context="acme:1")


def test_the_same_secret_is_sealed_differently_each_time():
    assert encrypt("a", context="c") != encrypt("a", context="c")


def test_a_digest_is_sha256():
    assert digest("abc").startswith("ba7816bf8f01cfea")
