"""What surrounds the instance: broker, worker, model, provider, mail, browsers."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from core.assembly.config import get_config
from core.doctor.findings import Finding, fine, note, wrong
from core.health.registry import run_checks

# The database has an examination of its own.
EXAMINED_ELSEWHERE = {"database"}


def parts() -> Iterator[Finding]:
    """Examine what `/readyz` reports: broker, worker, and what upper layers registered."""
    for found in run_checks():
        if found.name not in EXAMINED_ELSEWHERE:
            judge = fine if found.ok else wrong
            yield judge(found.name.capitalize(), found.detail)


def provider() -> Iterator[Finding]:
    """Examine the provider set in the environment; its key is never printed."""
    config = get_config()
    if config.openai_api_key.get_secret_value():
        where = config.openai_base_url or "OpenAI"
        yield fine("Provider", f"OPENAI_API_KEY is set; model {config.openai_model} at {where}")
    else:
        yield note(
            "Provider",
            "OPENAI_API_KEY is not set: demos quote the documents unless a workspace has "
            "a provider of its own.",
        )


def mail() -> Iterator[Finding]:
    """Examine where mail goes."""
    if get_config().vitrine_email_url.get_secret_value():
        yield fine("Mail", f"goes out through {settings.EMAIL_HOST}:{settings.EMAIL_PORT}")
    else:
        yield note(
            "Mail",
            "VITRINE_EMAIL_URL is not set: no mail is sent, and a forgotten password is replaced "
            "with manage.py changepassword.",
        )


def addresses() -> Iterator[Finding]:
    """Examine the address at which browsers find the site."""
    base = get_config().vitrine_base_url
    if base.startswith("http://"):
        yield note("Address", f"{base} is not encrypted: cookies travel in the clear.")
    elif base:
        yield fine("Address", f"{base}; answers to {', '.join(settings.ALLOWED_HOSTS)}")
    else:
        yield note(
            "Address",
            "VITRINE_BASE_URL is not set: the site can be reached only from this machine.",
        )
    if settings.DEBUG:
        yield note("Debug", "VITRINE_DEBUG is on: error pages show code to anyone who meets them.")
