"""Calls answered in one piece: reserve, ask, read, settle exactly once, leave a trace."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from openai import OpenAI

from ai_features.gateway.account import Account, credible
from ai_features.gateway.attempts import Attempts
from ai_features.gateway.bounds import bounds_of_whole
from ai_features.gateway.clients import client_for
from ai_features.gateway.errors import ProviderFailed, ProviderNonsense
from ai_features.gateway.failures import FROM_PROVIDERS, failure_of, was_never_received
from ai_features.gateway.messages import Caller, Purpose, RemoteModel, Usage
from ai_features.runs.models import LedgerState

A = TypeVar("A")
R = TypeVar("R")
# What reading an answer raises when it has an unexpected shape.
OTHER_SHAPE = (AttributeError, TypeError, LookupError, ValueError, RecursionError)


@dataclass
class WholeCall:
    """A call to a provider that is answered in one piece, such as vectors or scores.

    At most ``most_tokens`` can be billed; ``about_tokens`` is the estimate. ``said`` is what its
    span shows; ``read`` may add to it.
    """

    model: RemoteModel
    purpose: Purpose
    caller: Caller
    most_tokens: int
    about_tokens: int
    said: dict[str, Any] = field(default_factory=dict)
    received: bool = field(default=False, init=False)
    counted: int | None = field(default=None, init=False)

    def run(
        self,
        ask: Callable[[OpenAI], A],
        *,
        read: Callable[[A], R],
        count: Callable[[A], object],
    ) -> R:
        """Return what ``read`` makes of the answer; ``count`` finds the tokens it reports.

        Raises :class:`~ai_features.gateway.errors.ProviderFailed`, also when ``read`` meets an
        unexpected shape, or whatever the caller's ``check`` raises.
        """
        if self.caller.check:
            self.caller.check()
        account = Account(self.model, self.purpose, self.caller)
        attempts = Attempts(bounds_of_whole(), check=self.caller.check)
        account.reserve(input_tokens=self.most_tokens)
        code, advice = "stopped", ""
        try:
            result = self._result(attempts, ask, read, count)
            code = ""
        except ProviderFailed as error:
            code, advice = error.code, error.advice
            raise
        finally:
            usage = self._usage(account)
            account.settle(usage, LedgerState.FAILED if code else LedgerState.SETTLED)
            said = {**self.said, "attempts": attempts.as_data()}
            account.trace(said, usage, error_code=code, advice=advice)
        return result

    def _result(
        self,
        attempts: Attempts,
        ask: Callable[[OpenAI], A],
        read: Callable[[A], R],
        count: Callable[[A], object],
    ) -> R:
        answer = self._answer(attempts, ask)
        try:
            self.counted = credible(count(answer)) or None  # 0 means that the server did not count
            return read(answer)
        except OTHER_SHAPE as error:
            raise ProviderNonsense from error

    def _answer(self, attempts: Attempts, ask: Callable[[OpenAI], A]) -> A:
        client = client_for(self.model)
        try:
            answer = attempts.run(lambda: ask(client))
        except FROM_PROVIDERS as error:
            self.received = not was_never_received(error)
            raise failure_of(error) from error
        except OTHER_SHAPE as error:  # the SDK fails on answers that are not JSON
            self.received = True
            raise ProviderNonsense from error
        self.received = True
        return answer

    def _usage(self, account: Account) -> Usage:
        if not self.received:
            return account.unused()
        if self.counted is None:
            return account.used(self.about_tokens, estimated=True)
        return account.used(self.counted)
