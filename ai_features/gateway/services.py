"""Connect a workspace to a provider, and disconnect it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import ip_network
from typing import Final
from urllib.parse import SplitResult, urlsplit

import httpx2
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from ai_features.gateway.errors import PRIVATE, ProviderFailed
from ai_features.gateway.models import Provider
from ai_features.gateway.queries import label_of, seal_context
from ai_features.gateway.transport import PORTS
from core.access import Access
from core.audit.services import note
from core.errors import Invalid
from core.outbound import UrlNotAllowed, check_url
from core.secrets import encrypt
from core.tenancy.scope import in_workspace

HINT_CHARACTERS: Final = 4
# What a header can carry. A copied key may contain invisible characters, or dots for the part that
# was hidden.
KEY: Final = re.compile(r"[!-~]+")
HOST_FIRST: Final = re.compile(r"([\w-]+\.)+[a-z]{2,}(:[0-9]+)?(/|$)", re.IGNORECASE)
ODD_PORT: Final = "Use port 80, 443 or one from 1024 on; this instance connects to no others."
EVERYWHERE: Final = (ip_network("0.0.0.0/0"), ip_network("::/0"))


@dataclass(frozen=True, slots=True)
class ProviderDraft:
    """What the form takes; an empty key keeps the current one.

    ``shortened_to`` asks the embedding model for fewer dimensions than its own.
    """

    base_url: str
    chat_model: str
    api_key: str = field(repr=False)
    context_window: int | None = None
    embedding_model: str = ""
    shortened_to: int | None = None
    rerank_model: str = ""


def save_provider(*, access: Access, draft: ProviderDraft) -> Provider:
    """Connect the workspace to a provider, replacing the one before.

    Raises :class:`core.errors.Invalid` for an address or key that cannot be used, or if there is no
    key.

    A key is never carried over to another address: anybody allowed to edit the address could
    otherwise have the key sent to themselves.
    """
    base_url = checked_base_url(draft.base_url)
    if draft.api_key and not KEY.fullmatch(draft.api_key.strip()):
        words = "This key contains a character that no key has. Copy it again, in full."
        raise Invalid.of("api_key", words)
    provider = Provider.objects.for_workspace(access.workspace).select_for_update().first()
    if not draft.api_key and (provider is None or provider.base_url != base_url):
        raise Invalid.of("api_key", "Paste the key for this address.")
    provider = provider or Provider(workspace=access.workspace, created_by=access.actor.user)
    first = provider._state.adding
    _fill(provider, base_url=base_url, draft=draft)
    try:
        with transaction.atomic():
            provider.save()
    except IntegrityError:
        # Somebody else has just connected the first one: this one replaces it.
        return save_provider(access=access, draft=draft)
    note(
        access,
        "provider.connected" if first else "provider.saved",
        object_id=provider.pk,
        label=provider.name,
    )
    return provider


def remove_provider(*, access: Access) -> bool:
    """Delete the provider with its key; return whether there was one."""
    provider = Provider.objects.for_workspace(access.workspace).first()
    if provider is None:
        return False
    note(access, "provider.removed", object_id=provider.pk, label=provider.name)
    provider.delete()
    return True


def keep_dimensions(provider: Provider, found: int) -> bool:
    """Store the size of the vectors; return False if the provider was changed meanwhile."""
    return _keep(provider, embedding_dimensions=found)


def keep_test(provider: Provider, *, failed_model: str, failure: ProviderFailed | None) -> bool:
    """Store what a test found; return False if the provider was changed meanwhile."""
    return _keep(
        provider,
        tested_at=timezone.now(),
        failed_model=failed_model,
        error_code=failure.code if failure else "",
        error_message=failure.in_full if failure else "",
    )


def checked_base_url(given: str) -> str:
    """Return the address without trailing slashes; raise ``Invalid`` if it cannot be used."""
    url = _with_scheme(given.strip().rstrip("/"))
    parts = _parts_of(url)
    if parts.query or parts.fragment:
        raise _bad_address("Leave out everything from the question mark on.")
    if settings.VITRINE.vitrine_allow_private_providers:
        return url
    try:
        check_url(url, ports=PORTS)
    except UrlNotAllowed as error:
        raise _bad_address(
            ODD_PORT if parts.port and parts.port not in PORTS else PRIVATE
        ) from error
    if parts.scheme != "https":
        raise _bad_address("Use https, so that nobody on the way can read the key.")
    return url


def _with_scheme(url: str) -> str:
    """Return ``url`` with https:// before it if it begins with a host's name."""
    return f"https://{url}" if HOST_FIRST.match(url) else url


def _keep(provider: Provider, **found: object) -> bool:
    with in_workspace(provider.workspace_id):
        rows = Provider.objects.for_workspace(provider.workspace_id)
        same = rows.filter(pk=provider.pk, version=provider.version)
        return bool(same.update(**found))


def _parts_of(url: str) -> SplitResult:
    """Return a web address split up; raise ``Invalid`` if nobody could connect to it."""
    try:
        check_url(url, ports=range(1, 65_536), allow_addresses=EVERYWHERE)
        httpx2.URL(url)  # which takes fewer names: it would fail at every call
    except (UrlNotAllowed, httpx2.InvalidURL) as error:
        raise _bad_address("Give a full address, such as https://api.openai.com/v1.") from error
    return urlsplit(url)


def _fill(provider: Provider, *, base_url: str, draft: ProviderDraft) -> None:
    if _embeds_otherwise(provider, base_url=base_url, draft=draft):
        provider.embedding_dimensions = None
    provider.embedding_model = draft.embedding_model.strip()
    provider.shortened_to = draft.shortened_to if draft.embedding_model.strip() else None
    provider.rerank_model = draft.rerank_model.strip()
    provider.name = label_of(base_url)[:80]
    provider.base_url = base_url
    provider.chat_model = draft.chat_model.strip()
    provider.context_window = draft.context_window
    if draft.api_key:
        key = draft.api_key.strip()
        provider.sealed_key = encrypt(key, context=seal_context(provider))
        provider.key_hint = key[-HINT_CHARACTERS:] if len(key) > 2 * HINT_CHARACTERS else ""
    provider.tested_at = None
    provider.failed_model = provider.error_code = provider.error_message = ""
    provider.version = 1 if provider._state.adding else F("version") + 1


def _embeds_otherwise(provider: Provider, *, base_url: str, draft: ProviderDraft) -> bool:
    kept = provider.base_url, provider.embedding_model, provider.shortened_to
    return kept != (base_url, draft.embedding_model.strip(), draft.shortened_to)


def _bad_address(words: str) -> Invalid:
    return Invalid.of("base_url", words)
