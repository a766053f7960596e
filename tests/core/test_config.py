"""A wrongly configured instance does not start, and says which value is wrong."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from django.db import connection
from pydantic import ValidationError

from core.assembly import config
from core.assembly.config import BASE_DIR, Config
from core.assembly.database import CUT_OFF, database_settings
from core.assembly.mail import mail_server


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("vitrine_email_url", "mail.example:587"),
        ("vitrine_email_url", "smtp://"),
        ("vitrine_email_url", "smtp://mail.example?tls=true"),
        ("vitrine_email_url", "smtp://mail.example?starttls=1"),
        ("vitrine_base_url", "demos.example"),
        ("vitrine_base_url", "https://"),
        ("openai_base_url", "localhost:11434/v1"),
        ("redis_url", "127.0.0.1:6379"),
    ],
)
def test_an_incomplete_address_refuses_to_start(name, value):
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
def test_a_mail_server_is_configured_by_its_address(url, port, tls, ssl):
    server = mail_server(url)
    assert (server.host, server.port, server.tls, server.ssl) == ("mail.example", port, tls, ssl)


def test_a_password_of_a_mail_server_may_have_any_character():
    server = mail_server("smtp://ada%40acme.test:a%2Fb%23c%3Fd%25@mail.example")
    assert (server.user, server.password) == ("ada@acme.test", "a/b#c?d%")


def test_without_an_address_there_is_no_mail_server():
    assert mail_server("") is None


def test_a_misspelt_setting_refuses_to_start(monkeypatch):
    monkeypatch.setenv("VITRINE_SIGNUPS_OPEN", "false")
    with pytest.raises(ValidationError, match=r"did you mean VITRINE_SIGNUP_OPEN\?"):
        Config()


def test_similar_names_that_are_not_settings_are_ignored(monkeypatch):
    links = ("VITRINE_SERVICE_HOST", "VITRINE_DB_PORT", "VITRINE_PORT_8000_TCP_ADDR")
    for name in (*config.NO_SETTINGS, *links):
        monkeypatch.setenv(name, "x")
    assert Config()


@pytest.mark.parametrize("command", ["up", "doctor"])
def test_a_refused_value_is_reported_on_one_line_that_does_not_repeat_it(command, tmp_path):
    told = subprocess.run(
        [sys.executable, "manage.py", command],
        env=os.environ
        | {"DATABASE_OWNER_URL": "mysql://vitrine:secret@db/v", "VITRINE_DATA_DIR": str(tmp_path)},
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert told.stderr.startswith("DATABASE_OWNER_URL: must be a postgresql:// address")
    assert "secret" not in told.stderr
    assert "Traceback" not in told.stderr


@pytest.mark.parametrize("database_url", ["", "postgresql://vitrine:secret@127.0.0.1:1/v"])
def test_a_command_without_the_sites_database_says_so_and_leaves_nothing(database_url, tmp_path):
    folder = tmp_path / "data"
    told = subprocess.run(
        [sys.executable, "manage.py", "create_key", "--email", "ada@acme.example"],
        env=os.environ
        | {
            "DATABASE_URL": database_url,
            "DATABASE_OWNER_URL": "",
            "VITRINE_DATA_DIR": str(folder),
        },
        cwd=BASE_DIR,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert told.returncode == 1
    assert "does not answer" in told.stderr
    assert "VITRINE_DATA_DIR or DATABASE_URL" in told.stderr
    assert "secret" not in told.stderr
    assert "Traceback" not in told.stderr
    assert not folder.exists()


def test_no_settings_error_repeats_a_value():
    with pytest.raises(ValidationError) as refused:
        Config(database_url="mysql://vitrine:secret@db/v", vitrine_secret_key="secret")
    assert "secret" not in str(refused.value).replace("vitrine_secret_key", "")


def test_a_pool_finds_a_database_at_once_after_a_long_outage():
    """Its waits between attempts grow, so it has to give up before a wait gets long."""
    pool = database_settings("postgresql://a@h/v", role="app", pool=8)["OPTIONS"]["pool"]
    assert pool["reconnect_timeout"] <= pool["timeout"] <= CUT_OFF["connect_timeout"]


def test_a_database_that_is_cut_off_is_not_waited_for(db):
    options = database_settings("postgresql://a@h/v", role="app", pool=0)["OPTIONS"]
    assert options.items() >= CUT_OFF.items()
    told = connection.connection.info.get_parameters()
    assert told["tcp_user_timeout"] == "20000", "the site's own connection has them too"
    asked = database_settings("postgresql://a@h/v?connect_timeout=3", role="app", pool=0)
    assert asked["OPTIONS"]["connect_timeout"] == "3"
