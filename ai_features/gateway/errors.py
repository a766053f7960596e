"""Why a model call failed, in words for whoever meets it."""

from __future__ import annotations

from typing import ClassVar

from core.errors import UpstreamFailed


class ProviderFailed(UpstreamFailed):
    """A model call failed at the provider; what was in the workspace is safe.

    ``detail`` is for everybody, visitors of a demo included; ``advice`` says what to set right, to
    those who look after the provider.
    """

    code = "provider_error"
    title = "The model provider failed to answer. Nothing of yours is lost; try again shortly."
    remedy: ClassVar[str] = ""

    def __init__(self, detail: str = "", *, advice: str = "") -> None:
        super().__init__(detail)
        self.advice = advice if detail else self.remedy

    @property
    def in_full(self) -> str:
        """What happened and what to set right, for those who look after the provider."""
        return f"{self.detail} {self.advice}".strip()


class ProviderTimeout(ProviderFailed):
    """The provider took longer than we wait."""

    code = "provider_timeout"
    title = "The model provider took too long to answer. Nothing of yours is lost; try again."


class ProviderUnreachable(ProviderFailed):
    """No connection to the provider's address."""

    code = "provider_unreachable"
    title = (
        "The model provider could not be reached. Nothing of yours is lost; try again shortly, "
        "or tell the person who set this up."
    )
    remedy = "If it stays so, check the provider's address in the settings."


class ProviderRateLimited(ProviderFailed):
    """The provider asks us to slow down."""

    code = "provider_rate_limited"
    title = "The model provider is limiting calls at the moment. Wait a minute and try again."


class ProviderOutOfCredit(ProviderRateLimited):
    """The provider's account has run out of credit."""

    title = (
        "The model provider answers no more calls for now. Nothing of yours is lost; tell the "
        "person who set this up."
    )
    remedy = "The account behind the key has no credit left. Top it up, then try again."


class ProviderRefusedKey(ProviderFailed):
    """The key is not accepted, or does not permit this."""

    code = "provider_refused_key"
    title = (
        "The model provider refused the key it was sent. Nothing of yours is lost; tell the "
        "person who set this up."
    )
    remedy = "Enter a working key in the workspace's settings."


class ProviderDropped(ProviderFailed):
    """The connection ended in the middle of the answer."""

    code = "provider_dropped"
    title = "The model provider broke off in the middle of the answer. Try again."


class ProviderNonsense(ProviderFailed):
    """What came back is not what was asked for."""

    code = "provider_nonsense"
    title = (
        "The model provider sent something that is not an answer. Nothing of yours is lost; try "
        "again, or tell the person who set this up."
    )
    remedy = "If it stays so, check the provider's address and model in the settings."


class ProviderEndless(ProviderFailed):
    """The answer is longer than any real one."""

    code = "provider_endless"
    title = (
        "The model provider sent far more than was asked for. Nothing of yours is lost; try "
        "again, or tell the person who set this up."
    )
    remedy = "If it stays so, check the provider's address and model in the settings."


class ProviderContextExceeded(ProviderFailed):
    """The prompt is longer than the model can read."""

    code = "provider_context_exceeded"
    title = "This is more text than the model can read at once. Ask for less."
    remedy = "A larger model reads more."


class ProviderRejected(ProviderFailed):
    """The provider does not know the model, or does not accept the request."""

    code = "provider_rejected"
    title = (
        "The model provider did not accept the request. Nothing of yours is lost; tell the "
        "person who set this up."
    )
    remedy = "Check the model's name in the settings."


class ProviderAddressRefused(ProviderFailed):
    """The provider's address is one that this instance does not connect to."""

    code = "provider_address_refused"
    title = (
        "The model provider is at an address that this instance does not connect to. Tell the "
        "person who set this up."
    )
    remedy = "Use a public https address."


class NoProvider(ProviderFailed):
    """A generative call without any provider."""

    code = "provider_missing"
    title = "No model provider is connected. The person who set this up can connect one."
    remedy = "Connect one in the workspace's settings."
