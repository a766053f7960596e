"""Why a model call failed, in words for whoever meets it."""

from __future__ import annotations

from typing import ClassVar, Final

from core.errors import UpstreamFailed

TELL: Final = "Nothing of yours is lost; tell the workspace's owner."
TRY_OR_TELL: Final = "Nothing of yours is lost; try again, or tell the workspace's owner."
PRIVATE: Final = (
    "This instance connects only to public https addresses. For a model on the same machine or "
    "network, whoever runs it sets VITRINE_ALLOW_PRIVATE_PROVIDERS to true and starts it again."
)


class ProviderFailed(UpstreamFailed):
    """A model call failed at the provider; what was in the workspace is safe.

    ``detail`` is for everybody, visitors of a demo included. Those who look after the provider are
    told what ``happened`` and, as ``advice``, what to set right; ``reason`` is that in a few words.
    """

    code = "provider_error"
    happened: ClassVar[str] = "The model provider failed to answer."
    title = f"{happened} Nothing of yours is lost; try again shortly."
    reason: ClassVar[str] = "it failed to answer"
    remedy: ClassVar[str] = ""

    def __init__(self, detail: str = "", *, advice: str = "") -> None:
        super().__init__(detail)
        self.advice = advice if detail else self.remedy

    @property
    def in_full(self) -> str:
        """What happened and what to set right, for those who look after the provider."""
        happened = self.happened if self.detail == self.title else self.detail
        return f"{happened} {self.advice}".strip()


class ProviderTimeout(ProviderFailed):
    """The provider took longer than we wait."""

    code = "provider_timeout"
    happened = "The model provider took too long to answer."
    title = f"{happened} Nothing of yours is lost; try again."
    reason = "it took too long to answer"


class ProviderUnreachable(ProviderFailed):
    """No connection to the provider's address."""

    code = "provider_unreachable"
    happened = "The model provider could not be reached."
    title = f"{happened} {TRY_OR_TELL}"
    reason = "it could not be reached"
    remedy = "Check the provider's address, and whether it is up."


class ProviderRateLimited(ProviderFailed):
    """The provider asks us to slow down."""

    code = "provider_rate_limited"
    happened = "The model provider is limiting calls at the moment."
    title = f"{happened} Wait a minute and try again."
    reason = "it is limiting calls"
    remedy = "Wait a minute and try again."


class ProviderOutOfCredit(ProviderFailed):
    """The provider's account has run out of credit."""

    code = "provider_out_of_credit"
    happened = "The account behind the model provider's key has no credit left."
    # What is in the account is no business of visitors.
    title = f"The model provider answers no more calls for now. {TELL}"
    reason = "the account has no credit left"
    remedy = "Top it up at the provider, then test again."


class ProviderRefusedKey(ProviderFailed):
    """The key is not accepted, or does not permit this."""

    code = "provider_refused_key"
    happened = "The model provider refused the key it was sent."
    title = f"{happened} {TELL}"
    reason = "the key was refused"
    remedy = "Enter a working key for it."


class ProviderDropped(ProviderFailed):
    """The connection ended in the middle of the answer."""

    code = "provider_dropped"
    happened = "The model provider broke off in the middle of the answer."
    title = f"{happened} Try again."
    reason = "it broke off in the middle of the answer"


class ProviderNonsense(ProviderFailed):
    """What came back is not what was asked for."""

    code = "provider_nonsense"
    happened = "The model provider sent something that is not an answer."
    title = f"{happened} {TRY_OR_TELL}"
    reason = "what it sent is not an answer"
    remedy = "Check the provider's address, up to and including /v1, and its model."


class ProviderEndless(ProviderFailed):
    """The answer is longer than any real one."""

    code = "provider_endless"
    happened = "The model provider sent far more than was asked for."
    title = f"{happened} {TRY_OR_TELL}"
    reason = "it sent far more than was asked for"
    remedy = "Check the provider's address and model."


class ProviderContextExceeded(ProviderFailed):
    """The prompt is longer than the model can read."""

    code = "provider_context_exceeded"
    happened = "This is more text than the model can read at once."
    title = f"{happened} Ask for less."
    reason = "the model cannot read that much at once"
    remedy = "A larger model reads more."


class ProviderRejected(ProviderFailed):
    """The provider does not know the model, or does not accept the request."""

    code = "provider_rejected"
    happened = "The model provider did not accept the request."
    title = f"{happened} {TELL}"
    reason = "the request was not accepted"
    remedy = "Check the name of the model and the provider's address."


class ProviderAddressRefused(ProviderFailed):
    """The provider's address is one that this instance does not connect to."""

    code = "provider_address_refused"
    happened = "The model provider is at an address that this instance does not connect to."
    title = f"{happened} {TELL}"
    reason = "this instance does not connect to its address"
    remedy = PRIVATE


class NoProvider(ProviderFailed):
    """A generative call without any provider."""

    code = "provider_missing"
    happened = "No model provider is connected."
    title = f"{happened} The workspace's owner can connect one."
    reason = "none is connected"
    remedy = "Connect one."


ALL: Final[tuple[type[ProviderFailed], ...]] = (ProviderFailed, *ProviderFailed.__subclasses__())
KINDS: Final = {kind.code: kind for kind in ALL}


def in_few_words(code: str) -> str:
    """Return what an error's code means; a code without words of its own is one, or nearly."""
    kind = KINDS.get(code)
    return kind.reason if kind else code.replace("_", " ")


def told_to_keepers(*, code: str, message: str) -> str:
    """Return a stored failure in the words for those who look after the provider.

    A ``message`` that is not its kind's own says more than they would, and stays.
    """
    kind = KINDS.get(code)
    return kind().in_full if kind and message == kind.title else message
