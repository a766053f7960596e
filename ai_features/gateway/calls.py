"""Call a model: reserve, ask, read, settle exactly once, and leave a trace."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any

from ai_features.gateway.account import Account
from ai_features.gateway.attempts import Attempts
from ai_features.gateway.bounds import bounds_of_stream
from ai_features.gateway.clients import client_for
from ai_features.gateway.errors import NoProvider, ProviderFailed
from ai_features.gateway.failures import FROM_PROVIDERS, failure_of, was_never_received
from ai_features.gateway.messages import ChatModel, Completion, Delta, ModelCall, Usage
from ai_features.gateway.queries import chat_model
from ai_features.gateway.reading import AnswerReader, open_stream
from ai_features.gateway.requests import body_of, most_output
from ai_features.gateway.windows import estimate_messages, estimate_tokens
from ai_features.runs.models import LedgerState


def complete(call: ModelCall, *, model: ChatModel | None = None) -> Completion:
    """Return the whole answer. Raises :class:`~ai_features.gateway.errors.ProviderFailed`.

    It is streamed nonetheless, so that the caller's ``check`` can stop it half-way.
    """
    parts: list[str] = []
    for told in stream(call, model=model):
        if isinstance(told, Usage):
            return Completion("".join(parts), told)
        parts.append(told.text)
    raise AssertionError("a stream ends with its usage or raises")


def stream(
    call: ModelCall, *, model: ChatModel | None = None
) -> Generator[Delta | Usage, None, None]:
    """Yield the answer piece by piece, and finally one :class:`Usage`.

    ``model`` defaults to the workspace's. Raises
    :class:`~ai_features.gateway.errors.ProviderFailed`, or whatever the caller's ``check``
    raises; the cost is settled in any case, even if nobody reads on.
    """
    chosen = model or chat_model(call.caller.workspace_id)
    if chosen is None:
        raise NoProvider
    return _StreamedCall(call, chosen).stream()


@dataclass
class _StreamedCall:
    """One call in progress, answered piece by piece."""

    call: ModelCall
    model: ChatModel
    reader: AnswerReader = field(default_factory=AnswerReader)
    first_token_ms: float | None = None
    received: bool = False

    def __post_init__(self) -> None:
        self.account = Account(self.model, self.call.purpose, self.call.caller)
        self.attempts = Attempts(bounds_of_stream(), check=self.call.caller.check)

    def stream(self) -> Generator[Delta | Usage, None, None]:
        self._check()
        self._reserve()
        failure: ProviderFailed | None = None
        done = False
        try:
            yield from self._deltas()
            done = True
        except ProviderFailed as error:
            failure = error
            raise
        finally:
            usage = self._usage()
            self.account.settle(usage, LedgerState.SETTLED if done else LedgerState.FAILED)
            code = failure.code if failure else "" if done else "stopped"
            advice = failure.advice if failure else ""
            self.account.trace(self._said(usage), usage, error_code=code, advice=advice)
        yield usage

    def _deltas(self) -> Iterator[Delta]:
        try:
            with closing(self._ask()) as pieces:
                for piece in pieces:
                    if self.first_token_ms is None:
                        self.first_token_ms = self.account.elapsed_ms()
                    yield Delta(piece)
                    self._check()
        except (*FROM_PROVIDERS, RecursionError) as error:  # JSON may be nested too deep
            raise failure_of(error) from error

    def _ask(self) -> Generator[str, None, None]:
        body = body_of(self.call, model=self.model)
        client = client_for(self.model)
        try:
            response = self.attempts.run(lambda: open_stream(client, body))
        except FROM_PROVIDERS as error:
            self.received = not was_never_received(error)
            raise
        self.received = True
        with closing(response):
            yield from self.reader.read(response)

    def _check(self) -> None:
        if self.call.caller.check:
            self.call.caller.check()

    def _reserve(self) -> None:
        # A byte is at most one token, so this is never less than the bill.
        longest = sum(len(message["content"].encode()) for message in self.call.messages)
        most = most_output(self.call, model=self.model)
        self.account.reserve(input_tokens=longest, output_tokens=most)

    def _usage(self) -> Usage:
        reason = self.reader.finish_reason
        if not self.received:
            return self.account.unused()
        if self.reader.counted:
            cached = self.reader.cached
            return self.account.used(*self.reader.counted, cached=cached, finish_reason=reason)
        return self.account.used(
            estimate_messages(self.call.messages),
            estimate_tokens(self.reader.text),
            estimated=True,
            finish_reason=reason,
        )

    def _said(self, usage: Usage) -> dict[str, Any]:
        return {
            "messages": list(self.call.messages),
            "max_output_tokens": self.call.max_output_tokens,
            "answer": self.reader.text,
            "finish_reason": usage.finish_reason,
            "first_token_ms": self.first_token_ms,
            "attempts": self.attempts.as_data(),
        }
