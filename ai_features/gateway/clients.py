"""SDK clients, cached per provider and key version."""

from __future__ import annotations

import os
import threading
from collections import OrderedDict
from typing import Final

from django.conf import settings
from openai import OpenAI

from ai_features.gateway.messages import RemoteModel
from ai_features.gateway.transport import TIMEOUT, http_client

MOST_CLIENTS: Final = 64
Name = tuple[int, str, bool]

_clients: OrderedDict[Name, OpenAI] = OrderedDict()
_lock = threading.Lock()


def client_for(model: RemoteModel) -> OpenAI:
    """Return the client for the model's provider and key version.

    An address from the environment is the operator's, so it is not checked; with
    ``VITRINE_ALLOW_PRIVATE_PROVIDERS``, none is.
    """
    checked = model.source == "workspace" and not settings.VITRINE.vitrine_allow_private_providers
    # Sockets do not survive a fork, so a forked worker builds its own.
    name = (os.getpid(), model.version, checked)
    with _lock:
        client = _clients.pop(name, None) or _build(model, checked=checked)
        _clients[name] = client
        while len(_clients) > MOST_CLIENTS:
            _clients.popitem(last=False)
    return client


def forget_clients() -> None:
    """Close every client."""
    with _lock:
        for client in _clients.values():
            client.close()
        _clients.clear()


def _build(model: RemoteModel, *, checked: bool) -> OpenAI:
    client = OpenAI(
        api_key=model.api_key,
        base_url=model.base_url,
        max_retries=0,
        timeout=TIMEOUT,
        http_client=http_client(checked=checked),
    )
    if model.source == "workspace":
        # The SDK reads these from the operator's environment; they are not for clients' providers.
        client.organization = client.project = None
    return client
