"""Why a model call failed, in the user's words."""

from __future__ import annotations

from core.errors import UpstreamFailed


class ProviderFailed(UpstreamFailed):
    """A model call failed at the provider; what was in the workspace is safe."""

    code = "provider_error"
    title = "The model provider failed to answer. Nothing of yours is lost; try again shortly."


class ProviderTimeout(ProviderFailed):
    """The provider took longer than we wait."""

    code = "provider_timeout"
    title = "The model provider took too long to answer. Nothing of yours is lost; try again."


class ProviderUnreachable(ProviderFailed):
    """No connection to the provider's address."""

    code = "provider_unreachable"
    title = "The model provider could not be reached. Check its address, or try again shortly."


class ProviderRateLimited(ProviderFailed):
    """The provider asks us to slow down, or the account has run out of credit."""

    code = "provider_rate_limited"
    title = "The model provider is limiting calls at the moment. Wait a minute and try again."


class ProviderRefusedKey(ProviderFailed):
    """The key is not accepted, or does not permit this."""

    code = "provider_refused_key"
    title = "The model provider refused the key. Enter a working one in the workspace's settings."


class ProviderDropped(ProviderFailed):
    """The connection ended in the middle of the answer."""

    code = "provider_dropped"
    title = "The model provider broke off in the middle of the answer. Try again."


class ProviderNonsense(ProviderFailed):
    """What came back is not what was asked for."""

    code = "provider_nonsense"
    title = "The model provider sent something that is not an answer. Check its address and model."


class ProviderEndless(ProviderFailed):
    """The answer is longer than any real one."""

    code = "provider_endless"
    title = "The model provider sent far more than was asked for. Check its address and model."


class ProviderContextExceeded(ProviderFailed):
    """The prompt is longer than the model can read."""

    code = "provider_context_exceeded"
    title = (
        "This is more text than the model can read at once. Ask for less, or use a larger model."
    )


class ProviderRejected(ProviderFailed):
    """The provider does not know the model, or does not accept the request."""

    code = "provider_rejected"
    title = "The model provider did not accept the request. Check the model's name in the settings."


class ProviderAddressRefused(ProviderFailed):
    """The provider's address is one that this instance does not connect to."""

    code = "provider_address_refused"
    title = "This instance does not connect to the provider's address. Use a public https address."


class NoProvider(ProviderFailed):
    """A generative call without any provider."""

    code = "provider_missing"
    title = "No model provider is connected. Connect one in the workspace's settings."
