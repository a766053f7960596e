"""An instance that is set up wrongly does not start, and says which value is wrong."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from core.assembly.config import Config
from core.assembly.mail import mail_server


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vitrine_email_url", "mail.example:587"),
        ("vitrine_email_url", "smtp://"),
        ("vitrine_base_url", "demos.example"),
        ("vitrine_base_url", "https://"),
        ("openai_base_url", "localhost:11434/v1"),
        ("redis_url", "127.0.0.1:6379"),
    ],
)
def test_an_address_that_is_not_whole_refuses_to_start(name, value):
    with pytest.raises(ValidationError, match=name):
        Config(**{name: value})


@pytest.mark.parametrize(
    ("url", "port", "tls", "ssl"),
    [
        ("smtp://mail.example", 587, False, False),
        ("smtp://mail.example:2525?tls=1", 2525, True, False),
        ("smtps://mail.example", 465, False, True),
    ],
)
def test_a_mail_server_is_reached_as_its_address_says(url, port, tls, ssl):
    server = mail_server(url)
    assert (server.host, server.port, server.tls, server.ssl) == ("mail.example", port, tls, ssl)


def test_a_password_of_a_mail_server_may_have_any_character():
    server = mail_server("smtp://ada%40acme.test:a%2Fb%23c%3Fd%25@mail.example")
    assert (server.user, server.password) == ("ada@acme.test", "a/b#c?d%")


def test_without_an_address_there_is_no_mail_server():
    assert mail_server("") is None
